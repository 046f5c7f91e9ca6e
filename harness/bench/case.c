/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "bench/case.h"

#include <stdlib.h>
#include <time.h>

static double now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static double spent_ns(const struct pq_bench_case *bench, void *state)
{
	if (bench->by_clock)
		return now_ns(CLOCK_MONOTONIC);
	return now_ns(CLOCK_PROCESS_CPUTIME_ID) + (bench->others_ns ? bench->others_ns(state) : 0);
}

static double time_of(const struct pq_bench_case *bench, uint64_t (*work)(void *, size_t), void *state, size_t times)
{
	double begin = spent_ns(bench, state);
	uint64_t sum = work(state, times);

	__asm__ volatile("" : : "r"(sum));
	return (spent_ns(bench, state) - begin) / (double)times;
}

/* How often the work fits into a round. */
static size_t times_for(const struct pq_bench_case *bench, uint64_t (*work)(void *, size_t), void *state,
			unsigned int round_ms)
{
	double wanted = (double)round_ms * 1e6;
	size_t times = 1;

	while (times < (size_t)1 << 30 && time_of(bench, work, state, times) * (double)times < wanted)
		times *= 2;
	return times;
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double median(double values[static PQ_BENCH_ROUNDS])
{
	qsort(values, PQ_BENCH_ROUNDS, sizeof(values[0]), compare);
	return values[PQ_BENCH_ROUNDS / 2];
}

int pq_bench_measure(const struct pq_bench_case *bench, unsigned int round_ms, struct pq_bench_figures *out)
{
	double ns[PQ_BENCH_ROUNDS], floor_ns[PQ_BENCH_ROUNDS], ratio[PQ_BENCH_ROUNDS];
	void *state = bench->open();
	size_t times, floor_times;

	if (!state)
		return -1;
	times = times_for(bench, bench->run, state, round_ms);
	floor_times = times_for(bench, bench->baseline, state, round_ms);
	for (size_t i = 0; i < PQ_BENCH_ROUNDS; i++) {
		ns[i] = time_of(bench, bench->run, state, times);
		floor_ns[i] = time_of(bench, bench->baseline, state, floor_times);
		ratio[i] = ns[i] / floor_ns[i];
	}
	bench->close(state);
	out->ns = median(ns);
	out->floor_ns = median(floor_ns);
	out->ratio = median(ratio);
	return 0;
}
