/* SPDX-License-Identifier: MIT */
/* Fetch "HTTP-redirect fetch": what the next hop asks, and where. */
#ifndef PQ_FETCH_REDIRECT_H
#define PQ_FETCH_REDIRECT_H

#include "fetch/fetch.h"

/* It has a redirect status and a Location. */
bool pq_response_redirects(const struct pq_http1_response *response);

/* Changes the fetch's request and current URL for the next hop. UNSET, or how the request ends. */
struct pq_result pq_fetch_redirect(struct pq_fetch *fetch);

#endif
