/* SPDX-License-Identifier: MIT */
/* The keeper: process 1 of a sandbox. */
#ifndef PQ_SANDBOX_KEEPER_H
#define PQ_SANDBOX_KEEPER_H

#include <stdint.h>

#include "sandbox/sandbox.h"
#include "sandbox/trouble.h"

#define PQ_MAX_PROGRAMS 64 /* that run at once in one sandbox */

/*
 * options:  as the opener got them
 * settings: the machine's, read outside
 * socket:   to the opener
 * user_namespace, uid, gid: whether it is in one of its own, and who it is outside
 */
struct pq_keeper {
	const struct pq_sandbox_options *options;
	const struct pq_settings *settings;
	int socket;
	bool user_namespace;
	unsigned int uid;
	unsigned int gid;
};

/* The life of the keeper, in the new namespaces: makes the sandbox, says READY or FAILED, does as it is told. */
_Noreturn void pq_keeper_run(const struct pq_keeper *keeper);

#endif
