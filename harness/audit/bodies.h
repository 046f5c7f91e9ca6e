/* SPDX-License-Identifier: MIT */
/* Bodies in transcripts: of one request, and of a browser's beside the model's. Pure. */
#ifndef PQ_AUDIT_BODIES_H
#define PQ_AUDIT_BODIES_H

#include "base/buf.h"
#include "transcript/transcript.h"

/*
 * What one request wrote first that is no preflight.
 * written: there is such a message, with a whole head
 * type:    value of its Content-Type; data NULL if there is none
 * boundary: of that type, empty if it names none
 * body:    what follows the head
 */
struct pq_written_body {
	bool written;
	struct pq_view type;
	struct pq_view boundary;
	struct pq_view body;
};

/* Views point into the transcript, or into room where the message came in pieces. */
struct pq_written_body pq_body_written(const struct pq_transcript *transcript, uint32_t request, struct pq_buf *room);

/*
 * Whether both are the same, each with its own boundary taken for the same. If not, a sentence about the first
 * difference. room: for both without their boundaries.
 */
bool pq_body_same(const struct pq_written_body *seen, const struct pq_written_body *wanted, struct pq_buf *room,
		  struct pq_buf *sentence);

#endif
