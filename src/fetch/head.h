/* SPDX-License-Identifier: MIT */
/* The head of one hop: the page's headers, and those that only the network service sets (Fetch "HTTP-network-or-cache fetch"). */
#ifndef PQ_FETCH_HEAD_H
#define PQ_FETCH_HEAD_H

#include "fetch/fetch.h"

/* Writes the head of the current hop to fetch->out. UNSET, or LIMIT if it does not fit. */
struct pq_result pq_fetch_write_head(struct pq_fetch *fetch);

/* Whether cookies go out and are kept on this hop (Fetch "HTTP-network-or-cache fetch", includeCredentials). */
bool pq_fetch_uses_cookies(const struct pq_fetch *fetch);

#endif
