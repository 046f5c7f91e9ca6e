/* SPDX-License-Identifier: MIT */
/*
 * Rows with years as columns: words at the left, marks and bars on the axis of time, words at the right. Drawn with
 * line characters where the locale has them and with ASCII elsewhere.
 */
#ifndef PQ_REPORT_PICTURE_H
#define PQ_REPORT_PICTURE_H

#include "report/terminal.h"

enum pq_glyph {
	PQ_GLYPH_BLANK,
	PQ_GLYPH_LINE,
	PQ_GLYPH_BEGIN,
	PQ_GLYPH_END,
	PQ_GLYPH_FULL,
	PQ_GLYPH_HALF,
	PQ_GLYPH_EMPTY,
	PQ_GLYPH_COUNT
};

#define PQ_PICTURE_MOST 240 /* columns of the axis */

/* letter: an ASCII character instead of the glyph; 0: none */
struct pq_picture_cell {
	enum pq_glyph glyph;
	char letter;
	enum pq_colour colour;
};

/*
 * unicode:    line characters may be written
 * left:       columns of the words at the left, the blank behind them included
 * across:     columns of the axis
 * right:      columns that are left at the right, the blank before them included
 * first_year: of the axis
 * years:      how many it has
 * per_year:   columns of each
 */
struct pq_picture {
	const struct pq_terminal *terminal;
	bool unicode;
	int left;
	int across;
	int right;
	int first_year;
	int years;
	int per_year;
};

/* Fits the years into lines of that width, with room for the words. */
void pq_picture_init(struct pq_picture *picture, const struct pq_terminal *terminal, int width, int first_year,
		     int last_year);

/* Column of a date such as "2016", "2016-03", "2016-03-10"; 0 without a date, and never beyond the axis. */
int pq_picture_at(const struct pq_picture *picture, struct pq_view date);

/* A row of the axis, all blank at first. Columns beyond the axis are left out. */
struct pq_picture_row {
	struct pq_picture_cell cells[PQ_PICTURE_MOST];
};

void pq_picture_put(struct pq_picture_row *row, int at, enum pq_glyph glyph, enum pq_colour colour);
void pq_picture_line(struct pq_picture_row *row, int from, int to, enum pq_colour colour);
void pq_picture_write(struct pq_picture_row *row, int at, const char *text, enum pq_colour colour);

/* Prints a row; what is too long at the left is cut, the right may run on. */
void pq_picture_show(const struct pq_picture *picture, const struct pq_picture_row *row, const char *left,
		     enum pq_colour left_colour, const char *right, enum pq_colour right_colour);

/* The row of the years. */
void pq_picture_years(const struct pq_picture *picture);

/* Prints one glyph, for a legend. */
void pq_picture_glyph(const struct pq_picture *picture, enum pq_glyph glyph, enum pq_colour colour);

#endif
