/* SPDX-License-Identifier: MIT */
/* One program in a sandbox, from its start to its end. */
#ifndef PQ_CLIENT_PROCESS_H
#define PQ_CLIENT_PROCESS_H

#include "base/view.h"
#include "sandbox/sandbox.h"

#define PQ_PROCESS_LATE (-2) /* status of a program that was ended because it took too long */

/* Writes a file that a program is handed; false if there is no room for it. */
bool pq_process_put(const char *path, struct pq_view bytes);

/*
 * Runs it without input, with the caller's PATH and LD_LIBRARY_PATH and no home, for 10 s at most. log: gets what it prints;
 * apart: but for its standard error, which goes to the caller's. *status: its exit
 * status, PQ_PROCESS_LATE if it was ended, -1 if it died. IO with *diag filled if it cannot be started, or the sandbox is gone.
 */
enum pq_err pq_process_run(struct pq_sandbox *sandbox, char *const *argv, const char *log, bool apart, int *status,
			   struct pq_diag *diag);

#endif
