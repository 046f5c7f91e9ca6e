/* SPDX-License-Identifier: MIT */
/* The IPv6 parser (URL 3.5). */
#ifndef PQ_URL_IPV6_H
#define PQ_URL_IPV6_H

#include "base/address.h"

/* text stands between the brackets; zones are not allowed. False, and out untouched: failure. */
bool pq_ipv6_parse(struct pq_view text, struct pq_address *out);

#endif
