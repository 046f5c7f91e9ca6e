/* SPDX-License-Identifier: MIT */
/*
 * Surface:  none; this target must fail.
 * Property: planted, and false: no input begins with these two bytes. An engine
 *           that does not break it within seconds finds nothing elsewhere either.
 *           Two are enough to show that coverage is followed, on a busy machine too.
 * Targets:  the way of a finding, from the trap to the report of the campaign.
 */
#include "common/target.h"

PQ_FUZZ_PROPERTY(pq_rule_canary, "the planted canary was found, as it must be")

/* How many bytes were right. Volatile, or a compiler would make one comparison of all, and one edge. */
static volatile unsigned int right;

/* Byte after byte, so that each right byte is new coverage for every engine. */
static void one(struct pq_view input)
{
	if (input.len < 2 || input.data[0] != 'b')
		return;
	right = 1;
	if (input.data[1] != 'i')
		return;
	right = 2;
	pq_rule_canary();
}

const struct pq_fuzz_target pq_fuzz_target = { "canary", pq_fuzz_open_nothing, one };
