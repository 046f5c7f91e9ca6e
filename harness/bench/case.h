/* SPDX-License-Identifier: MIT */
/*
 * What is measured, each beside a baseline that runs in the same process and the
 * same minute: figures are ratios, so that another machine's speed drops out.
 */
#ifndef PQ_BENCH_CASE_H
#define PQ_BENCH_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * name, what: for people
 * open:      prepares; NULL if something is missing
 * run:       does the work so many times; the result keeps the compiler honest
 * baseline:  the least that the same work could cost, as often
 * floor:     what the baseline is, such as "memcpy of the same bytes"
 * close:     frees what open prepared
 * others_ns: CPU time in ns that other processes have spent on the work so far; NULL: there is none
 * by_clock:  it is the time that passes which counts: other processes come and go
 */
struct pq_bench_case {
	const char *name;
	const char *what;
	const char *floor;
	void *(*open)(void);
	uint64_t (*run)(void *state, size_t times);
	uint64_t (*baseline)(void *state, size_t times);
	void (*close)(void *state);
	double (*others_ns)(void *state);
	bool by_clock;
};

size_t pq_bench_count(void);
const struct pq_bench_case *pq_bench_at(size_t index);

/* NULL if there is none of that name. */
const struct pq_bench_case *pq_bench_by_name(const char *name);

/*
 * ns, floor_ns: nanoseconds of CPU time, or of time by the clock, for one piece of work and for its baseline, medians
 * ratio:        median of the ratios of neighbouring rounds
 */
struct pq_bench_figures {
	double ns;
	double floor_ns;
	double ratio;
};

#define PQ_BENCH_ROUNDS 9

/* Measures in PQ_BENCH_ROUNDS pairs of rounds of about round_ms each. Non-zero if the case cannot be opened. */
int pq_bench_measure(const struct pq_bench_case *bench, unsigned int round_ms, struct pq_bench_figures *out);

/*
 * Instructions for one piece of work, counted by valgrind running `program`
 * with "bench --loop NAME:TIMES"; start-up cancels out. Negative if that failed.
 */
double pq_bench_instructions(const char *program, const char *name);

#endif
