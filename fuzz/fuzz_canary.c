/* SPDX-License-Identifier: MIT */
/*
 * Surface:  none; this target must fail.
 * Property: planted, and false: no input begins with these six bytes. An engine
 *           that does not break it within seconds finds nothing elsewhere either.
 * Targets:  the way of a finding, from the trap to the report of the campaign.
 */
#include "common/target.h"

PQ_FUZZ_PROPERTY(pq_rule_canary, "the planted canary was found, as it must be")

/* Byte after byte, so that each right byte is new coverage for every engine. */
static void one(struct pq_view input)
{
	static const char secret[] = "canary";
	size_t right = 0;

	if (input.len < sizeof(secret) - 1)
		return;
	right += input.data[0] == 'c';
	if (right == 1 && input.data[1] == 'a')
		right++;
	if (right == 2 && input.data[2] == 'n')
		right++;
	if (right == 3 && input.data[3] == 'a')
		right++;
	if (right == 4 && input.data[4] == 'r')
		right++;
	if (right == 5 && input.data[5] == 'y')
		pq_rule_canary();
}

const struct pq_fuzz_target pq_fuzz_target = { "canary", pq_fuzz_open_nothing, one };
