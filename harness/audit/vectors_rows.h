/* SPDX-License-Identifier: MIT */
/*
 * The rows of the table of vectors, by purpose; vectors.c puts them together.
 * What a probe, markup and header may use is told in pages/README.md. A new vector is a row in one of these files.
 *
 * Sections are those of the standards in 2026: HTML, Fetch, XMLHttpRequest and WebSockets by their numbers, modules of
 * CSS and the like by number or by the section's title.
 */
#ifndef PQ_AUDIT_VECTORS_ROWS_H
#define PQ_AUDIT_VECTORS_ROWS_H

#include "audit/vectors.h"

/* enum pq_vector_need, short enough for rows of a table. */
enum {
	SCRIPT = PQ_NEEDS_SCRIPT,
	SECURE = PQ_NEEDS_SCRIPT | PQ_NEEDS_SECURE,
	TLS = PQ_NEEDS_TLS,
	HTTPS_PAGE = PQ_NEEDS_HTTPS_PAGE,
	WORKER = PQ_NEEDS_SCRIPT | PQ_NEEDS_WORKER,
	SERVICE_WORKER = PQ_NEEDS_SCRIPT | PQ_NEEDS_SECURE | PQ_NEEDS_SERVICE_WORKER,
	WEBRTC = PQ_NEEDS_SCRIPT | PQ_NEEDS_WEBRTC,
	PROXY = PQ_NEEDS_SCRIPT | PQ_NEEDS_PROXY,
	SOCKS = PQ_NEEDS_SCRIPT | PQ_NEEDS_SOCKS,
	PAC = PQ_NEEDS_SCRIPT | PQ_NEEDS_PAC,
	FOLLOWS = PQ_FOLLOWS,
	ONE_BY_ONE = PQ_ONE_BY_ONE,
	OWN_PAGE = PQ_OWN_PAGE,
	UDP = PQ_UDP,
	RUNTIME = PQ_RUNTIME,
	WINDOW = PQ_OPENS_WINDOW
};

/* What script asks for by itself: fetch, XMLHttpRequest, beacons, event streams, sockets, imports. */
extern const struct pq_vector pq_vectors_script[];
extern const size_t pq_vectors_script_count;

/* Elements that load something: images, scripts, media, frames, SVG. */
extern const struct pq_vector pq_vectors_element[];
extern const size_t pq_vectors_element_count;

/* Style sheets, and what a style may name. */
extern const struct pq_vector pq_vectors_style[];
extern const size_t pq_vectors_style_count;

/* Navigations and forms. */
extern const struct pq_vector pq_vectors_navigation[];
extern const size_t pq_vectors_navigation_count;

/* Hints, links, and response headers that make a browser dial. */
extern const struct pq_vector pq_vectors_link[];
extern const size_t pq_vectors_link_count;

/* Workers of every kind. */
extern const struct pq_vector pq_vectors_worker[];
extern const size_t pq_vectors_worker_count;

/* WebRTC, WebTransport, proxies. */
extern const struct pq_vector pq_vectors_network[];
extern const size_t pq_vectors_network_count;

#endif
