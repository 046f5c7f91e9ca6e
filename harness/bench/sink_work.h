/* SPDX-License-Identifier: MIT */
/* What the sink does for each request of a browser: reading its head, and writing it to the log. */
#ifndef PQ_BENCH_SINK_WORK_H
#define PQ_BENCH_SINK_WORK_H

#include <stddef.h>
#include <stdint.h>

/* NULL without memory, or where /dev/null cannot be opened. */
void *pq_bench_sink_open(void);
void pq_bench_sink_close(void *state);

uint64_t pq_bench_sink_head(void *state, size_t times);
uint64_t pq_bench_sink_log(void *state, size_t times);

/* The floor of both: a copy of the same bytes. */
uint64_t pq_bench_sink_copy(void *state, size_t times);

#endif
