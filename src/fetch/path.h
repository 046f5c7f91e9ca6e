/* SPDX-License-Identifier: MIT */
/*
 * The ways to a socket: one row for each request word of a scenario. A new path
 * is a file path_NAME.c and its rows here.
 *
 * Theory of operation. The renderer's part turns the scenario's line into a
 * request: `page` as the page-side API does it, with all its refusals, `renderer`
 * as a compromised renderer sends it. The network service's part trusts none of
 * it: `begin` refuses or admits, `step` goes on until the request ends or the
 * socket layer says "again". Every connection is opened by fetch->link, which
 * asks the policy about its port.
 */
#ifndef PQ_FETCH_PATH_H
#define PQ_FETCH_PATH_H

#include "fetch/ask.h"
#include "fetch/fetch.h"

/*
 * word:     the request line
 * page, renderer: UNSET and *out, or the result with which the request ends in the renderer
 * begin:    UNSET if the service admits fetch->request
 * step:     UNSET while the request goes on, with *again if nothing can be done now
 */
struct pq_fetch_path {
	enum pq_word word;
	struct pq_result (*page)(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				 struct pq_request *out);
	struct pq_result (*renderer)(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				     struct pq_request *out);
	struct pq_result (*begin)(struct pq_fetch *fetch);
	struct pq_result (*step)(struct pq_fetch *fetch, bool *again);
};

/* The row of a request word; NULL if the model has no such path. */
const struct pq_fetch_path *pq_fetch_path_of(enum pq_word word);

/* path_http.c: fetch(), XMLHttpRequest, forms, navigations, prefetches and the embedder's requests. */
struct pq_result pq_http_begin(struct pq_fetch *fetch);
struct pq_result pq_http_step(struct pq_fetch *fetch, bool *again);

/* path_hint.c: preconnect, dns-prefetch, and what asks for a prefetch. */
struct pq_result pq_hint_page(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
			      struct pq_request *out);
struct pq_result pq_hint_renderer(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				  struct pq_request *out);
struct pq_result pq_preconnect_begin(struct pq_fetch *fetch);
struct pq_result pq_preconnect_step(struct pq_fetch *fetch, bool *again);
struct pq_result pq_dns_prefetch_begin(struct pq_fetch *fetch);
struct pq_result pq_dns_prefetch_step(struct pq_fetch *fetch, bool *again);

/* path_ice.c: the STUN or TURN server of a peer connection. */
struct pq_result pq_ice_page(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
			     struct pq_request *out);
struct pq_result pq_ice_renderer(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				 struct pq_request *out);
struct pq_result pq_ice_begin(struct pq_fetch *fetch);
struct pq_result pq_ice_step(struct pq_fetch *fetch, bool *again);

/* path_webtransport.c: a WebTransport session, as far as the dial. */
struct pq_result pq_webtransport_page(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				      struct pq_request *out);
struct pq_result pq_webtransport_renderer(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
					  struct pq_request *out);
struct pq_result pq_webtransport_begin(struct pq_fetch *fetch);
struct pq_result pq_webtransport_step(struct pq_fetch *fetch, bool *again);

/* path_socket.c: a raw socket of a plug-in page. */
struct pq_result pq_socket_page(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				struct pq_request *out);
struct pq_result pq_socket_renderer(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				    struct pq_request *out);
struct pq_result pq_socket_begin(struct pq_fetch *fetch);
struct pq_result pq_socket_step(struct pq_fetch *fetch, bool *again);

/* ask_websocket.c, path_websocket.c. */
struct pq_result pq_websocket_page(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				   struct pq_request *out);
struct pq_result pq_websocket_renderer(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				       struct pq_request *out);
struct pq_result pq_websocket_begin(struct pq_fetch *fetch);
struct pq_result pq_websocket_step(struct pq_fetch *fetch, bool *again);

/*
 * path_ftp.c: a URL of scheme "ftp". Both sides refuse a blocked port and a control byte in what will be an argument
 * of a command, once it is percent-decoded; the service goes on as fetch/ftp.h says.
 */
struct pq_result pq_ftp_page(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
			     struct pq_request *out);
struct pq_result pq_ftp_renderer(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				 struct pq_request *out);
struct pq_result pq_ftp_path_begin(struct pq_fetch *fetch);
struct pq_result pq_ftp_path_step(struct pq_fetch *fetch, bool *again);

#endif
