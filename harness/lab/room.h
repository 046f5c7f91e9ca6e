/* SPDX-License-Identifier: MIT */
/*
 * A room: where one real service runs, in a sandbox of its own. The service finds its packages over the machine's files, a
 * scratch folder, a /tmp and a /run of its own, a network in which nobody else is, and a host name with a dot; what it
 * writes stays in memory. When the room is closed, nothing is left: no process, no mount, no file.
 *
 * Each function that can fail gives PQ_ERR_IO and why, in one sentence that says what to do where something can be done:
 * the reason why a case is void. A room belongs to the thread that opened it.
 */
#ifndef PQ_LAB_ROOM_H
#define PQ_LAB_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"

struct pq_lab_room;
struct pq_sandbox;
struct pq_sandbox_options;

#define PQ_LAB_ROOM_DIR \
	"/tmp/room" /* the scratch folder, as programs inside name it; it belongs to the service's user */
#define PQ_LAB_ROOM_HOST "lab.example.com"

/* Bytes that a service may print: they are kept in memory. */
#define PQ_MAX_LAB_ROOM_LOG (64 * 1024 * 1024)

/*
 * layers:   NULL-terminated; as of struct pq_packages; may be NULL
 * accounts: NULL-terminated; users and groups that the packages would have made; may be NULL
 * host:     its name; NULL: PQ_LAB_ROOM_HOST
 * network:  of which places, wires and routes are taken; the service is in place 0. NULL: nobody else is there
 * user:     who runs the service; NULL or "root": root, who must be able to become others, which only root can give it
 */
struct pq_lab_room_options {
	const char *const *layers;
	const char *const *accounts;
	const char *host;
	const struct pq_sandbox_options *network;
	const char *user;
};

/* Nothing runs yet. */
enum pq_err pq_lab_room_open(struct pq_lab_room **out, const struct pq_lab_room_options *options, struct pq_diag *why);

/* The room's sandbox, for sockets in its places. Its programs and events are the room's. */
struct pq_sandbox *pq_lab_room_sandbox(const struct pq_lab_room *room);

/* Makes a folder, or a file, below PQ_LAB_ROOM_DIR, and the folders that lead to it. */
enum pq_err pq_lab_room_folder(struct pq_lab_room *room, const char *name, struct pq_diag *why);
enum pq_err pq_lab_room_write(struct pq_lab_room *room, const char *name, struct pq_view bytes, bool executable,
			      struct pq_diag *why);

/*
 * Starts the service by /bin/sh -c, in PQ_LAB_ROOM_DIR. It may stay in the foreground or go into the background. Its standard output
 * and error are the room's log. At most one runs.
 */
enum pq_err pq_lab_room_start(struct pq_lab_room *room, const char *command, struct pq_diag *why);

/*
 * Waits until it is ready, limit_ms at most: until somebody listens on the TCP port (nobody connects for that), until its log
 * holds the text, until there is a file (as of pq_lab_room_has), or until it sends the text to who connects to the port.
 */
enum pq_err pq_lab_room_await_port(struct pq_lab_room *room, uint16_t port, int limit_ms, struct pq_diag *why);
enum pq_err pq_lab_room_await_log(struct pq_lab_room *room, struct pq_view text, int limit_ms, struct pq_diag *why);
enum pq_err pq_lab_room_await_file(struct pq_lab_room *room, const char *path, int limit_ms, struct pq_diag *why);
enum pq_err pq_lab_room_await_banner(struct pq_lab_room *room, uint16_t port, struct pq_view text, int limit_ms,
				     struct pq_diag *why);

/* OK while some process of the service is there, and has not printed more than PQ_MAX_LAB_ROOM_LOG bytes. */
enum pq_err pq_lab_room_lives(struct pq_lab_room *room, struct pq_diag *why);

/* A socket, blocking, connected to 127.0.0.1 inside; the caller's to close. IO as well where too much was printed. */
enum pq_err pq_lab_room_connect(struct pq_lab_room *room, uint16_t port, int limit_ms, int *out, struct pq_diag *why);

/* Appends what the log holds from that offset on, as far as it fits. */
void pq_lab_room_log(const struct pq_lab_room *room, size_t from, struct pq_buf *out);

/* Whether there is such a file or folder inside; a path without / at its beginning is one below PQ_LAB_ROOM_DIR. */
bool pq_lab_room_has(const struct pq_lab_room *room, const char *path);

/* Appends a file's bytes, as far as they fit. */
enum pq_err pq_lab_room_read(const struct pq_lab_room *room, const char *path, struct pq_buf *out, struct pq_diag *why);

/*
 * Runs a command by /bin/sh -c inside, as root there, beside the service: it sees the same files and the same network, and
 * not its processes. What it prints is appended to out (NULL: nowhere).
 * *status: its exit status, 128 and the signal's number if one ended it. IO if it takes longer than limit_ms, and is ended.
 */
enum pq_err pq_lab_room_run(struct pq_lab_room *room, const char *command, int limit_ms, struct pq_buf *out,
			    int *status, struct pq_diag *why);

/*
 * Stops the service: by the signal or, if it is not NULL, by the command. IO if it had ended before, or does not end in that
 * time. Afterwards it is gone in any case, and another one may be started.
 */
enum pq_err pq_lab_room_stop(struct pq_lab_room *room, int signal, const char *command, int limit_ms,
			     struct pq_diag *why);

/* NULL is fine. */
void pq_lab_room_close(struct pq_lab_room *room);

#endif
