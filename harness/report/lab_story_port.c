/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "report/lab_story_parts.h"
#include "report/policy_words.h"

#define NAMED 24 /* policies that are called by name; how many more there are is said */

/* The products whose newest policy has the port, or has a list without it. */
struct camp {
	char names[2048];
	size_t len;
	size_t count;
};

static void join(struct camp *camp, struct pq_view name)
{
	if (camp->count++ < NAMED)
		camp->len += (size_t)snprintf(camp->names + camp->len, sizeof(camp->names) - camp->len, "%s%.*s",
					      camp->len ? ", " : "", (int)(name.len < 64 ? name.len : 64),
					      (const char *)name.data);
}

static const char *end_of(struct pq_lab_story *story, const struct camp *camp)
{
	return camp->count > NAMED ? pq_lab_say(story, "%s and %zu more", camp->names, camp->count - NAMED)
				   : pq_lab_say(story, "%s", camp->names);
}

static void divide(const struct pq_states *states, uint16_t port, struct camp *have, struct camp *lack)
{
	for (size_t i = 0; i < states->count; i++) {
		const struct pq_state *state = &states->states[i];

		if (i + 1 < states->count && pq_view_eq(states->states[i + 1].product, state->product))
			continue;
		if (pq_policy_blocked_schemes(state->policy, port) & PQ_WEB_SCHEMES)
			join(have, state->product);
		else if (state->has > 0)
			join(lack, state->product);
	}
}

const char *pq_lab_story_port(struct pq_lab_story *story, const struct pq_states *states, uint16_t port, bool *listed)
{
	const struct pq_fact *change = pq_states_listed(states, port);
	struct camp have = { "", 0, 0 }, lack = { "", 0, 0 };
	const char *blocked, *open;

	divide(states, port, &have, &lack);
	*listed = change != NULL;
	blocked = have.count ? pq_lab_say(story, " Blocked by the policies of %s.", end_of(story, &have)) : "";
	open = lack.count ? pq_lab_say(story, " Open in those of %s.", end_of(story, &lack)) : "";
	if (!change)
		return pq_lab_say(story, "Port %u is not on the Fetch standard's list.%s%s", port, blocked,
				  have.count ? open : " No built-in policy has it.");
	return pq_lab_say(story, "Port %u is on the Fetch standard's list since %.*s (%.*s).%s%s", port,
			  (int)change->date.len, (const char *)change->date.data, (int)change->name.len,
			  (const char *)change->name.data, blocked, open);
}

bool pq_lab_story_in_range(const struct pq_states *states, uint16_t port)
{
	for (size_t i = 0; i < states->count; i++)
		if (pq_view_is(states->states[i].policy->name, "silverlight"))
			return !pq_policy_blocks_port(states->states[i].policy, PQ_SCHEME_TCP, port);
	return false;
}
