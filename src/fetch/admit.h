/* SPDX-License-Identifier: MIT */
/* What a network service refuses at its door. The port is checked later, on each hop. */
#ifndef PQ_FETCH_ADMIT_H
#define PQ_FETCH_ADMIT_H

#include "fetch/fetch.h"

/* UNSET if method and headers may go on the wire as they are. */
struct pq_result pq_fetch_admit(const struct pq_request *request, const struct pq_policy *policy);

/*
 * What a request of mode "no-cors" may not carry, which the page's API and main fetch refuse (Fetch 5.4, 4.1): a method or header
 * that markup could not send, and, to another origin, a redirect mode that shows where it leads. UNSET, or
 * BAD_REQUEST. fetch->current is the request's URL; overwrites fetch->out.
 */
struct pq_result pq_fetch_admit_no_cors(struct pq_fetch *fetch);

#endif
