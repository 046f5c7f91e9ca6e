/* SPDX-License-Identifier: MIT */
/* Network addresses as numbers, and their text (RFC 4291 2.2 in, RFC 5952 out). */
#ifndef PQ_BASE_ADDRESS_H
#define PQ_BASE_ADDRESS_H

#include "base/buf.h"

/*
 * family: 4, 6, or 0 for "no address"
 * bytes:  network order; 4 bytes for IPv4 (the rest zero), 16 for IPv6
 */
struct pq_address {
	uint8_t family;
	uint8_t bytes[16];
};

/* Strict text: four decimal numbers without leading zeros, or IPv6 without zone and brackets. */
bool pq_address_parse(struct pq_view text, struct pq_address *out);

/* Appends the canonical text, IPv6 without brackets. */
void pq_address_print(const struct pq_address *address, struct pq_buf *out);

static inline bool pq_address_eq(const struct pq_address *a, const struct pq_address *b)
{
	return a->family == b->family && memcmp(a->bytes, b->bytes, a->family == 6 ? 16 : 4) == 0;
}

#endif
