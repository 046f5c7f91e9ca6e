/* SPDX-License-Identifier: MIT */
/* Cases of the labs by name: which there are, and running one. */
#ifndef PQ_CLI_LAB_CASE_H
#define PQ_CLI_LAB_CASE_H

#include "result/lab_any.h"

/* All cases of all labs, named and void; an exit code, complained about. */
int pq_lab_cases_plan(struct pq_lab_any *out);

/*
 * Runs what the name belongs to, once, by its lab: of a service the cases of the form and of two to compare it with (of all forms if the name has none), a helper's
 * rows, a setting's cases; so that the result shows what else would have come of it. fetch: packages that are missing may be
 * fetched. *out is empty before; an exit code, complained about.
 */
int pq_lab_case_run(const struct pq_lab_any *plan, const struct pq_lab_name *name, bool all_forms, bool fetch,
		    struct pq_lab_any *out);

#endif
