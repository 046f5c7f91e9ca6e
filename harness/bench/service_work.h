/* SPDX-License-Identifier: MIT */
/*
 * A request through the three processes, and the same request of the model over the same sockets: both ask a server on
 * loopback, on one kept connection, for a page of five bytes.
 */
#ifndef PQ_BENCH_SERVICE_WORK_H
#define PQ_BENCH_SERVICE_WORK_H

#include <stddef.h>
#include <stdint.h>

/* NULL without memory, or where the machine allows no sandbox. */
void *pq_bench_service_open(void);
void pq_bench_service_close(void *state);

uint64_t pq_bench_service_run(void *state, size_t times);

/* The floor: pages and network service in one process. */
uint64_t pq_bench_service_model(void *state, size_t times);

/* Nanoseconds of CPU time that renderer and network service have used. */
double pq_bench_service_others_ns(void *state);

#endif
