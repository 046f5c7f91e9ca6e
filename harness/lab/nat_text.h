/* SPDX-License-Identifier: MIT */
/* What is said to a helper, with the places that nat_helper.h tells filled in. */
#ifndef PQ_LAB_NAT_TEXT_H
#define PQ_LAB_NAT_TEXT_H

#include <stdint.h>

#include "base/address.h"
#include "base/buf.h"

/* port: the inside port that shall become reachable */
struct pq_nat_names {
	struct pq_address client;
	struct pq_address neighbour;
	struct pq_address server;
	struct pq_address outer;
	uint16_t port;
};

/* Appends it. heard: what is answered, for {copy:AT:LEN}; of bytes that it does not have nothing is copied. */
void pq_nat_fill(struct pq_view text, const struct pq_nat_names *names, struct pq_view heard, struct pq_buf *out);

#endif
