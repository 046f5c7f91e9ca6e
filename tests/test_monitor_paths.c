/* SPDX-License-Identifier: MIT */
/* Requests that are not a page's own: a service worker's, an embedder's, hints; and several dials for one hop. */
#include "monitor_case.h"

#define SEND(conn, host) "send " #conn " 'GET / HTTP/1.1^Host: " host "^User-Agent: pratique^^'\n"
#define TAKE(conn) "receive " #conn " 'HTTP/1.1 200 OK^Content-Length: 0^^'\nclose " #conn "\n"
#define ASKED(host, port, authority)                                                                   \
	"request 1\nresolve '" host "' 20.0.0.1\ndial 1 tcp 20.0.0.1 " port " ok\n" SEND(1, authority) \
		TAKE(1) "outcome 1 done 200\n"

/* Fetch "HTTP fetch": main fetch has looked at the port before a worker is asked; the worker's URL is dialled. */
static void a_worker_fetches_in_the_requests_place(void **state)
{
#define WORKER(url) "fetch GET " url "\n  worker http://w.example/\n"
	static const struct case_row rows[] = {
		{ "innocent", WORKER("http://a.example/"), ASKED("w.example", "80", "w.example"), PQ_RULE_NONE },
		{ "in place of a bad port", WORKER("http://a.example:25/"), ASKED("w.example", "80", "w.example"),
		  PQ_RULE_UNSAFE_PORT },
		{ "the same of a renderer, which needs no worker", "attacker renderer\n" WORKER("http://a.example:25/"),
		  ASKED("w.example", "80", "w.example"), PQ_RULE_NONE },
		{ "from a bad port", "fetch GET http://a.example/\n  worker http://w.example:25/\n",
		  ASKED("w.example", "25", "w.example:25"), PQ_RULE_UNSAFE_PORT },
		{ "refused for the first URL", WORKER("http://a.example:25/"),
		  "request 1\noutcome 1 blocked unsafe_port page\n", PQ_RULE_NONE },
		{ "refused for the worker's URL", "fetch GET http://a.example/\n  worker http://w.example:25/\n",
		  "request 1\noutcome 1 blocked unsafe_port page\n", PQ_RULE_NONE },
		{ "refused for nothing", WORKER("http://a.example/"), "request 1\noutcome 1 blocked unsafe_port page\n",
		  PQ_RULE_OVER_BLOCK },
		{ "the server is asked all the same", WORKER("http://a.example/"),
		  "request 1\nresolve 'a.example' 20.0.0.1\noutcome 1 error dns\n", PQ_RULE_WRONG_DESTINATION },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* Firefox for Android took headers from another application without asking the guard (CVE-2020-26975). */
static void an_embedder_has_its_own_origin_and_the_same_guard(void **state)
{
#define EMBEDDER(parts) "embedder GET http://a.example/ http://app.example\n" parts
#define LINES(lines) CASE_DIAL "send 1 'GET / HTTP/1.1^Host: a.example^" lines "^'\n" CASE_OK
	static const struct case_row rows[] = {
		{ "its own origin", EMBEDDER("  header 'Origin' 'http://app.example'\n"),
		  LINES("Origin: http://app.example^"), PQ_RULE_NONE },
		{ "the page's origin", EMBEDDER("  header 'Origin' 'http://page.example'\n"),
		  LINES("Origin: http://page.example^"), PQ_RULE_FORBIDDEN_HEADER },
		{ "a forbidden header", EMBEDDER("  header 'Via' 'x'\n"), LINES("Via: x^"), PQ_RULE_FORBIDDEN_HEADER },
		{ "refused for one", EMBEDDER("  header 'Via' 'x'\n"),
		  "request 1\noutcome 1 blocked forbidden_header service\n", PQ_RULE_NONE },
		{ "a forbidden method", "embedder TRACE http://a.example/\n",
		  CASE_DIAL "send 1 'TRACE / HTTP/1.1^Host: a.example^^'\n" CASE_OK, PQ_RULE_FORBIDDEN_METHOD },
		{ "a bad port", "embedder GET http://a.example:25/\n", ASKED("a.example", "25", "a.example:25"),
		  PQ_RULE_UNSAFE_PORT },
		{ "refused for a bad port, by the service alone", "embedder GET http://a.example:25/\n",
		  "request 1\noutcome 1 blocked unsafe_port service\n", PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* HTML 4.6.8: preconnect and dns-prefetch ask for nothing; prefetch is a fetch. */
static void hints_lead_where_their_url_leads_and_no_further(void **state)
{
#define PRECONNECT(port) "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 " port " ok\n"
	static const struct case_row rows[] = {
		{ "preconnect", "preconnect http://a.example/\n", PRECONNECT("80") "close 1\noutcome 1 done 0\n",
		  PQ_RULE_NONE },
		{ "preconnect to a bad port", "preconnect http://a.example:25/\n",
		  PRECONNECT("25") "close 1\noutcome 1 done 0\n", PQ_RULE_UNSAFE_PORT },
		{ "preconnect, and a request", "preconnect http://a.example/\n",
		  PRECONNECT("80") SEND(1, "a.example") "close 1\noutcome 1 done 0\n", PQ_RULE_BAD_FRAMING },
		{ "preconnect through TLS", "preconnect https://a.example/\n",
		  PRECONNECT("443") "tls 1 'a.example'\nclose 1\noutcome 1 done 0\n", PQ_RULE_NONE },
		{ "preconnect through TLS with another name", "preconnect https://a.example/\n",
		  PRECONNECT("443") "tls 1 'b.example'\nclose 1\noutcome 1 done 0\n", PQ_RULE_WRONG_DESTINATION },
		{ "prefetch", "prefetch http://a.example/\n", ASKED("a.example", "80", "a.example"), PQ_RULE_NONE },
		{ "prefetch from a bad port", "prefetch http://a.example:25/\n",
		  ASKED("a.example", "25", "a.example:25"), PQ_RULE_UNSAFE_PORT },
		{ "dns-prefetch", "dns-prefetch http://a.example/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\noutcome 1 done 0\n", PQ_RULE_NONE },
		{ "dns-prefetch of another host", "dns-prefetch http://a.example/\n",
		  "request 1\nresolve 'b.example' 20.0.0.1\noutcome 1 done 0\n", PQ_RULE_WRONG_DESTINATION },
		{ "dns-prefetch that dials", "dns-prefetch http://a.example/\n",
		  PRECONNECT("80") "close 1\noutcome 1 done 0\n", PQ_RULE_WRONG_DESTINATION },
		{ "preconnect through a proxy", "proxy http://20.0.0.9/\npreconnect https://a.example/\n",
		  "request 1\ndial 1 tcp 20.0.0.9 80 ok\nsend 1 'CONNECT a.example:443 HTTP/1.1^Host: "
		  "a.example:443^^'\n"
		  "receive 1 'HTTP/1.1 200 OK^^'\ntls 1 'a.example'\nclose 1\noutcome 1 done 0\n",
		  PQ_RULE_NONE },
		{ "preconnect through a proxy to a bad port",
		  "proxy http://20.0.0.9/\npreconnect https://a.example:25/\n",
		  "request 1\ndial 1 tcp 20.0.0.9 80 ok\nsend 1 'CONNECT a.example:25 HTTP/1.1^Host: a.example:25^^'\n"
		  "receive 1 'HTTP/1.1 200 OK^^'\nclose 1\noutcome 1 done 0\n",
		  PQ_RULE_UNSAFE_PORT },
		{ "preconnect through a proxy, and a request", "proxy http://20.0.0.9/\npreconnect http://a.example/\n",
		  "request 1\ndial 1 tcp 20.0.0.9 80 ok\nsend 1 'GET http://a.example/ HTTP/1.1^Host: a.example^^'\n"
		  "receive 1 'HTTP/1.1 200 OK^Content-Length: 0^^'\nclose 1\noutcome 1 done 0\n",
		  PQ_RULE_BAD_FRAMING },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* RFC 8305: each dial is judged against what was looked up, the second look-up of a rebinding host included. */
static void every_dial_of_a_hop_goes_where_a_look_up_led(void **state)
{
	static const char fetch[] = "fetch GET http://a.example/\n";
	static const struct case_row rows[] = {
		{ "one address after the other", fetch,
		  "request 1\nresolve 'a.example' ::1:1 20.0.0.1\ndial 1 tcp ::1:1 80 refused\n"
		  "dial 2 tcp 20.0.0.1 80 ok\n" SEND(2, "a.example") TAKE(2) "outcome 1 done 200\n",
		  PQ_RULE_NONE },
		{ "an address that was not among them", fetch,
		  "request 1\nresolve 'a.example' ::1:1 20.0.0.1\ndial 1 tcp ::1:1 80 refused\n"
		  "dial 2 tcp 20.0.0.2 80 refused\noutcome 1 error refused\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "the second on a bad port", fetch,
		  "request 1\nresolve 'a.example' 20.0.0.1 20.0.0.2\ndial 1 tcp 20.0.0.1 80 refused\n"
		  "dial 2 tcp 20.0.0.2 25 refused\noutcome 1 error refused\n",
		  PQ_RULE_UNSAFE_PORT },
		{ "a second look-up", fetch,
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 80 refused\n"
		  "resolve 'a.example' 127.0.0.1\ndial 2 tcp 127.0.0.1 80 refused\noutcome 1 error refused\n",
		  PQ_RULE_NONE },
		{ "a look-up of another request", "fetch GET http://a.example/\nfetch GET http://a.example/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\noutcome 1 error dns\nrequest 2\n"
		  "dial 1 tcp 20.0.0.1 80 refused\noutcome 2 error refused\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "requests that take turns", "fetch GET http://a.example/\nfetch GET http://b.example/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\nrequest 2\nresolve 'b.example' 20.0.0.2\n"
		  "dial 2 tcp 20.0.0.2 80 refused\nrequest 1\ndial 1 tcp 20.0.0.1 80 refused\n"
		  "outcome 1 error refused\nrequest 2\noutcome 2 error refused\n",
		  PQ_RULE_NONE },
		{ "each with the other's address", "fetch GET http://a.example/\nfetch GET http://b.example/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\nrequest 2\nresolve 'b.example' 20.0.0.2\n"
		  "request 1\ndial 1 tcp 20.0.0.2 80 refused\noutcome 1 error refused\n"
		  "request 2\noutcome 2 error refused\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "the message is sent again over the second", fetch,
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 80 ok\n" SEND(
			  1, "a.example") "close 1\ndial 2 tcp 20.0.0.1 80 ok\n" SEND(2, "a.example")
			  TAKE(2) "outcome 1 done 200\n",
		  PQ_RULE_NONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_verdict verdict = case_judge(rows[i].scenario, rows[i].transcript, NULL);

		assert_int_equal(case_broke(&verdict, rows[i].rule), rows[i].rule != PQ_RULE_NONE);
		if (rows[i].rule == PQ_RULE_NONE)
			case_expect_rule(rows[i].name, &verdict, PQ_RULE_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_worker_fetches_in_the_requests_place),
		cmocka_unit_test(an_embedder_has_its_own_origin_and_the_same_guard),
		cmocka_unit_test(hints_lead_where_their_url_leads_and_no_further),
		cmocka_unit_test(every_dial_of_a_hop_goes_where_a_look_up_led),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
