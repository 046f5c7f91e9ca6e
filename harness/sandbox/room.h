/* SPDX-License-Identifier: MIT */
/*
 * A room: PID, mount and IPC namespaces in which programs run one after the other, for making such namespaces takes longer
 * than many a program.
 *
 * Theory of operation. The room's first process is ours. It starts a program in a child that shares its memory until the
 * exec, and waits for its end; then it kills and reaps whoever else is there, which with them closes all sockets, before
 * it says so. What a program may write goes into layers of the room (room_files.h). If something was written, or System V
 * IPC was left, the room says that it is used up: it ends with all that is in it, and the next program gets a new
 * one. To leave anything elsewhere a program lacks the rights: it has none over mounts, the network, or processes of
 * others, and its message queues may hold nothing.
 */
#ifndef PQ_SANDBOX_ROOM_H
#define PQ_SANDBOX_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * init:   its first process, as the opener sees it; 0: there is no room
 * socket: to it; -1: there is no room
 */
struct pq_room {
	pid_t init;
	int socket;
};

/* shared, user_namespace: as of pq_room_files_make. False with why not in text. */
bool pq_room_open(struct pq_room *room, const char *shared, bool user_namespace, char *text, size_t size);

/* As pq_program_start. There must be no other program in it. */
bool pq_room_start(const struct pq_room *room, const int files[static 4], bool terminal, char *text, size_t size);

/*
 * Takes what the room says when socket is readable: its program has ended, *status is as of waitpid(2), and nothing of it is
 * left; a room that is used up is closed. False if the room is gone instead: init is to be waited for.
 */
bool pq_room_ended(struct pq_room *room, int *status);

/* Its first process is waited for elsewhere. */
void pq_room_forget(struct pq_room *room);

#endif
