/* SPDX-License-Identifier: MIT */
/* The conditionals around a place: #if, #ifdef, #ifndef, #elif, #else, #endif, within each other. */
#ifndef PQ_IMPORT_CONDITION_H
#define PQ_IMPORT_CONDITION_H

#include "import/import.h"
#include "import/lex.h"
#include "import/memory.h"

/*
 * open:      struct pq_import_condition: the side that we are in of each open conditional, outermost first
 * given:     struct pq_import_condition: the sides that pq_conditions_here was asked for
 * deeper:    how many are open beyond PQ_MAX_IMPORT_DEPTH; their sides are not told apart
 * unmatched: line of the first #else or #endif without #if, 0 for none
 */
struct pq_conditions {
	struct pq_import_array open;
	struct pq_import_array given;
	size_t deeper;
	uint32_t unmatched;
};

enum pq_directive {
	PQ_DIRECTIVE_OPENS,
	PQ_DIRECTIVE_TURNS, /* the other side begins */
	PQ_DIRECTIVE_CLOSES,
	PQ_DIRECTIVE_INCLUDES,
	PQ_DIRECTIVE_OTHER
};

void pq_conditions_init(struct pq_conditions *conditions);
void pq_conditions_free(struct pq_conditions *conditions);

/* Follows a line of the preprocessor; *no_memory is set when there is none. */
enum pq_directive pq_conditions_follow(struct pq_conditions *conditions, const struct pq_lex_token *token,
				       bool *no_memory);

/* Index + 1 into `given` of the condition at this place; 0 when there is none. */
uint32_t pq_conditions_here(struct pq_conditions *conditions, bool *no_memory);

#endif
