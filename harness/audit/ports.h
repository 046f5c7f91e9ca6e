/* SPDX-License-Identifier: MIT */
/* Sets of ports, and those that an audit asks for. Which ports are bad is the judging policy's to say. */
#ifndef PQ_AUDIT_PORTS_H
#define PQ_AUDIT_PORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "monitor/judge_policy.h"

#define PQ_PORT_COUNT 65536u

/* How many bad and how many allowed ports a sample has, where nothing else is said. */
#define PQ_PORTS_SAMPLE_BAD 8
#define PQ_PORTS_SAMPLE_ALLOWED 6

struct pq_port_set {
	uint8_t bits[PQ_PORT_COUNT / 8];
};

static inline bool pq_port_set_has(const struct pq_port_set *set, uint16_t port)
{
	return set->bits[port / 8] >> port % 8 & 1;
}

static inline void pq_port_set_add(struct pq_port_set *set, uint16_t port)
{
	set->bits[port / 8] |= (uint8_t)(1u << port % 8);
}

uint32_t pq_port_set_count(const struct pq_port_set *set);

/* Add: every port; the bad ones of a scheme; the allowed ones right below and above these. */
void pq_ports_all(struct pq_port_set *set);
void pq_ports_bad(struct pq_port_set *set, const struct pq_judge_policy *policy, const char *scheme);
void pq_ports_near(struct pq_port_set *set, const struct pq_judge_policy *policy, const char *scheme);

/* Adds a few: so many bad ones, spread over the list, and so many allowed ones, neighbours of bad ones among them. */
void pq_ports_sample(struct pq_port_set *set, const struct pq_judge_policy *policy, const char *scheme, uint32_t bad,
		     uint32_t allowed);

/*
 * Adds what a list says: numbers, ranges such as 6000-6010, and the words "all", "bad", "near" (neighbours of bad
 * ports) and "sample", parted by commas. SYNTAX or RANGE with *diag filled, where column is the place in the list.
 */
enum pq_err pq_ports_read(struct pq_port_set *set, const char *list, const struct pq_judge_policy *policy,
			  const char *scheme, struct pq_diag *diag);

/* The port that a URL of that scheme has when it names none. */
uint16_t pq_port_default(const char *scheme);

#endif
