/* SPDX-License-Identifier: MIT */
/*
 * The sink: one process with one event loop that takes every connection,
 * whatever its destination, says where it was meant to go and what was written,
 * and answers as a site tells it to.
 *
 * It speaks HTTP/1.1 with keep-alive, the WebSocket handshake and frames,
 * SOCKS5, CONNECT and requests in absolute form, TLS with certificates made on
 * the fly for the asked name (or, without a name, the dialled address), HTTP/2
 * over TLS, and over UDP: DNS on port 53 of every address; all other datagrams
 * are seen. Several processes may share one port (SO_REUSEPORT).
 *
 * Everything that arrives goes to the log, a transcript: "dial" when a
 * connection arrives (with the destination really dialled, or the one asked of
 * the proxy that it plays), "tls" after a handshake, "send" with what the client
 * wrote, "receive" with what it was told, "close". An HTTP/2 stream is told as a
 * connection of its own, its head written in HTTP/1.1's form (docs/formats.md).
 */
#ifndef PQ_SINK_SINK_H
#define PQ_SINK_SINK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/address.h"
#include "base/err.h"
#include "base/view.h"
#include "transcript/transcript.h"

/* How far a connection came. Of UDP, the first datagram counts as PQ_CAME_REQUEST. */
enum pq_came {
	PQ_CAME_NOTHING, /* nothing dialled */
	PQ_CAME_DIAL,    /* a connection, no byte on it */
	PQ_CAME_HELLO,   /* a TLS ClientHello, or its beginning, and no more */
	PQ_CAME_BYTES,   /* bytes that are no whole request */
	PQ_CAME_REQUEST, /* a whole request head, a WebSocket handshake, or a datagram */
	PQ_CAME_COUNT
};

/* How the connection reached the sink. */
enum pq_route { PQ_ROUTE_DIRECT, PQ_ROUTE_ABSOLUTE, PQ_ROUTE_CONNECT, PQ_ROUTE_SOCKS, PQ_ROUTE_COUNT };

/*
 * conn:      its number in the log
 * transport, address, port: the destination: dialled, or asked of the proxy
 * host:      the name asked of the proxy; empty if an address was, or where the route is direct
 * source:    the client's own address (its second interface's, for WebRTC)
 * route:     see above
 * tls:       the bytes are inside TLS; server_name: as asked by SNI, may be empty
 * http2:     the request came over HTTP/2
 */
struct pq_arrival {
	uint32_t conn;
	enum pq_transport transport;
	struct pq_address address;
	uint16_t port;
	struct pq_view host;
	struct pq_address source;
	enum pq_route route;
	bool tls;
	bool http2;
	struct pq_view server_name;
};

/*
 * A whole request; views are valid during the call. Field names are looked for without regard to case.
 * target:    as written, such as "/a?b" or "http://x/"
 * head:      request line and header lines, with the empty line
 * body:      decoded from chunks; at most PQ_SINK_MAX_BODY bytes, body_len says how many there were
 * websocket: it asks for an upgrade to WebSocket
 * number:    1 for the first request of the connection
 */
struct pq_sink_request {
	const struct pq_arrival *arrival;
	struct pq_view method;
	struct pq_view target;
	struct pq_view head;
	struct pq_view body;
	uint64_t body_len;
	bool websocket;
	uint32_t number;
};

/* The value of the first field of that name, trimmed; an empty view with data NULL if there is none. */
struct pq_view pq_sink_field(const struct pq_sink_request *request, const char *name);

/*
 * status, fields, body: the answer; fields are whole lines with CR LF. Content-Length and Connection are added.
 *           The views are copied before respond() is called again or the loop goes on.
 * raw:      not NULL data: these bytes are written instead, as they are; then the connection closes if `close`
 * close:    close after the answer
 * later_ms: answer only after that time, at most 60000
 * again:    ask respond() once more after later_ms instead of answering (long polling); nothing else counts then
 * silent:   say nothing, keep the connection
 * Of a WebSocket handshake status 101 is completed by the sink (Sec-WebSocket-Accept, first offered subprotocol) and
 * messages are taken and answered to close; any other status refuses it.
 */
struct pq_sink_reply {
	uint16_t status;
	struct pq_view fields;
	struct pq_view body;
	struct pq_view raw;
	bool close;
	bool again;
	bool silent;
	uint32_t later_ms;
};

/*
 * What stands behind the destinations. Each may be NULL.
 * came:     a connection arrived or came further than before (PQ_CAME_DIAL first); again for each request.
 *           bytes: what the client wrote so far, at most 2 KiB of it (a datagram's payload); for a glance
 * respond:  a whole request was read: fill *reply, which is zeroed with status 200
 * look_up:  a DNS question for host of record type `type` (1: A, 28: AAAA; others are answered with none): fills
 *           addresses (8 at most) and *count; returns false if there is no such name
 */
struct pq_site {
	void *context;
	void (*came)(void *context, const struct pq_arrival *arrival, enum pq_came came, struct pq_view bytes);
	void (*respond)(void *context, const struct pq_sink_request *request, struct pq_sink_reply *reply);
	bool (*look_up)(void *context, struct pq_view host, uint16_t type, struct pq_address *addresses, size_t *count);
};

#define PQ_SINK_MAX_CONNECTIONS 19000 /* of one process; a connection over it waits in the kernel */
#define PQ_SINK_MAX_HEAD (64u << 10)  /* bytes of a request head; over it: 431 and close */
#define PQ_SINK_MAX_BODY (2u << 20)   /* bytes of a body that a site is given */
#define PQ_SINK_MAX_LOGGED (4u << 20) /* bytes of one connection in the log, further ones are counted in a comment */
#define PQ_SINK_MAX_LOG (2ull << 30)  /* bytes of one process's log; over it connections are told without their bytes */
#define PQ_SINK_MAX_MEMORY \
	(512u << 20) /* bytes that all connections of one process hold; over it the greediest is closed */

#define PQ_SINK_SAID 4096

/*
 * Shared by all processes of a sink, in memory that they share.
 * processor_us: processor time of all sink processes so far
 * lost:         a log is over PQ_SINK_MAX_LOG or cannot be written: bytes are missing in it
 * said:         answers of the name server that are on their way (said.h)
 * begun_ms:     on the monotonic clock: when the first of them began; the log's "time" counts from there
 */
struct pq_sink_counters {
	_Atomic uint64_t connections;
	_Atomic uint64_t requests;
	_Atomic uint64_t open;
	_Atomic uint64_t datagrams;
	_Atomic uint64_t look_ups;
	_Atomic uint64_t processor_us;
	_Atomic uint64_t begun_ms;
	_Atomic uint16_t said[PQ_SINK_SAID];
	_Atomic bool lost;
	_Atomic bool stop; /* set by anybody: the loops end with status 0, logs flushed */
};

/*
 * port:       TCP port to listen on, on every address
 * redirected: connections arrive through the sandbox's redirect: ask the kernel for their destination, take UDP and
 *             answer DNS. Otherwise (audit --remote) the sink is web page and proxy at its own address alone.
 * log_dir:    folder that gets sink-INDEX.transcript, and has what pq_sink_authority made; without it no TLS handshake
 *             is answered
 * index, processes: 0-based number of this process, and how many there are: conn numbers are index + 1 + k * processes
 * site:       see above; its functions run in this process
 * named_tls:  TLS is spoken only with who asks for a server name: a browser that tries https first with an address falls
 *             back to http
 * counters:   shared memory
 */
struct pq_sink {
	uint16_t port;
	bool redirected;
	const char *log_dir;
	uint32_t index;
	uint32_t processes;
	struct pq_site site;
	bool named_tls;
	struct pq_sink_counters *counters;
};

/* Makes a CA for this run: DIR/authority.pem (certificate) and DIR/authority.key (0600). IO with *diag filled. */
enum pq_err pq_sink_authority(const char *dir, struct pq_diag *diag);

/* The body of a resident: argument is a struct pq_sink. Returns 0 when stopped, 1 with a line on standard error else. */
int pq_sink_run(void *argument);

#endif
