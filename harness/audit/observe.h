/* SPDX-License-Identifier: MIT */
/* One program in a sandbox with a witness, from its start to its end. */
#ifndef PQ_AUDIT_OBSERVE_H
#define PQ_AUDIT_OBSERVE_H

#include <signal.h>

#include "audit/witness.h"
#include "sandbox/sandbox.h"

#define PQ_OBSERVE_NAME_SERVER "20.0.0.53"
#define PQ_OBSERVE_PORT 60999 /* the sink's; a dial to it is seen like any other */

/*
 * A sandbox with a sink whose site is a witness. dir: gets the sink's log and authority.pem; lives as long as this.
 */
struct pq_observatory {
	struct pq_witness *witness;
	struct pq_sandbox *sandbox;
	struct pq_sink sink;
	bool sink_ended;
};

/* IO with *diag filled; nothing is left then. */
enum pq_err pq_observatory_open(struct pq_observatory *observatory, const char *dir, struct pq_diag *diag);

/*
 * Runs a program to its end, or until *stop is set, which ends it. Its status, as of waitpid(2), in *status. IO with
 * *diag filled if it cannot be run, or if the sink ended before.
 */
enum pq_err pq_observatory_run(struct pq_observatory *observatory, const struct pq_program *program,
			       const volatile sig_atomic_t *stop, int *status, struct pq_diag *diag);

/* Waits, some milliseconds, until what was written last has arrived; then ends everything inside. The witness stays. */
void pq_observatory_stop(struct pq_observatory *observatory);

/* Also stops. */
void pq_observatory_close(struct pq_observatory *observatory);

#endif
