/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "campaign/campaign.h"

static void a_campaign_that_ran_to_its_end_without_a_finding_is_clean(void **state)
{
	struct pq_campaign_result result = { .elapsed_ms = 1000, .opened = true };

	(void)state;
	assert_int_equal(pq_campaign_outcome(&result), PQ_CAMPAIGN_CLEAN);
}

static void one_that_did_not_states_nothing_unless_it_found_something(void **state)
{
	static const struct pq_campaign_result unfinished[] = {
		{ .elapsed_ms = 0 },
		{ .elapsed_ms = 1000, .interrupted = true },
		{ .elapsed_ms = 1000, .full = true },
		{ .elapsed_ms = 1000, .failed = true },
		{ .elapsed_ms = 1000, .canary_silent = true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(unfinished) / sizeof(unfinished[0]); i++) {
		struct pq_campaign_result result = unfinished[i];

		assert_int_equal(pq_campaign_outcome(&result), PQ_CAMPAIGN_VOID);
		result.findings = 1;
		assert_int_equal(pq_campaign_outcome(&result), PQ_CAMPAIGN_FOUND);
	}
}

/* What outweighs what: a full disk and an interruption can be resumed, whatever else went wrong. */
static void how_it_ended_is_told_by_what_stopped_it(void **state)
{
	struct pq_campaign_result result = { .elapsed_ms = 1000, .findings = 3 };

	(void)state;
	assert_int_equal(pq_campaign_end(&result), PQ_HISTORY_FINISHED);
	result.canary_silent = true;
	assert_int_equal(pq_campaign_end(&result), PQ_HISTORY_FAILED);
	result.interrupted = true;
	assert_int_equal(pq_campaign_end(&result), PQ_HISTORY_INTERRUPTED);
	result.full = true;
	assert_int_equal(pq_campaign_end(&result), PQ_HISTORY_FULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_campaign_that_ran_to_its_end_without_a_finding_is_clean),
		cmocka_unit_test(one_that_did_not_states_nothing_unless_it_found_something),
		cmocka_unit_test(how_it_ended_is_told_by_what_stopped_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
