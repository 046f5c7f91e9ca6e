/* SPDX-License-Identifier: MIT */
/* The words that begin the lines of a policy text, and what follows each: one table for reader and printer. */
#ifndef PQ_POLICY_WORD_H
#define PQ_POLICY_WORD_H

#include "policy/policy.h"

/* What follows a word. */
enum pq_policy_shape {
	PQ_SHAPE_NONE,  /* a comment: the whole line is its text */
	PQ_SHAPE_TOKEN, /* NAME, once in a text */
	PQ_SHAPE_BASE,  /* NAME or NAME@DATE, once in a text */
	PQ_SHAPE_DATE,  /* YYYY-MM-DD, once in a text */
	PQ_SHAPE_REST,  /* the rest of the line, once in a text */
	PQ_SHAPE_PORTS, /* SCHEMES PORTS [since DATE] [until DATE] ["REASON"]; of a note the reason is its text */
	PQ_SHAPE_NAME,  /* NAME [since DATE] [until DATE] ["REASON"] */
	PQ_SHAPE_BARE,  /* [since DATE] [until DATE] ["REASON"] */
};

/* By enum pq_entry_kind; the word of a comment is empty. */
extern const struct pq_view pq_policy_words[PQ_ENTRY_COUNT];
extern const enum pq_policy_shape pq_policy_shapes[PQ_ENTRY_COUNT];

/* Arguments and meaning, in the same order. */
extern const char *const pq_policy_help[PQ_ENTRY_COUNT];

static inline bool pq_policy_is_rule(enum pq_entry_kind kind)
{
	return pq_policy_shapes[kind] >= PQ_SHAPE_PORTS;
}

#endif
