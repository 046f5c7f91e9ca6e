/* SPDX-License-Identifier: MIT */
/*
 * A mutator that knows what its inputs mean. It belongs to no engine: libfuzzer.c and aflpp.c are shims over it.
 *
 * Theory of operation. An input is read leniently into a draft, a list of lines; some operations change the draft
 * (operations.c lists them with their weights); the draft is printed. Values come from the policy (values.h), from
 * templates (snippet.h), from the input itself, and from a run of the model (echo.h). What cannot be read, and a
 * share of the rest, is changed as plain bytes. All chance comes from the seed that is passed in: the same input and
 * seed give the same output, in every engine and on every day.
 *
 * None of it is instrumented or judged; it is no part of what is tested.
 */
#ifndef PQ_MUTATOR_MUTATOR_H
#define PQ_MUTATOR_MUTATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the inputs of a target are. */
enum pq_mutator_kind {
	PQ_MUTATOR_SCENARIO,  /* scenario text */
	PQ_MUTATOR_AUTHORITY, /* "user@host:port", target `port` */
	PQ_MUTATOR_HEADERS,   /* a byte, then names and values, each ended by 0xff; target `header` */
	PQ_MUTATOR_COUNT
};

/* The kind for a fuzz target; COUNT if there is no mutator for it. */
enum pq_mutator_kind pq_mutator_kind_of(const char *target);

/* Longest input that is read; longer ones are changed as plain bytes. */
#define PQ_MUTATOR_INPUT (64u << 10)

struct pq_mutator;

/* NULL if there is no memory, or ICU's data files are missing. */
struct pq_mutator *pq_mutator_open(enum pq_mutator_kind kind);
void pq_mutator_close(struct pq_mutator *mutator);

/* Changes the len bytes in place; cap, at least 1, is the room there is. Returns the new length, 1 to cap. */
size_t pq_mutate(struct pq_mutator *mutator, uint8_t *bytes, size_t len, size_t cap, uint64_t seed);

/* The same with blocks and parts of a second input put into the first one. */
size_t pq_cross(struct pq_mutator *mutator, uint8_t *bytes, size_t len, size_t cap, const uint8_t *other,
		size_t other_len, uint64_t seed);

/* What the last call did, such as "request+argument": names of operations. Valid until the next call. */
const char *pq_describe(const struct pq_mutator *mutator);

/* Whether the last call took the way of this target's structure, and not that of plain bytes. */
bool pq_mutator_was_structured(const struct pq_mutator *mutator);

/*
 * Makes a scenario smaller, line by line from its end: begin copies it and returns how many steps there are at most (0
 * for other kinds); `step` writes the input without one more line and returns its length, 0 where nothing is left to
 * try; `took` says whether that one still does what the input did, and returns how many steps are done. `best` is the
 * smallest one that did. Nothing may be mutated between begin and the last step.
 */
size_t pq_trim_begin(struct pq_mutator *mutator, const uint8_t *bytes, size_t len);
size_t pq_trim_step(struct pq_mutator *mutator, const uint8_t **bytes);
size_t pq_trim_took(struct pq_mutator *mutator, bool took);
size_t pq_trim_best(const struct pq_mutator *mutator, const uint8_t **bytes);

#endif
