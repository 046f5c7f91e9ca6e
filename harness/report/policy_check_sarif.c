/* SPDX-License-Identifier: MIT */
#include "policies/rules.h"
#include "report/policy_check.h"
#include "report/sarif.h"

static json_t *rules(void)
{
	json_t *list = json_array();

	for (size_t i = 0; i < PQ_POLICIES_RULES; i++) {
		enum pq_row_kind kind = (enum pq_row_kind)(PQ_ROW_FIRST_OF_LISTS + i);
		const struct pq_policies_rule *rule = pq_policies_rule(kind);
		struct pq_sarif_rule row = { .id = pq_row_word(kind),
					     .summary = rule->summary,
					     .help = rule->help,
					     .cwe = rule->cwe,
					     .section = NULL,
					     .level = rule->error ? "error" : "warning" };

		json_array_append_new(list, pq_sarif_rule(&row));
	}
	return list;
}

static json_t *result(const struct pq_policies_check *check, const struct pq_policies_finding *finding)
{
	const char *print[] = { finding->file, pq_row_word(finding->rule), finding->subject };
	const char *reason = finding->accepted ? check->store->accepted[finding->accepted - 1].reason : NULL;

	return json_pack("{s:s, s:I, s:s, s:s, s:o, s:[{s:o}], s:o, s:o}", "ruleId", pq_row_word(finding->rule),
			 "ruleIndex", (json_int_t)(finding->rule - PQ_ROW_FIRST_OF_LISTS), "kind", "fail", "level",
			 pq_policies_rule(finding->rule)->error ? "error" : "warning", "message",
			 pq_sarif_message(finding->text), "locations", "physicalLocation",
			 pq_sarif_place(finding->file, finding->line ? finding->line : 1, finding->column),
			 "partialFingerprints", pq_sarif_fingerprints(print, 3), "suppressions",
			 pq_sarif_suppressions(reason));
}

/* What was not looked at stands beside the results, so that silence is not taken for more than it is. */
static json_t *invocation(const struct pq_policies_check *check)
{
	json_t *list = json_array();

	for (size_t i = 0; i < check->note_count; i++) {
		const struct pq_policies_note *note = &check->notes[i];

		json_array_append_new(list,
				      json_pack("{s:s, s:o, s:[{s:o}]}", "level", "note", "message",
						pq_sarif_message(note->text), "locations", "physicalLocation",
						pq_sarif_place(note->file, note->line ? note->line : 1, note->column)));
	}
	return json_pack("{s:b, s:o, s:{s:o}}", "executionSuccessful", 1, "toolExecutionNotifications", list,
			 "properties", "against", pq_sarif_text(check->against_name));
}

bool pq_policy_check_sarif(const struct pq_policies_check *check, const char *version, FILE *out)
{
	json_t *results = json_array();

	for (size_t i = 0; i < check->finding_count; i++)
		json_array_append_new(results, result(check, &check->findings[i]));
	return pq_sarif_write(version, rules(), invocation(check), results, out) && !check->full;
}
