/* SPDX-License-Identifier: MIT */
/* What a result comes to, in numbers and as an exit code. */
#include "result/result.h"

bool pq_finding_is_violation(enum pq_finding finding)
{
	return finding == PQ_FINDING_UNSAFE_PORT || finding == PQ_FINDING_OVER_BLOCK;
}

enum pq_rule pq_result_case_rule(const struct pq_result_case *entry)
{
	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++)
		if (entry->rules[rule] == PQ_RESULT_VIOLATED)
			return (enum pq_rule)rule;
	return PQ_RULE_NONE;
}

static void add_finding(struct pq_result_sum *sum, enum pq_finding finding, size_t accepted)
{
	if (!pq_finding_is_violation(finding))
		return;
	if (accepted)
		sum->accepted++;
	else if (finding == PQ_FINDING_UNSAFE_PORT)
		sum->unsafe_ports++;
	else
		sum->over_blocks++;
}

static void add_vectors(struct pq_result_sum *sum, const struct pq_result *result)
{
	for (size_t i = 0; i < result->vector_count; i++) {
		const struct pq_result_vector *vector = &result->vectors[i];

		sum->tested_vectors += vector->tested == PQ_TESTED;
		sum->untested_vectors += vector->tested == PQ_UNTESTED;
		sum->inapplicable_vectors += vector->tested == PQ_NOT_APPLICABLE_HERE;
		sum->lost += vector->lost && !vector->accepted;
		sum->accepted += vector->lost && vector->accepted;
		for (size_t k = 0; k < vector->port_count; k++)
			add_finding(sum, vector->ports[k].finding, vector->ports[k].accepted);
	}
}

static void add_cases(struct pq_result_sum *sum, const struct pq_result *result)
{
	for (size_t i = 0; i < result->case_count; i++) {
		const struct pq_result_case *entry = &result->cases[i];
		bool violated = pq_result_case_rule(entry) != PQ_RULE_NONE;

		if (entry->accepted)
			sum->accepted += violated || entry->differs;
		else if (violated)
			sum->case_violations++;
		else
			sum->case_differences += entry->differs;
	}
}

static void add_rest(struct pq_result_sum *sum, const struct pq_result *result)
{
	for (size_t i = 0; i < result->dial_count; i++) {
		const struct pq_result_dial *dial = &result->dials[i];

		add_finding(sum, dial->finding, dial->accepted);
		sum->new_dials += dial->unexpected && !dial->accepted;
	}
	for (size_t i = 0; i < result->note_count; i++) {
		if (result->notes[i].judgement != PQ_RESULT_VIOLATED)
			continue;
		sum->note_violations += !result->notes[i].accepted;
		sum->accepted += result->notes[i].accepted != 0;
	}
	for (size_t i = 0; i < result->accepted_count; i++) {
		sum->expired += result->accepted[i].expired;
		sum->unused += !result->accepted[i].expired && !result->accepted[i].used;
	}
}

/* Cases and spaces have controls of their own: they are tested only if those were seen. */
static bool tested_otherwise(const struct pq_result *result)
{
	for (size_t i = 0; i < result->case_count; i++)
		if (result->cases[i].tested == PQ_TESTED)
			return true;
	for (size_t i = 0; i < result->space_count; i++)
		if (result->spaces[i].tested == PQ_TESTED)
			return true;
	return result->dial_count > 0;
}

struct pq_result_sum pq_result_sum(const struct pq_result *result)
{
	struct pq_result_sum sum = { 0 };
	bool asked;

	add_vectors(&sum, result);
	add_cases(&sum, result);
	add_rest(&sum, result);
	asked = sum.tested_vectors + sum.untested_vectors > 0 || result->controls > 0;
	sum.is_void = result->controls_seen == 0 && (asked || !tested_otherwise(result));
	return sum;
}

int pq_result_exit(const struct pq_result *result)
{
	struct pq_result_sum sum = pq_result_sum(result);

	if (sum.unsafe_ports || sum.over_blocks || sum.case_violations || sum.case_differences || sum.note_violations ||
	    sum.lost || sum.new_dials)
		return 1;
	return sum.is_void || result->partial ? 3 : 0;
}
