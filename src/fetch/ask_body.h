/* SPDX-License-Identifier: MIT */
/* The body that a request line of a scenario asks for ("extract a body", Fetch 2.2.4; form encoding, HTML 4.10.21). */
#ifndef PQ_FETCH_ASK_BODY_H
#define PQ_FETCH_ASK_BODY_H

#include "fetch/ask.h"

/*
 * present: the request has a body
 * bytes:   the body
 * type:    its Content-Type; empty if it brings none
 */
struct pq_asked_body {
	bool present;
	struct pq_view bytes;
	struct pq_view type;
};

/* Body of a fetch, xhr or control line. UNSET and *out; LIMIT or NO_BOUNDARY. */
struct pq_result pq_asked_body(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
			       struct pq_asked_body *out);

/* Entry list of a form line, encoded for POST; the same encoded as the query of a GET. */
struct pq_result pq_asked_form_body(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				    struct pq_asked_body *out);
struct pq_result pq_asked_form_query(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				     struct pq_view *out);

#endif
