/* SPDX-License-Identifier: MIT */
/* The harness of the three processes as a resident of a sandbox: puts scenarios to them while the world plays the servers. */
#ifndef PQ_LOOPBACK_DRIVER_H
#define PQ_LOOPBACK_DRIVER_H

#include "service/serve.h"

/*
 * subject: socket over which it gets scenarios, as parcels P, and answers each with its transcript, in parcels T, and D,
 *          which says what failed; first of all it says READY, as pq_serve_run does
 * world:   socket to the world
 */
struct pq_driver_options {
	int subject;
	int world;
	struct pq_serve serve;
};

/* Until the subject hangs up; the exit status of the process. */
int pq_driver_run(void *options);

#endif
