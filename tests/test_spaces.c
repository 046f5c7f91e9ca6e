/* SPDX-License-Identifier: MIT */
/* Address spaces: what is asked for, and what comes of what was seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "audit/spaces.h"

static struct pq_judge_policy policy;

/* A run of that subject with nothing but a board. */
static struct pq_run *run_open(const char *recipe_name)
{
	struct pq_run *run = calloc(1, sizeof(*run));
	struct pq_audit_options *options = calloc(1, sizeof(*options));
	struct pq_recipe *recipe = calloc(1, sizeof(*recipe));

	assert_true(run && options && recipe);
	assert_int_equal(pq_recipe_builtin(recipe, recipe_name, NULL), PQ_ERR_OK);
	assert_int_equal(pq_judge_policy_builtin(&policy, pq_view_str("fetch")), PQ_ERR_OK);
	options->recipe = recipe;
	run->options = options;
	run->board = pq_board_new();
	assert_non_null(run->board);
	assert_true(pq_rows_init(&run->rows, recipe));
	assert_true(pq_asks_init(&run->asks, run->board, &run->rows, &policy));
	return run;
}

static void run_close(struct pq_run *run)
{
	struct pq_recipe *recipe = (struct pq_recipe *)(uintptr_t)run->options->recipe;

	pq_asks_fini(&run->asks);
	pq_rows_fini(&run->rows);
	pq_board_free(run->board);
	pq_recipe_fini(recipe);
	free(recipe);
	free((void *)(uintptr_t)run->options);
	free(run);
}

static const struct pq_result_space *found(const struct pq_result *result, const char *initiator, const char *from,
					   enum pq_space to)
{
	for (size_t i = 0; i < result->space_count; i++) {
		const struct pq_result_space *space = &result->spaces[i];

		if (strcmp(space->initiator, initiator) == 0 && strcmp(space->from, from) == 0 &&
		    strcmp(space->to, pq_space_name(to)) == 0)
			return space;
	}
	fail_msg("no %s from %s", initiator, from);
	return NULL;
}

static void a_page_asks_for_every_space_twice_and_for_its_own_last(void **state)
{
	struct pq_run *run = run_open("chromium");

	(void)state;
	assert_int_equal(pq_spaces_pin(run), PQ_ERR_OK);
	assert_true(run->spaces_count >= 2 * 3 * 12);
	assert_int_equal(run->spaces_count % 2, 0);
	for (uint32_t i = 0; i < run->spaces_count; i++) {
		const struct pq_task *task = &run->board->tasks[run->spaces_first + i];

		assert_int_equal(task->count, PQ_SPACE_COUNT - 1);
		assert_int_equal(task->controls, 1);
		assert_int_equal(run->board->cells[task->first + task->count - 1].space, task->page_space);
	}
	assert_int_equal(run->board->tasks[0].vector, run->board->tasks[run->spaces_count / 2].vector);
	run_close(run);
}

static void only_pages_lie_in_a_space(void **state)
{
	struct pq_run *run = run_open("node");

	(void)state;
	assert_int_equal(pq_spaces_pin(run), PQ_ERR_OK);
	assert_int_equal(run->spaces_count, 0);
	run_close(run);
}

/* Marks the cell of that space in the task. */
static void mark(struct pq_run *run, uint32_t number, enum pq_space space)
{
	const struct pq_task *task = &run->board->tasks[number];

	for (uint32_t i = 0; i < task->count; i++)
		if (run->board->cells[task->first + i].space == (uint8_t)space)
			atomic_store(&run->board->cells[task->first + i].came, PQ_CAME_REQUEST);
}

static void what_was_seen_is_told_and_nothing_without_a_control(void **state)
{
	struct pq_run *run = run_open("chromium");
	struct pq_result *result = pq_result_new();
	const struct pq_result_space *space;

	(void)state;
	assert_non_null(result);
	assert_int_equal(pq_spaces_pin(run), PQ_ERR_OK);
	mark(run, 0, PQ_SPACE_PUBLIC);
	mark(run, 0, PQ_SPACE_CGNAT);
	mark(run, 1, PQ_SPACE_PUBLIC);
	mark(run, run->spaces_count / 2 + 2, PQ_SPACE_LOOPBACK);
	mark(run, run->spaces_count / 2 + 2, PQ_SPACE_CGNAT);
	assert_int_equal(pq_spaces_gather(run, result), PQ_ERR_OK);
	assert_int_equal(result->space_count, run->spaces_count / 2 * PQ_SPACE_COUNT);
	space = found(result, "fetch", "public", PQ_SPACE_CGNAT);
	assert_int_equal(space->tested, PQ_TESTED);
	assert_int_equal(space->seen, PQ_SEEN_REQUEST);
	assert_int_equal(space->again, PQ_SEEN_NOTHING);
	space = found(result, "fetch", "public", PQ_SPACE_PRIVATE_10);
	assert_int_equal(space->tested, PQ_TESTED);
	assert_int_equal(space->seen, PQ_SEEN_NOTHING);
	assert_int_equal(found(result, "fetch", "private 10/8", PQ_SPACE_PUBLIC)->tested, PQ_UNTESTED);
	space = found(result, "fetch", "loopback", PQ_SPACE_CGNAT);
	assert_int_equal(space->tested, PQ_TESTED);
	assert_int_equal(space->seen, PQ_SEEN_REQUEST);
	assert_false(space->asked_again);
	assert_int_equal(found(result, "fetch", "public", PQ_SPACE_LINK_LOCAL_6)->tested, PQ_NOT_APPLICABLE_HERE);
	pq_result_free(result);
	run_close(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_asks_for_every_space_twice_and_for_its_own_last),
		cmocka_unit_test(only_pages_lie_in_a_space),
		cmocka_unit_test(what_was_seen_is_told_and_nothing_without_a_control),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
