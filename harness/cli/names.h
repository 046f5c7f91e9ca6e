/* SPDX-License-Identifier: MIT */
/* Complaints about names that nobody knows. */
#ifndef PQ_CLI_NAMES_H
#define PQ_CLI_NAMES_H

#include <stddef.h>

/*
 * Says on one line that `name` is no known `what` ("policy"), with the nearest
 * of the known names, or all of them where none is near. Returns PQ_EXIT_BAD_INPUT.
 */
int pq_names_unknown(const char *what, const char *name, const char *const *known, size_t count);

/* The same where something else than a name may stand too: `otherwise` ("the path of a file") is offered with the rest. */
int pq_names_unknown_or(const char *what, const char *name, const char *const *known, size_t count,
			const char *otherwise);

#endif
