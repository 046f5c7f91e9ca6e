/* SPDX-License-Identifier: MIT */
/*
 * Finds every list of numbers or strings in a program's source, whatever it is called.
 *
 * Theory of operation. Tokens go by once. Each opening bracket begins a *frame*; what stands in it between separators
 * is an *element*, and an element that is one number, one string or a range is an entry. Entries and notes of the open
 * frames lie on two stacks, those of a frame above those of the frames around it. When a frame ends, it is kept as a
 * list if its entries are most of what stands in it and its name, the name of the function around it or its entries
 * make it worth keeping; otherwise its part of the stacks is dropped. A frame that shows to be code (a ';' in it) is
 * dropped too. Two shapes are no brackets: the labels of a switch, and the patterns of a match; there each branch that
 * leads somewhere else is a list of its own.
 *
 * The name of a list is what its statement declares: the word before '=', ':' or the bracket.
 */
#ifndef PQ_IMPORT_SCAN_H
#define PQ_IMPORT_SCAN_H

#include "import/condition.h"
#include "import/import.h"
#include "import/lex.h"
#include "import/memory.h"

/*
 * An entry that was read.
 * text:    of a string: between its quotes, which may be empty; without data for a number
 * wide:    a number that is no port, or below zero
 * off:     a key whose value says no
 * segment: of a switch or a match: which branch it leads to
 */
struct pq_scan_item {
	uint32_t first;
	uint32_t last;
	struct pq_view text;
	struct pq_view comment;
	uint32_t line;
	uint32_t column;
	uint32_t condition;
	uint16_t segment;
	bool escaped;
	bool wide;
	bool enumerator;
};

/* How a list came to be. */
enum pq_scan_shape {
	PQ_SCAN_LITERAL, /* a list in brackets */
	PQ_SCAN_BRANCH,  /* labels or patterns that lead to the same */
	PQ_SCAN_OTHERS,  /* the same, but another branch of it has more */
	PQ_SCAN_PREFIX,  /* what a function compares beginnings with */
	PQ_SCAN_EQUAL,   /* what a function compares with */
	PQ_SCAN_FTP,     /* ports that a condition about FTP names */
	PQ_SCAN_ZERO     /* port 0, which a condition refuses */
};

/*
 * A list that was found.
 * name, function: what it is called, and the function around it; may be empty
 * line, column:   of the name, or of its first entry
 * items, notes:   item_count entries from `items` on of the scan's kept ones; notes likewise
 * strings:        its entries are strings (numbers in quotes count as strings here)
 * set:            it is handed to something that is called a set
 * result:         of a branch: what it leads to, as written
 */
struct pq_scan_list {
	enum pq_scan_shape shape;
	struct pq_view name;
	struct pq_view function;
	uint32_t line;
	uint32_t column;
	struct pq_view element;
	size_t items;
	size_t item_count;
	size_t notes;
	size_t note_count;
	bool strings;
	bool set;
	bool within;
	struct pq_view result;
	uint32_t condition;
};

/*
 * wanted:      a list of this name is kept whatever is in it; may be empty
 * lists:       struct pq_scan_list, in the order of the source
 * items:       struct pq_scan_item of these lists
 * notes:       struct pq_import_note of these lists
 * no_memory:   memory ran out; what is here is not all
 * too_deep:    line of the first bracket that is over PQ_MAX_IMPORT_DEPTH, 0 for none
 * file_line:   where a condition in a function about ports asks for file URLs, 0 for nowhere
 * too_many:    there are more lists than PQ_MAX_IMPORT_LISTS
 * too_long:    line of a list of over PQ_MAX_IMPORT_ITEMS entries that would have been kept, 0 for none
 */
struct pq_scan {
	struct pq_view wanted;
	struct pq_import_array lists;
	struct pq_import_array items;
	struct pq_import_array notes;
	struct pq_conditions conditions;
	bool no_memory;
	uint32_t too_deep;
	uint32_t too_long;
	uint32_t file_line;
	uint32_t file_column;
	bool too_many;
};

/* Fills a scan with what text holds; release it with pq_scan_free whatever comes of it. */
void pq_scan_text(struct pq_scan *scan, const struct pq_lex_language *language, struct pq_view text,
		  struct pq_view wanted);

void pq_scan_free(struct pq_scan *scan);

#endif
