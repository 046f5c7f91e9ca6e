/* SPDX-License-Identifier: MIT */
/* From a request of a scenario to the command line that asks for it. Pure. */
#ifndef PQ_CLIENT_EXPRESS_H
#define PQ_CLIENT_EXPRESS_H

#include "browser/launch.h"
#include "client/dialect.h"
#include "scenario/scenario.h"

/*
 * Why a program of that dialect cannot be put the scenario to, such as "a renderer's request"; a static text. NULL if it
 * can. What the servers cannot play is another's to say.
 */
const char *pq_express_unfit(const struct pq_dialect *dialect, const struct pq_scenario *scenario);

/* Whether the line's bytes are handed over in a file; that file's path. */
bool pq_express_has_file(const struct pq_line *line);
void pq_express_path(char *path, size_t size, const char *dir, size_t line);

/* Appends the words behind the program for the request of line `at`, of a scenario that is not unfit. */
void pq_express(const struct pq_dialect *dialect, const struct pq_scenario *scenario, size_t at, const char *dir,
		struct pq_strings *out);

#endif
