/* SPDX-License-Identifier: MIT */
/*
 * Values that the model itself makes of a scenario: the boundaries that it draws, the ports and names that it dials.
 * Its entropy comes from the scenario, so that a run tells what the next run of the same scenario will draw; no
 * table has such values, and no chance meets them.
 */
#ifndef PQ_MUTATOR_ECHO_H
#define PQ_MUTATOR_ECHO_H

#include "mutator/random.h"
#include "scenario/scenario.h"

/* boundaries: oldest first; more than these are forgotten. ports: of dials, the same way. */
#define PQ_ECHO_KEPT 8

struct pq_echo;

/* NULL if the model cannot be opened. */
struct pq_echo *pq_echo_open(void);
void pq_echo_close(struct pq_echo *echo);

/* Puts the scenario to the model, and keeps what came of it until the next time. */
void pq_echo_run(struct pq_echo *echo, const struct pq_scenario *scenario);

/* One of the boundaries, the last one more often than others; empty if there is none. */
struct pq_view pq_echo_boundary(const struct pq_echo *echo, struct pq_random *random);

/* A port that was dialled; false if there was none. */
bool pq_echo_port(const struct pq_echo *echo, struct pq_random *random, uint16_t *port);

#endif
