/* SPDX-License-Identifier: MIT */
/* Sums of a table of verdicts, once it is judged: by subject, by pair, by kind of difference. */
#ifndef PQ_REPORT_VERDICT_SUM_H
#define PQ_REPORT_VERDICT_SUM_H

#include "report/verdict_table.h"

/*
 * Rows of one subject: cases by enum pq_case, of those that break a rule or not as the scenario awaits, and the rest.
 * open: something of it has to be explained and is not
 */
struct pq_subject_sum {
	size_t cases[PQ_CASE_COUNT];
	size_t unexpected;
	size_t open;
	size_t not_applicable;
	size_t failed;
};

struct pq_subject_sum pq_subject_sum_of(const struct pq_verdict_table *table, size_t column);

/* Rows in which both have a statement, and of these the rows in which it is the same. */
struct pq_pair_sum {
	size_t compared;
	size_t agree;
};

struct pq_pair_sum pq_pair_sum_of(const struct pq_verdict_table *table, size_t a, size_t b);

/*
 * One kind of difference: what a subject comes to where its row's reference comes to something else, or void.
 * explained: of count rows, those in which nothing of it is open
 */
struct pq_difference_kind {
	const char *subject;
	const char *reference;
	char word[PQ_CELL_WORD_SIZE];
	char other[PQ_CELL_WORD_SIZE];
	size_t count;
	size_t explained;
};

/* The kinds, the most frequent first; freed by the caller. NULL with a count of 0 where nothing differs, or memory is short. */
struct pq_difference_kind *pq_difference_kinds(const struct pq_verdict_table *table, size_t *count);

/* What was explained by one reason, which several rows of baselines may share: cells of one subject. */
struct pq_reason_sum {
	const char *subject;
	struct pq_view reason;
	size_t count;
};

/* The reasons, by subject and then the most frequent first; freed by the caller. NULL with a count of 0 as above. */
struct pq_reason_sum *pq_reason_sums(const struct pq_verdict_table *table, size_t *count);

/* True if the explanation is about a cell of the table, so that it should explain something. */
bool pq_explanation_is_here(const struct pq_verdict_table *table, const struct pq_explanation *row);

/* Rows of that grade. */
size_t pq_rows_of_grade(const struct pq_verdict_table *table, enum pq_row_grade grade);

#endif
