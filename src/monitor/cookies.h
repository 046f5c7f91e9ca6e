/* SPDX-License-Identifier: MIT */
/* Cookie headers and the judge's jar. */
#ifndef PQ_MONITOR_COOKIES_H
#define PQ_MONITOR_COOKIES_H

#include "monitor/run.h"

/*
 * Whether the credentials mode of the connection's request lets cookies go to its URL, and come from there at all
 * (Fetch "HTTP-network-or-cache fetch", "HTTP-network fetch"). Both the request and the URL are known.
 */
bool pq_cookies_may_flow(struct pq_judge_state *run, const struct pq_exchange *exchange);

/*
 * Whether every pair of that Cookie value may have come out of the jar for the connection's URL, and the
 * credentials mode of the request lets cookies go there (Fetch "HTTP-network-or-cache fetch"; RFC 6265 5.4).
 */
bool pq_cookies_are_own(struct pq_judge_state *run, const struct pq_exchange *exchange,
			const struct pq_message *message, struct pq_view value);

#endif
