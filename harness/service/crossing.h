/* SPDX-License-Identifier: MIT */
/*
 * The request that the page side has made, as scenario text: what crosses to the network service. Read there as what
 * a renderer sends, it is that request again.
 */
#ifndef PQ_SERVICE_CROSSING_H
#define PQ_SERVICE_CROSSING_H

#include "fetch/request.h"

/* request: of line `at` of the scenario, which outlive the call; overflow shows in out. */
void pq_crossing_print(const struct pq_scenario *scenario, size_t at, const struct pq_request *request,
		       struct pq_buf *out);

#endif
