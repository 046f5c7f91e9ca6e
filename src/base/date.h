/* SPDX-License-Identifier: MIT */
/*
 * Calendar dates as text, "YYYY-MM-DD" (ISO 8601), and as the number YYYYMMDD, which compares as days do.
 * The number 0 is no day.
 */
#ifndef PQ_BASE_DATE_H
#define PQ_BASE_DATE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"

/* OK; SYNTAX if text has another form; RANGE if the calendar has no such day. */
enum pq_err pq_date_check(struct pq_view text);

/* The number of a date that pq_date_check takes. */
uint32_t pq_date_number(struct pq_view date);

/* *day: the last day of "YYYY" or "YYYY-MM", or the day "YYYY-MM-DD". SYNTAX or RANGE as above. */
enum pq_err pq_date_last_day(struct pq_view text, uint32_t *day);

/* Appends day as "YYYY-MM-DD". */
void pq_date_print(uint32_t day, struct pq_buf *out);

#endif
