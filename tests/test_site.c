/* SPDX-License-Identifier: MIT */
/* The board's site: what it marks, what it answers, and how it leads from task to task. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "audit/board.h"
#include "audit/vectors.h"
#include "browser/session.h"

/* A board with one task; the last of its four cells is the control. The body and fields of the last answer, as text. */
struct world {
	struct pq_board *board;
	struct pq_site site;
	struct pq_sink_reply reply;
	char head[2048];
	char fields[16384];
	char body[1u << 20];
};

static struct world *world_open(const char *vector)
{
	struct world *world = calloc(1, sizeof(*world));
	size_t index = pq_vector_index(vector);
	struct pq_task *task;

	assert_non_null(world);
	assert_true(index < pq_vector_count());
	world->board = pq_board_new();
	assert_non_null(world->board);
	world->site = pq_board_site(world->board);
	task = &world->board->tasks[0];
	task->vector = (uint16_t)index;
	task->count = 4;
	task->controls = 1;
	task->patience_ms = 100000;
	for (size_t i = 0; i < 4; i++)
		world->board->cells[i].port = (uint16_t)(6665 + i);
	atomic_store(&world->board->task_count, 1);
	atomic_store(&world->board->cell_count, 4);
	return world;
}

static void world_close(struct world *world)
{
	pq_board_free(world->board);
	free(world);
}

/* head: request line and field lines. */
static void ask_of(struct world *world, const struct pq_arrival *arrival, const char *head, const char *body)
{
	struct pq_sink_request request = { .arrival = arrival, .number = 1, .body = pq_view_str(body) };
	size_t blank, second;

	snprintf(world->head, sizeof(world->head), "%s\r\n\r\n", head);
	request.head = pq_view_str(world->head);
	blank = pq_view_find(request.head, ' ', 0);
	second = pq_view_find(request.head, ' ', blank + 1);
	request.method = pq_view_slice(request.head, 0, blank);
	request.target = pq_view_slice(request.head, blank + 1, second);
	request.body_len = request.body.len;
	memset(&world->reply, 0, sizeof(world->reply));
	world->reply.status = 200;
	world->site.respond(world->site.context, &request, &world->reply);
	snprintf(world->fields, sizeof(world->fields), "%.*s", (int)world->reply.fields.len,
		 (const char *)world->reply.fields.data);
	snprintf(world->body, sizeof(world->body), "%.*s", (int)world->reply.body.len,
		 (const char *)world->reply.body.data);
}

static void ask(struct world *world, const char *address, const char *head)
{
	struct pq_arrival arrival = { .conn = 1, .port = 80 };

	assert_true(pq_address_parse(pq_view_str(address), &arrival.address));
	ask_of(world, &arrival, head, "");
}

static void dial(struct world *world, const char *address, uint16_t port, uint32_t conn, enum pq_came came)
{
	struct pq_arrival arrival = { .conn = conn, .port = port };

	assert_true(pq_address_parse(pq_view_str(address), &arrival.address));
	world->site.came(world->site.context, &arrival, came, pq_view("", 0));
}

static void has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no %s in %s", part, text);
}

static void a_dial_marks_its_cell_and_only_goes_further(void **state)
{
	struct world *world = world_open("fetch");
	struct pq_cell *cells = world->board->cells;

	(void)state;
	dial(world, "24.0.0.1", 6666, 9, PQ_CAME_DIAL);
	dial(world, "24.0.0.1", 6666, 9, PQ_CAME_REQUEST);
	dial(world, "24.0.0.1", 6666, 10, PQ_CAME_DIAL);
	assert_int_equal(cells[1].came, PQ_CAME_REQUEST);
	assert_int_equal(cells[1].conn, 9);
	assert_int_equal(cells[1].stray, 0);
	assert_int_equal(cells[0].came, PQ_CAME_NOTHING);
	dial(world, "24.0.0.2", 443, 11, PQ_CAME_HELLO);
	assert_int_equal(cells[2].came, PQ_CAME_NOTHING);
	assert_int_equal(cells[2].stray, 443);
	dial(world, "24.0.0.9", 80, 12, PQ_CAME_DIAL);
	world_close(world);
}

static void what_a_proxy_is_asked_for_marks_its_cell_and_a_proxy_of_its_own_is_noted(void **state)
{
	struct world *world = world_open("proxy-connect");
	struct pq_arrival arrival = { .conn = 3, .port = 6667, .route = PQ_ROUTE_CONNECT };

	(void)state;
	arrival.host = pq_view_str("cell-2.probe.example");
	atomic_store(&world->board->launch, PQ_LAUNCH_PROXY);
	world->site.came(world->site.context, &arrival, PQ_CAME_DIAL, pq_view("", 0));
	assert_int_equal(world->board->cells[2].came, PQ_CAME_DIAL);
	atomic_store(&world->board->launch, PQ_LAUNCH_PLAIN);
	dial(world, "24.0.0.1", 6666, 9, PQ_CAME_DIAL);
	assert_false(world->board->proxied);
	world->site.came(world->site.context, &arrival, PQ_CAME_DIAL, pq_view("", 0));
	assert_true(world->board->proxied);
	world_close(world);
}

static void a_turn_server_over_udp_is_reached_by_more_than_a_stun_binding(void **state)
{
	struct world *world = world_open("turn-udp");
	struct pq_arrival arrival = { .conn = 4, .transport = PQ_TRANSPORT_UDP, .port = 6666 };

	(void)state;
	assert_true(pq_address_parse(pq_view_str("24.0.0.1"), &arrival.address));
	world->site.came(world->site.context, &arrival, PQ_CAME_REQUEST, pq_view("\0\1\0\0", 4));
	assert_int_equal(world->board->cells[1].came, PQ_CAME_NOTHING);
	world->site.came(world->site.context, &arrival, PQ_CAME_REQUEST, pq_view("\0\3\0\0", 4));
	assert_int_equal(world->board->cells[1].came, PQ_CAME_REQUEST);
	world_close(world);
	world = world_open("stun");
	world->site.came(world->site.context, &arrival, PQ_CAME_REQUEST, pq_view("\0\1\0\0", 4));
	assert_int_equal(world->board->cells[1].came, PQ_CAME_REQUEST);
	world_close(world);
}

static void every_name_has_an_address(void **state)
{
	static const struct {
		const char *host;
		const char *address;
	} rows[] = {
		{ "cell-3.probe.example", "24.0.0.3" },
		{ "hub.probe.example", PQ_BOARD_HUB },
		{ "own-3.probe.example", PQ_BOARD_HUB },
		{ "redirector.probe.example", PQ_BOARD_REDIRECTOR },
	};
	struct world *world = world_open("fetch");
	struct pq_address wanted, addresses[8];
	size_t count;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(pq_address_parse(pq_view_str(rows[i].address), &wanted));
		assert_true(world->site.look_up(world->board, pq_view_str(rows[i].host), 1, addresses, &count));
		assert_int_equal(count, 1);
		assert_true(pq_address_eq(&addresses[0], &wanted));
		assert_true(world->site.look_up(world->board, pq_view_str(rows[i].host), 28, addresses, &count));
		assert_int_equal(count, 0);
	}
	assert_true(world->site.look_up(world->board, pq_view_str("update.vendor.example"), 1, addresses, &count));
	assert_int_equal(count, 1);
	assert_int_equal(addresses[0].bytes[0], 20);
	world->board->cells[3].space = PQ_SPACE_UNIQUE_6;
	assert_true(world->site.look_up(world->board, pq_view_str("cell-3.probe.example"), 28, addresses, &count));
	assert_int_equal(count, 1);
	assert_int_equal(addresses[0].family, 6);
	world_close(world);
}

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

static void a_redirect_leads_to_the_cell(void **state)
{
	struct world *world = world_open("fetch/307");

	(void)state;
	ask(world, PQ_BOARD_REDIRECTOR, "GET /307/2/x.png HTTP/1.1\r\nOrigin: http://20.0.0.1");
	assert_int_equal(world->reply.status, 307);
	has(world->fields, "Location: http://24.0.0.2:6667/x.png\r\n");
	has(world->fields, "Access-Control-Allow-Origin: http://20.0.0.1\r\n");
	ask(world, PQ_BOARD_REDIRECTOR, "GET /200/2/ HTTP/1.1");
	assert_int_equal(world->reply.status, 404);
	ask(world, PQ_BOARD_REDIRECTOR, "GET /302/77/ HTTP/1.1");
	assert_int_equal(world->reply.status, 404);
	world_close(world);
}

static void a_cell_answers_as_it_is_asked(void **state)
{
	struct world *world = world_open("fetch");

	(void)state;
	ask(world, "24.0.0.1", "GET /x.js HTTP/1.1");
	has(world->fields, "text/javascript");
	ask(world, "24.0.0.1", "GET / HTTP/1.1\r\nAccept: text/html,*/*");
	has(world->fields, "text/html");
	ask(world, "24.0.0.1", "GET / HTTP/1.1\r\nAccept: text/event-stream");
	has(world->fields, "text/event-stream");
	ask(world, "24.0.0.1", "GET / HTTP/1.1\r\nAccept: */*");
	assert_int_equal(world->reply.status, 204);
	ask(world, "24.0.0.1",
	    "OPTIONS / HTTP/1.1\r\nOrigin: null\r\nAccess-Control-Request-Method: PUT\r\n"
	    "Access-Control-Request-Headers: x-probe");
	assert_int_equal(world->reply.status, 204);
	has(world->fields, "Access-Control-Allow-Methods: PUT\r\n");
	has(world->fields, "Access-Control-Allow-Headers: x-probe\r\n");
	ask(world, "20.0.0.3", "GET http://24.0.0.1:6666/x.css HTTP/1.1");
	world_close(world);
}

/* The first vector whose probes have a response header of their own. */
static const char *with_header(void)
{
	for (size_t i = 0; i < pq_vector_count(); i++) {
		const struct pq_vector *vector = pq_vector_at(i);

		if (vector->header && strstr(vector->header, "{url}") && !(vector->needs & PQ_NEEDS_TLS) &&
		    !vector->status)
			return vector->name;
	}
	return NULL;
}

static void a_probe_has_a_page_of_its_own(void **state)
{
	struct world *world;

	(void)state;
	assert_non_null(with_header());
	world = world_open(with_header());
	ask(world, PQ_BOARD_HUB, "GET /probe/0/3 HTTP/1.1");
	assert_int_equal(world->reply.status, 200);
	has(world->fields, "http://24.0.0.3:6668/");
	assert_null(strstr(world->fields, "{url}"));
	ask(world, PQ_BOARD_HUB, "GET /probe/0/4 HTTP/1.1");
	assert_int_equal(world->reply.status, 404);
	world_close(world);
}

static void subjects_without_script_get_the_markup_of_all_probes(void **state)
{
	struct world *world = world_open("img");

	(void)state;
	ask(world, PQ_BOARD_HUB, "GET /plain/ HTTP/1.1");
	assert_int_equal(world->reply.status, 302);
	has(world->fields, "/plain/0\r\n");
	ask(world, PQ_BOARD_HUB, "GET /plain/0 HTTP/1.1");
	has(world->body, "http://24.0.0.0:6665/");
	has(world->body, "http://24.0.0.3:6668/");
	has(world->body, "/plain/next?after=0");
	ask(world, PQ_BOARD_HUB, "GET /plain/0?alone HTTP/1.1");
	has(world->body, "http://24.0.0.3:6668/");
	assert_null(strstr(world->body, "/plain/next"));
	world_close(world);
}

static void no_vector_can_end_the_script_that_tells_of_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < pq_vector_rows(); i++) {
		struct world *world = world_open(pq_vector_at(i)->name);
		const char *end;

		ask(world, PQ_BOARD_HUB, "GET /task/0 HTTP/1.1");
		assert_int_equal(world->reply.status, 200);
		end = strstr(world->body, "</script>");
		assert_non_null(end);
		assert_int_equal(end[-1], ';');
		world_close(world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dial_marks_its_cell_and_only_goes_further),
		cmocka_unit_test(what_a_proxy_is_asked_for_marks_its_cell_and_a_proxy_of_its_own_is_noted),
		cmocka_unit_test(a_turn_server_over_udp_is_reached_by_more_than_a_stun_binding),
		cmocka_unit_test(every_name_has_an_address),
		cmocka_unit_test(a_browser_is_led_from_task_to_task),
		cmocka_unit_test(the_redirects_of_one_initiator_share_a_page),
		cmocka_unit_test(a_browser_that_trusts_nobody_is_not_led_to_https),
		cmocka_unit_test(a_task_of_another_launch_waits_for_it),
		cmocka_unit_test(what_was_never_served_is_not_over),
		cmocka_unit_test(only_who_opens_the_start_page_is_a_visit),
		cmocka_unit_test(a_task_is_settled_when_its_control_was_dialled_and_late_dials_had_time),
		cmocka_unit_test(a_control_that_never_comes_ends_with_patience),
		cmocka_unit_test(patience_begins_anew_with_each_cell_that_is_dialled),
		cmocka_unit_test(a_redirect_leads_to_the_cell),
		cmocka_unit_test(a_cell_answers_as_it_is_asked),
		cmocka_unit_test(a_probe_has_a_page_of_its_own),
		cmocka_unit_test(subjects_without_script_get_the_markup_of_all_probes),
		cmocka_unit_test(no_vector_can_end_the_script_that_tells_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
