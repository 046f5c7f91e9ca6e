/* SPDX-License-Identifier: MIT */
/* The nearest known name, for "did you mean". */
#ifndef PQ_REPORT_NEAREST_H
#define PQ_REPORT_NEAREST_H

#include <stddef.h>

/* The name that the fewest edits turn into `wanted`; NULL if none is near. names: count strings. */
const char *pq_nearest(const char *wanted, const char *const *names, size_t count);

#endif
