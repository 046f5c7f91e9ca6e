/* SPDX-License-Identifier: MIT */
/*
 * A scenario's servers and names on real sockets: a process in a sandbox to whose listener every dial leads.
 *
 * Theory of operation. What servers say is what the world in memory (vnet) says: each connection that arrives is a dial
 * there, what is read from it is sent there, and what is received there is written to it. A message goes on once it is
 * whole: an HTTP message with its body, otherwise whatever came at once. What a server says in one go, its end
 * included, leaves in one go, so that a client which reads it knows of the end as well. TLS is spoken with whoever
 * begins it, under an authority of the run, with a certificate for the name that is asked for.
 */
#ifndef PQ_LOOPBACK_WORLD_H
#define PQ_LOOPBACK_WORLD_H

#include <stdbool.h>

#define PQ_WORLD_PORT 60998    /* of its listener */
#define PQ_WORLD_MAX_CONNS 128 /* open at a time */

/*
 * orders: socket over which it is told what to play: parcels (service/parcel.h) P, a scenario, and G, its controls begin;
 *         each is answered by an empty D. T, what happened since, by lines of a transcript in parcels T before that D
 * dir:    has what pq_sink_authority made
 * tells:  it keeps what happens, for T: look-ups, dials as they were meant, what clients wrote and were told, in the
 *         clear. Clients are gone by then: it waits, 5 s at most, for the end of their connections
 */
struct pq_world {
	int orders;
	const char *dir;
	bool tells;
};

/* Serves until whoever gives the orders is gone; the exit status of the process. */
int pq_world_run(void *world);

#endif
