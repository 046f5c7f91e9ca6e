/* SPDX-License-Identifier: MIT */
/* The built-in policies beside the Fetch standard's list: which products had how much of it, and when. */
#ifndef PQ_POLICIES_STATES_H
#define PQ_POLICIES_STATES_H

#include "policies/facts.h"

/* The schemes that the list is about: http, https, ws, wss. */
#define PQ_WEB_SCHEMES                                                                                  \
	(UINT32_C(1) << PQ_SCHEME_HTTP | UINT32_C(1) << PQ_SCHEME_HTTPS | UINT32_C(1) << PQ_SCHEME_WS | \
	 UINT32_C(1) << PQ_SCHEME_WSS)

#define PQ_DAY_SIZE sizeof("2016-03-10")

/* The day as of which the policy was read, as text; empty if it was read as of none. */
void pq_policy_day(const struct pq_policy *policy, char out[static PQ_DAY_SIZE]);

/*
 * One built-in policy, which is a product's source on one day.
 * policy:  as of its own date, or of another one
 * day:     which one; empty if it has none
 * product: its name without the year behind it, so that "chromium-2021" and "chromium" are of one product
 * schemes: those of PQ_WEB_SCHEMES for which it blocks a port of the list
 * has:     ports of today's list that it blocks for one of them
 * missing: ports of today's list that it blocks for none
 * partly:  ports of today's list that it blocks for some of `schemes` only
 * extra:   ports that it blocks for one of them and that are not on the list
 * due:     how many ports the list had on its day; 0 without one
 * late:    how many of those it does not have
 */
struct pq_state {
	const struct pq_policy *policy;
	char day[PQ_DAY_SIZE];
	struct pq_view product;
	uint32_t schemes;
	uint32_t has;
	struct pq_port_map missing;
	struct pq_port_map partly;
	struct pq_port_map extra;
	uint32_t due;
	uint32_t late;
};

/*
 * policies: all built-in ones, count of them, in their own order
 * states:   the same: products in that order, each with its oldest date first
 * list:     today's list
 */
struct pq_states {
	struct pq_facts facts;
	struct pq_policy *policies;
	struct pq_state *states;
	size_t count;
	struct pq_port_map list;
};

/* Some megabytes; released with pq_states_free. NULL if memory is short. */
struct pq_states *pq_states_new(void);
void pq_states_free(struct pq_states *states);

/* Compares a policy with the list; views point to where the policy's do. */
void pq_state_of(struct pq_state *state, const struct pq_facts *facts, const struct pq_policy *policy);

/* How much of a change's added ports it has: 0 none, 1 some, or for some of its schemes only, 2 all. */
unsigned int pq_state_share(const struct pq_state *state, const struct pq_fact *change);

/* The fetch policy, which the list is read off; the change that put the port on the list for good, NULL if none did. */
const struct pq_policy *pq_states_fetch(const struct pq_states *states);
const struct pq_fact *pq_states_listed(const struct pq_states *states, uint16_t port);

/* What the fetch policy says that runs there; an empty view if it does not block the port. */
struct pq_view pq_states_service(const struct pq_states *states, uint16_t port);

#endif
