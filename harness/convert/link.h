/* SPDX-License-Identifier: MIT */
/*
 * The parts of a URL that a converter needs, read naively: what the URL means is decided when the scenario is run. Pure.
 */
#ifndef PQ_CONVERT_LINK_H
#define PQ_CONVERT_LINK_H

#include "base/buf.h"

/*
 * scheme:   without its colon, as written
 * userinfo: of the authority; has_userinfo: there is an @, though nothing may stand before it
 * host:     with its brackets, as written
 * port:     empty if there is none
 * rest:     path, query and fragment
 */
struct pq_link {
	struct pq_view scheme;
	struct pq_view userinfo;
	bool has_userinfo;
	struct pq_view host;
	struct pq_view port;
	struct pq_view rest;
};

/* False where there is no scheme with "//" behind it, or no host. */
bool pq_link_cut(struct pq_view url, struct pq_link *link);

/* True for http, https, ws and wss. */
bool pq_link_is_web(const struct pq_link *link);

/* True for ws and wss. */
bool pq_link_is_websocket(const struct pq_link *link);

/*
 * Appends "scheme://host:port" in lower case, of ws as of http, without the scheme's own port: two URLs with the same one are
 * of one origin.
 */
void pq_link_origin(const struct pq_link *link, struct pq_buf *out);

/*
 * Appends a name for a file, of lower-case letters, digits, '.', '_' and '-', from method, host and path: at most `most`
 * bytes, and never beginning with a dot.
 */
void pq_link_name(struct pq_view method, struct pq_view url, size_t most, struct pq_buf *out);

#endif
