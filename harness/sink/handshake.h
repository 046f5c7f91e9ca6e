/* SPDX-License-Identifier: MIT */
/* The server's side of the WebSocket handshake (RFC 6455 4.2). Pure. */
#ifndef PQ_SINK_HANDSHAKE_H
#define PQ_SINK_HANDSHAKE_H

#include "base/buf.h"

/* Appends the header lines that accept the handshake in that request head: the first subprotocol that was offered. */
void pq_handshake_fields(struct pq_view head, struct pq_buf *out);

#endif
