/* SPDX-License-Identifier: MIT */
/*
 * What the sandbox's tests put inside: a listener that notes every arrival in
 * memory which the test shares, and programs, which are this test program itself
 * with other arguments (inside_main).
 */
#ifndef PQ_TESTS_INSIDE_H
#define PQ_TESTS_INSIDE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "sandbox/sandbox.h"

#define INSIDE_PORT 60999
#define INSIDE_MAX_ARRIVALS 64

/* to, from: "ADDRESS PORT" and "ADDRESS"; udp: a datagram */
struct inside_arrival {
	char to[64];
	char from[64];
	bool udp;
};

struct inside_log {
	_Atomic unsigned int count;
	struct inside_arrival arrivals[INSIDE_MAX_ARRIVALS];
};

/* Shared and empty. */
struct inside_log *inside_log_new(void);
void inside_log_free(struct inside_log *log);

/* Waits, two seconds at most, until that destination, as "20.0.0.1 25", arrived. */
const struct inside_arrival *inside_arrived(const struct inside_log *log, const char *to);

/* The listener, a resident; its argument is the log. Every connection is told "inside". */
int inside_listen(void *log);

/* How often it arrived so far. */
unsigned int inside_count(const struct inside_log *log, const char *to);

/* The listener alone, on INSIDE_PORT. Skips the test aloud where the machine allows no sandbox. */
struct pq_sandbox *inside_open(struct inside_log *log, const char *authority_file);

/* Runs this program inside with these arguments; its exit status, or 128 + signal. */
int inside_run(struct pq_sandbox *sandbox, const char *const *arguments);

/* The same in a room. */
int inside_run_in_room(struct pq_sandbox *sandbox, const char *const *arguments);

/*
 * If the program was started inside, does what its arguments say and returns true with the exit status:
 * dial ADDRESS PORT: 0 if it was told "inside", 1 if it connected elsewhere, 2 if it could not connect;
 * datagram ADDRESS PORT; exit N; kill N; sleep [MARK]: a child in a session of its own sleeps as well; has FILE TEXT; pid.
 */
bool inside_main(int argc, char **argv, int *status);

/* Puts an empty folder over one, in a mount namespace of the caller's own; 0 if it worked. */
int inside_hide(const char *folder);

/* One dial, from wherever the caller is; as above. */
int inside_dial(const char *address, uint16_t port);

#endif
