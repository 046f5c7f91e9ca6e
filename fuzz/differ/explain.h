/* SPDX-License-Identifier: MIT */
/*
 * Differences and breaches that are explained, as data: each row says what it is about, when, and for what reason. Only
 * what is documented stands here, of the targets' plug-ins or of the libraries. What a library that is released does
 * beside its documentation is in no table: a file of the user's (PQ_FUZZ_ACCEPT) holds such rows. Pure but for that file.
 */
#ifndef PQ_DIFFER_EXPLAIN_H
#define PQ_DIFFER_EXPLAIN_H

#include "differ/steps.h"
#include "monitor/monitor.h"
#include "scenario/scenario.h"

/*
 * scenario:  that both were asked; line: of the request
 * model, other: what they did
 * breach:    of a rule by the other, which is to be explained; NULL: the difference is
 * differing: what that is; NOT while a breach is to be explained
 * before:    the other's step before the one that differs; NULL if there is none
 */
struct pq_differ_case {
	const struct pq_scenario *scenario;
	size_t line;
	const struct pq_transcript *model;
	const struct pq_transcript *other;
	const struct pq_violation *breach;
	struct pq_differing differing;
	const struct pq_step *before;
};

/*
 * reason:      one sentence, which names where it is documented
 * differences: bit 1 << enum pq_difference for each kind that it explains; rules: bit 1 << enum pq_rule
 * says:        how the judge's sentence about such a breach begins; NULL: in any way
 * holds:       whether the case is such a one; NULL: always
 */
struct pq_explanation {
	const char *reason;
	uint32_t differences;
	uint32_t rules;
	const char *says;
	bool (*holds)(const struct pq_differ_case *its);
};

/*
 * name:  of the target
 * rows:  row_count of its own, beside those that every network stack has
 */
struct pq_differ_kind {
	const char *name;
	const struct pq_explanation *rows;
	size_t row_count;
};

extern const struct pq_differ_kind pq_differ_libcurl;
extern const struct pq_differ_kind pq_differ_libsoup;

/* The reason of the first row that explains it; or NULL. */
const char *pq_explained(const struct pq_differ_kind *kind, const struct pq_differ_case *its);

/* The user's rows; once. Ends the process as a set-up failure if they cannot be read. */
void pq_accepted_open(void);

/* Whether a row `accept violation watch "TARGET WHAT PLACE"` of them is about that; what: a rule's id or a difference's name. */
bool pq_accepted(const char *target, const char *what, const char *place);

#endif
