/* SPDX-License-Identifier: MIT */
/* Signals that end a campaign, or whatever else runs engines, before its time: caught, and asked about. */
#ifndef PQ_CAMPAIGN_SIGNALS_H
#define PQ_CAMPAIGN_SIGNALS_H

#include <stdbool.h>

/* SIGINT, SIGTERM, SIGHUP unless it is ignored, and SIGPIPE are caught from now on, until they are released. */
void pq_signals_catch(void);
void pq_signals_release(void);

/* Whether one has come since they were caught. */
bool pq_signals_caught(void);

#endif
