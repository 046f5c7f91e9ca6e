/* SPDX-License-Identifier: MIT */
#include "import/lex_string.h"

#include "base/ascii.h"

static unsigned char byte_at(const struct pq_lex *lex, size_t at)
{
	return at < lex->text.len ? lex->text.data[at] : '\0';
}

/* Two bytes. */
static bool stands(const struct pq_lex *lex, size_t at, const char what[static 2])
{
	return at + 1 < lex->text.len && lex->text.data[at] == (unsigned char)what[0] &&
	       lex->text.data[at + 1] == (unsigned char)what[1];
}

/* Three quotes of one kind. */
static bool triple(const struct pq_lex *lex, size_t at)
{
	unsigned char c = byte_at(lex, at);

	return (c == '"' || c == '\'') && byte_at(lex, at + 1) == c && byte_at(lex, at + 2) == c;
}

/* Without blanks, and without the stars, slashes and marks that comments are decorated with. */
static struct pq_view trim(struct pq_view v)
{
	while (v.len && (v.data[0] <= ' ' || strchr("*/!<#", v.data[0])))
		v = pq_view_from(v, 1);
	while (v.len && (v.data[v.len - 1] <= ' ' || v.data[v.len - 1] == '*'))
		v.len--;
	return v;
}

static size_t line_end(const struct pq_lex *lex, size_t at)
{
	return pq_view_find(lex->text, '\n', at);
}

/* Index behind a block comment that begins at `at`. */
static size_t block_end(const struct pq_lex *lex, size_t at, bool *open)
{
	size_t depth = 1;

	for (at += 2; at < lex->text.len; at++) {
		if (stands(lex, at, "*/") && --depth == 0)
			return at + 2;
		if (stands(lex, at, "*/") || (lex->language->nested_comments && stands(lex, at, "/*"))) {
			depth += lex->text.data[at] == '/';
			at++;
		}
	}
	*open = true;
	return lex->text.len;
}

bool pq_lex_comment(struct pq_lex *lex, struct pq_lex_token *token, size_t *end)
{
	const struct pq_lex_language *language = lex->language;

	if (language->slash_comments && stands(lex, lex->at, "/*")) {
		*end = block_end(lex, lex->at, &token->open);
		token->inner = pq_view_slice(lex->text, lex->at + 2, *end - (token->open ? 0 : 2));
	} else if ((language->slash_comments && stands(lex, lex->at, "//")) ||
		   (language->hash_comments && byte_at(lex, lex->at) == '#')) {
		*end = line_end(lex, lex->at);
		token->inner = pq_view_slice(lex->text, lex->at + 1, *end);
	} else {
		return false;
	}
	token->kind = PQ_LEX_COMMENT;
	token->inner = trim(token->inner);
	return true;
}

/* Fills what lies between two marks of mark_len bytes; the second begins at `close`, or is not there. */
static bool found(struct pq_lex *lex, struct pq_lex_token *token, size_t from, size_t close, size_t mark_len,
		  size_t *end)
{
	token->kind = PQ_LEX_STRING;
	token->inner = pq_view_slice(lex->text, from, close);
	*end = token->open || close + mark_len > lex->text.len ? close : close + mark_len;
	return true;
}

/* From the byte behind the quote: to the same quote, or to the line's end where a string cannot go on. */
static bool quoted(struct pq_lex *lex, struct pq_lex_token *token, size_t from, unsigned char quote, size_t *end)
{
	bool lines = lex->language->raw_rust;
	size_t at = from;

	while (at < lex->text.len && lex->text.data[at] != quote && (lines || lex->text.data[at] != '\n')) {
		bool escape = lex->text.data[at] == '\\';

		token->escaped |= escape;
		if (escape && stands(lex, at + 1, "\r\n"))
			at++;
		at += escape ? 2 : 1;
	}
	if (at > lex->text.len)
		at = lex->text.len;
	token->open = byte_at(lex, at) != quote;
	return found(lex, token, from, at, 1, end);
}

/* Up to `close`, three quotes or a raw string's end; `close` has a bounded length. */
static bool until(struct pq_lex *lex, struct pq_lex_token *token, size_t from, struct pq_view close, bool escapes,
		  size_t *end)
{
	size_t at = from;

	while (at < lex->text.len &&
	       (lex->text.data[at] != close.data[0] || !pq_view_starts(pq_view_from(lex->text, at), close))) {
		bool escape = escapes && lex->text.data[at] == '\\';

		token->escaped |= escape;
		at += escape ? 2 : 1;
	}
	if (at > lex->text.len)
		at = lex->text.len;
	token->open = at == lex->text.len;
	return found(lex, token, from, at, close.len, end);
}

/* R"mark( )mark", from the first quote. */
static bool raw_cpp(struct pq_lex *lex, struct pq_lex_token *token, size_t quote, size_t *end)
{
	unsigned char close[18] = ")";
	size_t len = 0;

	while (len < 16 && byte_at(lex, quote + 1 + len) > ' ' && byte_at(lex, quote + 1 + len) != '(')
		len++;
	if (byte_at(lex, quote + 1 + len) != '(')
		return quoted(lex, token, quote + 1, '"', end);
	memcpy(close + 1, lex->text.data + quote + 1, len);
	close[len + 1] = '"';
	return until(lex, token, quote + len + 2, pq_view(close, len + 2), false, end);
}

#define RUST_HASHES 15

/* r" " and r#" "#, from behind the letter. */
static bool raw_rust(struct pq_lex *lex, struct pq_lex_token *token, size_t at, size_t *end)
{
	unsigned char close[RUST_HASHES + 1] = "\"";
	size_t hashes = 0;

	while (hashes < RUST_HASHES && byte_at(lex, at + hashes) == '#')
		hashes++;
	if (byte_at(lex, at + hashes) != '"')
		return false;
	memset(close + 1, '#', hashes);
	return until(lex, token, at + hashes + 1, pq_view(close, hashes + 1), false, end);
}

/* From a backtick, or from the brace that ends what was filled in: up to a backtick or the next "${". */
static bool template_part(struct pq_lex *lex, struct pq_lex_token *token, size_t from, size_t *end)
{
	size_t at = from;

	while (at < lex->text.len && lex->text.data[at] != '`' &&
	       !(stands(lex, at, "${") && lex->templates < PQ_LEX_TEMPLATES)) {
		bool escape = lex->text.data[at] == '\\';

		token->escaped |= escape;
		at += escape ? 2 : 1;
	}
	if (at > lex->text.len)
		at = lex->text.len;
	token->open = at == lex->text.len;
	if (byte_at(lex, at) != '$')
		return found(lex, token, from, at, 1, end);
	lex->braces[lex->templates++] = 0;
	token->escaped = true;
	return found(lex, token, from, at, 2, end);
}

/* A / where a value begins. One attempt that fails says how far no other can succeed. */
static bool regex(struct pq_lex *lex, struct pq_lex_token *token, size_t *end)
{
	bool class = false;
	size_t at = lex->at + 1;

	if (lex->at < lex->no_regex)
		return false;
	while (at < lex->text.len && lex->text.data[at] != '\n' && (class || lex->text.data[at] != '/')) {
		if (lex->text.data[at] == '[')
			class = true;
		else if (lex->text.data[at] == ']')
			class = false;
		at += lex->text.data[at] == '\\' && byte_at(lex, at + 1) != '\n' ? 2 : 1;
	}
	if (byte_at(lex, at) != '/') {
		lex->no_regex = at;
		return false;
	}
	token->escaped = true;
	return found(lex, token, lex->at + 1, at, 1, end);
}

/* A character such as 'a', which a lifetime such as 'a is not; a character is no entry of a list. */
static bool character(struct pq_lex *lex, struct pq_lex_token *token, size_t *end)
{
	size_t from = lex->at + 1;

	if (!lex->language->raw_rust && !lex->language->zig_lines)
		return quoted(lex, token, from, '\'', end);
	if (byte_at(lex, from) == '\\')
		return quoted(lex, token, from, '\'', end);
	for (size_t at = from + 1; at <= from + 4; at++)
		if (byte_at(lex, at) == '\'')
			return found(lex, token, from, at, 1, end);
	return false;
}

/* How many letters before a quote belong to the string: u8"", L"", b'', rb"". */
static size_t prefix_len(const struct pq_lex *lex)
{
	size_t len = 0;

	while (len < 4 && byte_at(lex, lex->at + len) && strchr("uULRbBrcCfF8", byte_at(lex, lex->at + len)))
		len++;
	return len;
}

bool pq_lex_string(struct pq_lex *lex, struct pq_lex_token *token, size_t *end)
{
	const struct pq_lex_language *language = lex->language;
	size_t prefix = prefix_len(lex);
	size_t at = lex->at + prefix;
	unsigned char c = byte_at(lex, at);
	bool raw = prefix && (lex->text.data[at - 1] | 0x20) == 'r';

	if (language->raw_rust && raw && (c == '"' || c == '#') && raw_rust(lex, token, at, end))
		return true;
	if (language->raw_cpp && raw && lex->text.data[at - 1] == 'R' && c == '"')
		return raw_cpp(lex, token, at, end);
	if (language->triple && triple(lex, at))
		return until(lex, token, at + 3, pq_view_slice(lex->text, at, at + 3), !raw, end);
	if (c && strchr(language->quotes, c))
		return quoted(lex, token, at + 1, c, end);
	if (prefix)
		return false;
	if (c == '\'')
		return character(lex, token, end);
	if (c == '`' && language->templates)
		return template_part(lex, token, at + 1, end);
	if (c == '}' && lex->templates && lex->braces[lex->templates - 1] == 0) {
		lex->templates--;
		return template_part(lex, token, at + 1, end);
	}
	if (language->zig_lines && stands(lex, at, "\\\\")) {
		*end = line_end(lex, at);
		token->kind = PQ_LEX_STRING;
		token->inner = pq_view_slice(lex->text, at + 2, *end);
		return true;
	}
	return c == '/' && language->regexes && !lex->value && regex(lex, token, end);
}
