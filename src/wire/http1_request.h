/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1.1 requests out (RFC 9112 3 to 6). Only writes: every part was checked
 * before by whoever answers for it, and nothing is checked twice.
 */
#ifndef PQ_WIRE_HTTP1_REQUEST_H
#define PQ_WIRE_HTTP1_REQUEST_H

#include "base/buf.h"
#include "request/header.h"
#include "url/url.h"

/* How the request line names its target (RFC 9112 3.2). */
enum pq_http1_form {
	PQ_HTTP1_ORIGIN_FORM,  /* path and query: to the server itself */
	PQ_HTTP1_ABSOLUTE_FORM /* the URL without userinfo and fragment: to a proxy */
};

/* Appends the request target of that form. */
void pq_http1_target_write(const struct pq_url *url, enum pq_http1_form form, struct pq_buf *out);

/* Appends request line ("METHOD target HTTP/1.1"), Host from the URL, the headers in order, and the empty line. */
void pq_http1_request_write(struct pq_view method, const struct pq_url *url, enum pq_http1_form form,
			    const struct pq_header *headers, size_t count, struct pq_buf *out);

/* Appends the target of CONNECT, host:port. */
void pq_http1_connect_target_write(struct pq_view host, uint16_t port, struct pq_buf *out);

/* Appends a CONNECT request for host (as serialised) and port, which always stands there (RFC 9110 9.3.6). */
void pq_http1_connect_write(struct pq_view host, uint16_t port, const struct pq_header *headers, size_t count,
			    struct pq_buf *out);

#endif
