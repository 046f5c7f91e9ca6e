/* SPDX-License-Identifier: MIT */
/* What the files of the mutator share. */
#ifndef PQ_MUTATOR_PARTS_H
#define PQ_MUTATOR_PARTS_H

#include "mutator/draft.h"
#include "mutator/echo.h"
#include "mutator/mutator.h"
#include "mutator/values.h"

#define PQ_READER_LINES 256
#define PQ_READER_ARGS 1024
#define PQ_READER_BYTES (64u << 10)

/* A scenario with storage of its own, and the copy of the text that it was read from. */
struct pq_reader {
	struct pq_scenario scenario;
	struct pq_line lines[PQ_READER_LINES];
	struct pq_arg args[PQ_READER_ARGS];
	unsigned char bytes[PQ_READER_BYTES];
	unsigned char text[PQ_MUTATOR_INPUT];
};

#define PQ_SNIPPET_LINES 32
#define PQ_SNIPPET_ARGS 64
#define PQ_MUTATOR_POOL (128u << 10)
#define PQ_MUTATOR_SAID 128

/*
 * Trimming: lines are left out one after the other, from the last one to the first, each with its parts.
 * draft:  what is left, pointing into `reader`
 * at:     lines before this one have not been looked at; done: steps
 * best:   the input without all that may be left out
 */
struct pq_trim {
	struct pq_reader reader;
	struct pq_draft draft;
	size_t at;
	size_t done;
	size_t best_len;
	unsigned char best[PQ_MUTATOR_INPUT];
	size_t out_len;
	unsigned char out[PQ_MUTATOR_INPUT];
};

/*
 * input, other: as read
 * snippet_lines, snippet_args: where a template is read
 * draft, spare: what is changed, and lines on their way into it; arguments point into the readers and the pool
 * pool:      bytes made in this call
 * echoed:    the model has run on the input of this call
 * said:      names of the operations of this call
 */
struct pq_mutator {
	enum pq_mutator_kind kind;
	struct pq_random random;
	struct pq_values values;
	struct pq_echo *echo;
	bool echoed;
	bool structured;
	struct pq_reader input;
	struct pq_reader other;
	struct pq_line snippet_lines[PQ_SNIPPET_LINES];
	struct pq_arg snippet_args[PQ_SNIPPET_ARGS];
	struct pq_draft draft;
	struct pq_draft spare;
	struct pq_buf pool;
	unsigned char pool_bytes[PQ_MUTATOR_POOL];
	unsigned char out[PQ_MUTATOR_INPUT];
	char said[PQ_MUTATOR_SAID];
	struct pq_trim trim;
};

/* Reads text, of which the first PQ_MUTATOR_INPUT bytes are copied, leniently. */
void pq_reader_read(struct pq_reader *reader, struct pq_view text);

/* Appends a name to what was done. */
void pq_mutator_say(struct pq_mutator *mutator, const char *name);

/* An operation; false if it found nothing to change. */
typedef bool (*pq_operation)(struct pq_mutator *mutator);

/* One operation on the draft, by weight. */
void pq_operate(struct pq_mutator *mutator);

/* Puts blocks or parts of `other` into the draft. */
void pq_cross_drafts(struct pq_mutator *mutator, const struct pq_scenario *other);

/* Changes one argument of line `at` after its meaning (argument.c); a fresh URL into the pool. */
bool pq_change_argument(struct pq_mutator *mutator, size_t at, size_t index);
struct pq_view pq_fresh_url(struct pq_mutator *mutator, const char *scheme);
struct pq_view pq_change_url(struct pq_mutator *mutator, struct pq_view url);
/* A host of the draft's own, one that looks like it, or one of a table. */
struct pq_view pq_some_host(struct pq_mutator *mutator);

/* Lines of a template of that kind, into `mutator->spare` (snippet.c). */
enum pq_snippet { PQ_SNIPPET_SETTING, PQ_SNIPPET_REQUEST, PQ_SNIPPET_PART, PQ_SNIPPET_ANSWER, PQ_SNIPPET_STORY };
void pq_snippet(struct pq_mutator *mutator, enum pq_snippet kind);

/* Plain changes of bytes (plain.c): of the whole buffer, and of a view, into the pool. */
size_t pq_plain(struct pq_random *random, uint8_t *bytes, size_t len, size_t cap);
struct pq_view pq_change_text(struct pq_mutator *mutator, struct pq_view text);

/* The other kinds (small.c); the result is in mutator->out. */
size_t pq_mutate_authority(struct pq_mutator *mutator, struct pq_view input);
size_t pq_mutate_headers(struct pq_mutator *mutator, struct pq_view input);

#endif
