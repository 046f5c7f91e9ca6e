/* SPDX-License-Identifier: MIT */
/* The two values that tie a WebSocket handshake's answer to its question (RFC 6455 4.1 and 4.2.2). */
#ifndef PQ_WIRE_WEBSOCKET_HANDSHAKE_H
#define PQ_WIRE_WEBSOCKET_HANDSHAKE_H

#include "base/view.h"

#define PQ_WEBSOCKET_NONCE 16  /* random bytes behind a key */
#define PQ_WEBSOCKET_KEY 24    /* their base64 form */
#define PQ_WEBSOCKET_ACCEPT 28 /* the base64 form of a SHA-1 digest */

/* The value of Sec-WebSocket-Key for a nonce that was drawn for this handshake; no terminator. */
void pq_websocket_key(const unsigned char nonce[static PQ_WEBSOCKET_NONCE], unsigned char key[static PQ_WEBSOCKET_KEY]);

/* The only value of Sec-WebSocket-Accept that answers that key; no terminator. */
void pq_websocket_accept(const unsigned char key[static PQ_WEBSOCKET_KEY],
			 unsigned char accept[static PQ_WEBSOCKET_ACCEPT]);

#endif
