/* SPDX-License-Identifier: MIT */
/*
 * Why lines are never run: explanations, and what they are worth beside a measurement. The text:
 *
 *     # A comment.
 *     A reason, on one or more lines that are not indented.
 *       src/url/host.c set_host: return PQ_ERR_NO_SPACE;
 *       src/url/idna.c pq_idna_close: *
 *
 * A row names a file, a function and the text of a line without what stands before and behind it; every line of that
 * text in the function is meant. Where one of them is run, the line before it tells them apart:
 * `if (a) // return;` is a `return;` below `if (a)`. A star stands for a function that is never run at all. Numbers of
 * lines would not last. Pure but for memory.
 */
#ifndef PQ_COVERAGE_REASONS_H
#define PQ_COVERAGE_REASONS_H

#include "coverage/lines.h"

/*
 * line:     of the text of explanations, from 1
 * file, function, before, code: as above; before may be empty, code is empty for a star
 * matches:  there is such a line, or such a function
 * explains: how many lines that were not run it explains
 */
struct pq_reason {
	size_t line;
	struct pq_view file;
	struct pq_view function;
	struct pq_view before;
	struct pq_view code;
	bool matches;
	size_t explains;
};

/* The views point into the text that was read. */
struct pq_reasons {
	struct pq_reason *items;
	size_t count;
};

/* Reads explanations. False, with one line about it, if a row is malformed or has no reason above it, or memory ran out. */
bool pq_reasons_read(struct pq_reasons *reasons, struct pq_view text, char why[static PQ_COVERAGE_WHY]);
void pq_reasons_free(struct pq_reasons *reasons);

/*
 * Holds one file's rows against its counted lines. text: the source file's. unexplained is called for each line that
 * was not run and that no row explains, in order.
 */
void pq_reasons_apply(struct pq_reasons *reasons, const struct pq_counted_file *file, struct pq_view text,
		      void (*unexplained)(void *ctx, const struct pq_counted_file *file, unsigned int line,
					  struct pq_view code),
		      void *ctx);

#endif
