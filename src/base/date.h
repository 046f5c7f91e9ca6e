/* SPDX-License-Identifier: MIT */
/* Calendar dates as text, "YYYY-MM-DD" (ISO 8601). */
#ifndef PQ_BASE_DATE_H
#define PQ_BASE_DATE_H

#include "base/err.h"
#include "base/view.h"

/* OK; SYNTAX if text has another form; RANGE if the calendar has no such day. */
enum pq_err pq_date_check(struct pq_view text);

#endif
