/* SPDX-License-Identifier: MIT */
/* Of a transcript that is too long what fits is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "service/fit.h"

#define EVENTS 5

struct room {
	struct pq_transcript transcript;
	struct pq_event events[EVENTS];
	struct pq_address addresses[EVENTS];
	unsigned char bytes[256];
};

static struct room *make(struct room *room)
{
	pq_transcript_init(&room->transcript, room->events, EVENTS, room->addresses, EVENTS, room->bytes,
			   sizeof(room->bytes));
	return room;
}

#define FIRST "pratique-transcript 1\nrequest 1\n"

static void test_what_fits_is_kept(void **state)
{
	static const char *const texts[] = {
		FIRST,
		FIRST "close 1\n",
		FIRST "close 1\nclose 2\nclose 3\n",
		FIRST "close 1\nclose 2\nclose 3\nclose 4\n",
	};
	struct room room;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(pq_fit_parse(&make(&room)->transcript, pq_view_str(texts[i])), PQ_ERR_OK);
		assert_int_equal(room.transcript.count, i < 2 ? i + 1 : i + 2);
		assert_false(room.transcript.truncated);
	}
}

static void test_of_what_does_not_fit_the_beginning_is_kept(void **state)
{
	char text[2048] = FIRST;
	struct room room;

	(void)state;
	for (unsigned int i = 1; i <= 40; i++) {
		strcat(text, "close 7\n");
		assert_int_equal(pq_fit_parse(&make(&room)->transcript, pq_view_str(text)), PQ_ERR_OK);
		assert_int_equal(room.transcript.count, i + 1 < EVENTS ? i + 1 : EVENTS);
		assert_int_equal(room.transcript.truncated, i + 1 > EVENTS);
	}
}

static void test_bytes_that_do_not_fit_end_it(void **state)
{
	char text[2048] = FIRST "close 1\nsend 1 \"";
	struct room room;

	(void)state;
	for (size_t i = 0; i < 300; i++)
		strcat(text, "x");
	strcat(text, "\"\nclose 2\n");
	assert_int_equal(pq_fit_parse(&make(&room)->transcript, pq_view_str(text)), PQ_ERR_OK);
	assert_int_equal(room.transcript.count, 2);
	assert_true(room.transcript.truncated);
}

static void test_a_line_that_is_none_ends_it(void **state)
{
	struct room room;

	(void)state;
	assert_int_equal(pq_fit_parse(&make(&room)->transcript, pq_view_str(FIRST "close 1\nnonsense\nclose 2\n")),
			 PQ_ERR_OK);
	assert_int_equal(room.transcript.count, 2);
	assert_true(room.transcript.truncated);
}

static void test_what_is_no_transcript_is_an_error(void **state)
{
	struct room room;

	(void)state;
	assert_int_not_equal(pq_fit_parse(&make(&room)->transcript, pq_view_str("nonsense\nclose 1\n")), PQ_ERR_OK);
	assert_int_not_equal(pq_fit_parse(&make(&room)->transcript, pq_view_str("")), PQ_ERR_OK);
	assert_int_equal(room.transcript.count, 0);
	assert_false(room.transcript.truncated);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_fits_is_kept),
		cmocka_unit_test(test_of_what_does_not_fit_the_beginning_is_kept),
		cmocka_unit_test(test_bytes_that_do_not_fit_end_it),
		cmocka_unit_test(test_a_line_that_is_none_ends_it),
		cmocka_unit_test(test_what_is_no_transcript_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
