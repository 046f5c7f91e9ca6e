/* SPDX-License-Identifier: MIT */
#include "planted/mark.h"

#include "base/ascii.h"
#include "common/target.h"

void pq_plant_mark(bool triggered)
{
	pq_fuzz_count_plant(triggered);
}

bool pq_plant_is(struct pq_view name, const char *text)
{
	return pq_ascii_eq_nocase(name, pq_view_str(text));
}

bool pq_plant_has(struct pq_view bytes, unsigned char sought)
{
	for (size_t i = 0; i < bytes.len; i++)
		if (bytes.data[i] == sought)
			return true;
	return false;
}
