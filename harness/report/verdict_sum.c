/* SPDX-License-Identifier: MIT */
#include "report/verdict_sum.h"

#include <stdlib.h>
#include <string.h>

struct pq_subject_sum pq_subject_sum_of(const struct pq_verdict_table *table, size_t column)
{
	struct pq_subject_sum sum = { .failed = 0 };

	for (size_t row = 0; row < table->row_count; row++) {
		const struct pq_verdict_cell *cell = pq_verdict_cell_at(table, row, column);

		if (table->rows[row].grade == PQ_TABLE_UNREADABLE)
			continue;
		sum.not_applicable += cell->state == PQ_CELL_NOT_APPLICABLE;
		sum.failed += cell->state == PQ_CELL_FAILED;
		sum.open += cell->open;
		if (cell->state != PQ_CELL_JUDGED)
			continue;
		sum.cases[cell->outcome]++;
		sum.unexpected += (cell->broken & ~cell->awaited) != 0 || cell->unmet != 0;
	}
	return sum;
}

struct pq_pair_sum pq_pair_sum_of(const struct pq_verdict_table *table, size_t a, size_t b)
{
	struct pq_pair_sum sum = { 0, 0 };

	for (size_t row = 0; row < table->row_count; row++) {
		const struct pq_verdict_cell *left = pq_verdict_cell_at(table, row, a);
		const struct pq_verdict_cell *right = pq_verdict_cell_at(table, row, b);

		if (!pq_verdict_cell_states(left) || !pq_verdict_cell_states(right))
			continue;
		sum.compared++;
		sum.agree += left->outcome == right->outcome && left->broken == right->broken &&
			     !left->unmet == !right->unmet;
	}
	return sum;
}

static bool is_kind(const struct pq_difference_kind *a, const struct pq_difference_kind *b)
{
	return strcmp(a->subject, b->subject) == 0 && strcmp(a->reference, b->reference) == 0 &&
	       strcmp(a->word, b->word) == 0 && strcmp(a->other, b->other) == 0;
}

/* False if memory is short. */
static bool count_kind(struct pq_difference_kind **kinds, size_t *count, const struct pq_difference_kind *kind,
		       bool explained)
{
	struct pq_difference_kind *more;
	size_t at = 0;

	while (at < *count && !is_kind(&(*kinds)[at], kind))
		at++;
	if (at == *count) {
		more = realloc(*kinds, (*count + 1) * sizeof(*more));
		if (!more)
			return false;
		*kinds = more;
		(*kinds)[(*count)++] = *kind;
	}
	(*kinds)[at].count++;
	(*kinds)[at].explained += explained;
	return true;
}

static bool count_row(const struct pq_verdict_table *table, size_t row, struct pq_difference_kind **kinds,
		      size_t *count)
{
	size_t reference = table->rows[row].reference;

	for (size_t column = 0; column < table->subject_count; column++) {
		const struct pq_verdict_cell *cell = pq_verdict_cell_at(table, row, column);
		struct pq_difference_kind kind = { .subject = table->subjects[column] };

		bool silent = cell->state == PQ_CELL_JUDGED && !pq_verdict_cell_states(cell);

		if (reference == table->subject_count || (!cell->differs && !silent))
			continue;
		kind.reference = table->subjects[reference];
		pq_verdict_cell_word(cell, kind.word);
		pq_verdict_cell_word(pq_verdict_cell_at(table, row, reference), kind.other);
		if (!count_kind(kinds, count, &kind, !cell->open))
			return false;
	}
	return true;
}

/* The most frequent first, then by what they say, so that two runs print the same. */
static int by_count(const void *a, const void *b)
{
	const struct pq_difference_kind *left = a;
	const struct pq_difference_kind *right = b;

	if (left->count != right->count)
		return left->count < right->count ? 1 : -1;
	if (strcmp(left->subject, right->subject) != 0)
		return strcmp(left->subject, right->subject);
	return strcmp(left->word, right->word) != 0 ? strcmp(left->word, right->word)
						    : strcmp(left->other, right->other);
}

struct pq_difference_kind *pq_difference_kinds(const struct pq_verdict_table *table, size_t *count)
{
	struct pq_difference_kind *kinds = NULL;

	*count = 0;
	for (size_t row = 0; row < table->row_count; row++)
		if (!count_row(table, row, &kinds, count))
			break;
	if (kinds)
		qsort(kinds, *count, sizeof(*kinds), by_count);
	return kinds;
}

/* Counts the reason for that subject; false if memory is short. */
static bool count_reason(struct pq_reason_sum **sums, size_t *count, const char *subject, struct pq_view reason)
{
	struct pq_reason_sum *more;
	size_t at = 0;

	while (at < *count && ((*sums)[at].subject != subject || !pq_view_eq((*sums)[at].reason, reason)))
		at++;
	if (at == *count) {
		more = realloc(*sums, (*count + 1) * sizeof(*more));
		if (!more)
			return false;
		*sums = more;
		(*sums)[(*count)++] = (struct pq_reason_sum){ subject, reason, 0 };
	}
	(*sums)[at].count++;
	return true;
}

/* Each reason once, though several rows give it. */
static bool count_reasons(const struct pq_verdict_cell *cell, const char *subject, struct pq_reason_sum **sums,
			  size_t *count)
{
	for (size_t i = 0; i < cell->explained_count; i++) {
		bool again = false;

		for (size_t k = 0; k < i; k++)
			again = again || pq_view_eq(cell->explained[k]->reason, cell->explained[i]->reason);
		if (!again && !count_reason(sums, count, subject, cell->explained[i]->reason))
			return false;
	}
	return true;
}

/* Within one subject. */
static int by_frequency(const void *a, const void *b)
{
	const struct pq_reason_sum *left = a;
	const struct pq_reason_sum *right = b;
	size_t len = left->reason.len < right->reason.len ? left->reason.len : right->reason.len;
	int order;

	if (left->count != right->count)
		return left->count < right->count ? 1 : -1;
	order = memcmp(left->reason.data, right->reason.data, len);
	return order ? order : (left->reason.len > right->reason.len) - (left->reason.len < right->reason.len);
}

struct pq_reason_sum *pq_reason_sums(const struct pq_verdict_table *table, size_t *count)
{
	struct pq_reason_sum *sums = NULL;
	bool good = true;

	*count = 0;
	for (size_t column = 0; good && column < table->subject_count; column++) {
		size_t first = *count;

		for (size_t row = 0; good && row < table->row_count; row++)
			good = count_reasons(pq_verdict_cell_at(table, row, column), table->subjects[column], &sums,
					     count);
		if (*count > first)
			qsort(sums + first, *count - first, sizeof(*sums), by_frequency);
	}
	return sums;
}

bool pq_explanation_is_here(const struct pq_verdict_table *table, const struct pq_explanation *row)
{
	for (size_t i = 0; i < table->row_count; i++)
		for (size_t column = 0; column < table->subject_count; column++)
			if (pq_explanation_is_about(row, table->subjects[column], table->rows[i].name))
				return true;
	return false;
}

size_t pq_rows_of_grade(const struct pq_verdict_table *table, enum pq_row_grade grade)
{
	size_t count = 0;

	for (size_t row = 0; row < table->row_count; row++)
		count += table->rows[row].grade == grade;
	return count;
}
