/* SPDX-License-Identifier: MIT */
#include "cli/duration.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

uint64_t pq_duration_ms(const char *text)
{
	static const struct {
		const char *name;
		uint64_t seconds;
	} units[] = { { "", 1 }, { "s", 1 }, { "m", 60 }, { "h", 3600 }, { "d", 86400 } };
	const uint64_t year = 366 * 86400u;
	size_t digits = strspn(text, "0123456789");
	uint64_t number = digits > 0 && digits < 10 ? strtoull(text, NULL, 10) : 0;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(text + digits, units[i].name) == 0 && number <= year / units[i].seconds)
			return number * units[i].seconds * 1000;
	return 0;
}
