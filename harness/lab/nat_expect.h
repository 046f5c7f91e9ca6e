/* SPDX-License-Identifier: MIT */
/* What a router's connection tracking expects: the holes that its helpers have opened, as the kernel tells them (ctnetlink). */
#ifndef PQ_LAB_NAT_EXPECT_H
#define PQ_LAB_NAT_EXPECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/address.h"

/*
 * from, to:  who may come, all zero for anybody; where to
 * from_port, to_port: of GRE the keys; a port that is zero is any
 * active:    it counts; what SIP has asked for and not been granted does not yet
 * helper:    the kernel's name of it
 */
struct pq_nat_expectation {
	uint8_t protocol;
	struct pq_address from;
	struct pq_address to;
	uint16_t from_port;
	uint16_t to_port;
	bool active;
	char helper[32];
};

#define PQ_NAT_MAX_EXPECTATIONS 16

/* line: a netlink socket of the router's place. How many there are, at most PQ_NAT_MAX_EXPECTATIONS; -1 with errno. */
int pq_nat_expectations(int line, struct pq_nat_expectation out[static PQ_NAT_MAX_EXPECTATIONS]);

/* Has the kernel forget all connections and expectations of the place. False with errno. */
bool pq_nat_forget(int line);

#endif
