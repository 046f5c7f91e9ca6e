/* SPDX-License-Identifier: MIT */
/*
 * One program in a PID namespace of its own. Its first process is ours: it
 * mounts that namespace's /proc, starts the program, reaps what others leave, and
 * ends with the program; its end ends whatever else is in there.
 */
#ifndef PQ_SANDBOX_PROGRAM_H
#define PQ_SANDBOX_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * init:   the namespace's first process, as the caller sees it
 * report: where it writes the program's status; -1: closed
 */
struct pq_running {
	pid_t init;
	int report;
};

/*
 * files: a struct pq_order, standard input, output and error; they stay the caller's. terminal: the program keeps the caller's
 * session and may read from its terminal. Returns when the program runs; false with why not in text.
 */
bool pq_program_start(struct pq_running *running, const int files[static 4], bool terminal, char *text, size_t size);

/* The same as a child of the calling process, which may be the first of its namespace; its process, or 0. */
pid_t pq_program_spawn(const int files[static 4], bool terminal, char *text, size_t size);

/* Of a program whose init was waited for: its status as of waitpid(2). Killed if the init could say none. */
int pq_program_status(struct pq_running *running);

/* A copy of the calling process in new namespaces, as fork(2) makes it: 0 in the copy. flags: of clone(2). */
pid_t pq_clone(int flags);

#endif
