/* SPDX-License-Identifier: MIT */
/* What changed between two results: two versions of a browser, or two browsers. */
#ifndef PQ_RESULT_COMPARE_H
#define PQ_RESULT_COMPARE_H

#include "result/result.h"

enum pq_change_kind {
	PQ_CHANGE_PORT,  /* what: vector, port; before/after: finding names */
	PQ_CHANGE_LOST,  /* a vector, or ports of one, tested before and not now */
	PQ_CHANGE_GAINED,
	PQ_CHANGE_CASE,
	PQ_CHANGE_SPACE,
	PQ_CHANGE_DIAL,  /* an idle dial that is new or gone, came further, or breaks a port rule now */
	PQ_CHANGE_NOTE,
	PQ_CHANGE_COUNT
};

/*
 * where:  the vector, the suite, the initiator ...
 * what:   "port 8443", the case's name ...
 * before, after: as the results name it
 * worse:  the later result breaks a rule there, or tests less than the earlier one
 */
struct pq_change {
	enum pq_change_kind kind;
	const char *where;
	char what[128];
	const char *before;
	const char *after;
	bool worse;
};

/*
 * All changes from one result to the other in *changes (to be freed by the caller; strings live as long as the
 * results). Of vectors that only one result has, PQ_CHANGE_LOST or GAINED; a port is compared where both were tested,
 * and all ports of a vector that are no longer asked are one PQ_CHANGE_LOST.
 */
enum pq_err pq_compare(const struct pq_result *before, const struct pq_result *after, struct pq_change **changes,
		       size_t *count);

#endif
