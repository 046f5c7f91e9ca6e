/* SPDX-License-Identifier: MIT */
/* What the packet-filter lab decides without a kernel: what is said, where segments begin, what is stated of a row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lab/nat_case.h"
#include "lab/nat_tap.h"

static const struct pq_nat_names names = {
	.client = { 4, { 10, 77, 0, 2 } },
	.neighbour = { 4, { 10, 78, 0, 2 } },
	.server = { 4, { 198, 51, 100, 2 } },
	.outer = { 4, { 198, 51, 100, 1 } },
	.port = 5900,
};

static unsigned char storage[65536];

static struct pq_view fill(struct pq_view text, struct pq_view heard)
{
	struct pq_buf out;

	pq_buf_init(&out, storage, sizeof(storage));
	pq_nat_fill(text, &names, heard, &out);
	assert_true(pq_buf_ok(&out));
	return pq_buf_view(&out);
}

static void assert_fills(const char *text, const char *wanted, size_t len)
{
	struct pq_view got = fill(pq_view_str(text), pq_view(NULL, 0));

	assert_int_equal(got.len, len);
	assert_memory_equal(got.data, wanted, len);
}

static void every_place_is_filled_in(void **state)
{
	(void)state;
	assert_fills("PORT {ip,},{port,}", "PORT 10,77,0,2,23,12", 20);
	assert_fills("{ip} {ip#} {port}", "10.77.0.2 172818434 5900", 24);
	assert_fills("{ip=}{port=}{neighbour=}", "\x0a\x4d\0\2\x17\x0c\x0a\x4e\0\2", 10);
	assert_fills("{server}|{outer}", "198.51.100.2|198.51.100.1", 25);
	assert_fills("{}{nosuch}{ip", "{}{nosuch}{ip", 13);
}

static void what_is_answered_can_be_copied(void **state)
{
	struct pq_view heard = pq_view_str("0123456789");
	struct pq_view got = fill(pq_view_str("[{copy:3:2}]{copy:9:4}{copy:99:1}{copy:1}"), heard);

	(void)state;
	assert_true(pq_view_is(got, "[34]9{copy:1}"));
}

/* TPKT (RFC 1006 6) and PPTP (RFC 2637 1.4) state their length; a helper drops or skips a message that states another. */
static void binary_messages_have_the_length_that_they_state(void **state)
{
	size_t seen = 0;

	(void)state;
	for (size_t i = 0; i < pq_nat_helper_count; i++) {
		const struct pq_nat_helper *helper = &pq_nat_helpers[i];

		for (size_t m = 0; m < helper->message_count; m++) {
			struct pq_view said = fill(helper->messages[m].say, pq_view(NULL, 0));
			size_t at = strcmp(helper->kernel, "Q.931") == 0 ? 2 : 0;

			if (helper->text || helper->udp || strcmp(helper->kernel, "sane") == 0)
				continue;
			assert_int_equal(said.data[at] << 8 | said.data[at + 1], said.len);
			seen++;
		}
	}
	assert_int_equal(seen, 4);
}

/* A form carries text: what is marked so is ASCII. The twin is one that is not marked. */
static void text_is_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < pq_nat_helper_count; i++) {
		const struct pq_nat_helper *helper = &pq_nat_helpers[i];
		bool text = true;

		for (size_t m = 0; m < helper->message_count; m++) {
			struct pq_view said = fill(helper->messages[m].say, pq_view(NULL, 0));

			for (size_t b = 0; b < said.len; b++)
				text = text && said.data[b] > 0 && said.data[b] < 128;
		}
		if (helper->message_count && !helper->udp)
			assert_int_equal(helper->text, text);
	}
}

static void take(struct pq_nat_stream *stream, uint32_t sequence, const char *bytes)
{
	const struct pq_nat_packet packet = { .sequence = sequence, .payload = pq_view_str(bytes) };

	pq_nat_stream_take(stream, &packet);
}

static void segments_are_told_apart(void **state)
{
	static struct pq_nat_stream stream;
	const struct pq_nat_packet syn = { .sequence = UINT32_MAX - 2, .syn = true };

	(void)state;
	take(&stream, 5, "before its beginning");
	pq_nat_stream_take(&stream, &syn);
	take(&stream, UINT32_MAX - 1, "head");
	take(&stream, UINT32_MAX - 1, "head");
	take(&stream, 2, "body PORT");
	take(&stream, 900, "lost");
	assert_int_equal(stream.len, 13);
	assert_int_equal(pq_nat_stream_find(&stream, pq_view_str("body")), 4);
	assert_int_equal(pq_nat_stream_find(&stream, pq_view_str("nosuch")), stream.len);
	assert_int_equal(stream.segment_count, 2);
	assert_int_equal(stream.ends[0], 4);
	assert_int_equal(stream.ends[1], 13);
}

/* A browser opens more connections than it uses. */
static void connections_are_told_apart(void **state)
{
	static struct pq_nat_streams streams;
	struct pq_nat_packet packet = { .from_port = 1000, .sequence = 9, .syn = true };
	struct pq_nat_stream *stream;

	(void)state;
	assert_null(pq_nat_streams_take(&streams, &packet));
	packet.from_port = 2000;
	assert_null(pq_nat_streams_take(&streams, &packet));
	packet = (struct pq_nat_packet){ .from_port = 2000, .sequence = 10, .payload = pq_view_str("GET") };
	stream = pq_nat_streams_take(&streams, &packet);
	assert_non_null(stream);
	assert_int_equal(stream->len, 3);
	assert_null(pq_nat_streams_take(&streams, &packet));
	packet.from_port = 1000;
	assert_ptr_not_equal(pq_nat_streams_take(&streams, &packet), stream);
	for (uint16_t port = 1; port <= PQ_NAT_MAX_STREAMS; port++) {
		packet.from_port = port;
		pq_nat_streams_take(&streams, &packet);
	}
	assert_null(pq_nat_streams_take(&streams, &packet));
}

static enum pq_lab_nat_outcome stated(const struct pq_nat_model *model, const char *helper, const char *vehicle,
				      enum pq_nat_shape shape, enum pq_nat_policy policy)
{
	struct pq_nat_case test = { .helper = pq_nat_helper_by_name(helper),
				    .vehicle = pq_nat_vehicle_by_name(vehicle),
				    .shape = shape,
				    .policy = policy };

	assert_non_null(test.helper);
	assert_non_null(test.vehicle);
	test.port = test.helper_port = test.helper->port;
	return pq_nat_case_expected(model, &test);
}

static void what_is_stated_follows_from_way_and_shape(void **state)
{
	struct pq_nat_model *model = pq_nat_model_open(NULL);
	const enum pq_nat_policy none = PQ_NAT_POLICY_NONE;

	(void)state;
	assert_non_null(model);
	assert_int_equal(stated(model, "ftp", "fetch", PQ_NAT_WHOLE, none), PQ_LAB_NAT_NONE);
	assert_int_equal(stated(model, "ftp", "fetch", PQ_NAT_SPLIT, none), PQ_LAB_NAT_USED);
	assert_int_equal(stated(model, "ftp", "form multipart", PQ_NAT_SPLIT, none), PQ_LAB_NAT_NONE);
	assert_int_equal(stated(model, "ftp", "form multipart", PQ_NAT_PADDED, none), PQ_LAB_NAT_USED);
	assert_int_equal(stated(model, "ftp", "websocket", PQ_NAT_PADDED, none), PQ_LAB_NAT_NONE);
	assert_int_equal(stated(model, "ftp", "websocket, mask 0", PQ_NAT_PADDED, none), PQ_LAB_NAT_USED);
	assert_int_equal(stated(model, "ftp", "fetch over TLS", PQ_NAT_SPLIT, none), PQ_LAB_NAT_NONE);
	assert_int_equal(stated(model, "sane", "fetch", PQ_NAT_SPLIT, none), PQ_LAB_NAT_OPENED);
	assert_int_equal(stated(model, "ftp", "fetch", PQ_NAT_SPLIT, PQ_NAT_POLICY_FETCH), PQ_LAB_NAT_NOT_DIALLED);
	/* The list is of URLs' ports: it says nothing of datagrams to a STUN server. */
	assert_int_equal(stated(model, "tftp", "stun", PQ_NAT_WHOLE, PQ_NAT_POLICY_FETCH), PQ_LAB_NAT_USED);
	pq_nat_model_close(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_place_is_filled_in),
		cmocka_unit_test(what_is_answered_can_be_copied),
		cmocka_unit_test(binary_messages_have_the_length_that_they_state),
		cmocka_unit_test(text_is_text),
		cmocka_unit_test(segments_are_told_apart),
		cmocka_unit_test(connections_are_told_apart),
		cmocka_unit_test(what_is_stated_follows_from_way_and_shape),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
