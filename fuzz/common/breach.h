/* SPDX-License-Identifier: MIT */
/*
 * Breaches to put into the transcript of an innocent run, to see whether the
 * judge notices. A breach changes one event, or every event of its kind, the
 * way a product with that bug would.
 */
#ifndef PQ_FUZZ_BREACH_H
#define PQ_FUZZ_BREACH_H

#include "base/rule.h"
#include "transcript/transcript.h"

/*
 * The details of a breach, taken from the fuzzer's input.
 * pick:    which of several ways
 * bytes:   what else may vary, such as the case of letters; may be empty
 * scratch: where changed bytes are put together
 * address: where a changed address is put
 */
struct pq_spice {
	unsigned char pick;
	struct pq_view bytes;
	struct pq_buf *scratch;
	struct pq_address *address;
};

size_t pq_breach_count(void);
enum pq_rule pq_breach_rule(size_t index);

/* Copies all events to *out, changed; false if that transcript has no place for the breach. */
bool pq_breach_inject(size_t index, const struct pq_transcript *innocent, const struct pq_spice *spice,
		      struct pq_transcript *out);

#endif
