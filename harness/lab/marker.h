/* SPDX-License-Identifier: MIT */
/*
 * Markers: what a request smuggles carries one that nothing else of the run carries, so that an effect with this marker
 * in it was this request's and no earlier one's. All have the same length, so that one can stand in another's place in
 * bytes whose framing counts them.
 */
#ifndef PQ_LAB_MARKER_H
#define PQ_LAB_MARKER_H

#include <stdint.h>

/* Characters of a marker: a letter, then lower-case letters and digits. It serves as a file's, a host's, a user's and a key's name. */
#define PQ_MARKER_LEN 8

/* next: the number of the next one */
struct pq_markers {
	uint64_t next;
};

/* seed: any number; two runs with different ones have hardly a marker in common. */
void pq_markers_init(struct pq_markers *markers, uint64_t seed);

/* Writes the next one and a NUL. No two of the same struct are equal before 36^7 were taken. */
void pq_marker_next(struct pq_markers *markers, char marker[static PQ_MARKER_LEN + 1]);

#endif
