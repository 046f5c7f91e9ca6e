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

#endif
