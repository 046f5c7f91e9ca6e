/* SPDX-License-Identifier: MIT */
#include "report/grade.h"

#include <assert.h>

static const char *const names[] = {
	[PQ_GRADE_AS_EXPECTED] = "as expected",
	[PQ_GRADE_VOID] = "void",
	[PQ_GRADE_DIFFERS] = "differs",
	[PQ_GRADE_VIOLATION] = "violation",
};
static_assert(sizeof(names) / sizeof(names[0]) == PQ_GRADE_COUNT, "a name for each grade");

const char *pq_grade_name(enum pq_grade grade)
{
	return grade < PQ_GRADE_COUNT ? names[grade] : "?";
}

bool pq_grade_awaited(const struct pq_scenario *scenario, enum pq_rule rule)
{
	for (size_t i = 0; i < scenario->line_count; i++) {
		const struct pq_line *line = &scenario->lines[i];

		if (line->word == PQ_WORD_EXPECT && line->argc == 2 && line->args[0].number == PQ_EXPECT_VIOLATION &&
		    pq_rule_by_name(line->args[1].bytes) == rule)
			return true;
	}
	return false;
}

enum pq_grade pq_grade_of(const struct pq_scenario *scenario, const struct pq_verdict *verdict)
{
	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++)
		if (verdict->rules[rule] == PQ_VIOLATED && !pq_grade_awaited(scenario, (enum pq_rule)rule))
			return PQ_GRADE_VIOLATION;
	/* A void case makes no statement, so an expectation that it does not meet is none either. */
	if (verdict->outcome == PQ_CASE_VOID || verdict->outcome == PQ_CASE_UNSET)
		return PQ_GRADE_VOID;
	return verdict->unmet != 0 ? PQ_GRADE_DIFFERS : PQ_GRADE_AS_EXPECTED;
}
