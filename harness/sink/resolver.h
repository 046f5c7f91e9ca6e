/* SPDX-License-Identifier: MIT */
/* The name server at every address: what the site says about a name, as DNS. */
#ifndef PQ_SINK_RESOLVER_H
#define PQ_SINK_RESOLVER_H

#include "sink/dns.h"
#include "sink/loop.h"

/* Answers one message and logs the look-up; false if it is no question that can be answered. */
bool pq_resolver_answer(struct pq_loop *loop, struct pq_view message, struct pq_buf *out);

/* Opens the sockets on UDP port 53; false with errno. */
bool pq_resolver_open(struct pq_loop *loop);
void pq_resolver_close(struct pq_loop *loop);

#endif
