/* SPDX-License-Identifier: MIT */
/* One attempt: a request, as a browser sends it, to a service, and what the connection shows of it. */
#ifndef PQ_LAB_ATTEMPT_H
#define PQ_LAB_ATTEMPT_H

#include "lab/world.h"
#include "result/lab_step.h"

/* request: head_len bytes of it the head; marker: what it carries */
struct pq_lab_sending {
	enum pq_lab_client client;
	enum pq_lab_shape shape;
	struct pq_view request;
	size_t head_len;
	const char *marker;
};

/*
 * Sends it. False if there was no connection. *class: REJECTS if the server closed, TOLERATES if the patient client's
 * harmless command was answered afterwards, else SWALLOWS: what the connection alone shows.
 */
bool pq_lab_attempt(const struct pq_lab_world *world, const struct pq_lab_service *service,
		    const struct pq_lab_sending *sending, enum pq_lab_class *class, struct pq_lab_steps *steps);

#endif
