/* SPDX-License-Identifier: MIT */
/*
 * What the project's line formats have in common: lines, bare and quoted
 * arguments, the first line with format and version, and messages with a place.
 *
 * An argument is bare (bytes 0x21 to 0x7e except '"', not beginning with '#'),
 * quoted ("..." with the escapes \r \n \t \0 \" \\ and \xNN), or several pieces
 * joined with " + ". A piece may also be: fill N "b", the byte b N times. The
 * bare words "+" and "fill" have these meanings only and are quoted otherwise.
 */
#ifndef PQ_BASE_TEXT_H
#define PQ_BASE_TEXT_H

#include "base/buf.h"
#include "base/err.h"

/* A run of equal bytes of at least this length is written with "fill". */
#define PQ_TEXT_FILL_MIN 64

/*
 * A reader of one text; it stands somewhere in a line.
 * text:       all of it; outlives what is read
 * at:         index of the next byte
 * line:       1-based number of the line under way
 * line_start: index of its first byte
 * pool:       where arguments are decoded that differ from the text as written
 * pool_limit: what is expected when the pool is full, such as "at most 9 bytes (PQ_MAX_X)"
 * diag:       filled at an error; NULL when nobody wants to know
 * lenient:    inside quotes any byte but '"', '\' and LF stands for itself; otherwise control
 *             bytes and what is not UTF-8 are errors there
 * copy:       arguments are always copied into the pool and never point into the text
 */
struct pq_text {
	struct pq_view text;
	size_t at;
	size_t line;
	size_t line_start;
	struct pq_buf *pool;
	const char *pool_limit;
	struct pq_diag *diag;
	bool lenient;
	bool copy;
};

void pq_text_init(struct pq_text *reader, struct pq_view text, struct pq_buf *pool, struct pq_diag *diag);

static inline bool pq_text_at_end(const struct pq_text *reader)
{
	return reader->at == reader->text.len;
}

/* True at a line feed and at the end of the text. */
static inline bool pq_text_at_line_end(const struct pq_text *reader)
{
	return pq_text_at_end(reader) || reader->text.data[reader->at] == '\n';
}

/* The next byte; a line feed at the end of the text. */
static inline unsigned char pq_text_peek(const struct pq_text *reader)
{
	return pq_text_at_end(reader) ? '\n' : reader->text.data[reader->at];
}

/* Skips blanks (never tabs) and returns how many there were. */
size_t pq_text_skip_blanks(struct pq_text *reader);

/* Takes the rest of the line as it is. */
struct pq_view pq_text_rest(struct pq_text *reader);

/* Goes to the first byte after the next line feed. */
void pq_text_next_line(struct pq_text *reader);

/* Takes "format version" and its line feed. SYNTAX, or VERSION if only the version differs; stays there on failure. */
enum pq_err pq_text_header(struct pq_text *reader, struct pq_view format, struct pq_view version);

/* Takes one bare word, or fails with SYNTAX and `expected`. */
enum pq_err pq_text_word(struct pq_text *reader, const char *expected, struct pq_view *out);

/* Takes one argument and decodes it: SYNTAX, RANGE (length of a fill) or LIMIT (pool is full). */
enum pq_err pq_text_bytes(struct pq_text *reader, const char *expected, struct pq_view *out);

/* Takes a decimal number: SYNTAX, or RANGE if it is not in min to max. */
enum pq_err pq_text_number(struct pq_text *reader, const char *expected, uint64_t min, uint64_t max, uint64_t *out);

/* Takes one of the names and returns its index, or fails with SYNTAX and "one of: ...". */
enum pq_err pq_text_name(struct pq_text *reader, const struct pq_view *names, size_t count, size_t *out);

/* Fails with SYNTAX unless nothing but blanks is left of the line. */
enum pq_err pq_text_line_end(struct pq_text *reader);

/* Fills the reader's diag for byte `at` of the line under way; returns err. */
enum pq_err pq_text_fail(const struct pq_text *reader, enum pq_err err, size_t at, const char *expected);

/* The same with LIMIT and "at most MAX", followed by what is counted: " lines (PQ_MAX_LINES)". */
enum pq_err pq_text_fail_limit(const struct pq_text *reader, size_t at, size_t max, const char *what);

/* The same with SYNTAX and "one of: a, b, c". */
enum pq_err pq_text_fail_names(const struct pq_text *reader, size_t at, const struct pq_view *names, size_t count);

/*
 * Append v as an argument in its canonical form, which is printable ASCII: quoted,
 * with long runs as fills; or bare where that is possible.
 */
void pq_text_quote(struct pq_view v, struct pq_buf *out);
void pq_text_print(struct pq_view v, struct pq_buf *out);

#endif
