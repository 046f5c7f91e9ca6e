/* SPDX-License-Identifier: MIT */
/* What the rules of a check say: one row for each id of a finding (enum pq_row_kind). */
#ifndef PQ_POLICIES_RULES_H
#define PQ_POLICIES_RULES_H

#include "result/baseline_rows.h"

/*
 * summary: what must be so; help: what to do
 * cwe:     such as "CWE-918"; error: a hole, and not only a difference
 */
struct pq_policies_rule {
	const char *summary;
	const char *help;
	const char *cwe;
	bool error;
};

#define PQ_POLICIES_RULES (PQ_ROW_TESTED - PQ_ROW_FIRST_OF_LISTS)

const struct pq_policies_rule *pq_policies_rule(enum pq_row_kind kind);

#endif
