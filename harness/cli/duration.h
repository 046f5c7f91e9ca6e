/* SPDX-License-Identifier: MIT */
/* Lengths of time as a user writes them. */
#ifndef PQ_CLI_DURATION_H
#define PQ_CLI_DURATION_H

#include <stdint.h>

/* "60s", "10m", "8h", "7d", or seconds without a unit, in milliseconds; 0 if it is none of these, or longer than a year. */
uint64_t pq_duration_ms(const char *text);

#endif
