/* SPDX-License-Identifier: MIT */
/*
 * Whether a target forgets: an input must take the same way whatever was run before it.
 *
 *     fuzz_scenario --steady=ROUNDS PATH...
 *
 * runs each input in a process of its own that begins where the target is open, and then all of them in this process,
 * ROUNDS times in shuffled orders (always the same ones) and each twice on end. What is compared is what an engine
 * sees: the counters of the instrumented code, which only an engine's build has. Each input that takes another way is
 * named with the one before it.
 */
#ifndef PQ_FUZZ_STEADY_H
#define PQ_FUZZ_STEADY_H

#include <stdbool.h>

bool pq_fuzz_steady_wanted(int argc, char **argv);

/*
 * The exit status of the program: 0 if every input always takes the same way, 1 if one does not, 2 for bad usage, 3
 * if this build has no counters or the system refuses.
 */
int pq_fuzz_steady(int argc, char **argv);

#endif
