/* SPDX-License-Identifier: MIT */
/*
 * What crosses between the three processes: a stream of parcels, each a kind, three zero bytes, the length as four bytes
 * (the highest first) and so many bytes. Pure: bytes come from and go to buffers.
 *
 *     harness  -> service    S N G E P U   the session's settings, a renderer (its socket comes along), orders
 *     service  -> renderer   P G A H B    the page and orders, passed on; outcome, head and body of a response
 *     renderer -> service    R O          requests; what it says of itself, behind the request if there is one
 *     service  -> harness    Z T D H B O X  ready, events, the end of a request, what it got; passed on; the renderer is gone
 */
#ifndef PQ_SERVICE_PARCEL_H
#define PQ_SERVICE_PARCEL_H

#include "base/buf.h"
#include "base/err.h"
#include "scenario/limits.h"

enum {
	PQ_PARCEL_SETTINGS = 'S', /* scenario text: the words of pq_paper_settings */
	PQ_PARCEL_RENDERER =
		'N', /* its number, and a descriptor: from now on this is the renderer. 0 without one: it is gone */
	PQ_PARCEL_PAGE = 'P',     /* scenario text: what the page does */
	PQ_PARCEL_GO = 'G',       /* the line of that scenario to do now, in decimal */
	PQ_PARCEL_HANG_UP = 'U',  /* connections that are kept are closed */
	PQ_PARCEL_EMBEDDER = 'E', /* scenario text: a request of the application itself */
	PQ_PARCEL_REQUEST = 'R',  /* scenario text: the words of pq_paper_request */
	PQ_PARCEL_TOLD = 'O',     /* transcript text: what the renderer says of the line that it does */
	PQ_PARCEL_OUTCOME = 'A',  /* transcript text: how the request ended */
	PQ_PARCEL_HEAD = 'H',     /* head of the response */
	PQ_PARCEL_BODY = 'B',     /* its body; of a WebSocket, each message and a line feed */
	PQ_PARCEL_READY =
		'Z', /* text: empty, or what of the sandbox is missing, and that it goes on without; or why not */
	PQ_PARCEL_EVENTS = 'T', /* lines of a transcript */
	PQ_PARCEL_DONE = 'D', /* why the request failed, for a person; empty if it did not, or if settings were taken */
	PQ_PARCEL_GONE = 'X'  /* number of the renderer that has no socket any more, and why */
};

#define PQ_PARCEL_HEADER 8
#define PQ_MAX_PARCEL PQ_MAX_SCENARIO_TEXT /* bytes of a parcel behind its header */

struct pq_parcel {
	char kind;
	struct pq_view bytes;
};

/*
 * The parcel at the beginning of what has arrived; its bytes are views of that. INCOMPLETE; SYNTAX for what cannot be
 * the beginning of a parcel; LIMIT for one that is too long. After the latter two the stream has no meaning any more.
 */
enum pq_err pq_parcel_read(struct pq_view arrived, struct pq_parcel *out);

/* Bytes of the whole parcel. */
static inline size_t pq_parcel_size(const struct pq_parcel *parcel)
{
	return PQ_PARCEL_HEADER + parcel->bytes.len;
}

/* Appends a parcel; overflow shows in out. */
void pq_parcel_write(char kind, struct pq_view bytes, struct pq_buf *out);

#endif
