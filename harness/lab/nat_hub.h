/* SPDX-License-Identifier: MIT */
/*
 * The attacker's server for a browser: the page on one port, on another one what the page is told to attack. Many connections,
 * one thread: pq_nat_hub_step serves whoever waits. The page asks for its next task when it is done with the last one.
 */
#ifndef PQ_LAB_NAT_HUB_H
#define PQ_LAB_NAT_HUB_H

#include "lab/nat_vehicle.h"

struct pq_nat_hub;

/* NULL with *diag filled. world outlives it. */
struct pq_nat_hub *pq_nat_hub_open(struct pq_nat_world *world, struct pq_diag *diag);
void pq_nat_hub_close(struct pq_nat_hub *hub);

/*
 * Listens on the port that is attacked, and answers what comes by that way as the helper's server would; helper NULL: as nobody's.
 * padding: bytes before each message. IO with *diag filled if the port cannot be had.
 */
enum pq_err pq_nat_hub_aim(struct pq_nat_hub *hub, const struct pq_nat_vehicle *vehicle,
			   const struct pq_nat_helper *helper, uint16_t port, size_t padding, struct pq_diag *diag);

/* Closes that port and its connections. */
void pq_nat_hub_rest(struct pq_nat_hub *hub);

/* Serves whoever waits, for timeout_ms at most if nobody does. */
void pq_nat_hub_step(struct pq_nat_hub *hub, int timeout_ms);

/* Whether the page waits for a task; gives it one, as JSON. */
bool pq_nat_hub_idle(const struct pq_nat_hub *hub);
void pq_nat_hub_give(struct pq_nat_hub *hub, struct pq_view task);

/* Connections to the port that is attacked, or datagrams. */
size_t pq_nat_hub_dials(const struct pq_nat_hub *hub);

#endif
