/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "report/verdict_sum.h"

static json_t *rules_json(uint32_t rules)
{
	json_t *names = json_array();

	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++)
		if (rules & UINT32_C(1) << rule)
			json_array_append_new(names, json_string(pq_rule_name((enum pq_rule)rule)));
	return names;
}

static json_t *note_json(const struct pq_cell_note *note)
{
	json_t *object = json_object();

	if (note->rule != PQ_RULE_NONE)
		json_object_set_new(object, "rule", json_string(pq_rule_name(note->rule)));
	if (note->request)
		json_object_set_new(object, "request", json_integer(note->request));
	if (note->place)
		json_object_set_new(object, "place", pq_json_text(pq_view_str(note->place)));
	json_object_set_new(object, "detail", pq_json_text(pq_view_str(note->detail)));
	return object;
}

static json_t *explanation_json(const struct pq_explanation *row)
{
	return json_pack("{s:o,s:I,s:o,s:o,s:o}", "file", pq_json_text(pq_view_str(row->file)), "line",
			 (json_int_t)row->line, "row", pq_json_text(row->what), "until", pq_json_text(row->until),
			 "reason", pq_json_text(row->reason));
}

static const char *state_name(const struct pq_verdict_cell *cell)
{
	if (cell->state == PQ_CELL_JUDGED)
		return pq_case_name(cell->outcome);
	return cell->state == PQ_CELL_FAILED ? "failed" : "not applicable";
}

static json_t *cell_json(const struct pq_verdict_cell *cell)
{
	json_t *object = json_pack("{s:s}", "outcome", state_name(cell));
	json_t *notes = json_array();
	json_t *explained = json_array();

	if (cell->state == PQ_CELL_JUDGED) {
		json_object_set_new(object, "broken", rules_json(cell->broken));
		json_object_set_new(object, "not_judged", rules_json(cell->unjudged));
		json_object_set_new(object, "unmet", json_integer(cell->unmet));
	}
	json_object_set_new(object, "differs", json_boolean(cell->differs));
	json_object_set_new(object, "open", json_boolean(cell->open));
	for (size_t i = 0; i < cell->note_count; i++)
		json_array_append_new(notes, note_json(&cell->notes[i]));
	for (size_t i = 0; i < cell->explained_count; i++)
		json_array_append_new(explained, explanation_json(cell->explained[i]));
	json_object_set_new(object, "notes", notes);
	json_object_set_new(object, "explained", explained);
	return object;
}

/* A key has to be UTF-8, and the name of a subject need not be. */
static void set_of_subject(json_t *object, const char *subject, json_t *value)
{
	json_t *key = pq_json_text(pq_view_str(subject));

	json_object_set_new(object, json_string_value(key), value);
	json_decref(key);
}

json_t *pq_verdict_row_json(const struct pq_verdict_table *table, size_t row)
{
	const struct pq_verdict_row *about = &table->rows[row];
	json_t *object;
	json_t *subjects = json_object();

	if (about->grade == PQ_TABLE_UNREADABLE) {
		json_decref(subjects);
		return pq_json_failure(about->name, &about->diag);
	}
	object = json_object();
	json_object_set_new(object, "case", pq_json_text(pq_view_str(about->name)));
	json_object_set_new(object, "grade", json_string(pq_row_grade_name(about->grade)));
	for (size_t column = 0; column < table->subject_count; column++)
		set_of_subject(subjects, table->subjects[column], cell_json(pq_verdict_cell_at(table, row, column)));
	json_object_set_new(object, "subjects", subjects);
	return object;
}

static json_t *subject_json(const struct pq_verdict_table *table, size_t column)
{
	struct pq_subject_sum sum = pq_subject_sum_of(table, column);

	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "blocked", (json_int_t)sum.cases[PQ_CASE_BLOCKED],
			 "allowed", (json_int_t)sum.cases[PQ_CASE_ALLOWED], "error",
			 (json_int_t)sum.cases[PQ_CASE_ERROR], "void",
			 (json_int_t)(sum.cases[PQ_CASE_VOID] + sum.cases[PQ_CASE_UNSET]), "failed",
			 (json_int_t)sum.failed, "not_applicable", (json_int_t)sum.not_applicable, "unexpected",
			 (json_int_t)sum.unexpected, "unexplained", (json_int_t)sum.open);
}

static json_t *pairs_json(const struct pq_verdict_table *table)
{
	json_t *pairs = json_array();

	for (size_t a = 0; a < table->subject_count; a++) {
		for (size_t b = a + 1; b < table->subject_count; b++) {
			struct pq_pair_sum sum = pq_pair_sum_of(table, a, b);

			json_array_append_new(pairs,
					      json_pack("{s:[o,o],s:I,s:I}", "subjects",
							pq_json_text(pq_view_str(table->subjects[a])),
							pq_json_text(pq_view_str(table->subjects[b])), "compared",
							(json_int_t)sum.compared, "agree", (json_int_t)sum.agree));
		}
	}
	return pairs;
}

static json_t *kinds_json(const struct pq_verdict_table *table)
{
	size_t count;
	struct pq_difference_kind *kinds = pq_difference_kinds(table, &count);
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array,
				      json_pack("{s:o,s:s,s:o,s:s,s:I,s:I}", "reference",
						pq_json_text(pq_view_str(kinds[i].reference)), "reference_is",
						kinds[i].other, "subject", pq_json_text(pq_view_str(kinds[i].subject)),
						"subject_is", kinds[i].word, "rows", (json_int_t)kinds[i].count,
						"explained", (json_int_t)kinds[i].explained));
	free(kinds);
	return array;
}

static json_t *reasons_json(const struct pq_verdict_table *table)
{
	size_t count;
	struct pq_reason_sum *sums = pq_reason_sums(table, &count);
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(
			array, json_pack("{s:o,s:o,s:I}", "subject", pq_json_text(pq_view_str(sums[i].subject)),
					 "reason", pq_json_text(sums[i].reason), "rows", (json_int_t)sums[i].count));
	free(sums);
	return array;
}

json_t *pq_verdict_sum_json(const struct pq_verdict_table *table, const struct pq_explained *explained)
{
	json_t *object = json_pack("{s:I}", "scenarios", (json_int_t)table->row_count);
	json_t *subjects = json_object();
	json_t *unused = json_array();

	for (enum pq_row_grade grade = PQ_TABLE_AGREE; grade < PQ_TABLE_GRADE_COUNT; grade++)
		json_object_set_new(object, grade == PQ_TABLE_ALONE ? "not_compared" : pq_row_grade_name(grade),
				    json_integer((json_int_t)pq_rows_of_grade(table, grade)));
	for (size_t column = 0; column < table->subject_count; column++)
		set_of_subject(subjects, table->subjects[column], subject_json(table, column));
	for (size_t i = 0; i < explained->count; i++)
		if (!explained->rows[i].used && pq_explanation_is_here(table, &explained->rows[i]))
			json_array_append_new(unused, explanation_json(&explained->rows[i]));
	json_object_set_new(object, "subjects", subjects);
	json_object_set_new(object, "pairs", pairs_json(table));
	json_object_set_new(object, "kinds", kinds_json(table));
	json_object_set_new(object, "reasons", reasons_json(table));
	json_object_set_new(object, "explains_nothing", unused);
	return object;
}
