/* SPDX-License-Identifier: MIT */
#include "cli/run_table.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/put.h"
#include "cli/today.h"
#include "cli/trial.h"
#include "common/place.h"
#include "report/message.h"
#include "report/verdict_table.h"
#include "result/baseline.h"

/*
 * trials: one a subject, as many as are open; each holds storage for the largest scenario and transcript
 * texts:  of the explanations, by file
 */
struct run {
	const struct pq_run_table *how;
	const struct pq_paths *paths;
	struct pq_trial *trials[PQ_MAX_TABLE_SUBJECTS];
	size_t trial_count;
	struct pq_verdict_table table;
	struct pq_explained explained;
	struct pq_file texts[PQ_MAX_EXPLAINED_FILES];
};

static void no_memory(bool done)
{
	if (done)
		return;
	pq_complain("not enough memory for the table");
	exit(PQ_EXIT_SETUP);
}

static int open_trials(struct run *run)
{
	for (size_t i = 0; i < run->how->subject_count; i++) {
		struct pq_trial *trial = pq_memory(1, sizeof(*trial));
		int code = pq_trial_open(trial, run->how->subjects[i], run->how->policy, run->how->judge);

		if (code != PQ_EXIT_OK) {
			free(trial);
			return code;
		}
		run->trials[run->trial_count++] = trial;
	}
	return PQ_EXIT_OK;
}

static void close_trials(struct run *run)
{
	for (size_t i = 0; i < run->trial_count; i++) {
		pq_trial_close(run->trials[i]);
		free(run->trials[i]);
	}
}

/* What the trial has judged, with the place of each violation. */
static void take(const struct pq_trial *trial, struct pq_verdict_cell *cell)
{
	const struct pq_store *store = &trial->store;
	char place[PQ_PLACE_SIZE];

	no_memory(pq_verdict_cell_take(cell, &store->scenario, &store->transcript, &trial->verdict));
	for (size_t i = 0; i < trial->verdict.violation_total && i < PQ_MAX_VIOLATIONS; i++) {
		const struct pq_violation *violation = &trial->verdict.violations[i];

		pq_place_of(&store->scenario, &store->transcript, violation, place);
		no_memory(pq_verdict_cell_note(cell, violation->rule, violation->request, place, violation->detail));
	}
}

/* Puts the scenario in the trial's store to its subject. */
static void ask(struct pq_trial *trial, struct pq_verdict_cell *cell)
{
	struct pq_diag diag = { 0, 0, "" };
	const char *unfit = pq_trial_unfit(trial);

	if (unfit) {
		no_memory(pq_verdict_cell_note(cell, PQ_RULE_NONE, 0, NULL, unfit));
	} else if (pq_trial_run(trial, &diag)) {
		cell->state = PQ_CELL_FAILED;
		no_memory(pq_verdict_cell_note(cell, PQ_RULE_NONE, 0, NULL, diag.expected));
	} else {
		take(trial, cell);
	}
}

/* Which scenario waits for which subject. */
static void progress(const struct run *run, size_t row, size_t column)
{
	if (!run->how->live)
		return;
	fprintf(stderr, "\r\033[K%zu of %zu, ", row, run->table.row_count);
	pq_terminal_text(stderr, pq_view_str(run->how->subjects[column]));
}

/* The first trial reads the scenario, the others take its text over. */
static void run_row(struct run *run, size_t number)
{
	enum pq_reading reading = run->how->lenient ? PQ_READING_LENIENT : PQ_READING_STRICT;
	struct pq_verdict_row *row = &run->table.rows[number];
	enum pq_err err = pq_trial_read(run->trials[0], row->name, reading, &row->diag);

	for (size_t i = 1; !err && i < run->trial_count; i++)
		err = pq_trial_read_as(run->trials[i], run->trials[0], reading, &row->diag);
	if (err) {
		row->grade = PQ_TABLE_UNREADABLE;
		pq_complain_at(row->name, &row->diag);
		return;
	}
	for (size_t i = 0; i < run->trial_count; i++) {
		progress(run, number, i);
		ask(run->trials[i], pq_verdict_cell_at(&run->table, number, i));
	}
}

static void run_rows(struct run *run)
{
	for (size_t i = 0; i < run->table.row_count; i++) {
		run_row(run, i);
	}
	if (run->how->live)
		fputs("\r\033[K", stderr);
}

static int read_explained(struct run *run)
{
	struct pq_diag diag = { 0, 0, "" };
	char today[PQ_TODAY_SIZE];
	enum pq_err err = PQ_ERR_OK;

	pq_today(today);
	for (size_t i = 0; i < run->how->explained_count && !err; i++) {
		const char *path = run->how->explained[i];
		struct pq_file *text = &run->texts[i];

		err = pq_file_read(path, PQ_MAX_BASELINE_BYTES, "PQ_MAX_BASELINE_BYTES", text, &diag);
		if (!err)
			err = pq_explained_add(&run->explained, path, pq_file_view(text), today, &diag);
		if (err)
			pq_complain_at(path, &diag);
	}
	return err ? PQ_EXIT_BAD_INPUT : PQ_EXIT_OK;
}

/* Before the work: places that can be written to, and none of them a file that is read. */
static int try_places(const struct run *run)
{
	const char *const places[] = { run->how->jsonl, run->how->html };
	char *const *explained = (char *const *)(uintptr_t)run->how->explained;
	int code = PQ_EXIT_OK;

	for (size_t i = 0; code == PQ_EXIT_OK && i < sizeof(places) / sizeof(places[0]); i++) {
		code = pq_put_beside(places[i], run->paths->items, (int)run->paths->count);
		if (code == PQ_EXIT_OK)
			code = pq_put_beside(places[i], explained, (int)run->how->explained_count);
		if (code == PQ_EXIT_OK)
			code = pq_put_try(places[i]);
	}
	return code;
}

static bool write_lines(const void *context, FILE *out)
{
	const struct run *run = context;

	for (size_t row = 0; row < run->table.row_count; row++)
		pq_json_print(pq_verdict_row_json(&run->table, row), out);
	return true;
}

static bool write_page(const void *context, FILE *out)
{
	const struct run *run = context;

	return pq_verdict_table_html(&run->table, &run->explained, out);
}

static int report(const struct run *run)
{
	enum pq_row_grade from = run->how->quiet ? PQ_TABLE_VOID : PQ_TABLE_EXPLAINED;
	int code;

	if (run->how->json) {
		write_lines(run, stdout);
		pq_json_print(pq_verdict_sum_json(&run->table, &run->explained), stdout);
	} else {
		pq_verdict_table_terminal(&run->table, &run->explained, &run->how->terminal,
					  run->how->all ? PQ_TABLE_AGREE : from);
	}
	code = pq_put(run->how->jsonl, write_lines, run);
	return pq_exit_worse(code, pq_put(run->how->html, write_page, run));
}

/* Whether two subjects make a statement of it. */
static bool is_compared(const struct pq_verdict_table *table, size_t row)
{
	size_t statements = 0;

	for (size_t column = 0; column < table->subject_count; column++)
		statements += pq_verdict_cell_states(pq_verdict_cell_at(table, row, column));
	return statements > 1;
}

/* A table in which nothing was compared says nothing, also where that was explained. */
static int code_of(const struct pq_verdict_table *table)
{
	static const int codes[] = {
		[PQ_TABLE_AGREE] = PQ_EXIT_OK,        [PQ_TABLE_ALONE] = PQ_EXIT_OK,
		[PQ_TABLE_EXPLAINED] = PQ_EXIT_OK,    [PQ_TABLE_VOID] = PQ_EXIT_SETUP,
		[PQ_TABLE_FAILED] = PQ_EXIT_SETUP,    [PQ_TABLE_VIOLATION] = PQ_EXIT_DIFFERS,
		[PQ_TABLE_DIFFERS] = PQ_EXIT_DIFFERS, [PQ_TABLE_UNREADABLE] = PQ_EXIT_BAD_INPUT,
	};
	size_t compared = 0;
	int code = PQ_EXIT_OK;

	static_assert(sizeof(codes) / sizeof(codes[0]) == PQ_TABLE_GRADE_COUNT, "a code for each grade");
	for (size_t row = 0; row < table->row_count; row++) {
		code = pq_exit_worse(code, codes[table->rows[row].grade]);
		compared += is_compared(table, row);
	}
	return compared ? code : pq_exit_worse(code, PQ_EXIT_SETUP);
}

static int run_all(struct run *run)
{
	int code = try_places(run);

	if (code == PQ_EXIT_OK)
		code = read_explained(run);
	if (code == PQ_EXIT_OK)
		code = open_trials(run);
	if (code == PQ_EXIT_OK) {
		no_memory(pq_verdict_table_init(&run->table, run->how->subjects, run->how->subject_count,
						run->paths->items, run->paths->count));
		run->table.judge = run->how->judge ? run->trials[0]->court.name : NULL;
		run_rows(run);
		pq_verdict_table_judge(&run->table, &run->explained);
		code = report(run);
		code = pq_exit_worse(code, code_of(&run->table));
		pq_verdict_table_fini(&run->table);
	}
	close_trials(run);
	pq_explained_close(&run->explained);
	for (size_t i = 0; i < PQ_MAX_EXPLAINED_FILES; i++)
		pq_file_free(&run->texts[i]);
	return code;
}

int pq_run_table(const struct pq_run_table *how, const struct pq_paths *paths)
{
	struct run run = { .how = how, .paths = paths };

	return run_all(&run);
}
