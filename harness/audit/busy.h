/* SPDX-License-Identifier: MIT */
/* How busy the machine was. */
#ifndef PQ_AUDIT_BUSY_H
#define PQ_AUDIT_BUSY_H

#include <stdint.h>

/* Processor time of the whole machine so far, idle time left out, in clock ticks. */
uint64_t pq_busy_ticks(void);

/* Per mille of all processors' time within took_ms: of the machine since it had those ticks, and of some microseconds. */
uint32_t pq_busy_permille(uint64_t ticks, uint64_t took_ms);
uint32_t pq_busy_permille_of(uint64_t processor_us, uint64_t took_ms);

#endif
