/* SPDX-License-Identifier: MIT */
/* Who blocks one port, and for which schemes. What else is known of the port are facts (facts.h). */
#ifndef PQ_POLICIES_WHY_H
#define PQ_POLICIES_WHY_H

#include "policies/states.h"

/* Policies that block a port for the same schemes: count indices of states, in that order. */
struct pq_why_group {
	uint32_t schemes;
	size_t *states;
	size_t count;
};

/* Every policy is in exactly one group; groups with more schemes come first, the one with none last. */
struct pq_why_part {
	struct pq_why_group *groups;
	size_t count;
};

/*
 * listed: the change that put the port on the list, NULL if it is not on it
 * web:    by what a policy says for http, https, ws and wss
 * others: by what it says for all other schemes; one of which a policy blocks every port tells nothing and is left out
 */
struct pq_why {
	uint16_t port;
	const struct pq_states *states;
	const struct pq_fact *listed;
	struct pq_why_part web;
	struct pq_why_part others;
};

/* False if memory is short; then there is nothing to release with pq_why_fini. */
bool pq_why_init(struct pq_why *why, const struct pq_states *states, uint16_t port);
void pq_why_fini(struct pq_why *why);

/* True if the policy blocks no port of the list for any scheme of the web: it has no such list. */
bool pq_why_no_list(const struct pq_state *state);

#endif
