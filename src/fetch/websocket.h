/* SPDX-License-Identifier: MIT */
/* An open WebSocket connection, as the network service keeps it (RFC 6455 5 to 7). */
#ifndef PQ_FETCH_WEBSOCKET_H
#define PQ_FETCH_WEBSOCKET_H

#include "fetch/result.h"
#include "scenario/limits.h"
#include "wire/websocket_frame.h"
#include "wire/websocket_handshake.h"

#define PQ_MAX_WEBSOCKET_FRAMES 1024 /* frames of one server that are read; one more ends in "limit" */

/*
 * key:       sent in the handshake
 * protocols: protocol_count of them, offered in the handshake
 * reader:    of what came behind the handshake's answer
 * frames:    how many were read
 * line:      of the scenario, where the next message is looked for
 * fragment:  of that message, which is written next
 * closing:   a close frame was written, and nothing may follow it
 * over:      a close frame was read
 */
struct pq_websocket {
	unsigned char key[PQ_WEBSOCKET_KEY];
	struct pq_view protocols[PQ_MAX_MESSAGES];
	size_t protocol_count;
	struct pq_websocket_reader reader;
	size_t frames;
	size_t line;
	uint32_t fragment;
	bool closing;
	bool over;
};

struct pq_fetch;

/* The handshake was accepted: what came behind its answer are frames. */
void pq_websocket_begin_talk(struct pq_fetch *fetch);

/*
 * Goes on: sends the messages of the request, answers pings, and ends by close. DONE with 101 once both sides have
 * said close, or the server has hung up between two frames; BAD_FRAME; LIMIT; or an error of the connection.
 */
struct pq_result pq_websocket_talk(struct pq_fetch *fetch, bool *again);

#endif
