/* SPDX-License-Identifier: MIT */
/*
 * The servers of the proxy lab, and the name server that its proxy asks: plain code in the process that is the page as well,
 * over sockets that were made in the places of a sandbox. They are served whenever the page waits.
 */
#ifndef PQ_LAB_PROXY_SERVERS_H
#define PQ_LAB_PROXY_SERVERS_H

#include <poll.h>

#include "lab/place_net.h"
#include "lab/proxy_answer.h"

#define PQ_PROXY_LISTENERS 8
#define PQ_PROXY_CONNS 32         /* of one asking; a further one is closed as it comes */
#define PQ_PROXY_CONN_BYTES 16384 /* of one connection that are kept; what is beyond is read and forgotten */

/*
 * who:    in words, for the steps
 * inside: it is the inside server
 * body:   what it answers
 */
struct pq_proxy_listener {
	const char *who;
	bool inside;
	const char *body;
	uint16_t port;
	int file;
};

/*
 * A connection of the asking under way; it stays here when it is closed.
 * file:     -1: closed
 * from:     the peer's address, as text
 * bytes:    what arrived, len of them; answered: how many of these have been answered
 * said:     what was answered
 * framed:   a WebSocket was opened on it; quiet: nothing more is answered on it
 * end_ms:   when the server hangs up by itself; 0: it does not
 */
struct pq_proxy_conn {
	int file;
	const struct pq_proxy_listener *listener;
	char from[16];
	unsigned char bytes[PQ_PROXY_CONN_BYTES];
	size_t len;
	size_t answered;
	unsigned char said[1024];
	size_t said_len;
	bool framed;
	bool quiet;
	uint64_t end_ms;
};

/*
 * names:  name_count rows, what the name server knows
 * dns:    its socket; -1: there is none
 * The rest is filled by the functions.
 */
struct pq_proxy_servers {
	const struct pq_place_name *names;
	size_t name_count;
	int dns;
	struct pq_proxy_listener listeners[PQ_PROXY_LISTENERS];
	size_t listener_count;
	struct pq_proxy_conn conns[PQ_PROXY_CONNS];
	size_t conn_count;
};

/* Takes a socket that was made in a place, and listens there; false with errno, and the socket is closed then. */
bool pq_proxy_servers_listen(struct pq_proxy_servers *servers, const struct pq_proxy_listener *listener,
			     const char *address);

/* Takes a datagram socket for the name server, at 127.0.0.1, port 53; false with errno, and it is closed then. */
bool pq_proxy_servers_name(struct pq_proxy_servers *servers, int file);

/* Serves until `file` (-1: none) is ready for these events or limit_ms have passed; true if it is ready. */
bool pq_proxy_servers_serve(struct pq_proxy_servers *servers, int file, short events, int limit_ms);

/* Another asking begins: closes and forgets all connections. */
void pq_proxy_servers_reset(struct pq_proxy_servers *servers);

/* Closes everything. */
void pq_proxy_servers_fini(struct pq_proxy_servers *servers);

#endif
