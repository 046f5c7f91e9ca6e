/* SPDX-License-Identifier: MIT */
/*
 * The model's socket layer inside: real sockets of the place, while the attacker's server is served in between, so that
 * one thread plays both ends. A receive is the moment at which the client waits, and thus at which the server answers.
 */
#ifndef PQ_LAB_NAT_NET_H
#define PQ_LAB_NAT_NET_H

#include "lab/nat_server.h"
#include "net/net.h"

#define PQ_NAT_MAX_UNSENT 65536

/*
 * cuts:    each write is a segment of its own; else all that is written before a receive is written at once
 * zeros:   what is drawn are zeros, as of a client that masks nothing
 * file:    of the connection; -1: none
 * dials:   so far
 * waits:   receives that brought nothing, one after the other
 * lost:    something was written that never arrived: the router has dropped it
 */
struct pq_nat_net {
	struct pq_nat_world *world;
	struct pq_nat_server *server;
	bool cuts;
	bool zeros;
	int file;
	bool udp;
	uint32_t dials;
	unsigned int waits;
	bool lost;
	struct pq_nat_tls *tls;
	struct pq_buf unsent;
	unsigned char unsent_bytes[PQ_NAT_MAX_UNSENT];
};

/* net->world, server, cuts and zeros are set already. Valid as long as net. */
struct pq_net pq_nat_net_init(struct pq_nat_net *net);

/* Closes what is open. */
void pq_nat_net_fini(struct pq_nat_net *net);

#endif
