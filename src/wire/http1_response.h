/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1.1 responses in (RFC 9112 4 to 7), strict where leniency has been a hole:
 * no bare LF or CR in the head, no space before a colon, no obs-fold, one way to find the body's end.
 * The space after the status code stands even where there is no reason phrase (RFC 9112 4).
 */
#ifndef PQ_WIRE_HTTP1_RESPONSE_H
#define PQ_WIRE_HTTP1_RESPONSE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "request/header.h"

#define PQ_MAX_RESPONSE_HEADERS 64
#define PQ_MAX_RESPONSE_HEAD 65536 /* bytes of one head, of one chunk line, of the trailers */
#define PQ_MAX_INTERIM 8           /* 1xx responses before the final one */

/* What was asked, which decides whether the answer ends with its head (RFC 9112 6.3, RFC 9110 15.2.2). */
enum pq_http1_to {
	PQ_HTTP1_TO_OTHER,
	PQ_HTTP1_TO_HEAD,    /* no answer has a body */
	PQ_HTTP1_TO_CONNECT, /* 2xx has no body, whatever length it states: the tunnel begins (RFC 9110 9.3.6) */
	PQ_HTTP1_TO_UPGRADE  /* 101 is final and has no body: the other protocol begins */
};

/*
 * status:   200 to 999 once complete, or 101 where an upgrade was asked for
 * headers:  header_count entries, values without surrounding whitespace; views into the fed bytes
 * body_len: bytes of the body read so far, chunk framing not counted
 * consumed: how much of the fed bytes belongs to this response, interim ones included; behind it begins the tunnel
 *           or the other protocol, where the response opens one
 * The rest is the parser's own:
 * to:        as given to init
 * until_close: the connection's end ended it
 * state:     what is read next, which begins at consumed
 * minor:     x of HTTP/1.x
 * interim:   1xx responses skipped
 * section:   where the head, chunk line or trailers being read began
 * scanned:   no newline lies between consumed and here
 * remaining: bytes still missing of the body or chunk
 * failure:   what every further call returns; OK while there was none
 */
struct pq_http1_response {
	uint16_t status;
	struct pq_header headers[PQ_MAX_RESPONSE_HEADERS];
	size_t header_count;
	uint64_t body_len;
	size_t consumed;
	enum pq_http1_to to;
	bool until_close;
	unsigned int state;
	unsigned int minor;
	unsigned int interim;
	size_t section;
	size_t scanned;
	uint64_t remaining;
	enum pq_err failure;
};

void pq_http1_response_init(struct pq_http1_response *response, enum pq_http1_to to);

/*
 * Goes on with `bytes`, everything received so far on this connection for this
 * response (the same storage each time, only longer); eof: nothing will follow.
 * OK: complete. INCOMPLETE: feed more. SYNTAX, LIMIT: give the connection up.
 * How the bytes were cut into calls makes no difference to the result; the work
 * is linear in the bytes and the calls.
 */
enum pq_err pq_http1_response_feed(struct pq_http1_response *response, struct pq_view bytes, bool eof);

/* First header of that name, compared without case; NULL if there is none. */
const struct pq_header *pq_http1_response_find(const struct pq_http1_response *response, struct pq_view name);

/* Whether a header of that name has the token in its list (RFC 9110 5.6.1); both are compared without case. */
bool pq_http1_response_lists(const struct pq_http1_response *response, struct pq_view name, struct pq_view token);

/*
 * Whether the connection of a complete response may carry another message (RFC 9112 9.3): HTTP/1.1, framed by itself,
 * and no "close" among its Connection options.
 */
bool pq_http1_response_persists(const struct pq_http1_response *response);

#endif
