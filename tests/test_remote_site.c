/* SPDX-License-Identifier: MIT */
/* A remote audit hears the device under test and nobody else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/remote_site.h"

static const struct pq_address hub = { 4, { 20, 0, 0, 1 } }, cell = { 4, { 24, 0, 0, 1 } };

static uint16_t open_page(const struct pq_site *site, struct pq_arrival *arrival, const struct pq_address *address)
{
	struct pq_sink_request request = { .arrival = arrival, .method = PQ_VIEW("GET"), .target = PQ_VIEW("/") };
	struct pq_sink_reply reply = { .status = 200 };

	arrival->address = *address;
	arrival->port = 80;
	request.head = pq_view_str("GET / HTTP/1.1\r\n\r\n");
	site->respond(site->context, &request, &reply);
	return reply.status;
}

static void dial(const struct pq_site *site, struct pq_arrival *arrival)
{
	arrival->address = cell;
	arrival->port = 6666;
	site->came(site->context, arrival, PQ_CAME_DIAL, pq_view("", 0));
}

static void the_first_that_opens_the_hub_is_the_device(void **state)
{
	struct pq_board *board = pq_board_new();
	struct pq_remote_pages *pages = pq_remote_pages_new(board, 8480, "/dev/null");
	struct pq_arrival device = { .conn = 1, .route = PQ_ROUTE_ABSOLUTE, .source = { 4, { 192, 0, 2, 1 } } };
	struct pq_arrival other = { .conn = 2, .route = PQ_ROUTE_ABSOLUTE, .source = { 4, { 192, 0, 2, 2 } } };
	struct pq_site site;

	(void)state;
	assert_non_null(pages);
	site = pq_remote_site(pages);
	board->cells[1].port = 6666;
	atomic_store(&board->cell_count, 4);
	assert_int_equal(open_page(&site, &other, &cell), 403);
	assert_int_equal(open_page(&site, &device, &hub), 200);
	assert_int_equal(open_page(&site, &other, &hub), 403);
	assert_int_equal(board->visits, 1);
	dial(&site, &other);
	assert_int_equal(board->cells[1].came, PQ_CAME_NOTHING);
	dial(&site, &device);
	assert_int_equal(board->cells[1].came, PQ_CAME_DIAL);
	pq_remote_pages_free(pages);
	pq_board_free(board);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_that_opens_the_hub_is_the_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
