/* SPDX-License-Identifier: MIT */
/* The server's end of one connection: bytes in and out, in the clear or inside TLS. */
#ifndef PQ_LOOPBACK_PLUG_H
#define PQ_LOOPBACK_PLUG_H

#include <openssl/ssl.h>

#include "base/address.h"
#include "transcript/transcript.h"

#define PQ_PLUG_IN (3u << 20) /* bytes of a message that is not whole yet */

/*
 * fd:     -1 where the slot is free
 * conn:   number of the dial in the world in memory
 * may_begin_tls: nothing was read yet, or a tunnel was opened
 * spoke:  the server had its chance to greet
 * tunnel: the last message asked for one; its server hangs up inside of it only
 * target: of the tunnel, if it is an address; family 0 otherwise
 * ended:  nothing more is said; what comes is thrown away until the client goes
 * doomed: there is no answer for it: it breaks once the client has said what it wanted
 * raw:    what is read belongs to no HTTP message any more
 * seen:   gets what the client does and is told, as of connection `number`; NULL: nobody asks
 * seen_tls: it was told that the handshake is over
 */
struct pq_plug {
	int fd;
	uint32_t conn;
	SSL *ssl;
	bool may_begin_tls;
	bool spoke;
	bool tunnel;
	struct pq_address target;
	bool ended;
	bool doomed;
	bool raw;
	struct pq_transcript *seen;
	uint32_t number;
	bool seen_tls;
	struct pq_buf in;
	unsigned char *storage;
};

enum pq_plug_read { PQ_PLUG_NOTHING, PQ_PLUG_BYTES, PQ_PLUG_GONE };

/* Where that connection was dialled to, before the sandbox led it here. Family 4 and zeros if the kernel cannot say. */
void pq_plug_target(int fd, struct pq_address *address, uint16_t *port);

/* Takes the connection; false without memory, and it is closed. */
bool pq_plug_open(struct pq_plug *plug, int fd, uint32_t conn);

/* Whether what has arrived there, and was not read yet, begins TLS. */
bool pq_plug_begins_tls(int fd);

/* Reads what is there into plug->in. */
enum pq_plug_read pq_plug_read(struct pq_plug *plug, SSL_CTX *tls);

/* Holds back what is written until pq_plug_flush, or until it ends. */
void pq_plug_hold(struct pq_plug *plug);
void pq_plug_flush(struct pq_plug *plug);

/* Writes all, waiting for room a second at most. */
void pq_plug_write(struct pq_plug *plug, struct pq_view bytes);

/* Nothing more is said; or the connection breaks. */
void pq_plug_end(struct pq_plug *plug);
void pq_plug_break(struct pq_plug *plug);

void pq_plug_close(struct pq_plug *plug);

/* How much of what was read is a whole message; 0 if it is not whole yet. */
size_t pq_plug_message(const struct pq_plug *plug);

#endif
