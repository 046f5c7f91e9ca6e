/* SPDX-License-Identifier: MIT */
/*
 * The socket layer in memory: names, servers, faults, time and randomness all
 * come from the scenario, so that two runs are the same byte for byte.
 *
 * Theory of operation. Every operation consumes one byte of the scenario's
 * schedule, also where the byte cannot change anything, so that a mutation of
 * one choice leaves the later ones in place. The byte may make an operation say
 * "again" or move fewer bytes. Without bytes everything happens at once.
 *
 * The n-th dial of the attack is served by the n-th answer; without any answer
 * line each dial gets an empty 200. Once the answers are used up, a dial fails
 * for good. Controls always get the empty 200. A server speaks only after the
 * client has written something, and has room for PQ_VNET_WINDOW bytes: a send
 * that finds none says "again", and meanwhile the server has read them all.
 * Operations and bytes have a budget; beyond it every call says EXHAUSTED.
 */
#ifndef PQ_VNET_VNET_H
#define PQ_VNET_VNET_H

#include "net/net.h"
#include "scenario/scenario.h"

#define PQ_VNET_MAX_CONNS 512 /* dials of one run */
#define PQ_VNET_MAX_OPERATIONS 16384
#define PQ_VNET_MAX_TRAFFIC (16u << 20) /* bytes in both directions */
#define PQ_VNET_WINDOW 65536u           /* bytes that a server takes before it has read them */
#define PQ_VNET_MAX_COMPUTED (1u << 20) /* bytes of all "redirect" answers of one run */

/*
 * line, end:  the answer's parts that are still to come; equal when it has nothing more
 * piece:      what is left of the part under way
 * spoken_to:  the client has written something
 * unread:     bytes written that the server has not read yet, up to PQ_VNET_WINDOW
 */
struct pq_vnet_conn {
	size_t line;
	size_t end;
	struct pq_view piece;
	bool spoken_to;
	size_t unread;
	bool open;
};

struct pq_vnet {
	const struct pq_scenario *scenario;
	struct pq_view schedule;
	uint64_t random;
	uint64_t traffic;
	uint32_t operations;
	uint32_t dials;
	size_t answer; /* line of the next answer */
	bool has_answers;
	bool control;
	bool answered[PQ_MAX_LINES]; /* dns lines that have answered once */
	struct pq_vnet_conn conns[PQ_VNET_MAX_CONNS];
	struct pq_buf bytes; /* answers that are computed, not quoted */
	unsigned char storage[PQ_VNET_MAX_COMPUTED];
};

/* About 1 MiB: allocated once. scenario outlives its use; a second call starts anew. */
struct pq_net pq_vnet_init(struct pq_vnet *vnet, const struct pq_scenario *scenario);

/* From here on dials belong to a control, with a budget of its own: what the attack used up must not void it. */
void pq_vnet_begin_control(struct pq_vnet *vnet);

#endif
