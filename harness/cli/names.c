/* SPDX-License-Identifier: MIT */
#include "cli/names.h"

#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "report/message.h"
#include "report/nearest.h"

int pq_names_unknown_or(const char *what, const char *name, const char *const *known, size_t count,
			const char *otherwise)
{
	const char *nearest = pq_nearest(name, known, count);
	char list[512] = "";
	size_t len = 0;

	if (nearest) {
		pq_complain("unknown %s '%s'; did you mean '%s'?%s%s", what, name, nearest,
			    otherwise ? " Also possible: " : "", otherwise ? otherwise : "");
		return PQ_EXIT_BAD_INPUT;
	}
	for (size_t i = 0; i < count && len < sizeof(list); i++)
		len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s", i ? ", " : "", known[i]);
	pq_complain("unknown %s '%s'; expected one of: %s%s%s", what, name, list, otherwise ? ", or " : "",
		    otherwise ? otherwise : "");
	return PQ_EXIT_BAD_INPUT;
}

int pq_names_unknown(const char *what, const char *name, const char *const *known, size_t count)
{
	return pq_names_unknown_or(what, name, known, count, NULL);
}
