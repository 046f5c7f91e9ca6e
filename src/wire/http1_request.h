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

/* Appends request line ("METHOD target HTTP/1.1"), Host from the URL, the headers in order, and the empty line. */
void pq_http1_request_write(struct pq_view method, const struct pq_url *url, const struct pq_header *headers,
			    size_t count, struct pq_buf *out);

#endif
