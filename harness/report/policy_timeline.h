/* SPDX-License-Identifier: MIT */
/* What the three timelines share: the axis, and rows for changes and exceptions. */
#ifndef PQ_REPORT_POLICY_TIMELINE_H
#define PQ_REPORT_POLICY_TIMELINE_H

#include "policies/states.h"
#include "report/picture.h"

/* Lines as wide as the terminal, years from the list's first change to the newest date that is known. */
void pq_timeline_picture(struct pq_picture *picture, const struct pq_states *states,
			 const struct pq_terminal *terminal);

/* The next fact of that kind at or after *index, which is moved behind it; NULL at the end. */
const struct pq_fact *pq_timeline_next(const struct pq_states *states, enum pq_fact_kind kind, size_t *index);

/* A bar from the change's date on, with its ports beside its beginning; at the left date, ports, size; then its name. */
void pq_timeline_change(const struct pq_picture *picture, const struct pq_fact *change);

/* A bar up to the exception's end; at the left whose it is. */
void pq_timeline_exception(const struct pq_picture *picture, const struct pq_states *states,
			   const struct pq_fact *exception);

/* How many bytes of a date are its year and month. */
int pq_timeline_month(struct pq_view date);

/* A heading in strong letters after an empty line. */
void pq_timeline_heading(const struct pq_picture *picture, const char *words);

/* The name of a product that has a list; false for the fetch policy and for what has none. */
bool pq_timeline_shows(const struct pq_state *state);

/* States of the same product from index on. */
size_t pq_timeline_run(const struct pq_states *states, size_t index);

#endif
