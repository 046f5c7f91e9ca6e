/* SPDX-License-Identifier: MIT */
/* An import under way: what the readers of the formats fill. */
#ifndef PQ_IMPORT_READING_H
#define PQ_IMPORT_READING_H

#include "import/condition.h"
#include "import/format.h"
#include "import/import.h"
#include "import/memory.h"

/*
 * text, identifier: as given to pq_import_read
 * lists:  struct pq_reading_list
 * items:  struct pq_import_item of all lists, those of a list together
 * notes:  struct pq_import_note
 * conditions: struct pq_import_condition that items name
 * by_length: the list that was begun last is gone through as a whole, whatever is in it
 * base, adds: as in struct pq_import
 * err, diag: the first error
 */
struct pq_reading {
	const struct pq_import_format *format;
	struct pq_view text;
	struct pq_view identifier;
	struct pq_import_array lists;
	struct pq_import_array items;
	struct pq_import_array notes;
	struct pq_import_array conditions;
	size_t notes_left_out;
	uint32_t comparison_line;
	bool by_length;
	struct pq_view base;
	bool adds;
	struct pq_import_memory *memory;
	enum pq_err err;
	struct pq_diag *diag;
};

/* list without its items; these are item_count from `items` on */
struct pq_reading_list {
	struct pq_import_list list;
	size_t items;
};

/* Fails once; returns the error. */
enum pq_err pq_reading_fail(struct pq_reading *reading, enum pq_err err, size_t line, size_t column,
			    const char *expected);
enum pq_err pq_reading_no_memory(struct pq_reading *reading);

void pq_reading_note(struct pq_reading *reading, uint32_t line, uint32_t column, const char *what, struct pq_view text);

/* Begins a list; the entries that are added next are its. False without memory. */
bool pq_reading_begin(struct pq_reading *reading, const struct pq_import_list *list);
bool pq_reading_add(struct pq_reading *reading, const struct pq_import_item *item);

/* The list that was begun last. */
struct pq_import_list *pq_reading_last(struct pq_reading *reading);

/* Adds ports first to last, or fails with RANGE and the place; what is over 65535 or out of order is no port. */
bool pq_reading_add_ports(struct pq_reading *reading, const struct pq_import_item *place, uint64_t first,
			  uint64_t last);

/*
 * Takes over the conditions that items name, out of all that a scan gave, and those around them; the items then name
 * them by their new places.
 */
void pq_reading_conditions(struct pq_reading *reading, const struct pq_import_array *given);

/* Memory of the import for a string of len bytes; NULL (and failed) without. */
unsigned char *pq_reading_text(struct pq_reading *reading, size_t len);

#endif
