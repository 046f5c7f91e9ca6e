/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1.1 requests as a lenient server reads them (RFC 9112 2 to 7): a line
 * may end in LF alone (2.2), blank lines before the request line are passed over. Pure: no
 * input or output. What a request means is the judge's business, who reads the log.
 */
#ifndef PQ_SINK_HEAD_H
#define PQ_SINK_HEAD_H

#include <stdint.h>

#include "base/err.h"
#include "base/view.h"

/*
 * skipped:    bytes of blank lines before the request line
 * len:        bytes of the head, the empty line included, the skipped ones not
 * method, target: as written, views into the text
 * close:      the connection ends after the answer
 * chunked:    the body comes in chunks; length: otherwise its bytes
 * expects:    the client waits for "100 Continue"
 * websocket:  an upgrade to WebSocket is asked for
 */
struct pq_head {
	size_t skipped;
	size_t len;
	struct pq_view method;
	struct pq_view target;
	bool close;
	bool chunked;
	uint64_t length;
	bool expects;
	bool websocket;
};

/*
 * Reads a head off the beginning of `bytes`; *scanned, zero at first, remembers how far was looked in vain.
 * OK; INCOMPLETE: not all there; SYNTAX: the first line is no request line; RANGE: framing that contradicts itself;
 * LIMIT: over PQ_SINK_MAX_HEAD. *out is filled with OK only, but RANGE fills skipped and len.
 */
enum pq_err pq_head_read(struct pq_view bytes, size_t *scanned, struct pq_head *out);

/* Value of the first field of that name in a head, trimmed; data NULL if there is none. */
struct pq_view pq_head_field(struct pq_view head, struct pq_view name);

/* Whether a comma-separated value has that token, in any case. */
bool pq_head_has_token(struct pq_view value, struct pq_view token);

enum pq_body_state {
	PQ_BODY_DONE,
	PQ_BODY_LENGTH, /* left: bytes until the end */
	PQ_BODY_SIZE,   /* a chunk's size line */
	PQ_BODY_CHUNK,  /* left: bytes of it */
	PQ_BODY_GAP,    /* the line end behind a chunk */
	PQ_BODY_TRAILER
};

/*
 * A reader of a body.
 * state, left: see above
 * line:        bytes of the line under way
 */
struct pq_body_reader {
	enum pq_body_state state;
	uint64_t left;
	size_t line;
	bool sized;
};

void pq_body_reader_init(struct pq_body_reader *reader, const struct pq_head *head);

/*
 * Takes from the beginning of `bytes`: *taken of them are read, *data is what of the body lay among them (one
 * piece, maybe empty). Call again until state is DONE or nothing is taken. SYNTAX: not chunked as RFC 9112 7.1 says.
 */
enum pq_err pq_body_take(struct pq_body_reader *reader, struct pq_view bytes, size_t *taken, struct pq_view *data);

#endif
