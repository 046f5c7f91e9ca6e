/* SPDX-License-Identifier: MIT */
/* One table: scenarios put to several subjects, and what became of each. */
#ifndef PQ_REPORT_ASK_TABLE_H
#define PQ_REPORT_ASK_TABLE_H

#include "report/json.h"
#include "report/terminal.h"

/*
 * played:     there is a verdict; cause: why not
 * transcript: text, or NULL
 */
struct pq_ask_cell {
	bool played;
	const char *cause;
	const char *transcript;
	struct pq_verdict verdict;
};

/*
 * subjects: subject_count names, the table's columns
 * names:    row_count names of scenarios; texts: of each, as written
 * cells:    row by row
 * judge:    name of the judging policy
 */
struct pq_ask_table {
	const char *const *subjects;
	size_t subject_count;
	const char *const *names;
	const struct pq_view *texts;
	size_t row_count;
	const struct pq_ask_cell *cells;
	const char *judge;
};

/* The table, then each violation and each cause in one line. */
void pq_ask_terminal(const struct pq_ask_table *table, const struct pq_terminal *terminal);

/* One JSON object a line, for each cell: "case", "subject", and as pq_json_case or "cause". */
void pq_ask_json(const struct pq_ask_table *table, FILE *out);

/* One self-contained page: the table, below it each scenario with its transcripts, folded up. */
void pq_ask_html(const struct pq_ask_table *table, FILE *out);

#endif
