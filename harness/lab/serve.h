/* SPDX-License-Identifier: MIT */
/* One service from its description to its result: packages, a room, all cases, and nothing left behind. */
#ifndef PQ_LAB_SERVE_H
#define PQ_LAB_SERVE_H

#include "lab/cases.h"

/*
 * plan:  what is tried; its `control` is not looked at
 * fetch: packages that are missing may be fetched
 * cache: as of struct pq_packages_options
 * sink:  a silent sink stands in the service's place
 * logs:  folder into which NAME.log goes, what the service printed; NULL: nowhere
 * seed:  of the markers
 */
struct pq_lab_serving {
	struct pq_lab_plan plan;
	bool fetch;
	const char *cache;
	bool sink;
	const char *logs;
	uint64_t seed;
};

/*
 * *out is the result, also where nothing could run: then it says why. NO_SPACE with *diag filled where there is none. The
 * calling thread holds the room; signals that end the process end what is inside as well.
 */
enum pq_err pq_lab_serve(const struct pq_lab_service *service, const struct pq_lab_serving *serving,
			 struct pq_lab_served **out, struct pq_diag *diag);

#endif
