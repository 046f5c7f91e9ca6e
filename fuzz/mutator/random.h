/* SPDX-License-Identifier: MIT */
/* The only source of chance of a mutation: a counter that is mixed (splitmix64), so that a seed says it all. */
#ifndef PQ_MUTATOR_RANDOM_H
#define PQ_MUTATOR_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pq_random {
	uint64_t state;
};

static inline uint64_t pq_random_next(struct pq_random *random)
{
	uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* 0 to n - 1; 0 if n is 0. */
static inline size_t pq_random_below(struct pq_random *random, size_t n)
{
	return n ? (size_t)(pq_random_next(random) % n) : 0;
}

static inline bool pq_random_one_in(struct pq_random *random, size_t n)
{
	return pq_random_below(random, n) == 0;
}

#endif
