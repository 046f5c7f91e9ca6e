/* SPDX-License-Identifier: MIT */
/* The places of a sandbox: network namespaces, and what joins them. The keeper goes from one to another. */
#ifndef PQ_SANDBOX_PLACES_H
#define PQ_SANDBOX_PLACES_H

#include <stdbool.h>

#include "sandbox/sandbox.h"

/* files: of each place's namespace */
struct pq_places {
	int files[PQ_MAX_PLACES];
	size_t count;
};

/*
 * Makes them, wires and routes included, from the place that the calling process is in, which becomes place 0 and has its
 * network already. False with errno and *what, a static string or one of the options, saying what failed.
 */
bool pq_places_make(struct pq_places *places, const struct pq_sandbox_options *options, const char **what);

/* From now on the calling process, and whatever it starts, is in that place; false with errno: ENOENT if there is none. */
bool pq_places_enter(const struct pq_places *places, size_t place);

/* A socket made in that place, while the calling process stays in place 0; -1 with errno. */
int pq_places_socket(const struct pq_places *places, size_t place, int domain, int type, int protocol);

#endif
