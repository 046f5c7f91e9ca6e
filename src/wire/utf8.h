/* SPDX-License-Identifier: MIT */
/* UTF-8 that arrives in pieces (RFC 3629 4): no overlong form, no surrogate, nothing above U+10FFFF. */
#ifndef PQ_WIRE_UTF8_H
#define PQ_WIRE_UTF8_H

#include <stdint.h>

#include "base/view.h"

/*
 * Where a text stands; all zero before its first byte.
 * missing: continuation bytes that the sequence under way still wants, 0 to 3
 * low:     lowest and
 * high:    highest byte that may come next; they count only while something is missing
 */
struct pq_utf8 {
	uint8_t missing;
	uint8_t low;
	uint8_t high;
};

/* Reads the next piece. False at a byte that nothing behind it could make right; the state is then of no use. */
bool pq_utf8_feed(struct pq_utf8 *utf8, struct pq_view piece);

/* True where a text may end: between two sequences. */
static inline bool pq_utf8_may_end(const struct pq_utf8 *utf8)
{
	return utf8->missing == 0;
}

/* True if the whole text is UTF-8. */
bool pq_utf8_valid(struct pq_view text);

#endif
