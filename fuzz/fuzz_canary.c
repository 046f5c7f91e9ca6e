/* SPDX-License-Identifier: MIT */
/*
 * Surface:  none; this target must fail.
 * Property: planted, and false: no input begins with these four bytes. An engine
 *           that does not break it within seconds finds nothing elsewhere either.
 * Targets:  the way of a finding, from the trap to the report of the campaign.
 */
#include "common/target.h"

PQ_FUZZ_PROPERTY(pq_rule_canary, "the planted canary was found, as it must be")

/* Byte after byte, so that each right byte is new coverage for every engine. */
static void one(struct pq_view input)
{
	size_t right = 0;

	if (input.len < 4)
		return;
	right += input.data[0] == 'b';
	if (right == 1 && input.data[1] == 'i')
		right++;
	if (right == 2 && input.data[2] == 'r')
		right++;
	if (right == 3 && input.data[3] == 'd')
		pq_rule_canary();
}

const struct pq_fuzz_target pq_fuzz_target = { "canary", pq_fuzz_open_nothing, one };
