/* SPDX-License-Identifier: MIT */
/* HTML as the Fetch standard's source and page write it: tags, comments and the text between them. */
#ifndef PQ_IMPORT_MARKUP_H
#define PQ_IMPORT_MARKUP_H

#include <stdint.h>

#include "base/view.h"

enum pq_markup_kind { PQ_MARKUP_END, PQ_MARKUP_TEXT, PQ_MARKUP_OPEN, PQ_MARKUP_CLOSE, PQ_MARKUP_COMMENT };

/*
 * text: of a text: without blanks around it; of a tag: its name
 * line, column: where that begins
 */
struct pq_markup_piece {
	enum pq_markup_kind kind;
	struct pq_view text;
	uint32_t line;
	uint32_t column;
};

struct pq_markup {
	struct pq_view text;
	size_t at;
	uint32_t line;
	size_t line_start;
};

void pq_markup_init(struct pq_markup *markup, struct pq_view text);

/* The next piece; texts of nothing but blanks are left out. */
struct pq_markup_piece pq_markup_next(struct pq_markup *markup);

static inline bool pq_markup_is(const struct pq_markup_piece *piece, enum pq_markup_kind kind, const char *name)
{
	return piece->kind == kind && pq_view_is(piece->text, name);
}

#endif
