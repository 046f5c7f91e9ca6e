/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include "base/ascii.h"
#include "base/text_scan.h"

#define EXPECTED_PIECE "a bare word, a quoted string, or fill N \"b\""

void pq_text_init(struct pq_text *reader, struct pq_view text, struct pq_buf *pool, struct pq_diag *diag)
{
	reader->text = text;
	reader->at = 0;
	reader->line = 1;
	reader->line_start = 0;
	reader->pool = pool;
	reader->pool_limit = "less: the storage is full";
	reader->diag = diag;
	reader->lenient = false;
	reader->copy = false;
}

size_t pq_text_skip_blanks(struct pq_text *reader)
{
	size_t start = reader->at;

	while (pq_text_peek(reader) == ' ')
		reader->at++;
	return reader->at - start;
}

struct pq_view pq_text_rest(struct pq_text *reader)
{
	size_t start = reader->at;

	reader->at = pq_view_find(reader->text, '\n', start);
	return pq_view_slice(reader->text, start, reader->at);
}

void pq_text_next_line(struct pq_text *reader)
{
	if (!pq_text_at_line_end(reader))
		pq_text_rest(reader);
	if (!pq_text_at_end(reader)) {
		reader->at++;
		reader->line++;
		reader->line_start = reader->at;
	}
}

enum pq_err pq_text_fail(const struct pq_text *reader, enum pq_err err, size_t at, const char *expected)
{
	return pq_diag_set(reader->diag, err, reader->line, at - reader->line_start + 1, expected);
}

enum pq_err pq_text_fail_limit(const struct pq_text *reader, size_t at, size_t max, const char *what)
{
	char storage[sizeof(reader->diag->expected)];
	struct pq_buf out;

	if (!reader->diag)
		return PQ_ERR_LIMIT;
	pq_buf_init(&out, storage, sizeof(storage) - 1);
	pq_buf_add_str(&out, "at most ");
	pq_buf_add_u64(&out, max);
	pq_buf_add_str(&out, what);
	storage[out.len] = '\0';
	return pq_text_fail(reader, PQ_ERR_LIMIT, at, storage);
}

enum pq_err pq_text_fail_names(const struct pq_text *reader, size_t at, const struct pq_view *names, size_t count)
{
	char storage[sizeof(reader->diag->expected)];
	struct pq_buf out;

	if (!reader->diag)
		return PQ_ERR_SYNTAX;
	pq_buf_init(&out, storage, sizeof(storage) - 1);
	pq_buf_add_str(&out, count > 1 ? "one of: " : "");
	for (size_t i = 0; i < count; i++) {
		pq_buf_add_str(&out, i > 0 ? ", " : "");
		pq_buf_add(&out, names[i]);
	}
	storage[out.len] = '\0';
	return pq_text_fail(reader, PQ_ERR_SYNTAX, at, storage);
}

/* What to say of a byte that cannot stand where it does. */
static enum pq_err fail_byte(const struct pq_text *reader, size_t at, const char *expected)
{
	unsigned char c = at < reader->text.len ? reader->text.data[at] : '\n';

	if (c == '\t')
		expected = "a blank (or \\t inside quotes), not a tab";
	else if (c == '\r')
		expected = "LF alone at the end of a line, not CR";
	else if (c != '\n' && !pq_ascii_is(c, PQ_ASCII_PRINT))
		expected = "printable ASCII, or \\xNN inside quotes";
	return pq_text_fail(reader, PQ_ERR_SYNTAX, at, expected);
}

/* An argument ends at a blank or with the line. */
static enum pq_err argument_end(const struct pq_text *reader, const char *expected)
{
	if (pq_text_at_line_end(reader) || pq_text_peek(reader) == ' ')
		return PQ_ERR_OK;
	return fail_byte(reader, reader->at, expected);
}

enum pq_err pq_text_header(struct pq_text *reader, struct pq_view format, struct pq_view version)
{
	struct pq_view line = pq_view_slice(reader->text, 0, pq_view_find(reader->text, '\n', 0));
	bool named = pq_view_starts(line, format) && line.len > format.len && line.data[format.len] == ' ';
	struct pq_view number = pq_view_from(line, format.len + 1);
	char storage[sizeof(reader->diag->expected)];
	struct pq_buf expected;

	if (named && pq_view_eq(number, version)) {
		reader->at = line.len;
		pq_text_next_line(reader);
		return PQ_ERR_OK;
	}
	if (line.len > 0 && line.data[line.len - 1] == '\r')
		return fail_byte(reader, line.len - 1, NULL);
	pq_buf_init(&expected, storage, sizeof(storage) - 1);
	pq_buf_add(&expected, format);
	pq_buf_add_byte(&expected, ' ');
	pq_buf_add(&expected, version);
	storage[expected.len] = '\0';
	if (named && pq_ascii_all(number, PQ_ASCII_DIGIT))
		return pq_text_fail(reader, PQ_ERR_VERSION, format.len + 1, storage);
	return pq_text_fail(reader, PQ_ERR_SYNTAX, 0, storage);
}

enum pq_err pq_text_word(struct pq_text *reader, const char *expected, struct pq_view *out)
{
	size_t start = reader->at;
	size_t end = pq_text_skip_plain(reader->text, start, '!', '"');

	if (end == start || reader->text.data[start] == '#')
		return fail_byte(reader, start, expected);
	reader->at = end;
	*out = pq_view(reader->text.data + start, end - start);
	return argument_end(reader, "a blank after a bare word");
}

enum pq_err pq_text_number(struct pq_text *reader, const char *expected, uint64_t min, uint64_t max, uint64_t *out)
{
	size_t start = reader->at;
	struct pq_view digits;
	enum pq_err err = pq_text_word(reader, expected, &digits);
	uint64_t n;

	if (err)
		return err;
	if (!pq_ascii_all(digits, PQ_ASCII_DIGIT))
		return pq_text_fail(reader, PQ_ERR_SYNTAX, start, expected);
	if (!pq_ascii_decimal(digits, max, &n) || n < min)
		return pq_text_fail(reader, PQ_ERR_RANGE, start, expected);
	*out = n;
	return PQ_ERR_OK;
}

enum pq_err pq_text_name(struct pq_text *reader, const struct pq_view *names, size_t count, size_t *out)
{
	size_t start = reader->at;
	unsigned char first = pq_text_peek(reader);
	struct pq_view word;

	if (first == '\n' || first == ' ' || first == '"' || first == '#')
		return pq_text_fail_names(reader, start, names, count);
	if (pq_text_word(reader, "a name", &word))
		return PQ_ERR_SYNTAX;
	for (size_t i = 0; i < count; i++) {
		if (pq_view_eq(names[i], word)) {
			*out = i;
			return PQ_ERR_OK;
		}
	}
	return pq_text_fail_names(reader, start, names, count);
}

enum pq_err pq_text_line_end(struct pq_text *reader)
{
	pq_text_skip_blanks(reader);
	if (pq_text_at_line_end(reader))
		return PQ_ERR_OK;
	return fail_byte(reader, reader->at, "the end of the line");
}

/* Appends to the pool; `at` is where the reader would point at if it is full. */
static enum pq_err pool_add(struct pq_text *reader, size_t at, struct pq_view v)
{
	if (v.len > pq_buf_room(reader->pool))
		return pq_text_fail(reader, PQ_ERR_LIMIT, at, reader->pool_limit);
	if (v.len > 0)
		pq_buf_add(reader->pool, v);
	return PQ_ERR_OK;
}

/* Length of the UTF-8 sequence that v begins with, 0 if it is none (RFC 3629 4). */
static size_t utf8_len(struct pq_view v)
{
	unsigned char c = v.data[0];
	size_t len = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
	unsigned char low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
	unsigned char high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;

	if (c < 0xc2 || c > 0xf4 || v.len < len || v.data[1] < low || v.data[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((v.data[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

/* Skips bytes inside quotes that stand for themselves; stops at '"', '\', the line's end or a byte that is wrong. */
static size_t skip_plain(const struct pq_text *reader, size_t at)
{
	struct pq_view text = reader->text;

	for (;;) {
		at = pq_text_skip_plain(text, at, ' ', '\\');
		if (at == text.len || pq_ascii_is(text.data[at], PQ_ASCII_PRINT) || text.data[at] == '\n')
			return at;
		if (reader->lenient) {
			at++;
		} else {
			size_t sequence = utf8_len(pq_view_from(text, at));

			if (sequence == 0)
				return at;
			at += sequence;
		}
	}
}

/* At a backslash: the byte that the escape stands for, 0x100 if it is none. */
static unsigned int read_escape(const struct pq_text *reader, size_t *len)
{
	struct pq_view v = pq_view_slice(reader->text, reader->at + 1, reader->at + 4);

	*len = 2;
	for (size_t i = 0; v.len > 0 && i < PQ_TEXT_ESCAPES; i++)
		if (v.data[0] == pq_text_escapes[i].letter)
			return pq_text_escapes[i].byte;
	*len = 4;
	if (v.len == 3 && v.data[0] == 'x' && pq_ascii_all(pq_view_from(v, 1), PQ_ASCII_HEX))
		return pq_ascii_hex_value(v.data[1]) << 4 | pq_ascii_hex_value(v.data[2]);
	return 0x100;
}

static enum pq_err take_escape(struct pq_text *reader)
{
	size_t at = reader->at;
	size_t len;
	unsigned int escaped = read_escape(reader, &len);
	unsigned char byte = (unsigned char)escaped;

	if (escaped > 0xff)
		return pq_text_fail(reader, PQ_ERR_SYNTAX, at, "one of the escapes \\r \\n \\t \\0 \\\" \\\\ \\xNN");
	reader->at += len;
	return pool_add(reader, at, pq_view(&byte, 1));
}

/* From the first escape on: what stands from `start` to here, and the rest up to the end quote, goes to the pool. */
static enum pq_err decode_quoted(struct pq_text *reader, size_t start)
{
	for (;;) {
		size_t stop = skip_plain(reader, reader->at);
		enum pq_err err = pool_add(reader, start, pq_view_slice(reader->text, start, stop));

		reader->at = stop;
		if (err || pq_text_peek(reader) != '\\')
			return err;
		err = take_escape(reader);
		if (err)
			return err;
		start = reader->at;
	}
}

static enum pq_err take_quoted(struct pq_text *reader, struct pq_view *out)
{
	size_t start = reader->at + 1;
	size_t mark = reader->pool->len;
	enum pq_err err;

	reader->at = skip_plain(reader, start);
	*out = pq_view_slice(reader->text, start, reader->at);
	if (pq_text_peek(reader) == '\\') {
		err = decode_quoted(reader, start);
		if (err)
			return err;
		*out = pq_buf_since(reader->pool, mark);
	}
	if (pq_text_peek(reader) != '"')
		return fail_byte(reader, reader->at, "an end quote");
	reader->at++;
	return argument_end(reader, "a blank after the end quote");
}

/* The byte that a fill repeats. */
static enum pq_err take_fill_byte(struct pq_text *reader, unsigned char *out)
{
	size_t start = reader->at;
	size_t mark = reader->pool->len;
	struct pq_view byte = pq_view(NULL, 0);
	enum pq_err err = PQ_ERR_OK;

	if (pq_text_peek(reader) == '"')
		err = take_quoted(reader, &byte);
	if (err)
		return err;
	if (byte.len != 1)
		return fail_byte(reader, start, "a quoted string of one byte");
	*out = byte.data[0];
	reader->pool->len = mark;
	return PQ_ERR_OK;
}

/* Behind the word "fill". */
static enum pq_err take_fill(struct pq_text *reader, struct pq_view *out)
{
	size_t mark = reader->pool->len;
	size_t start = reader->at;
	unsigned char c = 0;
	uint64_t count = 0;
	enum pq_err err;

	pq_text_skip_blanks(reader);
	err = pq_text_number(reader, "a number of bytes after fill", 0, SIZE_MAX, &count);
	if (err)
		return err;
	pq_text_skip_blanks(reader);
	err = take_fill_byte(reader, &c);
	if (err)
		return err;
	if (count > pq_buf_room(reader->pool))
		return pq_text_fail(reader, PQ_ERR_LIMIT, start, reader->pool_limit);
	if (count > 0)
		memset(pq_buf_extend(reader->pool, (size_t)count), c, (size_t)count);
	*out = pq_buf_since(reader->pool, mark);
	return PQ_ERR_OK;
}

/* What is decoded lies at the end of the pool, the rest in the text. */
static enum pq_err take_piece(struct pq_text *reader, const char *expected, struct pq_view *out)
{
	size_t start = reader->at;
	enum pq_err err;

	if (pq_text_peek(reader) == '"')
		return take_quoted(reader, out);
	err = pq_text_word(reader, expected, out);
	if (err)
		return err;
	if (pq_view_is(*out, "fill"))
		return take_fill(reader, out);
	if (pq_view_is(*out, "+"))
		return pq_text_fail(reader, PQ_ERR_SYNTAX, start, expected);
	return PQ_ERR_OK;
}

/* Copies a piece that was borrowed from the text to the end of the pool. */
static enum pq_err keep_piece(struct pq_text *reader, size_t mark, size_t start, struct pq_view piece)
{
	return reader->pool->len > mark ? PQ_ERR_OK : pool_add(reader, start, piece);
}

/* Skips " + " between pieces. */
static bool take_joiner(struct pq_text *reader)
{
	size_t start = reader->at;

	if (pq_text_skip_blanks(reader) > 0 && pq_text_peek(reader) == '+') {
		reader->at++;
		if (pq_text_peek(reader) == ' ' || pq_text_at_line_end(reader)) {
			pq_text_skip_blanks(reader);
			return true;
		}
	}
	reader->at = start;
	return false;
}

enum pq_err pq_text_bytes(struct pq_text *reader, const char *expected, struct pq_view *out)
{
	size_t first = reader->pool->len;
	bool joined = reader->copy;
	struct pq_view piece;

	for (;;) {
		size_t mark = reader->pool->len;
		size_t start = reader->at;
		enum pq_err err = take_piece(reader, expected, &piece);
		bool more = !err && take_joiner(reader);

		joined = joined || more;
		if (!err && joined)
			err = keep_piece(reader, mark, start, piece);
		if (err)
			return err;
		if (!more)
			break;
		expected = EXPECTED_PIECE;
	}
	*out = joined ? pq_buf_since(reader->pool, first) : piece;
	return PQ_ERR_OK;
}
