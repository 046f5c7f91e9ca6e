/* SPDX-License-Identifier: MIT */
/*
 * Logins at the current URL's origin: the userinfo of that URL, then what the user has stored for its scheme, host
 * and port. Neither is offered where the request's credentials may not flow, to a response that CORS would show to
 * another origin, or beside an Authorization header that the caller has set (Fetch "HTTP-network-or-cache fetch").
 */
#ifndef PQ_FETCH_LOGIN_H
#define PQ_FETCH_LOGIN_H

#include "fetch/fetch.h"

/* A response with 401: *again if the same request is to be made again with a login. UNSET, or AUTH. */
struct pq_result pq_login_refused(struct pq_fetch *fetch, bool *again);

/* Adds Authorization if a login is offered; target is that of the message. UNSET, AUTH or LIMIT. */
struct pq_result pq_login_add(struct pq_fetch *fetch, struct pq_view target, struct pq_headers *headers,
			      struct pq_buf *text);

#endif
