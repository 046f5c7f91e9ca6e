/* SPDX-License-Identifier: MIT */
#include "policies/listed.h"

#include <stdlib.h>

#include "base/ascii.h"

int pq_listed_compare_names(struct pq_view a, struct pq_view b)
{
	for (size_t i = 0; i < a.len && i < b.len; i++) {
		int one = pq_ascii_lower(a.data[i]);
		int two = pq_ascii_lower(b.data[i]);

		if (one != two)
			return one - two;
	}
	return (a.len > b.len) - (a.len < b.len);
}

static int compare(const struct pq_listed_row *a, const struct pq_listed_row *b)
{
	if (a->port != b->port)
		return a->port < b->port ? -1 : 1;
	return pq_listed_compare_names(a->item->name, b->item->name);
}

/* The same port or name: in the order of the source. */
static int by_subject(const void *a, const void *b)
{
	const struct pq_listed_row *one = a;
	const struct pq_listed_row *two = b;
	int order = compare(one, two);

	if (order == 0)
		order = (one->item->line > two->item->line) - (one->item->line < two->item->line);
	return order ? order : (one->item->column > two->item->column) - (one->item->column < two->item->column);
}

static size_t counted_out(const struct pq_import_list *list)
{
	size_t count = 0;

	for (size_t i = 0; i < list->item_count && count <= PQ_MAX_LISTED; i++)
		count += list->items[i].last - list->items[i].first + 1;
	return count;
}

static void add_list(struct pq_listed *listed, const struct pq_import *import, const struct pq_import_list *list,
		     bool allow)
{
	for (size_t i = 0; i < list->item_count; i++) {
		const struct pq_import_item *item = &list->items[i];
		bool allows = list->role == PQ_IMPORT_ALLOWS || item->allow;

		if (allows != allow || !pq_import_item_counts(import, list, i))
			continue;
		for (uint32_t port = item->first; port <= item->last; port++)
			listed->rows[listed->count++] = (struct pq_listed_row){ port, list, item };
	}
}

enum pq_err pq_listed_collect(struct pq_listed *listed, const struct pq_import *import, enum pq_import_kind kind,
			      bool allow)
{
	size_t count = 0;

	*listed = (struct pq_listed){ NULL, 0 };
	for (size_t i = 0; i < import->list_count && count <= PQ_MAX_LISTED; i++)
		if (import->lists[i].kind == kind && import->lists[i].role != PQ_IMPORT_BESIDE)
			count += counted_out(&import->lists[i]);
	if (count > PQ_MAX_LISTED)
		return PQ_ERR_LIMIT;
	listed->rows = calloc(count + 1, sizeof(*listed->rows));
	if (!listed->rows)
		return PQ_ERR_NO_SPACE;
	for (size_t i = 0; i < import->list_count; i++)
		if (import->lists[i].kind == kind && import->lists[i].role != PQ_IMPORT_BESIDE)
			add_list(listed, import, &import->lists[i], allow);
	qsort(listed->rows, listed->count, sizeof(*listed->rows), by_subject);
	return PQ_ERR_OK;
}

void pq_listed_free(struct pq_listed *listed)
{
	free(listed->rows);
	*listed = (struct pq_listed){ NULL, 0 };
}

size_t pq_listed_run(const struct pq_listed *listed, size_t from)
{
	size_t end = from + 1;

	while (end < listed->count && compare(&listed->rows[from], &listed->rows[end]) == 0)
		end++;
	return end;
}

/* The first row that is not before the wanted one. */
static size_t lower_bound(const struct pq_listed *listed, const struct pq_listed_row *wanted)
{
	size_t low = 0;
	size_t high = listed->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&listed->rows[middle], wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t find(const struct pq_listed *listed, uint32_t port, struct pq_view name)
{
	struct pq_import_item item = { .first = port, .last = port, .name = name };
	struct pq_listed_row wanted = { port, NULL, &item };
	size_t at = lower_bound(listed, &wanted);

	return at < listed->count && compare(&listed->rows[at], &wanted) == 0 ? at : SIZE_MAX;
}

size_t pq_listed_port(const struct pq_listed *listed, uint32_t port)
{
	return find(listed, port, pq_view(NULL, 0));
}

size_t pq_listed_name(const struct pq_listed *listed, struct pq_view name)
{
	return find(listed, 0, name);
}

static bool follows(const struct pq_import_item *item, uint32_t port, struct pq_view name)
{
	return item->first != port ? item->first > port : pq_listed_compare_names(item->name, name) > 0;
}

static bool in_order(const struct pq_import_list *list)
{
	for (size_t i = 1; i < list->item_count; i++)
		if (follows(&list->items[i - 1], list->items[i].first, list->items[i].name))
			return false;
	return true;
}

void pq_listed_place(const struct pq_import_list *list, uint32_t port, struct pq_view name, uint32_t *line,
		     uint32_t *column, const struct pq_import_item **after)
{
	*line = list->line;
	*column = list->column;
	*after = NULL;
	if (!in_order(list))
		return;
	for (size_t i = 0; i < list->item_count && !follows(&list->items[i], port, name); i++)
		*after = &list->items[i];
	if (*after) {
		*line = (*after)->line;
		*column = (*after)->column;
	}
}
