/* SPDX-License-Identifier: MIT */
/* CORS preflights: which message is one (Fetch 4.8, "CORS-preflight fetch"). */
#ifndef PQ_MONITOR_PREFLIGHT_H
#define PQ_MONITOR_PREFLIGHT_H

#include "monitor/run.h"

/*
 * Whether the message is an OPTIONS that announces a method, and did not get that line from whoever asked for the
 * request: what was asked for under that name has the value that was asked for, and an announcement the method.
 */
bool pq_message_is_preflight(const struct pq_asked *asked, const struct pq_message *message);

/*
 * What a preflight announces: the request's method, and the names of the page's headers (Fetch 4.8, steps 2 to 6). Each
 * says why an announcement is wrong, and of which line; NULL if none is. all: no name may be missing; else the user
 * agent may have dropped some headers for reasons of its own, and what it then sends is judged by itself. Names of a head
 * that was broken off are not judged: the list may go on behind it.
 */
const char *pq_preflight_judge_method(const struct pq_exchange *exchange, const struct pq_message *message,
				      const struct pq_head_line **line);
const char *pq_preflight_judge_names(const struct pq_exchange *exchange, const struct pq_message *message,
				     const struct pq_judge_policy *policy, bool all, const struct pq_head_line **line);

#endif
