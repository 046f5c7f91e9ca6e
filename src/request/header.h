/* SPDX-License-Identifier: MIT */
/* One header: its syntax and the rules that depend on it alone (Fetch 2.2.2). */
#ifndef PQ_REQUEST_HEADER_H
#define PQ_REQUEST_HEADER_H

#include "base/view.h"

/* Both views are borrowed. */
struct pq_header {
	struct pq_view name;
	struct pq_view value;
};

/* "header name": a token of at least one byte. */
bool pq_header_name_valid(struct pq_view name);

/* "header value": no leading or trailing HTTP whitespace, and no NUL, LF or CR. */
bool pq_header_value_valid(struct pq_view value);

/* "normalize": without leading and trailing HTTP whitespace. */
struct pq_view pq_header_value_normalise(struct pq_view value);

/* "no-CORS-safelisted request-header name"; "no-CORS-safelisted request-header"; "CORS-safelisted request-header". */
bool pq_header_no_cors_safelisted_name(struct pq_view name);
bool pq_header_no_cors_safelisted(struct pq_view name, struct pq_view value);
bool pq_header_cors_safelisted(struct pq_view name, struct pq_view value);

/* "privileged no-CORS request-header name". */
bool pq_header_no_cors_privileged(struct pq_view name);

#endif
