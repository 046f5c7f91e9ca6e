/* SPDX-License-Identifier: MIT */
/* Steps of a lab's case: what is written as JSON is read again unchanged, and nothing else is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "result/lab_step.h"

static void what_is_written_is_read_again(void **state)
{
	static unsigned char all[PQ_MAX_LAB_STEP_BYTES + 1];
	struct pq_lab_steps steps = { 0 }, again = { 0 };
	struct pq_diag diag;
	json_t *json, *second;

	(void)state;
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (unsigned char)(i * 7);
	assert_true(pq_lab_step_add(&steps, "page", "proxy", pq_view_str("GET / HTTP/1.1\r\n\"\xff\n"), NULL));
	assert_true(pq_lab_step_add(&steps, "proxy", "server", pq_view(all, sizeof(all)), "as it came"));
	assert_true(pq_lab_step_add(&steps, "policy", NULL, pq_view(NULL, 0), "port 80 is blocked"));
	assert_false(steps.rows[0].cut);
	assert_true(steps.rows[1].cut);
	json = pq_lab_steps_json(&steps);
	assert_non_null(json);
	assert_int_equal(pq_lab_steps_read(&again, json, "steps", &diag), PQ_ERR_OK);
	second = pq_lab_steps_json(&again);
	assert_true(json_equal(json, second));
	assert_int_equal(again.count, 3);
	assert_int_equal(again.rows[1].len, PQ_MAX_LAB_STEP_BYTES);
	assert_memory_equal(again.rows[1].bytes, all, PQ_MAX_LAB_STEP_BYTES);
	assert_true(again.rows[1].cut);
	assert_null(again.rows[2].to);
	json_decref(json);
	json_decref(second);
	pq_lab_steps_fini(&steps);
	pq_lab_steps_fini(&again);
}

static void more_than_the_maximum_is_left_out_and_said(void **state)
{
	struct pq_lab_steps steps = { 0 };

	(void)state;
	for (int i = 0; i < PQ_MAX_LAB_STEPS; i++)
		assert_true(pq_lab_step_add(&steps, "a", "b", pq_view_str("x"), NULL));
	assert_false(steps.full);
	assert_true(pq_lab_step_add(&steps, "a", "b", pq_view_str("x"), NULL));
	assert_true(steps.full);
	assert_int_equal(steps.count, PQ_MAX_LAB_STEPS);
	pq_lab_steps_fini(&steps);
}

static void assert_refused(const char *text, enum pq_err expected, const char *saying)
{
	struct pq_lab_steps steps = { 0 };
	json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);
	struct pq_diag diag = { 0 };

	assert_non_null(json);
	assert_int_equal(pq_lab_steps_read(&steps, json, "rows[1].steps", &diag), expected);
	if (!strstr(diag.expected, saying))
		fail_msg("\"%s\" in \"%s\"", saying, diag.expected);
	assert_int_equal(steps.count, 0);
	assert_null(steps.rows);
	json_decref(json);
}

static void what_is_no_step_is_refused_with_its_place(void **state)
{
	(void)state;
	assert_refused("{}", PQ_ERR_SYNTAX, "rows[1].steps to be an array");
	assert_refused("[{\"from\": \"a\"}, {\"to\": \"b\"}]", PQ_ERR_SYNTAX, "rows[1].steps[1].from to be a string");
	assert_refused("[{\"from\": \"a\", \"note\": 3}]", PQ_ERR_SYNTAX, "steps[0].note");
	assert_refused("[{\"from\": \"a\", \"bytes\": \"no quotes\"}]", PQ_ERR_SYNTAX, "steps[0].bytes");
	assert_refused("[{\"from\": \"a\", \"bytes\": \"fill 8193 \\\"x\\\"\"}]", PQ_ERR_LIMIT,
		       "PQ_MAX_LAB_STEP_BYTES");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(more_than_the_maximum_is_left_out_and_said),
		cmocka_unit_test(what_is_no_step_is_refused_with_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
