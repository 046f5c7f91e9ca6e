/* SPDX-License-Identifier: MIT */
/* Orders to the world (loopback/world.h), from whoever puts scenarios to a subject. */
#ifndef PQ_LOOPBACK_ORDER_H
#define PQ_LOOPBACK_ORDER_H

#include "service/channel.h"

/*
 * Gives an order and waits until it is obeyed. events: gets the lines that come in parcels T; NULL: none are wanted. IO
 * with *diag filled if the world is gone, or needs longer than 30 s.
 */
enum pq_err pq_order_world(struct pq_channel *orders, char kind, struct pq_view text, struct pq_buf *events,
			   struct pq_diag *diag);

#endif
