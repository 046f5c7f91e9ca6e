/* SPDX-License-Identifier: MIT */
/*
 * A request that curl is put to as `command:curl`, with its dial, its look-up and what the world saw; and the start of the
 * same curl by itself, which asks for nothing.
 */
#ifndef PQ_BENCH_COMMAND_WORK_H
#define PQ_BENCH_COMMAND_WORK_H

#include <stddef.h>
#include <stdint.h>

/* NULL without memory or curl, or where the machine allows no sandbox. */
void *pq_bench_command_open(void);
void pq_bench_command_close(void *state);

uint64_t pq_bench_command_run(void *state, size_t times);

/* The floor: curl --version, outside. */
uint64_t pq_bench_command_start(void *state, size_t times);

#endif
