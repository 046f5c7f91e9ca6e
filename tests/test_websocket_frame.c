/* SPDX-License-Identifier: MIT */
/* WebSocket frames (RFC 6455 5 to 8). Every stream is read whole and byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wire/websocket_frame.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MAX_FRAMES 8

/* Everything that a reader made of a stream. */
struct story {
	struct pq_websocket_frame frames[MAX_FRAMES];
	size_t count;
	enum pq_err err;
	struct pq_websocket_reader reader;
};

/* Reads all frames that are in bytes. */
static void read_on(struct story *story, struct pq_view bytes)
{
	struct pq_websocket_frame frame;

	while ((story->err = pq_websocket_read(&story->reader, bytes, &frame)) == PQ_ERR_OK) {
		assert_true(story->count < MAX_FRAMES);
		story->frames[story->count++] = frame;
	}
}

static void assert_same_story(const struct story *a, const struct story *b)
{
	assert_int_equal(a->err, b->err);
	assert_int_equal(a->count, b->count);
	assert_int_equal(a->reader.consumed, b->reader.consumed);
	for (size_t i = 0; i < a->count; i++) {
		assert_int_equal(a->frames[i].opcode, b->frames[i].opcode);
		assert_int_equal(a->frames[i].fin, b->frames[i].fin);
		assert_true(pq_view_eq(a->frames[i].payload, b->frames[i].payload));
	}
}

/* Reads stream, which stays where it is, whole and byte by byte. */
static void read_stream(struct story *whole, struct pq_view stream)
{
	struct story bytewise;

	memset(&bytewise, 0, sizeof(bytewise));
	memset(whole, 0, sizeof(*whole));
	pq_websocket_reader_init(&bytewise.reader);
	pq_websocket_reader_init(&whole->reader);
	for (size_t len = 0; len <= stream.len; len++)
		read_on(&bytewise, pq_view(stream.data, len));
	read_on(whole, stream);
	assert_same_story(whole, &bytewise);
}

static struct pq_websocket_frame frame_of(enum pq_websocket_opcode opcode, bool fin, struct pq_view payload)
{
	struct pq_websocket_frame frame = { opcode, fin, payload };

	return frame;
}

/* RFC 6455 5.7: the standard's own masked frame; 5.2 and 5.3. */
static void a_client_frame_is_masked(void **state)
{
	static const unsigned char mask[] = { 0x37, 0xfa, 0x21, 0x3d };
	struct pq_websocket_frame hello = frame_of(PQ_WEBSOCKET_TEXT, true, pq_view_str("Hello"));
	struct pq_websocket_frame empty = frame_of(PQ_WEBSOCKET_CONTINUATION, false, pq_view(NULL, 0));
	unsigned char storage[32];
	struct pq_buf out;

	(void)state;
	pq_buf_init(&out, storage, sizeof(storage));
	pq_websocket_write(&hello, mask, &out);
	assert_int_equal(out.len, 11);
	assert_memory_equal(storage, "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", out.len);
	pq_buf_reset(&out);
	pq_websocket_write(&empty, mask, &out);
	assert_int_equal(out.len, 6);
	assert_memory_equal(storage, "\x00\x80\x37\xfa\x21\x3d", out.len);
}

/* RFC 6455 5.2: the shortest of the three forms. */
static void a_length_is_written_in_its_shortest_form(void **state)
{
	static const struct {
		size_t len;
		struct pq_view head;
	} rows[] = {
		{ 0, PQ_VIEW("\x82\x80") },
		{ 125, PQ_VIEW("\x82\xfd") },
		{ 126, PQ_VIEW("\x82\xfe\x00\x7e") },
		{ 65535, PQ_VIEW("\x82\xfe\xff\xff") },
		{ 65536, PQ_VIEW("\x82\xff\0\0\0\0\0\1\0\0") },
	};
	static unsigned char payload[65536], storage[sizeof(payload) + PQ_MAX_WEBSOCKET_HEAD];
	static const unsigned char mask[] = { 0, 0, 0, 0 };
	struct pq_buf out;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pq_websocket_frame frame = frame_of(PQ_WEBSOCKET_BINARY, true, pq_view(payload, rows[i].len));

		pq_buf_init(&out, storage, sizeof(storage));
		pq_websocket_write(&frame, mask, &out);
		assert_true(pq_buf_ok(&out));
		assert_int_equal(out.len, rows[i].head.len + PQ_WEBSOCKET_MASK + rows[i].len);
		assert_true(pq_view_starts(pq_buf_view(&out), rows[i].head));
	}
}

static void a_frame_without_room_is_an_overflow(void **state)
{
	static const unsigned char mask[] = { 1, 2, 3, 4 };
	struct pq_websocket_frame hello = frame_of(PQ_WEBSOCKET_TEXT, true, pq_view_str("Hello"));
	unsigned char storage[10];
	struct pq_buf out;

	(void)state;
	pq_buf_init(&out, storage, sizeof(storage));
	pq_websocket_write(&hello, mask, &out);
	assert_false(pq_buf_ok(&out));
}

/* RFC 6455 5.4: the first fragment names the type, the last one has FIN, together they are the message. */
static void fragments_make_up_the_message(void **state)
{
	static const struct pq_view bytes = PQ_VIEW("abcdefgh");
	struct pq_websocket_frame message = frame_of(PQ_WEBSOCKET_BINARY, true, bytes);

	(void)state;
	for (size_t count = 1; count <= 10; count++) {
		unsigned char storage[32];
		struct pq_buf all;

		pq_buf_init(&all, storage, sizeof(storage));
		for (size_t i = 0; i < count; i++) {
			struct pq_websocket_frame part = pq_websocket_fragment(&message, i, count);

			assert_int_equal(part.opcode, i == 0 ? PQ_WEBSOCKET_BINARY : PQ_WEBSOCKET_CONTINUATION);
			assert_int_equal(part.fin, i == count - 1);
			pq_buf_add(&all, part.payload);
		}
		assert_true(pq_view_eq(pq_buf_view(&all), bytes));
	}
}

/* RFC 6455 5.7: the standard's own unmasked frames, fragments with a ping between them, and a close frame. */
static void server_frames_are_read(void **state)
{
	static const struct pq_view stream = PQ_VIEW("\x01\x03Hel"
						     "\x89\x05Hello"
						     "\x80\x02lo"
						     "\x8a\x00"
						     "\x82\x7e\x00\x80"
						     "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
						     "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
						     "\x88\x05\x03\xe8"
						     "bye"
						     "discarded");
	static const struct pq_websocket_frame frames[] = {
		{ PQ_WEBSOCKET_TEXT, false, PQ_VIEW("Hel") },
		{ PQ_WEBSOCKET_PING, true, PQ_VIEW("Hello") },
		{ PQ_WEBSOCKET_CONTINUATION, true, PQ_VIEW("lo") },
		{ PQ_WEBSOCKET_PONG, true, PQ_VIEW("") },
	};
	struct story story;

	(void)state;
	read_stream(&story, stream);
	assert_int_equal(story.err, PQ_ERR_INCOMPLETE);
	assert_int_equal(story.count, 6);
	for (size_t i = 0; i < COUNT(frames); i++) {
		assert_int_equal(story.frames[i].opcode, frames[i].opcode);
		assert_int_equal(story.frames[i].fin, frames[i].fin);
		assert_true(pq_view_eq(story.frames[i].payload, frames[i].payload));
	}
	assert_int_equal(story.frames[4].payload.len, 128);
	assert_true(story.reader.closed);
	assert_int_equal(story.reader.consumed, stream.len - strlen("discarded"));
}

/* Each stream is wrong with its last byte and not before; its twin is not. */
static void malformed_frames_are_refused(void **state)
{
	static const struct {
		struct pq_view wrong;
		struct pq_view right;
	} rows[] = {
		/* 5.2: reserved bits and opcodes */
		{ PQ_VIEW("\xc1"), PQ_VIEW("\x81") },
		{ PQ_VIEW("\xa2"), PQ_VIEW("\x82") },
		{ PQ_VIEW("\x92"), PQ_VIEW("\x82") },
		{ PQ_VIEW("\x83"), PQ_VIEW("\x82") },
		{ PQ_VIEW("\x87"), PQ_VIEW("\x81") },
		{ PQ_VIEW("\x8b"), PQ_VIEW("\x8a") },
		{ PQ_VIEW("\x8f"), PQ_VIEW("\x88") },
		/* 5.1: a server's frame is not masked */
		{ PQ_VIEW("\x82\x80"), PQ_VIEW("\x82\x00") },
		{ PQ_VIEW("\x89\xfd"), PQ_VIEW("\x89\x7d") },
		/* 5.2: lengths in another form than the shortest, and above 2^63 */
		{ PQ_VIEW("\x82\x7e\x00\x7d"), PQ_VIEW("\x82\x7e\x00\x7e") },
		{ PQ_VIEW("\x82\x7f\0\0\0\0\0\0\xff\xff"), PQ_VIEW("\x82\x7f\0\0\0\0\0\1\0\0") },
		{ PQ_VIEW("\x82\x7f\x80\0\0\0\0\1\0\0"), PQ_VIEW("\x82\x7f\0\0\0\0\0\1\0\0") },
		/* 5.5: long and fragmented control frames */
		{ PQ_VIEW("\x89\x7e"), PQ_VIEW("\x89\x7d") },
		{ PQ_VIEW("\x88\x7f"), PQ_VIEW("\x88\x7d") },
		{ PQ_VIEW("\x09"), PQ_VIEW("\x89") },
		{ PQ_VIEW("\x08"), PQ_VIEW("\x88") },
		/* 5.4: nothing to continue, and a message within a message */
		{ PQ_VIEW("\x80"), PQ_VIEW("\x82") },
		{ PQ_VIEW("\x82\x00\x80"), PQ_VIEW("\x82\x00\x82") },
		{ PQ_VIEW("\x01\x01x\x81"), PQ_VIEW("\x01\x01x\x80") },
		{ PQ_VIEW("\x02\x00\x89\x00\x02"), PQ_VIEW("\x02\x00\x89\x00\x00") },
		/* 8.1: text that is not UTF-8, said before the frame is whole, and a character cut by the message's end */
		{ PQ_VIEW("\x81\x01\xff"), PQ_VIEW("\x82\x01\xff") },
		{ PQ_VIEW("\x81\x7d\xc3\x78"), PQ_VIEW("\x81\x7d\xc3\xa4") },
		{ PQ_VIEW("\x81\x02x\xc3"), PQ_VIEW("\x01\x02x\xc3\x80\x01\xa4") },
		{ PQ_VIEW("\x01\x02\xe2\x89\x00\x00\x89\x01\xff\x80\x01\x2d"),
		  PQ_VIEW("\x01\x02\xe2\x89\x00\x00\x89\x01\xff\x80\x01\xa4") },
		/* 5.5.1 and 7.4.1: half a code, 1005, a reason that is not UTF-8 */
		{ PQ_VIEW("\x88\x01\x03"), PQ_VIEW("\x88\x00") },
		{ PQ_VIEW("\x88\x02\x03\xed"), PQ_VIEW("\x88\x02\x03\xe8") },
		{ PQ_VIEW("\x88\x03\x03\xe8\xff"), PQ_VIEW("\x88\x03\x03\xe8\x21") },
	};
	struct story story;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char *exact = malloc(rows[i].wrong.len);

		memcpy(exact, rows[i].wrong.data, rows[i].wrong.len);
		read_stream(&story, pq_view(exact, rows[i].wrong.len - 1));
		assert_int_equal(story.err, PQ_ERR_INCOMPLETE);
		read_stream(&story, pq_view(exact, rows[i].wrong.len));
		assert_int_equal(story.err, PQ_ERR_SYNTAX);
		read_on(&story, pq_view(exact, rows[i].wrong.len));
		assert_int_equal(story.err, PQ_ERR_SYNTAX);
		free(exact);
		read_stream(&story, rows[i].right);
		assert_int_equal(story.err, PQ_ERR_INCOMPLETE);
	}
}

/* A length is refused before anything of its payload arrives. */
static void what_is_too_long_is_a_limit(void **state)
{
	/* 2^18 is the longest frame, 2^19 the longest message. */
	static const struct pq_view longest = PQ_VIEW("\x02\x7f\0\0\0\0\0\x04\0\0");
	static const struct pq_view longer = PQ_VIEW("\x02\x7f\0\0\0\0\0\x04\0\1");
	static const struct pq_view more = PQ_VIEW("\0\x7f\0\0\0\0\0\x04\0\0");
	static const struct pq_view one_more = PQ_VIEW("\x80\x01");
	static unsigned char storage[2 * PQ_MAX_WEBSOCKET_FRAME + 64];
	struct story story;
	struct pq_buf stream;

	(void)state;
	read_stream(&story, longer);
	assert_int_equal(story.err, PQ_ERR_LIMIT);
	pq_buf_init(&stream, storage, sizeof(storage));
	pq_buf_add(&stream, longest);
	pq_buf_extend(&stream, PQ_MAX_WEBSOCKET_FRAME);
	pq_buf_add(&stream, more);
	pq_buf_extend(&stream, PQ_MAX_WEBSOCKET_FRAME);
	assert_true(pq_buf_ok(&stream));
	read_stream(&story, pq_buf_view(&stream));
	assert_int_equal(story.err, PQ_ERR_INCOMPLETE);
	assert_int_equal(story.count, 2);
	pq_buf_add(&stream, one_more);
	read_stream(&story, pq_buf_view(&stream));
	assert_int_equal(story.err, PQ_ERR_LIMIT);
	assert_int_equal(story.count, 2);
}

/* RFC 6455 7.4, over all 65,536 codes; 1012 to 1014 stand in IANA's registry. */
static void close_codes_are_those_that_may_be_sent(void **state)
{
	static const struct {
		unsigned int first;
		unsigned int last;
	} sent[] = { { 1000, 1003 }, { 1007, 1014 }, { 3000, 4999 } };

	(void)state;
	for (unsigned int code = 0; code <= UINT16_MAX; code++) {
		const unsigned char payload[] = { (unsigned char)(code >> 8), (unsigned char)code };
		bool valid = false;

		for (size_t i = 0; i < COUNT(sent); i++)
			valid |= code >= sent[i].first && code <= sent[i].last;
		assert_int_equal(pq_websocket_close_valid(pq_view(payload, 2)), valid);
	}
}

static void a_close_frame_has_a_short_reason_in_utf8(void **state)
{
	unsigned char payload[PQ_MAX_WEBSOCKET_CONTROL + 1] = { 0x03, 0xe8 };

	(void)state;
	memset(payload + 2, 'x', sizeof(payload) - 2);
	assert_true(pq_websocket_close_valid(pq_view(payload, 0)));
	assert_false(pq_websocket_close_valid(pq_view(payload, 1)));
	assert_true(pq_websocket_close_valid(pq_view(payload, PQ_MAX_WEBSOCKET_CONTROL)));
	assert_false(pq_websocket_close_valid(pq_view(payload, PQ_MAX_WEBSOCKET_CONTROL + 1)));
	payload[PQ_MAX_WEBSOCKET_CONTROL - 1] = 0xc3;
	assert_false(pq_websocket_close_valid(pq_view(payload, PQ_MAX_WEBSOCKET_CONTROL)));
}

/* Puts the bytes that a code point would have, surrogates and what is above U+10FFFF included; len 1 to 4. */
static size_t encode(uint32_t c, size_t len, unsigned char out[4])
{
	static const unsigned char leads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = len; i-- > 1; c >>= 6)
		out[i] = (unsigned char)(0x80 | (c & 0x3f));
	out[0] = (unsigned char)(leads[len] | c);
	return len;
}

/* RFC 3629 3: every code point in every length, the shortest alone is right; surrogates are not. */
static void utf8_is_each_scalar_value_in_its_shortest_form(void **state)
{
	static const uint32_t ends[] = { 0, 0x80, 0x800, 0x10000, 0x200000 };
	unsigned char bytes[4];

	(void)state;
	for (size_t len = 1; len <= 4; len++) {
		for (uint32_t c = 0; c < ends[len]; c++) {
			bool right = c >= ends[len - 1] && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);

			encode(c, len, bytes);
			if (pq_utf8_valid(pq_view(bytes, len)) != right)
				fail_msg("U+%04X in %zu bytes", (unsigned int)c, len);
		}
	}
	for (unsigned int c = 0x80; c <= 0xff; c++) {
		bytes[0] = (unsigned char)c;
		assert_false(pq_utf8_valid(pq_view(bytes, 1)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_client_frame_is_masked),
		cmocka_unit_test(a_length_is_written_in_its_shortest_form),
		cmocka_unit_test(a_frame_without_room_is_an_overflow),
		cmocka_unit_test(fragments_make_up_the_message),
		cmocka_unit_test(server_frames_are_read),
		cmocka_unit_test(malformed_frames_are_refused),
		cmocka_unit_test(what_is_too_long_is_a_limit),
		cmocka_unit_test(close_codes_are_those_that_may_be_sent),
		cmocka_unit_test(a_close_frame_has_a_short_reason_in_utf8),
		cmocka_unit_test(utf8_is_each_scalar_value_in_its_shortest_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
