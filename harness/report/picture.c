/* SPDX-License-Identifier: MIT */
#include "report/picture.h"

#include <assert.h>
#include <stdio.h>

#define LEFT 15        /* "2021-03  +8 77", and a blank */
#define LEAST_RIGHT 21 /* a blank, and "NAT slipstreaming v2" */
#define MOST_PER_YEAR 8

static const struct {
	const char *unicode;
	char ascii;
} glyphs[] = {
	[PQ_GLYPH_BLANK] = { " ", ' ' },
	[PQ_GLYPH_LINE] = { "\xe2\x94\x80", '-' },
	[PQ_GLYPH_BEGIN] = { "\xe2\x94\x9c", '|' },
	[PQ_GLYPH_END] = { "\xe2\x94\xa4", '|' },
	[PQ_GLYPH_FULL] = { "\xe2\x97\x8f", '#' },
	[PQ_GLYPH_HALF] = { "\xe2\x97\x90", '+' },
	[PQ_GLYPH_EMPTY] = { "\xe2\x97\x8b", 'o' },
};
static_assert(sizeof(glyphs) / sizeof(glyphs[0]) == PQ_GLYPH_COUNT, "a character for each glyph");

void pq_picture_init(struct pq_picture *picture, const struct pq_terminal *terminal, int width, int first_year,
		     int last_year)
{
	int years = last_year < first_year ? 1 : last_year - first_year + 1;
	int per_year = (width - LEFT - LEAST_RIGHT) / years;

	if (per_year > MOST_PER_YEAR)
		per_year = MOST_PER_YEAR;
	if (per_year < 1)
		per_year = 1;
	if (years * per_year > PQ_PICTURE_MOST)
		years = PQ_PICTURE_MOST / per_year;
	*picture = (struct pq_picture){
		.terminal = terminal,
		.unicode = pq_terminal_unicode(),
		.left = LEFT,
		.across = years * per_year,
		.right = width - LEFT - years * per_year,
		.first_year = first_year,
		.years = years,
		.per_year = per_year,
	};
}

static int digits(struct pq_view text, size_t from, size_t to)
{
	int number = 0;

	for (size_t i = from; i < to && i < text.len; i++)
		number = 10 * number + (text.data[i] - '0');
	return number;
}

int pq_picture_at(const struct pq_picture *picture, struct pq_view date)
{
	int month = date.len >= 7 ? digits(date, 5, 7) - 1 : 0;
	int at = (digits(date, 0, 4) - picture->first_year) * picture->per_year + month * picture->per_year / 12;

	if (date.len < 4 || at < 0)
		return 0;
	return at < picture->across ? at : picture->across - 1;
}

void pq_picture_put(struct pq_picture_row *row, int at, enum pq_glyph glyph, enum pq_colour colour)
{
	if (at >= 0 && at < PQ_PICTURE_MOST)
		row->cells[at] = (struct pq_picture_cell){ glyph, 0, colour };
}

void pq_picture_line(struct pq_picture_row *row, int from, int to, enum pq_colour colour)
{
	for (int at = from; at < to; at++)
		pq_picture_put(row, at, PQ_GLYPH_LINE, colour);
}

void pq_picture_write(struct pq_picture_row *row, int at, const char *text, enum pq_colour colour)
{
	for (; *text; text++, at++)
		if (at >= 0 && at < PQ_PICTURE_MOST)
			row->cells[at] = (struct pq_picture_cell){ PQ_GLYPH_BLANK, *text, colour };
}

/* The cell's bytes, appended to text. */
static size_t add_cell(const struct pq_picture *picture, const struct pq_picture_cell *cell, char *text, size_t len)
{
	const char *bytes = glyphs[cell->glyph].unicode;
	size_t count = strlen(bytes);

	if (cell->letter || !picture->unicode) {
		text[len] = cell->letter ? cell->letter : glyphs[cell->glyph].ascii;
		count = 1;
	} else {
		memcpy(text + len, bytes, count);
	}
	text[len + count] = '\0';
	return len + count;
}

/* Cells of one colour are printed together. */
static void show_cells(const struct pq_picture *picture, const struct pq_picture_cell *cells, int count)
{
	char text[3 * PQ_PICTURE_MOST + 1];
	size_t len = 0;

	for (int i = 0; i < count; i++) {
		len = add_cell(picture, &cells[i], text, len);
		if (i + 1 < count && cells[i + 1].colour == cells[i].colour)
			continue;
		pq_terminal_put(picture->terminal, cells[i].colour, text);
		len = 0;
	}
}

/* The axis' length without blanks at its end. */
static int used(const struct pq_picture *picture, const struct pq_picture_row *row)
{
	int count = picture->across;

	while (count > 0 && !row->cells[count - 1].letter && row->cells[count - 1].glyph == PQ_GLYPH_BLANK)
		count--;
	return count;
}

void pq_picture_show(const struct pq_picture *picture, const struct pq_picture_row *row, const char *left,
		     enum pq_colour left_colour, const char *right, enum pq_colour right_colour)
{
	char words[LEFT];

	snprintf(words, sizeof(words), "%s", left);
	pq_terminal_column(picture->terminal, left_colour, words, picture->left);
	if (right[0] == '\0') {
		show_cells(picture, row->cells, used(picture, row));
	} else {
		show_cells(picture, row->cells, picture->across);
		fputc(' ', picture->terminal->out);
		pq_terminal_put(picture->terminal, right_colour, right);
	}
	fputc('\n', picture->terminal->out);
}

void pq_picture_years(const struct pq_picture *picture)
{
	struct pq_picture_row row = { 0 };
	bool whole = picture->per_year > 4;
	int step = picture->per_year > 3 ? 1 : 4;

	for (int i = 0; i < picture->years; i += step) {
		char year[16];
		int number = picture->first_year + i;

		snprintf(year, sizeof(year), whole ? "%d" : "'%02d", whole ? number : number % 100);
		pq_picture_write(&row, i * picture->per_year, year, PQ_COLOUR_FAINT);
	}
	pq_picture_show(picture, &row, "", PQ_COLOUR_PLAIN, "", PQ_COLOUR_PLAIN);
}

void pq_picture_glyph(const struct pq_picture *picture, enum pq_glyph glyph, enum pq_colour colour)
{
	struct pq_picture_cell cell = { glyph, 0, colour };

	show_cells(picture, &cell, 1);
}
