/* SPDX-License-Identifier: MIT */
/* A request of a scenario, as an application asks libcurl for it. */
#ifndef PQ_CLIENT_LIBCURL_ASK_H
#define PQ_CLIENT_LIBCURL_ASK_H

#include "client/libcurl_guard.h"
#include "scenario/scenario.h"

/* Asks for the scenario's first request, which express.h allows; libcurl's code. */
int pq_libcurl_ask(const struct pq_scenario *scenario, struct pq_guard *guard);

#endif
