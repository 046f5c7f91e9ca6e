/* SPDX-License-Identifier: MIT */
/*
 * A table of verdicts: scenarios put to several subjects, and where these differ.
 *
 * Theory of operation. Each cell holds what the judge said of one subject: the outcome, the rules that were broken,
 * and whether an expectation is unmet. A row is measured against its reference, the first subject in it that has a
 * statement (neither void nor failed nor not applicable). Of a cell these have to be explained:
 *   - each rule that it breaks and the reference does not, or that the scenario does not await;
 *   - without such a rule: that it keeps a rule which the reference breaks, by that rule in the reference's name or by
 *     the cell's outcome; or that its outcome is another one, by either's outcome;
 *   - without these: an expectation that is unmet, and that it is void.
 * A rule that a subject is not judged by it does not break: its cell says so.
 */
#ifndef PQ_REPORT_VERDICT_TABLE_H
#define PQ_REPORT_VERDICT_TABLE_H

#include "monitor/monitor.h"
#include "report/json.h"
#include "report/terminal.h"
#include "result/explained.h"

enum pq_cell_state {
	PQ_CELL_NOT_APPLICABLE, /* the subject cannot be asked */
	PQ_CELL_FAILED,         /* it could not be run */
	PQ_CELL_JUDGED
};

#define PQ_MAX_CELL_EXPLANATIONS 8 /* that are shown of one cell */

/*
 * One thing to tell of a cell.
 * rule:    that was broken; NONE for the reason of the state, of the outcome, of void, of what is unmet
 * request: number; 0 if it is about none
 * place:   of a violation, in words that do not change with the input; NULL if not known. place and detail are owned
 */
struct pq_cell_note {
	enum pq_rule rule;
	uint32_t request;
	char *place;
	char *detail;
};

/*
 * broken, awaited, unjudged: bit 1 << enum pq_rule for each rule that is violated; of these, that the scenario
 *           expects; that is not judged of this subject
 * unmet:    line of the first expectation that does not hold; 0 if there is none
 * notes:    note_count owned
 * differs:  from the row's reference
 * open:     something of it has to be explained and is not
 * explained: explained_count rows that explain something of it
 */
struct pq_verdict_cell {
	enum pq_cell_state state;
	enum pq_case outcome;
	uint32_t broken;
	uint32_t awaited;
	uint32_t unjudged;
	uint32_t unmet;
	struct pq_cell_note *notes;
	size_t note_count;
	bool differs;
	bool open;
	const struct pq_explanation *explained[PQ_MAX_CELL_EXPLANATIONS];
	size_t explained_count;
};

/* In rising weight: a row has the heaviest that applies. */
enum pq_row_grade {
	PQ_TABLE_AGREE,
	PQ_TABLE_ALONE,     /* fewer than two subjects could be asked: nothing is compared */
	PQ_TABLE_EXPLAINED, /* something differs or is broken, and all of it is explained */
	PQ_TABLE_VOID,      /* a subject makes no statement */
	PQ_TABLE_FAILED,    /* a subject could not be run */
	PQ_TABLE_VIOLATION, /* the subjects agree, and break a rule that nothing awaits, or an expectation is unmet */
	PQ_TABLE_DIFFERS,
	PQ_TABLE_UNREADABLE, /* the scenario could not be read, and nobody was asked */
	PQ_TABLE_GRADE_COUNT
};

/*
 * reference: index of a subject; subject_count if no subject has a statement
 * diag:      of a row that is unreadable
 */
struct pq_verdict_row {
	const char *name;
	enum pq_row_grade grade;
	size_t reference;
	struct pq_diag diag;
};

/*
 * subjects: subject_count names as the user gave them, the table's columns
 * rows:     row_count, from pq_verdict_table_init, in order
 * cells:    row by row
 * judge:    name of the policy that judges all rows; NULL if each scenario has its own
 */
struct pq_verdict_table {
	const char *const *subjects;
	size_t subject_count;
	struct pq_verdict_row *rows;
	size_t row_count;
	struct pq_verdict_cell *cells;
	const char *judge;
};

/* False if memory is short. Names of subjects and scenarios outlive the table; all cells are not applicable. */
bool pq_verdict_table_init(struct pq_verdict_table *table, const char *const *subjects, size_t subject_count,
			   char *const *names, size_t row_count);
void pq_verdict_table_fini(struct pq_verdict_table *table);

struct pq_verdict_cell *pq_verdict_cell_at(const struct pq_verdict_table *table, size_t row, size_t column);

/* True if the subject makes a statement. */
bool pq_verdict_cell_states(const struct pq_verdict_cell *cell);

/* Adds a note; texts are copied, place may be NULL. False if memory is short. */
bool pq_verdict_cell_note(struct pq_verdict_cell *cell, enum pq_rule rule, uint32_t request, const char *place,
			  const char *detail);

/* Takes over what a verdict says, and a note for each thing but the violations, whose places the caller knows. */
bool pq_verdict_cell_take(struct pq_verdict_cell *cell, const struct pq_scenario *scenario,
			  const struct pq_transcript *transcript, const struct pq_verdict *verdict);

/* Once all cells are there: measures each row, by what the explanations say. */
void pq_verdict_table_judge(const struct pq_verdict_table *table, struct pq_explained *explained);

const char *pq_row_grade_name(enum pq_row_grade grade);

#define PQ_CELL_WORD_SIZE 256

/* "blocked", "allowed unsafe_port", "void", "-": all that is compared of a cell. */
void pq_verdict_cell_word(const struct pq_verdict_cell *cell, char out[static PQ_CELL_WORD_SIZE]);

/* The table of all rows from that grade on, with what differs and why, then the sums. */
void pq_verdict_table_terminal(const struct pq_verdict_table *table, const struct pq_explained *explained,
			       const struct pq_terminal *terminal, enum pq_row_grade from);

/* One self-contained page: rows by weight with what was seen of each subject, the sums, the explanations. False if writing failed. */
bool pq_verdict_table_html(const struct pq_verdict_table *table, const struct pq_explained *explained, FILE *out);

/* A row as JSON: "case", "grade", and of each subject what its cell holds; or as pq_json_failure. */
json_t *pq_verdict_row_json(const struct pq_verdict_table *table, size_t row);

/* The sums: rows by grade, subjects, pairs, kinds of difference, and what explains nothing. */
json_t *pq_verdict_sum_json(const struct pq_verdict_table *table, const struct pq_explained *explained);

#endif
