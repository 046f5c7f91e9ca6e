/* SPDX-License-Identifier: MIT */
/*
 * The files that programs of a room see. All that is mounted is read-only for them but /tmp and /var/tmp, which show what is
 * there and take what is written into a layer of the room's own, and /dev/shm, which begins empty.
 */
#ifndef PQ_SANDBOX_ROOM_FILES_H
#define PQ_SANDBOX_ROOM_FILES_H

#include <stdbool.h>
#include <time.h>

#define PQ_ROOM_LAYERS 3

/*
 * layers:  folders into which goes what is written; -1: the machine has no such place
 * changed: when each last changed, as it was made
 */
struct pq_room_files {
	int layers[PQ_ROOM_LAYERS];
	struct timespec changed[PQ_ROOM_LAYERS];
};

/*
 * In the calling process's mount namespace and PID namespace, which must be new ones. shared: a folder that is shown as it is
 * outside at any moment, read-only; NULL: none. user_namespace: the process is in one that is not the machine's. False with
 * errno and *what, a static string, saying what failed.
 */
bool pq_room_files_make(struct pq_room_files *files, const char *shared, bool user_namespace, const char **what);

/* Nothing was written since. */
bool pq_room_files_clean(const struct pq_room_files *files);

#endif
