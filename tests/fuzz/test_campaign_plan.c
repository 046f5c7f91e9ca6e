/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "campaign/plan.h"

static const bool both[PQ_ENGINE_COUNT] = { true, true };
static const bool libfuzzer_only[PQ_ENGINE_COUNT] = { true, false };
static const bool aflpp_only[PQ_ENGINE_COUNT] = { false, true };

static void choose_all(bool targets[static PQ_CAMPAIGN_TARGETS])
{
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		targets[i] = true;
}

static uint64_t lane_ms(const struct pq_campaign_plan *plan, unsigned int lane)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < plan->count; i++)
		if (plan->turns[i].lane == lane)
			sum += plan->turns[i].length_ms;
	return sum;
}

static void each_lane_lasts_the_total_time(void **state)
{
	static const uint64_t totals[] = { 1000, 10000, 60000, 3600000, 604800000 };
	bool targets[PQ_CAMPAIGN_TARGETS];

	(void)state;
	choose_all(targets);
	for (size_t t = 0; t < sizeof(totals) / sizeof(totals[0]); t++) {
		for (unsigned int jobs = 1; jobs <= PQ_PLAN_JOBS; jobs++) {
			struct pq_campaign_plan plan;

			pq_campaign_plan(&plan, targets, both, totals[t], jobs);
			for (unsigned int lane = 0; lane < jobs; lane++) {
				assert_true(lane_ms(&plan, lane) <= totals[t]);
				assert_true(lane_ms(&plan, lane) + plan.count >= totals[t]);
			}
		}
	}
}

static void no_turn_is_longer_than_the_campaign(void **state)
{
	bool targets[PQ_CAMPAIGN_TARGETS] = { true };
	struct pq_campaign_plan plan;

	(void)state;
	pq_campaign_plan(&plan, targets, libfuzzer_only, 60000, 8);
	assert_int_equal(plan.count, 8);
	for (size_t i = 0; i < plan.count; i++) {
		assert_int_equal(plan.turns[i].lane, i);
		assert_int_equal(plan.turns[i].length_ms, 60000);
	}
}

static void every_chosen_target_has_a_turn_and_no_other(void **state)
{
	struct pq_campaign_plan plan;

	(void)state;
	for (unsigned int mask = 1; mask < 1u << PQ_CAMPAIGN_TARGETS; mask++) {
		bool targets[PQ_CAMPAIGN_TARGETS];

		for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
			targets[i] = mask >> i & 1;
		pq_campaign_plan(&plan, targets, both, 60000, 2);
		for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++) {
			uint64_t share_ms = pq_campaign_plan_share(&plan, i, PQ_ENGINE_LIBFUZZER) +
					    pq_campaign_plan_share(&plan, i, PQ_ENGINE_AFLPP);

			assert_int_equal(share_ms > 0, targets[i]);
		}
	}
}

static void the_main_target_gets_the_largest_share(void **state)
{
	bool targets[PQ_CAMPAIGN_TARGETS];
	struct pq_campaign_plan plan;
	size_t main_target = pq_campaign_target_find("scenario");

	(void)state;
	choose_all(targets);
	pq_campaign_plan(&plan, targets, both, 60000, 2);
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		if (i != main_target)
			assert_true(pq_campaign_plan_share(&plan, main_target, PQ_ENGINE_LIBFUZZER) >
				    2 * pq_campaign_plan_share(&plan, i, PQ_ENGINE_LIBFUZZER));
}

/* As --help has it. */
static void the_main_target_gets_half_of_the_time(void **state)
{
	bool targets[PQ_CAMPAIGN_TARGETS];
	size_t main_target = pq_campaign_target_find("scenario");
	unsigned int others = 0;

	(void)state;
	choose_all(targets);
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		if (i != main_target)
			others += pq_campaign_target_at(i)->weight;
	assert_int_equal(pq_campaign_target_at(main_target)->weight, others);
}

static void from_a_minute_on_every_engine_has_a_turn_of_every_target(void **state)
{
	bool targets[PQ_CAMPAIGN_TARGETS];

	(void)state;
	choose_all(targets);
	for (unsigned int jobs = 1; jobs <= PQ_PLAN_JOBS; jobs++) {
		struct pq_campaign_plan plan;

		pq_campaign_plan(&plan, targets, both, 60000, jobs);
		for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
			for (int e = 0; e < PQ_ENGINE_COUNT; e++)
				assert_true(pq_campaign_plan_share(&plan, i, (enum pq_campaign_engine)e) > 0);
	}
}

static void a_share_too_short_for_aflpp_goes_to_libfuzzer(void **state)
{
	bool targets[PQ_CAMPAIGN_TARGETS];
	struct pq_campaign_plan plan;

	(void)state;
	choose_all(targets);
	pq_campaign_plan(&plan, targets, both, 2000, 1);
	for (size_t i = 0; i < plan.count; i++)
		assert_int_equal(plan.turns[i].engine, PQ_ENGINE_LIBFUZZER);
	pq_campaign_plan(&plan, targets, both, 600000, 2);
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		assert_true(pq_campaign_plan_share(&plan, i, PQ_ENGINE_AFLPP) > 0);
}

static void aflpp_alone_gets_all_the_time_however_short(void **state)
{
	bool targets[PQ_CAMPAIGN_TARGETS];
	struct pq_campaign_plan plan;

	(void)state;
	choose_all(targets);
	pq_campaign_plan(&plan, targets, aflpp_only, 1000, 1);
	assert_int_equal(plan.count, PQ_CAMPAIGN_TARGETS);
	for (size_t i = 0; i < plan.count; i++)
		assert_int_equal(plan.turns[i].engine, PQ_ENGINE_AFLPP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_lane_lasts_the_total_time),
		cmocka_unit_test(no_turn_is_longer_than_the_campaign),
		cmocka_unit_test(every_chosen_target_has_a_turn_and_no_other),
		cmocka_unit_test(the_main_target_gets_the_largest_share),
		cmocka_unit_test(the_main_target_gets_half_of_the_time),
		cmocka_unit_test(from_a_minute_on_every_engine_has_a_turn_of_every_target),
		cmocka_unit_test(a_share_too_short_for_aflpp_goes_to_libfuzzer),
		cmocka_unit_test(aflpp_alone_gets_all_the_time_however_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
