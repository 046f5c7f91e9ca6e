/* SPDX-License-Identifier: MIT */
/* The parts that vnet.c puts together: names, and what servers do. */
#ifndef PQ_VNET_PARTS_H
#define PQ_VNET_PARTS_H

#include "vnet/vnet.h"

/*
 * Addresses for a host: its dns lines, the n-th for the n-th look-up, the last
 * one for all later ones; names under ".invalid" do not exist (RFC 6761 6.4);
 * any other name has one address in 20.0.0.0/8 that depends on the name alone.
 */
enum pq_net_status pq_vnet_lookup(struct pq_vnet *vnet, struct pq_view host,
				  struct pq_address out[static PQ_MAX_ADDRESSES], size_t *count);

/* Line of the first answer of that kind at or after `from`; line_count if there is none. */
size_t pq_vnet_next_answer(const struct pq_scenario *scenario, enum pq_answer_to to, size_t from);

/* What the client has written, of which the server keeps the beginning. */
void pq_vnet_hear(struct pq_vnet *vnet, struct pq_vnet_conn *conn, uint32_t number, struct pq_view bytes);

/* Takes the next answer for a new connection. OK, REFUSED, or FAILED when the answers are used up. */
enum pq_net_status pq_vnet_serve(struct pq_vnet *vnet, struct pq_vnet_conn *conn);

/* What the server does next: OK and conn->piece is not empty, AGAIN (silence), END or FAILED. */
enum pq_net_status pq_vnet_speak(struct pq_vnet *vnet, struct pq_vnet_conn *conn);

#endif
