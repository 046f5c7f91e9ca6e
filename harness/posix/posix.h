/* SPDX-License-Identifier: MIT */
/*
 * The socket layer over the system: sockets, TLS by OpenSSL, names by c-ares, the kernel's clock and randomness.
 *
 * Theory of operation. Sockets do not block. A call that says "again" notes what it waits for, and
 * pq_posix_waits() tells it to whoever polls. Everything has a time limit; what is late fails, or uses up the budget
 * (PQ_NET_EXHAUSTED) where the peer is only silent.
 *
 * What files say (certificates, name servers, hosts) is read when it is opened, so that a sandbox may close behind it.
 * A name is looked up once for each call of resolve, without search lists and aliases; addresses come in the order of
 * the answers, and the one that is given to connect is the one that is dialled.
 *
 * One call does wait, although struct pq_net knows only calls that do not: a receive behind a send gives the answer
 * pause_ms to come before it says "again", for those who talk without a fixed order (WebSockets, raw sockets) take that
 * word for a peer that has nothing to say. Pieces of what is no answer yet have pause_ms each, up to the request's end.
 *
 * Writing to a TLS connection whose peer is gone raises SIGPIPE, which the process must ignore.
 */
#ifndef PQ_POSIX_POSIX_H
#define PQ_POSIX_POSIX_H

#include <poll.h>

#include "base/err.h"
#include "net/net.h"

struct pq_posix;

#define PQ_POSIX_MAX_CONNS 64  /* connections open at a time */
#define PQ_POSIX_MAX_HOSTS 256 /* rows of the hosts file; further ones are not known */
#define PQ_POSIX_WAITS 16

/*
 * authority_file: PEM of the authorities that certificates must lead to; NULL: the system's, without which no
 *                 certificate is believed
 * name_servers:   "ADDRESS:PORT,..." with IPv6 in brackets; NULL: the system's
 * hosts_file:     NULL: /etc/hosts
 * connect_ms:     of one dial, of one TLS handshake, of one try at a name server; 0: 10000
 * silence_ms:     in which a peer neither takes nor sends a byte; 0: 30000
 * request_ms:     of all that happens since pq_posix_begin; 0: 120000
 * pause_ms:       see above; 0: 200
 */
struct pq_posix_options {
	const char *authority_file;
	const char *name_servers;
	const char *hosts_file;
	uint32_t connect_ms;
	uint32_t silence_ms;
	uint32_t request_ms;
	uint32_t pause_ms;
};

/* IO with *diag->expected saying what is missing: authorities that cannot be read, a name server that is no address. */
enum pq_err pq_posix_open(struct pq_posix **out, const struct pq_posix_options *options, struct pq_diag *diag);

/* Closes whatever is open. NULL is fine. */
void pq_posix_close(struct pq_posix *posix);

/* Valid as long as posix. */
struct pq_net pq_posix_net(struct pq_posix *posix);

/* A request begins: its time does, and the last one's trouble is forgotten. */
void pq_posix_begin(struct pq_posix *posix);

/* Closes what is still open; numbers of connections begin anew. */
void pq_posix_reset(struct pq_posix *posix);

/*
 * What the last "again" waits for.
 * files:      count entries, ready for poll(2)
 * timeout_ms: when to call again in any case
 */
struct pq_posix_waits {
	struct pollfd files[PQ_POSIX_WAITS];
	size_t count;
	int timeout_ms;
};

void pq_posix_waits(struct pq_posix *posix, struct pq_posix_waits *out);

/* Why the last call failed that did, such as "certificate verify failed: certificate has expired"; "" if none did. */
const char *pq_posix_trouble(const struct pq_posix *posix);

/* Connections that are open. */
size_t pq_posix_open_conns(const struct pq_posix *posix);

#endif
