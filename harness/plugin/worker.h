/* SPDX-License-Identifier: MIT */
/*
 * A plug-in in a process of its own, which puts scenarios to it: what is foreign code can end that process, and no other.
 *
 * Theory of operation. Both processes have one piece of memory in common, made before the fork, and a socket pair over which
 * one byte says that it is the other's turn. The worker has no sockets of the internet: making one ends it (seccomp), for
 * what a plug-in dials goes through the host's functions, or was not seen. What it prints goes to standard error.
 */
#ifndef PQ_PLUGIN_WORKER_H
#define PQ_PLUGIN_WORKER_H

#include <sys/types.h>

#include "monitor/monitor.h"
#include "plugin/plugged.h"

#define PQ_PLUGIN_PATIENCE_MS 60000 /* one scenario may take so long */

struct pq_worker_memory;

/*
 * path:   of the shared object; policy: what the plug-in is asked under; both outlive the worker
 * pid:    0 where there is no process
 * socket: to it
 * traits: of the plug-in; what they point to is the worker's
 * why:    what went wrong last, for a person
 */
struct pq_worker {
	const char *path;
	const struct pq_policy *policy;
	pid_t pid;
	int socket;
	struct pq_worker_memory *memory;
	struct pq_plugin_traits traits;
	const char *own_headers[PQ_MAX_OWN_HEADERS + 1];
	char why[sizeof(((struct pq_diag *)0)->expected)];
};

/*
 * Errors are those of pq_plugin_load and pq_plugged_new, and IO, also where the process died; why says what happened. A plug-in
 * with sockets of its own is loaded to know its traits, and cannot be run here.
 */
enum pq_err pq_worker_open(struct pq_worker *worker, const char *path, const struct pq_policy *policy);
void pq_worker_close(struct pq_worker *worker);

/* As of struct pq_subject_kind; a worker that died is made anew first. */
enum pq_err pq_worker_run(struct pq_worker *worker, const struct pq_scenario *scenario,
			  struct pq_transcript *transcript);

#endif
