/* SPDX-License-Identifier: MIT */
/*
 * Tokens of C, C++, JavaScript, Rust, Zig, Python and their like: one lexer, told by a row of switches what a language
 * has. It knows where comments, strings and numbers begin and end, and no grammar. Anything is taken: what ends too
 * early ends where its line or the text does. Every byte is looked at a bounded number of times.
 */
#ifndef PQ_IMPORT_LEX_H
#define PQ_IMPORT_LEX_H

#include <stdint.h>

#include "base/view.h"

enum pq_lex_kind {
	PQ_LEX_END,
	PQ_LEX_WORD,
	PQ_LEX_NUMBER,
	PQ_LEX_STRING,
	PQ_LEX_PUNCT,     /* operators of several bytes are one token */
	PQ_LEX_COMMENT,   /* with its marks */
	PQ_LEX_DIRECTIVE, /* a line of the preprocessor, with the lines that continue it */
	PQ_LEX_NEWLINE    /* only where line ends count */
};

/*
 * What a language has.
 * slash_comments, hash_comments: // and block comments; #
 * nested_comments: block comments within block comments
 * directives:      lines that begin with # are the preprocessor's
 * quotes:          bytes that begin a string; a ' that is not among them begins a character or a lifetime
 * templates:       strings in backticks, with ${ } inside
 * raw_cpp, raw_rust, triple: R"x( )x"; r#" "#; three quotes
 * zig_lines:       a \\ begins a string up to the line's end
 * regexes:         / may begin a regular expression
 * octal:           a number that begins with 0 is octal
 * newlines:        line ends are tokens
 * dollar:          $ belongs to words
 * matches:         "=>" stands between patterns and what they lead to, "|" between patterns
 */
struct pq_lex_language {
	const char *name;
	const char *quotes;
	bool slash_comments;
	bool hash_comments;
	bool nested_comments;
	bool directives;
	bool templates;
	bool raw_cpp;
	bool raw_rust;
	bool triple;
	bool zig_lines;
	bool regexes;
	bool octal;
	bool newlines;
	bool dollar;
	bool matches;
};

extern const struct pq_lex_language pq_lex_c, pq_lex_javascript, pq_lex_rust, pq_lex_zig, pq_lex_python;

/*
 * text:    the token as written
 * inner:   of a string, what stands between its quotes; of a comment, what it says, without marks and blanks
 * escaped: the string may hold escapes
 * open:    the string or comment does not end
 * line, column: where it begins, from 1
 */
struct pq_lex_token {
	enum pq_lex_kind kind;
	struct pq_view text;
	struct pq_view inner;
	bool escaped;
	bool open;
	uint32_t line;
	uint32_t column;
};

#define PQ_LEX_TEMPLATES 16

/*
 * at:         next byte
 * line_start: first byte of the line that `at` is in; line: its number
 * value:      the last token ends a value, so that a / behind it divides
 * no_regex:   up to this byte no regular expression can end
 * templates:  how many templates we are inside the braces of, and the open braces of each
 */
struct pq_lex {
	const struct pq_lex_language *language;
	struct pq_view text;
	size_t at;
	size_t line_start;
	uint32_t line;
	bool value;
	bool fresh;
	size_t no_regex;
	size_t templates;
	uint32_t braces[PQ_LEX_TEMPLATES];
};

void pq_lex_init(struct pq_lex *lex, const struct pq_lex_language *language, struct pq_view text);

/* The next token; END again and again at the end. */
struct pq_lex_token pq_lex_next(struct pq_lex *lex);

enum pq_lex_number {
	PQ_LEX_NUMBER_WHOLE,
	PQ_LEX_NUMBER_HUGE, /* whole, and over UINT32_MAX */
	PQ_LEX_NUMBER_OTHER /* with a point, an exponent or a suffix that we do not know */
};

/*
 * The value of a number as the language writes it: decimal, 0x, 0o, 0b, octal, separators, suffixes. *suffix is the
 * suffix as written, such as "u16".
 */
enum pq_lex_number pq_lex_number(const struct pq_lex_language *language, struct pq_view text, uint32_t *value,
				 struct pq_view *suffix);

/* Without blanks, line breaks and other controls at both ends. */
static inline struct pq_view pq_lex_trim(struct pq_view v)
{
	while (v.len && v.data[0] <= ' ')
		v = pq_view_from(v, 1);
	while (v.len && v.data[v.len - 1] <= ' ')
		v.len--;
	return v;
}

static inline bool pq_lex_is(const struct pq_lex_token *token, const char *text)
{
	return (token->kind == PQ_LEX_PUNCT || token->kind == PQ_LEX_WORD) && pq_view_is(token->text, text);
}

#endif
