/* SPDX-License-Identifier: MIT */
/* From the asks on the board to the vectors of a result. */
#ifndef PQ_AUDIT_GATHER_H
#define PQ_AUDIT_GATHER_H

#include "audit/run.h"

/* Adds all rows that the plan has, and the numbers of controls. NO_SPACE. */
enum pq_err pq_gather(const struct pq_run *run, struct pq_result *result);

/* Why the row could not be tested, one sentence for a person; owned by the result. */
char *pq_gather_cause(const struct pq_run *run, size_t row, struct pq_result *result);

#endif
