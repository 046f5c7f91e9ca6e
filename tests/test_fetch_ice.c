/* SPDX-License-Identifier: MIT */
/* ICE servers, raw sockets and resource hints: what is dialled, what is written and how each ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fetch/session.h"
#include "run.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int open_fetch(void **state)
{
	*state = run_open("fetch");
	return 0;
}

static int open_silverlight(void **state)
{
	*state = run_open("silverlight");
	return 0;
}

static int close_run(void **state)
{
	run_close(*state);
	return 0;
}

/* The n-th outcome as text: "done 200", "blocked unsafe_port page", "error bad-stun". */
static const char *outcome(const struct run *run, size_t n)
{
	static char text[96];
	const struct pq_event *event = run_event(run, PQ_EVENT_OUTCOME, n);

	assert_non_null(event);
	if (event->outcome == PQ_OUTCOME_DONE)
		snprintf(text, sizeof(text), "done %u", event->status);
	else if (event->outcome == PQ_OUTCOME_BLOCKED)
		snprintf(text, sizeof(text), "blocked %s %s", pq_rule_name(event->rule), pq_side_name(event->side));
	else
		snprintf(text, sizeof(text), "error %.*s", (int)event->text.len, (const char *)event->text.data);
	return text;
}

/* Whether the n-th send holds that text. */
static bool sent_holds(const struct run *run, size_t n, const char *text)
{
	const struct pq_event *event = run_event(run, PQ_EVENT_SEND, n);
	size_t len = strlen(text);

	assert_non_null(event);
	for (size_t i = 0; i + len <= event->bytes.len; i++)
		if (memcmp(event->bytes.data + i, text, len) == 0)
			return true;
	return false;
}

/* One request line, run for a page and for a renderer, with the servers that follow. */
struct row {
	const char *request;
	const char *answers;
	const char *page;
	const char *renderer;
};

static void check(struct run *run, const struct row *rows, size_t count)
{
	char text[1024];

	for (size_t i = 0; i < count; i++) {
		for (int renderer = 0; renderer < 2; renderer++) {
			const char *expected = renderer && rows[i].renderer ? rows[i].renderer : rows[i].page;

			snprintf(text, sizeof(text), "attacker %s\n%s\n%s", renderer ? "renderer" : "page",
				 rows[i].request, rows[i].answers ? rows[i].answers : "");
			run_text(run, text);
			if (strcmp(outcome(run, 0), expected) != 0)
				fail_msg("%s ends with %s instead of %s", text, outcome(run, 0), expected);
			if (strncmp(expected, "blocked", 7) == 0)
				assert_int_equal(run_count(run, PQ_EVENT_DIAL) + run_count(run, PQ_EVENT_RESOLVE), 0);
		}
	}
}

#define PAGE "blocked unsafe_port page"
#define SERVICE "blocked unsafe_port service"
#define GRANTED "answer\n  stun 200\n"

/* CVE-2021-23982, and libwebrtc's ports for TURN. */
static void each_ice_port_is_asked_about_by_both_sides(void **state)
{
	static const struct row rows[] = {
		{ "ice-server turn:a.example:5060?transport=tcp \"u\" \"p\"", GRANTED, PAGE, SERVICE },
		{ "ice-server turns:a.example:5060 \"u\" \"p\"", GRANTED, PAGE, SERVICE },
		{ "ice-server turn:a.example:5060 \"u\" \"p\"", GRANTED, "done 200", NULL },
		{ "ice-server turn:a.example:53 \"u\" \"p\"", GRANTED, "done 200", NULL },
		{ "ice-server turn:a.example:53?transport=tcp \"u\" \"p\"", GRANTED, PAGE, SERVICE },
		{ "ice-server turn:a.example:80?transport=tcp \"u\" \"p\"", GRANTED, "done 200", NULL },
		{ "ice-server turns:a.example:443 \"u\" \"p\"", GRANTED, "done 200", NULL },
		{ "ice-server turn:a.example:1023 \"u\" \"p\"", GRANTED, PAGE, SERVICE },
		{ "ice-server turn:a.example:1024 \"u\" \"p\"", GRANTED, "done 200", NULL },
		{ "ice-server turn:a.example:1024?transport=tcp \"u\" \"p\"", GRANTED, "done 200", NULL },
		{ "ice-server stuns:a.example:25", GRANTED, PAGE, SERVICE },
		{ "ice-server stuns:a.example:26", GRANTED, "done 200", NULL },
		{ "ice-server stun:a.example:19302", GRANTED, "done 200", NULL },
		/* 65536 + 5060 is no port, whatever its low 16 bits say. */
		{ "ice-server turn:a.example:70596?transport=tcp \"u\" \"p\"", GRANTED, "error bad-url", NULL },
		{ "ice-server turn:u@a.example \"u\" \"p\"", GRANTED, "error bad-url", NULL },
		{ "ice-server http://a.example", GRANTED, "error bad-scheme", NULL },
		{ "ice-server turns:a.example?transport=udp \"u\" \"p\"", GRANTED, "error bad-scheme", NULL },
		{ "ice-server turn:a.example", GRANTED, "error bad-request", NULL },
	};

	check(*state, rows, COUNT(rows));
}

static void the_url_decides_transport_and_tls(void **state)
{
	struct run *run = *state;
	const struct pq_event *dial;

	run_text(run, "ice-server stun:0x7f.1\nice-server turns:a.example \"u\" \"p\"\n" GRANTED GRANTED);
	assert_string_equal(outcome(run, 0), "done 200");
	assert_string_equal(outcome(run, 1), "done 200");
	dial = run_event(run, PQ_EVENT_DIAL, 0);
	assert_int_equal(dial->transport, PQ_TRANSPORT_UDP);
	assert_int_equal(dial->port, 3478);
	assert_int_equal(dial->addresses[0].bytes[0], 127);
	dial = run_event(run, PQ_EVENT_DIAL, 1);
	assert_int_equal(dial->transport, PQ_TRANSPORT_TCP);
	assert_int_equal(dial->port, 5349);
	assert_int_equal(run_count(run, PQ_EVENT_TLS), 1);
	assert_int_equal(run_event(run, PQ_EVENT_TLS, 0)->conn, 2);
	assert_int_equal(run_count(run, PQ_EVENT_RESOLVE), 1);
}

static void the_proxy_is_not_asked_for_ice_and_raw_sockets(void **state)
{
	struct run *run = *state;

	run_text(run,
		 "proxy http://proxy.example:3128/\nice-server turn:a.example:443?transport=tcp \"u\" \"p\"\n" GRANTED);
	assert_string_equal(outcome(run, 0), "done 200");
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
	assert_int_equal(run_event(run, PQ_EVENT_DIAL, 0)->port, 443);
}

/* RFC 8489 9.2: the first request is without, the second with the credential; a third there is not. */
static void a_challenge_is_answered_once(void **state)
{
	static const char turn[] = "ice-server turn:a.example?transport=tcp \"alice\" \"password\"\n";
	struct run *run = *state;
	char text[512];

	snprintf(text, sizeof(text), "%sanswer\n  stun 401\n  wait\n  stun 200\n", turn);
	run_text(run, text);
	assert_string_equal(outcome(run, 0), "done 200");
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
	assert_int_equal(run_count(run, PQ_EVENT_RANDOM), 2);
	assert_false(sent_holds(run, 0, "alice"));
	assert_true(sent_holds(run, 1, "alice"));
	assert_false(sent_holds(run, 1, "password"));
	snprintf(text, sizeof(text), "%sanswer\n  stun 401\n  wait\n  stun 438\n  wait\n  stun 200\n", turn);
	run_text(run, text);
	assert_string_equal(outcome(run, 0), "error stun-error");
	assert_int_equal(run_count(run, PQ_EVENT_SEND), 2);
	/* A STUN server is not TURN: it gets no credential. */
	run_text(run, "ice-server stun:a.example \"alice\" \"password\"\nanswer\n  stun 401\n  wait\n  stun 200\n");
	assert_string_equal(outcome(run, 0), "error stun-error");
	assert_int_equal(run_count(run, PQ_EVENT_SEND), 1);
}

#define COOKIE "!\\x12\\xa4B"
#define WRONG_ID "\\x01\\x01\\x00\\x0c" COOKIE "ABCDEFGHIJKL\\x00 \\x00\\x08\\x00\\x01\\xe1\\x135\\x13\\xa6A"

static void what_a_server_answers_ends_the_request_without_another_dial(void **state)
{
	static const struct {
		const char *answers;
		const char *expected;
	} rows[] = {
		{ "answer\n  stun 300\n", "error stun-error" },
		{ "answer\n  stun 500\n", "error stun-error" },
		{ "answer\n  stun 699\n", "error stun-error" },
		{ "answer\n  reply \"HTTP/1.1 200 OK\\r\\n\\r\\n\"\n", "error bad-stun" },
		{ "answer\n  reply \"\\x01\"\n  reply \"\\x02\"\n", "error bad-stun" },
		{ "answer\n  reply \"" WRONG_ID "\"\n", "error bad-stun" },
		{ "answer\n  refuse\n", "error refused" },
		{ "answer\n  reset\n", "error connection" },
		{ "answer\n  stall\n", "error exhausted" },
	};
	static const char *const servers[] = { "ice-server stun:a.example\n", "ice-server stuns:a.example\n" };
	struct run *run = *state;
	char text[512];

	for (size_t i = 0; i < COUNT(rows); i++) {
		for (size_t j = 0; j < COUNT(servers); j++) {
			snprintf(text, sizeof(text), "%s%s%s", servers[j], rows[i].answers, GRANTED);
			run_text(run, text);
			if (strcmp(outcome(run, 0), rows[i].expected) != 0)
				fail_msg("%s ends with %s", text, outcome(run, 0));
			assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
		}
	}
	/* Nobody waits for what comes behind the response. */
	run_text(run, "ice-server stuns:a.example\nanswer\n  stun 200\n  reply \"x\"\n");
	assert_string_equal(outcome(run, 0), "done 200");
	/* A server that shows no knowledge of the credential is not believed. */
	run_text(run, "ice-server turn:a.example \"u\" \"p\"\nice-server turn:b.example \"u\" \"q\"\n" GRANTED
		      "answer\n  stun 401\n  wait\n  stun 200\n");
	assert_string_equal(outcome(run, 0), "done 200");
	assert_string_equal(outcome(run, 1), "error bad-stun");
}

/* RFC 8489 6.2.1. */
static void a_lost_datagram_is_sent_once_more(void **state)
{
	struct run *run = *state;
	const struct pq_event *first, *second;

	run_text(run, "ice-server stun:a.example\nanswer\n  stall\n");
	assert_string_equal(outcome(run, 0), "error exhausted");
	assert_int_equal(run_count(run, PQ_EVENT_SEND), 2);
	first = run_event(run, PQ_EVENT_SEND, 0);
	second = run_event(run, PQ_EVENT_SEND, 1);
	assert_true(pq_view_eq(first->bytes, second->bytes));
	run_text(run, "ice-server stuns:a.example\nanswer\n  stall\n");
	assert_int_equal(run_count(run, PQ_EVENT_SEND), 1);
}

/* A socket layer that takes everything and says nothing, with a clock that each look moves on by three seconds. */
struct silence {
	uint64_t now_ms;
	size_t sends;
	size_t closes;
};

static enum pq_net_status connect_silently(void *ctx, enum pq_transport transport, const struct pq_address *address,
					   uint16_t port, uint32_t *conn)
{
	(void)ctx, (void)transport, (void)address, (void)port;
	*conn = 1;
	return PQ_NET_OK;
}

static enum pq_net_status send_into_silence(void *ctx, uint32_t conn, struct pq_view bytes, size_t *sent)
{
	struct silence *silence = ctx;

	(void)conn;
	silence->sends++;
	*sent = bytes.len;
	return PQ_NET_OK;
}

static enum pq_net_status receive_nothing(void *ctx, uint32_t conn, unsigned char *data, size_t cap, size_t *received)
{
	(void)ctx, (void)conn, (void)data, (void)cap, (void)received;
	return PQ_NET_AGAIN;
}

static void close_silently(void *ctx, uint32_t conn)
{
	(void)conn;
	((struct silence *)ctx)->closes++;
}

static uint64_t look_at_the_clock(void *ctx)
{
	return ((struct silence *)ctx)->now_ms += 3000;
}

static void draw_sevens(void *ctx, unsigned char *data, size_t len)
{
	(void)ctx;
	memset(data, 7, len);
}

/* RFC 8489 6.2.1: the patience of seven requests. The world in memory has no such long run. */
static void a_server_that_stays_silent_is_given_up(void **state)
{
	static const struct pq_net_ops ops = {
		.connect = connect_silently,
		.send = send_into_silence,
		.receive = receive_nothing,
		.close = close_silently,
		.now_ms = look_at_the_clock,
		.random = draw_sevens,
	};
	struct silence silence = { 0 };
	struct run *run = *state;
	struct pq_fetch_env env = {
		.net = { .ops = &ops, .ctx = &silence },
		.policy = &run->policy,
		.transcript = &run->transcript,
	};
	struct pq_session *session = malloc(sizeof(*session));
	size_t steps = 1;

	assert_non_null(session);
	run_text(run, "ice-server stun:10.0.0.1\n");
	pq_transcript_reset(&run->transcript);
	pq_session_begin(session, &env, &run->scenario);
	assert_true(pq_session_next(session));
	while (!pq_session_step(session))
		assert_true(++steps < 20);
	assert_string_equal(outcome(run, 0), "error connection");
	assert_int_equal(silence.sends, 2);
	assert_int_equal(silence.closes, 1);
	/* The send is a look, and each silence: thirteen times three seconds are not yet 39.5. */
	assert_int_equal(silence.now_ms, 15 * 3000);
	free(session);
}

static void a_raw_socket_writes_what_it_is_given_within_the_allowed_range(void **state)
{
	static const struct row rows[] = {
		{ "socket a.example 4501\n  write \"x\"", NULL, PAGE, SERVICE },
		{ "socket a.example 4502\n  write \"x\"", NULL, "done 0", NULL },
		{ "socket a.example 4534\n  write \"x\"", NULL, "done 0", NULL },
		{ "socket a.example 4535\n  write \"x\"", NULL, PAGE, SERVICE },
		{ "socket a.example 25\n  write \"x\"", NULL, PAGE, SERVICE },
		{ "socket a.example 4502", NULL, "done 0", NULL },
		{ "socket a.example:25 4502", NULL, "error bad-url", NULL },
		{ "socket a.example 4502\n  write \"x\"", "answer\n  refuse\n", "error refused", NULL },
		{ "socket a.example 4502\n  write \"x\"", "answer\n  reset\n", "error connection", NULL },
		{ "socket a.example 4502\n  write \"x\"", "answer\n  stall\n", "error exhausted", NULL },
		{ "socket a.example 4502\n  write \"x\"", "answer\n  reply \"y\"\n  stall\n", "done 0", NULL },
	};
	struct run *run = *state;

	check(run, rows, COUNT(rows));
	run_text(run, "socket 0x7f000001 4502\n  write \"one\\r\\n\"\n  write \"\"\n  write \"two\"\nanswer\n");
	assert_string_equal(outcome(run, 0), "done 0");
	assert_int_equal(run_event(run, PQ_EVENT_DIAL, 0)->addresses[0].bytes[0], 127);
	assert_string_equal(run_sent(run, 1), "one\r\ntwo");
}

static void a_page_has_no_raw_socket_under_fetch(void **state)
{
	static const struct row rows[] = {
		{ "socket a.example 4502\n  write \"x\"", NULL, PAGE, SERVICE },
		{ "socket a.example 80\n  write \"x\"", NULL, PAGE, SERVICE },
	};

	check(*state, rows, COUNT(rows));
}

static void hints_meet_the_port_check_where_they_dial(void **state)
{
	static const struct row rows[] = {
		{ "preconnect http://a.example:22/", NULL, PAGE, SERVICE },
		{ "preconnect https://a.example:25/", NULL, PAGE, SERVICE },
		{ "preconnect http://a.example:2222/", NULL, "done 0", NULL },
		{ "preconnect ftp://a.example/", NULL, "error bad-scheme", NULL },
		{ "preconnect http://a.example/", "answer\n  refuse\n", "error refused", NULL },
		{ "prefetch http://a.example:25/", NULL, PAGE, SERVICE },
		{ "dns-prefetch http://a.example:25/", NULL, "done 0", NULL },
		{ "dns-prefetch http://a.invalid/", NULL, "error dns", NULL },
		{ "dns-prefetch http://127.0.0.1/", NULL, "done 0", NULL },
	};
	struct run *run = *state;

	check(run, rows, COUNT(rows));
	run_text(run, "prefetch http://a.example/\nanswer\n  redirect 302 http://a.example:25/\n");
	assert_string_equal(outcome(run, 0), SERVICE);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
}

static void hints_ask_for_no_more_than_they_are_for(void **state)
{
	struct run *run = *state;

	run_text(run,
		 "dns-prefetch http://a.example:25/\npreconnect https://a.example/\nprefetch http://a.example/x\n");
	assert_int_equal(run_count(run, PQ_EVENT_RESOLVE), 3);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 2);
	assert_int_equal(run_count(run, PQ_EVENT_TLS), 1);
	assert_string_equal(run_sent(run, 1), "");
	assert_non_null(strstr(run_sent(run, 2), "GET /x HTTP/1.1\r\nHost: a.example\r\n"));
	assert_non_null(strstr(run_sent(run, 2), "\r\nSec-Purpose: prefetch\r\n"));
	run_text(run, "proxy http://proxy.example:3128/\ndns-prefetch http://a.example/\n");
	assert_int_equal(run_count(run, PQ_EVENT_RESOLVE), 0);
}

static void a_preconnected_connection_is_used_where_connections_are_kept(void **state)
{
	struct run *run = *state;

	run_text(run,
		 "page http://a.example/\nkeep-alive\npreconnect http://a.example/\nfetch GET http://a.example/x\n");
	assert_string_equal(outcome(run, 0), "done 0");
	assert_string_equal(outcome(run, 1), "done 200");
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
	run_text(run, "page http://a.example/\npreconnect http://a.example/\nfetch GET http://a.example/x\n");
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 2);
	assert_int_equal(run_count(run, PQ_EVENT_CLOSE), 2);
}

int main(void)
{
	const struct CMUnitTest fetch[] = {
		cmocka_unit_test(each_ice_port_is_asked_about_by_both_sides),
		cmocka_unit_test(the_url_decides_transport_and_tls),
		cmocka_unit_test(the_proxy_is_not_asked_for_ice_and_raw_sockets),
		cmocka_unit_test(a_challenge_is_answered_once),
		cmocka_unit_test(what_a_server_answers_ends_the_request_without_another_dial),
		cmocka_unit_test(a_lost_datagram_is_sent_once_more),
		cmocka_unit_test(a_server_that_stays_silent_is_given_up),
		cmocka_unit_test(a_page_has_no_raw_socket_under_fetch),
		cmocka_unit_test(hints_meet_the_port_check_where_they_dial),
		cmocka_unit_test(hints_ask_for_no_more_than_they_are_for),
		cmocka_unit_test(a_preconnected_connection_is_used_where_connections_are_kept),
	};
	const struct CMUnitTest silverlight[] = {
		cmocka_unit_test(a_raw_socket_writes_what_it_is_given_within_the_allowed_range),
	};

	return cmocka_run_group_tests_name("fetch_ice", fetch, open_fetch, close_run) +
	       cmocka_run_group_tests_name("fetch_ice under silverlight", silverlight, open_silverlight, close_run);
}
