/* SPDX-License-Identifier: MIT */
/* Rows against their references: what differs, and what of it is explained. */
#include <string.h>

#include "report/verdict_table.h"

/* A cell under judgement, and the one that it is measured against, which may be itself; names are of the subjects. */
struct pair {
	struct pq_explained *explained;
	const char *scenario;
	struct pq_verdict_cell *cell;
	const char *name;
	const struct pq_verdict_cell *reference;
	const char *reference_name;
};

static bool explains(struct pair *pair, const char *subject, const char *verdict)
{
	const struct pq_explanation *found = pq_explained_find(pair->explained, subject, pair->scenario, verdict);
	struct pq_verdict_cell *cell = pair->cell;

	for (size_t i = 0; i < cell->explained_count; i++)
		if (cell->explained[i] == found)
			return true;
	if (found && cell->explained_count < PQ_MAX_CELL_EXPLANATIONS)
		cell->explained[cell->explained_count++] = found;
	return found != NULL;
}

/* True if each of these rules is explained in the subject's name. */
static bool explains_rules(struct pair *pair, const char *subject, uint32_t rules)
{
	bool all = true;

	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++)
		if (rules & UINT32_C(1) << rule)
			all = explains(pair, subject, pq_rule_name((enum pq_rule)rule)) && all;
	return all;
}

static bool explains_outcome(struct pair *pair)
{
	return explains(pair, pair->name, pq_case_name(pair->cell->outcome));
}

/* What has to be explained of a cell with a statement; the comment of verdict_table.h tells the order. */
static void judge_statement(struct pair *pair)
{
	struct pq_verdict_cell *cell = pair->cell;
	const struct pq_verdict_cell *reference = pair->reference;
	uint32_t broken = (cell->broken & ~reference->broken) | (cell->broken & ~cell->awaited);
	uint32_t kept = reference->broken & ~cell->broken;
	bool unmet = cell->unmet != 0;

	cell->differs = cell->broken != reference->broken || cell->outcome != reference->outcome ||
			!cell->unmet != !reference->unmet;
	if (broken)
		cell->open = !explains_rules(pair, pair->name, broken);
	else if (kept)
		cell->open = !explains_rules(pair, pair->reference_name, kept) && !explains_outcome(pair);
	else if (cell->outcome != reference->outcome)
		cell->open = !explains_outcome(pair) &&
			     !explains(pair, pair->reference_name, pq_case_name(reference->outcome));
	else if (unmet)
		cell->open = !explains(pair, pair->name, "unmet");
	else if (cell->differs)
		cell->open = !explains(pair, pair->reference_name, "unmet");
}

static void judge_cell(struct pair *pair)
{
	if (pair->cell->state == PQ_CELL_FAILED)
		pair->cell->open = true;
	else if (pq_verdict_cell_states(pair->cell))
		judge_statement(pair);
	else if (pair->cell->broken & ~pair->cell->awaited)
		/* A void case may break a rule all the same. */
		pair->cell->open = !explains_rules(pair, pair->name, pair->cell->broken & ~pair->cell->awaited);
	else if (pair->cell->state == PQ_CELL_JUDGED)
		pair->cell->open = !explains(pair, pair->name, "void");
}

/* What the cell makes of its row. */
static enum pq_row_grade grade_of(const struct pq_verdict_cell *cell)
{
	if (!cell->open)
		return cell->explained_count ? PQ_TABLE_EXPLAINED : PQ_TABLE_AGREE;
	if (cell->state == PQ_CELL_FAILED)
		return PQ_TABLE_FAILED;
	if (!pq_verdict_cell_states(cell) && !(cell->broken & ~cell->awaited))
		return PQ_TABLE_VOID;
	return cell->differs ? PQ_TABLE_DIFFERS : PQ_TABLE_VIOLATION;
}

static void judge_row(const struct pq_verdict_table *table, size_t number, struct pq_explained *explained)
{
	struct pq_verdict_row *row = &table->rows[number];
	size_t with_statement = 0;

	row->reference = table->subject_count;
	for (size_t column = table->subject_count; column-- > 0;) {
		if (!pq_verdict_cell_states(pq_verdict_cell_at(table, number, column)))
			continue;
		row->reference = column;
		with_statement++;
	}
	row->grade = with_statement < 2 ? PQ_TABLE_ALONE : PQ_TABLE_AGREE;
	for (size_t column = 0; column < table->subject_count; column++) {
		size_t reference = row->reference < table->subject_count ? row->reference : column;
		struct pair pair = { .explained = explained,
				     .scenario = row->name,
				     .cell = pq_verdict_cell_at(table, number, column),
				     .name = table->subjects[column],
				     .reference = pq_verdict_cell_at(table, number, reference),
				     .reference_name = table->subjects[reference] };
		enum pq_row_grade grade;

		judge_cell(&pair);
		grade = grade_of(pair.cell);
		row->grade = grade > row->grade ? grade : row->grade;
	}
}

void pq_verdict_table_judge(const struct pq_verdict_table *table, struct pq_explained *explained)
{
	for (size_t row = 0; row < table->row_count; row++)
		if (table->rows[row].grade != PQ_TABLE_UNREADABLE)
			judge_row(table, row, explained);
}
