/* SPDX-License-Identifier: MIT */
/* credential_leak: caller-set credentials, cookies (RFC 6265 5.3 and 5.4), referrers. */
#include "monitor_case.h"

#define LEAK PQ_RULE_CREDENTIAL_LEAK
#define URL "http://a.example/"
#define FETCH "fetch GET " URL "\n"
#define INCLUDE "  credentials include\n"
#define COOKIE(url, value) "cookie " url " '" value "'\n"
#define LINES(lines) CASE_DIAL "send 1 '" CASE_HEAD lines "^'\n" CASE_OK
/* A second hop, to another origin unless `to` says otherwise, that writes these lines. */
#define HOP2(set, to, dialled, port, host, lines)                                                                  \
	CASE_DIAL "send 1 '" CASE_HEAD "^'\nreceive 1 'HTTP/1.1 302 x^" set "Location: " to                        \
		  "^^'\nclose 1\ndial 2 tcp " dialled " " port " ok\nsend 2 'GET / HTTP/1.1^Host: " host "^" lines \
		  "^'\nreceive 2 'HTTP/1.1 200 OK^^'\nclose 2\noutcome 1 done 200\n"
#define ELSEWHERE(lines) HOP2("", "http://20.0.0.2/", "20.0.0.2", "80", "20.0.0.2", lines)
#define SAME_HOST(set, lines) HOP2(set, "/x", "20.0.0.1", "80", "a.example", lines)

static void caller_set_credentials_stay_with_their_origin(void **state)
{
	static const char scenario[] = FETCH "  header 'Authorization' 'Basic eA=='\n";
	static const struct case_row rows[] = {
		{ "first hop", scenario, LINES("Authorization: Basic eA==^"), PQ_RULE_NONE },
		{ "another origin", scenario, ELSEWHERE("Authorization: Basic eA==^"), LEAK },
		{ "another origin, in another case", scenario, ELSEWHERE("authorization:Basic eA==^"), LEAK },
		{ "another origin, twin", scenario, ELSEWHERE(""), PQ_RULE_NONE },
		{ "the same origin", scenario, SAME_HOST("", "Authorization: Basic eA==^"), PQ_RULE_NONE },
		{ "another port is another origin", scenario,
		  HOP2("", "http://a.example:81/", "20.0.0.1", "81", "a.example:81", "Authorization: Basic eA==^"),
		  LEAK },
		{ "one that nobody has", scenario, ELSEWHERE("Authorization: Basic eDp5^"), LEAK },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void cookies_follow_hosts_paths_and_schemes(void **state)
{
	static const struct case_row rows[] = {
		{ "host", COOKIE(URL, "a=b") FETCH INCLUDE, LINES("Cookie: a=b^"), PQ_RULE_NONE },
		{ "two", COOKIE(URL, "a=b") COOKIE(URL, "c=d") FETCH INCLUDE, LINES("Cookie: c=d; a=b^"),
		  PQ_RULE_NONE },
		{ "another value", COOKIE(URL, "a=c") FETCH INCLUDE, LINES("Cookie: a=b^"), LEAK },
		{ "another host", COOKIE("http://b.example/", "a=b") FETCH INCLUDE, LINES("Cookie: a=b^"), LEAK },
		{ "a host-only cookie and a subdomain", COOKIE("http://example/", "a=b") FETCH INCLUDE,
		  LINES("Cookie: a=b^"), LEAK },
		{ "ports do not matter", COOKIE("http://a.example:8080/", "a=b") FETCH INCLUDE, LINES("Cookie: a=b^"),
		  PQ_RULE_NONE },
		{ "a domain without inner dot", COOKIE("http://b.example/", "a=b; Domain=example") FETCH INCLUDE,
		  LINES("Cookie: a=b^"), LEAK },
		{ "a domain of the setter and of the host",
		  COOKIE("http://b.a.example/", "a=b; domain=.A.example") FETCH INCLUDE, LINES("Cookie: a=b^"),
		  PQ_RULE_NONE },
		{ "a domain that is not the setter's",
		  COOKIE("http://b.example/", "a=b; Domain=a.example") FETCH INCLUDE, LINES("Cookie: a=b^"), LEAK },
		{ "an end that is no label", COOKIE("http://xa.example/", "a=b; Domain=a.example") FETCH INCLUDE,
		  LINES("Cookie: a=b^"), LEAK },
		{ "secure", COOKIE("https://a.example/", "a=b; Secure") FETCH INCLUDE, LINES("Cookie: a=b^"), LEAK },
		{ "secure, to https",
		  COOKIE("https://a.example/", "a=b; secure") "fetch GET https://a.example/\n" INCLUDE,
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 443 ok\ntls 1 'a.example'\nsend 1 "
		  "'" CASE_HEAD "Cookie: a=b^^'\n" CASE_OK,
		  PQ_RULE_NONE },
		{ "path attribute", COOKIE(URL, "a=b; Path=/x") FETCH INCLUDE, LINES("Cookie: a=b^"), LEAK },
		{ "default path", COOKIE("http://a.example/x/y", "a=b") FETCH INCLUDE, LINES("Cookie: a=b^"), LEAK },
		{ "default path with dots", COOKIE("http://a.example/x/%2e./y", "a=b") FETCH INCLUDE,
		  LINES("Cookie: a=b^"), PQ_RULE_NONE },
		{ "from nowhere", FETCH INCLUDE, LINES("Cookie: a=b^"), LEAK },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* Fetch "HTTP-network fetch"; RFC 6265 5.2.2 and 5.3, step 11. */
static void a_cookie_that_was_not_stored_or_is_gone_is_not_sent(void **state)
{
#define AGAIN(parts) FETCH parts FETCH INCLUDE
#define TWO(set, cookie)                                                                        \
	CASE_DIAL "send 1 '" CASE_HEAD "^'\nreceive 1 'HTTP/1.1 200 OK^Set-Cookie: " set        \
		  "^^'\nclose 1\noutcome 1 done 200\nrequest 2\nresolve 'a.example' 20.0.0.1\n" \
		  "dial 2 tcp 20.0.0.1 80 ok\nsend 2 '" CASE_HEAD "Cookie: " cookie             \
		  "^^'\nreceive 2 'HTTP/1.1 200 OK^^'\nclose 2\noutcome 2 done 200\n"
	static const struct case_row rows[] = {
		{ "stored under include", AGAIN(INCLUDE), TWO("a=b", "a=b"), PQ_RULE_NONE },
		{ "not under omit", AGAIN("  credentials omit\n"), TWO("a=b", "a=b"), LEAK },
		{ "not from elsewhere under same-origin", AGAIN(""), TWO("a=b", "a=b"), LEAK },
		{ "from the page's own origin", "page " URL "\n" AGAIN(""), TWO("a=b", "a=b"), PQ_RULE_NONE },
		{ "a page without an origin", "page data:x\n" AGAIN(""), TWO("a=b", "a=b"), LEAK },
		{ "over at once", AGAIN(INCLUDE), TWO("a=b; Max-Age=0", "a=b"), LEAK },
		{ "not over yet", AGAIN(INCLUDE), TWO("a=b; Max-Age=1", "a=b"), PQ_RULE_NONE },
		{ "replaced", AGAIN(INCLUDE), TWO("a=b^Set-Cookie: a=c", "a=b"), LEAK },
		{ "replaced, twin", AGAIN(INCLUDE), TWO("a=b^Set-Cookie: a=c", "a=c"), PQ_RULE_NONE },
		{ "of another path", AGAIN(INCLUDE), TWO("a=b^Set-Cookie: a=c; Path=/x", "a=b"), PQ_RULE_NONE },
		{ "taken back", AGAIN(INCLUDE), TWO("a=b^Set-Cookie: a=c; Max-Age=-1", "a=b"), LEAK },
		{ "taken back by a response that failed", "cookie " URL " 'a=b; Path=/'\n" AGAIN(INCLUDE),
		  CASE_DIAL "send 1 '" CASE_HEAD
			    "^'\nreceive 1 'HTTP/1.1 200 OK^Set-Cookie: a=b; Path=/; Max-Age=0^^'\n"
			    "close 1\noutcome 1 error bad-response\nrequest 2\nresolve 'a.example' 20.0.0.1\n"
			    "dial 2 tcp 20.0.0.1 80 ok\nsend 2 '" CASE_HEAD "Cookie: a=b^^'\n"
			    "receive 2 'HTTP/1.1 200 OK^^'\nclose 2\noutcome 2 done 200\n",
		  PQ_RULE_NONE },
		{ "with a control byte", AGAIN(INCLUDE), TWO("a=\\x01", "a=\\x01"), LEAK },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void a_path_matches_whole_segments(void **state)
{
#define PATH(path, target)                       \
	COOKIE(URL, "a=b; Path=" path)           \
	"navigate http://a.example" target "\n", \
		CASE_DIAL "send 1 'GET " target " HTTP/1.1^Host: a.example^Cookie: a=b^^'\n" CASE_OK
	static const struct case_row rows[] = {
		{ "itself", PATH("/x", "/x"), PQ_RULE_NONE },
		{ "below", PATH("/x", "/x/y"), PQ_RULE_NONE },
		{ "below a slash", PATH("/x/", "/x/y"), PQ_RULE_NONE },
		{ "with a query", PATH("/x", "/x?/y"), PQ_RULE_NONE },
		{ "part of a name", PATH("/x", "/xy"), LEAK },
		{ "above", PATH("/x/", "/x"), LEAK },
		{ "in the query", PATH("/x", "/?/x"), LEAK },
		{ "not a path", PATH("x", "/"), PQ_RULE_NONE },
	};
#undef PATH

	(void)state;
	CASE_CHECK(rows);
}

static void received_cookies_fill_the_jar(void **state)
{
	static const char scenario[] = FETCH INCLUDE;
	static const struct case_row rows[] = {
		{ "sent back", scenario, SAME_HOST("Set-Cookie: a=b; Path=/^", "Cookie: a=b^"), PQ_RULE_NONE },
		{ "sent elsewhere", scenario,
		  HOP2("Set-Cookie: a=b^", "http://20.0.0.2/", "20.0.0.2", "80", "20.0.0.2", "Cookie: a=b^"), LEAK },
		{ "two lines", scenario, SAME_HOST("set-cookie:a=b^Set-Cookie: c=d^", "Cookie: c=d; a=b^"),
		  PQ_RULE_NONE },
		{ "before they came", scenario,
		  CASE_DIAL "send 1 '" CASE_HEAD "Cookie: a=b^^'\nreceive 1 'HTTP/1.1 200 x^Set-Cookie: a=b^^'\n"
			    "close 1\noutcome 1 done 200\n",
		  LEAK },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* Fetch, HTTP-network-or-cache fetch: "includeCredentials". */
static void the_credentials_mode_may_forbid_cookies(void **state)
{
	static const char sent[] = LINES("Cookie: a=b^");
	static const struct case_row rows[] = {
		{ "omit", COOKIE(URL, "a=b") FETCH "  credentials omit\n", sent, LEAK },
		{ "same-origin is the default, and the page is elsewhere", COOKIE(URL, "a=b") FETCH, sent, LEAK },
		{ "same-origin, from there", "page http://a.example/p\n" COOKIE(URL, "a=b") FETCH, sent, PQ_RULE_NONE },
		{ "a navigation includes", COOKIE(URL, "a=b") "navigate " URL "\n", sent, PQ_RULE_NONE },
		{ "a renderer asks for what it likes", "attacker renderer\n" COOKIE(URL, "a=b") FETCH, sent,
		  PQ_RULE_NONE },
		{ "but gets what it asks for", "attacker renderer\n" COOKIE(URL, "a=b") FETCH "  credentials omit\n",
		  sent, LEAK },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void a_caller_set_cookie_stays_with_its_origin(void **state)
{
	static const char scenario[] = FETCH "  header 'Cookie' 'x=y; a=b'\n";
	static const struct case_options none = { .policy = "none" };
	struct pq_verdict verdict = case_judge(scenario, LINES("Cookie: x=y; a=b^"), &none);

	(void)state;
	case_expect_rule("first hop", &verdict, PQ_RULE_NONE);
	verdict = case_judge(scenario, ELSEWHERE("Cookie: x=y; a=b^"), &none);
	case_expect_rule("another origin", &verdict, LEAK);
	verdict = case_judge(FETCH "  header 'Proxy-Authorization' 'x'\n", ELSEWHERE("Proxy-Authorization: x^"), &none);
	case_expect_rule("proxy credentials", &verdict, LEAK);
	verdict = case_judge(FETCH "  header 'Cookie' ''\n", ELSEWHERE("Cookie: ^"), &none);
	case_expect_rule("an empty cookie", &verdict, PQ_RULE_NONE);
}

/* Referrer Policy 8.4. */
static void a_referrer_has_no_userinfo(void **state)
{
	static const struct case_row rows[] = {
		{ "without", "page http://u:p@page.example/\n" FETCH, LINES("Referer: http://page.example/^"),
		  PQ_RULE_NONE },
		{ "with", "page http://u:p@page.example/\n" FETCH, LINES("Referer: http://u:p@page.example/^"), LEAK },
		{ "in the path it is none", "page http://page.example/@\n" FETCH,
		  LINES("Referer: http://page.example/@^"), PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(caller_set_credentials_stay_with_their_origin),
		cmocka_unit_test(cookies_follow_hosts_paths_and_schemes),
		cmocka_unit_test(a_cookie_that_was_not_stored_or_is_gone_is_not_sent),
		cmocka_unit_test(a_path_matches_whole_segments),
		cmocka_unit_test(received_cookies_fill_the_jar),
		cmocka_unit_test(the_credentials_mode_may_forbid_cookies),
		cmocka_unit_test(a_caller_set_cookie_stays_with_its_origin),
		cmocka_unit_test(a_referrer_has_no_userinfo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
