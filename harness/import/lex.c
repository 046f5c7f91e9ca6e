/* SPDX-License-Identifier: MIT */
#include "import/lex.h"

#include "base/ascii.h"
#include "import/lex_string.h"

const struct pq_lex_language pq_lex_c = {
	.name = "C",
	.quotes = "\"",
	.slash_comments = true,
	.directives = true,
	.raw_cpp = true,
	.octal = true,
	.dollar = true,
};

const struct pq_lex_language pq_lex_javascript = {
	.name = "JavaScript",
	.quotes = "\"'",
	.slash_comments = true,
	.templates = true,
	.regexes = true,
	.octal = true,
	.dollar = true,
};

const struct pq_lex_language pq_lex_rust = {
	.name = "Rust",
	.quotes = "\"",
	.slash_comments = true,
	.nested_comments = true,
	.raw_rust = true,
	.matches = true,
};

const struct pq_lex_language pq_lex_zig = {
	.name = "Zig",
	.quotes = "\"",
	.slash_comments = true,
	.zig_lines = true,
	.matches = true,
};

const struct pq_lex_language pq_lex_python = {
	.name = "Python",
	.quotes = "\"'",
	.hash_comments = true,
	.triple = true,
	.newlines = true,
};

void pq_lex_init(struct pq_lex *lex, const struct pq_lex_language *language, struct pq_view text)
{
	*lex = (struct pq_lex){ .language = language, .text = text, .line = 1, .fresh = true };
	/* A byte order mark is no token. */
	if (pq_view_starts(text, pq_view_str("\xef\xbb\xbf"))) {
		lex->at = 3;
		lex->line_start = 3;
	}
}

static bool word_byte(const struct pq_lex *lex, size_t at)
{
	unsigned char c = at < lex->text.len ? lex->text.data[at] : '\0';

	return pq_ascii_is(c, PQ_ASCII_ALPHA | PQ_ASCII_DIGIT) || c == '_' || c >= 0x80 ||
	       (c == '$' && lex->language->dollar);
}

static bool digit_byte(const struct pq_lex *lex, size_t at)
{
	return at < lex->text.len && pq_ascii_is(lex->text.data[at], PQ_ASCII_DIGIT);
}

/* Blanks, and line ends where they are no tokens. */
static void skip_blanks(struct pq_lex *lex)
{
	while (lex->at < lex->text.len) {
		unsigned char c = lex->text.data[lex->at];

		if (c == '\n' && lex->language->newlines)
			return;
		if (c == '\n') {
			lex->line++;
			lex->line_start = lex->at + 1;
			lex->fresh = true;
		} else if (c != ' ' && c != '\t' && c != '\r' && c != '\f' && c != '\v') {
			return;
		}
		lex->at++;
	}
}

/* Index behind a line of the preprocessor, with the lines that a backslash continues. */
static size_t directive_end(struct pq_view text, size_t at)
{
	while (at < text.len) {
		size_t end = pq_view_find(text, '\n', at);
		size_t last = end;

		if (last > at && text.data[last - 1] == '\r')
			last--;
		if (last == at || text.data[last - 1] != '\\')
			return end;
		at = end + (end < text.len);
	}
	return text.len;
}

static size_t number_end(const struct pq_lex *lex, size_t at)
{
	while (at < lex->text.len) {
		unsigned char c = lex->text.data[at];

		if (c == '.' && at + 1 < lex->text.len && lex->text.data[at + 1] == '.')
			return at;
		if (c == '\'' && lex->language->raw_cpp && word_byte(lex, at + 1) && word_byte(lex, at - 1))
			at++;
		else if (c != '.' && !word_byte(lex, at))
			return at;
		else
			at++;
	}
	return at;
}

/* Length of the operator at `at`: one byte, or one of those that must not be taken for two. */
static size_t operator_len(const struct pq_lex *lex, size_t at)
{
	static const char *const operators[] = { "..=", "...", "===", "!==", "::", "==", "!=", "<=", ">=",
						 "=>",  "->",  "..",  "&&",  "||", "++", "--", ":=" };
	struct pq_view rest = pq_view_slice(lex->text, at, at + 3);

	/* Each of them ends in one of these, and most bytes are followed by none. */
	if (rest.len < 2 || !strchr("=.:>&|+-", rest.data[1]))
		return 1;
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (pq_view_starts(rest, pq_view_str(operators[i])))
			return strlen(operators[i]);
	return 1;
}

static void count_brace(struct pq_lex *lex, unsigned char c)
{
	if (!lex->templates)
		return;
	if (c == '{')
		lex->braces[lex->templates - 1]++;
	else if (c == '}')
		lex->braces[lex->templates - 1]--;
}

static size_t plain_token(struct pq_lex *lex, struct pq_lex_token *token)
{
	size_t at = lex->at;
	unsigned char c = lex->text.data[at];

	if (pq_ascii_is(c, PQ_ASCII_DIGIT) || (c == '.' && digit_byte(lex, at + 1))) {
		token->kind = PQ_LEX_NUMBER;
		return number_end(lex, at + 1);
	}
	if (word_byte(lex, at)) {
		token->kind = PQ_LEX_WORD;
		while (word_byte(lex, at))
			at++;
		return at;
	}
	token->kind = PQ_LEX_PUNCT;
	count_brace(lex, c);
	return at + operator_len(lex, at);
}

/* Keywords behind which a value begins: a / there begins a regular expression. */
static bool begins_value(struct pq_view word)
{
	static const char *const words[] = { "return", "typeof", "case", "in", "of", "new", "delete", "void", "else" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (pq_view_is(word, words[i]))
			return true;
	return false;
}

static bool ends_value(const struct pq_lex *lex, const struct pq_lex_token *token)
{
	if (token->kind == PQ_LEX_WORD)
		return !lex->language->regexes || !begins_value(token->text);
	if (token->kind == PQ_LEX_PUNCT)
		return token->text.data[0] == ')' || token->text.data[0] == ']' || token->text.data[0] == '}';
	return token->kind == PQ_LEX_NUMBER || token->kind == PQ_LEX_STRING;
}

/* Goes behind the token, and counts the lines in it; what lies behind is not looked at. */
static void pass(struct pq_lex *lex, struct pq_lex_token *token, size_t end)
{
	struct pq_view passed = pq_view_slice(lex->text, 0, end);

	token->text = pq_view_from(passed, lex->at);
	for (size_t at = pq_view_find(passed, '\n', lex->at); at < end; at = pq_view_find(passed, '\n', at + 1)) {
		lex->line++;
		lex->line_start = at + 1;
	}
	lex->at = end;
}

struct pq_lex_token pq_lex_next(struct pq_lex *lex)
{
	struct pq_lex_token token = { .kind = PQ_LEX_END };
	size_t end;

	skip_blanks(lex);
	token.line = lex->line;
	token.column = (uint32_t)(lex->at - lex->line_start + 1);
	if (lex->at >= lex->text.len)
		return token;
	if (lex->text.data[lex->at] == '\n') {
		token.kind = PQ_LEX_NEWLINE;
		end = lex->at + 1;
	} else if (lex->fresh && lex->language->directives && lex->text.data[lex->at] == '#') {
		token.kind = PQ_LEX_DIRECTIVE;
		end = directive_end(lex->text, lex->at);
	} else if (!pq_lex_comment(lex, &token, &end) && !pq_lex_string(lex, &token, &end)) {
		end = plain_token(lex, &token);
	}
	pass(lex, &token, end);
	if (token.kind != PQ_LEX_COMMENT) {
		lex->fresh = token.kind == PQ_LEX_NEWLINE;
		lex->value = ends_value(lex, &token);
	}
	return token;
}
