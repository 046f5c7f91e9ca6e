/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "campaign/seen.h"

static void a_rule_is_ignored_after_a_few_findings(void **state)
{
	struct pq_seen seen = { 0 };
	bool fresh;

	(void)state;
	for (int i = 1; i < PQ_SEEN_KEPT; i++)
		assert_int_equal(pq_seen_add(&seen, "unsafe_port", 0, &fresh), PQ_SEEN_KEEP);
	assert_string_equal(seen.ignored, "");
	assert_int_equal(pq_seen_add(&seen, "unsafe_port", 0, &fresh), PQ_SEEN_IGNORE);
	assert_string_equal(seen.ignored, "unsafe_port");
	assert_int_equal(pq_seen_add(&seen, "unsafe_port", 0, &fresh), PQ_SEEN_DROP);
}

static void other_rules_go_on_and_join_the_list(void **state)
{
	struct pq_seen seen = { 0 };
	bool fresh;

	(void)state;
	for (int i = 0; i < PQ_SEEN_KEPT; i++) {
		pq_seen_add(&seen, "unsafe_port", 0, &fresh);
		pq_seen_add(&seen, "host_mismatch", 0, &fresh);
	}
	assert_string_equal(seen.ignored, "unsafe_port,host_mismatch");
	assert_int_equal(pq_seen_add(&seen, "bad_framing", 0, &fresh), PQ_SEEN_KEEP);
}

static void what_is_no_rule_ends_the_turn(void **state)
{
	struct pq_seen seen = { 0 };
	bool fresh;

	(void)state;
	for (int i = 1; i < PQ_SEEN_KEPT; i++)
		assert_int_equal(pq_seen_add(&seen, "asan-heap-buffer-overflow", 0, &fresh), PQ_SEEN_KEEP);
	assert_int_equal(pq_seen_add(&seen, "asan-heap-buffer-overflow", 0, &fresh), PQ_SEEN_ENOUGH);
	assert_string_equal(seen.ignored, "");
}

static void too_many_names_end_the_turn(void **state)
{
	struct pq_seen seen = { 0 };
	bool fresh;
	char name[PQ_STATUS_NAME];

	(void)state;
	for (int i = 0; i < PQ_SEEN_NAMES; i++) {
		snprintf(name, sizeof(name), "crash-%d", i);
		assert_int_equal(pq_seen_add(&seen, name, 0, &fresh), PQ_SEEN_KEEP);
	}
	assert_int_equal(pq_seen_add(&seen, "one more", 0, &fresh), PQ_SEEN_ENOUGH);
}

static void places_of_one_rule_are_all_kept_and_each_is_told_once(void **state)
{
	struct pq_seen seen = { 0 };
	bool fresh;

	(void)state;
	for (uint64_t place = 1; place <= 3 * PQ_SEEN_KEPT; place++) {
		assert_int_equal(pq_seen_add(&seen, "unsafe_port", place, &fresh), PQ_SEEN_KEEP);
		assert_true(fresh);
	}
	for (int i = 1; i < PQ_SEEN_KEPT; i++) {
		assert_int_equal(pq_seen_add(&seen, "unsafe_port", 1, &fresh), PQ_SEEN_KEEP);
		assert_false(fresh);
	}
	assert_int_equal(pq_seen_add(&seen, "unsafe_port", 2, &fresh), PQ_SEEN_IGNORE);
	assert_false(fresh);
	assert_int_equal(pq_seen_add(&seen, "unsafe_port", 100, &fresh), PQ_SEEN_KEEP);
	assert_true(fresh);
	assert_int_equal(pq_seen_add(&seen, "unsafe_port", 1, &fresh), PQ_SEEN_DROP);
}

static void more_places_than_there_is_room_for_count_as_unknown_ones(void **state)
{
	struct pq_seen seen = { 0 };
	bool fresh;

	(void)state;
	for (uint64_t place = 1; place <= PQ_SEEN_PLACES; place++)
		assert_int_equal(pq_seen_add(&seen, "unsafe_port", place, &fresh), PQ_SEEN_KEEP);
	for (int i = 1; i < PQ_SEEN_KEPT; i++) {
		assert_int_equal(pq_seen_add(&seen, "unsafe_port", 1000, &fresh), PQ_SEEN_KEEP);
		assert_true(fresh);
	}
	assert_int_equal(pq_seen_add(&seen, "unsafe_port", 1001, &fresh), PQ_SEEN_IGNORE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_is_ignored_after_a_few_findings),
		cmocka_unit_test(other_rules_go_on_and_join_the_list),
		cmocka_unit_test(what_is_no_rule_ends_the_turn),
		cmocka_unit_test(too_many_names_end_the_turn),
		cmocka_unit_test(places_of_one_rule_are_all_kept_and_each_is_told_once),
		cmocka_unit_test(more_places_than_there_is_room_for_count_as_unknown_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
