/* SPDX-License-Identifier: MIT */
/* A target that remembers: "a" is taken for another input after "b", and "c" every second time. */
#include "common/target.h"

static bool seen_b, odd;
static volatile unsigned int ways;

static void one(struct pq_view input)
{
	if (pq_view_is(input, "b"))
		seen_b = true;
	if (pq_view_is(input, "a") && seen_b)
		ways++;
	if (pq_view_is(input, "c")) {
		odd = !odd;
		if (odd)
			ways++;
	}
}

const struct pq_fuzz_target pq_fuzz_target = { "leaky", pq_fuzz_open_nothing, one };
