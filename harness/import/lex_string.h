/* SPDX-License-Identifier: MIT */
/* Where comments and strings end. */
#ifndef PQ_IMPORT_LEX_STRING_H
#define PQ_IMPORT_LEX_STRING_H

#include "import/lex.h"

/* If a comment begins where the lexer stands: fills kind, inner and open, and the index behind it. */
bool pq_lex_comment(struct pq_lex *lex, struct pq_lex_token *token, size_t *end);

/* The same for strings, characters and regular expressions, with the letters in front of them. */
bool pq_lex_string(struct pq_lex *lex, struct pq_lex_token *token, size_t *end);

#endif
