/* SPDX-License-Identifier: MIT */
#include "report/json.h"

#include <stdlib.h>

#include "base/utf8.h"

static const unsigned char replacement[3] = { 0xef, 0xbf, 0xbd };

json_t *pq_json_text(struct pq_view text)
{
	unsigned char *clean = malloc(text.len * sizeof(replacement) + 1);
	size_t len = 0;
	uint32_t code;
	json_t *string;

	if (!clean)
		return NULL;
	for (size_t i = 0; i < text.len;) {
		size_t step = pq_utf8_decode(text, i, &code);

		memcpy(clean + len, step ? text.data + i : replacement, step ? step : sizeof(replacement));
		len += step ? step : sizeof(replacement);
		i += step ? step : 1;
	}
	string = json_stringn((const char *)clean, len);
	free(clean);
	return string;
}

void pq_json_print(json_t *value, FILE *out)
{
	json_dumpf(value, out, JSON_COMPACT);
	fputc('\n', out);
	json_decref(value);
}

static json_t *rules_of(const struct pq_verdict *verdict)
{
	json_t *rules = json_object();

	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++)
		json_object_set_new(rules, pq_rule_name((enum pq_rule)rule),
				    json_string(pq_judgement_name(verdict->rules[rule])));
	return rules;
}

static json_t *violations_of(const struct pq_scenario *scenario, const struct pq_verdict *verdict)
{
	json_t *list = json_array();

	for (size_t i = 0; i < verdict->violation_total && i < PQ_MAX_VIOLATIONS; i++) {
		const struct pq_violation *violation = &verdict->violations[i];
		const struct pq_rule_info *info = pq_rule_info(violation->rule);
		json_t *entry = json_object();

		json_object_set_new(entry, "rule", json_string(info->id));
		json_object_set_new(entry, "cwe", json_string(info->cwe));
		json_object_set_new(entry, "section", json_string(info->section));
		json_object_set_new(entry, "expected", json_boolean(pq_grade_awaited(scenario, violation->rule)));
		json_object_set_new(entry, "request", json_integer(violation->request));
		json_object_set_new(entry, "event", json_integer((json_int_t)violation->event + 1));
		json_object_set_new(entry, "detail", json_string(violation->detail));
		json_array_append_new(list, entry);
	}
	return list;
}

json_t *pq_json_case(const char *file, const struct pq_scenario *scenario, const struct pq_verdict *verdict)
{
	json_t *object = json_object();

	json_object_set_new(object, "case", pq_json_text(pq_view_str(file)));
	json_object_set_new(object, "grade", json_string(pq_grade_name(pq_grade_of(scenario, verdict))));
	json_object_set_new(object, "outcome", json_string(pq_case_name(verdict->outcome)));
	json_object_set_new(object, "requests", json_integer(verdict->requests));
	json_object_set_new(object, "dials", json_integer(verdict->dials));
	json_object_set_new(object, "controls", json_integer(verdict->controls));
	json_object_set_new(object, "controls_done", json_integer(verdict->controls_done));
	json_object_set_new(object, "rules", rules_of(verdict));
	json_object_set_new(object, "violation_total", json_integer((json_int_t)verdict->violation_total));
	json_object_set_new(object, "violations", violations_of(scenario, verdict));
	if (verdict->unmet)
		json_object_set_new(object, "unmet",
				    json_pack("{s:i,s:o}", "line", (int)verdict->unmet, "why",
					      pq_json_text(pq_view_str(verdict->unmet_why))));
	if (verdict->outcome == PQ_CASE_VOID)
		json_object_set_new(object, "void", pq_json_text(pq_view_str(verdict->void_why)));
	return object;
}

json_t *pq_json_failure(const char *file, const struct pq_diag *diag)
{
	return json_pack("{s:o,s:{s:I,s:I,s:o}}", "case", pq_json_text(pq_view_str(file)), "error", "line",
			 (json_int_t)diag->line, "column", (json_int_t)diag->column, "expected",
			 pq_json_text(pq_view_str(diag->expected)));
}

json_t *pq_json_summary(const size_t counts[static PQ_GRADE_COUNT], size_t without_verdict)
{
	json_t *object = json_object();
	size_t scenarios = without_verdict;

	for (size_t grade = 0; grade < PQ_GRADE_COUNT; grade++)
		scenarios += counts[grade];
	json_object_set_new(object, "scenarios", json_integer((json_int_t)scenarios));
	json_object_set_new(object, "as_expected", json_integer((json_int_t)counts[PQ_GRADE_AS_EXPECTED]));
	json_object_set_new(object, "differ", json_integer((json_int_t)counts[PQ_GRADE_DIFFERS]));
	json_object_set_new(object, "void", json_integer((json_int_t)counts[PQ_GRADE_VOID]));
	json_object_set_new(object, "violations", json_integer((json_int_t)counts[PQ_GRADE_VIOLATION]));
	json_object_set_new(object, "without_verdict", json_integer((json_int_t)without_verdict));
	return object;
}
