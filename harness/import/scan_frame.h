/* SPDX-License-Identifier: MIT */
/* What the scanner knows of an open bracket. Private to scan*.c. */
#ifndef PQ_IMPORT_SCAN_FRAME_H
#define PQ_IMPORT_SCAN_FRAME_H

#include "import/scan.h"

/* How far an element is read, and as what. */
enum element_state {
	ELEMENT_EMPTY,
	ELEMENT_MINUS,
	ELEMENT_NUMBER,
	ELEMENT_CAST,   /* a number and "as" */
	ELEMENT_RANGE,  /* a number and "..=" or the like; its end is missing */
	ELEMENT_RANGED, /* with its end */
	ELEMENT_STRING,
	ELEMENT_METHOD, /* a string and "." with what follows */
	ELEMENT_KEY,    /* a number or string and ":" */
	ELEMENT_KEYED,  /* with a value that leaves it an entry */
	ELEMENT_OFF,    /* with a value that says no */
	ELEMENT_WORD,   /* one name */
	ELEMENT_WORDS,  /* a qualified name, or what stands before a bracket */
	ELEMENT_GROUP,  /* a bracket whose first entry counts */
	ELEMENT_CALL,   /* the same behind a name */
	ELEMENT_OTHER
};

/*
 * item:  what was read
 * start: the first token; last_end: where the last one ends
 */
struct element {
	enum element_state state;
	struct pq_scan_item item;
	struct pq_lex_token start;
	const unsigned char *last_end;
	bool exclusive;
};

enum statement_keyword { KEYWORD_NONE, KEYWORD_SWITCH, KEYWORD_MATCH, KEYWORD_IF, KEYWORD_CONTROL, KEYWORD_TYPE };

/*
 * What stands before a bracket.
 * name:     what is declared; name_token tells where
 * word:     the last word; element: the type of its elements
 * fixed:    the name is sure: a keyword such as "fn" stood before it, or a ':' behind it
 * assigned: '=' or ':' stands directly before
 * function: the name is that of a function, as a keyword said
 * called:   a '(' was opened behind the last word, and closed
 * set:      a word that means a set stood in it
 * callee:   the word directly before a '('
 */
struct statement {
	struct pq_lex_token name;
	struct pq_lex_token word;
	struct pq_view element;
	enum statement_keyword keyword;
	bool fixed;
	bool function;
	bool next_is_name;
	bool assigned;
	bool called;
	bool set;
};

enum frame_mode {
	FRAME_PLAIN,
	FRAME_SWITCH, /* labels count, behind "case" */
	FRAME_MATCH,  /* patterns count, before "=>" */
	FRAME_MATCHES /* matches!(x, patterns) */
};

#define FRAME_BRANCHES 32

/*
 * open:      the bracket; 0 for the whole text; start, line, column: where it stands
 * lists:     a list may stand in this bracket
 * name:      of the list, function: of the function around it; inherited: the name comes from the frame around it
 * items, notes, kept_lists, kept_items, kept_notes: how much lay on the stacks when it began
 * within:    "in" stands before it
 * good, bad, words, groups: elements that are entries, that are not, of these single names, entries that are brackets
 * numbers, strings: entries of each kind
 * first_good: the first element is an entry
 * code:      it holds statements
 * huge:      it has more entries than are kept
 * labels:    of a switch: between "case" and ':'; skips: what comes up to the next ':' or "=>" is no entry
 * subject:   of matches!(): before the first comma
 * condition: it is what an if asks, inside a function that is about ports
 * arm:       first entry of the branch under way; leads: the branch leads somewhere, from result_start on
 * branches:  what the branches lead to, branch_count of them
 */
struct frame {
	unsigned char open;
	enum frame_mode mode;
	bool lists;
	bool assigned;
	bool inherited;
	bool set;
	bool within;
	bool code;
	bool huge;
	bool first_good;
	bool labels;
	bool leads;
	bool skips;
	bool subject;
	bool condition;
	struct pq_lex_token name;
	struct pq_view function;
	struct pq_view callee;
	struct pq_view element_type;
	const unsigned char *start;
	uint32_t line;
	uint32_t column;
	size_t items;
	size_t notes;
	size_t kept_lists;
	size_t kept_items;
	size_t kept_notes;
	size_t elements;
	size_t good;
	size_t bad;
	size_t words;
	size_t groups;
	size_t numbers;
	size_t strings;
	size_t arm;
	const unsigned char *result_start;
	const unsigned char *result_end;
	struct pq_view branches[FRAME_BRANCHES];
	size_t branch_count;
	struct statement statement;
	struct element element;
};

/*
 * frames:    depth of them are open; the first one is the whole text
 * skipped:   brackets open beyond PQ_MAX_IMPORT_DEPTH
 * items, notes: the stacks of what is not kept yet
 * last:      the last token that was no comment
 * first:     the first entry of the bracket that closed last, if it had one; closing: where that bracket ends
 * asked:     ports that the condition under way compares with, asks_ftp: and it asks about FTP
 * operand:   the last word of the condition under way
 * zero:      where that condition asks whether a port is 0 or below; line 0: it does not
 * asks_more: the condition holds only if something else does too
 * refusing:  the condition that ended last asked so, and its answer is still to come
 * directive_depths: how many frames were open at each open conditional
 */
#define SCAN_ASKED 8

struct scanner {
	struct pq_scan *scan;
	const struct pq_lex_language *language;
	struct frame *frames;
	size_t depth;
	size_t skipped;
	struct pq_import_array items;
	struct pq_import_array notes;
	struct pq_lex_token last;
	struct pq_scan_item first;
	const unsigned char *closing;
	struct pq_scan_item asked[SCAN_ASKED];
	size_t asked_count;
	bool asks_ftp;
	struct pq_view operand;
	struct pq_scan_item zero;
	bool asks_more;
	bool refusing;
	size_t directive_depths[PQ_MAX_IMPORT_DEPTH];
	size_t directives;
};

static inline struct frame *top(struct scanner *scanner)
{
	return &scanner->frames[scanner->depth - 1];
}

/* Notes something in the frame at the top. */
void pq_scan_note(struct scanner *scanner, const struct pq_lex_token *token, const char *what);

/* Elements: a token of one, a bracket that closed in one, the separator that ends one. */
void pq_scan_element_token(struct scanner *scanner, struct frame *frame, const struct pq_lex_token *token);
void pq_scan_element_group(struct scanner *scanner, struct frame *frame, const struct frame *inner);
void pq_scan_element_end(struct scanner *scanner, struct frame *frame);

/* Statements: what they declare. */
void pq_scan_statement_token(struct scanner *scanner, struct frame *frame, const struct pq_lex_token *token);
void pq_scan_statement_end(struct frame *frame);

/*
 * Branches of switches and matches: a bracket that opens in one, any other token (true when it was theirs alone), the
 * end of one.
 */
void pq_scan_branch_opens(struct frame *frame, const struct pq_lex_token *token);
bool pq_scan_branch_token(struct scanner *scanner, struct frame *frame, const struct pq_lex_token *token);
void pq_scan_branch_end(struct scanner *scanner, struct frame *frame);

/* What functions compare with: strings in calls and behind "==". */
void pq_scan_test_token(struct scanner *scanner, const struct pq_lex_token *token);

/* At the end of the condition of an if. */
void pq_scan_test_condition(struct scanner *scanner, const struct frame *frame);

/* Keeps the frame at the top as a list if it is one, or several, and drops its part of the stacks otherwise. */
void pq_scan_keep(struct scanner *scanner, struct frame *frame);

/* Keeps one entry as a list of its own, to be joined with others like it later. */
void pq_scan_keep_test(struct scanner *scanner, enum pq_scan_shape shape, struct pq_view function,
		       const struct pq_scan_item *item);

#endif
