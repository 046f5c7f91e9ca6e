/* SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "import/classify.h"
#include "import/scan_frame.h"

#define MAX_CALLEE 64

static void lower(struct pq_view word, char out[static MAX_CALLEE + 1])
{
	size_t len = 0;

	for (size_t i = 0; i < word.len && len < MAX_CALLEE; i++)
		if (word.data[i] != '_' && word.data[i] != '\0')
			out[len++] = (char)pq_ascii_lower(word.data[i]);
	out[len] = '\0';
}

static bool compares_beginnings(const char *callee)
{
	return strstr(callee, "startswith") || strstr(callee, "beginswith") || strstr(callee, "hasprefix");
}

static bool compares(const char *callee)
{
	return strstr(callee, "equal") || strstr(callee, "eqignore") || strstr(callee, "strcasecmp");
}

static void string_token(struct scanner *scanner, const struct frame *frame, const struct pq_lex_token *token)
{
	struct pq_scan_item item = {
		.text = token->inner, .line = token->line, .column = token->column, .escaped = token->escaped
	};
	bool equal = pq_lex_is(&scanner->last, "==") || pq_lex_is(&scanner->last, "===");
	enum pq_scan_shape shape = PQ_SCAN_EQUAL;
	char callee[MAX_CALLEE + 1];

	if (!frame->function.len || !token->inner.len || token->open)
		return;
	if (!equal && frame->open == '(') {
		lower(frame->callee, callee);
		shape = compares_beginnings(callee) ? PQ_SCAN_PREFIX : PQ_SCAN_EQUAL;
		equal = shape == PQ_SCAN_PREFIX || compares(callee);
	}
	if (!equal || pq_classify_tests(frame->function, shape == PQ_SCAN_PREFIX).strength == PQ_CLASS_NONE)
		return;
	item.condition = pq_conditions_here(&scanner->scan->conditions, &scanner->scan->no_memory);
	pq_scan_keep_test(scanner, shape, frame->function, &item);
}

static bool is_port(struct pq_view word)
{
	char text[MAX_CALLEE + 1];

	lower(word, text);
	return strstr(text, "port") != NULL;
}

/* In the condition of an if: a port behind "==", or whether one is 0 or below. */
static void number_token(struct scanner *scanner, const struct pq_lex_token *token)
{
	struct pq_scan_item item = { .line = token->line, .column = token->column };
	bool equal = pq_lex_is(&scanner->last, "==");
	struct pq_view suffix;

	if (pq_lex_number(scanner->language, token->text, &item.first, &suffix) || item.first > UINT16_MAX)
		return;
	item.last = item.first;
	if (item.first == 0 && (equal || pq_lex_is(&scanner->last, "<=")) && is_port(scanner->operand))
		scanner->zero = item;
	if (equal && scanner->asked_count < SCAN_ASKED)
		scanner->asked[scanner->asked_count++] = item;
}

/* What the statement behind such a condition answers, in a function that says which ports are allowed. */
static void answer_token(struct scanner *scanner, const struct frame *frame, const struct pq_lex_token *token)
{
	if (pq_view_is(token->text, "false")) {
		scanner->zero.condition = pq_conditions_here(&scanner->scan->conditions, &scanner->scan->no_memory);
		pq_scan_keep_test(scanner, PQ_SCAN_ZERO, frame->function, &scanner->zero);
	} else if (!pq_lex_is(token, ";") && !pq_lex_is(token, "}")) {
		return;
	}
	scanner->refusing = false;
	scanner->zero = (struct pq_scan_item){ 0 };
}

void pq_scan_test_token(struct scanner *scanner, const struct pq_lex_token *token)
{
	struct frame *frame = top(scanner);
	char text[MAX_CALLEE + 1];

	if (token->kind == PQ_LEX_STRING)
		string_token(scanner, frame, token);
	if (!frame->condition) {
		if (scanner->refusing)
			answer_token(scanner, frame, token);
		return;
	}
	if (token->kind == PQ_LEX_NUMBER)
		number_token(scanner, token);
	scanner->asks_more |= pq_lex_is(token, "&&") || pq_lex_is(token, "!");
	if (token->kind == PQ_LEX_WORD)
		scanner->operand = token->text;
	if (token->kind == PQ_LEX_WORD || token->kind == PQ_LEX_STRING) {
		lower(token->kind == PQ_LEX_WORD ? token->text : token->inner, text);
		scanner->asks_ftp |= strstr(text, "ftp") != NULL;
		if (!scanner->scan->file_line && (strcmp(text, "file") == 0 || strstr(text, "isfile"))) {
			scanner->scan->file_line = token->line;
			scanner->scan->file_column = token->column;
		}
	}
}

void pq_scan_test_condition(struct scanner *scanner, const struct frame *frame)
{
	if (scanner->asks_ftp)
		for (size_t i = 0; i < scanner->asked_count; i++) {
			scanner->asked[i].condition =
				pq_conditions_here(&scanner->scan->conditions, &scanner->scan->no_memory);
			pq_scan_keep_test(scanner, PQ_SCAN_FTP, frame->function, &scanner->asked[i]);
		}
	scanner->refusing = scanner->zero.line && !scanner->asks_more &&
			    pq_classify_ports(frame->function).role == PQ_IMPORT_BESIDE;
	if (!scanner->refusing)
		scanner->zero = (struct pq_scan_item){ 0 };
	scanner->asks_more = false;
	scanner->asks_ftp = false;
	scanner->asked_count = 0;
}
