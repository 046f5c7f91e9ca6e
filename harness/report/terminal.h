/* SPDX-License-Identifier: MIT */
/* Text for a person: colours where they are wanted, and no byte that a terminal would obey. */
#ifndef PQ_REPORT_TERMINAL_H
#define PQ_REPORT_TERMINAL_H

#include <stdio.h>

#include "base/view.h"

enum pq_colour {
	PQ_COLOUR_PLAIN,
	PQ_COLOUR_STRONG,
	PQ_COLOUR_FAINT,
	PQ_COLOUR_GOOD,
	PQ_COLOUR_WARN,
	PQ_COLOUR_BAD,
	PQ_COLOUR_NOTE,
	PQ_COLOUR_COUNT
};

/*
 * out:     where text goes
 * colours: escape sequences may be written
 */
struct pq_terminal {
	FILE *out;
	bool colours;
};

/* Colours only if out is a terminal, TERM is set and not "dumb", and NO_COLOR is unset or empty. */
struct pq_terminal pq_terminal_of(FILE *out);

/* True if out is a terminal that can rewrite its last line. */
bool pq_terminal_live(FILE *out);

/* Columns of a line: COLUMNS if it is set, else of the terminal, else 80; at least 80 and at most 400. */
int pq_terminal_width(FILE *out);

/* True if the locale (LC_ALL, LC_CTYPE or LANG) says UTF-8. */
bool pq_terminal_unicode(void);

/* Writes text of our own in that colour, as it is. */
void pq_terminal_put(const struct pq_terminal *terminal, enum pq_colour colour, const char *text);

/* The same, padded with blanks to `width` columns. */
void pq_terminal_column(const struct pq_terminal *terminal, enum pq_colour colour, const char *text, int width);

/* Writes text of others: printable UTF-8 as it is, every other byte as \xNN. */
void pq_terminal_text(FILE *out, struct pq_view text);

/* The same in a colour. */
void pq_terminal_view(const struct pq_terminal *terminal, enum pq_colour colour, struct pq_view text);

/*
 * Text of others, broken between words: it goes on in column `at`, behind a blank if that is beyond `indent`; further
 * lines are indented so far, and none is wider than `width`. Ends the line.
 */
void pq_terminal_paragraph(const struct pq_terminal *terminal, enum pq_colour colour, struct pq_view text, int at,
			   int indent, int width);

#endif
