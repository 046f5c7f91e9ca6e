/* SPDX-License-Identifier: MIT */
#include "policies/states.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/check.h"
#include "base/date.h"
#include "policies/port_map.h"

/* "chromium" of "chromium-2021". */
static struct pq_view product_of(struct pq_view name)
{
	size_t dash = name.len < 5 ? name.len : name.len - 5;

	if (dash < name.len && name.data[dash] == '-' && pq_ascii_all(pq_view_from(name, dash + 1), PQ_ASCII_DIGIT))
		return pq_view_slice(name, 0, dash);
	return name;
}

/* What a policy blocks for one of the web's schemes. */
static void web_ports(const struct pq_policy *policy, struct pq_port_map *out)
{
	memset(out, 0, sizeof(*out));
	for (unsigned int scheme = 0; scheme < PQ_SCHEME_COUNT; scheme++)
		if (PQ_WEB_SCHEMES >> scheme & 1)
			pq_port_map_join(out, &policy->blocked[scheme]);
}

/* How many of the list's ports the set has. */
static uint32_t share(const struct pq_port_map *list, const struct pq_port_map *set)
{
	struct pq_port_map lacking;

	pq_port_map_minus(list, set, &lacking);
	return pq_port_map_count(list) - pq_port_map_count(&lacking);
}

static uint32_t schemes_of(const struct pq_policy *policy, const struct pq_port_map *list)
{
	uint32_t schemes = 0;

	for (unsigned int scheme = 0; scheme < PQ_SCHEME_COUNT; scheme++)
		if (PQ_WEB_SCHEMES >> scheme & 1 && share(list, &policy->blocked[scheme]))
			schemes |= UINT32_C(1) << scheme;
	return schemes;
}

/* Ports that one of the schemes has and another one lacks. */
static void find_partly(struct pq_state *state, const struct pq_port_map *list, const struct pq_port_map *blocked)
{
	struct pq_port_map lacking;

	memset(&state->partly, 0, sizeof(state->partly));
	for (unsigned int scheme = 0; scheme < PQ_SCHEME_COUNT; scheme++) {
		if (!(state->schemes >> scheme & 1))
			continue;
		pq_port_map_minus(list, &state->policy->blocked[scheme], &lacking);
		pq_port_map_join(&state->partly, &lacking);
	}
	/* What no scheme has is missing, not partly there. */
	pq_port_map_minus(list, blocked, &lacking);
	pq_port_map_minus(&state->partly, &lacking, &state->partly);
}

void pq_policy_day(const struct pq_policy *policy, char out[static PQ_DAY_SIZE])
{
	struct pq_buf day;

	pq_buf_init(&day, out, PQ_DAY_SIZE - 1);
	if (policy->as_of)
		pq_date_print(policy->as_of, &day);
	out[day.len] = '\0';
}

void pq_state_of(struct pq_state *state, const struct pq_facts *facts, const struct pq_policy *policy)
{
	struct pq_port_map list;
	struct pq_port_map blocked;

	web_ports(policy, &blocked);
	pq_facts_list(facts, NULL, &list);
	state->policy = policy;
	pq_policy_day(policy, state->day);
	state->product = product_of(policy->name);
	state->schemes = schemes_of(policy, &list);
	state->has = share(&list, &blocked);
	pq_port_map_minus(&list, &blocked, &state->missing);
	pq_port_map_minus(&blocked, &list, &state->extra);
	find_partly(state, &list, &blocked);
	state->due = state->late = 0;
	if (state->day[0] == '\0')
		return;
	pq_facts_list(facts, state->day, &list);
	state->due = pq_port_map_count(&list);
	state->late = state->due - share(&list, &blocked);
}

unsigned int pq_state_share(const struct pq_state *state, const struct pq_fact *change)
{
	size_t has = 0;
	size_t whole = 0;
	size_t all = 0;

	for (size_t i = 0; i < change->ports.count; i++)
		for (uint32_t port = change->ports.ranges[i].first; port <= change->ports.ranges[i].last; port++) {
			bool missing = pq_port_map_has(&state->missing, (uint16_t)port);

			all++;
			has += !missing;
			whole += !missing && !pq_port_map_has(&state->partly, (uint16_t)port);
		}
	if (has == 0)
		return 0;
	return whole < all ? 1 : 2;
}

/* Index of the first policy of the same product. */
static size_t first_of(const struct pq_state *states, size_t index)
{
	size_t first = 0;

	while (!pq_view_eq(states[first].product, states[index].product))
		first++;
	return first;
}

/* Moves each state up to its product's others, the older ones first; the rest keeps its order. */
static void sort(struct pq_state *states, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		size_t at = first_of(states, i);
		struct pq_state moved = states[i];

		if (at == i)
			continue;
		while (at < i && pq_view_eq(states[at].product, moved.product) &&
		       strcmp(states[at].day, moved.day) <= 0)
			at++;
		memmove(&states[at + 1], &states[at], (i - at) * sizeof(*states));
		states[at] = moved;
	}
}

struct pq_states *pq_states_new(void)
{
	struct pq_states *states = calloc(1, sizeof(*states));

	if (!states)
		return NULL;
	states->count = pq_policy_builtin_count();
	states->policies = calloc(states->count, sizeof(*states->policies));
	states->states = calloc(states->count, sizeof(*states->states));
	if (!states->policies || !states->states) {
		pq_states_free(states);
		return NULL;
	}
	pq_facts_builtin(&states->facts);
	pq_facts_list(&states->facts, NULL, &states->list);
	for (size_t i = 0; i < states->count; i++) {
		enum pq_err err = pq_policy_parse(&states->policies[i], pq_policy_builtin_text(i), NULL);

		pq_check(err == PQ_ERR_OK);
		pq_state_of(&states->states[i], &states->facts, &states->policies[i]);
	}
	sort(states->states, states->count);
	return states;
}

void pq_states_free(struct pq_states *states)
{
	if (!states)
		return;
	free(states->policies);
	free(states->states);
	free(states);
}

const struct pq_policy *pq_states_fetch(const struct pq_states *states)
{
	size_t index = pq_policy_builtin_find(pq_view_str("fetch"));

	pq_check(index < states->count);
	return &states->policies[index];
}

const struct pq_fact *pq_states_listed(const struct pq_states *states, uint16_t port)
{
	const struct pq_fact *listed = NULL;

	for (size_t i = 0; i < states->facts.count; i++) {
		const struct pq_fact *fact = &states->facts.facts[i];

		if (fact->kind != PQ_FACT_CHANGE)
			continue;
		if (pq_fact_names(&fact->ports, port))
			listed = fact;
		if (pq_fact_names(&fact->removed, port))
			listed = NULL;
	}
	return listed;
}

struct pq_view pq_states_service(const struct pq_states *states, uint16_t port)
{
	const struct pq_policy *fetch = pq_states_fetch(states);
	const struct pq_entry *entry = pq_policy_port_entry(fetch, PQ_SCHEME_HTTP, port);

	return entry ? entry->reason : pq_view(NULL, 0);
}
