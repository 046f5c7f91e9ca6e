/* SPDX-License-Identifier: MIT */
#include "policies/why.h"

#include <stdlib.h>

static uint32_t schemes_of(const struct pq_policy *policy, uint16_t port)
{
	uint32_t schemes = 0;

	for (unsigned int scheme = PQ_SCHEME_HTTP; scheme < PQ_SCHEME_COUNT; scheme++)
		if (pq_policy_blocks_port(policy, (enum pq_scheme)scheme, port))
			schemes |= UINT32_C(1) << scheme;
	return schemes;
}

static struct pq_why_group *group_of(struct pq_why *why, uint32_t schemes)
{
	size_t i = 0;

	while (i < why->group_count && why->groups[i].schemes != schemes)
		i++;
	return &why->groups[i];
}

static bool add(struct pq_why *why, size_t index)
{
	uint32_t schemes = schemes_of(why->states->states[index].policy, why->port);
	struct pq_why_group *group = group_of(why, schemes);

	if (group->count == 0) {
		group->states = calloc(why->states->count, sizeof(*group->states));
		if (!group->states)
			return false;
		group->schemes = schemes;
		why->group_count++;
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

bool pq_why_init(struct pq_why *why, const struct pq_states *states, uint16_t port)
{
	bool good;

	*why = (struct pq_why){ .port = port, .states = states, .listed = pq_states_listed(states, port) };
	why->groups = calloc(states->count, sizeof(*why->groups));
	good = why->groups != NULL;
	for (size_t i = 0; good && i < states->count; i++)
		good = add(why, i);
	if (!good) {
		pq_why_fini(why);
		return false;
	}
	qsort(why->groups, why->group_count, sizeof(*why->groups), by_schemes);
	return true;
}

void pq_why_fini(struct pq_why *why)
{
	for (size_t i = 0; why->groups && i < why->group_count; i++)
		free(why->groups[i].states);
	free(why->groups);
	why->groups = NULL;
	why->group_count = 0;
}

bool pq_why_no_list(const struct pq_state *state)
{
	return state->schemes == 0;
}
