/* SPDX-License-Identifier: MIT */
/* Multipart boundaries of many requests: what can be said about how they were drawn. Pure. */
#ifndef PQ_AUDIT_BOUNDARIES_H
#define PQ_AUDIT_BOUNDARIES_H

#include "base/buf.h"

#define PQ_BOUNDARIES_FEWEST 50 /* fewer say nothing */
#define PQ_BOUNDARIES_BITS 80   /* as many must be seen to vary: 96 were drawn (DESIGN.md 5), and a sample shows less */

/*
 * count:    how many were looked at
 * repeated: how often one of them had occurred before
 * prefix:   bytes that all have in common at their beginning
 * random:   characters behind it that vary; 0 where their lengths differ
 * bits:     what these characters are seen to hold: the sum of the logarithms of how many different ones stood at each
 */
struct pq_boundaries {
	size_t count;
	size_t repeated;
	size_t prefix;
	size_t random;
	unsigned int bits;
};

struct pq_boundaries pq_boundaries_measure(const struct pq_view *boundaries, size_t count);

/* Whether they are good enough, and a sentence that says why or why not. */
bool pq_boundaries_judge(const struct pq_boundaries *measured, struct pq_buf *sentence);

#endif
