/* SPDX-License-Identifier: MIT */
#include "policy/ports.h"

bool pq_port_map_has(const struct pq_port_map *map, uint16_t port)
{
	return map->words[port >> 6] >> (port & 63) & 1;
}

/* Whether it is a port rule that counts. */
static bool decides_ports(const struct pq_entry *entry)
{
	return entry->in_force && entry->kind != PQ_ENTRY_NOTE;
}

/* Sets or clears the bits of all ports of the range, a word at a time. */
static void map_put(struct pq_port_map *map, struct pq_port_range range, bool blocked)
{
	for (unsigned int w = range.first >> 6; w <= range.last >> 6; w++) {
		uint64_t bits = UINT64_MAX;

		if (w == range.first >> 6)
			bits &= UINT64_MAX << (range.first & 63);
		if (w == range.last >> 6)
			bits &= UINT64_MAX >> (63 - (range.last & 63));
		map->words[w] = blocked ? map->words[w] | bits : map->words[w] & ~bits;
	}
}

static void map_apply(struct pq_port_map *map, const struct pq_entry *entry)
{
	for (size_t i = 0; i < entry->range_count; i++)
		map_put(map, entry->ranges[i], entry->kind == PQ_ENTRY_BLOCK);
}

void pq_policy_derive_ports(struct pq_policy *policy)
{
	static const struct pq_port_range all = { 0, UINT16_MAX };
	uint32_t restricted = 0;

	memset(policy->blocked, 0, sizeof(policy->blocked));
	for (size_t i = 0; i < policy->entry_count; i++) {
		const struct pq_entry *entry = &policy->entries[i];

		for (unsigned int scheme = 0; scheme < PQ_SCHEME_COUNT; scheme++) {
			if (!decides_ports(entry) || !(entry->schemes >> scheme & 1))
				continue;
			if (entry->kind == PQ_ENTRY_ONLY && !(restricted >> scheme & 1)) {
				map_put(&policy->blocked[scheme], all, true);
				restricted |= UINT32_C(1) << scheme;
			}
			map_apply(&policy->blocked[scheme], entry);
		}
	}
}

uint32_t pq_policy_blocked_schemes(const struct pq_policy *policy, uint16_t port)
{
	uint32_t schemes = 0;

	for (unsigned int scheme = PQ_SCHEME_HTTP; scheme < PQ_SCHEME_COUNT; scheme++)
		if (pq_policy_blocks_port(policy, (enum pq_scheme)scheme, port))
			schemes |= UINT32_C(1) << scheme;
	return schemes;
}

static bool names_port(const struct pq_entry *entry, uint16_t port)
{
	for (size_t i = 0; i < entry->range_count; i++)
		if (entry->ranges[i].first <= port && port <= entry->ranges[i].last)
			return true;
	return false;
}

const struct pq_entry *pq_policy_port_entry(const struct pq_policy *policy, enum pq_scheme scheme, uint16_t port)
{
	const struct pq_entry *decides = NULL;
	bool restricted = false;

	for (size_t i = 0; i < policy->entry_count; i++) {
		const struct pq_entry *entry = &policy->entries[i];

		if (!decides_ports(entry) || !(entry->schemes >> scheme & 1))
			continue;
		if (names_port(entry, port) || (entry->kind == PQ_ENTRY_ONLY && !restricted))
			decides = entry;
		restricted = restricted || entry->kind == PQ_ENTRY_ONLY;
	}
	return decides;
}

const struct pq_entry *pq_policy_port_note(const struct pq_policy *policy, enum pq_scheme scheme, uint16_t port)
{
	const struct pq_entry *note = NULL;

	for (size_t i = 0; i < policy->entry_count; i++) {
		const struct pq_entry *entry = &policy->entries[i];

		if (entry->in_force && entry->kind == PQ_ENTRY_NOTE && entry->schemes >> scheme & 1 &&
		    names_port(entry, port))
			note = entry;
	}
	return note;
}
