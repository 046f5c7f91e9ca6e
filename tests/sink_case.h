/* SPDX-License-Identifier: MIT */
/*
 * A sink in a process of its own, and clients of it: what the tests of the sink
 * share. Traffic stays on loopback.
 */
#ifndef PQ_TESTS_SINK_CASE_H
#define PQ_TESTS_SINK_CASE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "sink/log.h"
#include "sink/sink.h"

#define SINK_CASE_ARRIVALS 65536

/*
 * What the site of the sink was told, in memory that both processes share.
 * came: of each connection by its number, the furthest
 * body_len, body_sum: of the last body, of all bytes of bodies
 */
struct sink_seen {
	struct pq_sink_counters counters;
	_Atomic uint8_t came[SINK_CASE_ARRIVALS];
	_Atomic uint32_t requests;
	_Atomic uint32_t asked_again;
	_Atomic uint64_t body_len;
	_Atomic uint32_t body_sum;
	_Atomic uint32_t datagrams;
};

enum {
	SINK_CASE_AUTHORITY = 1,  /* makes a CA first */
	SINK_CASE_REDIRECTED = 2, /* as behind a sandbox's redirect: with UDP and DNS */
	SINK_CASE_FEW_DESCRIPTORS = 4,
	SINK_CASE_NAMED_TLS = 8 /* TLS only with who names a server */
};

/*
 * pids: of its processes; flags: see above; dir: of its logs
 */
struct sink_case {
	int pids[4];
	uint32_t processes;
	uint16_t port;
	unsigned int flags;
	struct sink_seen *seen;
	char dir[64];
};

/*
 * Starts and stops it; stopping waits, and fails the test unless every process ended with 0. The site answers "/NNN" with
 * that status, "/again" after being asked three times, "/later" after 50 ms, "/raw" with raw bytes, "/silent" with
 * nothing, "/socket" by opening a WebSocket, and all else with "hello".
 */
void sink_case_start(struct sink_case *sink, uint32_t processes, unsigned int flags);
void sink_case_stop(struct sink_case *sink);
/* Its first log, to be freed. */
char *sink_case_log(const struct sink_case *sink);
/* Removes its folder. */
void sink_case_remove(struct sink_case *sink);

/* A client's connection to that address of the sink; never -1. */
int sink_case_dial(const struct sink_case *sink, const char *address);
void sink_case_write(int fd, const void *bytes, size_t len);
void sink_case_say(int fd, const char *text);
/* Reads until the text holds `until`, or the other side closes; at most 10 s. Returns the number of bytes; NUL behind. */
size_t sink_case_hear(int fd, const char *until, char *out, size_t cap);
/* True once condition(seen) holds; false after 10 s. */
bool sink_case_wait(struct sink_case *sink, bool (*condition)(const struct sink_seen *seen));

/*
 * Moves this process into a network of its own, in which nobody else is heard; false with errno if that is not allowed. Then
 * leads every other TCP port of it to the sink; false without the nft program.
 */
bool sink_case_own_network(void);
bool sink_case_redirect(const struct sink_case *sink);

#endif
