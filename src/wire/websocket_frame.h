/* SPDX-License-Identifier: MIT */
/*
 * WebSocket frames (RFC 6455 5 to 8): a client's out, a server's in. No extension
 * is negotiated, so each reserved bit and opcode is an error.
 */
#ifndef PQ_WIRE_WEBSOCKET_FRAME_H
#define PQ_WIRE_WEBSOCKET_FRAME_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "wire/utf8.h"

#define PQ_WEBSOCKET_MASK 4             /* bytes of a mask */
#define PQ_MAX_WEBSOCKET_HEAD 14        /* bytes before the payload of a client's frame */
#define PQ_MAX_WEBSOCKET_CONTROL 125    /* bytes of a control frame's payload (RFC 6455 5.5) */
#define PQ_MAX_WEBSOCKET_FRAME 262144   /* bytes of one frame's payload that are read */
#define PQ_MAX_WEBSOCKET_MESSAGE 524288 /* the same of a message, all its fragments together */

/* RFC 6455 5.2; control frames have bit 3. */
enum pq_websocket_opcode {
	PQ_WEBSOCKET_CONTINUATION = 0,
	PQ_WEBSOCKET_TEXT = 1,
	PQ_WEBSOCKET_BINARY = 2,
	PQ_WEBSOCKET_CLOSE = 8,
	PQ_WEBSOCKET_PING = 9,
	PQ_WEBSOCKET_PONG = 10
};

/*
 * opcode:  what the frame is
 * fin:     it is the last one of its message
 * payload: unmasked
 */
struct pq_websocket_frame {
	enum pq_websocket_opcode opcode;
	bool fin;
	struct pq_view payload;
};

static inline bool pq_websocket_is_control(enum pq_websocket_opcode opcode)
{
	return (opcode & 8) != 0;
}

/*
 * Appends a client's frame, masked with four bytes that the caller has drawn for
 * this frame (RFC 6455 5.3); its length is written in the shortest form. Nothing
 * is checked: what the frame says is the caller's affair.
 */
void pq_websocket_write(const struct pq_websocket_frame *frame, const unsigned char mask[static PQ_WEBSOCKET_MASK],
			struct pq_buf *out);

/* Of a message that is cut into count frames (at least 1) as evenly as possible, frame index, which is below count. */
struct pq_websocket_frame pq_websocket_fragment(const struct pq_websocket_frame *message, size_t index, size_t count);

/*
 * True if payload may stand in a close frame: empty, or a status code that may be
 * sent (RFC 6455 7.4; 1012 to 1014 are IANA's) and a reason in UTF-8.
 */
bool pq_websocket_close_valid(struct pq_view payload);

/*
 * A reader of what a server sends.
 * consumed: how much of the bytes belongs to frames that were read
 * closed:   a close frame was read; whatever follows is discarded (RFC 6455 1.4)
 * The rest is the reader's own:
 * message:  opcode of the message under way; CONTINUATION while there is none
 * length:   payload bytes of that message in frames that were read
 * checked:  how much of the bytes went through utf8
 * utf8:     where the text under way stands
 * failure:  what every further call returns; OK while there was none
 */
struct pq_websocket_reader {
	size_t consumed;
	bool closed;
	enum pq_websocket_opcode message;
	uint64_t length;
	size_t checked;
	struct pq_utf8 utf8;
	enum pq_err failure;
};

void pq_websocket_reader_init(struct pq_websocket_reader *reader);

/*
 * Reads the next frame of `bytes`, everything received so far behind the handshake
 * (the same storage each time, only longer). OK: *frame is one, its payload a view
 * into bytes. INCOMPLETE: feed more. SYNTAX: reserved bit or opcode, masked frame,
 * length not in its shortest form or above 2^63, control frame that is long or
 * fragmented, fragments out of order, text that is not UTF-8, close frame that
 * pq_websocket_close_valid refuses. LIMIT: over a maximum above. What is wrong is
 * said as soon as it has arrived; how the bytes were cut into calls makes no
 * difference to the frames and the error.
 */
enum pq_err pq_websocket_read(struct pq_websocket_reader *reader, struct pq_view bytes,
			      struct pq_websocket_frame *frame);

#endif
