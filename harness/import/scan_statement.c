/* SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "import/scan_frame.h"

static bool among(struct pq_view word, const char *const *words)
{
	for (; *words; words++)
		if (pq_view_is(word, *words))
			return true;
	return false;
}

/* Types that a port may have, as several languages call them. */
static bool is_type(struct pq_view word)
{
	static const char *const words[] = { "int",     "short",    "long",    "unsigned", "signed",  "char",
					     "int8_t",  "uint8_t",  "int16_t", "uint16_t", "int32_t", "uint32_t",
					     "int64_t", "uint64_t", "PRInt16", "PRUint16", "PRInt32", "PRUint32",
					     "u8",      "i8",       "u16",     "i16",      "u32",     "i32",
					     "u64",     "i64",      "usize",   "size_t",   "uint",    "quint16",
					     "qint16",  NULL };

	return among(word, words);
}

/* A word that means a set: it ends in "set", but resets nothing. */
static bool is_set(struct pq_view word)
{
	struct pq_view end = pq_view_from(word, word.len >= 3 ? word.len - 3 : 0);
	struct pq_view more = pq_view_from(word, word.len >= 6 ? word.len - 6 : 0);

	return pq_ascii_eq_nocase(end, pq_view_str("set")) && !pq_ascii_eq_nocase(more, pq_view_str("offset")) &&
	       !pq_ascii_eq_nocase(pq_view_from(word, word.len >= 5 ? word.len - 5 : 0), pq_view_str("reset"));
}

/* Words that begin a statement in languages where line ends do. */
static bool begins(struct pq_view word)
{
	static const char *const words[] = { "const", "let",      "var",   "static", "export", "pub", "return",
					     "if",    "function", "class", "def",    "fn",     NULL };

	return among(word, words);
}

static bool names_next(struct pq_view word)
{
	static const char *const words[] = { "fn", "function", "def", "func", NULL };

	return among(word, words);
}

static enum statement_keyword keyword_of(const struct scanner *scanner, struct pq_view word)
{
	static const char *const types[] = { "class", "struct", "enum",      "union",  "namespace",
					     "impl",  "trait",  "interface", "module", NULL };
	static const char *const others[] = { "for", "while", "else", "do", "try", "catch", "loop", "unsafe", NULL };

	if (pq_view_is(word, "switch"))
		return scanner->language->matches ? KEYWORD_MATCH : KEYWORD_SWITCH;
	if (pq_view_is(word, "match") && scanner->language->matches)
		return KEYWORD_MATCH;
	if (pq_view_is(word, "if"))
		return KEYWORD_IF;
	if (among(word, others))
		return KEYWORD_CONTROL;
	return among(word, types) ? KEYWORD_TYPE : KEYWORD_NONE;
}

void pq_scan_statement_end(struct frame *frame)
{
	frame->statement = (struct statement){ .keyword = KEYWORD_NONE };
}

static void take_type(struct scanner *scanner, struct statement *statement, const struct pq_lex_token *token)
{
	if (!is_type(token->text))
		return;
	/* Types of two words, such as "unsigned short". */
	if (statement->element.len && scanner->last.kind == PQ_LEX_WORD &&
	    scanner->last.text.data + scanner->last.text.len == statement->element.data + statement->element.len)
		statement->element.len = (size_t)(token->text.data + token->text.len - statement->element.data);
	else
		statement->element = token->text;
}

static void word_token(struct scanner *scanner, struct frame *frame, const struct pq_lex_token *token)
{
	struct statement *statement = &frame->statement;
	enum statement_keyword keyword = keyword_of(scanner, token->text);

	if (statement->next_is_name) {
		statement->name = *token;
		statement->fixed = true;
		statement->function = true;
		statement->next_is_name = false;
		/* Where no brackets tell what belongs to a function, it lasts up to the next one. */
		if (scanner->language->newlines)
			frame->function = token->text;
	} else if (begins(token->text) && statement->name.kind != PQ_LEX_END) {
		pq_scan_statement_end(frame);
	}
	if (names_next(token->text))
		statement->next_is_name = true;
	if (keyword != KEYWORD_NONE)
		statement->keyword = keyword;
	statement->set |= is_set(token->text);
	take_type(scanner, statement, token);
	statement->word = *token;
	statement->assigned = false;
}

static void punct_token(struct scanner *scanner, struct statement *statement, const struct pq_lex_token *token)
{
	bool assigns = pq_lex_is(token, "=") || pq_lex_is(token, ":=");
	bool names = pq_lex_is(token, ":") && !scanner->language->directives &&
		     (scanner->last.kind == PQ_LEX_WORD || scanner->last.kind == PQ_LEX_STRING);

	if (assigns && !statement->fixed)
		statement->name = statement->word;
	if (names && !statement->fixed) {
		statement->name = scanner->last;
		if (scanner->last.kind == PQ_LEX_STRING)
			statement->name.text = scanner->last.inner;
		statement->fixed = true;
	}
	statement->assigned = assigns || names;
	if (assigns)
		statement->called = false;
}

void pq_scan_statement_token(struct scanner *scanner, struct frame *frame, const struct pq_lex_token *token)
{
	if (token->kind == PQ_LEX_WORD)
		word_token(scanner, frame, token);
	else if (token->kind == PQ_LEX_PUNCT)
		punct_token(scanner, &frame->statement, token);
	else
		frame->statement.assigned = false;
}
