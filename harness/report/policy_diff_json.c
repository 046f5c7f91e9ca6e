/* SPDX-License-Identifier: MIT */
#include "policies/port_map.h"
#include "report/json.h"
#include "report/policy_report.h"
#include "report/policy_words.h"

#define SINGLE_PORTS 128 /* more are told as runs, without services */

static json_t *names_json(const struct pq_view *names, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, pq_json_text(names[i]));
	return list;
}

/* A port with its service and since when, or a run of many. */
static json_t *run_json(const struct pq_states *states, const struct pq_report_side *side, uint32_t schemes,
			struct pq_port_range run)
{
	const struct pq_fact *listed = pq_states_listed(states, run.first);
	json_t *object = json_object();

	json_object_set_new(object, "first", json_integer(run.first));
	json_object_set_new(object, "last", json_integer(run.last));
	if (run.first != run.last)
		return object;
	json_object_set_new(object, "service", pq_words_text_json(pq_words_service(states, run.first)));
	json_object_set_new(object, "since", pq_words_text_json(pq_words_since(side->policy, schemes, run.first)));
	json_object_set_new(object, "listed", pq_words_text_json(listed ? listed->date : pq_view(NULL, 0)));
	return object;
}

/* Ports that one side blocks alone. */
static json_t *only_json(const struct pq_states *states, const struct pq_report_side *side, uint32_t schemes,
			 const struct pq_port_map *ports)
{
	bool singly = pq_port_map_count(ports) <= SINGLE_PORTS;
	json_t *list = json_array();
	struct pq_port_range run;

	for (uint32_t from = 0; pq_port_map_next(ports, &from, &run);) {
		if (!singly)
			json_array_append_new(list, run_json(states, side, schemes, run));
		for (uint32_t port = run.first; singly && port <= run.last; port++)
			json_array_append_new(list, run_json(states, side, schemes,
							     (struct pq_port_range){ (uint16_t)port, (uint16_t)port }));
	}
	return list;
}

static json_t *side_json(const struct pq_report_side *side)
{
	json_t *object = json_object();

	json_object_set_new(object, "name", pq_json_text(pq_view_str(side->name)));
	char day[PQ_DAY_SIZE];

	pq_policy_day(side->policy, day);
	json_object_set_new(object, "date", pq_words_text_json(pq_view_str(day)));
	json_object_set_new(object, "source", pq_words_text_json(side->policy->source));
	return object;
}

void pq_report_policy_diff_json(const struct pq_policy_diff *diff, const struct pq_report_side sides[static 2],
				const struct pq_states *states, FILE *out)
{
	json_t *object = json_object();
	json_t *ports = json_array();

	json_object_set_new(object, "a", side_json(&sides[0]));
	json_object_set_new(object, "b", side_json(&sides[1]));
	json_object_set_new(object, "equal", json_boolean(diff->equal));
	for (size_t i = 0; i < diff->group_count; i++) {
		const struct pq_diff_ports *group = &diff->groups[i];
		json_t *entry = json_object();

		json_object_set_new(entry, "schemes", pq_words_schemes_json(group->schemes));
		json_object_set_new(entry, "both", json_integer(group->both));
		json_object_set_new(entry, "only_a", only_json(states, &sides[0], group->schemes, &group->only_a));
		json_object_set_new(entry, "only_b", only_json(states, &sides[1], group->schemes, &group->only_b));
		json_array_append_new(ports, entry);
	}
	json_object_set_new(object, "ports", ports);
	json_object_set_new(object, "folds_underscores",
			    json_string(diff->folds == 0   ? "same"
					: diff->folds == 1 ? "only a"
							   : "only b"));
	for (unsigned int kind = 0; kind < PQ_DIFF_NAMES_COUNT; kind++) {
		const struct pq_diff_names *names = &diff->names[kind];
		json_t *entry = json_object();

		json_object_set_new(entry, "both", json_integer((json_int_t)names->both));
		json_object_set_new(entry, "only_a", names_json(names->only_a, names->only_a_count));
		json_object_set_new(entry, "only_b", names_json(names->only_b, names->only_b_count));
		json_object_set_new(object, pq_diff_names_word((enum pq_diff_names_kind)kind), entry);
	}
	pq_json_print(object, out);
}
