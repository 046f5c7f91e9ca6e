/* SPDX-License-Identifier: MIT */
/*
 * Answers of the name server that are on their way: the packet sockets see them come by, and must not take them for
 * datagrams of a client's. It is noted before an answer is sent, because its question may come by only behind it: a kernel
 * may give a packet to the name server's socket first.
 */
#ifndef PQ_SINK_SAID_H
#define PQ_SINK_SAID_H

#include "base/address.h"
#include "sink/sink.h"

/* An answer to whoever asked from there; message: its bytes, or the question's, which begin with the same number. */
void pq_said_note(struct pq_sink_counters *counters, const struct pq_address *asker, uint16_t port,
		  struct pq_view message);

/* Whether such an answer was noted and was not seen yet; now it was. */
bool pq_said_take(struct pq_sink_counters *counters, const struct pq_address *asker, uint16_t port,
		  struct pq_view message);

#endif
