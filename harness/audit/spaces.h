/* SPDX-License-Identifier: MIT */
/*
 * Address spaces (Local Network Access): pages that lie in several spaces ask,
 * through a dozen initiators, for a target in each space. What is reached is
 * told, and judged by no port policy.
 *
 * A task is a page in one space and one initiator; its control is the target in the page's own space. Each is asked twice.
 */
#ifndef PQ_AUDIT_SPACES_H
#define PQ_AUDIT_SPACES_H

#include "audit/run.h"

/* Pins the tasks. LIMIT if the board is full. Nothing of a subject that runs no pages. */
enum pq_err pq_spaces_pin(struct pq_run *run);

/* Adds what they showed to the result. NO_SPACE. */
enum pq_err pq_spaces_gather(const struct pq_run *run, struct pq_result *result);

#endif
