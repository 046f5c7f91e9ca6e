/* SPDX-License-Identifier: MIT */
/* What the files of a room share. */
#ifndef PQ_LAB_ROOM_PARTS_H
#define PQ_LAB_ROOM_PARTS_H

#include <stdint.h>
#include <sys/types.h>

#include "lab/room.h"
#include "sandbox/sandbox.h"

/*
 * root:    the sandbox's root folder
 * log:     memory that the service prints to
 * service: its number in the sandbox; 0: none was started
 * ended:   it has, with `status` as of waitpid(2)
 */
struct pq_lab_room {
	struct pq_sandbox *sandbox;
	int root;
	int log;
	char user[64];
	uint32_t service;
	bool ended;
	int status;
};

/* Opens a path inside, as openat2(2) does; flags and mode: as of open(2). -1 with errno. */
int pq_lab_room_file(const struct pq_lab_room *room, const char *path, int flags, mode_t mode);

/* Appends a file's bytes from an offset on, as far as they fit. */
void pq_lab_room_append(int file, off_t from, struct pq_buf *out);

/*
 * Takes what happens in the sandbox, for wait_ms at most or until program `id` ended, whose status it gives; id 0: none.
 * IO with why if the sandbox is gone. *done: the program ended.
 */
enum pq_err pq_lab_room_watch(struct pq_lab_room *room, uint32_t id, int wait_ms, bool *done, int *status,
			      struct pq_diag *why);

/* Forgets what the log holds, if that is too much. */
void pq_lab_room_trim(const struct pq_lab_room *room);

/* IO with the words. */
enum pq_err pq_lab_room_refuse(struct pq_diag *why, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
