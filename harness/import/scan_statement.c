/* SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "import/scan_frame.h"

/* What a word means where it stands. */
enum meaning {
	TYPE = 1 << 0,     /* a type that a port may have */
	BEGINS = 1 << 1,   /* begins a statement, in languages where line ends do */
	NAMES = 1 << 2,    /* the next word names a function */
	SWITCHES = 1 << 3, /* labels or patterns follow */
	MATCHES = 1 << 4,  /* patterns follow, in languages that have them */
	ASKS = 1 << 5,
	CONTROLS = 1 << 6,
	DECLARES = 1 << 7 /* a type, or what else holds declarations */
};

/* The lengths are there because every word of a program is looked up here. */
#define WORD(text, meanings)                     \
	{                                        \
		text, sizeof(text) - 1, meanings \
	}

static const struct {
	const char *text;
	size_t len;
	unsigned int meanings;
} words[] = {
	WORD("int", TYPE),
	WORD("short", TYPE),
	WORD("long", TYPE),
	WORD("unsigned", TYPE),
	WORD("signed", TYPE),
	WORD("char", TYPE),
	WORD("int8_t", TYPE),
	WORD("uint8_t", TYPE),
	WORD("int16_t", TYPE),
	WORD("uint16_t", TYPE),
	WORD("int32_t", TYPE),
	WORD("uint32_t", TYPE),
	WORD("int64_t", TYPE),
	WORD("uint64_t", TYPE),
	WORD("PRInt16", TYPE),
	WORD("PRUint16", TYPE),
	WORD("PRInt32", TYPE),
	WORD("PRUint32", TYPE),
	WORD("u8", TYPE),
	WORD("i8", TYPE),
	WORD("u16", TYPE),
	WORD("i16", TYPE),
	WORD("u32", TYPE),
	WORD("i32", TYPE),
	WORD("u64", TYPE),
	WORD("i64", TYPE),
	WORD("usize", TYPE),
	WORD("size_t", TYPE),
	WORD("uint", TYPE),
	WORD("quint16", TYPE),
	WORD("qint16", TYPE),
	WORD("const", BEGINS),
	WORD("let", BEGINS),
	WORD("var", BEGINS),
	WORD("static", BEGINS),
	WORD("export", BEGINS),
	WORD("pub", BEGINS),
	WORD("return", BEGINS),
	WORD("if", BEGINS | ASKS),
	WORD("function", BEGINS | NAMES),
	WORD("fn", BEGINS | NAMES),
	WORD("def", BEGINS | NAMES),
	WORD("func", NAMES),
	WORD("switch", SWITCHES),
	WORD("match", MATCHES),
	WORD("for", CONTROLS),
	WORD("while", CONTROLS),
	WORD("else", CONTROLS),
	WORD("do", CONTROLS),
	WORD("try", CONTROLS),
	WORD("catch", CONTROLS),
	WORD("loop", CONTROLS),
	WORD("unsafe", CONTROLS),
	WORD("class", BEGINS | DECLARES),
	WORD("struct", DECLARES),
	WORD("enum", DECLARES),
	WORD("union", DECLARES),
	WORD("namespace", DECLARES),
	WORD("impl", DECLARES),
	WORD("trait", DECLARES),
	WORD("interface", DECLARES),
	WORD("module", DECLARES),
};

static unsigned int meanings_of(struct pq_view word)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (word.len == words[i].len && word.data[0] == (unsigned char)words[i].text[0] &&
		    memcmp(word.data, words[i].text, word.len) == 0)
			return words[i].meanings;
	return 0;
}

/* A word that means a set: it ends in "set", but resets nothing. */
static bool is_set(struct pq_view word)
{
	struct pq_view end = pq_view_from(word, word.len >= 3 ? word.len - 3 : 0);
	struct pq_view more = pq_view_from(word, word.len >= 6 ? word.len - 6 : 0);

	return pq_ascii_eq_nocase(end, pq_view_str("set")) && !pq_ascii_eq_nocase(more, pq_view_str("offset")) &&
	       !pq_ascii_eq_nocase(pq_view_from(word, word.len >= 5 ? word.len - 5 : 0), pq_view_str("reset"));
}

static enum statement_keyword keyword_of(const struct scanner *scanner, unsigned int meanings)
{
	if (meanings & SWITCHES)
		return scanner->language->matches ? KEYWORD_MATCH : KEYWORD_SWITCH;
	if (meanings & MATCHES && scanner->language->matches)
		return KEYWORD_MATCH;
	if (meanings & ASKS)
		return KEYWORD_IF;
	if (meanings & CONTROLS)
		return KEYWORD_CONTROL;
	return meanings & DECLARES ? KEYWORD_TYPE : KEYWORD_NONE;
}

void pq_scan_statement_end(struct frame *frame)
{
	frame->statement = (struct statement){ .keyword = KEYWORD_NONE };
}

static void take_type(struct scanner *scanner, struct statement *statement, const struct pq_lex_token *token)
{
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
	unsigned int meanings = meanings_of(token->text);
	enum statement_keyword keyword = keyword_of(scanner, meanings);

	if (statement->next_is_name) {
		statement->name = *token;
		statement->fixed = true;
		statement->function = true;
		statement->next_is_name = false;
		/* Where no brackets tell what belongs to a function, it lasts up to the next one. */
		if (scanner->language->newlines)
			frame->function = token->text;
	} else if (meanings & BEGINS && statement->name.kind != PQ_LEX_END) {
		pq_scan_statement_end(frame);
	}
	if (meanings & NAMES)
		statement->next_is_name = true;
	if (keyword != KEYWORD_NONE)
		statement->keyword = keyword;
	statement->set |= is_set(token->text);
	if (meanings & TYPE)
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
