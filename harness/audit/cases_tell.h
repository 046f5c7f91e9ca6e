/* SPDX-License-Identifier: MIT */
/* What is said of a scenario that was put to the subject once or twice. */
#ifndef PQ_AUDIT_CASES_TELL_H
#define PQ_AUDIT_CASES_TELL_H

#include "play/play.h"
#include "result/result.h"

/*
 * first, again: the two asks; again is NULL where one was enough
 * differs:      what the bodies of each differ in from the model's; "" if in nothing
 */
struct pq_cases_asked {
	const struct pq_play_piece *first;
	const struct pq_play_piece *again;
	const char *differs[2];
};

/*
 * Fills the case, whose suite and name are set. A breach or a difference is stated only if a second ask was played; else
 * the case is untested, its cause says what was seen once, and, where it could not be asked again, the result is
 * partial.
 */
void pq_cases_tell(struct pq_result *result, struct pq_result_case *told, const struct pq_cases_asked *asked);

#endif
