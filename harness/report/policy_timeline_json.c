/* SPDX-License-Identifier: MIT */
#include "policies/port_map.h"
#include "report/json.h"
#include "report/policy_report.h"
#include "report/policy_timeline.h"
#include "report/policy_words.h"

static void print_facts(const struct pq_states *states, enum pq_fact_kind kind, const struct pq_view *who, FILE *out)
{
	const struct pq_fact *fact;

	for (size_t i = 0; (fact = pq_timeline_next(states, kind, &i)) != NULL;)
		if (!who || pq_view_eq(fact->name, *who))
			pq_json_print(pq_words_fact_json(fact), out);
}

void pq_report_timeline_json(const struct pq_states *states, FILE *out)
{
	print_facts(states, PQ_FACT_CHANGE, NULL, out);
	print_facts(states, PQ_FACT_EXCEPTION, NULL, out);
	for (size_t i = 0; i < states->count; i++)
		pq_json_print(pq_words_state_json(&states->states[i]), out);
}

void pq_report_timeline_product_json(const struct pq_states *states, const struct pq_state *product, size_t count,
				     FILE *out)
{
	print_facts(states, PQ_FACT_CHANGE, NULL, out);
	print_facts(states, PQ_FACT_EXCEPTION, &product->product, out);
	for (size_t i = 0; i < count; i++)
		pq_json_print(pq_words_state_json(&product[i]), out);
}

/* "kind":"policy": for which schemes it blocks the port, at its date. */
static json_t *policy_json(const struct pq_state *state, uint16_t port)
{
	json_t *object = json_object();

	json_object_set_new(object, "kind", json_string("policy"));
	json_object_set_new(object, "policy", pq_json_text(state->policy->name));
	json_object_set_new(object, "product", pq_json_text(state->product));
	json_object_set_new(object, "date", pq_words_text_json(pq_view_str(state->day)));
	json_object_set_new(object, "blocked_for",
			    pq_words_schemes_json(pq_policy_blocked_schemes(state->policy, port)));
	return object;
}

void pq_report_timeline_port_json(const struct pq_states *states, uint16_t port, FILE *out)
{
	for (size_t i = 0; i < states->facts.count; i++) {
		const struct pq_fact *fact = &states->facts.facts[i];

		if (fact->kind != PQ_FACT_CHANGE && fact->kind != PQ_FACT_EXCEPTION)
			continue;
		if (pq_fact_names(&fact->ports, port) || pq_fact_names(&fact->removed, port))
			pq_json_print(pq_words_fact_json(fact), out);
	}
	for (size_t i = 0; i < states->count; i++)
		pq_json_print(policy_json(&states->states[i], port), out);
}
