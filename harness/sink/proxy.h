/* SPDX-License-Identifier: MIT */
/* The requests that take the sink for a proxy. */
#ifndef PQ_SINK_PROXY_H
#define PQ_SINK_PROXY_H

#include "sink/conn.h"
#include "sink/target.h"

/* Finds an address for the target's name; false if there is none. Without a DNS every name is taken as it is. */
bool pq_proxy_find(struct pq_loop *loop, struct pq_target *target);

/* CONNECT, whose head is there and not taken yet. */
void pq_proxy_connect(struct pq_conn *conn, const struct pq_head *head);

/*
 * A head that is there and not taken yet: if it is in absolute-form, the connection becomes one to its target. False if
 * that cannot be reached; then it was refused.
 */
bool pq_proxy_absolute(struct pq_conn *conn, const struct pq_head *head);

#endif
