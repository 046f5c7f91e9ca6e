/* SPDX-License-Identifier: MIT */
/*
 * A silent sink in a service's place, as `nc -lk` is: it takes connections, reads what comes, prints it to the room's log, and
 * says nothing. Whatever is found to EXECUTE there is a mistake of the description.
 */
#ifndef PQ_LAB_SINK_H
#define PQ_LAB_SINK_H

#include "lab/room.h"

struct pq_lab_sink;

/* Listens on that port of the room, in a thread of its own. IO with why. */
enum pq_err pq_lab_sink_open(struct pq_lab_sink **out, struct pq_lab_room *room, uint16_t port, struct pq_diag *why);

/* Before the room is closed. NULL is fine. */
void pq_lab_sink_close(struct pq_lab_sink *sink);

#endif
