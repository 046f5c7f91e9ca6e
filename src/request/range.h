/* SPDX-License-Identifier: MIT */
/* A Range header of one byte range: "parse a single range header value" without whitespace (Fetch 2.2.2). */
#ifndef PQ_REQUEST_RANGE_H
#define PQ_REQUEST_RANGE_H

#include "base/view.h"

/* Digits as written, of any length; empty if left out. Views into the parsed value. */
struct pq_range {
	struct pq_view first;
	struct pq_view last;
};

/* False, *range untouched, if value is not "bytes=N-", "bytes=-N", or "bytes=N-M" with N at most M. */
bool pq_range_parse(struct pq_view value, struct pq_range *range);

#endif
