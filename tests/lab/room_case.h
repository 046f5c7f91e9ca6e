/* SPDX-License-Identifier: MIT */
/* A room with a server of the test's own in it: a few lines of Perl, which every Debian has. */
#ifndef PQ_TESTS_ROOM_CASE_H
#define PQ_TESTS_ROOM_CASE_H

#include "lab/room.h"

/* The port on which the servers listen, and one on which none does. */
#define ROOM_PORT 2525
#define ROOM_OTHER 2626

/*
 * Listens on the port, tells each connection "220 fake", answers each line with "got LINE", writes the lines to `lines`. Its
 * arguments: the port, and a word: late (waits for a file `go`), quick (ends after the first connection), stubborn (ignores
 * SIGTERM), background (forks, and the parent ends).
 */
extern const char room_server[];

/* A room for a user; exits with 77, aloud, where the machine allows none. */
struct pq_lab_room *room_open(const char *user);

/* The room with the server in it, started with those arguments. */
struct pq_lab_room *room_with_server(const char *user, const char *arguments);

/* What a function said why; fails the test if it did not fail. */
#define assert_refused(call, why, text)                    \
	do {                                               \
		assert_int_equal((call), PQ_ERR_IO);       \
		assert_string_equal((why).expected, text); \
	} while (0)

#define assert_done(call, why)                                     \
	do {                                                       \
		if ((call) != PQ_ERR_OK)                           \
			fail_msg("%s: %s", #call, (why).expected); \
	} while (0)

#endif
