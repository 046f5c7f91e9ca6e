/* SPDX-License-Identifier: MIT */
/*
 * A program of ours, run once for each request in the sandbox of a session: what it is handed lies in files of the stage's
 * folder, and what it has to say is transcript text on its standard output.
 */
#ifndef PQ_CLIENT_HANDED_H
#define PQ_CLIENT_HANDED_H

#include <limits.h>

#include "client/session.h"

#define PQ_HANDED_TOLD (1u << 20) /* bytes that it may say of itself */

/*
 * program: its path, beside this program
 * request, policy, log: files; policy is empty where none is handed over
 * text:    room for what is written; told: what it last said
 */
struct pq_handed {
	char program[PATH_MAX];
	char request[128];
	char policy[128];
	char log[128];
	unsigned char text[PQ_MAX_PARCEL];
	char told[PQ_HANDED_TOLD];
};

/* IO if it is not there; missing says so, and how to get it. */
enum pq_err pq_handed_find(struct pq_handed *handed, const char *program, const char *missing, struct pq_diag *diag);

/* dir: of an open stage. policy: is handed over; NULL: none. IO with *diag filled. */
enum pq_err pq_handed_open(struct pq_handed *handed, const char *dir, const struct pq_policy *policy,
			   struct pq_diag *diag);
void pq_handed_close(struct pq_handed *handed);

/*
 * Writes text to the file `request`, runs the program with argv, and reads what it says: NULL in *told if that is nothing,
 * as of one that was ended, or more than can be true. apart: standard error is no part of it and goes to the caller's.
 * *status and errors as of pq_process_run.
 */
enum pq_err pq_handed_run(struct pq_handed *handed, struct pq_sandbox *sandbox, const struct pq_buf *text,
			  char *const *argv, bool apart, int *status, const char **told, struct pq_diag *diag);

#endif
