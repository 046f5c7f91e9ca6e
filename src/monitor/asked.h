/* SPDX-License-Identifier: MIT */
/* What a scenario asks for, and whether the judging policy allows it. */
#ifndef PQ_MONITOR_ASKED_H
#define PQ_MONITOR_ASKED_H

#include "monitor/run.h"

/* Notes the scenario's requests, cookies and page. */
void pq_asked_index(struct pq_judge_state *run);

/* Whether the judging policy, or the standard, gives ground for the refusal at that event, which states that rule. */
bool pq_asked_gives_ground(struct pq_judge_state *run, struct pq_asked *asked, enum pq_rule rule, size_t event);

/* Index of the first asked header of that name, in any case; -1 if there is none. */
int pq_asked_find_header(const struct pq_asked *asked, struct pq_view name);

/* Whether some asked header of that name has that value, alone or as one member of a list. */
bool pq_asked_has_value(const struct pq_asked *asked, struct pq_view name, struct pq_view value);

#endif
