/* SPDX-License-Identifier: MIT */
/*
 * Several services at once, each in a process of its own: a room belongs to one thread, and whatever a service brings about ends
 * with its process. A result crosses back as JSON.
 */
#ifndef PQ_LAB_CREW_H
#define PQ_LAB_CREW_H

#include "lab/serve.h"

/*
 * serving: for all of them; the plan's progress is not looked at
 * captures: what a browser wrote, by service; NULL: the model writes
 * jobs:    how many at once, at least 1
 * stop:    counted up by a signal handler: what runs ends with what it has, the others are not begun; once more, later: it is
 *          ended at once. May be NULL
 * progress: how many cases of how many are done, over all services; may be NULL
 * finished: one is done; its result stays the crew's until pq_lab_crew returns; may be NULL
 */
struct pq_lab_crew {
	const struct pq_lab_serving *serving;
	const struct pq_lab_capture *captures;
	size_t jobs;
	const volatile int *stop;
	void (*progress)(void *context, size_t done, size_t total);
	void (*finished)(void *context, const struct pq_lab_served *served);
	void *context;
};

/* Adds a row for each service that was begun, in the services' order. NO_SPACE or IO with *diag filled. */
enum pq_err pq_lab_crew_run(const struct pq_lab_crew *crew, const struct pq_lab_service *const *services, size_t count,
			    struct pq_lab_services *out, struct pq_diag *diag);

#endif
