/* SPDX-License-Identifier: MIT */
/* Frames that a WebSocket client sends, and control frames in answer (RFC 6455 5). Pure. */
#ifndef PQ_SINK_FRAME_H
#define PQ_SINK_FRAME_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * opcode:  of the frame; payload: of a control frame, still masked; mask: of it
 * len:     bytes to take now; left: bytes of a data frame's payload that follow
 */
struct pq_frame {
	unsigned int opcode;
	unsigned char mask[4];
	struct pq_view payload;
	size_t len;
	uint64_t left;
};

/*
 * Reads a client's frame off the beginning of `bytes`; a control frame whole, of others the head alone. An unmasked
 * frame is read like any other. OK, INCOMPLETE, or SYNTAX for a control frame over 125 bytes.
 */
enum pq_err pq_frame_read(struct pq_view bytes, struct pq_frame *out);

/* Appends an unmasked control frame that says the payload back. */
void pq_frame_reply(const struct pq_frame *frame, unsigned int opcode, struct pq_buf *out);

#endif
