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

	(void)state;
	for (int i = 1; i < PQ_SEEN_KEPT; i++)
		assert_int_equal(pq_seen_add(&seen, "unsafe_port"), PQ_SEEN_KEEP);
	assert_string_equal(seen.ignored, "");
	assert_int_equal(pq_seen_add(&seen, "unsafe_port"), PQ_SEEN_IGNORE);
	assert_string_equal(seen.ignored, "unsafe_port");
	assert_int_equal(pq_seen_add(&seen, "unsafe_port"), PQ_SEEN_DROP);
}

static void other_rules_go_on_and_join_the_list(void **state)
{
	struct pq_seen seen = { 0 };

	(void)state;
	for (int i = 0; i < PQ_SEEN_KEPT; i++) {
		pq_seen_add(&seen, "unsafe_port");
		pq_seen_add(&seen, "host_mismatch");
	}
	assert_string_equal(seen.ignored, "unsafe_port,host_mismatch");
	assert_int_equal(pq_seen_add(&seen, "bad_framing"), PQ_SEEN_KEEP);
}

static void what_is_no_rule_ends_the_turn(void **state)
{
	struct pq_seen seen = { 0 };

	(void)state;
	for (int i = 1; i < PQ_SEEN_KEPT; i++)
		assert_int_equal(pq_seen_add(&seen, "asan-heap-buffer-overflow"), PQ_SEEN_KEEP);
	assert_int_equal(pq_seen_add(&seen, "asan-heap-buffer-overflow"), PQ_SEEN_ENOUGH);
	assert_string_equal(seen.ignored, "");
}

static void too_many_names_end_the_turn(void **state)
{
	struct pq_seen seen = { 0 };
	char name[PQ_STATUS_NAME];

	(void)state;
	for (int i = 0; i < PQ_SEEN_NAMES; i++) {
		snprintf(name, sizeof(name), "crash-%d", i);
		assert_int_equal(pq_seen_add(&seen, name), PQ_SEEN_KEEP);
	}
	assert_int_equal(pq_seen_add(&seen, "one more"), PQ_SEEN_ENOUGH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_is_ignored_after_a_few_findings),
		cmocka_unit_test(other_rules_go_on_and_join_the_list),
		cmocka_unit_test(what_is_no_rule_ends_the_turn),
		cmocka_unit_test(too_many_names_end_the_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
