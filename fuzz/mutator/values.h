/* SPDX-License-Identifier: MIT */
/*
 * Values that matter because of the policy "fetch": its bad ports, names and methods, what stands beside them, and
 * other spellings of the same. Nothing here is typed a second time: a new row of the policy is a new value.
 */
#ifndef PQ_MUTATOR_VALUES_H
#define PQ_MUTATOR_VALUES_H

#include "mutator/random.h"
#include "policy/policy.h"

#define PQ_VALUES_PORTS 256

/* bad_ports: that a line of the policy blocks for http, ftp or STUN over TCP, each once. Some 180 KiB. */
struct pq_values {
	struct pq_policy policy;
	uint16_t bad_ports[PQ_VALUES_PORTS];
	size_t bad_port_count;
};

/* False if the built-in policy cannot be read. */
bool pq_values_open(struct pq_values *values);

/* A port that is refused; one that is mostly not. */
uint16_t pq_values_bad_port(const struct pq_values *values, struct pq_random *random);
uint16_t pq_values_good_port(const struct pq_values *values, struct pq_random *random);

/* Mostly a refused port, else its neighbour or another number of interest. */
uint16_t pq_values_port(const struct pq_values *values, struct pq_random *random);

/* Appends a port as digits, or so that a careless reader takes it for that port: wrapped, padded, in other digits. */
void pq_values_port_text(const struct pq_values *values, struct pq_random *random, struct pq_buf *out);
void pq_values_spell_port(uint16_t port, struct pq_random *random, struct pq_buf *out);

/* Append a forbidden name; any header's name, odd ones among them; a forbidden method; any method. */
void pq_values_forbidden_name(const struct pq_values *values, struct pq_random *random, struct pq_buf *out);
void pq_values_name(const struct pq_values *values, struct pq_random *random, struct pq_buf *out);
void pq_values_forbidden_method(const struct pq_values *values, struct pq_random *random, struct pq_buf *out);
void pq_values_method(const struct pq_values *values, struct pq_random *random, struct pq_buf *out);

/* Appends the value of a header. */
void pq_values_value(const struct pq_values *values, struct pq_random *random, struct pq_buf *out);

/* Bytes that end a line, a value, a name or a part of a URL for somebody: static. */
struct pq_view pq_values_break(struct pq_random *random);

/* Appends v with a break somewhere. */
void pq_values_break_into(struct pq_view v, struct pq_random *random, struct pq_buf *out);

#endif
