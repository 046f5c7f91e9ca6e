/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "result/result.h"

#define VIOLATED 3

static struct pq_result_vector *vector(struct pq_result *result, const char *name, enum pq_tested tested)
{
	struct pq_result_vector *entry = pq_result_add_vector(result);

	assert_non_null(entry);
	entry->name = pq_result_print(result, "%s", name);
	entry->tested = tested;
	return entry;
}

static struct pq_result_port *port(struct pq_result *result, uint16_t number, enum pq_finding finding)
{
	struct pq_result_port *entry = pq_result_add_port(result, &result->vectors[result->vector_count - 1]);

	assert_non_null(entry);
	entry->port = number;
	entry->finding = finding;
	return entry;
}

/* An audit in which one vector's control was seen and nothing is wrong. */
static struct pq_result *sound(void)
{
	struct pq_result *result = pq_result_new();

	assert_non_null(result);
	vector(result, "fetch", PQ_TESTED);
	port(result, 25, PQ_FINDING_BLOCKED);
	port(result, 8080, PQ_FINDING_ALLOWED);
	result->controls = 1;
	result->controls_seen = 1;
	return result;
}

static void every_name_is_told(void **state)
{
	(void)state;
	assert_string_equal(pq_seen_name(PQ_SEEN_HELLO), "hello");
	assert_string_equal(pq_finding_name(PQ_FINDING_OVER_BLOCK), "over_block");
	assert_string_equal(pq_tested_name(PQ_NOT_APPLICABLE_HERE), "not applicable");
	assert_string_equal(pq_finding_name(PQ_FINDING_COUNT), "?");
}

static void text_is_kept_as_utf8_without_nul(void **state)
{
	struct pq_result *result = pq_result_new();

	(void)state;
	assert_string_equal(pq_result_text(result, pq_view("a\0b", 3)), "a\xef\xbf\xbd"
									"b");
	assert_string_equal(pq_result_text(result, pq_view("\xff\xc3", 2)), "\\xff\\xc3");
	assert_string_equal(pq_result_text(result, pq_view("\xc3\xa9\033[1m", 6)), "\xc3\xa9\033[1m");
	assert_string_equal(pq_result_text(result, pq_view(NULL, 0)), "");
	pq_result_free(result);
}

static void printed_text_may_be_long(void **state)
{
	struct pq_result *result = pq_result_new();
	char *text = pq_result_print(result, "%*d", 5000, 7);

	(void)state;
	assert_int_equal(strlen(text), 5000);
	assert_string_equal(text + 4998, " 7");
	pq_result_free(result);
}

static void lists_grow_and_their_entries_are_zero(void **state)
{
	struct pq_result *result = pq_result_new();

	(void)state;
	vector(result, "sweep", PQ_TESTED);
	for (uint32_t i = 0; i < 65536; i++)
		port(result, (uint16_t)i, PQ_FINDING_BLOCKED);
	for (uint32_t i = 0; i < 65536; i++) {
		assert_int_equal(result->vectors[0].ports[i].port, i);
		assert_null(result->vectors[0].ports[i].evidence);
	}
	for (size_t i = 0; i < 100; i++) {
		assert_null(pq_result_add_case(result)->name);
		assert_null(pq_result_add_space(result)->to);
		assert_null(pq_result_add_dial(result)->name);
		assert_null(pq_result_add_note(result)->detail);
		assert_int_equal(pq_result_add_accepted(result)->line, 0);
	}
	pq_result_free(result);
}

static void a_sound_result_conforms(void **state)
{
	struct pq_result *result = sound();
	struct pq_result_sum sum = pq_result_sum(result);

	(void)state;
	assert_int_equal(sum.tested_vectors, 1);
	assert_false(sum.is_void);
	assert_int_equal(pq_result_exit(result), 0);
	pq_result_free(result);
}

static void a_violation_counts_unless_it_is_accepted(void **state)
{
	struct pq_result *result = sound();
	struct pq_result_port *unsafe = port(result, 6667, PQ_FINDING_UNSAFE_PORT);

	(void)state;
	assert_int_equal(pq_result_sum(result).unsafe_ports, 1);
	assert_int_equal(pq_result_exit(result), 1);
	unsafe->accepted = 1;
	assert_int_equal(pq_result_sum(result).unsafe_ports, 0);
	assert_int_equal(pq_result_sum(result).accepted, 1);
	assert_int_equal(pq_result_exit(result), 0);
	port(result, 8443, PQ_FINDING_OVER_BLOCK);
	assert_int_equal(pq_result_sum(result).over_blocks, 1);
	assert_int_equal(pq_result_exit(result), 1);
	pq_result_free(result);
}

static void cases_count_by_rule_or_by_difference(void **state)
{
	struct pq_result *result = sound();
	struct pq_result_case *entry = pq_result_add_case(result);

	(void)state;
	assert_int_equal(pq_result_case_rule(entry), PQ_RULE_NONE);
	entry->differs = true;
	assert_int_equal(pq_result_sum(result).case_differences, 1);
	entry->rules[PQ_RULE_BAD_FRAMING] = VIOLATED;
	assert_int_equal(pq_result_case_rule(entry), PQ_RULE_BAD_FRAMING);
	assert_int_equal(pq_result_sum(result).case_differences, 0);
	assert_int_equal(pq_result_sum(result).case_violations, 1);
	assert_int_equal(pq_result_exit(result), 1);
	entry->accepted = 1;
	assert_int_equal(pq_result_exit(result), 0);
	entry->rules[PQ_RULE_BAD_FRAMING] = VIOLATED - 1;
	assert_int_equal(pq_result_case_rule(entry), PQ_RULE_NONE);
	pq_result_free(result);
}

static void notes_lost_vectors_and_new_dials_fail(void **state)
{
	struct pq_result *result = sound();
	struct pq_result_note *note = pq_result_add_note(result);
	struct pq_result_dial *dial = pq_result_add_dial(result);

	(void)state;
	assert_int_equal(pq_result_exit(result), 0);
	note->judgement = VIOLATED;
	assert_int_equal(pq_result_exit(result), 1);
	note->judgement = VIOLATED - 1;
	dial->unexpected = true;
	assert_int_equal(pq_result_sum(result).new_dials, 1);
	assert_int_equal(pq_result_exit(result), 1);
	dial->accepted = 1;
	assert_int_equal(pq_result_exit(result), 0);
	vector(result, "img", PQ_UNTESTED)->lost = true;
	assert_int_equal(pq_result_sum(result).lost, 1);
	assert_int_equal(pq_result_exit(result), 1);
	result->vectors[1].accepted = 1;
	assert_int_equal(pq_result_exit(result), 0);
	pq_result_free(result);
}

static void rows_of_a_baseline_are_counted_but_do_not_fail(void **state)
{
	struct pq_result *result = sound();

	(void)state;
	pq_result_add_accepted(result)->expired = true;
	pq_result_add_accepted(result)->used = true;
	pq_result_add_accepted(result);
	assert_int_equal(pq_result_sum(result).expired, 1);
	assert_int_equal(pq_result_sum(result).unused, 1);
	assert_int_equal(pq_result_exit(result), 0);
	pq_result_free(result);
}

static void without_a_control_it_is_void(void **state)
{
	struct pq_result *result = sound();

	(void)state;
	result->controls_seen = 0;
	assert_true(pq_result_sum(result).is_void);
	assert_int_equal(pq_result_exit(result), 3);
	pq_result_free(result);
	result = pq_result_new();
	assert_true(pq_result_sum(result).is_void);
	pq_result_add_case(result)->tested = PQ_UNTESTED;
	assert_true(pq_result_sum(result).is_void);
	pq_result_add_case(result)->tested = PQ_TESTED;
	assert_false(pq_result_sum(result).is_void);
	pq_result_free(result);
	result = pq_result_new();
	pq_result_add_dial(result);
	assert_false(pq_result_sum(result).is_void);
	result->controls = 1;
	assert_true(pq_result_sum(result).is_void);
	pq_result_free(result);
}

static void a_partial_result_is_no_pass_and_a_violation_counts_first(void **state)
{
	struct pq_result *result = sound();

	(void)state;
	result->partial = true;
	assert_int_equal(pq_result_exit(result), 3);
	port(result, 6667, PQ_FINDING_UNSAFE_PORT);
	assert_int_equal(pq_result_exit(result), 1);
	pq_result_free(result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_is_told),
		cmocka_unit_test(text_is_kept_as_utf8_without_nul),
		cmocka_unit_test(printed_text_may_be_long),
		cmocka_unit_test(lists_grow_and_their_entries_are_zero),
		cmocka_unit_test(a_sound_result_conforms),
		cmocka_unit_test(a_violation_counts_unless_it_is_accepted),
		cmocka_unit_test(cases_count_by_rule_or_by_difference),
		cmocka_unit_test(notes_lost_vectors_and_new_dials_fail),
		cmocka_unit_test(rows_of_a_baseline_are_counted_but_do_not_fail),
		cmocka_unit_test(without_a_control_it_is_void),
		cmocka_unit_test(a_partial_result_is_no_pass_and_a_violation_counts_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
