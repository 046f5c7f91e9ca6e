/* SPDX-License-Identifier: MIT */
/*
 * A request as it crosses from the renderer to the network service (Fetch 2.2.5).
 * The service trusts none of it.
 */
#ifndef PQ_FETCH_REQUEST_H
#define PQ_FETCH_REQUEST_H

#include "request/headers.h"
#include "scenario/scenario.h"
#include "url/url.h"

/*
 * method, url: text; the service parses the URL again
 * headers:     what the page set, and the body's Content-Type
 * has_body, body: bytes that follow the head
 * mode, credentials, redirect: as in Fetch
 * page:        URL of the page that asked; NULL if it has none that parses
 * scenario, line: where what the page does with the open connection stands
 */
struct pq_request {
	struct pq_view method;
	struct pq_view url;
	struct pq_header headers[PQ_MAX_HEADERS];
	size_t header_count;
	bool has_body;
	struct pq_view body;
	enum pq_mode mode;
	enum pq_credentials credentials;
	enum pq_redirect redirect;
	const struct pq_url *page;
	const struct pq_scenario *scenario;
	size_t line;
};

/* A GET of that page's without headers and body, which follows redirects; its URL is still to be set. */
static inline void pq_request_init(struct pq_request *request, const struct pq_url *page, enum pq_mode mode,
				   enum pq_credentials credentials)
{
	request->method = pq_view_str("GET");
	request->header_count = 0;
	request->has_body = false;
	request->mode = mode;
	request->credentials = credentials;
	request->redirect = PQ_REDIRECT_FOLLOW;
	request->page = page;
}

#endif
