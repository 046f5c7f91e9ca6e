/* SPDX-License-Identifier: MIT */
#include "cli/today.h"

#include <time.h>

void pq_today(char out[static PQ_TODAY_SIZE])
{
	time_t now = time(NULL);
	struct tm parts;

	strftime(out, PQ_TODAY_SIZE, "%Y-%m-%d", gmtime_r(&now, &parts));
}
