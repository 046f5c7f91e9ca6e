/* SPDX-License-Identifier: MIT */
#include "convert/shell.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/buf.h"

/*
 * at:    index of the next byte
 * word:  the word under way, decoded; as much room as the text has bytes, and four for each escape
 * begun: there is one, which may be empty
 */
struct splitter {
	struct pq_view text;
	size_t at;
	struct pq_buf word;
	bool begun;
	struct pq_shell_words *words;
	struct pq_diag *diag;
};

static const char an_end[] = "the quote that ends this one";
static const char no_nul[] = "no NUL in a word";

static enum pq_err fail(const struct splitter *s, size_t at, const char *expected)
{
	size_t line = 1;
	size_t start = 0;

	for (size_t i = 0; i < at && i < s->text.len; i++) {
		if (s->text.data[i] != '\n')
			continue;
		line++;
		start = i + 1;
	}
	return pq_diag_set(s->diag, PQ_ERR_SYNTAX, line, at - start + 1, expected);
}

/* The next byte; a NUL at the end, which no word may hold. */
static unsigned char peek(const struct splitter *s, size_t ahead)
{
	return s->at + ahead < s->text.len ? s->text.data[s->at + ahead] : '\0';
}

static bool ends(const struct splitter *s)
{
	return s->at >= s->text.len;
}

/* What a shell would put something else in the place of. */
static enum pq_err check_expansion(const struct splitter *s)
{
	unsigned char c = peek(s, 0);
	unsigned char next = peek(s, 1);

	if (c == '`')
		return fail(s, s->at, "no command in ` `: nothing is run here");
	if (c == '$' && (next == '(' || next == '{' || next == '_' || pq_ascii_is(next, PQ_ASCII_ALPHA) ||
			 pq_ascii_is(next, PQ_ASCII_DIGIT) || (next && strchr("@*#?-$!", next))))
		return fail(s, s->at, "no $ that a shell expands; in '...' it stands for itself");
	return PQ_ERR_OK;
}

static enum pq_err take(struct splitter *s)
{
	if (peek(s, 0) == '\0')
		return fail(s, s->at, no_nul);
	pq_buf_add_byte(&s->word, peek(s, 0));
	s->at++;
	return PQ_ERR_OK;
}

static enum pq_err single_quoted(struct splitter *s)
{
	size_t start = s->at++;
	enum pq_err err = PQ_ERR_OK;

	while (!err && !ends(s) && peek(s, 0) != '\'')
		err = take(s);
	if (!err && ends(s))
		return fail(s, start, an_end);
	s->at++;
	return err;
}

/* Behind a backslash in "...": only these are escaped, and before others it stands for itself (POSIX 2.2.3). */
static enum pq_err double_escape(struct splitter *s)
{
	unsigned char next = peek(s, 1);

	if (next == '\n') {
		s->at += 2;
		return PQ_ERR_OK;
	}
	if (next && strchr("$`\"\\", next))
		s->at++;
	return take(s);
}

static enum pq_err double_quoted(struct splitter *s)
{
	size_t start = s->at++;
	enum pq_err err = PQ_ERR_OK;

	while (!err && !ends(s) && peek(s, 0) != '"') {
		err = check_expansion(s);
		if (!err)
			err = peek(s, 0) == '\\' ? double_escape(s) : take(s);
	}
	if (!err && ends(s))
		return fail(s, start, an_end);
	s->at++;
	return err;
}

/* Up to `most` digits of that base. */
static uint32_t number(struct splitter *s, unsigned int base, size_t most)
{
	uint32_t value = 0;

	for (size_t i = 0; i < most; i++) {
		unsigned char c = peek(s, 0);

		if (!pq_ascii_is(c, PQ_ASCII_HEX) || pq_ascii_hex_value(c) >= base)
			break;
		value = value * base + pq_ascii_hex_value(c);
		s->at++;
	}
	return value;
}

static void put_utf8(struct pq_buf *out, uint32_t code)
{
	static const unsigned char first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	unsigned int len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	pq_buf_add_byte(out, (unsigned char)(first[len] | code >> 6 * (len - 1)));
	while (--len > 0)
		pq_buf_add_byte(out, (unsigned char)(0x80 | (code >> 6 * (len - 1) & 0x3f)));
}

static bool is_half(uint32_t code, uint32_t from)
{
	return code >= from && code < from + 0x400;
}

/* Browsers write a character beyond U+FFFF as two halves, \uD83D\uDE00. */
static enum pq_err put_code(struct splitter *s, size_t start, uint32_t code)
{
	if (code == 0)
		return fail(s, start, no_nul);
	if (is_half(code, 0xd800) && peek(s, 0) == '\\' && peek(s, 1) == 'u') {
		uint32_t second;

		s->at += 2;
		second = number(s, 16, 4);
		code = is_half(second, 0xdc00) ? 0x10000 + ((code - 0xd800) << 10) + (second - 0xdc00) : code;
	}
	if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return fail(s, start, "a Unicode scalar value");
	put_utf8(&s->word, code);
	return PQ_ERR_OK;
}

static enum pq_err put_byte(struct splitter *s, size_t start, uint32_t byte)
{
	if ((byte & 0xff) == 0)
		return fail(s, start, no_nul);
	pq_buf_add_byte(&s->word, (unsigned char)byte);
	return PQ_ERR_OK;
}

/* An escape of $'...' (POSIX.1-2024, 2.2.4, and what bash and zsh have beyond it). */
static enum pq_err ansi_escape(struct splitter *s)
{
	static const char letters[] = "abeEfnrtv\\'\"?";
	static const char meant[] = "\a\b\033\033\f\n\r\t\v\\'\"?";
	size_t start = s->at++;
	unsigned char letter = peek(s, 0);
	const char *found = letter ? strchr(letters, letter) : NULL;

	if (found) {
		s->at++;
		return put_byte(s, start, (unsigned char)meant[found - letters]);
	}
	if (letter >= '0' && letter <= '7')
		return put_byte(s, start, number(s, 8, 3));
	s->at++;
	if (letter == 'x')
		return put_byte(s, start, number(s, 16, 2));
	if (letter == 'u' || letter == 'U')
		return put_code(s, start, number(s, 16, letter == 'u' ? 4 : 8));
	if (letter == 'c' && peek(s, 0)) {
		s->at++;
		return put_byte(s, start, s->text.data[s->at - 1] & 0x1f);
	}
	return fail(s, start, "an escape of $'...', such as \\n or \\u0021");
}

static enum pq_err ansi_quoted(struct splitter *s)
{
	size_t start = s->at;
	enum pq_err err = PQ_ERR_OK;

	s->at += 2;
	while (!err && !ends(s) && peek(s, 0) != '\'')
		err = peek(s, 0) == '\\' ? ansi_escape(s) : take(s);
	if (!err && ends(s))
		return fail(s, start, an_end);
	s->at++;
	return err;
}

/* A backslash outside of quotes; before a line feed both are gone, and no word begins. */
static enum pq_err bare_escape(struct splitter *s)
{
	if (peek(s, 1) == '\n' || (peek(s, 1) == '\r' && peek(s, 2) == '\n')) {
		s->at += peek(s, 1) == '\r' ? 3 : 2;
		return PQ_ERR_OK;
	}
	s->begun = true;
	s->at++;
	return ends(s) ? fail(s, s->at - 1, "something behind the backslash") : take(s);
}

/* One piece of a word. */
static enum pq_err piece(struct splitter *s)
{
	unsigned char c = peek(s, 0);
	enum pq_err err;

	if (c == '\\')
		return bare_escape(s);
	if (strchr(";&|<>()", c) && c)
		return fail(s, s->at, "one command; what a shell would do with ; & | < > ( ) is not done here");
	if (c == '^' && (peek(s, 1) == '"' || peek(s, 1) == '\n' || peek(s, 1) == '\r'))
		return fail(s, s->at, "a command line for a POSIX shell (browsers: \"Copy as cURL (bash)\")");
	s->begun = true;
	if (c == '\'')
		return single_quoted(s);
	if (c == '$' && peek(s, 1) == '\'')
		return ansi_quoted(s);
	if (c == '$' && peek(s, 1) == '"')
		s->at++;
	if (peek(s, 0) == '"')
		return double_quoted(s);
	err = check_expansion(s);
	return err ? err : take(s);
}

static enum pq_err end_word(struct splitter *s)
{
	struct pq_shell_words *words = s->words;
	char *word;

	if (!s->begun)
		return PQ_ERR_OK;
	if (words->count == PQ_MAX_COMMAND_WORDS)
		return pq_diag_set(s->diag, PQ_ERR_LIMIT, 0, 0, "at most 4096 words (PQ_MAX_COMMAND_WORDS)");
	word = malloc(s->word.len + 1);
	if (!word)
		return PQ_ERR_NO_SPACE;
	memcpy(word, s->word.data, s->word.len);
	word[s->word.len] = '\0';
	words->items[words->count++] = word;
	pq_buf_reset(&s->word);
	s->begun = false;
	return PQ_ERR_OK;
}

/* Behind the command only blank lines may come: what else stands there would be another command. */
static enum pq_err end_line(struct splitter *s)
{
	enum pq_err err = end_word(s);

	if (s->words->count == 0 || err) {
		s->at++;
		return err;
	}
	while (!ends(s) && strchr(" \t\r\n", peek(s, 0)) && peek(s, 0))
		s->at++;
	return ends(s) ? PQ_ERR_OK : fail(s, s->at, "one command; a line goes on behind a backslash");
}

static enum pq_err split(struct splitter *s)
{
	enum pq_err err = PQ_ERR_OK;

	while (!err && !ends(s)) {
		unsigned char c = peek(s, 0);

		if (c == '\n' || (c == '\r' && peek(s, 1) == '\n')) {
			err = end_line(s);
		} else if (c == ' ' || c == '\t') {
			err = end_word(s);
			s->at++;
		} else if (c == '#' && !s->begun) {
			while (!ends(s) && peek(s, 0) != '\n')
				s->at++;
		} else {
			err = piece(s);
		}
	}
	return err ? err : end_word(s);
}

enum pq_err pq_shell_split(struct pq_view text, struct pq_shell_words *words, struct pq_diag *diag)
{
	struct splitter s = { .text = text, .words = words, .diag = diag };
	size_t room = text.len * 2 + 8;
	unsigned char *storage;
	enum pq_err err = PQ_ERR_NO_SPACE;

	if (text.len > PQ_MAX_COMMAND_TEXT)
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "at most 4194304 bytes (PQ_MAX_COMMAND_TEXT)");
	storage = malloc(room);
	*words = (struct pq_shell_words){ .items = calloc(PQ_MAX_COMMAND_WORDS, sizeof(*words->items)) };
	if (storage && words->items) {
		pq_buf_init(&s.word, storage, room);
		err = split(&s);
	}
	free(storage);
	if (err)
		pq_shell_free(words);
	return err == PQ_ERR_NO_SPACE ? pq_diag_set(diag, err, 0, 0, "enough memory for a command line") : err;
}

void pq_shell_free(struct pq_shell_words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->items[i]);
	free(words->items);
	*words = (struct pq_shell_words){ NULL, 0 };
}
