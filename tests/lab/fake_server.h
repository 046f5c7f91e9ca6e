/* SPDX-License-Identifier: MIT */
/*
 * Servers for tests of trials, each a thread on one end of a socket pair. They take lines: "do WORD" is done, "has WORD" asks
 * whether it was, "ping" is answered by "pong". What they make of a line that they do not know is what they differ in.
 */
#ifndef PQ_TESTS_FAKE_SERVER_H
#define PQ_TESTS_FAKE_SERVER_H

#include <pthread.h>

#include "lab/world.h"

enum fake_manner {
	FAKE_EXECUTES,  /* says "?" and goes on */
	FAKE_TOLERATES, /* the same, and what it is told to do it does only where nothing unknown came before */
	FAKE_SWALLOWS,  /* from the first unknown line on it says nothing more, and does nothing */
	FAKE_REJECTS,   /* closes */
	FAKE_COUNTS,    /* closes at the fifth unknown line */
	FAKE_ALIGNED, /* says "?" and goes on, but drops a line of which another read brings the end; reads 512 bytes at once */
	FAKE_FORGETS, /* says "?" and goes on, but remembers only the last word that it was told to do */
	FAKE_DIES,   /* the whole server ends, and takes no connections any more */
	FAKE_SILENT, /* a sink: reads and says nothing, whatever comes */
	FAKE_ECHO    /* sends back what comes */
};

#define FAKE_DONE 4096

/* done: words that were done; restarts: how often it was started anew; may_restart: it can be */
struct fake_server {
	enum fake_manner manner;
	bool dead;
	bool may_restart;
	unsigned int restarts;
	pthread_mutex_t lock;
	char done[FAKE_DONE][16];
	size_t done_count;
};

void fake_server_init(struct fake_server *server, enum fake_manner manner);
struct pq_lab_world fake_server_world(struct fake_server *server);

#endif
