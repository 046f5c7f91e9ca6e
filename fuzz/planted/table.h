/* SPDX-License-Identifier: MIT */
/* What the repetitions of one planted bug come to. Pure. */
#ifndef PQ_PLANTED_TABLE_H
#define PQ_PLANTED_TABLE_H

#include "planted/ledger.h"

#define PQ_PLANT_REPETITIONS 100

/*
 * done, reached, triggered, detected: of how many repetitions that is true
 * median_ms, worst_ms: CPU time to the detection, of all that are done; UINT64_MAX where that one detected nothing
 * executions, cpu_ms:  of all
 */
struct pq_plant_row {
	unsigned int done;
	unsigned int reached;
	unsigned int triggered;
	unsigned int detected;
	uint64_t median_ms;
	uint64_t worst_ms;
	uint64_t executions;
	uint64_t cpu_ms;
	bool mutated;
};

/* count: at most PQ_PLANT_REPETITIONS */
struct pq_plant_row pq_plant_row_of(const struct pq_plant *plant, const struct pq_trial *trials, size_t count);

#endif
