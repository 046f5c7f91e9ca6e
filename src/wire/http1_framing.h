/* SPDX-License-Identifier: MIT */
/* Where the body of a response ends: its length fields and chunk lines (RFC 9112 6.3 and 7.1). */
#ifndef PQ_WIRE_HTTP1_FRAMING_H
#define PQ_WIRE_HTTP1_FRAMING_H

#include <stdint.h>

#include "base/err.h"
#include "request/header.h"

#define PQ_MAX_BODY_LENGTH INT64_MAX /* of one Content-Length or chunk size; larger ones are LIMIT */

enum pq_framing {
	PQ_FRAMING_CLOSE,  /* the body ends with the connection */
	PQ_FRAMING_LENGTH, /* Content-Length */
	PQ_FRAMING_CHUNKED /* Transfer-Encoding */
};

/*
 * Decides from a head's fields; minor is the x of HTTP/1.x. *length is set for
 * LENGTH only. SYNTAX: lengths that are not digits or not all the same text,
 * another transfer coding than one "chunked", one in HTTP/1.0, or both fields.
 */
enum pq_err pq_http1_framing(const struct pq_header *headers, size_t count, unsigned int minor,
			     enum pq_framing *framing, uint64_t *length);

/* Reads "chunk-size [ chunk-ext ]", a line without NUL, CR and LF. What extensions say is ignored. */
enum pq_err pq_http1_chunk_size(struct pq_view line, uint64_t *size);

#endif
