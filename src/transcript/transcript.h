/* SPDX-License-Identifier: MIT */
/*
 * A transcript: what happened, in order, as events and as text (pratique-transcript 1).
 *
 * Requests are numbered from 1 in the order in which their lines stand in the
 * scenario, controls included. What lies between "request N" and "outcome N"
 * belongs to request N. Connections are numbered from 1 in the order of their
 * dials, failed dials included, and a number is never used twice.
 *
 *     pratique-transcript 1
 *     request 1
 *     dropped 1 "Host"
 *     random "\x01\x02..."
 *     resolve "mail.example" 20.1.2.3 2001:db8::1      (no address: the look-up failed)
 *     dial 1 tcp 20.1.2.3 80 ok                        (or: refused, failed; address "-": not known)
 *     tls 1 "mail.example"
 *     send 1 "GET / HTTP/1.1\r\n..."
 *     receive 1 "HTTP/1.1 200 OK\r\n..."
 *     close 1
 *     time 12
 *     call renderer connect refused (what a process asked of the system that its sandbox takes away; or: made)
 *     outcome 1 done 200           (or: outcome 1 blocked unsafe_port service; outcome 1 error bad-response)
 *     truncated                    (at the end: events were lost)
 *
 * Arguments are written as in base/text.h. Empty lines and lines that begin
 * with '#' are read over.
 */
#ifndef PQ_TRANSCRIPT_TRANSCRIPT_H
#define PQ_TRANSCRIPT_TRANSCRIPT_H

#include <stdint.h>

#include "base/address.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/rule.h"

enum pq_event_kind {
	PQ_EVENT_REQUEST, /* request begins */
	PQ_EVENT_DROPPED, /* text: name of a header that the guard dropped silently */
	PQ_EVENT_RANDOM,  /* bytes: what was drawn */
	PQ_EVENT_RESOLVE, /* text: host asked for; addresses: the answer */
	PQ_EVENT_DIAL,    /* conn, transport, addresses[0], port, dialled: a connection was asked of the system */
	PQ_EVENT_TLS,     /* conn, text: server name; from here on bytes are the plaintext */
	PQ_EVENT_SEND,    /* conn, bytes written */
	PQ_EVENT_RECEIVE, /* conn, bytes read */
	PQ_EVENT_CLOSE,   /* conn */
	PQ_EVENT_TIME,    /* time_ms: the clock was read */
	PQ_EVENT_CALL,    /* process, text: name of the system call, called */
	PQ_EVENT_OUTCOME, /* outcome; status, or rule and side, or text: name of the network error */
	PQ_EVENT_COUNT
};

enum pq_transport { PQ_TRANSPORT_TCP, PQ_TRANSPORT_UDP, PQ_TRANSPORT_COUNT };
enum pq_dialled { PQ_DIALLED_OK, PQ_DIALLED_REFUSED, PQ_DIALLED_FAILED, PQ_DIALLED_COUNT };

/* Of several processes, the only one that may have sockets, and others. */
enum pq_process { PQ_PROCESS_RENDERER, PQ_PROCESS_SERVICE, PQ_PROCESS_OTHER, PQ_PROCESS_COUNT };
enum pq_called { PQ_CALLED_REFUSED, PQ_CALLED_MADE, PQ_CALLED_COUNT };

/*
 * kind:      which of the fields below count
 * request:   number of the request that it belongs to; 0 outside of any
 * conn:      number of the connection; 0 if none
 * port:      destination, 0 to 65535
 * status:    of a response, 100 to 999; 0 where a request ended well and there is none
 * time_ms:   milliseconds since the subject began
 * addresses: address_count entries
 */
struct pq_event {
	enum pq_event_kind kind;
	uint32_t request;
	uint32_t conn;
	uint16_t port;
	uint16_t status;
	enum pq_transport transport;
	enum pq_dialled dialled;
	enum pq_process process;
	enum pq_called called;
	enum pq_outcome outcome;
	enum pq_rule rule;
	enum pq_side side;
	uint64_t time_ms;
	struct pq_view text;
	struct pq_view bytes;
	const struct pq_address *addresses;
	size_t address_count;
};

/* Documented maxima: every hop of PQ_MAX_REQUESTS requests with the largest body, cut into small pieces. */
#define PQ_MAX_EVENTS 131072                /* events of one transcript */
#define PQ_MAX_TRANSCRIPT_ADDRESSES 65536   /* addresses of all its events */
#define PQ_MAX_TRANSCRIPT_BYTES (64u << 20) /* bytes and texts of all its events, decoded */

/*
 * Storage is the caller's, and may be smaller than the maxima; views of appended events point into `bytes`.
 * current:   number of the request under way, given to each appended event; 0 if none
 * truncated: an event did not fit and was lost, with all that came after it; such a transcript is never judged as clean
 */
struct pq_transcript {
	struct pq_event *events;
	size_t count;
	size_t cap;
	struct pq_address *addresses;
	size_t address_count;
	size_t address_cap;
	struct pq_buf bytes;
	uint32_t current;
	bool truncated;
};

void pq_transcript_init(struct pq_transcript *transcript, struct pq_event *events, size_t cap,
			struct pq_address *addresses, size_t address_cap, void *bytes, size_t bytes_cap);

/* Forgets all events, keeps the storage. */
void pq_transcript_reset(struct pq_transcript *transcript);

/* Append one event each; what does not fit sets `truncated`. Bytes and text are copied. */
void pq_transcript_request(struct pq_transcript *transcript, uint32_t request);
void pq_transcript_dropped(struct pq_transcript *transcript, struct pq_view name);
void pq_transcript_random(struct pq_transcript *transcript, struct pq_view bytes);
void pq_transcript_resolve(struct pq_transcript *transcript, struct pq_view host, const struct pq_address *addresses,
			   size_t count);
void pq_transcript_dial(struct pq_transcript *transcript, uint32_t conn, enum pq_transport transport,
			const struct pq_address *address, uint16_t port, enum pq_dialled dialled);
void pq_transcript_tls(struct pq_transcript *transcript, uint32_t conn, struct pq_view name);
void pq_transcript_send(struct pq_transcript *transcript, uint32_t conn, struct pq_view bytes);
void pq_transcript_receive(struct pq_transcript *transcript, uint32_t conn, struct pq_view bytes);
void pq_transcript_close(struct pq_transcript *transcript, uint32_t conn);
void pq_transcript_time(struct pq_transcript *transcript, uint64_t time_ms);
/* Each of these ends the current request. */
void pq_transcript_done(struct pq_transcript *transcript, uint16_t status);
void pq_transcript_blocked(struct pq_transcript *transcript, enum pq_rule rule, enum pq_side side);
void pq_transcript_error(struct pq_transcript *transcript, const char *name);
/* Appends an event of another transcript, or a CALL; it belongs to the request that is under way here. */
void pq_transcript_copy(struct pq_transcript *transcript, const struct pq_event *event);

/*
 * Reads text; SYNTAX, VERSION, RANGE or LIMIT with *diag filled (the maximum's name, and what of it the storage
 * holds), and an empty transcript. Copies what it keeps.
 */
enum pq_err pq_transcript_parse(struct pq_transcript *transcript, struct pq_view text, struct pq_diag *diag);

/* Appends the canonical text of all events; the line of one, with its line feed. */
void pq_transcript_print(const struct pq_transcript *transcript, struct pq_buf *out);
void pq_event_print(const struct pq_event *event, struct pq_buf *out);

#endif
