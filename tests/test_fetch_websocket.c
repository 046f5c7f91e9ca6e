/* SPDX-License-Identifier: MIT */
/* The model's WebSockets: what is dialled and written, and how each garbage ends (RFC 6455, WebSockets standard). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fetch/websocket.h"
#include "run_assert.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define WS "websocket ws://a.example/\n"
#define UPGRADE "answer\n  upgrade\n"
#define RENDERER "attacker renderer\n"

/* How many random draws of that length there were. */
static size_t draws_of(const struct run *run, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < run->transcript.count; i++)
		count +=
			run->transcript.events[i].kind == PQ_EVENT_RANDOM && run->transcript.events[i].bytes.len == len;
	return count;
}

/* RFC 6455 4.1. */
static void a_handshake_asks_for_an_upgrade(void **state)
{
	struct run *run = *state;

	run_text(run, "page https://p.example:8443/x\nwebsocket ws://a.example:8080/chat?x\n"
		      "  protocol \"chat\"\n  protocol \"b\"\nanswer\n  upgrade \"b\"\n");
	assert_done(run, 0, 101);
	assert_sent(run, 1, "GET /chat?x HTTP/1.1\r\nHost: a.example:8080\r\n");
	assert_sent(run, 1, "\r\nOrigin: https://p.example:8443\r\n");
	assert_sent(run, 1, "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
	assert_sent(run, 1, "\r\nSec-WebSocket-Protocol: chat, b\r\n\r\n");
	assert_int_equal(draws_of(run, 16), 1);
	assert_int_equal(run_event(run, PQ_EVENT_DIAL, 0)->port, 8080);
}

static void a_secure_one_begins_tls(void **state)
{
	struct run *run = *state;

	run_text(run, "websocket wss://a.example/\nanswer\n  upgrade\n");
	assert_done(run, 0, 101);
	assert_int_equal(run_event(run, PQ_EVENT_DIAL, 0)->port, 443);
	assert_int_equal(run_count(run, PQ_EVENT_TLS), 1);
	assert_sent(run, 1, "GET / HTTP/1.1\r\nHost: a.example\r\n");
}

/* WebSockets 3.1, the constructor: http and https stand for ws and wss. */
static void http_stands_for_ws(void **state)
{
	struct run *run = *state;

	run_text(run,
		 "websocket http://a.example/\nwebsocket https://a.example/\nwebsocket /x\n" UPGRADE UPGRADE UPGRADE);
	for (size_t i = 0; i < 3; i++)
		assert_done(run, i, 101);
	assert_int_equal(run_event(run, PQ_EVENT_DIAL, 0)->port, 80);
	assert_int_equal(run_event(run, PQ_EVENT_DIAL, 1)->port, 443);
	assert_int_equal(run_event(run, PQ_EVENT_DIAL, 2)->port, 80);
	assert_int_equal(run_count(run, PQ_EVENT_TLS), 1);
	assert_sent(run, 3, "GET /x HTTP/1.1\r\nHost: page.example\r\n");
}

static void the_page_refuses_what_the_constructor_throws_for(void **state)
{
	static const struct {
		const char *text;
		const char *error;
	} rows[] = {
		{ "websocket ws://a.example/#x\n", "bad-url" },
		{ "websocket ws://\n", "bad-url" },
		{ "websocket ftp://a.example/\n", "bad-scheme" },
		{ "websocket file:///x\n", "bad-scheme" },
		{ WS "  protocol \"a\"\n  protocol \"a\"\n", "bad-request" },
		{ WS "  message ping \"x\"\n", "bad-request" },
		{ WS "  message text \"\\xff\"\n", "bad-request" },
		{ WS "  message close \"\\x03\\xe9\"\n", "bad-request" },
		{ WS "  message close \"x\"\n", "bad-request" },
	};
	struct run *run = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		run_text(run, rows[i].text);
		assert_error(run, 0, rows[i].error);
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), 0);
	}
}

/* RFC 6455 4.1, step 10; both sides refuse, for either may be missing. */
static void subprotocols_are_tokens(void **state)
{
	static const struct {
		const char *name;
		enum pq_rule rule;
	} rows[] = {
		{ "a\\r\\nX: y", PQ_RULE_REQUEST_SPLIT },   { "\\n", PQ_RULE_REQUEST_SPLIT },
		{ "a\\0", PQ_RULE_REQUEST_SPLIT },          { "", PQ_RULE_MALFORMED_HEADER },
		{ "a b", PQ_RULE_MALFORMED_HEADER },        { "a, b", PQ_RULE_MALFORMED_HEADER },
		{ "\\xc3\\xa4", PQ_RULE_MALFORMED_HEADER },
	};
	struct run *run = *state;
	char text[256];

	for (size_t i = 0; i < COUNT(rows); i++) {
		for (int renderer = 0; renderer <= 1; renderer++) {
			snprintf(text, sizeof(text), "%s" WS "  protocol \"%s\"\n", renderer ? RENDERER : "",
				 rows[i].name);
			run_text(run, text);
			assert_blocked(run, 0, rows[i].rule, renderer ? PQ_SIDE_SERVICE : PQ_SIDE_PAGE);
		}
	}
}

static void both_sides_check_the_port(void **state)
{
	struct run *run = *state;

	run_text(run,
		 "websocket ws://a.example:25/\nwebsocket wss://a.example:6667/\nwebsocket http://a.example:21/\n");
	for (size_t i = 0; i < 3; i++)
		assert_blocked(run, i, PQ_RULE_UNSAFE_PORT, PQ_SIDE_PAGE);
	run_text(run, RENDERER "websocket ws://a.example:25/\nwebsocket wss://a.example:6667/\n");
	for (size_t i = 0; i < 2; i++)
		assert_blocked(run, i, PQ_RULE_UNSAFE_PORT, PQ_SIDE_SERVICE);
	run_text(run, "proxy http://p.example:25/\n" RENDERER "websocket ws://a.example:25/\n");
	assert_blocked(run, 0, PQ_RULE_UNSAFE_PORT, PQ_SIDE_SERVICE);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 0);
}

/* A page has no way to set a header; a renderer has, but not for those of the handshake. */
static void headers_are_a_renderers_only(void **state)
{
	struct run *run = *state;

	run_text(run, WS "  header \"X-A\" \"b\"\n" UPGRADE);
	assert_done(run, 0, 101);
	assert_unsent(run, 1, "X-A");
	run_text(run, RENDERER WS "  header \"X-A\" \"b\"\n  header \"User-Agent\" \"c\"\n" UPGRADE);
	assert_done(run, 0, 101);
	assert_sent(run, 1, "\r\nX-A: b\r\nUser-Agent: c\r\nOrigin: ");
	run_text(run, RENDERER WS "  header \"Sec-WebSocket-Key\" \"x\"\n" UPGRADE);
	assert_blocked(run, 0, PQ_RULE_FORBIDDEN_HEADER, PQ_SIDE_SERVICE);
	run_text(run, RENDERER WS "  header \"X\" \"a\\r\\nb\"\n" UPGRADE);
	assert_blocked(run, 0, PQ_RULE_REQUEST_SPLIT, PQ_SIDE_SERVICE);
}

static void the_service_takes_no_other_url_and_no_other_message(void **state)
{
	static const struct {
		const char *text;
		const char *error;
	} rows[] = {
		{ "websocket http://a.example/\n", "bad-scheme" },
		{ "websocket ftp://a.example/\n", "bad-scheme" },
		{ "websocket ws://a.example/#x\n", "bad-url" },
		{ "websocket ws://a.example:99999/\n", "bad-url" },
		{ WS "  message text \"\\xff\"\n", "bad-request" },
		{ WS "  message ping \"x\" 2\n", "bad-request" },
		{ WS "  message ping fill 126 \"x\"\n", "bad-request" },
		{ WS "  message close \"\\x03\\xed\"\n", "bad-request" },
		{ WS "  message binary fill 262145 \"x\"\n", "limit" },
		{ WS "  message binary fill 524289 \"x\" 3\n", "limit" },
	};
	struct run *run = *state;
	char text[256];

	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(text, sizeof(text), RENDERER "%s", rows[i].text);
		run_text(run, text);
		assert_error(run, 0, rows[i].error);
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), 0);
	}
}

/* RFC 6455 5.3: four bytes are drawn for each frame, and four more for the next. */
static void each_frame_has_a_mask_of_its_own(void **state)
{
	struct run *run = *state;

	run_text(run,
		 RENDERER WS "  message text \"abcdef\" 3\n  message ping \"\"\n  message binary \"\\xff\"\n"
			     "answer\n  upgrade\n  wait\n  reply \"\\x89\\x00\" + \"\\x8a\\x00\" + \"\\x88\\x00\"\n");
	assert_done(run, 0, 101);
	/* Three fragments, ping, binary, pong and close. */
	assert_int_equal(draws_of(run, 4), 7);
	assert_int_equal(run_count(run, PQ_EVENT_SEND), 8);
}

/* RFC 6455 5.2, a length of 64 bits; more than the server's window takes at once. */
static void a_long_message_goes_out_in_one_frame(void **state)
{
	struct run *run = *state;
	size_t sent = 0;

	run_text(run, WS "  message binary fill 200000 \"x\"\n  message binary fill 400000 \"y\" 2\n"
			 "answer\n  upgrade\n  wait\n  reply \"\\x88\\0\"\n");
	assert_done(run, 0, 101);
	assert_int_equal(draws_of(run, 4), 4);
	for (size_t i = 0; i < run_count(run, PQ_EVENT_SEND); i++)
		sent += run_event(run, PQ_EVENT_SEND, i)->bytes.len;
	assert_true(sent > 600000 + 3 * PQ_MAX_WEBSOCKET_HEAD);
	assert_memory_equal(run_event(run, PQ_EVENT_SEND, 1)->bytes.data, "\x82\xff\0\0\0\0\0\x03\x0d\x40", 10);
}

static void nothing_is_sent_behind_a_close_frame(void **state)
{
	struct run *run = *state;

	run_text(run, WS "  message close \"\\x03\\xe8\" + \"bye\"\n  message text \"x\"\n"
			 "answer\n  upgrade\n  wait\n  reply \"\\x89\\x00\" + \"\\x88\\x02\\x03\\xe8\"\n");
	assert_done(run, 0, 101);
	assert_int_equal(draws_of(run, 4), 1);
	assert_int_equal(run_count(run, PQ_EVENT_SEND), 2);
}

/* Whoever listens to silence says close, and then waits for the other side to do so. */
static void a_silent_server_is_told_to_close(void **state)
{
	struct run *run = *state;

	run_text(run, WS "answer\n  upgrade\n  wait\n  reply \"\\x88\\x02\\x03\\xe8\"\n");
	assert_done(run, 0, 101);
	assert_int_equal(draws_of(run, 4), 1);
}

static void what_follows_a_close_frame_is_discarded(void **state)
{
	struct run *run = *state;

	run_text(run, WS "answer\n  upgrade\n  reply \"\\x88\\x00\" + \"\\xff\\xff garbage\"\n");
	assert_done(run, 0, 101);
	assert_int_equal(draws_of(run, 4), 1);
}

#define HEAD "HTTP/1.1 101 x\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n"

static void another_answer_is_a_bad_handshake(void **state)
{
	static const char *const answers[] = {
		"  reply \"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n",
		"  redirect 302 ws://b.example/\n",
		"  redirect 307 http://b.example:25/\n",
		"  reply \"HTTP/1.1 401 x\\r\\nWWW-Authenticate: Basic realm=x\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n",
		"  reply \"" HEAD "\\r\\n\"\n",
		"  reply \"" HEAD "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n\"\n",
		"  reply \"220 mail.example ESMTP\\r\\n\"\n",
		"  reply \"\\x88\\x00\"\n",
		"  reply \"HTTP/1.1 101\"\n",
		"  upgrade \"chat\"\n",
	};
	struct run *run = *state;
	char text[512];

	for (size_t i = 0; i < COUNT(answers); i++) {
		snprintf(text, sizeof(text), WS "  message text \"x\"\nanswer\n%s", answers[i]);
		run_text(run, text);
		assert_error(run, 0, "bad-handshake");
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
		assert_int_equal(run_count(run, PQ_EVENT_SEND), 1);
	}
}

/* WebSockets standard: one of the offered subprotocols has to be chosen. */
static void a_subprotocol_is_chosen_among_those_offered(void **state)
{
	struct run *run = *state;

	run_text(run, WS "  protocol \"a\"\n  protocol \"b\"\n" WS "  protocol \"a\"\n" WS "  protocol \"a\"\n"
			 "answer\n  upgrade \"b\"\nanswer\n  upgrade \"b\"\nanswer\n  upgrade\n");
	assert_done(run, 0, 101);
	assert_error(run, 1, "bad-handshake");
	assert_error(run, 2, "bad-handshake");
}

static void garbage_is_a_bad_frame(void **state)
{
	static const char *const frames[] = {
		"\\x81\\x85\\x01\\x02\\x03\\x04hello",
		"\\xc1\\x00",
		"\\x83\\x00",
		"\\x89\\x7e\\x00\\x7e",
		"\\x09\\x00",
		"\\x80\\x00",
		"\\x81\\x02\\xc3x",
		"\\x88\\x02\\x03\\xed",
		"\\x82\\x7f\\x80\\0\\0\\0\\0\\0\\0\\0",
		"\\x82\\x7f\\0\\0\\0\\0\\x7f\\xff\\xff\\xff",
		"HTTP/1.1 200 OK\\r\\n\\r\\n",
		"\\x81\\x05hell",
		"\\x81",
	};
	struct run *run = *state;
	char text[512];

	for (size_t i = 0; i < COUNT(frames); i++) {
		snprintf(text, sizeof(text), WS "answer\n  upgrade\n  reply \"%s\"\n", frames[i]);
		run_text(run, text);
		assert_error(run, 0, "bad-frame");
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
		assert_int_equal(run_count(run, PQ_EVENT_CLOSE), 1);
	}
}

/* Fragments without a byte in them: only their number can end it. */
static void a_flood_ends_at_a_limit(void **state)
{
	struct run *run = *state;
	char text[256];

	for (size_t over = 0; over <= 1; over++) {
		snprintf(text, sizeof(text), WS "answer\n  upgrade\n  reply \"\\x02\\x00\" + fill %zu \"\\x00\"\n",
			 2 * (PQ_MAX_WEBSOCKET_FRAMES - 1 + over));
		run_text(run, text);
		if (over)
			assert_error(run, 0, "limit");
		else
			assert_done(run, 0, 101);
	}
}

/* The 101 counts like any response, and a refused handshake too (Fetch "HTTP-network fetch"). */
static void cookies_go_out_and_are_kept(void **state)
{
	struct run *run = *state;

	run_text(
		run,
		"cookie http://a.example/ \"c=1\"\ncookie https://a.example/ \"s=1; Secure\"\n" WS
		"websocket wss://a.example/\n"
		"answer\n  reply \"HTTP/1.1 403 x\\r\\nSet-Cookie: d=2\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n" UPGRADE);
	assert_error(run, 0, "bad-handshake");
	assert_done(run, 1, 101);
	assert_sent(run, 1, "\r\nCookie: c=1\r\n");
	assert_sent(run, 2, "\r\nCookie: c=1; s=1; d=2\r\n");
}

/* RFC 6455 4.1, step 3: both go by CONNECT. */
static void both_go_through_a_tunnel(void **state)
{
	struct run *run = *state;

	run_text(run, "proxy http://p.example:3128/\n" WS "websocket wss://a.example/\n"
		      "answer\n  reply \"HTTP/1.1 200 OK\\r\\n\\r\\n\"\n  wait\n  upgrade\n"
		      "answer\n  reply \"HTTP/1.1 200 OK\\r\\n\\r\\n\"\n  wait\n  upgrade\n");
	assert_done(run, 0, 101);
	assert_done(run, 1, 101);
	assert_sent(run, 1, "CONNECT a.example:80 HTTP/1.1\r\n");
	assert_sent(run, 2, "CONNECT a.example:443 HTTP/1.1\r\n");
	assert_int_equal(run_count(run, PQ_EVENT_TLS), 1);
}

/* RFC 6455 4.1: a handshake has a connection of its own, and leaves none behind. */
static void no_kept_connection_is_used(void **state)
{
	struct run *run = *state;

	run_text(run, "keep-alive\nfetch GET http://a.example/\n" WS "fetch GET http://a.example/\n"
		      "answer\n  reply \"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n  wait\n"
		      "  reply \"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n" UPGRADE
		      "answer\n  reply \"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n");
	assert_done(run, 1, 101);
	assert_sent(run, 2, "Upgrade: websocket");
	assert_unsent(run, 1, "Upgrade: websocket");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_handshake_asks_for_an_upgrade),
		cmocka_unit_test(a_secure_one_begins_tls),
		cmocka_unit_test(http_stands_for_ws),
		cmocka_unit_test(the_page_refuses_what_the_constructor_throws_for),
		cmocka_unit_test(subprotocols_are_tokens),
		cmocka_unit_test(both_sides_check_the_port),
		cmocka_unit_test(headers_are_a_renderers_only),
		cmocka_unit_test(the_service_takes_no_other_url_and_no_other_message),
		cmocka_unit_test(each_frame_has_a_mask_of_its_own),
		cmocka_unit_test(a_long_message_goes_out_in_one_frame),
		cmocka_unit_test(nothing_is_sent_behind_a_close_frame),
		cmocka_unit_test(a_silent_server_is_told_to_close),
		cmocka_unit_test(what_follows_a_close_frame_is_discarded),
		cmocka_unit_test(another_answer_is_a_bad_handshake),
		cmocka_unit_test(a_subprotocol_is_chosen_among_those_offered),
		cmocka_unit_test(garbage_is_a_bad_frame),
		cmocka_unit_test(a_flood_ends_at_a_limit),
		cmocka_unit_test(cookies_go_out_and_are_kept),
		cmocka_unit_test(both_go_through_a_tunnel),
		cmocka_unit_test(no_kept_connection_is_used),
	};

	return cmocka_run_group_tests(tests, open_fetch, close_run);
}
