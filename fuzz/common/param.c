/* SPDX-License-Identifier: MIT */
#include "common/param.h"

#include "common/target.h"

/* What stands behind the name; empty if there is no such name. */
static struct pq_view find(struct pq_view line, struct pq_view name)
{
	bool quoted = false;

	while (line.len > 0 && (quoted || !pq_view_starts(line, name))) {
		unsigned char c = pq_fuzz_byte(&line);

		if (c == '"')
			quoted = !quoted;
		if (c == '\\')
			pq_fuzz_byte(&line);
	}
	return pq_view_from(line, name.len);
}

bool pq_fuzz_param_is(struct pq_view line, const char *name, struct pq_view v)
{
	struct pq_view rest = find(line, pq_view_str(name));
	size_t n = 0;

	for (; rest.len > 0 && rest.data[0] != '"'; n++) {
		if (rest.data[0] == '\\')
			pq_fuzz_byte(&rest);
		if (n == v.len || pq_fuzz_byte(&rest) != v.data[n])
			return false;
	}
	return rest.len > 0 && n == v.len;
}
