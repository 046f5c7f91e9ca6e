/* SPDX-License-Identifier: MIT */
#include "import/import.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "import/reading.h"

static enum pq_err check_text(struct pq_view text, struct pq_diag *diag)
{
	char expected[96];
	uint32_t code;

	if (text.len > PQ_MAX_IMPORT_TEXT) {
		snprintf(expected, sizeof(expected), "at most %u bytes (PQ_MAX_IMPORT_TEXT)", PQ_MAX_IMPORT_TEXT);
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, expected);
	}
	for (size_t at = 0; at < text.len;) {
		size_t len = text.data[at] < 0x80 ? 1 : pq_utf8_decode(text, at, &code);

		if (len == 0 || text.data[at] == '\0') {
			snprintf(expected, sizeof(expected), "text in UTF-8, not %s at byte %zu",
				 len ? "a NUL" : "other bytes", at);
			return pq_diag_set(diag, PQ_ERR_SYNTAX, 0, 0, expected);
		}
		at += len;
	}
	return PQ_ERR_OK;
}

static int by_place(const void *a, const void *b)
{
	const struct pq_import_note *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->column < y->column ? -1 : x->column > y->column;
}

/* Copies an array into the import's memory. */
static void *kept(struct pq_reading *reading, const struct pq_import_array *array)
{
	unsigned char *copy = pq_reading_text(reading, array->count * array->size);

	if (copy && array->count)
		memcpy(copy, array->items, array->count * array->size);
	return copy;
}

static void fill_lists(struct pq_reading *reading, struct pq_import *out)
{
	struct pq_import_item *items = kept(reading, &reading->items);
	struct pq_import_list *lists;

	lists = (void *)pq_reading_text(reading, reading->lists.count * sizeof(*lists));
	for (size_t i = 0; i < reading->lists.count && lists; i++) {
		const struct pq_reading_list *list = pq_import_array_at(&reading->lists, i);

		lists[i] = list->list;
		lists[i].items = items + list->items;
	}
	out->lists = lists;
	out->list_count = reading->lists.count;
}

static void fill(struct pq_reading *reading, struct pq_import *out)
{
	out->format = reading->format->name;
	out->schemes = reading->format->schemes;
	out->base = reading->base;
	fill_lists(reading, out);
	out->notes = kept(reading, &reading->notes);
	out->note_count = reading->notes.count;
	out->notes_left_out = reading->notes_left_out;
	out->conditions = kept(reading, &reading->conditions);
	out->condition_count = reading->conditions.count;
	out->comparison_line = reading->comparison_line;
	out->adds = reading->adds;
	if (!reading->err)
		qsort(out->notes, out->note_count, sizeof(*out->notes), by_place);
	out->memory = reading->memory;
}

static void free_arrays(struct pq_reading *reading)
{
	pq_import_array_free(&reading->lists);
	pq_import_array_free(&reading->items);
	pq_import_array_free(&reading->notes);
	pq_import_array_free(&reading->conditions);
}

enum pq_err pq_import_read(struct pq_import *out, struct pq_view text, size_t format, struct pq_view identifier,
			   struct pq_diag *diag)
{
	struct pq_reading reading = { .text = text,
				      .identifier = identifier,
				      .diag = diag,
				      .lists = pq_import_array_of(sizeof(struct pq_reading_list)),
				      .items = pq_import_array_of(sizeof(struct pq_import_item)),
				      .notes = pq_import_array_of(sizeof(struct pq_import_note)),
				      .conditions = pq_import_array_of(sizeof(struct pq_import_condition)) };
	struct pq_import import = { .format = NULL };
	enum pq_err err = check_text(text, diag);

	if (err)
		return err;
	reading.format = format == PQ_IMPORT_AUTO ? pq_import_format_guess(text) : pq_import_format_at(format);
	if (!reading.format)
		return pq_diag_set(diag, PQ_ERR_UNKNOWN, 0, 0, "a list of ports, header names or methods");
	reading.format->read(&reading);
	if (!reading.err && reading.lists.count == 0)
		pq_reading_fail(&reading, PQ_ERR_UNKNOWN, 0, 0, "a list of ports, header names or methods");
	if (!reading.err)
		fill(&reading, &import);
	free_arrays(&reading);
	if (reading.err)
		pq_import_memory_free(&reading.memory);
	else
		*out = import;
	return reading.err;
}

void pq_import_free(struct pq_import *import)
{
	pq_import_memory_free(&import->memory);
}

bool pq_import_item_counts(const struct pq_import *import, const struct pq_import_list *list, size_t index)
{
	if (index >= list->live_count)
		return false;
	for (size_t at = list->items[index].condition; at; at = import->conditions[at - 1].parent)
		if (import->conditions[at - 1].never)
			return false;
	return true;
}
