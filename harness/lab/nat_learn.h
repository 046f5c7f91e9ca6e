/* SPDX-License-Identifier: MIT */
/*
 * What the attacker's server learns before the attack, as NAT slipstreaming does: the same request, to a port that no helper
 * reads and whose number has as many digits, with bytes that the server knows again. From the segments that arrive it
 * computes how much padding puts a command where a segment begins.
 */
#ifndef PQ_LAB_NAT_LEARN_H
#define PQ_LAB_NAT_LEARN_H

#include "lab/nat_case.h"

/* The padding for that port, over a connection that is kept or not; false with *diag filled if the request did not arrive. */
bool pq_nat_learn(struct pq_nat_bench *bench, const struct pq_nat_vehicle *vehicle, uint16_t port, bool kept,
		  size_t *padding, struct pq_diag *diag);

#endif
