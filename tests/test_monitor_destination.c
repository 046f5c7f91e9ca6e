/* SPDX-License-Identifier: MIT */
/* unsafe_port, wrong_destination and over_block: each fires on a breach and is silent on its twin. */
#include "monitor_case.h"

#define SEND_OK(n) "send " #n " '" CASE_HEAD "^'\nreceive " #n " 'HTTP/1.1 200 OK^Content-Length: 0^^'\nclose " #n "\n"

static void a_dial_to_a_bad_port_is_unsafe_port(void **state)
{
	static const struct case_row rows[] = {
		{ "smtp", "fetch GET http://a.example:25/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 25 refused\noutcome 1 error refused\n",
		  PQ_RULE_UNSAFE_PORT },
		{ "twin", "fetch GET http://a.example:26/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 26 refused\noutcome 1 error refused\n",
		  PQ_RULE_NONE },
		{ "https, port 0", "fetch GET https://20.0.0.1:0/\n",
		  "request 1\ndial 1 tcp 20.0.0.1 0 failed\noutcome 1 error connection\n", PQ_RULE_UNSAFE_PORT },
		{ "on a redirect", "fetch GET http://a.example/\n",
		  CASE_DIAL "send 1 '" CASE_HEAD "^'\n"
			    "receive 1 'HTTP/1.1 302 Found^Location: http://20.0.0.2:6667/^^'\nclose 1\n"
			    "dial 2 tcp 20.0.0.2 6667 refused\noutcome 1 error refused\n",
		  PQ_RULE_UNSAFE_PORT },
		{ "by a control too", "fetch GET http://a.example/\ncontrol GET http://20.0.0.9:22/\n",
		  CASE_DIAL SEND_OK(1) "outcome 1 done 200\nrequest 2\ndial 2 tcp 20.0.0.9 22 refused\n"
				       "outcome 2 error refused\n",
		  PQ_RULE_UNSAFE_PORT },
		{ "scheme of the hop, not of the page", "page https://a.example/\nfetch GET http:/b:6000/\n",
		  "request 1\nresolve 'b' 20.0.0.1\ndial 1 tcp 20.0.0.1 6000 failed\noutcome 1 error connection\n",
		  PQ_RULE_UNSAFE_PORT },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void the_judging_policy_decides(void **state)
{
	static const char scenario[] = "fetch GET http://20.0.0.1:25/\n";
	static const char transcript[] = "request 1\ndial 1 tcp 20.0.0.1 25 refused\noutcome 1 error refused\n";
	static const struct case_options none = { .policy = "none" };
	struct pq_verdict verdict = case_judge(scenario, transcript, &none);

	(void)state;
	case_expect_rule("none", &verdict, PQ_RULE_NONE);
	verdict = case_judge(scenario, transcript, NULL);
	case_expect_rule("fetch", &verdict, PQ_RULE_UNSAFE_PORT);
	assert_int_equal(verdict.violations[0].event, 1);
	assert_int_equal(verdict.violations[0].request, 1);
	assert_int_equal(verdict.violation_total, 1);
}

static void a_dial_that_no_url_names_is_wrong_destination(void **state)
{
	static const char fetch[] = "fetch GET http://a.example/\n";
	static const struct case_row rows[] = {
		{ "innocent", fetch, CASE_DIAL SEND_OK(1) "outcome 1 done 200\n", PQ_RULE_NONE },
		{ "other port", fetch,
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 8080 refused\noutcome 1 error "
		  "refused\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "address that was not looked up", fetch,
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.2 80 refused\noutcome 1 error refused\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "second of two addresses", fetch,
		  "request 1\nresolve 'a.example' 20.0.0.1 ::2\ndial 1 tcp ::2 80 refused\noutcome 1 error refused\n",
		  PQ_RULE_NONE },
		{ "no look-up", fetch, "request 1\ndial 1 tcp 20.0.0.1 80 refused\noutcome 1 error refused\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "look-up after the dial", fetch,
		  "request 1\ndial 1 tcp 20.0.0.1 80 refused\nresolve 'a.example' 20.0.0.1\noutcome 1 error refused\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "look-up of another name", fetch, "request 1\nresolve 'b.example' 20.0.0.1\noutcome 1 error dns\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "look-up in other spelling", fetch, "request 1\nresolve 'A.Example.'\noutcome 1 error dns\n",
		  PQ_RULE_NONE },
		{ "another literal", "fetch GET http://20.0.0.1/\n",
		  "request 1\ndial 1 tcp 20.0.0.2 80 refused\noutcome 1 error refused\n", PQ_RULE_WRONG_DESTINATION },
		{ "the literal, spelled in hex", "fetch GET http://0x14000001/\n",
		  "request 1\ndial 1 tcp 20.0.0.1 80 refused\noutcome 1 error refused\n", PQ_RULE_NONE },
		{ "the IPv6 literal", "fetch GET http://[::ffff:1]:81/\n",
		  "request 1\ndial 1 tcp ::ffff:1 81 refused\noutcome 1 error refused\n", PQ_RULE_NONE },
		{ "a URL that cannot be read", "fetch GET http://a.example:99999/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\noutcome 1 error dns\n", PQ_RULE_WRONG_DESTINATION },
		{ "a scheme that nobody dials for", "fetch GET ftp://20.0.0.1:80/\n",
		  "request 1\ndial 1 tcp 20.0.0.1 80 refused\noutcome 1 error refused\n", PQ_RULE_WRONG_DESTINATION },
		{ "userinfo is not the host", "navigate http://20.0.0.2@20.0.0.1/\n",
		  "request 1\ndial 1 tcp 20.0.0.2 80 refused\noutcome 1 error refused\n", PQ_RULE_WRONG_DESTINATION },
		{ "twin", "navigate http://20.0.0.2@20.0.0.1/\n",
		  "request 1\ndial 1 tcp 20.0.0.1 80 refused\noutcome 1 error refused\n", PQ_RULE_NONE },
		{ "outside of any request", fetch, "dial 1 tcp 20.0.0.1 80 refused\n", PQ_RULE_WRONG_DESTINATION },
		{ "a failed dial without an address", fetch,
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp - 80 failed\noutcome 1 error exhausted\n",
		  PQ_RULE_NONE },
		{ "a second try at the same URL", fetch,
		  "request 1\nresolve 'a.example' 20.0.0.1 20.0.0.2\ndial 1 tcp 20.0.0.1 80 refused\n"
		  "dial 2 tcp 20.0.0.2 80 refused\noutcome 1 error refused\n",
		  PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void who_caches_answers_may_dial_what_any_look_up_gave(void **state)
{
	static const struct case_options cached = { .capabilities = PQ_SHOWS_ALL & ~PQ_SHOWS_LOOKUPS };
	static const char two[] = "fetch GET http://a.example/\nfetch GET http://a.example/\n";
	static const char dns[] = "dns A.example 20.0.0.2 ::3\nfetch GET http://a.example/\n";
	static const struct case_row shown[] = {
		{ "by the request before", two,
		  CASE_DIAL SEND_OK(1) "outcome 1 done 200\nrequest 2\ndial 2 tcp 20.0.0.1 80 refused\n"
				       "outcome 2 error refused\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "before any request", two, "resolve 'a.example' 20.0.0.1\n", PQ_RULE_WRONG_DESTINATION },
		{ "in the scenario alone", dns, "request 1\ndial 1 tcp 20.0.0.2 80 refused\noutcome 1 error refused\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "the page's host", dns, "request 1\nresolve 'page.example' 20.0.0.9\noutcome 1 error refused\n",
		  PQ_RULE_WRONG_DESTINATION },
	};
	static const struct case_row still_wrong[] = {
		{ "another name's", two,
		  "resolve 'b.example' 20.0.0.1\nrequest 1\ndial 1 tcp 20.0.0.1 80 refused\noutcome 1 error refused\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "another address", dns, "request 1\ndial 1 tcp 20.0.0.4 80 refused\noutcome 1 error refused\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "looked up later", two,
		  "request 1\ndial 1 tcp 20.0.0.1 80 refused\noutcome 1 error refused\nresolve 'a.example' 20.0.0.1\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "a name that nobody names", two, "request 1\nresolve 'b.example' 20.0.0.1\noutcome 1 error dns\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "IPv6, in the scenario", dns, "request 1\ndial 1 tcp ::3 80 refused\noutcome 1 error refused\n",
		  PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(shown);
	CASE_CHECK_WITH(still_wrong, &cached);
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		struct pq_verdict verdict = case_judge(shown[i].scenario, shown[i].transcript, &cached);

		case_expect_rule(shown[i].name, &verdict, PQ_RULE_NONE);
	}
}

#define REDIRECT(location) "receive 1 'HTTP/1.1 307 x^Location: " location "^^'\nclose 1\n"
#define HOP1 CASE_DIAL "send 1 '" CASE_HEAD "^'\n"

static void the_current_url_follows_locations(void **state)
{
	static const char fetch[] = "fetch GET http://a.example/\n";
	static const struct case_row rows[] = {
		{ "absolute", fetch,
		  HOP1 REDIRECT("//20.0.0.7:81/x") "dial 2 tcp 20.0.0.7 81 refused\noutcome 1 error refused\n",
		  PQ_RULE_NONE },
		{ "relative", fetch,
		  HOP1 REDIRECT("x?y") "resolve 'a.example' 20.0.0.5\ndial 2 tcp 20.0.0.5 80 refused\n"
				       "outcome 1 error refused\n",
		  PQ_RULE_NONE },
		{ "in pieces", fetch,
		  HOP1 "receive 1 'HTTP/1.1 307 x^Loca'\nreceive 1 'tion: http://20.0.0.7/^'\nreceive 1 '^'\nclose 1\n"
		       "dial 2 tcp 20.0.0.7 80 refused\noutcome 1 error refused\n",
		  PQ_RULE_NONE },
		{ "after an interim response", fetch,
		  HOP1
		  "receive 1 'HTTP/1.1 103 x^Location: http://20.0.0.9/^^HTTP/1.1 301 x^location:http://20.0.0.7^^'\n"
		  "dial 2 tcp 20.0.0.7 80 refused\noutcome 1 error refused\n",
		  PQ_RULE_NONE },
		{ "to where no Location leads", fetch,
		  HOP1 REDIRECT("http://20.0.0.7/") "dial 2 tcp 20.0.0.8 80 refused\noutcome 1 error refused\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "a status that does not redirect", fetch,
		  HOP1 "receive 1 'HTTP/1.1 300 x^Location: http://20.0.0.7/^^'\nclose 1\n"
		       "dial 2 tcp 20.0.0.7 80 refused\noutcome 1 error refused\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "to a scheme that nobody dials for", fetch,
		  HOP1 REDIRECT("ws://20.0.0.7/") "dial 2 tcp 20.0.0.7 80 refused\noutcome 1 error refused\n",
		  PQ_RULE_WRONG_DESTINATION },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void a_refusal_without_ground_is_over_block(void **state)
{
	static const struct case_row rows[] = {
		{ "port", "fetch GET http://a.example:8443/\n", "request 1\noutcome 1 blocked unsafe_port page\n",
		  PQ_RULE_OVER_BLOCK },
		{ "port twin", "fetch GET http://a.example:5061/\n", "request 1\noutcome 1 blocked unsafe_port page\n",
		  PQ_RULE_NONE },
		{ "port after a redirect", "fetch GET http://a.example/\n",
		  HOP1 REDIRECT("http://b.example:23/") "outcome 1 blocked unsafe_port service\n", PQ_RULE_NONE },
		{ "port after a redirect elsewhere", "fetch GET http://a.example/\n",
		  HOP1 REDIRECT("http://b.example:24/") "outcome 1 blocked unsafe_port service\n", PQ_RULE_OVER_BLOCK },
		{ "method", "fetch PATCH http://a.example/\n", "request 1\noutcome 1 blocked forbidden_method page\n",
		  PQ_RULE_OVER_BLOCK },
		{ "method twin", "xhr TrAcK http://a.example/\n",
		  "request 1\noutcome 1 blocked forbidden_method page\n", PQ_RULE_NONE },
		{ "not a token", "xhr 'A B' http://a.example/\n",
		  "request 1\noutcome 1 blocked forbidden_method page\n", PQ_RULE_NONE },
		{ "a form has only two methods", "form TRACE http://a.example/\n",
		  "request 1\noutcome 1 blocked forbidden_method page\n", PQ_RULE_OVER_BLOCK },
		{ "header name", "fetch GET http://a.example/\n  header 'X-A' '1'\n",
		  "request 1\noutcome 1 blocked malformed_header page\n", PQ_RULE_OVER_BLOCK },
		{ "header name twin", "fetch GET http://a.example/\n  header 'X A' '1'\n",
		  "request 1\noutcome 1 blocked malformed_header page\n", PQ_RULE_NONE },
		{ "a value's ends do not count on the page side", "fetch GET http://a.example/\n  header 'X' '^a^'\n",
		  "request 1\noutcome 1 blocked request_split page\n", PQ_RULE_OVER_BLOCK },
		{ "they do for a renderer", "attacker renderer\nfetch GET http://a.example/\n  header 'X' '^a^'\n",
		  "request 1\noutcome 1 blocked request_split service\n", PQ_RULE_NONE },
		{ "value twin", "fetch GET http://a.example/\n  header 'X' 'a\\nb'\n",
		  "request 1\noutcome 1 blocked request_split page\n", PQ_RULE_NONE },
		{ "a page's forbidden header is dropped, not refused",
		  "fetch GET http://a.example/\n  header 'Host' 'evil'\n",
		  "request 1\noutcome 1 blocked forbidden_header page\n", PQ_RULE_OVER_BLOCK },
		{ "a renderer's is refused", "attacker renderer\nfetch GET http://a.example/\n  header 'Host' 'evil'\n",
		  "request 1\noutcome 1 blocked forbidden_header service\n", PQ_RULE_NONE },
		{ "a dropped header that is allowed", "fetch GET http://a.example/\n  header 'X-Host' 'evil'\n",
		  "request 1\ndropped 1 'X-Host'\noutcome 1 error dns\n", PQ_RULE_OVER_BLOCK },
		{ "dropped twin", "fetch GET http://a.example/\n  header 'Sec-X' ''\n",
		  "request 1\ndropped 1 'Sec-X'\noutcome 1 error dns\n", PQ_RULE_NONE },
		{ "override by value", "fetch GET http://a.example/\n  header 'X-HTTP-Method' 'GET, trace'\n",
		  "request 1\ndropped 1 'X-HTTP-Method'\noutcome 1 error dns\n", PQ_RULE_NONE },
		{ "quoted value stays as it is",
		  "fetch GET http://a.example/\n  header 'X-HTTP-Method' '\\\"a,trace,b\\\"'\n",
		  "request 1\ndropped 1 'X-HTTP-Method'\noutcome 1 error dns\n", PQ_RULE_OVER_BLOCK },
		{ "no-cors drops more", "fetch GET http://a.example/\n  mode no-cors\n  header 'X-A' '1'\n",
		  "request 1\ndropped 1 'X-A'\noutcome 1 error dns\n", PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void what_only_the_service_refuses_the_page_side_let_through(void **state)
{
	static const struct case_row rows[] = {
		{ "port", "fetch GET http://a.example:25/\n", "request 1\noutcome 1 blocked unsafe_port service\n",
		  PQ_RULE_UNSAFE_PORT },
		{ "port of a form", "form POST http://a.example:25/\n",
		  "request 1\noutcome 1 blocked unsafe_port service\n", PQ_RULE_UNSAFE_PORT },
		{ "port, by a control", "fetch GET http://a.example:25/\ncontrol GET http://a.example:25/\n",
		  "request 1\noutcome 1 blocked unsafe_port page\nrequest 2\noutcome 2 blocked unsafe_port service\n",
		  PQ_RULE_UNSAFE_PORT },
		{ "port, by a renderer", "attacker renderer\nfetch GET http://a.example:25/\n",
		  "request 1\noutcome 1 blocked unsafe_port service\n", PQ_RULE_NONE },
		{ "port, on the second hop", "attacker server\nfetch GET http://a.example/\n",
		  HOP1 REDIRECT("http://b.example:23/") "outcome 1 blocked unsafe_port service\n", PQ_RULE_NONE },
		{ "port, by a subject that does not say who", "fetch GET http://a.example:25/\n",
		  "request 1\noutcome 1 blocked unsafe_port unknown\n", PQ_RULE_NONE },
		{ "method", "xhr TRACE http://a.example/\n", "request 1\noutcome 1 blocked forbidden_method service\n",
		  PQ_RULE_FORBIDDEN_METHOD },
		{ "header name", "fetch GET http://a.example/\n  header 'X Y' '1'\n",
		  "request 1\noutcome 1 blocked malformed_header service\n", PQ_RULE_MALFORMED_HEADER },
		{ "header value", "fetch GET http://a.example/\n  header 'X' 'a\\0b'\n",
		  "request 1\noutcome 1 blocked request_split service\n", PQ_RULE_REQUEST_SPLIT },
		{ "forbidden header", "attacker server\nfetch GET http://a.example/\n  header 'Cookie' 'a=b'\n",
		  "request 1\noutcome 1 blocked forbidden_header service\n", PQ_RULE_FORBIDDEN_HEADER },
		{ "without ground it is another rule", "fetch GET http://a.example/\n",
		  "request 1\noutcome 1 blocked unsafe_port service\n", PQ_RULE_OVER_BLOCK },
	};
	static const struct case_options no_sides = { .capabilities = PQ_SHOWS_ALL & ~PQ_SHOWS_SIDES };
	struct pq_verdict verdict = case_judge(rows[0].scenario, rows[0].transcript, &no_sides);

	(void)state;
	CASE_CHECK(rows);
	case_expect_rule("a subject without sides", &verdict, PQ_RULE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dial_to_a_bad_port_is_unsafe_port),
		cmocka_unit_test(the_judging_policy_decides),
		cmocka_unit_test(a_dial_that_no_url_names_is_wrong_destination),
		cmocka_unit_test(who_caches_answers_may_dial_what_any_look_up_gave),
		cmocka_unit_test(the_current_url_follows_locations),
		cmocka_unit_test(a_refusal_without_ground_is_over_block),
		cmocka_unit_test(what_only_the_service_refuses_the_page_side_let_through),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
