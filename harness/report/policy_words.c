/* SPDX-License-Identifier: MIT */
#include "report/policy_words.h"

#include <assert.h>
#include <stdio.h>

#include "policies/port_map.h"
#include "report/audit_services.h"
#include "report/json.h"

#define EVERY ((UINT32_C(1) << PQ_SCHEME_COUNT) - (UINT32_C(1) << PQ_SCHEME_HTTP))

void pq_words_schemes(uint32_t schemes, char *out, size_t size)
{
	size_t len = 0;

	out[0] = '\0';
	if (schemes == EVERY) {
		snprintf(out, size, "all schemes");
		return;
	}
	for (unsigned int scheme = 0; scheme < PQ_SCHEME_COUNT; scheme++)
		if (schemes >> scheme & 1)
			len += (size_t)snprintf(out + len, size - len, "%s%s", len ? "," : "",
						pq_scheme_name((enum pq_scheme)scheme));
}

struct pq_view pq_words_service(const struct pq_states *states, uint16_t port)
{
	struct pq_view listed = pq_states_service(states, port);

	return listed.len ? listed : pq_audit_service_known(port);
}

struct pq_view pq_words_since(const struct pq_policy *policy, uint32_t schemes, uint16_t port)
{
	for (unsigned int scheme = 0; scheme < PQ_SCHEME_COUNT; scheme++) {
		const struct pq_entry *entry;

		if (!(schemes >> scheme & 1))
			continue;
		entry = pq_policy_port_entry(policy, (enum pq_scheme)scheme, port);
		if (entry && entry->since.len)
			return entry->since;
	}
	return pq_view(NULL, 0);
}

void pq_words_set_of(const struct pq_fact_ports *ports, struct pq_port_map *out)
{
	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < ports->count; i++)
		pq_port_map_put(out, ports->ranges[i], true);
}

json_t *pq_words_schemes_json(uint32_t schemes)
{
	json_t *list = json_array();

	for (unsigned int scheme = 0; scheme < PQ_SCHEME_COUNT; scheme++)
		if (schemes >> scheme & 1)
			json_array_append_new(list, json_string(pq_scheme_name((enum pq_scheme)scheme)));
	return list;
}

json_t *pq_words_ports_json(const struct pq_port_map *set)
{
	json_t *list = json_array();
	struct pq_port_range run;

	for (uint32_t from = 0; pq_port_map_next(set, &from, &run);)
		for (uint32_t port = run.first; port <= run.last; port++)
			json_array_append_new(list, json_integer(port));
	return list;
}

json_t *pq_words_text_json(struct pq_view text)
{
	return text.len ? pq_json_text(text) : json_null();
}

static json_t *fact_ports_json(const struct pq_fact_ports *ports)
{
	struct pq_port_map set;

	pq_words_set_of(ports, &set);
	return pq_words_ports_json(&set);
}

json_t *pq_words_fact_json(const struct pq_fact *fact)
{
	static const char *const kinds[] = {
		[PQ_FACT_CHANGE] = "change",       [PQ_FACT_ATTACK] = "attack", [PQ_FACT_FILTER] = "filter",
		[PQ_FACT_EXCEPTION] = "exception", [PQ_FACT_REMARK] = "remark",
	};
	json_t *object = json_object();

	static_assert(sizeof(kinds) / sizeof(kinds[0]) == PQ_FACT_COUNT, "a word for each kind");
	json_object_set_new(object, "kind", json_string(kinds[fact->kind]));
	if (fact->kind != PQ_FACT_FILTER)
		json_object_set_new(object, fact->kind == PQ_FACT_EXCEPTION ? "since" : "date",
				    pq_words_text_json(fact->date));
	if (fact->kind == PQ_FACT_EXCEPTION)
		json_object_set_new(object, "until", pq_words_text_json(fact->until));
	if (fact->over.len)
		json_object_set_new(object, fact->kind == PQ_FACT_FILTER ? "transports" : "schemes",
				    pq_json_text(fact->over));
	if (fact->kind == PQ_FACT_CHANGE) {
		json_object_set_new(object, "added", fact_ports_json(&fact->ports));
		json_object_set_new(object, "removed", fact_ports_json(&fact->removed));
		json_object_set_new(object, "size", json_integer(fact->size));
	} else {
		json_object_set_new(object, "ports", fact_ports_json(&fact->ports));
	}
	if (fact->name.len)
		json_object_set_new(object, "name", pq_json_text(fact->name));
	json_object_set_new(object, fact->kind == PQ_FACT_CHANGE ? "reason" : "text", pq_json_text(fact->text));
	json_object_set_new(object, "source", pq_json_text(fact->source));
	return object;
}

json_t *pq_words_state_json(const struct pq_state *state)
{
	json_t *object = json_object();

	json_object_set_new(object, "kind", json_string("state"));
	json_object_set_new(object, "policy", pq_json_text(state->policy->name));
	json_object_set_new(object, "product", pq_json_text(state->product));
	json_object_set_new(object, "date", pq_words_text_json(pq_view_str(state->day)));
	json_object_set_new(object, "source", pq_words_text_json(state->policy->source));
	json_object_set_new(object, "schemes", pq_words_schemes_json(state->schemes));
	json_object_set_new(object, "has", json_integer(state->has));
	json_object_set_new(object, "missing", pq_words_ports_json(&state->missing));
	json_object_set_new(object, "partly", pq_words_ports_json(&state->partly));
	json_object_set_new(object, "extra", pq_words_ports_json(&state->extra));
	json_object_set_new(object, "listed_then", json_integer(state->due));
	json_object_set_new(object, "missing_then", json_integer(state->late));
	return object;
}
