/* SPDX-License-Identifier: MIT */
/*
 * The attacker's server: it takes one connection, reads all that comes, and answers once the client has said all that it
 * will say for now, so that nothing depends on how long anything takes. What it answers to a helper's message goes out as
 * a segment of its own.
 */
#ifndef PQ_LAB_NAT_SERVER_H
#define PQ_LAB_NAT_SERVER_H

#include "base/buf.h"
#include "lab/nat_tls.h"
#include "lab/nat_world.h"

enum pq_nat_speaks {
	PQ_NAT_SPEAKS_PLAIN,     /* the helper's protocol and nothing else */
	PQ_NAT_SPEAKS_HTTP,      /* a response with the helper's answer as its body */
	PQ_NAT_SPEAKS_WEBSOCKET, /* 101, and then nothing */
	PQ_NAT_SPEAKS_TURN,      /* 401, then an error, then the helper's answer */
	PQ_NAT_SPEAKS_TLS        /* HTTP under TLS */
};

#define PQ_NAT_MAX_HEARD 65536

/*
 * Opened by pq_nat_server_open, for one case. listener: -1: conn was accepted elsewhere
 * helper:   whose answers are given; NULL: none are
 * segment:  largest segment that it asks the client for, bytes of TCP's payload and options; 0: the system's
 * padding:  bytes before each message, which the attacker has chosen
 * heard:    what has come since the last answer
 * turn:     answers so far
 */
struct pq_nat_server {
	struct pq_nat_world *world;
	const struct pq_nat_helper *helper;
	enum pq_nat_speaks speaks;
	bool udp;
	int listener;
	int conn;
	size_t turn;
	size_t padding;
	struct pq_nat_tls *tls;
	struct pq_buf heard;
	unsigned char heard_bytes[PQ_NAT_MAX_HEARD];
};

enum pq_err pq_nat_server_open(struct pq_nat_server *server, struct pq_nat_world *world, enum pq_nat_speaks speaks,
			       bool udp, uint16_t port, uint16_t segment, struct pq_diag *diag);

/* The same over a connection that somebody else has accepted; file becomes the server's. */
void pq_nat_server_take(struct pq_nat_server *server, struct pq_nat_world *world, enum pq_nat_speaks speaks, int file);

void pq_nat_server_close(struct pq_nat_server *server);

/* Whether what was heard is all of a message, as far as it states its length: a helper may have made it shorter or longer. */
bool pq_nat_server_heard_all(const struct pq_nat_server *server);

/* Takes a connection and what it has brought; false if nothing new was there. */
bool pq_nat_server_read(struct pq_nat_server *server);

/* The client waits: answers what was heard, if it was not answered already. True if something was sent. */
bool pq_nat_server_answer(struct pq_nat_server *server);

/* Waits until the peer's system has all that was written to the socket; false if it has not within a second. */
bool pq_nat_delivered(int file);

#endif
