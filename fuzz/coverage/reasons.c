/* SPDX-License-Identifier: MIT */
#include "coverage/reasons.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/ascii.h"

static struct pq_view trim(struct pq_view v)
{
	while (v.len > 0 && (v.data[0] == ' ' || v.data[0] == '\t'))
		v = pq_view_from(v, 1);
	while (v.len > 0 && (v.data[v.len - 1] == ' ' || v.data[v.len - 1] == '\t'))
		v.len--;
	return v;
}

/* Takes the next line off the front of *rest. */
static struct pq_view next_line(struct pq_view *rest)
{
	size_t end = pq_view_find(*rest, '\n', 0);
	struct pq_view line = pq_view_slice(*rest, 0, end);

	*rest = pq_view_from(*rest, end + 1);
	return line;
}

/* Takes what stands before the first occurrence of `mark` off the front of *rest, and the mark; false without one. */
static bool take_until(struct pq_view *rest, const char *mark, struct pq_view *out)
{
	struct pq_view wanted = pq_view_str(mark);

	for (size_t i = 0; i + wanted.len <= rest->len; i++) {
		if (!pq_view_starts(pq_view_from(*rest, i), wanted))
			continue;
		*out = pq_view_slice(*rest, 0, i);
		*rest = pq_view_from(*rest, i + wanted.len);
		return true;
	}
	return false;
}

static bool read_row(struct pq_view line, struct pq_reason *row)
{
	struct pq_view rest = trim(line);

	if (!take_until(&rest, " ", &row->file) || !take_until(&rest, ": ", &row->function) || rest.len == 0 ||
	    row->function.len == 0)
		return false;
	if (!take_until(&rest, " // ", &row->before))
		row->before = pq_view(NULL, 0);
	row->code = pq_view_is(rest, "*") ? pq_view(NULL, 0) : rest;
	return rest.len > 0;
}

static bool add_row(struct pq_reasons *reasons, const struct pq_reason *row)
{
	struct pq_reason *items = realloc(reasons->items, (reasons->count + 1) * sizeof(*items));

	if (!items)
		return false;
	reasons->items = items;
	items[reasons->count++] = *row;
	return true;
}

/* NULL, or what is wrong with the line. *reason: whether a reason stands above. */
static const char *read_line(struct pq_reasons *reasons, struct pq_view line, size_t number, bool *reason)
{
	struct pq_reason row = { .line = number };

	if (line.len == 0 || line.data[0] == '#') {
		*reason = false;
		return NULL;
	}
	if (line.data[0] != ' ') {
		*reason = true;
		return NULL;
	}
	if (!*reason)
		return "a row without a reason above it";
	if (!read_row(line, &row))
		return "expected: FILE FUNCTION: LINE";
	return add_row(reasons, &row) ? NULL : "not enough memory";
}

bool pq_reasons_read(struct pq_reasons *reasons, struct pq_view text, char why[static PQ_COVERAGE_WHY])
{
	bool reason = false;

	*reasons = (struct pq_reasons){ NULL, 0 };
	for (size_t number = 1; text.len > 0; number++) {
		const char *wrong = read_line(reasons, next_line(&text), number, &reason);

		if (!wrong)
			continue;
		snprintf(why, PQ_COVERAGE_WHY, "%zu: %s", number, wrong);
		pq_reasons_free(reasons);
		return false;
	}
	return true;
}

void pq_reasons_free(struct pq_reasons *reasons)
{
	free(reasons->items);
	*reasons = (struct pq_reasons){ NULL, 0 };
}

/*
 * Where one is in a source file. function: the one that the line is in, or that was the last to begin
 * whole_run: some line of it was run, so that no star explains it
 */
struct place {
	struct pq_view function;
	struct pq_view before;
	struct pq_view code;
	bool whole_run;
};

static bool is_name_byte(unsigned char c)
{
	return c == '_' || pq_ascii_is(c, PQ_ASCII_ALPHA | PQ_ASCII_DIGIT);
}

/*
 * A function begins with a line that is not indented and is no declaration. Its name stands before the last
 * parenthesis that is in no other one, since an attribute may come first.
 */
static bool begins_function(struct pq_view line, struct pq_view *name)
{
	struct pq_view found = pq_view(NULL, 0);
	size_t depth = 0, begin = 0;

	if (line.len == 0 || !is_name_byte(line.data[0]) || line.data[line.len - 1] == ';')
		return false;
	for (size_t i = 0; i < line.len; i++) {
		if (line.data[i] == '(' && depth++ == 0 && begin < i)
			found = pq_view_slice(line, begin, i);
		else if (line.data[i] == ')' && depth > 0)
			depth--;
		if (!is_name_byte(line.data[i]))
			begin = i + 1;
	}
	if (found.len > 0)
		*name = found;
	return found.len > 0;
}

/* Whether the row means this line, be it run or not. */
static bool fits(const struct pq_reason *row, const struct place *place)
{
	if (!pq_view_eq(row->function, place->function))
		return false;
	return row->code.len == 0 ||
	       (pq_view_eq(row->code, place->code) && (row->before.len == 0 || pq_view_eq(row->before, place->before)));
}

/* Whether a line was run; *at moves on through the file's counted lines. */
enum counted { NO_CODE, RUN, NOT_RUN };

static enum counted count_of(const struct pq_counted_file *file, unsigned int number, size_t *at)
{
	if (*at == file->line_count || file->lines[*at].number != number)
		return NO_CODE;
	return file->lines[(*at)++].covered ? RUN : NOT_RUN;
}

/* Whether a line of the function that begins with line `number` of the file, before the rest of its text, was run. */
static bool is_run(const struct pq_counted_file *file, unsigned int number, size_t at, struct pq_view rest)
{
	struct pq_view name;

	do {
		if (count_of(file, number++, &at) == RUN)
			return true;
	} while (rest.len > 0 && !begins_function(next_line(&rest), &name));
	return false;
}

/* Marks the rows that mean this line; true if one explains it. */
static bool explain(struct pq_reasons *reasons, const struct pq_counted_file *file, const struct place *place,
		    enum counted counted)
{
	bool explained = false;

	for (size_t i = 0; i < reasons->count; i++) {
		struct pq_reason *row = &reasons->items[i];

		if (!pq_view_is(row->file, file->name) || !fits(row, place))
			continue;
		row->matches = true;
		if (row->code.len == 0 && place->whole_run)
			continue;
		row->explains += counted == NOT_RUN && !explained;
		explained |= counted == NOT_RUN;
	}
	return explained;
}

void pq_reasons_apply(struct pq_reasons *reasons, const struct pq_counted_file *file, struct pq_view text,
		      void (*unexplained)(void *ctx, const struct pq_counted_file *file, unsigned int line,
					  struct pq_view code),
		      void *ctx)
{
	struct place place = { .whole_run = true };
	size_t at = 0;

	for (unsigned int number = 1; text.len > 0; number++) {
		struct pq_view line = next_line(&text);
		enum counted counted;

		if (begins_function(line, &place.function))
			place.whole_run = is_run(file, number, at, text);
		place.before = place.code;
		place.code = trim(line);
		counted = count_of(file, number, &at);
		if (counted != NO_CODE && !explain(reasons, file, &place, counted) && counted == NOT_RUN)
			unexplained(ctx, file, number, place.code);
	}
}
