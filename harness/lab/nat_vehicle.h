/* SPDX-License-Identifier: MIT */
/* The ways in which a page has bytes of its choice written to a port: one row a way. */
#ifndef PQ_LAB_NAT_VEHICLE_H
#define PQ_LAB_NAT_VEHICLE_H

#include "base/buf.h"
#include "lab/nat_helper.h"
#include "lab/nat_server.h"
#include "policy/policy.h"

/* What becomes of the bytes on their way. */
enum pq_nat_carries {
	PQ_NAT_VERBATIM,
	PQ_NAT_ENCODED,  /* line breaks and what is no letter become %NN */
	PQ_NAT_MASKED,   /* by four bytes that the page cannot know (RFC 6455 5.3) */
	PQ_NAT_ENCRYPTED /* TLS */
};

/* How what is written becomes segments. */
enum pq_nat_shape {
	PQ_NAT_WHOLE,  /* all in one write */
	PQ_NAT_SPLIT,  /* head and body in two writes */
	PQ_NAT_PADDED, /* in one write, with padding that puts the command where a segment begins */
	PQ_NAT_SHAPE_COUNT
};

/*
 * name:    as the table shows it
 * scheme:  by which a policy knows it
 * carries: see there; speaks: what the server has to answer in
 * binary:  it carries any bytes, else text
 * udp:     as datagrams, whose bytes are not the page's choice
 * first:   in two writes, the second begins with what is carried
 * bare:    nothing is written before it; alone: nothing behind it
 * repeats: several messages go over one connection
 * zeros:   a client that draws zeros where others draw random bytes
 * room:    bytes that are carried while the segment size is learnt; least: bytes of padding at least
 * segment: largest segment that the server asks for; 0: the system's
 * shapes:  bit 1 << enum pq_nat_shape for each that makes sense
 * write:   appends the lines of a scenario that ask for it
 */
struct pq_nat_vehicle {
	const char *name;
	enum pq_scheme scheme;
	enum pq_nat_carries carries;
	enum pq_nat_speaks speaks;
	bool binary;
	bool udp;
	bool first;
	bool bare;
	bool alone;
	bool repeats;
	bool zeros;
	size_t room;
	size_t least;
	uint16_t segment;
	unsigned int shapes;
	void (*write)(uint16_t port, struct pq_view bytes, struct pq_buf *out);
};

#define PQ_NAT_MAX_VEHICLES 16

extern const struct pq_nat_vehicle pq_nat_vehicles[];
extern const size_t pq_nat_vehicle_count;

/* NULL if there is none of that name. */
const struct pq_nat_vehicle *pq_nat_vehicle_by_name(const char *name);

/* Whether the helper can be spoken to by that way at all. */
bool pq_nat_carries_to(const struct pq_nat_vehicle *vehicle, const struct pq_nat_helper *helper);

/* Whether the helper finds its command in what is written so. */
bool pq_nat_is_found(const struct pq_nat_vehicle *vehicle, const struct pq_nat_helper *helper, enum pq_nat_shape shape);

/* "whole", "split", "padded"; static */
const char *pq_nat_shape_name(enum pq_nat_shape shape);

/* Appends the scenario that has `count` messages carried to that port of the attacker's server, over a connection that is kept or not. */
void pq_nat_scenario(const struct pq_nat_vehicle *vehicle, uint16_t port, const struct pq_view *messages, size_t count,
		     bool kept, struct pq_buf *out);

#endif
