/* SPDX-License-Identifier: MIT */
/* What an audit asks for, and what comes of what was seen: sets of ports, the plan, the asks on a board. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "audit/asks.h"

static struct pq_judge_policy policy;

static int read_policy(void **state)
{
	(void)state;
	return pq_judge_policy_builtin(&policy, pq_view_str("fetch")) == PQ_ERR_OK ? 0 : -1;
}

static void sets_of_ports_follow_the_policy(void **state)
{
	struct pq_port_set bad = { { 0 } }, near = { { 0 } }, all = { { 0 } }, sample = { { 0 } };
	uint32_t bad_in_sample = 0;

	(void)state;
	pq_ports_all(&all);
	assert_int_equal(pq_port_set_count(&all), 65536);
	pq_ports_bad(&bad, &policy, "http");
	assert_int_equal(pq_port_set_count(&bad), 83);
	pq_ports_near(&near, &policy, "http");
	pq_ports_sample(&sample, &policy, "http", 8, 6);
	assert_int_equal(pq_port_set_count(&sample), 14);
	for (uint32_t port = 0; port < PQ_PORT_COUNT; port++) {
		bool blocked = pq_judge_policy_blocks(&policy, pq_view_str("http"), (uint16_t)port);
		bool beside = (port > 0 && pq_port_set_has(&bad, (uint16_t)(port - 1))) ||
			      (port < 65535 && pq_port_set_has(&bad, (uint16_t)(port + 1)));

		assert_int_equal(pq_port_set_has(&bad, (uint16_t)port), blocked);
		assert_int_equal(pq_port_set_has(&near, (uint16_t)port), beside && !blocked);
		bad_in_sample += blocked && pq_port_set_has(&sample, (uint16_t)port);
	}
	assert_int_equal(bad_in_sample, 8);
	assert_true(pq_port_set_has(&sample, 0));
}

static void lists_of_ports_are_read_or_refused_with_their_place(void **state)
{
	static const struct {
		const char *list;
		uint32_t count;
	} good[] = { { "25", 1 },   { "25,25", 1 },   { "0,65535", 2 },    { "6000-6063", 64 },
		     { "bad", 83 }, { "bad,80", 84 }, { "80,sample", 15 }, { "all", 65536 } };
	static const struct {
		const char *list;
		enum pq_err err;
		size_t column;
	} wrong[] = { { "", PQ_ERR_SYNTAX, 1 },      { "25,", PQ_ERR_SYNTAX, 4 }, { "25,x", PQ_ERR_SYNTAX, 4 },
		      { "65536", PQ_ERR_RANGE, 1 },  { "9-8", PQ_ERR_RANGE, 1 },  { "1-", PQ_ERR_SYNTAX, 3 },
		      { "80 81", PQ_ERR_SYNTAX, 3 }, { "BAD", PQ_ERR_SYNTAX, 1 }, { "99999999999", PQ_ERR_RANGE, 1 } };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct pq_port_set set = { { 0 } };

		assert_int_equal(pq_ports_read(&set, good[i].list, &policy, "http", NULL), PQ_ERR_OK);
		assert_int_equal(pq_port_set_count(&set), good[i].count);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct pq_port_set set = { { 0 } };
		struct pq_diag diag = { 0, 0, "" };

		assert_int_equal(pq_ports_read(&set, wrong[i].list, &policy, "http", &diag), wrong[i].err);
		assert_int_equal(diag.column, wrong[i].column);
	}
}

static struct pq_rows rows_of(const char *recipe_name)
{
	struct pq_recipe recipe;
	struct pq_rows rows;

	assert_int_equal(pq_recipe_builtin(&recipe, recipe_name, NULL), PQ_ERR_OK);
	assert_true(pq_rows_init(&rows, &recipe));
	pq_recipe_fini(&recipe);
	return rows;
}

static void each_kind_of_subject_is_asked_what_it_can_be_asked(void **state)
{
	static const struct {
		const char *recipe, *row;
		bool can;
	} wanted[] = { { "chromium", "fetch", true },
		       { "chromium", "pac-http", true },
		       { "webkitgtk", "pac-http", false },
		       { "node", "fetch", true },
		       { "node", "img", false },
		       { "dillo", "fetch", false },
		       { "dillo", "img", true },
		       { "curl", "command-http", true },
		       { "curl", "command-redirect/302", true } };

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct pq_rows rows = rows_of(wanted[i].recipe);
		size_t row = pq_rows_find(&rows, wanted[i].row);

		assert_int_not_equal(row, SIZE_MAX);
		assert_int_equal(rows.rows[row].cause == NULL, wanted[i].can);
		pq_rows_fini(&rows);
	}
}

static void lists_of_vectors_name_rows_or_are_refused(void **state)
{
	struct pq_rows rows = rows_of("chromium");
	struct pq_diag diag = { 0, 0, "" };
	const struct pq_row *redirected = &rows.rows[pq_rows_find(&rows, "fetch/302")];

	(void)state;
	assert_int_equal(pq_rows_check(&rows, "fetch,img,fetch/*", &diag), PQ_ERR_OK);
	assert_int_equal(pq_rows_check(&rows, "fetch,imgs", &diag), PQ_ERR_UNKNOWN);
	assert_int_equal(diag.column, 7);
	assert_true(pq_rows_named(redirected, "img,fetch/*"));
	assert_true(pq_rows_named(redirected, "*"));
	assert_false(pq_rows_named(redirected, "fetch"));
	assert_false(pq_rows_named(redirected, "fetch/3021"));
	pq_rows_fini(&rows);
}

static void the_depths_ask_for_more_and_more(void **state)
{
	struct pq_plan_options options = { .kind = PQ_BROWSER_PAGE, .policy = &policy };
	struct pq_rows rows = rows_of("chromium");
	const struct pq_row *fetch = &rows.rows[pq_rows_find(&rows, "fetch")];
	const struct pq_row *img = &rows.rows[pq_rows_find(&rows, "img")];
	const struct pq_row *redirected = &rows.rows[pq_rows_find(&rows, "fetch/302")];
	const struct pq_row *socket = &rows.rows[pq_rows_find(&rows, "websocket")];
	struct pq_port_set ports;

	(void)state;
	assert_true(pq_plan_ports(&options, fetch, &ports));
	assert_false(pq_plan_ports(&options, img, &ports));
	assert_int_equal(pq_port_set_count(&ports), 14);
	pq_plan_ports(&options, redirected, &ports);
	assert_int_equal(pq_port_set_count(&ports), 6);
	options.depth = PQ_DEPTH_NIGHTLY;
	assert_true(pq_plan_ports(&options, fetch, &ports));
	assert_false(pq_plan_ports(&options, socket, &ports));
	pq_plan_ports(&options, img, &ports);
	assert_true(pq_port_set_count(&ports) > 83 + 80);
	pq_plan_ports(&options, redirected, &ports);
	assert_int_equal(pq_port_set_count(&ports), 14);
	options.depth = PQ_DEPTH_FULL;
	assert_true(pq_plan_ports(&options, socket, &ports));
	pq_plan_ports(&options, redirected, &ports);
	assert_true(pq_port_set_count(&ports) > 83 + 80);
	options.ports = "25";
	options.vectors = "img";
	pq_plan_ports(&options, img, &ports);
	assert_int_equal(pq_port_set_count(&ports), 1);
	pq_plan_ports(&options, fetch, &ports);
	assert_int_equal(pq_port_set_count(&ports), 0);
	pq_rows_fini(&rows);
}

/* A board with one row asked for ports 25 and 8000. */
struct fixture {
	struct pq_board *board;
	struct pq_rows rows;
	struct pq_asks asks;
	size_t row;
};

static void set_up(struct fixture *f)
{
	struct pq_port_set ports = { { 0 } };

	f->board = pq_board_new();
	assert_non_null(f->board);
	f->rows = rows_of("chromium");
	f->row = pq_rows_find(&f->rows, "img");
	assert_true(pq_asks_init(&f->asks, f->board, &f->rows, &policy));
	pq_port_set_add(&ports, 25);
	pq_port_set_add(&ports, 8000);
	assert_int_equal(pq_asks_pin(&f->asks, f->row, &ports, false), PQ_ERR_OK);
}

static void tear_down(struct fixture *f)
{
	pq_asks_fini(&f->asks);
	pq_rows_fini(&f->rows);
	pq_board_free(f->board);
}

/* Ends the task with the cells that were dialled given as a string of digits, one for each, the control's last. */
static void end_task(struct fixture *f, uint32_t number, const char *came)
{
	struct pq_task *task = &f->board->tasks[number];

	assert_int_equal(task->count, strlen(came));
	for (uint32_t i = 0; i < task->count; i++)
		atomic_store(&f->board->cells[task->first + i].came, (uint8_t)(came[i] - '0'));
	atomic_store(&task->state, PQ_TASK_DONE);
}

static uint32_t pin_again(struct fixture *f)
{
	uint32_t tasks;

	assert_int_equal(pq_asks_pin_again(&f->asks, PQ_LAUNCH_PLAIN, &tasks), PQ_ERR_OK);
	return tasks;
}

static enum pq_finding finding(const struct fixture *f, size_t port)
{
	return pq_asks_finding(&f->asks, f->row, &f->asks.rows[f->row].ports[port]);
}

static void a_task_has_its_ports_and_the_default_port_as_its_control(void **state)
{
	struct fixture f;

	(void)state;
	set_up(&f);
	assert_int_equal(atomic_load(&f.board->task_count), 1);
	assert_int_equal(f.board->tasks[0].count, 3);
	assert_int_equal(f.board->tasks[0].controls, 1);
	assert_int_equal(f.board->cells[0].port, 25);
	assert_int_equal(f.board->cells[1].port, 8000);
	assert_int_equal(f.board->cells[2].port, 80);
	assert_int_equal(finding(&f, 0), PQ_FINDING_UNTESTED);
	tear_down(&f);
}

static void peers_and_sessions_are_asked_for_in_small_tasks(void **state)
{
	static const struct {
		const char *row;
		uint32_t most;
	} cases[] = { { "turn-udp", PQ_PLAN_MAX_PEERS },
		      { "webtransport", PQ_PLAN_MAX_SESSIONS },
		      { "fetch", PQ_PLAN_MAX_PORTS } };
	struct pq_port_set ports = { { 0 } };

	(void)state;
	for (uint32_t port = 1; port <= 300; port++)
		pq_port_set_add(&ports, (uint16_t)port);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t most = cases[i].most, first;
		struct fixture f;

		set_up(&f);
		first = atomic_load(&f.board->task_count);
		assert_int_equal(pq_asks_pin(&f.asks, pq_rows_find(&f.rows, cases[i].row), &ports, false), PQ_ERR_OK);
		assert_int_equal(atomic_load(&f.board->task_count) - first, (300 + most - 1) / most);
		assert_int_equal(f.board->tasks[first].count, (most < 300 ? most : 300) + 1);
		tear_down(&f);
	}
}

static void what_conforms_is_asked_once(void **state)
{
	struct fixture f;

	(void)state;
	set_up(&f);
	end_task(&f, 0, "044");
	assert_int_equal(pin_again(&f), 0);
	assert_int_equal(finding(&f, 0), PQ_FINDING_BLOCKED);
	assert_int_equal(finding(&f, 1), PQ_FINDING_ALLOWED);
	assert_true(pq_asks_tested(&f.asks, f.row));
	tear_down(&f);
}

static void a_violation_is_stated_when_two_asks_show_it(void **state)
{
	struct fixture f;

	(void)state;
	set_up(&f);
	end_task(&f, 0, "104");
	assert_int_equal(pin_again(&f), 1);
	assert_int_equal(f.board->tasks[1].count, 3);
	end_task(&f, 1, "404");
	assert_int_equal(pin_again(&f), 0);
	assert_int_equal(finding(&f, 0), PQ_FINDING_UNSAFE_PORT);
	assert_int_equal(finding(&f, 1), PQ_FINDING_OVER_BLOCK);
	tear_down(&f);
}

static void where_two_asks_differ_a_third_decides(void **state)
{
	struct fixture f;

	(void)state;
	set_up(&f);
	end_task(&f, 0, "404");
	assert_int_equal(pin_again(&f), 1);
	end_task(&f, 1, "044");
	assert_int_equal(finding(&f, 0), PQ_FINDING_UNTESTED);
	assert_int_equal(finding(&f, 1), PQ_FINDING_ALLOWED);
	assert_int_equal(pin_again(&f), 1);
	assert_int_equal(f.board->tasks[2].count, 2);
	end_task(&f, 2, "44");
	assert_int_equal(finding(&f, 0), PQ_FINDING_UNSAFE_PORT);
	assert_int_equal(pin_again(&f), 0);
	tear_down(&f);
}

static void a_port_that_is_silent_without_its_control_states_nothing(void **state)
{
	struct fixture f;

	(void)state;
	set_up(&f);
	end_task(&f, 0, "000");
	assert_false(pq_asks_tested(&f.asks, f.row));
	assert_int_equal(pin_again(&f), 1);
	end_task(&f, 1, "000");
	assert_int_equal(pin_again(&f), 0);
	assert_int_equal(finding(&f, 0), PQ_FINDING_UNTESTED);
	assert_int_equal(finding(&f, 1), PQ_FINDING_UNTESTED);
	tear_down(&f);
}

static void an_address_dialled_on_a_bad_port_is_a_violation_wherever_it_was_meant_to_go(void **state)
{
	struct fixture f;

	(void)state;
	set_up(&f);
	end_task(&f, 0, "004");
	atomic_store(&f.board->cells[1].stray, 6667);
	assert_int_equal(pin_again(&f), 1);
	end_task(&f, 1, "04");
	atomic_store(&f.board->cells[f.board->tasks[1].first].stray, 6667);
	assert_int_equal(finding(&f, 1), PQ_FINDING_UNSAFE_PORT);
	tear_down(&f);
}

static void an_unsafe_port_is_not_stated_after_one_ask(void **state)
{
	struct fixture f;

	(void)state;
	set_up(&f);
	end_task(&f, 0, "444");
	assert_int_equal(finding(&f, 0), PQ_FINDING_UNTESTED);
	assert_int_equal(pin_again(&f), 1);
	assert_int_equal(finding(&f, 0), PQ_FINDING_UNTESTED);
	end_task(&f, 1, "44");
	assert_int_equal(finding(&f, 0), PQ_FINDING_UNSAFE_PORT);
	tear_down(&f);
}

static void an_unsafe_port_is_not_stated_without_any_control(void **state)
{
	struct fixture f;

	(void)state;
	set_up(&f);
	end_task(&f, 0, "440");
	assert_int_equal(pin_again(&f), 1);
	end_task(&f, 1, "40");
	assert_int_equal(finding(&f, 0), PQ_FINDING_UNTESTED);
	atomic_store(&f.board->cells[f.board->tasks[1].first + 1].came, PQ_CAME_DIAL);
	assert_int_equal(finding(&f, 0), PQ_FINDING_UNSAFE_PORT);
	tear_down(&f);
}

static void a_dialled_port_whose_address_strayed_to_a_bad_one_is_asked_again(void **state)
{
	struct fixture f;
	const struct pq_asked *asked;

	(void)state;
	set_up(&f);
	end_task(&f, 0, "044");
	atomic_store(&f.board->cells[1].stray, 25);
	assert_int_equal(finding(&f, 1), PQ_FINDING_UNTESTED);
	assert_int_equal(pin_again(&f), 1);
	end_task(&f, 1, "44");
	assert_int_equal(finding(&f, 1), PQ_FINDING_UNTESTED);
	assert_int_equal(pin_again(&f), 1);
	end_task(&f, 2, "44");
	assert_int_equal(finding(&f, 1), PQ_FINDING_ALLOWED);
	atomic_store(&f.board->cells[f.board->tasks[2].first].stray, 25);
	assert_int_equal(finding(&f, 1), PQ_FINDING_UNSAFE_PORT);
	asked = &f.asks.rows[f.row].ports[1];
	assert_int_equal(pq_asks_cell(&f.asks, asked), 1);
	tear_down(&f);
}

static void a_stray_to_an_allowed_port_is_nothing_where_the_port_was_dialled(void **state)
{
	struct fixture f;

	(void)state;
	set_up(&f);
	end_task(&f, 0, "044");
	atomic_store(&f.board->cells[1].stray, 443);
	assert_int_equal(pin_again(&f), 0);
	assert_int_equal(finding(&f, 1), PQ_FINDING_ALLOWED);
	tear_down(&f);
}

static void a_lost_probe_shows_nothing_unless_it_dialled(void **state)
{
	struct fixture f;

	(void)state;
	set_up(&f);
	end_task(&f, 0, "044");
	assert_int_equal(finding(&f, 0), PQ_FINDING_BLOCKED);
	atomic_store(&f.board->cells[0].lost, true);
	atomic_store(&f.board->cells[1].lost, true);
	assert_int_equal(finding(&f, 0), PQ_FINDING_UNTESTED);
	assert_int_equal(finding(&f, 1), PQ_FINDING_ALLOWED);
	assert_int_equal(pin_again(&f), 1);
	assert_int_equal(f.board->tasks[1].count, 2);
	end_task(&f, 1, "04");
	assert_int_equal(finding(&f, 0), PQ_FINDING_BLOCKED);
	tear_down(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_of_ports_follow_the_policy),
		cmocka_unit_test(lists_of_ports_are_read_or_refused_with_their_place),
		cmocka_unit_test(each_kind_of_subject_is_asked_what_it_can_be_asked),
		cmocka_unit_test(lists_of_vectors_name_rows_or_are_refused),
		cmocka_unit_test(the_depths_ask_for_more_and_more),
		cmocka_unit_test(a_task_has_its_ports_and_the_default_port_as_its_control),
		cmocka_unit_test(peers_and_sessions_are_asked_for_in_small_tasks),
		cmocka_unit_test(what_conforms_is_asked_once),
		cmocka_unit_test(a_violation_is_stated_when_two_asks_show_it),
		cmocka_unit_test(where_two_asks_differ_a_third_decides),
		cmocka_unit_test(a_port_that_is_silent_without_its_control_states_nothing),
		cmocka_unit_test(an_address_dialled_on_a_bad_port_is_a_violation_wherever_it_was_meant_to_go),
		cmocka_unit_test(an_unsafe_port_is_not_stated_after_one_ask),
		cmocka_unit_test(an_unsafe_port_is_not_stated_without_any_control),
		cmocka_unit_test(a_dialled_port_whose_address_strayed_to_a_bad_one_is_asked_again),
		cmocka_unit_test(a_stray_to_an_allowed_port_is_nothing_where_the_port_was_dialled),
		cmocka_unit_test(a_lost_probe_shows_nothing_unless_it_dialled),
	};

	return cmocka_run_group_tests(tests, read_policy, NULL);
}
