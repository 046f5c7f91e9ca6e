/* SPDX-License-Identifier: MIT */
/*
 * The network service's side of a request, as a struct that the caller steps.
 * What it does on the way is its path's business (path.h); what every path
 * shares stands here: the request, the link, and buffers over the caller's memory.
 */
#ifndef PQ_FETCH_FETCH_H
#define PQ_FETCH_FETCH_H

#include "fetch/ftp.h"
#include "fetch/ice.h"
#include "fetch/link.h"
#include "fetch/request.h"
#include "fetch/result.h"
#include "fetch/websocket.h"
#include "wire/http1_response.h"

struct pq_fetch_path;

/*
 * env, service, request: outlive the fetch; request is changed by redirects
 * path:      the row that the request takes; stage: where on it, the path's own numbers, from 0
 * current:   current URL; hops: redirects followed so far
 * tainted:   a redirect crossed origins from a cross-origin URL: Origin is "null" (Fetch 2.2.5)
 * retried:   the message under way is sent for the second time, after a kept connection has failed
 * alternative: the alternative service that the hop uses, in the service's cache; NULL: the origin itself
 * own_place: the hop has no use for alternatives any more, because one has failed
 * preflight: the message under way asks for the permission of the next one; permitted: it was given for this hop
 * link:      the connection
 * login:     what the origin is offered on this hop
 * unsent, unsent_body: what is still to be written of the message
 * next_line, wrote: of a raw socket: the line that may be written next; something has been written
 * ice:       of an ICE server
 * websocket: of the path that has one
 * memory, url, out, received: the caller's memory, and buffers over it
 * ftp:       what a transfer over FTP needs beside the link
 */
struct pq_fetch {
	const struct pq_fetch_env *env;
	struct pq_service *service;
	struct pq_request *request;
	const struct pq_fetch_path *path;
	unsigned int stage;
	struct pq_url current;
	unsigned int hops;
	bool tainted;
	bool retried;
	const struct pq_altsvc_entry *alternative;
	bool own_place;
	bool preflight;
	bool permitted;
	struct pq_link link;
	struct pq_auth login;
	struct pq_view unsent;
	struct pq_view unsent_body;
	size_t next_line;
	bool wrote;
	struct pq_ice ice;
	struct pq_buf url;
	struct pq_buf out;
	struct pq_buf received;
	struct pq_http1_response response;
	struct pq_websocket websocket;
	struct pq_fetch_memory *memory;
	struct pq_ftp ftp;
};

/*
 * Takes a request from the renderer: the refusals of a service facing a hostile
 * one. UNSET if it is admitted; the service refuses whole requests, it mends nothing.
 */
struct pq_result pq_fetch_begin(struct pq_fetch *fetch, const struct pq_fetch_path *path, struct pq_service *service,
				struct pq_fetch_memory *memory, struct pq_request *request);

/* Goes on until the request ends or the socket layer says "again"; UNSET then. No link is open after the end. */
struct pq_result pq_fetch_step(struct pq_fetch *fetch);

#endif
