/* SPDX-License-Identifier: MIT */
#include "report/ranges.h"

#include <stdio.h>

#include "policies/port_map.h"

#define MORE ",..."
#define ROOM_FOR_MORE (sizeof(MORE) - 1)

bool pq_ranges_add(char *out, size_t size, size_t *len, unsigned int first, unsigned int last)
{
	char range[24];
	size_t count = (size_t)snprintf(range, sizeof(range), first == last ? "%s%u" : "%s%u-%u", *len ? "," : "",
					first, last);

	if (*len + count + ROOM_FOR_MORE >= size) {
		size_t comma = *len ? 0 : 1; /* none before the first range */

		memcpy(out + *len, &MORE[comma], sizeof(MORE) - comma);
		return false;
	}
	memcpy(out + *len, range, count + 1);
	*len += count;
	return true;
}

/* True if this is the last run. */
static bool is_last(const struct pq_port_map *set, uint32_t from)
{
	struct pq_port_range run;

	return !pq_port_map_next(set, &from, &run);
}

size_t pq_ranges_of_set(const struct pq_port_map *set, char *out, size_t size)
{
	struct pq_port_range run;
	size_t len = 0;
	size_t left_out = 0;

	out[0] = '\0';
	for (uint32_t from = 0; pq_port_map_next(set, &from, &run);) {
		/* The last one needs no room for what follows. */
		size_t room = is_last(set, from) ? size + ROOM_FOR_MORE : size;

		if (left_out || !pq_ranges_add(out, room, &len, run.first, run.last))
			left_out++;
	}
	return left_out;
}
