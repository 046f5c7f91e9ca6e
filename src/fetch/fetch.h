/* SPDX-License-Identifier: MIT */
/*
 * The network service's side of fetching: admission of a request, then main
 * fetch with its redirects (Fetch 4), as a struct that the caller steps.
 *
 * Theory of operation. A fetch goes through hops. Each hop is: check the port,
 * look the host up, dial, start TLS, write, read. A redirect computes the next
 * current URL and begins the next hop. Nothing else in the service dials, so
 * the port check at the start of a hop is on every path to the socket layer.
 */
#ifndef PQ_FETCH_FETCH_H
#define PQ_FETCH_FETCH_H

#include "fetch/cookie.h"
#include "fetch/env.h"
#include "fetch/request.h"
#include "fetch/result.h"
#include "wire/http1_response.h"

enum pq_fetch_stage {
	PQ_STAGE_HOP,
	PQ_STAGE_RESOLVE,
	PQ_STAGE_DIAL,
	PQ_STAGE_TLS,
	PQ_STAGE_SEND,
	PQ_STAGE_RECEIVE,
	PQ_STAGE_RESPONSE,
};

/*
 * env, jar, request: outlive the fetch; request is changed by redirects
 * current:   current URL; hops: redirects followed so far
 * tainted:   a redirect crossed origins from a cross-origin URL: Origin is "null" (Fetch 2.2.5)
 * addresses: of the current hop's host
 * conn:      open connection, 0 if none
 * url, out, received: buffers over the caller's memory; sent: bytes of out and body already written
 */
struct pq_fetch {
	const struct pq_fetch_env *env;
	struct pq_cookie_jar *jar;
	struct pq_request *request;
	enum pq_fetch_stage stage;
	struct pq_url current;
	unsigned int hops;
	bool tainted;
	struct pq_address addresses[PQ_MAX_ADDRESSES];
	size_t address_count;
	uint32_t conn;
	size_t sent;
	struct pq_buf url;
	struct pq_buf out;
	struct pq_buf received;
	struct pq_http1_response response;
};

/*
 * Takes a request from the renderer: the refusals of a service facing a hostile
 * one. UNSET if it is admitted; the service refuses whole requests, it mends nothing.
 */
struct pq_result pq_fetch_begin(struct pq_fetch *fetch, const struct pq_fetch_env *env, struct pq_cookie_jar *jar,
				struct pq_fetch_memory *memory, struct pq_request *request);

/* Goes on until the request ends or the socket layer says "again"; UNSET then. No connection is open after the end. */
struct pq_result pq_fetch_step(struct pq_fetch *fetch);

#endif
