/* SPDX-License-Identifier: MIT */
/*
 * Lists of ports, header names and methods, read out of source code: of browsers, of runtimes, of the Fetch standard,
 * of tests, of preferences, of plain text.
 *
 * Nothing is compiled and nothing is guessed: what stands where an entry could stand and is none that can be read (a
 * name, an expression, a macro) becomes a note with its place. Both sides of a conditional are read, and each entry
 * says under which condition it stands. What a list is for is read off the name that it has, and only where no name
 * tells it, off what is in it.
 *
 * Pure functions over bytes; they allocate, and call nothing of the system.
 */
#ifndef PQ_IMPORT_IMPORT_H
#define PQ_IMPORT_IMPORT_H

#include <stdint.h>

#include "base/err.h"
#include "base/view.h"

#define PQ_MAX_IMPORT_TEXT (8u << 20) /* bytes of one file */
#define PQ_MAX_IMPORT_ITEMS 65536     /* entries of all lists of one file */
#define PQ_MAX_IMPORT_LISTS 1024      /* lists of one file that could be meant */
#define PQ_MAX_IMPORT_NOTES 256       /* notes that are kept of one file; further ones are counted */
#define PQ_MAX_IMPORT_DEPTH 256       /* brackets and conditionals within each other */

/* What the entries of a list are. */
enum pq_import_kind {
	PQ_IMPORT_PORTS,
	PQ_IMPORT_HEADERS,
	PQ_IMPORT_PREFIXES,
	PQ_IMPORT_METHODS,
	PQ_IMPORT_OVERRIDES, /* headers whose value may not name a forbidden method */
	PQ_IMPORT_KIND_COUNT
};

/* What being in a list means. */
enum pq_import_role {
	PQ_IMPORT_BLOCKS, /* refused */
	PQ_IMPORT_ALLOWS, /* let through although a list refuses it */
	PQ_IMPORT_BESIDE, /* neither by itself, such as ports that a switch may open, or the loopback's own */
	PQ_IMPORT_ROLE_COUNT
};

/* How the code looks for a port in the list, as far as the file shows it. */
enum pq_import_search {
	PQ_IMPORT_SEARCH_UNKNOWN,
	PQ_IMPORT_SEARCH_LINEAR,
	PQ_IMPORT_SEARCH_BISECTION,
	PQ_IMPORT_SEARCH_STRINGS, /* compared as text */
	PQ_IMPORT_SEARCH_SET,
	PQ_IMPORT_SEARCH_SWITCH, /* labels of a switch, arms of a match */
	PQ_IMPORT_SEARCH_COUNT
};

/*
 * One side of a conditional such as #if.
 * opening: its first line as written, such as "#if BUILDFLAG(IS_WIN)"
 * branch:  the line that begins this side, the same as opening for the first one
 * line, branch_line: where these stand
 * parent:  index + 1 of the condition around it, 0 for none
 * never, always: the condition is a plain 0 or 1, or the side beside one; or a header's guard against a second time
 * before: how many sides of the same conditional stand before it that can hold
 */
struct pq_import_condition {
	struct pq_view opening;
	struct pq_view branch;
	uint32_t line;
	uint32_t branch_line;
	size_t parent;
	bool never;
	bool always;
	uint32_t before;
};

/*
 * One entry.
 * first, last: ports, both included and equal for a single one; 0 for names
 * name:        as it is compared, without quotes and escapes; empty for ports
 * comment:     what the comment behind it says, without its marks and blanks; may be empty
 * line, column: where it begins, both from 1, columns in bytes
 * schemes:     NULL for those that the list is asked for, else names of schemes with commas between
 * allow:       an exception: it is let through although a list refuses it
 * only:        besides, every port of these schemes that no such entry names is refused (policy text)
 * condition:   index + 1 into the conditions, 0 for always
 */
struct pq_import_item {
	uint32_t first;
	uint32_t last;
	struct pq_view name;
	struct pq_view comment;
	uint32_t line;
	uint32_t column;
	const char *schemes;
	bool allow;
	bool only;
	size_t condition;
};

/*
 * One list.
 * identifier:   its name in the source; may be empty
 * line, column: of the identifier, or of the list where it has none
 * items:        in the order of the source; the terminator is no item
 * live_count:   how many of them the search can reach: those before the first 0 where a 0 ends it, else all
 * terminated:   a 0 ends the search; terminator_line, terminator_column: where the first one stands
 * element:      of ports: the type of its elements as written, such as "int16_t" or "u16"; empty where none is
 * quoted:       its entries are strings
 * search_line:  where the search was seen, 0 for nowhere
 */
struct pq_import_list {
	enum pq_import_kind kind;
	enum pq_import_role role;
	struct pq_view identifier;
	uint32_t line;
	uint32_t column;
	struct pq_import_item *items;
	size_t item_count;
	size_t live_count;
	bool terminated;
	uint32_t terminator_line;
	uint32_t terminator_column;
	struct pq_view element;
	bool quoted;
	enum pq_import_search search;
	uint32_t search_line;
};

/*
 * Something that was not read, or only with a reservation.
 * what: a sentence of ours, static
 * text: the piece of source that it is about; may be empty
 */
struct pq_import_note {
	uint32_t line;
	uint32_t column;
	const char *what;
	struct pq_view text;
};

/*
 * What a file holds. Views point into its text, which must outlive this, or into memory of its own.
 * format:          name of the format that it was read as; static
 * schemes:         the schemes that its port lists are asked for, with commas between; static
 * base:            of policy text: the built-in policy that it starts from, whose rules are not repeated; else empty
 * adds:            its ports come to those of a list that is not in the file, so that none of them can be missing
 * lists:           the port list first where there is one
 * note_count:      notes kept; notes_left_out: further ones
 * comparison_line: where a port is compared with the list, 0 if the file does not show it
 */
struct pq_import {
	const char *format;
	const char *schemes;
	struct pq_view base;
	bool adds;
	struct pq_import_list *lists;
	size_t list_count;
	struct pq_import_condition *conditions;
	size_t condition_count;
	struct pq_import_note *notes;
	size_t note_count;
	size_t notes_left_out;
	uint32_t comparison_line;
	struct pq_import_memory *memory;
};

/* Formats by index from 0 to count - 1: the name, and what the format is in a few words; both static. */
size_t pq_import_format_count(void);
const char *pq_import_format_name(size_t index);
const char *pq_import_format_about(size_t index);

/* The index of a format's name; SIZE_MAX if there is none. */
size_t pq_import_format_find(struct pq_view name);

#define PQ_IMPORT_AUTO SIZE_MAX

/*
 * Reads text as that format, or as the one that it looks like (PQ_IMPORT_AUTO). identifier: the list that is the port
 * list, where several could be; empty to find it. Fails with *diag filled, and *out is untouched then:
 *     SYNTAX   not text (NUL, or not UTF-8), or two lists that could both be the port list
 *     UNKNOWN  no list, or none of that identifier
 *     RANGE    a number in the port list that is no port
 *     LIMIT    over one of the maxima above
 *     NO_SPACE out of memory
 */
enum pq_err pq_import_read(struct pq_import *out, struct pq_view text, size_t format, struct pq_view identifier,
			   struct pq_diag *diag);

void pq_import_free(struct pq_import *import);

/* That entry takes part: the search reaches it, and it does not stand under a condition that is never met. */
bool pq_import_item_counts(const struct pq_import *import, const struct pq_import_list *list, size_t index);

/* Static names: "ports", "headers" and so on; "blocks"; "bisection". */
const char *pq_import_kind_name(enum pq_import_kind kind);
const char *pq_import_role_name(enum pq_import_role role);
const char *pq_import_search_name(enum pq_import_search search);

#endif
