/* SPDX-License-Identifier: MIT */
/*
 * All other UDP, seen by packet sockets that get each datagram when it arrives at
 * an interface. The datagrams of one source and destination make a flow, which is
 * told as a connection.
 */
#ifndef PQ_SINK_PACKETS_H
#define PQ_SINK_PACKETS_H

#include "sink/loop.h"

#define PQ_PACKETS_MAX_FLOWS 4096 /* flows that are remembered; the oldest is closed for a further one */

/* Opens the packet sockets; false with errno where that is not allowed. */
bool pq_packets_open(struct pq_loop *loop);
void pq_packets_close(struct pq_loop *loop);

#endif
