/* SPDX-License-Identifier: MIT */
/* The judge's own reader of a WebSocket client's frames. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "monitor/naive_websocket.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* RFC 6455 5.7: the standard's own frames, masked and not. */
static void frames_are_taken_one_by_one(void **state)
{
	struct pq_view bytes = PQ_VIEW("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"
				       "\x81\x05Hello"
				       "\x80\x80zero");
	struct pq_naive_frame frame;

	(void)state;
	assert_true(pq_naive_frame_take(&bytes, &frame));
	assert_true(frame.fin && frame.masked && !frame.faulty);
	assert_int_equal(frame.opcode, 1);
	assert_true(pq_view_is(frame.mask, "\x37\xfa\x21\x3d"));
	assert_int_equal(frame.payload.len, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(pq_naive_frame_byte(&frame, i), "Hello"[i]);
	assert_true(pq_naive_frame_take(&bytes, &frame));
	assert_false(frame.masked || frame.faulty);
	assert_int_equal(frame.mask.len, 0);
	assert_int_equal(pq_naive_frame_byte(&frame, 1), 'e');
	assert_true(pq_naive_frame_take(&bytes, &frame));
	assert_true(frame.masked && frame.payload.len == 0 && pq_view_is(frame.mask, "zero"));
	assert_int_equal(bytes.len, 0);
	assert_false(pq_naive_frame_take(&bytes, &frame));
}

/* Every cut of a frame with a 16-bit length, in a block of its exact size. */
static void a_frame_that_is_not_whole_is_not_taken(void **state)
{
	unsigned char whole[2 + 2 + 4 + 126] = { 0x82, 0xfe, 0, 126, 1, 2, 3, 4 };

	(void)state;
	for (size_t len = 0; len <= sizeof(whole); len++) {
		unsigned char *exact = malloc(len + !len);
		struct pq_view bytes = { exact, len };
		struct pq_naive_frame frame;

		memcpy(exact, whole, len);
		assert_int_equal(pq_naive_frame_take(&bytes, &frame), len == sizeof(whole));
		assert_int_equal(bytes.len, len == sizeof(whole) ? 0 : len);
		assert_int_equal(frame.masked, len >= 2);
		assert_int_equal(frame.mask.len, len >= 8 ? 4 : 0);
		free(exact);
	}
}

/* RFC 6455 5.2 and 5.5; the first byte of each row, and its second and further ones. */
static void what_no_server_reads_is_faulty(void **state)
{
	static const struct {
		struct pq_view bytes;
		bool faulty;
	} rows[] = {
		{ PQ_VIEW("\xc1\x00"), true },
		{ PQ_VIEW("\xa1\x00"), true },
		{ PQ_VIEW("\x91\x00"), true },
		{ PQ_VIEW("\x83\x00"), true },
		{ PQ_VIEW("\x87\x00"), true },
		{ PQ_VIEW("\x8b\x00"), true },
		{ PQ_VIEW("\x8f\x00"), true },
		{ PQ_VIEW("\x09\x00"), true },
		{ PQ_VIEW("\x8a\x7e\x00\x7e"), true },
		{ PQ_VIEW("\x82\x7e\x00\x7d"), true },
		{ PQ_VIEW("\x82\x7f\0\0\0\0\0\0\xff\xff"), true },
		{ PQ_VIEW("\x82\x7f\x80\0\0\0\0\0\0\0"), true },
		{ PQ_VIEW("\x02\x00"), false },
		{ PQ_VIEW("\x80\x00"), false },
		{ PQ_VIEW("\x8a\x00"), false },
		{ PQ_VIEW("\x82\x7e\x00\x7e"), false },
		{ PQ_VIEW("\x82\x7f\0\0\0\0\0\1\0\0"), false },
		{ PQ_VIEW("\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"), false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pq_view bytes = rows[i].bytes;
		struct pq_naive_frame frame;

		pq_naive_frame_take(&bytes, &frame);
		assert_int_equal(frame.faulty, rows[i].faulty);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_are_taken_one_by_one),
		cmocka_unit_test(a_frame_that_is_not_whole_is_not_taken),
		cmocka_unit_test(what_no_server_reads_is_faulty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
