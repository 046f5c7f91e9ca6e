/* SPDX-License-Identifier: MIT */
#include "policies/why.h"

#include <stdlib.h>

#include "policies/port_map.h"

#define EVERY_PORT 65536

static uint32_t schemes_of(const struct pq_policy *policy, uint16_t port, uint32_t among)
{
	uint32_t schemes = 0;

	for (unsigned int scheme = PQ_SCHEME_HTTP; scheme < PQ_SCHEME_COUNT; scheme++)
		if (among >> scheme & 1 && pq_policy_blocks_port(policy, (enum pq_scheme)scheme, port) &&
		    pq_port_map_count(&policy->blocked[scheme]) < EVERY_PORT)
			schemes |= UINT32_C(1) << scheme;
	return schemes;
}

static bool add(struct pq_why_part *part, const struct pq_states *states, size_t index, uint32_t schemes)
{
	struct pq_why_group *group = part->groups;

	while (group < part->groups + part->count && group->schemes != schemes)
		group++;
	if (group == part->groups + part->count) {
		group->states = calloc(states->count, sizeof(*group->states));
		if (!group->states)
			return false;
		group->schemes = schemes;
		part->count++;
	}
	group->states[group->count++] = index;
	return true;
}

static int by_schemes(const void *a, const void *b)
{
	const struct pq_why_group *one = a;
	const struct pq_why_group *other = b;
	int difference = __builtin_popcount(other->schemes) - __builtin_popcount(one->schemes);

	return difference ? difference : (one->schemes > other->schemes) - (one->schemes < other->schemes);
}

static bool part_init(struct pq_why_part *part, const struct pq_states *states, uint16_t port, uint32_t among)
{
	part->groups = calloc(states->count, sizeof(*part->groups));
	if (!part->groups)
		return false;
	for (size_t i = 0; i < states->count; i++)
		if (!add(part, states, i, schemes_of(states->states[i].policy, port, among)))
			return false;
	qsort(part->groups, part->count, sizeof(*part->groups), by_schemes);
	return true;
}

static void part_fini(struct pq_why_part *part)
{
	for (size_t i = 0; i < part->count; i++)
		free(part->groups[i].states);
	free(part->groups);
	*part = (struct pq_why_part){ NULL, 0 };
}

bool pq_why_init(struct pq_why *why, const struct pq_states *states, uint16_t port)
{
	*why = (struct pq_why){ .port = port, .states = states, .listed = pq_states_listed(states, port) };
	if (part_init(&why->web, states, port, PQ_WEB_SCHEMES) &&
	    part_init(&why->others, states, port, ~PQ_WEB_SCHEMES))
		return true;
	pq_why_fini(why);
	return false;
}

void pq_why_fini(struct pq_why *why)
{
	part_fini(&why->web);
	part_fini(&why->others);
}

bool pq_why_no_list(const struct pq_state *state)
{
	return state->schemes == 0;
}
