/* SPDX-License-Identifier: MIT */
/* The board's hub: how it leads a browser from task to task. */
#include "site_case.h"

static void a_browser_is_led_from_task_to_task(void **state)
{
	struct world *world = world_open("fetch");
	struct pq_task *task = &world->board->tasks[0];

	(void)state;
	ask(world, PQ_BOARD_HUB, "GET / HTTP/1.1");
	assert_int_equal(world->board->visits, 1);
	has(world->body, "/next");
	ask(world, PQ_BOARD_HUB, "GET /next HTTP/1.1");
	assert_int_equal(world->reply.status, 302);
	has(world->fields, "Location: http://20.0.0.1/task/0\r\n");
	ask(world, PQ_BOARD_HUB, "GET /task/0 HTTP/1.1");
	assert_int_equal(task->state, PQ_TASK_SERVED);
	has(world->body, "\"ports\":[6665,6666,6667,6668]");
	ask(world, PQ_BOARD_HUB, "POST /begun/0 HTTP/1.1");
	assert_int_equal(task->state, PQ_TASK_BEGUN);
	ask(world, PQ_BOARD_HUB, "GET /next?after=0 HTTP/1.1");
	assert_int_equal(task->state, PQ_TASK_DONE);
	assert_true(world->reply.again);
	atomic_store(&world->board->closed, true);
	ask(world, PQ_BOARD_HUB, "GET /next?after=0 HTTP/1.1");
	assert_false(world->reply.again);
	has(world->body, "done");
	world_close(world);
}

static void a_start_that_is_worn_out_is_held(void **state)
{
	struct world *world = world_open("fetch");

	(void)state;
	ask(world, PQ_BOARD_HUB, "GET /task/0 HTTP/1.1");
	assert_int_equal(world->board->worn, world->board->tasks[0].count);
	atomic_store(&world->board->tasks[0].state, PQ_TASK_WAITING);
	atomic_store(&world->board->rest_after, world->board->worn + 1);
	ask(world, PQ_BOARD_HUB, "GET /next HTTP/1.1");
	assert_int_equal(world->reply.status, 302);
	assert_false(world->board->resting);
	atomic_store(&world->board->rest_after, world->board->worn);
	ask(world, PQ_BOARD_HUB, "GET /next HTTP/1.1");
	assert_true(world->reply.again && world->board->resting);
	world_close(world);
	world = world_open("stun");
	ask(world, PQ_BOARD_HUB, "GET /task/0 HTTP/1.1");
	assert_int_equal(world->board->worn, 16 * world->board->tasks[0].count);
	world_close(world);
}

static void what_was_never_served_is_not_over(void **state)
{
	struct world *world = world_open("fetch");
	struct pq_task *task = &world->board->tasks[0];

	(void)state;
	ask(world, PQ_BOARD_HUB, "GET /next?after=0 HTTP/1.1");
	assert_int_equal(task->state, PQ_TASK_WAITING);
	assert_int_equal(task->ended_ms, 0);
	ask(world, PQ_BOARD_HUB, "GET /task/0 HTTP/1.1");
	ask(world, PQ_BOARD_HUB, "GET /next?after=0 HTTP/1.1");
	assert_int_equal(task->state, PQ_TASK_DONE);
	world_close(world);
}

static void only_who_opens_the_start_page_is_a_visit(void **state)
{
	struct world *world = world_open("fetch");
	struct pq_arrival arrival = { .conn = 1, .port = 80, .address = { 4, { 20, 0, 0, 1 } } };
	struct pq_address addresses[8];
	size_t count = 0;

	(void)state;
	ask(world, PQ_BOARD_HUB, "POST / HTTP/1.1");
	ask(world, PQ_BOARD_PROXY, "GET / HTTP/1.1");
	ask_of(world, &arrival, "GET / HTTP/1.1\r\nSec-Purpose: prefetch", "");
	assert_int_equal(world->board->visits, 0);
	ask(world, PQ_BOARD_HUB, "GET / HTTP/1.1");
	assert_int_equal(world->board->visits, 1);
	assert_true(world->site.look_up(world->board, pq_view_str("own-3.probe.example"), 1, addresses, &count));
	assert_true(pq_address_eq(&addresses[0], &arrival.address));
	count = 0;
	assert_true(world->site.look_up(world->board, pq_view_str("own-3.example"), 1, addresses, &count));
	assert_false(pq_address_eq(&addresses[0], &arrival.address));
	world_close(world);
}

/* Three more tasks: two behind other redirects of the same initiator, and one of another. */
static void the_redirects_of_one_initiator_share_a_page(void **state)
{
	static const char *const more[] = { "img/302", "img/308", "picture/302" };
	struct world *world = world_open("img/301");
	struct pq_task *tasks = world->board->tasks;

	(void)state;
	for (uint32_t i = 0; i < 3; i++) {
		tasks[i + 1].vector = (uint16_t)pq_vector_index(more[i]);
		tasks[i + 1].first = 4 + i;
		tasks[i + 1].count = 1;
		tasks[i + 1].controls = 1;
	}
	atomic_store(&world->board->task_count, 4);
	atomic_store(&world->board->cell_count, 7);
	ask(world, PQ_BOARD_HUB, "GET /task/0 HTTP/1.1");
	has(world->body, "\"vector\":\"img/301\"");
	has(world->body, "\"vector\":\"img/308\"");
	assert_null(strstr(world->body, "picture"));
	assert_int_equal(tasks[2].state, PQ_TASK_SERVED);
	assert_int_equal(tasks[3].state, PQ_TASK_WAITING);
	ask(world, PQ_BOARD_HUB, "GET /next?after=2&from=0 HTTP/1.1");
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(tasks[i].state, PQ_TASK_DONE);
	has(world->fields, "Location: http://20.0.0.1/task/3\r\n");
	world_close(world);
}

static void a_browser_that_trusts_nobody_is_not_led_to_https(void **state)
{
	struct world *world = world_open("nel");

	(void)state;
	ask(world, PQ_BOARD_HUB, "GET /next HTTP/1.1");
	has(world->fields, "Location: https://hub.probe.example/task/0\r\n");
	ask(world, PQ_BOARD_HUB, "GET /next?insecure HTTP/1.1");
	assert_true(world->reply.again);
	assert_int_equal(world->board->tasks[0].state, PQ_TASK_DONE);
	world_close(world);
}

static void a_task_of_another_launch_waits_for_it(void **state)
{
	struct world *world = world_open("proxy-http");

	(void)state;
	world->board->tasks[0].launch = 1;
	ask(world, PQ_BOARD_HUB, "GET /next HTTP/1.1");
	assert_true(world->reply.again);
	atomic_store(&world->board->launch, 1);
	ask(world, PQ_BOARD_HUB, "GET /next HTTP/1.1");
	assert_int_equal(world->reply.status, 302);
	world_close(world);
}

static void a_task_is_settled_when_its_control_was_dialled_and_late_dials_had_time(void **state)
{
	struct world *world = world_open("fetch");
	struct pq_task *task = &world->board->tasks[0];
	struct pq_arrival arrival = { .conn = 1, .port = 80, .address = { 4, { 20, 0, 0, 1 } } };

	(void)state;
	ask(world, PQ_BOARD_HUB, "GET /task/0 HTTP/1.1");
	ask_of(world, &arrival, "POST /settled/0 HTTP/1.1", "2210");
	assert_true(world->reply.again);
	assert_int_equal(world->board->cells[0].told, 2);
	assert_int_equal(world->board->cells[2].told, 1);
	dial(world, "24.0.0.3", 6668, 2, PQ_CAME_DIAL);
	ask(world, PQ_BOARD_HUB, "POST /settled/0 HTTP/1.1");
	assert_true(world->reply.again);
	assert_true(task->seen_ms > 0);
	atomic_store(&task->seen_ms, task->seen_ms - 10000);
	ask(world, PQ_BOARD_HUB, "POST /settled/0 HTTP/1.1");
	assert_false(world->reply.again);
	assert_int_equal(task->state, PQ_TASK_DONE);
	world_close(world);
}

static void a_control_that_never_comes_ends_with_patience(void **state)
{
	struct world *world = world_open("fetch");

	(void)state;
	ask(world, PQ_BOARD_HUB, "POST /settled/0 HTTP/1.1");
	assert_true(world->reply.again);
	world->board->tasks[0].patience_ms = 0;
	ask(world, PQ_BOARD_HUB, "POST /settled/0 HTTP/1.1");
	assert_false(world->reply.again);
	world_close(world);
}

/* A browser that is slow, but at it, gets its time. */
static void patience_begins_anew_with_each_cell_that_is_dialled(void **state)
{
	struct world *world = world_open("fetch");
	struct pq_task *task = &world->board->tasks[0];

	(void)state;
	ask(world, PQ_BOARD_HUB, "POST /settled/0 HTTP/1.1");
	assert_true(world->reply.again);
	atomic_store(&task->settling_ms, 1);
	atomic_store(&world->board->cells[1].came, PQ_CAME_DIAL);
	ask(world, PQ_BOARD_HUB, "POST /settled/0 HTTP/1.1");
	assert_true(world->reply.again);
	assert_true(task->settling_ms > 1);
	task->patience_ms = 0;
	ask(world, PQ_BOARD_HUB, "POST /settled/0 HTTP/1.1");
	assert_false(world->reply.again);
	world_close(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_browser_is_led_from_task_to_task),
		cmocka_unit_test(a_start_that_is_worn_out_is_held),
		cmocka_unit_test(what_was_never_served_is_not_over),
		cmocka_unit_test(only_who_opens_the_start_page_is_a_visit),
		cmocka_unit_test(the_redirects_of_one_initiator_share_a_page),
		cmocka_unit_test(a_browser_that_trusts_nobody_is_not_led_to_https),
		cmocka_unit_test(a_task_of_another_launch_waits_for_it),
		cmocka_unit_test(a_task_is_settled_when_its_control_was_dialled_and_late_dials_had_time),
		cmocka_unit_test(a_control_that_never_comes_ends_with_patience),
		cmocka_unit_test(patience_begins_anew_with_each_cell_that_is_dialled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
