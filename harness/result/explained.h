/* SPDX-License-Identifier: MIT */
/*
 * What explains that a subject comes to another verdict than the others, or
 * breaks a rule: the rows "accept verdict SUBJECT SCENARIO WHAT" of a baseline
 * (baseline.h). SUBJECT and SCENARIO may begin or end with "*"; WHAT is the
 * subject's outcome (blocked, allowed, error, void), "unmet" for an expectation
 * that does not hold, or a rule that it breaks. Rows of other kinds are left alone.
 */
#ifndef PQ_RESULT_EXPLAINED_H
#define PQ_RESULT_EXPLAINED_H

#include "base/err.h"
#include "base/view.h"

#define PQ_MAX_EXPLAINED_FILES 8

/*
 * file, line: where the row stands
 * what, until, reason: the row as written, its date, and what it says; views into the text, or into bytes
 * expired: its day has come, and it explains nothing
 * used:    it explained something
 */
struct pq_explanation {
	const char *file;
	size_t line;
	struct pq_view subject;
	struct pq_view scenario;
	struct pq_view verdict;
	struct pq_view what;
	struct pq_view until;
	struct pq_view reason;
	bool expired;
	bool used;
};

/* All zero: there is no explanation of anything. bytes: file_count blocks, of what was unescaped. */
struct pq_explained {
	struct pq_explanation *rows;
	size_t count;
	unsigned char *bytes[PQ_MAX_EXPLAINED_FILES];
	size_t file_count;
};

/*
 * Adds a baseline's rows behind those of the files before it. file, text: its path and what it says, which outlive it.
 * today: YYYY-MM-DD. On an error *diag is filled (NO_SPACE: memory is short; LIMIT: too many files), and nothing is added.
 */
enum pq_err pq_explained_add(struct pq_explained *explained, const char *file, struct pq_view text, const char *today,
			     struct pq_diag *diag);
void pq_explained_close(struct pq_explained *explained);

/* True if the row is about that subject and that scenario, whatever it says of them. */
bool pq_explanation_is_about(const struct pq_explanation *row, const char *subject, const char *scenario);

/* The first row that fits and is not expired; NULL if there is none. All that fit are used then. */
const struct pq_explanation *pq_explained_find(struct pq_explained *explained, const char *subject,
					       const char *scenario, const char *verdict);

#endif
