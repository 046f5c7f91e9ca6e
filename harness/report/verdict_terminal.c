/* SPDX-License-Identifier: MIT */
/* The table on a terminal: a row a scenario, below it why its cells are what they are, and at the end the sums. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "report/verdict_sum.h"

#define GRADE_COLUMN 13

static const enum pq_colour row_colours[] = {
	[PQ_TABLE_AGREE] = PQ_COLOUR_GOOD,     [PQ_TABLE_ALONE] = PQ_COLOUR_FAINT,
	[PQ_TABLE_EXPLAINED] = PQ_COLOUR_NOTE, [PQ_TABLE_VOID] = PQ_COLOUR_WARN,
	[PQ_TABLE_FAILED] = PQ_COLOUR_WARN,    [PQ_TABLE_VIOLATION] = PQ_COLOUR_BAD,
	[PQ_TABLE_DIFFERS] = PQ_COLOUR_BAD,    [PQ_TABLE_UNREADABLE] = PQ_COLOUR_WARN,
};
static_assert(sizeof(row_colours) / sizeof(row_colours[0]) == PQ_TABLE_GRADE_COUNT, "a colour for each grade");

static enum pq_colour cell_colour(const struct pq_verdict_cell *cell)
{
	if (cell->state == PQ_CELL_NOT_APPLICABLE)
		return PQ_COLOUR_FAINT;
	if (cell->state == PQ_CELL_FAILED || cell->outcome == PQ_CASE_VOID)
		return PQ_COLOUR_WARN;
	if (cell->open)
		return PQ_COLOUR_BAD;
	return cell->explained_count ? PQ_COLOUR_NOTE : PQ_COLOUR_GOOD;
}

/* As wide as the widest of the rows that are shown. */
static int width_of(const struct pq_verdict_table *table, size_t column, enum pq_row_grade from)
{
	size_t width = strlen(table->subjects[column]);
	char word[PQ_CELL_WORD_SIZE];

	for (size_t row = 0; row < table->row_count; row++) {
		if (table->rows[row].grade < from)
			continue;
		pq_verdict_cell_word(pq_verdict_cell_at(table, row, column), word);
		width = strlen(word) > width ? strlen(word) : width;
	}
	return (int)width + 2;
}

static void put_note(const struct pq_terminal *terminal, const char *subject, const struct pq_cell_note *note)
{
	fputs("  ", terminal->out);
	pq_terminal_text(terminal->out, pq_view_str(subject));
	fputs(": ", terminal->out);
	if (note->request)
		fprintf(terminal->out, "request %u: ", note->request);
	if (note->rule != PQ_RULE_NONE)
		fprintf(terminal->out, "%s: ", pq_rule_name(note->rule));
	pq_terminal_text(terminal->out, pq_view_str(note->detail));
	fputc('\n', terminal->out);
}

/* The rules that others were seen to break, and by which this subject is not judged. */
static void put_unjudged(const struct pq_terminal *terminal, const struct pq_verdict_table *table, size_t row,
			 size_t column)
{
	const struct pq_verdict_cell *cell = pq_verdict_cell_at(table, row, column);
	uint32_t broken = 0;

	for (size_t i = 0; i < table->subject_count; i++)
		broken |= pq_verdict_cell_at(table, row, i)->broken;
	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++) {
		if (!(cell->unjudged & broken & UINT32_C(1) << rule))
			continue;
		fputs("  ", terminal->out);
		pq_terminal_text(terminal->out, pq_view_str(table->subjects[column]));
		fprintf(terminal->out, ": %s is not judged: it does not show what the rule needs\n",
			pq_rule_name((enum pq_rule)rule));
	}
}

/* FILE:LINE */
static void put_place(const struct pq_terminal *terminal, const struct pq_explanation *row)
{
	pq_terminal_text(terminal->out, pq_view_str(row->file));
	fprintf(terminal->out, ":%zu", row->line);
}

static void put_explanations(const struct pq_terminal *terminal, const char *subject,
			     const struct pq_verdict_cell *cell)
{
	for (size_t i = 0; i < cell->explained_count; i++) {
		fputs("  ", terminal->out);
		pq_terminal_text(terminal->out, pq_view_str(subject));
		fputs(": explained in ", terminal->out);
		put_place(terminal, cell->explained[i]);
		fputs(": ", terminal->out);
		pq_terminal_text(terminal->out, cell->explained[i]->reason);
		fputc('\n', terminal->out);
	}
}

static void put_row(const struct pq_terminal *terminal, const struct pq_verdict_table *table, size_t row,
		    const int *widths)
{
	const struct pq_verdict_row *about = &table->rows[row];
	char word[PQ_CELL_WORD_SIZE];

	pq_terminal_column(terminal, row_colours[about->grade], pq_row_grade_name(about->grade), GRADE_COLUMN);
	for (size_t column = 0; column < table->subject_count; column++) {
		const struct pq_verdict_cell *cell = pq_verdict_cell_at(table, row, column);

		pq_verdict_cell_word(cell, word);
		pq_terminal_column(terminal, cell_colour(cell), word, widths[column]);
	}
	pq_terminal_text(terminal->out, pq_view_str(about->name));
	fputc('\n', terminal->out);
	if (about->grade == PQ_TABLE_AGREE)
		return;
	for (size_t column = 0; column < table->subject_count; column++) {
		const struct pq_verdict_cell *cell = pq_verdict_cell_at(table, row, column);

		for (size_t i = 0; i < cell->note_count; i++)
			put_note(terminal, table->subjects[column], &cell->notes[i]);
		put_unjudged(terminal, table, row, column);
		put_explanations(terminal, table->subjects[column], cell);
	}
}

static void put_rows(const struct pq_terminal *terminal, const struct pq_verdict_table *table, const int *widths,
		     enum pq_row_grade from)
{
	bool any = false;

	for (size_t row = 0; row < table->row_count; row++) {
		if (table->rows[row].grade < from || table->rows[row].grade == PQ_TABLE_UNREADABLE)
			continue;
		if (!any) {
			fprintf(terminal->out, "%*s", GRADE_COLUMN, "");
			for (size_t column = 0; column < table->subject_count; column++)
				pq_terminal_column(terminal, PQ_COLOUR_STRONG, table->subjects[column], widths[column]);
			pq_terminal_put(terminal, PQ_COLOUR_STRONG, "scenario\n");
		}
		any = true;
		put_row(terminal, table, row, widths);
	}
	if (any)
		fputc('\n', terminal->out);
}

static void put_kinds(const struct pq_terminal *terminal, const struct pq_verdict_table *table)
{
	size_t count;
	struct pq_difference_kind *kinds = pq_difference_kinds(table, &count);

	if (count > 0)
		pq_terminal_put(terminal, PQ_COLOUR_STRONG, "kinds of difference\n");
	for (size_t i = 0; i < count; i++) {
		fprintf(terminal->out, "%6zu  ", kinds[i].count);
		pq_terminal_text(terminal->out, pq_view_str(kinds[i].reference));
		fprintf(terminal->out, " %s, ", kinds[i].other);
		pq_terminal_text(terminal->out, pq_view_str(kinds[i].subject));
		fprintf(terminal->out, " %s", kinds[i].word);
		if (kinds[i].explained)
			fprintf(terminal->out, " (%zu explained)", kinds[i].explained);
		fputc('\n', terminal->out);
	}
	if (count > 0)
		fputc('\n', terminal->out);
	free(kinds);
}

static void put_reasons(const struct pq_terminal *terminal, const struct pq_verdict_table *table)
{
	size_t count;
	struct pq_reason_sum *sums = pq_reason_sums(table, &count);

	if (count > 0)
		pq_terminal_put(terminal, PQ_COLOUR_STRONG, "explained by\n");
	for (size_t i = 0; i < count; i++) {
		fprintf(terminal->out, "%6zu  ", sums[i].count);
		pq_terminal_text(terminal->out, pq_view_str(sums[i].subject));
		fputs(": ", terminal->out);
		pq_terminal_text(terminal->out, sums[i].reason);
		fputc('\n', terminal->out);
	}
	if (count > 0)
		fputc('\n', terminal->out);
	free(sums);
}

static void put_subjects(const struct pq_terminal *terminal, const struct pq_verdict_table *table)
{
	int width = 9;

	for (size_t column = 0; column < table->subject_count; column++)
		width = (int)strlen(table->subjects[column]) > width ? (int)strlen(table->subjects[column]) : width;
	pq_terminal_column(terminal, PQ_COLOUR_STRONG, "subject", width);
	pq_terminal_put(terminal, PQ_COLOUR_STRONG,
			"  blocked  allowed    error     void   failed  not applicable  unexpected  unexplained\n");
	for (size_t column = 0; column < table->subject_count; column++) {
		struct pq_subject_sum sum = pq_subject_sum_of(table, column);

		pq_terminal_column(terminal, PQ_COLOUR_PLAIN, table->subjects[column], width);
		fprintf(terminal->out, "%9zu%9zu%9zu%9zu%9zu%16zu%12zu%13zu\n", sum.cases[PQ_CASE_BLOCKED],
			sum.cases[PQ_CASE_ALLOWED], sum.cases[PQ_CASE_ERROR],
			sum.cases[PQ_CASE_VOID] + sum.cases[PQ_CASE_UNSET], sum.failed, sum.not_applicable,
			sum.unexpected, sum.open);
	}
}

static void put_pairs(const struct pq_terminal *terminal, const struct pq_verdict_table *table)
{
	for (size_t a = 0; a < table->subject_count; a++) {
		for (size_t b = a + 1; b < table->subject_count; b++) {
			struct pq_pair_sum sum = pq_pair_sum_of(table, a, b);

			pq_terminal_text(terminal->out, pq_view_str(table->subjects[a]));
			fputs(" and ", terminal->out);
			pq_terminal_text(terminal->out, pq_view_str(table->subjects[b]));
			fprintf(terminal->out, " agree in %zu of %zu\n", sum.agree, sum.compared);
		}
	}
}

/* "2 scenarios: 1 agree, 1 differs": grades without rows are left out, but for the first. */
static void put_grades(const struct pq_terminal *terminal, const struct pq_verdict_table *table)
{
	fprintf(terminal->out, "%zu scenario%s: %zu agree", table->row_count, table->row_count == 1 ? "" : "s",
		pq_rows_of_grade(table, PQ_TABLE_AGREE));
	for (enum pq_row_grade grade = PQ_TABLE_ALONE; grade < PQ_TABLE_GRADE_COUNT; grade++) {
		size_t rows = pq_rows_of_grade(table, grade);

		if (rows)
			fprintf(terminal->out, ", %zu %s", rows,
				rows > 1 && grade == PQ_TABLE_DIFFERS ? "differ" : pq_row_grade_name(grade));
	}
	fputc('\n', terminal->out);
}

/* One by one those that should explain something, and how many there are for other tables. */
static void put_unused(const struct pq_terminal *terminal, const struct pq_verdict_table *table,
		       const struct pq_explained *explained)
{
	size_t elsewhere = 0;

	for (size_t i = 0; i < explained->count; i++) {
		const struct pq_explanation *row = &explained->rows[i];

		if (row->used)
			continue;
		if (!pq_explanation_is_here(table, row)) {
			elsewhere++;
			continue;
		}
		put_place(terminal, row);
		fputs(row->expired ? " is expired: " : " explains nothing: ", terminal->out);
		pq_terminal_text(terminal->out, row->what);
		fputc('\n', terminal->out);
	}
	if (elsewhere)
		fprintf(terminal->out, "%zu explanation%s about subjects or scenarios that are not in this table\n",
			elsewhere, elsewhere == 1 ? " is" : "s are");
}

void pq_verdict_table_terminal(const struct pq_verdict_table *table, const struct pq_explained *explained,
			       const struct pq_terminal *terminal, enum pq_row_grade from)
{
	int *widths = calloc(table->subject_count, sizeof(*widths));

	for (size_t column = 0; widths && column < table->subject_count; column++)
		widths[column] = width_of(table, column, from);
	if (widths)
		put_rows(terminal, table, widths, from);
	free(widths);
	put_kinds(terminal, table);
	put_reasons(terminal, table);
	put_subjects(terminal, table);
	put_pairs(terminal, table);
	put_unused(terminal, table, explained);
	put_grades(terminal, table);
}
