/* SPDX-License-Identifier: MIT */
/*
 * The measuring loop, the same in every engine's build:
 *
 *     fuzz_scenario --loop=N [--max-size=BYTES] PATH...
 *
 * runs all inputs of the paths N times in this process, without the engine's
 * own work between executions, and prints executions per CPU-second.
 */
#ifndef PQ_FUZZ_LOOP_H
#define PQ_FUZZ_LOOP_H

#include <stdbool.h>

bool pq_fuzz_loop_wanted(int argc, char **argv);

/* Returns the exit status of the program: 0, or 2 for bad usage. */
int pq_fuzz_loop(int argc, char **argv);

#endif
