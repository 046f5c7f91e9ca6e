/* SPDX-License-Identifier: MIT */
#include "cli/names.h"

#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "report/message.h"
#include "report/nearest.h"

int pq_names_unknown(const char *what, const char *name, const char *const *known, size_t count)
{
	const char *nearest = pq_nearest(name, known, count);
	char list[512] = "";
	size_t len = 0;

	if (nearest) {
		pq_complain("unknown %s '%s'; did you mean '%s'?", what, name, nearest);
		return PQ_EXIT_BAD_INPUT;
	}
	for (size_t i = 0; i < count && len < sizeof(list); i++)
		len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s", i ? ", " : "", known[i]);
	pq_complain("unknown %s '%s'; expected one of: %s", what, name, list);
	return PQ_EXIT_BAD_INPUT;
}
