/* SPDX-License-Identifier: MIT */
/*
 * What another origin must have permitted before a page's script may send it (Fetch 4.8, "CORS-preflight fetch").
 *
 * Asked only of a subject that says which headers it writes itself, and so stands for a whole user agent: others may
 * remember a permission from before the transcript began, or never were user agents.
 */
#ifndef PQ_MONITOR_PERMISSION_H
#define PQ_MONITOR_PERMISSION_H

#include "monitor/run.h"

/*
 * Whether the message's method had to be permitted, and the preflight of the same hop did not bring that. In mode
 * no-cors, which nothing permits, this is asked of every subject and for every origin.
 */
bool pq_permission_lacks_method(struct pq_judge_state *run, const struct pq_exchange *exchange,
				const struct pq_message *message);

/* The same for a header line of the page's that only another origin's permission lets it set. */
bool pq_permission_lacks_line(struct pq_judge_state *run, const struct pq_exchange *exchange,
			      const struct pq_message *message, const struct pq_head_line *line);

#endif
