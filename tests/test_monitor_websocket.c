/* SPDX-License-Identifier: MIT */
/* The rule unmasked_frame, and what the other rules make of a handshake (RFC 6455). */
#include "monitor_case.h"

#define WS "websocket ws://a.example/\n  message text 'hi'\n"
#define RENDERER "attacker renderer\n"

/* The standard's own nonce and key (RFC 6455 1.3). */
#define DRAW_KEY "random 'the sample nonce'\n"
#define KEY "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==^"
#define START "GET / HTTP/1.1^Host: a.example^User-Agent: pratique^Origin: http://page.example^"
#define UPGRADE "Connection: Upgrade^Upgrade: websocket^Sec-WebSocket-Version: 13^"
#define HEAD START UPGRADE KEY
#define BEGIN "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 80 ok\n"
#define ANSWER "receive 1 'HTTP/1.1 101 x^Upgrade: websocket^Connection: Upgrade^^'\n"
#define OPEN BEGIN DRAW_KEY "send 1 '" HEAD "^'\n" ANSWER
#define DONE "close 1\noutcome 1 done 101\n"
#define BAD "close 1\noutcome 1 error bad-handshake\n"

#define DRAW_A "random 'abcd'\n"
#define DRAW_B "random 'efgh'\n"
#define FRAME_A "send 1 '\\x81\\x82abcd\\t\\x0b'\n" /* "hi" */
#define FRAME_B "send 1 '\\x88\\x80efgh'\n"

static void masks_are_drawn_for_each_frame(void **state)
{
	static const struct case_row rows[] = {
		{ "no frame", WS, OPEN DONE, PQ_RULE_NONE },
		{ "one", WS, OPEN DRAW_A FRAME_A DONE, PQ_RULE_NONE },
		{ "two", WS, OPEN DRAW_A FRAME_A DRAW_B FRAME_B DONE, PQ_RULE_NONE },
		{ "two, drawn before both", WS, OPEN DRAW_A DRAW_B FRAME_A FRAME_B DONE, PQ_RULE_NONE },
		{ "two in one piece", WS, OPEN DRAW_A DRAW_B "send 1 '\\x81\\x82abcd\\t\\x0b\\x88\\x80efgh'\n" DONE,
		  PQ_RULE_NONE },
		{ "out of a pool", WS, OPEN "random 'xabcdefgh'\n" FRAME_A FRAME_B DONE, PQ_RULE_NONE },
		{ "a frame in pieces", WS, OPEN DRAW_A "send 1 '\\x81'\nsend 1 '\\x82ab'\nsend 1 'cd\\t\\x0b'\n" DONE,
		  PQ_RULE_NONE },
		{ "after another's draw", WS, OPEN "random 'zzzz'\n" DRAW_A FRAME_A DONE, PQ_RULE_NONE },
		{ "reused", WS, OPEN DRAW_A FRAME_A "send 1 '\\x88\\x80abcd'\n" DONE, PQ_RULE_UNMASKED_FRAME },
		{ "reused though another was drawn", WS, OPEN DRAW_A FRAME_A DRAW_B "send 1 '\\x88\\x80abcd'\n" DONE,
		  PQ_RULE_UNMASKED_FRAME },
		{ "drawn too late", WS, OPEN FRAME_A DRAW_A DONE, PQ_RULE_UNMASKED_FRAME },
		{ "in another order", WS, OPEN DRAW_A DRAW_B FRAME_B FRAME_A DONE, PQ_RULE_UNMASKED_FRAME },
		{ "overlapping", WS, OPEN "random 'abcdefg'\n" FRAME_A "send 1 '\\x88\\x80defg'\n" DONE,
		  PQ_RULE_UNMASKED_FRAME },
		{ "zero", WS, OPEN DRAW_A "send 1 '\\x88\\x80\\0\\0\\0\\0'\n" DONE, PQ_RULE_UNMASKED_FRAME },
		{ "never drawn", WS, OPEN "send 1 '\\x88\\x80abcd'\n" DONE, PQ_RULE_UNMASKED_FRAME },
		{ "part of the key", WS, OPEN "send 1 '\\x88\\x80the '\n" DONE, PQ_RULE_UNMASKED_FRAME },
		{ "unmasked", WS, OPEN DRAW_A "send 1 '\\x81\\x02hi'\n" DONE, PQ_RULE_UNMASKED_FRAME },
		{ "unmasked and broken off", WS,
		  OPEN DRAW_A "send 1 '\\x81\\x02'\nclose 1\noutcome 1 error connection\n", PQ_RULE_UNMASKED_FRAME },
		{ "masked and broken off", WS,
		  OPEN DRAW_A "send 1 '\\x81\\x82ab'\nclose 1\noutcome 1 error connection\n", PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* RFC 6455 5.2, 5.4, 5.5. */
/* RFC 7692. */
#define OFFERED BEGIN DRAW_KEY "send 1 '" HEAD "Sec-WebSocket-Extensions: permessage-deflate^^'\n"
#define AGREES                                                             \
	"receive 1 'HTTP/1.1 101 x^Upgrade: websocket^Connection: Upgrade" \
	"^Sec-WebSocket-Extensions: permessage-deflate^^'\n"
#define AGREED OFFERED AGREES
#define DEFLATED "send 1 '\\xc1\\x80abcd'\n"

static void what_is_written_are_frames(void **state)
{
	static const struct case_row rows[] = {
		{ "fragments", WS,
		  OPEN DRAW_A "send 1 '\\x01\\x80abcd'\n" DRAW_B "send 1 '\\x8a\\x80efgh'\nrandom 'ijkl'\n"
			      "send 1 '\\x80\\x80ijkl'\n" DONE,
		  PQ_RULE_NONE },
		{ "nothing to continue", WS, OPEN DRAW_A "send 1 '\\x80\\x80abcd'\n" DONE, PQ_RULE_UNMASKED_FRAME },
		{ "a message within a message", WS,
		  OPEN DRAW_A "send 1 '\\x01\\x80abcd'\n" DRAW_B "send 1 '\\x81\\x80efgh'\n" DONE,
		  PQ_RULE_UNMASKED_FRAME },
		{ "a pong behind close", WS,
		  OPEN DRAW_A "send 1 '\\x88\\x80abcd'\n" DRAW_B "send 1 '\\x8a\\x80efgh'\n" DONE, PQ_RULE_NONE },
		{ "a message behind close", WS,
		  OPEN DRAW_A "send 1 '\\x88\\x80abcd'\n" DRAW_B "send 1 '\\x81\\x80efgh'\n" DONE,
		  PQ_RULE_UNMASKED_FRAME },
		{ "compressed, as both have said", WS, AGREED DRAW_A DEFLATED DONE, PQ_RULE_NONE },
		{ "compressed, as only the client has said", WS, OFFERED ANSWER DRAW_A DEFLATED DONE,
		  PQ_RULE_UNMASKED_FRAME },
		{ "compressed, as only the server has said", WS,
		  BEGIN DRAW_KEY "send 1 '" HEAD "^'\n" AGREES DRAW_A DEFLATED DONE, PQ_RULE_UNMASKED_FRAME },
		{ "a compressed continuation", WS,
		  AGREED DRAW_A "send 1 '\\x01\\x80abcd'\n" DRAW_B "send 1 '\\xc0\\x80efgh'\n" DONE,
		  PQ_RULE_UNMASKED_FRAME },
		{ "compressed without a mask", WS, AGREED "send 1 '\\xc1\\x01a'\n" DONE, PQ_RULE_UNMASKED_FRAME },
		{ "while another request takes turns", WS "fetch GET http://b.example/\n",
		  OPEN DRAW_A "request 2\nrequest 1\n" FRAME_A DONE "request 2\noutcome 2 error dns\n", PQ_RULE_NONE },
		{ "a reserved bit", WS, OPEN DRAW_A "send 1 '\\xc1\\x80abcd'\n" DONE, PQ_RULE_UNMASKED_FRAME },
		{ "a reserved opcode", WS, OPEN DRAW_A "send 1 '\\x83\\x80abcd'\n" DONE, PQ_RULE_UNMASKED_FRAME },
		{ "a ping in pieces", WS, OPEN DRAW_A "send 1 '\\x09\\x80abcd'\n" DONE, PQ_RULE_UNMASKED_FRAME },
		{ "a length not in its shortest form", WS, OPEN DRAW_A "send 1 '\\x81\\xfe\\0\\0abcd'\n" DONE,
		  PQ_RULE_UNMASKED_FRAME },
		{ "no frame at all", WS, OPEN "send 1 'GET / HTTP/1.1^^'\n" DONE, PQ_RULE_UNMASKED_FRAME },
		{ "before the answer", WS, BEGIN DRAW_KEY "send 1 '" HEAD "^'\n" DRAW_A FRAME_A ANSWER DONE,
		  PQ_RULE_BAD_FRAMING },
	};

	(void)state;
	CASE_CHECK(rows);
}

#define SAYS(message) "websocket ws://a.example/\n  message " message "\n"

/* Bytes that nobody asked for are smuggled, mask or no mask. */
static void frames_carry_what_was_asked_for(void **state)
{
	static const struct case_row rows[] = {
		{ "as asked", SAYS("binary 'hi'"), OPEN DRAW_A FRAME_A DONE, PQ_RULE_NONE },
		{ "its beginning", SAYS("text 'hiho'"), OPEN DRAW_A FRAME_A DONE, PQ_RULE_NONE },
		{ "in two frames", SAYS("text 'hi'"),
		  OPEN DRAW_A "send 1 '\\x01\\x81abcd\\t'\n" DRAW_B "send 1 '\\x80\\x81efgh\\x0c'\n" DONE,
		  PQ_RULE_NONE },
		{ "something else", SAYS("text 'ho'"), OPEN DRAW_A FRAME_A DONE, PQ_RULE_BAD_FRAMING },
		{ "more", SAYS("text 'h'"), OPEN DRAW_A FRAME_A DONE, PQ_RULE_BAD_FRAMING },
		{ "a ping's bytes", SAYS("ping 'hi'"), OPEN DRAW_A FRAME_A DONE, PQ_RULE_BAD_FRAMING },
		{ "nothing was asked for", "websocket ws://a.example/\n", OPEN DRAW_A FRAME_A DONE,
		  PQ_RULE_BAD_FRAMING },
	};

	(void)state;
	CASE_CHECK(rows);
}

#define SHAKE(draw, head) BEGIN draw "send 1 '" head "^'\n" ANSWER DONE

/* RFC 6455 4.1. */
static void the_key_is_drawn_for_the_handshake(void **state)
{
	static const struct case_row rows[] = {
		{ "drawn", WS, SHAKE(DRAW_KEY, HEAD), PQ_RULE_NONE },
		{ "behind another 1xx", WS,
		  BEGIN DRAW_KEY "send 1 '" HEAD "^'\nreceive 1 'HTTP/1.1 103 x^^'\n" ANSWER DRAW_A FRAME_A DONE,
		  PQ_RULE_NONE },
		{ "fixed", WS, SHAKE("", HEAD), PQ_RULE_UNMASKED_FRAME },
		{ "missing", WS, SHAKE(DRAW_KEY, START UPGRADE), PQ_RULE_UNMASKED_FRAME },
		{ "followed by another", WS, SHAKE(DRAW_KEY, HEAD "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==^"),
		  PQ_RULE_UNMASKED_FRAME },
		{ "another", WS, SHAKE("random 'the sample Nonce'\n", HEAD), PQ_RULE_UNMASKED_FRAME },
		{ "15 bytes", WS, SHAKE(DRAW_KEY, START UPGRADE "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j^"),
		  PQ_RULE_UNMASKED_FRAME },
		{ "17 bytes", WS,
		  SHAKE("random 'the sample nonce!'\n", START UPGRADE "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSE=^"),
		  PQ_RULE_UNMASKED_FRAME },
		{ "of another request", WS WS,
		  SHAKE(DRAW_KEY, HEAD) "request 2\nresolve 'a.example' 20.0.0.1\ndial 2 tcp 20.0.0.1 80 ok\n"
					"send 2 '" HEAD
					"^'\nreceive 2 'HTTP/1.1 101 x^^'\nclose 2\noutcome 2 done 101\n",
		  PQ_RULE_UNMASKED_FRAME },
	};

	(void)state;
	CASE_CHECK(rows);
}

#define PROTOCOL(value) "Sec-WebSocket-Protocol: " value "^"

/* RFC 6455 4.1, step 10. */
static void subprotocols_are_tokens(void **state)
{
	static const struct case_row rows[] = {
		{ "one", WS "  protocol 'chat'\n", SHAKE(DRAW_KEY, HEAD PROTOCOL("chat")), PQ_RULE_NONE },
		{ "two", WS "  protocol 'a'\n  protocol 'b'\n", SHAKE(DRAW_KEY, HEAD PROTOCOL("a, b")), PQ_RULE_NONE },
		{ "a blank", WS "  protocol 'a b'\n", SHAKE(DRAW_KEY, HEAD PROTOCOL("a b")), PQ_RULE_MALFORMED_HEADER },
		{ "an empty one", WS "  protocol ''\n", SHAKE(DRAW_KEY, HEAD PROTOCOL("")), PQ_RULE_MALFORMED_HEADER },
		{ "refused for it", WS "  protocol 'a b'\n", "request 1\noutcome 1 blocked malformed_header page\n",
		  PQ_RULE_NONE },
		{ "refused for nothing", WS "  protocol 'ab'\n", "request 1\noutcome 1 blocked malformed_header page\n",
		  PQ_RULE_OVER_BLOCK },
		{ "a line break refused", RENDERER WS "  protocol 'a^X: y'\n",
		  "request 1\noutcome 1 blocked request_split service\n", PQ_RULE_NONE },
		{ "only by the service", WS "  protocol 'a^X: y'\n",
		  "request 1\noutcome 1 blocked request_split service\n", PQ_RULE_REQUEST_SPLIT },
		{ "a line break sent", RENDERER WS "  protocol 'a^Accept: y'\n",
		  SHAKE(DRAW_KEY, HEAD PROTOCOL("a^Accept: y")), PQ_RULE_REQUEST_SPLIT },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* The names of a handshake are the user agent's there, and only there and only with its own values. */
static void a_handshake_has_headers_of_its_own(void **state)
{
	static const char *const own[] = { "Host",
					   "User-Agent",
					   "Origin",
					   "Connection",
					   "Upgrade",
					   "Sec-WebSocket-Key",
					   "Sec-WebSocket-Version",
					   "Sec-WebSocket-Protocol",
					   NULL };
	static const struct case_options known = { .own_headers = own };
	static const struct case_row rows[] = {
		{ "its own", WS, SHAKE(DRAW_KEY, HEAD), PQ_RULE_NONE },
		{ "asked for, and dropped", RENDERER WS "  header 'Upgrade' 'h2c'\n", SHAKE(DRAW_KEY, HEAD),
		  PQ_RULE_NONE },
		{ "asked for, and sent", RENDERER WS "  header 'Upgrade' 'h2c'\n",
		  SHAKE(DRAW_KEY, START "Connection: Upgrade^Upgrade: h2c^Sec-WebSocket-Version: 13^" KEY),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "sent twice", RENDERER WS "  header 'Sec-WebSocket-Protocol' 'x'\n",
		  SHAKE(DRAW_KEY, HEAD PROTOCOL("x")), PQ_RULE_FORBIDDEN_HEADER },
		{ "another version", RENDERER WS "  header 'Sec-WebSocket-Version' '8'\n",
		  SHAKE(DRAW_KEY, START "Connection: Upgrade^Upgrade: websocket^Sec-WebSocket-Version: 8^" KEY),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "in another request", "fetch GET http://a.example/\n  header 'Upgrade' 'websocket'\n",
		  CASE_DIAL "send 1 'GET / HTTP/1.1^Host: a.example^Upgrade: websocket^^'\n" CASE_OK,
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "of another host", WS, SHAKE(DRAW_KEY, "GET / HTTP/1.1^Host: b.example^" UPGRADE KEY),
		  PQ_RULE_HOST_MISMATCH },
		{ "https stands for wss", "websocket https://a.example/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 443 ok\ntls 1 'a.example'\n" DRAW_KEY
		  "send 1 '" HEAD "^'\n" ANSWER DONE,
		  PQ_RULE_NONE },
		{ "wss in the clear", "websocket wss://a.example/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 443 ok\n" DRAW_KEY "send 1 '" HEAD
		  "^'\n" ANSWER DONE,
		  PQ_RULE_WRONG_DESTINATION },
	};

	(void)state;
	CASE_CHECK_WITH(rows, &known);
}

/* A cookie of a 101 is kept like any other (Fetch "HTTP-network fetch"); a redirect is not followed. */
static void the_answer_sets_cookies_and_leads_nowhere(void **state)
{
	static const struct case_row rows[] = {
		{ "a cookie", WS "fetch GET http://a.example/\n  credentials include\n",
		  BEGIN DRAW_KEY "send 1 '" HEAD "^'\nreceive 1 'HTTP/1.1 101 x^Set-Cookie: c=v^^'\n" DONE
				 "request 2\nresolve 'a.example' 20.0.0.1\ndial 2 tcp 20.0.0.1 80 ok\n"
				 "send 2 'GET / HTTP/1.1^Host: a.example^Cookie: c=v^^'\n"
				 "receive 2 'HTTP/1.1 200 x^Content-Length: 0^^'\nclose 2\noutcome 2 done 200\n",
		  PQ_RULE_NONE },
		{ "a redirect followed", WS,
		  BEGIN DRAW_KEY "send 1 '" HEAD "^'\nreceive 1 'HTTP/1.1 302 x^Location: ws://20.0.0.9/^^'\nclose 1\n"
				 "dial 2 tcp 20.0.0.9 80 refused\noutcome 1 error refused\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "a redirect not followed", WS,
		  BEGIN DRAW_KEY "send 1 '" HEAD "^'\nreceive 1 'HTTP/1.1 302 x^Location: ws://20.0.0.9/^^'\n" BAD,
		  PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* Without draws it cannot be said that a mask is right, only that it is wrong. */
static void draws_that_are_not_shown_prove_nothing(void **state)
{
	static const struct case_options blind = { .capabilities = PQ_SHOWS_ALL & ~PQ_SHOWS_RANDOM };
	struct pq_verdict verdict;

	(void)state;
	verdict = case_judge(WS, OPEN FRAME_A FRAME_B DONE, &blind);
	assert_int_equal(verdict.rules[PQ_RULE_UNMASKED_FRAME], PQ_NOT_JUDGED);
	verdict = case_judge(WS, OPEN FRAME_A "send 1 '\\x88\\x80abcd'\n" DONE, &blind);
	case_expect_rule("the same mask twice", &verdict, PQ_RULE_UNMASKED_FRAME);
	verdict = case_judge(WS, OPEN "send 1 '\\x81\\x02hi'\n" DONE, &blind);
	case_expect_rule("unmasked", &verdict, PQ_RULE_UNMASKED_FRAME);
	verdict = case_judge(WS, OPEN DRAW_A FRAME_A DONE, NULL);
	assert_int_equal(verdict.rules[PQ_RULE_UNMASKED_FRAME], PQ_HELD);
	verdict = case_judge("fetch GET http://a.example/\n", NULL, NULL);
	assert_int_equal(verdict.rules[PQ_RULE_UNMASKED_FRAME], PQ_NOT_APPLICABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_carry_what_was_asked_for),
		cmocka_unit_test(masks_are_drawn_for_each_frame),
		cmocka_unit_test(what_is_written_are_frames),
		cmocka_unit_test(the_key_is_drawn_for_the_handshake),
		cmocka_unit_test(subprotocols_are_tokens),
		cmocka_unit_test(a_handshake_has_headers_of_its_own),
		cmocka_unit_test(the_answer_sets_cookies_and_leads_nowhere),
		cmocka_unit_test(draws_that_are_not_shown_prove_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
