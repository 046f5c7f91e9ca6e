/* SPDX-License-Identifier: MIT */
/*
 * Answers that depend on what was asked. Each appends to out what a right server sends; heard is the beginning of
 * the message that it answers. Where that holds no such message, what is sent is wrong, as it should be.
 */
#ifndef PQ_VNET_COMPUTED_H
#define PQ_VNET_COMPUTED_H

#include <stdint.h>

#include "base/buf.h"
#include "scenario/scenario.h"

/* Fetch "CORS-preflight fetch": an OPTIONS request that says which method is wanted. */
bool pq_vnet_is_preflight(struct pq_view heard);

/* The answer that permits what the preflight asks for. */
void pq_vnet_permission(struct pq_view heard, struct pq_buf *out);

/* The 101 that a WebSocket handshake asks for (RFC 6455 4.2.2), with that subprotocol if it is not empty. */
void pq_vnet_upgrade(struct pq_view heard, struct pq_view protocol, struct pq_buf *out);

/*
 * stun.c: a STUN response to the request (RFC 8489 5, RFC 8656 7.2): success for code 200, otherwise that error, with
 * realm "example" and a nonce. The server knows the users of the scenario's ice-server lines: to one who gives his name
 * a success comes with the MESSAGE-INTEGRITY of his credential.
 */
void pq_vnet_stun(const struct pq_scenario *scenario, struct pq_view heard, uint32_t code, struct pq_buf *out);

#endif
