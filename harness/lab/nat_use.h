/* SPDX-License-Identifier: MIT */
/* Going through a hole: somebody outside does what the expectation lets him, and the packets are seen inside. */
#ifndef PQ_LAB_NAT_USE_H
#define PQ_LAB_NAT_USE_H

#include "lab/nat_expect.h"
#include "lab/nat_world.h"
#include "result/lab_step.h"

/*
 * Tries the hole; NULL: there is none, and the inside port is tried through the router's own address. True if it was used: a
 * handshake, or the packet, was captured inside. What happened is appended to steps.
 */
bool pq_nat_use(struct pq_nat_world *world, const struct pq_nat_helper *helper, const struct pq_nat_expectation *hole,
		struct pq_lab_steps *steps);

/* Text such as "tcp from 198.51.100.2 to 198.51.100.1:22". */
#define PQ_NAT_HOLE_SIZE 96
void pq_nat_hole_text(const struct pq_nat_expectation *hole, char out[static PQ_NAT_HOLE_SIZE]);

#endif
