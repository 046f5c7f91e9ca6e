/* SPDX-License-Identifier: MIT */
/*
 * Plain lists: numbers and ranges, one or several a line, with blanks or commas between. '#', '//' and ';' begin a
 * comment, and so does a word behind a number and a blank.
 */
#include "base/ascii.h"
#include "import/reading.h"

#define NO_PORT "no port and no range of ports: the rest of the line was left out"

static bool blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == ',';
}

static bool begins_comment(struct pq_view line, size_t at)
{
	return line.data[at] == '#' || line.data[at] == ';' ||
	       (line.data[at] == '/' && at + 1 < line.len && line.data[at + 1] == '/');
}

static size_t skip_blanks(struct pq_view line, size_t at)
{
	while (at < line.len && blank(line.data[at]))
		at++;
	return at;
}

/* A number; false if none is there. */
static bool take_number(struct pq_view line, size_t *at, uint64_t *value)
{
	size_t end = *at;

	while (end < line.len && pq_ascii_is(line.data[end], PQ_ASCII_DIGIT))
		end++;
	/* What does not fit is no port either way. */
	if (end == *at)
		return false;
	if (!pq_ascii_decimal(pq_view_slice(line, *at, end), UINT32_MAX, value))
		*value = UINT32_MAX;
	*at = end;
	return true;
}

/* N, N-M, N - M or N..M at `at`; what follows is a blank, a comment or the end. */
static bool take_range(struct pq_view line, size_t *at, uint64_t *first, uint64_t *last)
{
	size_t end = *at;
	size_t mark;

	if (!take_number(line, &end, first))
		return false;
	*last = *first;
	mark = end;
	while (mark < line.len && line.data[mark] == ' ')
		mark++;
	if (mark < line.len &&
	    (line.data[mark] == '-' || pq_view_starts(pq_view_from(line, mark), pq_view_str("..")))) {
		mark += line.data[mark] == '-' ? 1 : 2;
		while (mark < line.len && line.data[mark] == ' ')
			mark++;
		if (!take_number(line, &mark, last))
			return false;
		end = mark;
	}
	if (end < line.len && !blank(line.data[end]) && !begins_comment(line, end))
		return false;
	*at = end;
	return true;
}

static struct pq_view comment_of(struct pq_view line, size_t at)
{
	while (at < line.len && (begins_comment(line, at) || line.data[at] == '/' || blank(line.data[at])))
		at++;
	line = pq_view_from(line, at);
	while (line.len && blank(line.data[line.len - 1]))
		line.len--;
	return line;
}

static void read_line(struct pq_reading *reading, struct pq_view line, uint32_t number)
{
	size_t at = skip_blanks(line, 0);
	struct pq_import_item *last = NULL;

	while (at < line.len && !begins_comment(line, at) && !reading->err) {
		struct pq_import_item place = { .line = number, .column = (uint32_t)at + 1 };
		uint64_t low, high;

		if (!take_range(line, &at, &low, &high)) {
			/* A word behind a number says what it is. */
			if (!last || !pq_ascii_is(line.data[at], PQ_ASCII_ALPHA))
				pq_reading_note(reading, number, place.column, NO_PORT, pq_view_from(line, at));
			break;
		}
		if (!pq_reading_add_ports(reading, &place, low, high))
			return;
		last = pq_import_array_at(&reading->items, reading->items.count - 1);
		at = skip_blanks(line, at);
	}
	if (last)
		last->comment = comment_of(line, at);
}

enum pq_err pq_import_read_plain(struct pq_reading *reading)
{
	struct pq_import_list list = { .kind = PQ_IMPORT_PORTS, .role = PQ_IMPORT_BLOCKS, .line = 1, .column = 1 };
	uint32_t number = 1;

	if (!pq_reading_begin(reading, &list))
		return reading->err;
	for (size_t at = 0; at < reading->text.len && !reading->err; number++) {
		size_t end = pq_view_find(reading->text, '\n', at);

		read_line(reading, pq_view_slice(reading->text, at, end), number);
		at = end + 1;
	}
	if (pq_reading_last(reading)->item_count == 0)
		pq_reading_fail(reading, PQ_ERR_UNKNOWN, 0, 0, "a list of ports, header names or methods");
	return reading->err;
}

/* Each line that is not empty or a comment begins with a number or a range. */
bool pq_import_is_plain(struct pq_view text)
{
	bool found = false;

	for (size_t at = 0; at < text.len;) {
		size_t end = pq_view_find(text, '\n', at);
		struct pq_view line = pq_view_slice(text, at, end);
		size_t start = skip_blanks(line, 0);
		uint64_t low, high;

		if (start < line.len && !begins_comment(line, start)) {
			if (!take_range(line, &start, &low, &high))
				return false;
			found = true;
		}
		at = end + 1;
	}
	return found;
}
