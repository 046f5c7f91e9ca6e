/* SPDX-License-Identifier: MIT */
/* A browser's bodies beside the model's, scenario by scenario, and the boundaries of all of them. */
#ifndef PQ_AUDIT_COMPARE_BODIES_H
#define PQ_AUDIT_COMPARE_BODIES_H

#include "base/buf.h"
#include "base/err.h"
#include "policy/policy.h"
#include "scenario/scenario.h"

struct pq_compare_bodies;

/* The model under that policy, which outlives it. NULL with *diag if it cannot start. */
struct pq_compare_bodies *pq_compare_bodies_new(const struct pq_policy *policy, struct pq_diag *diag);
void pq_compare_bodies_free(struct pq_compare_bodies *compare);

/* Runs the model on the scenario; why: the first difference of a body that both have written, "" if there is none. */
void pq_compare_bodies_of(struct pq_compare_bodies *compare, const struct pq_scenario *scenario, const char *transcript,
			  char why[static 200]);

/* What is to be said of all boundaries that were seen so far; returns an enum pq_judgement. */
int pq_compare_bodies_boundaries(const struct pq_compare_bodies *compare, struct pq_buf *sentence);

#endif
