/* SPDX-License-Identifier: MIT */
/*
 * The client's side of the WebSocket handshake: the key that is sent, and what the
 * server must answer (RFC 6455 4.1 and 4.2.2; WebSockets standard, "establish a
 * WebSocket connection").
 */
#ifndef PQ_WIRE_WEBSOCKET_HANDSHAKE_H
#define PQ_WIRE_WEBSOCKET_HANDSHAKE_H

#include "wire/http1_response.h"

#define PQ_WEBSOCKET_NONCE 16  /* random bytes behind a key */
#define PQ_WEBSOCKET_KEY 24    /* their base64 form */
#define PQ_WEBSOCKET_ACCEPT 28 /* the base64 form of a SHA-1 digest */

/* The value of Sec-WebSocket-Key for a nonce that was drawn for this handshake; no terminator. */
void pq_websocket_key(const unsigned char nonce[static PQ_WEBSOCKET_NONCE], unsigned char key[static PQ_WEBSOCKET_KEY]);

/* The only value of Sec-WebSocket-Accept that answers that key; no terminator. */
void pq_websocket_accept(const unsigned char key[static PQ_WEBSOCKET_KEY],
			 unsigned char accept[static PQ_WEBSOCKET_ACCEPT]);

/*
 * What a handshake asks for.
 * key:            as sent
 * protocols:      protocol_count subprotocols, as sent; tokens, no two the same (4.1, step 10)
 */
struct pq_websocket_offer {
	const unsigned char *key;
	const struct pq_view *protocols;
	size_t protocol_count;
};

/*
 * True if response, which is complete and was read as PQ_HTTP1_TO_UPGRADE, opens
 * the connection: 101 of HTTP/1.1, one Upgrade that says "websocket", "upgrade"
 * among the tokens of Connection, the accept value of the key, no extension, and
 * one of the offered subprotocols. Where none was offered, none may be chosen;
 * where some were, RFC 6455 lets a server choose none, but a browser does not.
 * *protocol becomes the index of the chosen one, protocol_count for none.
 */
bool pq_websocket_accepted(const struct pq_http1_response *response, const struct pq_websocket_offer *offer,
			   size_t *protocol);

#endif
