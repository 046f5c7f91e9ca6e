/* SPDX-License-Identifier: MIT */
/*
 * What a page asks of a WebSocket: the lines below a WEBSOCKET line, as both
 * sides read them. They are words of the request: the service reads what the
 * renderer says, and refuses what no page could have asked for.
 */
#ifndef PQ_FETCH_ASK_WEBSOCKET_H
#define PQ_FETCH_ASK_WEBSOCKET_H

#include "fetch/ask.h"
#include "wire/websocket_frame.h"

/*
 * The subprotocols of line `at`: tokens, no two the same (RFC 6455 4.1, step 10). UNSET, or the refusal by that side:
 * request_split for bytes that end a line, malformed_header for another name that is no token, BAD_REQUEST for the
 * same one twice. protocols: storage for PQ_MAX_MESSAGES.
 */
struct pq_result pq_websocket_protocols(const struct pq_scenario *scenario, size_t at, enum pq_side side,
					struct pq_view *protocols, size_t *count);

/* Index of the first MESSAGE line at or after `from` and before `end`; end if there is none. */
size_t pq_websocket_next_message(const struct pq_scenario *scenario, size_t from, size_t end);

/* The message of that line, as one frame, and into how many fragments it is cut. */
struct pq_websocket_frame pq_websocket_message(const struct pq_line *line, uint32_t *fragments);

/*
 * UNSET if each message of line `at` may be sent. BAD_REQUEST: a text that is not UTF-8, a control frame that is too
 * long or fragmented, a close frame with another status code than may be sent; LIMIT: over PQ_MAX_WEBSOCKET_MESSAGE,
 * or a fragment over PQ_MAX_WEBSOCKET_FRAME.
 */
struct pq_result pq_websocket_admit_messages(const struct pq_scenario *scenario, size_t at);

#endif
