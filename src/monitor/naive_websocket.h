/* SPDX-License-Identifier: MIT */
/* The judge's own reader of what a WebSocket client writes behind its handshake (RFC 6455 5.2). */
#ifndef PQ_MONITOR_NAIVE_WEBSOCKET_H
#define PQ_MONITOR_NAIVE_WEBSOCKET_H

#include "base/view.h"

/*
 * opcode:  0 to 15
 * fin:     last frame of its message
 * masked:  the bit that says so is set
 * mask:    its four bytes; empty if masked is not set
 * payload: as it was written, masked or not
 * faulty:  no server reads it: a reserved bit or opcode, a length that is not in its
 *          shortest form, a control frame that is long or fragmented
 * compressed: nothing is wrong but the bit that permessage-deflate sets on the first frame of a message (RFC 7692 6)
 */
struct pq_naive_frame {
	unsigned int opcode;
	bool fin;
	bool masked;
	struct pq_view mask;
	struct pq_view payload;
	bool faulty;
	bool compressed;
};

/*
 * Takes the frame that *bytes begin with off their front. False if there is no whole
 * one: *bytes stay, and of *frame the fields up to mask tell what is there of it
 * (masked is not set if that much has not been written).
 */
bool pq_naive_frame_take(struct pq_view *bytes, struct pq_naive_frame *frame);

/* The i-th byte of the payload without its mask. */
static inline unsigned char pq_naive_frame_byte(const struct pq_naive_frame *frame, size_t i)
{
	return frame->masked ? (unsigned char)(frame->payload.data[i] ^ frame->mask.data[i % 4])
			     : frame->payload.data[i];
}

#endif
