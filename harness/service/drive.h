/* SPDX-License-Identifier: MIT */
/*
 * A scenario's requests through the three processes, one after the other, and the transcript of what happened: what
 * the service did is the service's own record; what the page side dropped, drew and refused is what the renderer says.
 */
#ifndef PQ_SERVICE_DRIVE_H
#define PQ_SERVICE_DRIVE_H

#include "service/house.h"
#include "transcript/transcript.h"

struct pq_drive;

/* About 50 MiB, touched as far as it is used; NULL without memory. house outlives it. */
struct pq_drive *pq_drive_new(struct pq_house *house);
void pq_drive_free(struct pq_drive *drive);

/*
 * What a request came to besides its events.
 * why:  for a person, if it failed
 * lost: the service made a call that it may not make, and is gone; nothing more can be asked of the house
 * head, body: of the response, if the house shows them; valid until the next request
 */
struct pq_driven {
	char why[256];
	bool lost;
	struct pq_view head;
	struct pq_view body;
};

/*
 * Does the request of line `at`, which is the number-th, and appends its events; a call that ended a process is one of
 * them, and stands behind the service's outcome if it came later. IO with *diag filled if a process was lost, or the
 * request has no end within patience_ms.
 */
enum pq_err pq_drive_request(struct pq_drive *drive, const struct pq_scenario *scenario, size_t at, uint32_t number,
			     int patience_ms, struct pq_transcript *transcript, struct pq_driven *out,
			     struct pq_diag *diag);

/* What processes have called since the last request ended, which nobody asked for; of no request. */
void pq_drive_rest(struct pq_drive *drive, struct pq_transcript *transcript);

#endif
