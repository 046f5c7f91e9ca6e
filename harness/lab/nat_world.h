/* SPDX-License-Identifier: MIT */
/*
 * Where the packet-filter lab takes place: a visitor's network behind a router, and the attacker's server outside.
 *
 *     inside 10.77.0.2 ────┐
 *                          ├── router ── 198.51.100.1 ──── 198.51.100.2 outside
 *     neighbour 10.78.0.2 ─┘
 *
 * The router translates what leaves (masquerade), lets the inside out, and from outside only what belongs to what went out or
 * what a helper expects. Two machines inside listen on PQ_NAT_INSIDE_PORT, which nobody outside shall reach.
 */
#ifndef PQ_LAB_NAT_WORLD_H
#define PQ_LAB_NAT_WORLD_H

#include "base/err.h"
#include "lab/nat_helper.h"
#include "lab/nat_text.h"
#include "sandbox/sandbox.h"

enum pq_nat_place { PQ_NAT_INSIDE, PQ_NAT_ROUTER, PQ_NAT_OUTSIDE, PQ_NAT_NEIGHBOUR, PQ_NAT_PLACE_COUNT };

#define PQ_NAT_CLIENT "10.77.0.2"
#define PQ_NAT_NEIGHBOUR_ADDRESS "10.78.0.2"
#define PQ_NAT_OUTER "198.51.100.1"
#define PQ_NAT_SERVER "198.51.100.2"
#define PQ_NAT_PAGE_PORT 8000   /* of the attacker's page: the router passes that on, and looks at none of it */
#define PQ_NAT_INSIDE_PORT 5900 /* of a remote desktop; helpers of SIP open no port below 1024 */

/*
 * line:       to the router's connection tracking
 * taps:       what passes inside, outside and the neighbour (index: place); of the router -1
 * listeners:  of PQ_NAT_INSIDE_PORT, by place; -1 where there is none
 * names:      for what is said
 */
struct pq_nat_world {
	struct pq_sandbox *sandbox;
	int line;
	int taps[PQ_NAT_PLACE_COUNT];
	int listeners[PQ_NAT_PLACE_COUNT];
	struct pq_nat_names names;
};

/* IO with *diag saying what is missing; then there is nothing to close. */
enum pq_err pq_nat_world_open(struct pq_nat_world *world, struct pq_diag *diag);
void pq_nat_world_close(struct pq_nat_world *world);

/* From now on the helper reads along on that port. IO with what nft says in *diag where the kernel has no such helper. */
enum pq_err pq_nat_world_help(struct pq_nat_world *world, const struct pq_nat_helper *helper, uint16_t port,
			      struct pq_diag *diag);

/* From now on no helper reads along. */
enum pq_err pq_nat_world_help_nobody(struct pq_nat_world *world, struct pq_diag *diag);

/* Forgets connections, holes, and what has passed so far. False with errno. */
bool pq_nat_world_fresh(struct pq_nat_world *world);

/* A socket of IPv4 in a place; -1 with *diag filled. type: of socket(2) */
int pq_nat_world_socket(struct pq_nat_world *world, enum pq_nat_place place, int type, int protocol,
			struct pq_diag *diag);

/* A socket that is bound there, address NULL for all, and, if it is a stream, listens; -1 with *diag filled. */
int pq_nat_world_bound(struct pq_nat_world *world, enum pq_nat_place place, int type, const char *address,
		       uint16_t port, struct pq_diag *diag);

#endif
