/* SPDX-License-Identifier: MIT */
/* What a witness saw, as rows of a result. */
#ifndef PQ_AUDIT_WITNESS_RESULT_H
#define PQ_AUDIT_WITNESS_RESULT_H

#include "audit/witness.h"
#include "result/result.h"
#include "sink/log.h"

/* dials, names: only the first ones, by number of connection and by index */
struct pq_witness_share {
	const struct pq_witness *witness;
	uint32_t dials;
	uint32_t names;
	const struct pq_judge_policy *judge;
};

/*
 * Adds a row for each look-up that no dial followed, and one for all dials to the same name or address, port and
 * transport, which tells the furthest of them and all their bytes. log: for bytes and evidence; may be NULL. NO_SPACE.
 */
enum pq_err pq_witness_result(const struct pq_witness_share *share, const struct pq_log *log, struct pq_result *result);

#endif
