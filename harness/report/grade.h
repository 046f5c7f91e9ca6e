/* SPDX-License-Identifier: MIT */
/* What a verdict means for the one who asked: the case was as expected, differs, is void, or shows a violation. */
#ifndef PQ_REPORT_GRADE_H
#define PQ_REPORT_GRADE_H

#include "monitor/monitor.h"

/* In rising weight: a case has the heaviest that applies. */
enum pq_grade {
	PQ_GRADE_AS_EXPECTED,
	PQ_GRADE_VOID,      /* no statement: a control failed, or nothing happened */
	PQ_GRADE_DIFFERS,   /* an expectation does not hold */
	PQ_GRADE_VIOLATION, /* a rule is broken that no "expect violation" names */
	PQ_GRADE_COUNT
};

enum pq_grade pq_grade_of(const struct pq_scenario *scenario, const struct pq_verdict *verdict);

/* "as expected", "void", "differs", "violation". */
const char *pq_grade_name(enum pq_grade grade);

/* True if an "expect violation" line of the scenario names the rule. */
bool pq_grade_awaited(const struct pq_scenario *scenario, enum pq_rule rule);

#endif
