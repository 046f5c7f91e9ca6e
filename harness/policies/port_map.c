/* SPDX-License-Identifier: MIT */
#include "policies/port_map.h"

#define WORDS (sizeof(((struct pq_port_map *)NULL)->words) / sizeof(uint64_t))

void pq_port_map_put(struct pq_port_map *set, struct pq_port_range range, bool in)
{
	for (uint32_t port = range.first; port <= range.last; port++) {
		uint64_t bit = UINT64_C(1) << (port & 63);

		set->words[port >> 6] = in ? set->words[port >> 6] | bit : set->words[port >> 6] & ~bit;
	}
}

void pq_port_map_join(struct pq_port_map *set, const struct pq_port_map *other)
{
	for (size_t i = 0; i < WORDS; i++)
		set->words[i] |= other->words[i];
}

void pq_port_map_minus(const struct pq_port_map *a, const struct pq_port_map *b, struct pq_port_map *out)
{
	for (size_t i = 0; i < WORDS; i++)
		out->words[i] = a->words[i] & ~b->words[i];
}

uint32_t pq_port_map_count(const struct pq_port_map *set)
{
	uint32_t count = 0;

	for (size_t i = 0; i < WORDS; i++)
		count += (uint32_t)__builtin_popcountll(set->words[i]);
	return count;
}

bool pq_port_map_eq(const struct pq_port_map *a, const struct pq_port_map *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

bool pq_port_map_next(const struct pq_port_map *set, uint32_t *from, struct pq_port_range *run)
{
	uint32_t port = *from;

	while (port <= UINT16_MAX && !pq_port_map_has(set, (uint16_t)port))
		port++;
	if (port > UINT16_MAX)
		return false;
	run->first = (uint16_t)port;
	while (port < UINT16_MAX && pq_port_map_has(set, (uint16_t)(port + 1)))
		port++;
	run->last = (uint16_t)port;
	*from = port + 1;
	return true;
}
