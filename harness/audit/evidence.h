/* SPDX-License-Identifier: MIT */
/* What a finding rests on, as text: the log's lines, a scenario that asks for the same, and its transcript. */
#ifndef PQ_AUDIT_EVIDENCE_H
#define PQ_AUDIT_EVIDENCE_H

#include "audit/run.h"
#include "sink/log.h"

/*
 * log:   of the run
 * row, asked: the finding's; cell: that shows it; control: of the same task
 * over_block: nothing was dialled, although it might have been
 */
struct pq_evidence {
	const struct pq_run *run;
	const struct pq_log *log;
	const struct pq_row *row;
	const struct pq_asked *asked;
	uint32_t task;
	uint32_t cell;
	uint32_t control;
	bool over_block;
};

/* The log's lines of all connections to the cell, as long as they fit. */
void pq_evidence_lines(const struct pq_evidence *evidence, struct pq_buf *out);

/* A whole scenario, which expects what would have been right. */
void pq_evidence_scenario(const struct pq_evidence *evidence, struct pq_buf *out);

/* A whole transcript of that scenario: the attack is request 1, its control request 2. */
void pq_evidence_transcript(const struct pq_evidence *evidence, struct pq_buf *out);

#endif
