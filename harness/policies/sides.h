/* SPDX-License-Identifier: MIT */
/*
 * Conditionals around the entries of a list: whether what stands under some of
 * their sides is there whichever side holds. A side holds or does not; nothing is known of what a condition says,
 * but that exactly one side holds of a conditional with an #else.
 */
#ifndef PQ_POLICIES_SIDES_H
#define PQ_POLICIES_SIDES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "import/import.h"

/*
 * group:      of each condition, the conditional that it is a side of
 * size: of each conditional: its sides that can hold, if one of them must; else 0
 * marked:     of each condition, the round in which it was marked
 * round_of, count: of each conditional: marked sides, and in which round
 * assumed:    of each condition, it is taken to hold
 * always:     all of what was marked together is always there
 */
struct pq_sides {
	const struct pq_import *import;
	size_t *group;
	size_t *size;
	uint32_t *marked;
	bool *assumed;
	uint32_t *round_of;
	size_t *count;
	uint32_t round;
	bool always;
};

/* False if memory is short; fini in either case. */
bool pq_sides_init(struct pq_sides *sides, const struct pq_import *import);
void pq_sides_fini(struct pq_sides *sides);

/* Begin, mark the condition of each place (index + 1, 0 for none), then ask: is one of these places always there? */
void pq_sides_begin(struct pq_sides *sides);
void pq_sides_mark(struct pq_sides *sides, size_t condition);

/* From now on the condition and those around it are taken to hold: what depends on them alone is always there. */
void pq_sides_assume(struct pq_sides *sides, size_t condition);

/* The innermost condition that all entries of the list stand under (index + 1); 0 if there is none. */
size_t pq_sides_common(const struct pq_import *import, const struct pq_import_list *list);

/* True if it is certain that whenever one of the two is there the other one is too, or the reverse. */
bool pq_sides_together(const struct pq_import *import, size_t a, size_t b);

/* True if the condition or one around it never holds, as in #if 0. */
bool pq_sides_never(const struct pq_import *import, size_t condition);

#endif
