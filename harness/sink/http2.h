/* SPDX-License-Identifier: MIT */
/*
 * HTTP/2 (RFC 9113), read by nghttp2 without its checks of HTTP's rules, so that
 * hostile heads show. Each stream is an arrival of its own, told as if it had
 * come over a connection of HTTP/1.1: see docs/formats.md.
 */
#ifndef PQ_SINK_HTTP2_H
#define PQ_SINK_HTTP2_H

#include "sink/conn.h"

#define PQ_H2_MAX_STREAMS 256     /* streams of one connection that are open at once */
#define PQ_H2_SESSION (32u << 10) /* bytes that a session is booked for */

/* What a client begins with. */
extern const struct pq_view pq_h2_preface;

/* Begins a session on the connection; false without memory. */
bool pq_h2_begin(struct pq_conn *conn);

/* Reads what waits, and writes what the session has to say. True if there was something. */
bool pq_h2_step(struct pq_conn *conn);

/* Ends all streams, in the log too; frees the session. Both are fine where there is none. */
void pq_h2_end(struct pq_conn *conn);
void pq_h2_free(struct pq_conn *conn);

#endif
