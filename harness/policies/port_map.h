/* SPDX-License-Identifier: MIT */
/* Sets of ports, in the form in which a policy keeps what it blocks (policy/policy.h). */
#ifndef PQ_POLICIES_PORT_MAP_H
#define PQ_POLICIES_PORT_MAP_H

#include "policy/policy.h"

/* Puts the range's ports into the set, or takes them out. */
void pq_port_map_put(struct pq_port_map *set, struct pq_port_range range, bool in);

/* Adds what the other one has. */
void pq_port_map_join(struct pq_port_map *set, const struct pq_port_map *other);

/* What is in a and not in b. out may be a or b. */
void pq_port_map_minus(const struct pq_port_map *a, const struct pq_port_map *b, struct pq_port_map *out);

uint32_t pq_port_map_count(const struct pq_port_map *set);

bool pq_port_map_eq(const struct pq_port_map *a, const struct pq_port_map *b);

/*
 * The first run of neighbouring ports at or above *from, which is moved behind it; false if there is none. From
 * *from = 0 on it gives all runs.
 */
bool pq_port_map_next(const struct pq_port_map *set, uint32_t *from, struct pq_port_range *run);

#endif
