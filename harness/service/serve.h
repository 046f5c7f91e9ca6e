/* SPDX-License-Identifier: MIT */
/* The network service as a process, and the renderer as one: what each does from its fork on. */
#ifndef PQ_SERVICE_SERVE_H
#define PQ_SERVICE_SERVE_H

#include "fetch/env.h"
#include "posix/posix.h"

/*
 * policy, idna: opened before the fork
 * posix:        how the service's socket layer is to be opened
 * best_effort:  as of struct pq_confinement
 * shows:        the harness gets heads and bodies of responses
 */
struct pq_serve {
	const struct pq_policy *policy;
	const struct pq_idna *idna;
	struct pq_posix_options posix;
	bool best_effort;
	bool shows;
};

/*
 * The service's life: opens what it needs, closes the sandbox behind itself, says READY with the filter's listener, and
 * serves until the harness hangs up. If the sandbox cannot be closed, READY begins with "!" and it ends.
 */
_Noreturn void pq_serve_run(const struct pq_serve *serve, int harness);

/*
 * The renderer's. hello: the harness's end of a socket that gets one READY parcel, as above; after that the renderer has
 * nothing but its socket to the service. body: what it does then; NULL: what pages do (renderer.h).
 */
_Noreturn void pq_render_run(const struct pq_serve *serve, int service, int hello,
			     void (*body)(int socket, void *argument), void *argument);

#endif
