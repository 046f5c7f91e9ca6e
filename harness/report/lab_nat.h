/* SPDX-License-Identifier: MIT */
/* What the packet-filter lab found, for a person. Nothing is run here. */
#ifndef PQ_REPORT_LAB_NAT_H
#define PQ_REPORT_LAB_NAT_H

#include "report/terminal.h"
#include "result/lab_nat.h"

/* The table: helper by helper, a line a row, with what is not as stated marked; then the sums. */
void pq_lab_nat_terminal(const struct pq_lab_nat *result, const struct pq_terminal *terminal);

/* One self-contained page: the same, and each row's steps. False if writing failed. */
bool pq_lab_nat_html(const struct pq_lab_nat *result, FILE *out);

/* Rows by outcome, and those that are not as stated. */
struct pq_lab_nat_sum {
	size_t outcomes[PQ_LAB_NAT_OUTCOME_COUNT];
	size_t deviations;
};

struct pq_lab_nat_sum pq_lab_nat_sum_of(const struct pq_lab_nat *result);

#endif
