/* SPDX-License-Identifier: MIT */
/*
 * The words of a scenario: one table for reading, printing and help. A new word
 * is a value of enum pq_word, a row in words.c and, if it is a new name, a slot
 * of pq_word_find.
 */
#ifndef PQ_SCENARIO_WORDS_H
#define PQ_SCENARIO_WORDS_H

#include "scenario/scenario.h"

#define PQ_WORD_MAX_ARGS 5

enum pq_arg_kind {
	PQ_ARG_BARE,     /* bytes that are printed bare where that is possible */
	PQ_ARG_WORD,     /* a bare word, never quoted: it always points into the text */
	PQ_ARG_QUOTED,   /* bytes that are printed quoted */
	PQ_ARG_NUMBER,   /* min to max */
	PQ_ARG_NAME,     /* one of names; number is the index */
	PQ_ARG_ADDRESS,  /* text of an address, as written */
	PQ_ARG_RULE,     /* name of a rule; number is enum pq_rule */
	PQ_ARG_BY_EXPECT /* what enum pq_expect in the first argument wants */
};

/*
 * kind:     how it is read and printed
 * optional: it and all after it may be absent
 * expected: for messages
 * min, max: range of a number
 * names, name_count: in the order of their enum
 */
struct pq_arg_spec {
	enum pq_arg_kind kind;
	bool optional;
	const char *expected;
	uint32_t min;
	uint32_t max;
	const struct pq_view *names;
	size_t name_count;
};

/* What is counted while a scenario is read. */
enum pq_word_limit {
	PQ_WORD_UNLIMITED,
	PQ_WORD_MAX_REQUESTS,
	PQ_WORD_MAX_ANSWERS,
	PQ_WORD_MAX_COOKIES,
	PQ_WORD_MAX_LOGINS,
	PQ_WORD_MAX_HEADERS, /* this and the following: within one parent */
	PQ_WORD_MAX_ENTRIES,
	PQ_WORD_MAX_MESSAGES,
	PQ_WORD_LIMIT_COUNT
};

/*
 * name:     as written
 * parents:  bits of PQ_WORD_IN: where it may stand
 * same:     another word that is written alike and stands elsewhere; COMMENT if there is none
 * limit:    what it counts towards
 * excludes: bits of PQ_WORD_IN: words that may not stand before it, at the top or in the same parent; its own bit
 *           makes it a word that stands once
 * args:     up to the first NULL
 * help:     arguments and meaning
 */
struct pq_word_row {
	const char *name;
	uint64_t parents;
	enum pq_word same;
	enum pq_word_limit limit;
	uint64_t excludes;
	const struct pq_arg_spec *args[PQ_WORD_MAX_ARGS];
	const char *help;
};

/* The bit of a parent's word; PQ_WORD_TOP is the bit of lines without one. */
#define PQ_WORD_IN(word) (UINT64_C(1) << (word))
#define PQ_WORD_TOP PQ_WORD_IN(PQ_WORD_COMMENT)

extern const struct pq_word_row pq_word_rows[PQ_WORD_COUNT];

/* The first word with that name; PQ_WORD_COMMENT if there is none. */
enum pq_word pq_word_find(struct pq_view name);

/* Specification of argument `index`, given the arguments before it; NULL if there is no such argument. */
const struct pq_arg_spec *pq_word_arg(enum pq_word word, size_t index, const struct pq_arg *before);

#endif
