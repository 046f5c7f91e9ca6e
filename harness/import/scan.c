/* SPDX-License-Identifier: MIT */
#include "import/scan.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "import/classify.h"
#include "import/scan_frame.h"

#define IN_COMMENT "an entry in a comment is no entry"
#define INCLUDE "what is included here was not read, so entries are missing"
#define UNENDED "the text ends within the list, so entries may be missing"
#define DIRECTIVE "a line of the preprocessor inside the list was not followed"

void pq_scan_note(struct scanner *scanner, const struct pq_lex_token *token, const char *what)
{
	struct pq_import_note note = {
		.line = token->line, .column = token->column, .what = what, .text = token->text
	};
	struct frame *frame = top(scanner);

	if (frame->mode == FRAME_PLAIN && (!frame->lists || frame->code))
		return;
	if (scanner->notes.count - frame->notes <= PQ_MAX_IMPORT_NOTES && !pq_import_array_add(&scanner->notes, &note))
		scanner->scan->no_memory = true;
}

static bool is_value(const struct pq_lex_token *token)
{
	static const char *const keywords[] = { "return", "in", "and", "or", "not", "yield", "of", "case", "else" };

	if (token->kind == PQ_LEX_PUNCT)
		return token->text.data[0] == ')' || token->text.data[0] == ']';
	if (token->kind != PQ_LEX_WORD)
		return token->kind == PQ_LEX_NUMBER || token->kind == PQ_LEX_STRING;
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (pq_view_is(token->text, keywords[i]))
			return false;
	return true;
}

/* Functions that make a list of their arguments, or look something up among them. */
static bool makes_list(struct pq_view callee)
{
	static const char *const words[] = { "of",          "list",      "array",
					     "vec",         "tuple",     "set",
					     "frozenset",   "oneOf",     "one_of",
					     "any_of",      "is_one_of", "is_any_of",
					     "isOneOf",     "isAnyOf",   "is_one_of_ignoring_ascii_case",
					     "contains_any" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (pq_view_is(callee, words[i]))
			return true;
	return false;
}

static bool may_hold_list(const struct scanner *scanner, const struct frame *frame, unsigned char open, bool body)
{
	const struct pq_lex_language *language = scanner->language;

	if (open == '(')
		return language->newlines ? !is_value(&scanner->last) || makes_list(frame->callee)
					  : makes_list(frame->callee);
	if (open == '[')
		return !language->directives && !language->zig_lines && !is_value(&scanner->last);
	return !body && !language->raw_rust;
}

/* What a '{' begins: the body of a function or of control flow, a type, or a list. */
static bool begins_body(const struct scanner *scanner, const struct frame *outer)
{
	const struct statement *statement = &outer->statement;

	if (pq_lex_is(&scanner->last, "="))
		return false;
	if (statement->keyword != KEYWORD_NONE)
		return true;
	if (scanner->language->newlines)
		return false;
	return statement->called || pq_lex_is(&scanner->last, "=>") ||
	       (scanner->language->raw_rust && statement->function);
}

static struct pq_view function_of(const struct frame *outer, bool body)
{
	const struct statement *statement = &outer->statement;

	if (body && statement->keyword == KEYWORD_NONE && statement->name.kind == PQ_LEX_WORD)
		return statement->name.text;
	return outer->function;
}

static enum frame_mode mode_of(const struct scanner *scanner, const struct frame *outer, unsigned char open)
{
	if (open == '{' && outer->statement.keyword == KEYWORD_SWITCH)
		return FRAME_SWITCH;
	if (open == '{' && outer->statement.keyword == KEYWORD_MATCH)
		return FRAME_MATCH;
	if (open == '(' && scanner->language->raw_rust && pq_lex_is(&scanner->last, "!") &&
	    pq_view_is(outer->statement.word.text, "matches"))
		return FRAME_MATCHES;
	return FRAME_PLAIN;
}

static void name_frame(const struct scanner *scanner, struct frame *outer, struct frame *frame)
{
	struct statement *statement = &outer->statement;

	if (statement->name.kind == PQ_LEX_END && scanner->last.kind == PQ_LEX_WORD && is_value(&scanner->last) &&
	    frame->open != '[')
		statement->name = scanner->last;
	frame->name = statement->name;
	frame->inherited = statement->name.kind == PQ_LEX_END;
	if (frame->inherited && !outer->code)
		frame->name = outer->name;
	frame->set = statement->set || (frame->inherited && outer->set);
	frame->element_type = statement->element.len ? statement->element
			      : frame->inherited     ? outer->element_type
						     : pq_view_str("");
}

static void fill_frame(struct scanner *scanner, const struct pq_lex_token *token, struct frame *frame)
{
	struct frame *outer = top(scanner);
	bool body;

	*frame = (struct frame){
		.open = token->text.data[0], .start = token->text.data, .line = token->line, .column = token->column
	};
	if (frame->open == '(' && scanner->last.kind == PQ_LEX_WORD)
		frame->callee = scanner->last.text;
	body = frame->open == '{' && begins_body(scanner, outer);
	frame->function = function_of(outer, body);
	frame->mode = mode_of(scanner, outer, frame->open);
	frame->subject = frame->mode == FRAME_MATCHES;
	frame->lists = may_hold_list(scanner, frame, frame->open, body);
	frame->code = body;
	frame->within = pq_lex_is(&scanner->last, "in");
	frame->assigned = outer->statement.assigned;
	frame->condition = frame->open == '(' && (outer->condition || (outer->statement.keyword == KEYWORD_IF &&
								       pq_lex_is(&scanner->last, "if") &&
								       pq_classify_ports(outer->function).strength));
	name_frame(scanner, outer, frame);
	if (body)
		frame->element_type = pq_view_str("");
	frame->items = scanner->items.count;
	frame->arm = scanner->items.count;
	frame->notes = scanner->notes.count;
	frame->kept_lists = scanner->scan->lists.count;
	frame->kept_items = scanner->scan->items.count;
	frame->kept_notes = scanner->scan->notes.count;
}

static void open_frame(struct scanner *scanner, const struct pq_lex_token *token)
{
	struct frame *frame = &scanner->frames[scanner->depth];

	if (scanner->depth == PQ_MAX_IMPORT_DEPTH) {
		scanner->skipped++;
		if (!scanner->scan->too_deep)
			scanner->scan->too_deep = token->line;
		return;
	}
	fill_frame(scanner, token, frame);
	scanner->depth++;
}

/* Lets the frame around know what ended in it. */
static void tell_outer(struct scanner *scanner, const struct frame *inner)
{
	struct frame *outer = top(scanner);
	struct statement *statement = &outer->statement;

	/* Of what is kept of a bracket only the first entry can matter outside, so it is looked at before it goes. */
	if (outer->mode == FRAME_PLAIN ? !outer->code : outer->labels)
		pq_scan_element_group(scanner, outer, inner);
	if (inner->open == '[' && !statement->element.len)
		statement->element = inner->statement.element.len ? inner->statement.element : inner->element_type;
	statement->assigned = false;
	if (inner->open == '(')
		statement->called = statement->keyword != KEYWORD_NONE || statement->called ||
				    statement->word.text.data == inner->callee.data;
	if (inner->open == '{' && inner->code) {
		pq_scan_statement_end(outer);
		outer->element.state = ELEMENT_EMPTY;
		if (outer->mode != FRAME_PLAIN && outer->leads && !outer->result_end)
			outer->result_end = scanner->closing;
		if (outer->mode == FRAME_MATCH && outer->leads)
			pq_scan_branch_end(scanner, outer);
	}
}

static void drop_frame(struct scanner *scanner)
{
	struct frame *frame = top(scanner);

	scanner->items.count = frame->items;
	scanner->notes.count = frame->notes;
	scanner->depth--;
}

static void close_frame(struct scanner *scanner)
{
	struct frame *frame = top(scanner);
	struct pq_scan_item first = { 0 };

	if (frame->mode == FRAME_PLAIN || (frame->mode != FRAME_SWITCH && !frame->leads && !frame->skips))
		pq_scan_element_end(scanner, frame);
	if (frame->mode != FRAME_PLAIN) {
		if (frame->leads && !frame->result_end)
			frame->result_end = scanner->last.text.data + scanner->last.text.len;
		pq_scan_branch_end(scanner, frame);
	}
	frame->first_good = frame->first_good && scanner->items.count > frame->items;
	if (frame->first_good)
		first = *(struct pq_scan_item *)pq_import_array_at(&scanner->items, frame->items);
	if (frame->condition && !(scanner->depth > 1 && scanner->frames[scanner->depth - 2].condition))
		pq_scan_test_condition(scanner, frame);
	pq_scan_keep(scanner, frame);
	scanner->depth--;
	scanner->first = first;
	tell_outer(scanner, &scanner->frames[scanner->depth]);
}

static void close_bracket(struct scanner *scanner, unsigned char close)
{
	unsigned char open = close == ')' ? '(' : close == ']' ? '[' : '{';
	size_t depth = scanner->depth;

	if (scanner->skipped) {
		scanner->skipped--;
		return;
	}
	while (depth > 1 && scanner->frames[depth - 1].open != open)
		depth--;
	if (depth == 1)
		return;
	while (scanner->depth > depth)
		drop_frame(scanner);
	close_frame(scanner);
}

static bool looks_like_entry(struct pq_view comment)
{
	size_t at = 0;
	size_t digits;

	if (comment.len && (comment.data[0] == '"' || comment.data[0] == '\''))
		at++;
	digits = at;
	while (at < comment.len && pq_ascii_is(comment.data[at], PQ_ASCII_DIGIT))
		at++;
	if (at == digits)
		return false;
	while (at < comment.len && (comment.data[at] == ' ' || comment.data[at] == '"' || comment.data[at] == '\''))
		at++;
	return at < comment.len && comment.data[at] == ',';
}

/* The comment behind an entry, in its line, says what it is. */
static void comment_token(struct scanner *scanner, const struct pq_lex_token *token)
{
	struct frame *frame = top(scanner);
	struct pq_scan_item *item = NULL;
	struct pq_lex_token said = *token;

	if (looks_like_entry(token->inner)) {
		said.text = token->inner;
		pq_scan_note(scanner, &said, IN_COMMENT);
		return;
	}
	if (frame->element.state != ELEMENT_EMPTY)
		item = &frame->element.item;
	else if (scanner->items.count > frame->items)
		item = pq_import_array_at(&scanner->items, scanner->items.count - 1);
	if (item && item->line == token->line && !item->comment.len)
		item->comment = token->inner;
}

static void directive_token(struct scanner *scanner, const struct pq_lex_token *token)
{
	enum pq_directive kind = pq_conditions_follow(&scanner->scan->conditions, token, &scanner->scan->no_memory);
	size_t *depths = scanner->directive_depths;

	switch (kind) {
	case PQ_DIRECTIVE_OPENS:
		if (scanner->directives < PQ_MAX_IMPORT_DEPTH)
			depths[scanner->directives] = scanner->depth;
		scanner->directives++;
		break;
	case PQ_DIRECTIVE_TURNS:
		/* A bracket that both sides open is open once. */
		if (scanner->directives && scanner->directives <= PQ_MAX_IMPORT_DEPTH)
			while (scanner->depth > depths[scanner->directives - 1])
				drop_frame(scanner);
		break;
	case PQ_DIRECTIVE_CLOSES:
		scanner->directives -= scanner->directives > 0;
		break;
	default:
		if (kind == PQ_DIRECTIVE_INCLUDES || top(scanner)->elements || top(scanner)->element.state)
			pq_scan_note(scanner, token, kind == PQ_DIRECTIVE_INCLUDES ? INCLUDE : DIRECTIVE);
		break;
	}
}

static void separator(struct scanner *scanner, struct frame *frame, unsigned char c)
{
	struct pq_view element = frame->statement.element;

	if (frame->mode == FRAME_PLAIN)
		pq_scan_element_end(scanner, frame);
	pq_scan_statement_end(frame);
	/* int a, b[]; and array<int, 3> have one type; so has [u16; 3]. */
	if (c == ',' && frame->code)
		frame->statement.element = element;
	if (c == ';' && frame->open == '[' && element.len)
		frame->element_type = element;
	if (c == ';' && frame->mode == FRAME_PLAIN) {
		frame->code = true;
		scanner->items.count = frame->items;
		scanner->notes.count = frame->notes;
	}
}

static void code_token(struct scanner *scanner, const struct pq_lex_token *token)
{
	unsigned char c = token->kind == PQ_LEX_PUNCT ? token->text.data[0] : '\0';
	struct frame *frame = top(scanner);
	bool opens = c == '(' || c == '[' || c == '{';
	bool closes = c == ')' || c == ']' || c == '}';

	pq_scan_test_token(scanner, token);
	if (frame->mode != FRAME_PLAIN && !opens && !closes && pq_scan_branch_token(scanner, frame, token))
		return;
	if (opens) {
		pq_scan_branch_opens(frame, token);
		open_frame(scanner, token);
	} else if (closes) {
		scanner->closing = token->text.data + token->text.len;
		close_bracket(scanner, c);
	} else if (c == ',' || c == ';') {
		separator(scanner, frame, c);
	} else {
		if (frame->mode == FRAME_PLAIN && !frame->code)
			pq_scan_element_token(scanner, frame, token);
		pq_scan_statement_token(scanner, frame, token);
	}
}

static void run(struct scanner *scanner, struct pq_lex *lex)
{
	struct pq_lex_token token = pq_lex_next(lex);

	for (; token.kind != PQ_LEX_END && !scanner->scan->no_memory; token = pq_lex_next(lex)) {
		if (token.kind == PQ_LEX_COMMENT) {
			comment_token(scanner, &token);
		} else if (token.kind == PQ_LEX_DIRECTIVE) {
			directive_token(scanner, &token);
		} else if (token.kind == PQ_LEX_NEWLINE) {
			if (scanner->depth == 1)
				pq_scan_statement_end(top(scanner));
		} else {
			code_token(scanner, &token);
			scanner->last = token;
		}
	}
	/* What does not end is kept as far as it goes. */
	while (scanner->depth > 1) {
		if (scanner->items.count > top(scanner)->items)
			pq_scan_note(scanner, &token, UNENDED);
		close_frame(scanner);
	}
}

void pq_scan_text(struct pq_scan *scan, const struct pq_lex_language *language, struct pq_view text,
		  struct pq_view wanted)
{
	struct scanner scanner = { .scan = scan,
				   .language = language,
				   .depth = 1,
				   .items = pq_import_array_of(sizeof(struct pq_scan_item)),
				   .notes = pq_import_array_of(sizeof(struct pq_import_note)) };
	struct pq_lex lex;

	*scan = (struct pq_scan){ .wanted = wanted,
				  .lists = pq_import_array_of(sizeof(struct pq_scan_list)),
				  .items = pq_import_array_of(sizeof(struct pq_scan_item)),
				  .notes = pq_import_array_of(sizeof(struct pq_import_note)) };
	pq_conditions_init(&scan->conditions);
	scanner.frames = malloc(PQ_MAX_IMPORT_DEPTH * sizeof(*scanner.frames));
	if (!scanner.frames) {
		scan->no_memory = true;
		return;
	}
	scanner.frames[0] = (struct frame){ .code = true };
	pq_lex_init(&lex, language, text);
	run(&scanner, &lex);
	pq_import_array_free(&scanner.items);
	pq_import_array_free(&scanner.notes);
	free(scanner.frames);
}

void pq_scan_free(struct pq_scan *scan)
{
	pq_import_array_free(&scan->lists);
	pq_import_array_free(&scan->items);
	pq_import_array_free(&scan->notes);
	pq_conditions_free(&scan->conditions);
}
