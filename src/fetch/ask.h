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
 * origin: scratch for the URL of whoever asks in the page's place
 * url:    scratch for parsed URLs; what is left in it is the caller's to reset
 * text, body: where computed values and the body go; they live as long as the request
 */
struct pq_asker {
	const struct pq_fetch_env *env;
	const struct pq_url *page;
	struct pq_url *origin;
	struct pq_buf *url;
	struct pq_buf *text;
	struct pq_buf *body;
};

/*
 * What the page side does with line `at`: guards, normalisation, body encoding, port blocking.
 * UNSET and *out, or the result with which the page's request ends here.
 * fetch: fetch(), XMLHttpRequest, a control (Fetch 5.4, XHR 3.5); form, navigate: HTML 4.10.21, 7.4.2
 */
struct pq_result pq_page_ask_fetch(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				   struct pq_request *out);
struct pq_result pq_page_ask_form(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				  struct pq_request *out);
struct pq_result pq_page_ask_navigate(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				      struct pq_request *out);

/* What a renderer under the attacker's control sends for that line: nothing is checked, normalised or dropped. */
struct pq_result pq_renderer_ask(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				 struct pq_request *out);

/*
 * What the embedding application hands to the network service: no page side stands before it, and it has an origin
 * of its own, or none. BAD_URL if that origin is no URL.
 */
struct pq_result pq_embedder_ask(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				 struct pq_request *out);

/* Parts of these that other paths need as well; results as above. */

/* Parses a URL that a page wrote, against the page's. */
struct pq_result pq_page_parse_url(const struct pq_asker *asker, struct pq_view text, struct pq_url *url);

/* Fetch 2.9: what the page may not even ask for. */
struct pq_result pq_page_check_port(const struct pq_asker *asker, enum pq_scheme scheme, uint16_t port);

/* Serialises the URL for the service. */
struct pq_result pq_page_set_url(const struct pq_asker *asker, const struct pq_url *url, struct pq_request *out);

/* Absolute if it can be made so against the page's, else as it stands: the service will have to cope. */
struct pq_view pq_renderer_url(const struct pq_asker *asker, struct pq_view text);

/* The header lines of line `at` as they stand. LIMIT if there are too many. */
struct pq_result pq_renderer_headers(const struct pq_scenario *scenario, size_t at, struct pq_request *out);

#endif
