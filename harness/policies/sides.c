/* SPDX-License-Identifier: MIT */
#include "policies/sides.h"

#include <stdlib.h>

/* For sorting: the sides of one conditional have its opening line in common. */
struct side {
	uint32_t line;
	size_t index;
};

static int by_line(const void *a, const void *b)
{
	const struct side *one = a;
	const struct side *two = b;

	return (one->line > two->line) - (one->line < two->line);
}

/* "#else", with blanks behind the mark. */
static bool is_else(struct pq_view branch)
{
	static const struct pq_view word = PQ_VIEW("else");
	size_t at = 0;

	if (branch.len == 0 || branch.data[0] != '#')
		return false;
	for (at = 1; at < branch.len && (branch.data[at] == ' ' || branch.data[at] == '\t');)
		at++;
	return pq_view_starts(pq_view_from(branch, at), word);
}

static bool group_sides(struct pq_sides *sides)
{
	size_t count = sides->import->condition_count;
	struct side *sorted = calloc(count + 1, sizeof(*sorted));
	size_t group = 0;

	if (!sorted)
		return false;
	for (size_t i = 0; i < count; i++)
		sorted[i] = (struct side){ sides->import->conditions[i].line, i };
	qsort(sorted, count, sizeof(*sorted), by_line);
	for (size_t i = 0; i < count; i++) {
		const struct pq_import_condition *condition = &sides->import->conditions[sorted[i].index];

		if (i > 0 && sorted[i].line != sorted[i - 1].line)
			group++;
		sides->group[sorted[i].index] = group;
		if (is_else(condition->branch))
			sides->size[group] = condition->before + !condition->never;
	}
	free(sorted);
	return true;
}

bool pq_sides_init(struct pq_sides *sides, const struct pq_import *import)
{
	size_t count = import->condition_count + 1;

	*sides = (struct pq_sides){
		.import = import,
		.group = calloc(count, sizeof(*sides->group)),
		.size = calloc(count, sizeof(*sides->size)),
		.marked = calloc(count, sizeof(*sides->marked)),
		.assumed = calloc(count, sizeof(*sides->assumed)),
		.round_of = calloc(count, sizeof(*sides->round_of)),
		.count = calloc(count, sizeof(*sides->count)),
	};
	return sides->group && sides->size && sides->marked && sides->assumed && sides->round_of && sides->count &&
	       group_sides(sides);
}

void pq_sides_fini(struct pq_sides *sides)
{
	free(sides->group);
	free(sides->size);
	free(sides->marked);
	free(sides->assumed);
	free(sides->round_of);
	free(sides->count);
}

void pq_sides_begin(struct pq_sides *sides)
{
	sides->round++;
	sides->always = false;
}

/* Marks a side; once all sides of a conditional are marked, so is what stands around it. */
void pq_sides_mark(struct pq_sides *sides, size_t condition)
{
	while (condition > 0) {
		const struct pq_import_condition *row = &sides->import->conditions[condition - 1];
		size_t group = sides->group[condition - 1];

		if (row->never)
			return;
		if (row->always || sides->assumed[condition - 1]) {
			condition = row->parent;
			continue;
		}
		if (sides->marked[condition - 1] == sides->round)
			return;
		sides->marked[condition - 1] = sides->round;
		if (sides->round_of[group] != sides->round)
			sides->count[group] = 0;
		sides->round_of[group] = sides->round;
		if (++sides->count[group] != sides->size[group])
			return;
		condition = row->parent;
	}
	sides->always = true;
}

/* True if `inner` is `outer` or stands within it. */
static bool within(const struct pq_import *import, size_t inner, size_t outer)
{
	while (inner != outer && inner > 0)
		inner = import->conditions[inner - 1].parent;
	return inner == outer;
}

void pq_sides_assume(struct pq_sides *sides, size_t condition)
{
	for (; condition > 0; condition = sides->import->conditions[condition - 1].parent)
		sides->assumed[condition - 1] = true;
}

size_t pq_sides_common(const struct pq_import *import, const struct pq_import_list *list)
{
	size_t common = list->item_count > 0 ? list->items[0].condition : 0;

	for (size_t i = 1; i < list->item_count && common > 0; i++)
		while (!within(import, list->items[i].condition, common))
			common = import->conditions[common - 1].parent;
	while (common > 0 && import->conditions[common - 1].always)
		common = import->conditions[common - 1].parent;
	return common;
}

bool pq_sides_together(const struct pq_import *import, size_t a, size_t b)
{
	return within(import, a, b) || within(import, b, a);
}

bool pq_sides_never(const struct pq_import *import, size_t condition)
{
	for (; condition > 0; condition = import->conditions[condition - 1].parent)
		if (import->conditions[condition - 1].never)
			return true;
	return false;
}
