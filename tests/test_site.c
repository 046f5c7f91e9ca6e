/* SPDX-License-Identifier: MIT */
/* The board's site: what it marks, and what it answers. */
#include "site_case.h"

#include "browser/session.h"

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
		cmocka_unit_test(a_redirect_leads_to_the_cell),
		cmocka_unit_test(a_cell_answers_as_it_is_asked),
		cmocka_unit_test(a_probe_has_a_page_of_its_own),
		cmocka_unit_test(subjects_without_script_get_the_markup_of_all_probes),
		cmocka_unit_test(no_vector_can_end_the_script_that_tells_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
