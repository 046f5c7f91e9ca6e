/* SPDX-License-Identifier: MIT */
/* The board: cells, their addresses and names, and the URLs that lead to them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "audit/board.h"
#include "audit/vectors.h"

/* A board with one task of `count` cells, all asking for port 25. */
static struct pq_board *board_with(const char *vector, enum pq_space space, uint32_t first, uint32_t count)
{
	struct pq_board *board = pq_board_new();
	size_t index = pq_vector_index(vector);

	assert_non_null(board);
	assert_true(index < pq_vector_count());
	board->tasks[0].vector = (uint16_t)index;
	board->tasks[0].first = first;
	board->tasks[0].count = count;
	for (uint32_t i = 0; i < count; i++) {
		board->cells[first + i].port = 25;
		board->cells[first + i].space = (uint8_t)space;
	}
	atomic_store(&board->task_count, 1);
	atomic_store(&board->cell_count, first + count);
	return board;
}

/* Fails if the cell's address in that space does not lead back to it. */
static void round_trip(enum pq_space space, uint32_t cell)
{
	struct pq_board *board = board_with("fetch", space, cell, 1);
	struct pq_address address = pq_board_address(space, cell);
	enum pq_space found_space;
	uint32_t found;

	assert_true(pq_board_cell(board, &address, &found_space, &found));
	assert_int_equal(found, cell);
	assert_int_equal(found_space, space);
	pq_board_free(board);
}

static void an_address_leads_back_to_its_cell_in_every_space(void **state)
{
	(void)state;
	for (size_t space = 0; space < PQ_SPACE_COUNT; space++) {
		round_trip((enum pq_space)space, 0);
		round_trip((enum pq_space)space, 65535);
		round_trip((enum pq_space)space, 65536);
		round_trip((enum pq_space)space, PQ_BOARD_MAX_CELLS - 1);
	}
}

static void an_address_of_nobody_is_no_cell(void **state)
{
	static const char *const texts[] = { "20.0.0.1", "24.0.0.8", "24.255.0.0", "10.0.0.7",
					     "8.8.8.8",  "2600::7",  "::1" };
	struct pq_board *board = board_with("fetch", PQ_SPACE_PUBLIC, 0, 8);
	struct pq_address address;
	enum pq_space space;
	uint32_t cell;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_true(pq_address_parse(pq_view_str(texts[i]), &address));
		assert_false(pq_board_cell(board, &address, &space, &cell));
	}
	assert_true(pq_address_parse(pq_view_str("24.0.0.7"), &address));
	assert_true(pq_board_cell(board, &address, &space, &cell));
	assert_int_equal(cell, 7);
	pq_board_free(board);
}

static void a_mapped_target_is_known_by_the_address_that_is_dialled(void **state)
{
	struct pq_board *board = board_with("fetch", PQ_SPACE_MAPPED, 4, 2);
	struct pq_address address;
	enum pq_space space;
	uint32_t cell;

	(void)state;
	assert_true(pq_address_parse(pq_view_str("127.1.0.5"), &address));
	assert_true(pq_board_cell(board, &address, &space, &cell));
	assert_int_equal(cell, 5);
	assert_int_equal(space, PQ_SPACE_MAPPED);
	pq_board_free(board);
}

static void no_hub_is_a_cell(void **state)
{
	(void)state;
	for (size_t i = 0; i < PQ_SPACE_COUNT; i++) {
		struct pq_board *board = board_with("fetch", (enum pq_space)i, 0, PQ_BOARD_MAX_CELLS);
		struct pq_address hub = pq_board_hub_address((enum pq_space)i);
		enum pq_space space;
		uint32_t cell;

		assert_false(pq_board_cell(board, &hub, &space, &cell));
		assert_true(pq_board_hub_space(&hub, &space));
		assert_int_equal(space, i);
		pq_board_free(board);
	}
}

static void a_name_leads_back_to_its_cell(void **state)
{
	static const char *const wrong[] = { "cell-.probe.example",
					     "cell-1.probe.example.",
					     "cell--1.probe.example",
					     "cell-1x.probe.example",
					     "Cell-1.probe.example",
					     "cell-1048576.probe.example",
					     "cell-99999999999.probe.example",
					     "probe.example",
					     "" };
	char name[40];
	uint32_t cell;

	(void)state;
	for (uint32_t i = 0; i < PQ_BOARD_MAX_CELLS; i = i * 3 + 1) {
		pq_board_name(i, name);
		assert_true(pq_board_named(pq_view_str(name), &cell));
		assert_int_equal(cell, i);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(pq_board_named(pq_view_str(wrong[i]), &cell));
}

/* Fails if URL and target URL of cell 7 are others. */
static void expect_urls(const char *vector, enum pq_space space, const char *url, const char *target)
{
	struct pq_board *board = board_with(vector, space, 0, 8);
	char storage[128];
	struct pq_buf buf;

	pq_buf_init(&buf, storage, sizeof(storage) - 1);
	pq_board_url(board, &board->tasks[0], 7, &buf);
	storage[buf.len] = '\0';
	assert_string_equal(storage, url);
	pq_buf_reset(&buf);
	pq_board_target_url(board, &board->tasks[0], 7, &buf);
	storage[buf.len] = '\0';
	assert_string_equal(storage, target);
	pq_board_free(board);
}

static void urls_are_those_of_the_vector(void **state)
{
	(void)state;
	expect_urls("fetch", PQ_SPACE_PUBLIC, "http://24.0.0.7:25/", "http://24.0.0.7:25/");
	expect_urls("fetch", PQ_SPACE_UNIQUE_6, "http://[fd00::7]:25/", "http://[fd00::7]:25/");
	expect_urls("fetch/302", PQ_SPACE_PUBLIC, "http://20.0.0.2/302/7/", "http://24.0.0.7:25/");
	expect_urls("stun", PQ_SPACE_PUBLIC, "stun:24.0.0.7:25", "stun:24.0.0.7:25");
	expect_urls("proxy-connect", PQ_SPACE_PUBLIC, "https://cell-7.probe.example:25/",
		    "https://cell-7.probe.example:25/");
}

/* Fails if the page of a task of that vector lies elsewhere. */
static void expect_hub(const char *vector, enum pq_space page_space, const char *origin)
{
	struct pq_board *board = board_with(vector, PQ_SPACE_PUBLIC, 0, 1);
	char storage[128];
	struct pq_buf buf;

	board->tasks[0].page_space = (uint8_t)page_space;
	pq_buf_init(&buf, storage, sizeof(storage) - 1);
	pq_board_hub_url(&board->tasks[0], &buf);
	storage[buf.len] = '\0';
	assert_string_equal(storage, origin);
	pq_board_free(board);
}

static void a_page_lies_where_its_vector_needs_it(void **state)
{
	(void)state;
	expect_hub("fetch", PQ_SPACE_PUBLIC, "http://20.0.0.1");
	expect_hub("fetch", PQ_SPACE_PRIVATE_10, "http://10.255.0.1");
	expect_hub("fetch", PQ_SPACE_PUBLIC_6, "http://[2600:0:0:1::1]");
	expect_hub("webtransport", PQ_SPACE_PUBLIC, "http://127.0.0.1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_leads_back_to_its_cell_in_every_space),
		cmocka_unit_test(an_address_of_nobody_is_no_cell),
		cmocka_unit_test(a_mapped_target_is_known_by_the_address_that_is_dialled),
		cmocka_unit_test(no_hub_is_a_cell),
		cmocka_unit_test(a_name_leads_back_to_its_cell),
		cmocka_unit_test(urls_are_those_of_the_vector),
		cmocka_unit_test(a_page_lies_where_its_vector_needs_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
