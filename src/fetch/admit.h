/* SPDX-License-Identifier: MIT */
/* What a network service refuses at its door. The port is checked later, on each hop. */
#ifndef PQ_FETCH_ADMIT_H
#define PQ_FETCH_ADMIT_H

#include "fetch/request.h"
#include "fetch/result.h"

/* UNSET if method and headers may go on the wire as they are. */
struct pq_result pq_fetch_admit(const struct pq_request *request, const struct pq_policy *policy);

#endif
