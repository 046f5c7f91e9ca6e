/* SPDX-License-Identifier: MIT */
/* The system's clock, for limits and for moments that processes compare. */
#ifndef PQ_SYSTEM_CLOCK_H
#define PQ_SYSTEM_CLOCK_H

#include <stdint.h>

/* Milliseconds of the monotonic clock: the same in all processes of the machine, never backwards. */
uint64_t pq_clock_ms(void);

#endif
