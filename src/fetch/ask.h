/* SPDX-License-Identifier: MIT */
/*
 * From a request line of a scenario to the request that crosses to the network
 * service: by the page-side API, or raw, as a compromised renderer sends it.
 */
#ifndef PQ_FETCH_ASK_H
#define PQ_FETCH_ASK_H

#include "fetch/env.h"
#include "fetch/request.h"
#include "fetch/result.h"

/*
 * env:    policy, idna, transcript, and randomness through net
 * page:   URL of the page; NULL if it does not parse
 * url:    scratch for parsed URLs; what is left in it is the caller's to reset
 * text, body: where computed values and the body go; they live as long as the request
 */
struct pq_asker {
	const struct pq_fetch_env *env;
	const struct pq_url *page;
	struct pq_buf *url;
	struct pq_buf *text;
	struct pq_buf *body;
};

/*
 * What fetch(), XMLHttpRequest, a form or a link does with line `at` (Fetch 5.4,
 * XHR 3.5, HTML 4.10.21): guards, normalisation, body encoding, port blocking.
 * UNSET and *out, or the result with which the page's request ends here.
 */
struct pq_result pq_page_ask(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
			     struct pq_request *out);

/* What a renderer under the attacker's control sends for that line: nothing is checked, normalised or dropped. */
struct pq_result pq_renderer_ask(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				 struct pq_request *out);

#endif
