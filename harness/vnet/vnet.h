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
 * client has written something, but for a greeting, behind which it may also
 * hang up or break off by itself; a "wait" makes it silent until the client has
 * written again, and so is the server of empty 200s after each. It has room for
 * PQ_VNET_WINDOW bytes: a send that finds none says "again", and meanwhile the
 * server has read them all. Whether a connection is
 * a CORS preflight's shows in what is written first: it then gives the answer
 * that it took back, and is served by the next one for preflights, or permitted.
 * The server of empty 200s permits each preflight, also behind other messages.
 * Over UDP each send and each part of an answer is one datagram, which is moved
 * whole or not at all; who has nothing more to say is silent, for nothing closes.
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
#define PQ_VNET_MAX_COMPUTED (1u << 20) /* bytes of all answers of one run that are computed, not quoted */
#define PQ_VNET_MAX_HEARD 8192          /* bytes of one message that a server looks at; it knows no more of it */

/*
 * transport:  as dialled
 * answer:     line of the answer, SIZE_MAX if each message gets an empty 200
 * line, end:  the answer's parts that are still to come; equal when it has nothing more
 * piece:      what is left of the part under way
 * spoken_to:  the client has written something that the server may answer
 * spoke:      the server has said something, or waited, since the client last wrote: what comes next is another message
 * known:      what is written first has been looked at; not for the server of empty 200s
 * unread:     bytes written that the server has not read yet, up to PQ_VNET_WINDOW
 */
struct pq_vnet_conn {
	enum pq_transport transport;
	size_t answer;
	size_t line;
	size_t end;
	struct pq_view piece;
	bool spoken_to;
	bool spoke;
	bool known;
	size_t unread;
	bool open;
};

/*
 * answer, preflight: lines of the next answers of either kind
 * heard:     the beginning of the last message, which connection heard_conn wrote
 * paused_ms: time that passed beside the operations: pauses, and all that came before the controls
 */
struct pq_vnet {
	const struct pq_scenario *scenario;
	struct pq_view schedule;
	uint64_t random;
	uint64_t traffic;
	uint32_t operations;
	uint32_t dials;
	uint64_t paused_ms;
	size_t answer;
	size_t preflight;
	bool has_answers;
	bool control;
	bool answered[PQ_MAX_LINES]; /* dns lines that have answered once */
	struct pq_vnet_conn conns[PQ_VNET_MAX_CONNS];
	uint32_t heard_conn;
	size_t heard_len;
	unsigned char heard[PQ_VNET_MAX_HEARD];
	struct pq_buf bytes; /* answers that are computed, not quoted */
	unsigned char storage[PQ_VNET_MAX_COMPUTED];
};

/* About 1 MiB: allocated once. scenario outlives its use; a second call starts anew. */
struct pq_net pq_vnet_init(struct pq_vnet *vnet, const struct pq_scenario *scenario);

/* From here on dials belong to a control, with a budget of its own: what the attack used up must not void it. */
void pq_vnet_begin_control(struct pq_vnet *vnet);

/* Lets so much time pass. */
void pq_vnet_pause(struct pq_vnet *vnet, uint64_t ms);

#endif
