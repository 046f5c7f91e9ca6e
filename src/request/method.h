/* SPDX-License-Identifier: MIT */
/* Methods (Fetch 2.2.1). What is forbidden is the policy's business. */
#ifndef PQ_REQUEST_METHOD_H
#define PQ_REQUEST_METHOD_H

#include "base/view.h"

bool pq_method_valid(struct pq_view method);

/* "normalize": DELETE, GET, HEAD, OPTIONS, POST and PUT in upper case, others as they are. */
struct pq_view pq_method_normalise(struct pq_view method);

/* "CORS-safelisted method": GET, HEAD, POST. */
bool pq_method_cors_safelisted(struct pq_view method);

/* Asked twice it means the same as asked once (RFC 9110 9.2.2): GET, HEAD, OPTIONS, TRACE, PUT, DELETE. */
bool pq_method_idempotent(struct pq_view method);

#endif
