/* SPDX-License-Identifier: MIT */
#include "report/verdict_table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const grade_names[] = {
	[PQ_TABLE_AGREE] = "agree",     [PQ_TABLE_ALONE] = "not compared",    [PQ_TABLE_EXPLAINED] = "explained",
	[PQ_TABLE_VOID] = "void",       [PQ_TABLE_FAILED] = "failed",         [PQ_TABLE_VIOLATION] = "violation",
	[PQ_TABLE_DIFFERS] = "differs", [PQ_TABLE_UNREADABLE] = "unreadable",
};
static_assert(sizeof(grade_names) / sizeof(grade_names[0]) == PQ_TABLE_GRADE_COUNT, "a name for each grade");

const char *pq_row_grade_name(enum pq_row_grade grade)
{
	return grade_names[grade];
}

bool pq_verdict_table_init(struct pq_verdict_table *table, const char *const *subjects, size_t subject_count,
			   char *const *names, size_t row_count)
{
	*table = (struct pq_verdict_table){ .subjects = subjects,
					    .subject_count = subject_count,
					    .rows = calloc(row_count, sizeof(*table->rows)),
					    .row_count = row_count,
					    .cells = calloc(row_count * subject_count, sizeof(*table->cells)) };
	if (!table->rows || !table->cells) {
		free(table->rows);
		free(table->cells);
		return false;
	}
	for (size_t row = 0; row < row_count; row++)
		table->rows[row].name = names[row];
	return true;
}

void pq_verdict_table_fini(struct pq_verdict_table *table)
{
	for (size_t i = 0; i < table->row_count * table->subject_count; i++) {
		for (size_t k = 0; k < table->cells[i].note_count; k++) {
			free(table->cells[i].notes[k].place);
			free(table->cells[i].notes[k].detail);
		}
		free(table->cells[i].notes);
	}
	free(table->rows);
	free(table->cells);
}

struct pq_verdict_cell *pq_verdict_cell_at(const struct pq_verdict_table *table, size_t row, size_t column)
{
	return &table->cells[row * table->subject_count + column];
}

bool pq_verdict_cell_states(const struct pq_verdict_cell *cell)
{
	return cell->state == PQ_CELL_JUDGED && cell->outcome != PQ_CASE_VOID && cell->outcome != PQ_CASE_UNSET;
}

bool pq_verdict_cell_note(struct pq_verdict_cell *cell, enum pq_rule rule, uint32_t request, const char *place,
			  const char *detail)
{
	struct pq_cell_note *notes = realloc(cell->notes, (cell->note_count + 1) * sizeof(*notes));
	struct pq_cell_note note = { .rule = rule, .request = request };

	if (!notes)
		return false;
	cell->notes = notes;
	note.place = place ? strdup(place) : NULL;
	note.detail = strdup(detail);
	if ((place && !note.place) || !note.detail) {
		free(note.place);
		free(note.detail);
		return false;
	}
	notes[cell->note_count++] = note;
	return true;
}

/* Requests are numbered in the order of their lines. */
static bool is_control(const struct pq_scenario *scenario, uint32_t number)
{
	size_t at = pq_scenario_find_request(scenario, 0);

	for (; number > 1 && at < scenario->line_count; number--)
		at = pq_scenario_find_request(scenario, at + 1);
	return at < scenario->line_count && scenario->lines[at].word == PQ_WORD_CONTROL;
}

/* Why a request did not end well. */
static bool note_outcome(struct pq_verdict_cell *cell, const struct pq_event *event)
{
	char text[160];

	if (event->outcome == PQ_OUTCOME_BLOCKED)
		snprintf(text, sizeof(text), "blocked for %s%s%s", pq_rule_name(event->rule),
			 event->side == PQ_SIDE_UNKNOWN ? "" : " by the side of the ",
			 event->side == PQ_SIDE_UNKNOWN ? "" : pq_side_name(event->side));
	else if (event->outcome == PQ_OUTCOME_ERROR)
		snprintf(text, sizeof(text), "network error %.*s", (int)(event->text.len < 100 ? event->text.len : 100),
			 (const char *)event->text.data);
	else
		return true;
	return pq_verdict_cell_note(cell, PQ_RULE_NONE, event->request, NULL, text);
}

static bool note_reasons(struct pq_verdict_cell *cell, const struct pq_scenario *scenario,
			 const struct pq_transcript *transcript, const struct pq_verdict *verdict)
{
	char text[sizeof(verdict->unmet_why) + 32];

	for (size_t i = 0; i < transcript->count; i++) {
		const struct pq_event *event = &transcript->events[i];

		if (event->kind == PQ_EVENT_OUTCOME && !is_control(scenario, event->request) &&
		    !note_outcome(cell, event))
			return false;
	}
	if (verdict->outcome == PQ_CASE_VOID)
		return pq_verdict_cell_note(cell, PQ_RULE_NONE, 0, NULL, verdict->void_why);
	snprintf(text, sizeof(text), "line %u: %s", verdict->unmet, verdict->unmet_why);
	return verdict->unmet == 0 || pq_verdict_cell_note(cell, PQ_RULE_NONE, 0, NULL, text);
}

bool pq_verdict_cell_take(struct pq_verdict_cell *cell, const struct pq_scenario *scenario,
			  const struct pq_transcript *transcript, const struct pq_verdict *verdict)
{
	cell->state = PQ_CELL_JUDGED;
	cell->outcome = verdict->outcome;
	cell->unmet = verdict->outcome == PQ_CASE_VOID ? 0 : verdict->unmet;
	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++) {
		uint32_t bit = UINT32_C(1) << rule;

		if (verdict->rules[rule] == PQ_NOT_JUDGED)
			cell->unjudged |= bit;
		if (verdict->rules[rule] != PQ_VIOLATED)
			continue;
		cell->broken |= bit;
		if (pq_grade_awaited(scenario, (enum pq_rule)rule))
			cell->awaited |= bit;
	}
	return note_reasons(cell, scenario, transcript, verdict);
}

void pq_verdict_cell_word(const struct pq_verdict_cell *cell, char out[static PQ_CELL_WORD_SIZE])
{
	size_t len;

	if (cell->state != PQ_CELL_JUDGED) {
		snprintf(out, PQ_CELL_WORD_SIZE, "%s", cell->state == PQ_CELL_FAILED ? "failed" : "-");
		return;
	}
	len = (size_t)snprintf(out, PQ_CELL_WORD_SIZE, "%s", pq_case_name(cell->outcome));
	for (size_t rule = 1; rule < PQ_RULE_COUNT && len < PQ_CELL_WORD_SIZE; rule++)
		if (cell->broken & UINT32_C(1) << rule)
			len += (size_t)snprintf(out + len, PQ_CELL_WORD_SIZE - len, " %s",
						pq_rule_name((enum pq_rule)rule));
	if (cell->unmet && !(cell->broken & ~cell->awaited) && len < PQ_CELL_WORD_SIZE)
		snprintf(out + len, PQ_CELL_WORD_SIZE - len, " unmet");
}
