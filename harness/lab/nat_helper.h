/* SPDX-License-Identifier: MIT */
/*
 * Helpers of the kernel's connection tracking, and what is said to each: one row a helper. A helper reads along in the
 * protocol of its port and lets through, for a while, the further connection that the two sides have agreed upon.
 *
 * What is said is text with places that are filled in:
 *     {ip} {ip,} {ip#} {ip=}   the client's address: dotted, with commas, as one decimal number, as four bytes
 *     {port} {port,} {port=}   the inside port that shall become reachable: decimal, as two numbers with a comma, as two bytes
 *     {neighbour=}             four bytes: the address of another machine inside
 *     {server} {outer}         dotted: the server's address, the router's on the outside
 *     {copy:AT:LEN}            LEN bytes that stand at AT of what is answered
 * A brace that begins none of these stands for itself.
 */
#ifndef PQ_LAB_NAT_HELPER_H
#define PQ_LAB_NAT_HELPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/view.h"

#define PQ_NAT_MESSAGES 2

/* Where in what is sent the helper finds its command. */
enum pq_nat_looks {
	PQ_NAT_LOOKS_AT_SEGMENT, /* where a segment begins */
	PQ_NAT_LOOKS_AT_LINE,    /* the same, and the segment before ended with a line feed */
	PQ_NAT_LOOKS_AT_WHOLE    /* where a segment holds the command and nothing else */
};

/* What can be done with what it opens. */
enum pq_nat_way {
	PQ_NAT_WAY_TCP,    /* somebody outside connects to the inside port */
	PQ_NAT_WAY_UDP,    /* somebody outside sends a datagram to the port that the client spoke from */
	PQ_NAT_WAY_GRE,    /* somebody outside sends packets of GRE, protocol 47 */
	PQ_NAT_WAY_OUTWARD /* nothing from outside: it lets the inside out */
};

struct pq_nat_message {
	struct pq_view say;
	struct pq_view answer;
};

/*
 * name:     on the command line
 * kernel:   its name for nft
 * udp:      it reads datagrams, else TCP
 * port:     where the protocol's servers are
 * text:     what is said are bytes that a form can carry
 * lead:     what a client of the protocol says before, over TCP
 * messages: message_count of them, one after the other over one connection
 * varies:   older kernels look for its command anywhere in a segment, so that a hole where none is expected is no deviation
 * neighbour: the hole leads to the other machine inside
 * datagram: what a page's own STUN request, sent to that port, says to it; NULL: nothing of use
 * unreachable: why no bytes of a page get there as the helper wants them; NULL: they do
 * help:     one line for a person
 */
struct pq_nat_helper {
	const char *name;
	const char *kernel;
	bool udp;
	uint16_t port;
	bool text;
	enum pq_nat_looks looks;
	enum pq_nat_way way;
	struct pq_view lead;
	struct pq_nat_message messages[PQ_NAT_MESSAGES];
	size_t message_count;
	bool varies;
	bool neighbour;
	const char *datagram;
	const char *unreachable;
	const char *help;
};

extern const struct pq_nat_helper pq_nat_helpers[];
extern const size_t pq_nat_helper_count;

/* NULL if there is none of that name. */
const struct pq_nat_helper *pq_nat_helper_by_name(const char *name);

#endif
