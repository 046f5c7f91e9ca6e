/* SPDX-License-Identifier: MIT */
#include "request/status.h"

bool pq_status_redirects(long status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}
