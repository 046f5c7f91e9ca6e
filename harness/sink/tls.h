/* SPDX-License-Identifier: MIT */
/*
 * TLS as the sink speaks it: certificates made for whatever name is asked for,
 * and one layer of it in a connection's stack. A layer reads and writes memory,
 * so that it can lie on a socket or inside another one.
 */
#ifndef PQ_SINK_TLS_H
#define PQ_SINK_TLS_H

#include "sink/conn.h"

#define PQ_TLS_MAX_LEAVES 4096   /* certificates that are kept; the oldest goes for a further one */
#define PQ_TLS_LAYER (48u << 10) /* bytes that a layer is booked for */

/* Reads the run's authority. NULL if there is none: then no handshake can be answered. */
struct pq_tls *pq_tls_new(const char *dir);
void pq_tls_free(struct pq_tls *tls);

/* Puts a layer on top of the connection's stack and gives it what waits. False if there can be no more. */
bool pq_layer_begin(struct pq_conn *conn);

/* Bytes for layer `level`, from below: what they hold goes up to the next layer, or to pq_conn_feed. */
void pq_layer_in(struct pq_conn *conn, size_t level, struct pq_view bytes);

/* Bytes of layer `level`, from above: goes down to the wire. */
void pq_layer_out(struct pq_conn *conn, size_t level, struct pq_view bytes);

/* Says that nothing more will come, in all layers. */
void pq_layer_say_end(struct pq_conn *conn);

/* Frees all layers. */
void pq_layer_free(struct pq_conn *conn);

#endif
