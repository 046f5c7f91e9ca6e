/* SPDX-License-Identifier: MIT */
/*
 * A scenario that is being changed: a list of lines with room for their arguments. A line that is no part, with the
 * parts behind it, is a block. Comments and what is expected are left out, for no fuzz target looks at them.
 *
 * What the views of arguments point into is the business of whoever puts them there.
 */
#ifndef PQ_MUTATOR_DRAFT_H
#define PQ_MUTATOR_DRAFT_H

#include "scenario/scenario.h"
#include "scenario/words.h"

#define PQ_DRAFT_LINES 192

/* part: indented, so it belongs to the last line that is not */
struct pq_draft_line {
	enum pq_word word;
	bool part;
	uint32_t argc;
	struct pq_arg args[PQ_WORD_MAX_ARGS];
};

struct pq_draft {
	size_t count;
	struct pq_draft_line lines[PQ_DRAFT_LINES];
};

/* Takes the lines of a scenario, as many as have room. */
void pq_draft_take(struct pq_draft *draft, const struct pq_scenario *scenario);

/* Appends the canonical text; overflow shows in out. */
void pq_draft_print(const struct pq_draft *draft, struct pq_buf *out);

/* Index just past the block that begins at `at`. */
size_t pq_draft_end_of(const struct pq_draft *draft, size_t at);

/* Index of the first line of the block that line `at` is in. */
size_t pq_draft_block_of(const struct pq_draft *draft, size_t at);

/* Puts `count` lines in before line `at`; false, and nothing done, if there is no room. `lines` is not of this draft. */
bool pq_draft_insert(struct pq_draft *draft, size_t at, const struct pq_draft_line *lines, size_t count);

void pq_draft_remove(struct pq_draft *draft, size_t at, size_t count);

/* Index of the first line with that word; count if there is none. */
size_t pq_draft_find(const struct pq_draft *draft, enum pq_word word);

#endif
