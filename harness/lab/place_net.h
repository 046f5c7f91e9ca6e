/* SPDX-License-Identifier: MIT */
/*
 * The socket layer of a lab's page: sockets of TCP that are made in a place of a sandbox, names from a table.
 *
 * Servers of the same process are to be served while the page waits, so every wait is a call of `idle`. A receive gives the
 * peer quiet_ms to say something before it says "again", for to a raw socket that word means that nobody speaks. A patient
 * page that writes twice waits as long for an answer before it writes the second time, as one does that has shaken hands.
 */
#ifndef PQ_LAB_PLACE_NET_H
#define PQ_LAB_PLACE_NET_H

#include "net/net.h"

#define PQ_PLACE_NET_CONNS 16

struct pq_place_name {
	const char *name;
	const char *address;
};

/*
 * socket:   a new one of socket(2)'s domain and type, in the page's place; -1 where none can be made
 * idle:     returns when the file is ready for these events of poll(2) or limit_ms have passed, true if it is ready
 * context:  of both
 * names:    name_count rows; other names do not exist
 * patient:  see above
 * quiet_ms: see above
 * limit_ms: in which a peer says nothing at all; then the budget is used up
 * The rest is the layer's own; all zero at first.
 */
struct pq_place_net {
	int (*socket)(void *context, int domain, int type);
	bool (*idle)(void *context, int file, short events, int limit_ms);
	void *context;
	const struct pq_place_name *names;
	size_t name_count;
	bool patient;
	int quiet_ms;
	int limit_ms;
	uint32_t dials;
	struct pq_place_conn {
		uint32_t number;
		int file;
		bool unanswered;
		int silent_ms;
	} conns[PQ_PLACE_NET_CONNS];
};

/* Valid as long as net. */
struct pq_net pq_place_net(struct pq_place_net *net);

/* Closes what is still open; numbers of connections begin anew. */
void pq_place_net_reset(struct pq_place_net *net);

#endif
