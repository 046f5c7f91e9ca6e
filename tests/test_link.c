/* SPDX-License-Identifier: MIT */
/* How the model gets to a server: addresses, the proxy, kept connections, and who asks (Fetch 2.6, 4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "run_assert.h"

#define OK_200 "  reply \"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n"
#define TUNNEL "  reply \"HTTP/1.1 200 Connection established\\r\\n\\r\\n\"\n"
#define PROXY "proxy http://proxy.example:3128/\n"

static void assert_dialled(const struct run *run, size_t n, uint16_t port, uint8_t last_byte)
{
	const struct pq_event *event = run_event(run, PQ_EVENT_DIAL, n);

	assert_non_null(event);
	assert_int_equal(event->port, port);
	assert_int_equal(event->addresses[0].bytes[event->addresses[0].family == 6 ? 15 : 3], last_byte);
}

static void each_address_that_is_tried_is_a_dial(void **state)
{
	struct run *run = *state;

	run_text(run, "dns a.example 10.0.0.1 10.0.0.2 10.0.0.3\nfetch GET http://a.example/\n"
		      "answer\n  refuse\nanswer\n  refuse\nanswer\n" OK_200);
	assert_done(run, 0, 200);
	assert_int_equal(run_count(run, PQ_EVENT_RESOLVE), 1);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 3);
	for (uint8_t i = 0; i < 3; i++)
		assert_dialled(run, i, 80, (uint8_t)(i + 1));
	run_text(run,
		 "dns a.example 10.0.0.1 10.0.0.2\nfetch GET http://a.example/\nanswer\n  refuse\nanswer\n  refuse\n");
	assert_error(run, 0, "refused");
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 2);
}

/* RFC 8305 4: the families take turns. */
static void families_take_turns(void **state)
{
	static const uint8_t order[] = { 1, 3, 2, 4 };
	struct run *run = *state;

	run_text(run, "dns a.example ::1 ::2 10.0.0.3 10.0.0.4\nfetch GET http://a.example/\n"
		      "answer\n  refuse\nanswer\n  refuse\nanswer\n  refuse\nanswer\n  refuse\n");
	assert_error(run, 0, "refused");
	for (size_t i = 0; i < 4; i++)
		assert_dialled(run, i, 80, order[i]);
}

static void a_name_is_looked_up_anew_for_each_connection(void **state)
{
	struct run *run = *state;

	run_text(run, "dns a.example 10.0.0.1\ndns a.example 127.0.0.2\nfetch GET http://a.example/\n"
		      "fetch GET http://a.example/\n");
	assert_dialled(run, 0, 80, 1);
	assert_dialled(run, 1, 80, 2);
	assert_int_equal(run_count(run, PQ_EVENT_RESOLVE), 2);
}

/* RFC 9112 3.2.2: to a proxy the target is the URL, without userinfo and fragment. */
static void a_proxy_is_asked_in_absolute_form(void **state)
{
	struct run *run = *state;

	run_text(run, PROXY "navigate http://user:pass@a.example:8080/p?q#f\n");
	assert_done(run, 0, 200);
	assert_dialled(run, 0, 3128, run_event(run, PQ_EVENT_RESOLVE, 0)->addresses[0].bytes[3]);
	assert_true(pq_view_is(run_event(run, PQ_EVENT_RESOLVE, 0)->text, "proxy.example"));
	assert_int_equal(run_count(run, PQ_EVENT_RESOLVE), 1);
	assert_sent(run, 1, "GET http://a.example:8080/p?q HTTP/1.1\r\nHost: a.example:8080\r\n");
	assert_unsent(run, 1, "pass");
}

/* RFC 9110 9.3.6: nothing of the page's goes to the proxy, and TLS names the destination. */
static void https_goes_through_a_tunnel(void **state)
{
	struct run *run = *state;

	run_text(run, PROXY "cookie https://a.example/ \"k=secret; Secure\"\npage https://a.example/\n"
			    "fetch GET https://a.example/p\n  header \"X-A\" \"b\"\n");
	assert_done(run, 0, 200);
	assert_true(pq_view_is(run_event(run, PQ_EVENT_SEND, 0)->bytes,
			       "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n"));
	assert_true(pq_view_is(run_event(run, PQ_EVENT_TLS, 0)->text, "a.example"));
	assert_sent(run, 1, "GET /p HTTP/1.1\r\nHost: a.example\r\n");
	assert_sent(run, 1, "Cookie: k=secret\r\n");
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
}

/* The proxy's port is the user's choice; what is asked of it is the policy's business. */
static void the_port_asked_of_a_proxy_is_checked(void **state)
{
	static const char *const urls[] = { "http://a.example:25/", "https://a.example:25/" };
	char text[256];
	struct run *run = *state;

	for (size_t i = 0; i < 2; i++) {
		snprintf(text, sizeof(text), "attacker renderer\nproxy http://proxy.example:25/\nfetch GET %s\n",
			 urls[i]);
		run_text(run, text);
		assert_blocked(run, 0, PQ_RULE_UNSAFE_PORT, PQ_SIDE_SERVICE);
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), 0);
	}
	run_text(run, "proxy http://proxy.example:25/\nfetch GET http://a.example/\n");
	assert_done(run, 0, 200);
	assert_int_equal(run_event(run, PQ_EVENT_DIAL, 0)->port, 25);
}

static void a_redirect_through_a_proxy_meets_the_port_check(void **state)
{
	struct run *run = *state;

	run_text(run, PROXY "fetch GET http://a.example/\nanswer\n  redirect 302 http://b.example:25/\n");
	assert_blocked(run, 0, PQ_RULE_UNSAFE_PORT, PQ_SIDE_SERVICE);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
}

static void hostile_proxies_end_the_request(void **state)
{
	static const struct {
		const char *answer;
		const char *error;
	} cases[] = {
		{ "  reply \"HTTP/1.1 403 No\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n", "proxy" },
		{ "  reply \"HTTP/1.1 407 Who\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n", "proxy-auth" },
		{ "  redirect 302 https://b.example/\n", "proxy" },
		{ "  reply \"SSH-2.0-x\\r\\n\"\n", "proxy" },
		{ "  reply \"HTTP/1.1 200 OK\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\n\\r\\n\"\n", "proxy" },
		{ "  reply \"HTTP/1.1 200 OK\\r\\nX: \" + fill 70000 \"a\"\n", "proxy" },
		{ "  reply \"HTTP/1.1 200 OK\\r\\n\"\n", "proxy" },
		{ "  reset\n", "connection" },
		{ "  stall\n", "exhausted" },
	};
	char text[512];
	struct run *run = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), PROXY "fetch GET https://a.example/\nanswer\n%s", cases[i].answer);
		run_text(run, text);
		assert_error(run, 0, cases[i].error);
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
		assert_int_equal(run_count(run, PQ_EVENT_TLS), 0);
	}
	run_text(run, PROXY "fetch GET https://a.example/\nanswer\n" TUNNEL "  wait\n" OK_200);
	assert_done(run, 0, 200);
}

static void a_proxy_that_is_none_fails_every_request(void **state)
{
	static const char *const proxies[] = { "https://proxy.example/", "ftp://proxy.example/", "\"http://a b/\"" };
	char text[256];
	struct run *run = *state;

	for (size_t i = 0; i < 3; i++) {
		snprintf(text, sizeof(text), "proxy %s\nfetch GET http://a.example/\n", proxies[i]);
		run_text(run, text);
		assert_error(run, 0, "proxy");
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), 0);
	}
}

static void a_kept_connection_serves_the_same_origin_again(void **state)
{
	struct run *run = *state;

	run_text(run, "keep-alive\nfetch GET https://a.example/1\nfetch GET https://a.example/2\n");
	assert_done(run, 1, 200);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
	assert_sent(run, 1, "GET /2 HTTP/1.1\r\n");
	assert_unsent(run, 1, "Connection");
	run_text(run, "fetch GET https://a.example/1\nfetch GET https://a.example/2\n");
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 2);
}

/* Fetch 2.6: scheme, host, port, and whether credentials may flow; and the way that the connection took. */
static void a_kept_connection_serves_nothing_else(void **state)
{
	static const char *const others[] = {
		"fetch GET http://a.example:8443/2\n",
		"fetch GET https://b.example:8443/2\n",
		"fetch GET https://a.example:8444/2\n",
		"fetch GET https://a.example:8443/2\n  credentials include\n",
	};
	char text[256];
	struct run *run = *state;

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		snprintf(text, sizeof(text), "keep-alive\nfetch GET https://a.example:8443/1\n%s", others[i]);
		run_text(run, text);
		assert_done(run, 1, 200);
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), 2);
	}
}

static void a_connection_is_not_kept_after_such_an_answer(void **state)
{
	static const char *const answers[] = {
		"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\n\\r\\n",
		"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nConnection: x, Close\\r\\n\\r\\n",
		"HTTP/1.0 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n",
		"HTTP/1.1 200 OK\\r\\n\\r\\n",
	};
	char text[512];
	struct run *run = *state;

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		snprintf(text, sizeof(text),
			 "keep-alive\nfetch GET http://a.example/1\nfetch GET http://a.example/2\n"
			 "answer\n  reply \"%s\"\n  wait\n  reply \"HTTP/1.1 299 No\\r\\n\\r\\n\"\nanswer\n" OK_200,
			 answers[i]);
		if (i == 3)
			text[strstr(text, "  wait\n") - text] = '#';
		run_text(run, text);
		assert_done(run, 1, 200);
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), 2);
	}
}

/* RFC 9112 9.2: what comes before it was asked for is nobody's answer. */
static void leftovers_are_never_taken_for_an_answer(void **state)
{
	struct run *run = *state;

	run_text(run, "keep-alive\nfetch GET http://a.example/1\nfetch GET http://a.example/2\nanswer\n" OK_200
		      "  reply \"HTTP/1.1 299 Smuggled\\r\\nContent-Length: 0\\r\\n\\r\\n\"\nanswer\n" OK_200);
	assert_done(run, 0, 200);
	assert_done(run, 1, 200);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 2);
}

/* RFC 9112 9.3.1 */
static void a_kept_connection_that_fails_is_replaced_once(void **state)
{
	struct run *run = *state;

	run_text(run, "keep-alive\npage http://a.example/\nfetch GET http://a.example/1\nfetch PUT http://a.example/2\n"
		      "  text \"body\"\nanswer\n" OK_200 "  wait\n  reset\nanswer\n" OK_200);
	assert_done(run, 1, 200);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 2);
	assert_sent(run, 2, "\r\n\r\nbody");
	run_text(run, "keep-alive\nfetch GET http://a.example/1\nfetch GET http://a.example/2\n"
		      "answer\n" OK_200 "  wait\n  reset\nanswer\n  reset\nanswer\n" OK_200);
	assert_error(run, 1, "connection");
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 2);
}

/* RFC 9110 9.2.2: nobody knows whether the server has acted upon the first one. */
static void what_must_not_happen_twice_is_sent_once(void **state)
{
	static const char *const ends[] = { "  wait\n  reset\n", "  wait\n" };
	static const char *const errors[] = { "connection", "bad-response" };
	char text[512];
	struct run *run = *state;

	for (size_t i = 0; i < 2; i++) {
		snprintf(text, sizeof(text),
			 "keep-alive\nfetch GET http://a.example/1\nfetch POST http://a.example/2\n  text \"body\"\n"
			 "answer\n" OK_200 "%sanswer\n" OK_200,
			 ends[i]);
		run_text(run, text);
		assert_error(run, 1, errors[i]);
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
		assert_sent(run, 1, "\r\n\r\nbody");
	}
}

static void controls_use_nothing_that_the_attack_left(void **state)
{
	struct run *run = *state;

	run_text(run, "keep-alive\nfetch GET http://a.example/1\ncontrol GET http://a.example/\n"
		      "answer\n" OK_200 "  wait\n  reply \"garbage\"\n");
	assert_done(run, 1, 200);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 2);
	assert_int_equal(run_count(run, PQ_EVENT_CLOSE), 2);
}

/* Fetch "HTTP fetch": the port test comes before the worker, and the worker's own fetch is tested afresh. */
static void a_service_worker_fetches_in_the_requests_place(void **state)
{
	struct run *run = *state;

	run_text(run, "navigate http://a.example/\n  worker http://b.example:8080/w\n");
	assert_done(run, 0, 200);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
	assert_sent(run, 1, "GET /w HTTP/1.1\r\nHost: b.example:8080\r\n");
	run_text(run, "fetch GET http://a.example/\n  worker http://b.example:25/w\n");
	assert_blocked(run, 0, PQ_RULE_UNSAFE_PORT, PQ_SIDE_PAGE);
	run_text(run, "fetch GET http://a.example:25/\n  worker http://b.example/w\n");
	assert_blocked(run, 0, PQ_RULE_UNSAFE_PORT, PQ_SIDE_PAGE);
	run_text(run, "xhr GET http://u:p@a.example/\n  worker http://u:p@b.example/w\n");
	assert_error(run, 0, "bad-url");
	run_text(run, "attacker renderer\nfetch GET http://a.example/\n  worker http://b.example:25/w\n");
	assert_blocked(run, 0, PQ_RULE_UNSAFE_PORT, PQ_SIDE_SERVICE);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 0);
}

static void the_embedder_asks_in_its_own_name(void **state)
{
	struct run *run = *state;

	run_text(run, "cookie http://a.example/ \"k=v\"\nembedder POST http://a.example/ https://app.example\n"
		      "  header \"X-A\" \"b\"\n  text \"body\"\n");
	assert_done(run, 0, 200);
	assert_sent(run, 1, "X-A: b\r\n");
	assert_sent(run, 1, "Cookie: k=v\r\n");
	assert_unsent(run, 1, "page.example");
	run_text(run, "embedder GET http://a.example/\n");
	assert_done(run, 0, 200);
	run_text(run, "embedder GET http://a.example/ no-origin\n");
	assert_error(run, 0, "bad-url");
}

/* CVE-2020-26975: what was enforced on the script path only. */
static void the_embedder_is_held_to_the_same_policy(void **state)
{
	struct run *run = *state;

	run_text(run, "embedder GET http://a.example:25/\n");
	assert_blocked(run, 0, PQ_RULE_UNSAFE_PORT, PQ_SIDE_SERVICE);
	run_text(run, "embedder GET http://a.example/\n  header \"Host\" \"b.example\"\n");
	assert_blocked(run, 0, PQ_RULE_FORBIDDEN_HEADER, PQ_SIDE_SERVICE);
	run_text(run, "embedder TRACE http://a.example/\n");
	assert_blocked(run, 0, PQ_RULE_FORBIDDEN_METHOD, PQ_SIDE_SERVICE);
	run_text(run, "embedder GET http://a.example/\n  header \"X\" \"a\\r\\nB: c\"\n");
	assert_blocked(run, 0, PQ_RULE_REQUEST_SPLIT, PQ_SIDE_SERVICE);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_address_that_is_tried_is_a_dial),
		cmocka_unit_test(families_take_turns),
		cmocka_unit_test(a_name_is_looked_up_anew_for_each_connection),
		cmocka_unit_test(a_proxy_is_asked_in_absolute_form),
		cmocka_unit_test(https_goes_through_a_tunnel),
		cmocka_unit_test(the_port_asked_of_a_proxy_is_checked),
		cmocka_unit_test(a_redirect_through_a_proxy_meets_the_port_check),
		cmocka_unit_test(hostile_proxies_end_the_request),
		cmocka_unit_test(a_proxy_that_is_none_fails_every_request),
		cmocka_unit_test(a_kept_connection_serves_the_same_origin_again),
		cmocka_unit_test(a_kept_connection_serves_nothing_else),
		cmocka_unit_test(a_connection_is_not_kept_after_such_an_answer),
		cmocka_unit_test(leftovers_are_never_taken_for_an_answer),
		cmocka_unit_test(a_kept_connection_that_fails_is_replaced_once),
		cmocka_unit_test(what_must_not_happen_twice_is_sent_once),
		cmocka_unit_test(controls_use_nothing_that_the_attack_left),
		cmocka_unit_test(a_service_worker_fetches_in_the_requests_place),
		cmocka_unit_test(the_embedder_asks_in_its_own_name),
		cmocka_unit_test(the_embedder_is_held_to_the_same_policy),
	};

	return cmocka_run_group_tests(tests, open_fetch, close_run);
}
