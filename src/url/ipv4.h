/* SPDX-License-Identifier: MIT */
/* The ends in a number checker and the IPv4 parser (URL 3.5). */
#ifndef PQ_URL_IPV4_H
#define PQ_URL_IPV4_H

#include "base/address.h"

/* True if the last label is meant as a number: then the domain is an IPv4 address or nothing. */
bool pq_ipv4_ends_in_number(struct pq_view domain);

/* Up to four numbers, decimal, octal (0...) or hexadecimal (0x...). False, and out untouched: failure. */
bool pq_ipv4_parse(struct pq_view domain, struct pq_address *out);

#endif
