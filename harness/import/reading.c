/* SPDX-License-Identifier: MIT */
#include "import/reading.h"

#include <stdio.h>
#include <stdlib.h>

enum pq_err pq_reading_fail(struct pq_reading *reading, enum pq_err err, size_t line, size_t column,
			    const char *expected)
{
	if (!reading->err)
		reading->err = pq_diag_set(reading->diag, err, line, column, expected);
	return reading->err;
}

enum pq_err pq_reading_no_memory(struct pq_reading *reading)
{
	return pq_reading_fail(reading, PQ_ERR_NO_SPACE, 0, 0, "more memory");
}

void pq_reading_note(struct pq_reading *reading, uint32_t line, uint32_t column, const char *what, struct pq_view text)
{
	struct pq_import_note note = { line, column, what, text };

	if (reading->notes.count == PQ_MAX_IMPORT_NOTES)
		reading->notes_left_out++;
	else if (!pq_import_array_add(&reading->notes, &note))
		pq_reading_no_memory(reading);
}

bool pq_reading_begin(struct pq_reading *reading, const struct pq_import_list *list)
{
	struct pq_reading_list begun = { .list = *list, .items = reading->items.count };

	if (!pq_import_array_add(&reading->lists, &begun))
		pq_reading_no_memory(reading);
	return !reading->err;
}

struct pq_import_list *pq_reading_last(struct pq_reading *reading)
{
	return &((struct pq_reading_list *)pq_import_array_at(&reading->lists, reading->lists.count - 1))->list;
}

bool pq_reading_add(struct pq_reading *reading, const struct pq_import_item *item)
{
	struct pq_import_list *list = pq_reading_last(reading);
	char expected[96];

	if (reading->items.count == PQ_MAX_IMPORT_ITEMS) {
		snprintf(expected, sizeof(expected), "at most %d entries (PQ_MAX_IMPORT_ITEMS)", PQ_MAX_IMPORT_ITEMS);
		pq_reading_fail(reading, PQ_ERR_LIMIT, item->line, item->column, expected);
		return false;
	}
	if (!pq_import_array_add(&reading->items, item)) {
		pq_reading_no_memory(reading);
		return false;
	}
	list->item_count++;
	list->live_count++;
	return true;
}

bool pq_reading_add_ports(struct pq_reading *reading, const struct pq_import_item *place, uint64_t first, uint64_t last)
{
	struct pq_import_item item = *place;

	if (first > UINT16_MAX || last > UINT16_MAX || first > last) {
		pq_reading_fail(reading, PQ_ERR_RANGE, place->line, place->column,
				first <= UINT16_MAX && last <= UINT16_MAX
					? "a range of ports whose end is not below its start"
					: "a port, 0 to 65535");
		return false;
	}
	item.first = (uint32_t)first;
	item.last = (uint32_t)last;
	return pq_reading_add(reading, &item);
}

unsigned char *pq_reading_text(struct pq_reading *reading, size_t len)
{
	unsigned char *text = pq_import_memory_new(&reading->memory, len ? len : 1);

	if (!text)
		pq_reading_no_memory(reading);
	return text;
}

void pq_reading_conditions(struct pq_reading *reading, const struct pq_import_array *given)
{
	size_t *places = calloc(given->count + 1, sizeof(*places));

	if (!places) {
		pq_reading_no_memory(reading);
		return;
	}
	/* A condition stands behind the one around it, so one pass backwards marks, and one forwards numbers. */
	for (size_t i = 0; i < reading->items.count; i++)
		places[((struct pq_import_item *)pq_import_array_at(&reading->items, i))->condition] = 1;
	for (size_t i = given->count; i > 0; i--)
		if (places[i])
			places[((struct pq_import_condition *)pq_import_array_at(given, i - 1))->parent] = 1;
	places[0] = 0;
	for (size_t i = 1; i <= given->count; i++) {
		struct pq_import_condition condition = *(struct pq_import_condition *)pq_import_array_at(given, i - 1);

		if (!places[i])
			continue;
		condition.parent = places[condition.parent];
		if (!pq_import_array_add(&reading->conditions, &condition))
			pq_reading_no_memory(reading);
		places[i] = reading->conditions.count;
	}
	for (size_t i = 0; i < reading->items.count; i++) {
		struct pq_import_item *item = pq_import_array_at(&reading->items, i);

		item->condition = places[item->condition];
	}
	free(places);
}
