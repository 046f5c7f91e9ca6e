/* SPDX-License-Identifier: MIT */
/* What a watched program's connections are judged by, and what the witness keeps of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "audit/witness.h"

static void test_a_scheme_is_read_off_the_bytes(void **state)
{
	static const struct {
		enum pq_transport transport;
		bool tls;
		struct pq_view bytes;
		const char *scheme;
	} rows[] = {
		{ PQ_TRANSPORT_TCP, false, PQ_VIEW(""), "http" },
		{ PQ_TRANSPORT_TCP, true, PQ_VIEW(""), "https" },
		{ PQ_TRANSPORT_TCP, false, PQ_VIEW("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "http" },
		{ PQ_TRANSPORT_TCP, false, PQ_VIEW("GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"), "ws" },
		{ PQ_TRANSPORT_TCP, true, PQ_VIEW("GET / HTTP/1.1\r\nupgrade: WebSocket\r\n\r\n"), "wss" },
		{ PQ_TRANSPORT_TCP, false,
		  PQ_VIEW("\x00\x01\x00\x00\x21\x12\xa4\x42"
			  "123456789012"),
		  "stun-tcp" },
		{ PQ_TRANSPORT_UDP, false,
		  PQ_VIEW("\x00\x01\x00\x00\x21\x12\xa4\x42"
			  "123456789012"),
		  "stun-udp" },
		{ PQ_TRANSPORT_UDP, false,
		  PQ_VIEW("\x00\x03\x00\x00\x21\x12\xa4\x42"
			  "123456789012"),
		  "turn-udp" },
		{ PQ_TRANSPORT_UDP, false, PQ_VIEW("\xc0\x00\x00\x00\x01\x08"), "https" },
		{ PQ_TRANSPORT_UDP, false, PQ_VIEW("ping"), NULL },
		{ PQ_TRANSPORT_UDP, false, PQ_VIEW(""), NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *scheme = pq_witness_scheme(rows[i].transport, rows[i].tls, rows[i].bytes);

		if (rows[i].scheme)
			assert_string_equal(scheme, rows[i].scheme);
		else
			assert_null(scheme);
	}
}

static struct pq_address look_up(const struct pq_site *site, const char *name)
{
	struct pq_address addresses[8];
	size_t count = 0;

	assert_true(site->look_up(site->context, pq_view_str(name), 1, addresses, &count));
	assert_int_equal(count, 1);
	return addresses[0];
}

static void test_each_name_has_an_address_of_its_own(void **state)
{
	struct pq_witness *witness = pq_witness_new();
	struct pq_site site = pq_witness_site(witness);
	struct pq_address one = look_up(&site, "one.example");
	struct pq_address two = look_up(&site, "two.example");
	struct pq_address again = look_up(&site, "one.example");
	struct pq_address addresses[8];
	size_t count = 9;

	(void)state;
	assert_false(pq_address_eq(&one, &two));
	assert_true(pq_address_eq(&one, &again));
	assert_true(site.look_up(site.context, pq_view_str("one.example"), 28, addresses, &count));
	assert_int_equal(count, 0);
	assert_int_equal(atomic_load(&witness->name_count), 2);
	assert_int_equal(witness->names[0].asked, 3);
	pq_witness_free(witness);
}

static void test_a_dial_keeps_its_furthest_and_its_name(void **state)
{
	struct pq_witness *witness = pq_witness_new();
	struct pq_judge_policy *judge = calloc(1, sizeof(*judge));
	struct pq_site site = pq_witness_site(witness);
	struct pq_arrival arrival = { .conn = 3, .port = 25, .address = look_up(&site, "mail.example") };
	const struct pq_witness_dial *dial = &witness->dials[2];

	(void)state;
	assert_int_equal(pq_judge_policy_builtin(judge, pq_view_str("fetch")), PQ_ERR_OK);
	site.came(site.context, &arrival, PQ_CAME_DIAL, pq_view(NULL, 0));
	assert_int_equal(atomic_load(&dial->came), PQ_CAME_DIAL);
	assert_string_equal(dial->name, "mail.example");
	site.came(site.context, &arrival, PQ_CAME_REQUEST, pq_view_str("GET / HTTP/1.1\r\n\r\n"));
	assert_int_equal(atomic_load(&dial->came), PQ_CAME_REQUEST);
	assert_memory_equal(dial->first, "GET / ", 6);
	assert_string_equal(dial->scheme, "http");
	assert_true(pq_witness_blocked(dial, judge));
	assert_int_equal(atomic_load(&witness->last_conn), 3);
	assert_int_equal(atomic_load(&witness->dials[0].came), PQ_CAME_NOTHING);
	assert_true(atomic_load(&witness->names[0].dialled));
	free(judge);
	pq_witness_free(witness);
}

/* Streams of HTTP/2 are told as connections of their own, which they are not. */
static void test_a_stream_is_no_dial(void **state)
{
	struct pq_witness *witness = pq_witness_new();
	struct pq_site site = pq_witness_site(witness);
	struct pq_arrival arrival = { .conn = 1, .port = 443, .address = look_up(&site, "a.example") };
	const struct pq_sink_request request = { .arrival = &arrival,
						 .head = PQ_VIEW("GET / HTTP/1.1\r\n\r\n"),
						 .body_len = 1000 };
	struct pq_sink_reply reply = { 0 };

	(void)state;
	site.came(site.context, &arrival, PQ_CAME_DIAL, pq_view(NULL, 0));
	arrival.tls = true;
	site.came(site.context, &arrival, PQ_CAME_HELLO, pq_view_str("\x16\x03"));
	arrival.conn = 2;
	arrival.http2 = true;
	site.came(site.context, &arrival, PQ_CAME_REQUEST, pq_view_str("GET / HTTP/1.1\r\n\r\n"));
	assert_int_equal(atomic_load(&witness->last_conn), 1);
	assert_int_equal(atomic_load(&witness->dials[0].came), PQ_CAME_REQUEST);
	assert_string_equal(witness->dials[0].scheme, "https");
	site.respond(site.context, &request, &reply);
	assert_int_equal(pq_witness_sent(&witness->dials[0], 0), 18 + 1000);
	pq_witness_free(witness);
}

/* What there is no room for is counted, and the ports of the dials are judged all the same. */
static void test_what_is_lost_is_told(void **state)
{
	struct pq_witness *witness = pq_witness_new();
	struct pq_judge_policy *judge = calloc(1, sizeof(*judge));
	struct pq_site site = pq_witness_site(witness);
	struct pq_arrival arrival = { .conn = PQ_WITNESS_MAX_DIALS + 1, .port = 8080 };
	struct pq_address addresses[8];
	size_t count;
	char text[256];
	uint16_t first = 0;

	(void)state;
	assert_int_equal(pq_judge_policy_builtin(judge, pq_view_str("fetch")), PQ_ERR_OK);
	pq_witness_lost_text(witness, judge, text, sizeof(text));
	assert_string_equal(text, "");
	site.came(site.context, &arrival, PQ_CAME_DIAL, pq_view(NULL, 0));
	site.came(site.context, &arrival, PQ_CAME_REQUEST, pq_view(NULL, 0));
	assert_int_equal(atomic_load(&witness->lost), 1);
	assert_int_equal(pq_witness_lost_blocked(witness, judge, &first), 0);
	arrival.port = 6667;
	site.came(site.context, &arrival, PQ_CAME_DIAL, pq_view(NULL, 0));
	assert_int_equal(pq_witness_lost_blocked(witness, judge, &first), 1);
	assert_int_equal(first, 6667);
	atomic_store(&witness->name_count, PQ_WITNESS_MAX_NAMES);
	assert_false(site.look_up(site.context, pq_view_str("more.example"), 1, addresses, &count));
	pq_witness_lost_text(witness, judge, text, sizeof(text));
	assert_non_null(strstr(text, "2 dials more"));
	assert_non_null(strstr(text, "such as 6667"));
	assert_non_null(strstr(text, "1 look-ups"));
	free(judge);
	pq_witness_free(witness);
}

static void different_names_stay_different(void **state)
{
	struct pq_witness *witness = pq_witness_new();
	struct pq_site site = pq_witness_site(witness);
	static const struct pq_view cut = { (const unsigned char *)"a.example\0.b", 12 };
	struct pq_address one = look_up(&site, "a.example"), addresses[8];
	static char many[2][301];
	size_t count = 0;

	(void)state;
	assert_true(site.look_up(site.context, cut, 1, addresses, &count));
	assert_false(pq_address_eq(&one, &addresses[0]));
	assert_string_equal(witness->names[1].name, "a.example\\x00.b");
	look_up(&site, "a\\.\xff b");
	assert_string_equal(witness->names[2].name, "a\\x5c.\\xff\\x20b");
	memset(many, 'a', sizeof(many));
	many[0][300] = many[1][300] = '\0';
	many[1][299] = 'b';
	look_up(&site, many[0]);
	look_up(&site, many[1]);
	assert_int_equal(atomic_load(&witness->name_count), 5);
	assert_string_not_equal(witness->names[3].name, witness->names[4].name);
	pq_witness_free(witness);
}

/* What a client says in its hello is shown as such; a name that was looked up is the dial's own. */
static void a_server_name_is_a_claim(void **state)
{
	struct pq_witness *witness = pq_witness_new();
	struct pq_site site = pq_witness_site(witness);
	struct pq_arrival arrival = { .conn = 1, .port = 443, .address = { 4, { 198, 51, 100, 1 } }, .tls = true };

	(void)state;
	arrival.server_name = pq_view_str("www.trusted.example");
	site.came(site.context, &arrival, PQ_CAME_HELLO, pq_view_str("\x16"));
	assert_string_equal(witness->dials[0].name, "SNI \"www.trusted.example\"");
	arrival.conn = 2;
	arrival.address = look_up(&site, "a.example");
	site.came(site.context, &arrival, PQ_CAME_HELLO, pq_view_str("\x16"));
	assert_string_equal(witness->dials[1].name, "a.example");
	pq_witness_free(witness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_scheme_is_read_off_the_bytes),
		cmocka_unit_test(test_each_name_has_an_address_of_its_own),
		cmocka_unit_test(test_a_dial_keeps_its_furthest_and_its_name),
		cmocka_unit_test(test_a_stream_is_no_dial),
		cmocka_unit_test(test_what_is_lost_is_told),
		cmocka_unit_test(different_names_stay_different),
		cmocka_unit_test(a_server_name_is_a_claim),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
