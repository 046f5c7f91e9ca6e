/* SPDX-License-Identifier: MIT */
/* The rules about heads: forbidden and malformed headers, methods, Host, split requests. */
#include "monitor_case.h"

#define URL "http://a.example/"
#define FETCH "fetch GET " URL "\n"
#define FETCH_WITH(name, value) FETCH "  header '" name "' '" value "'\n"
#define RENDERER "attacker renderer\n"
/* One request that writes these bytes and is answered. */
#define SENT(bytes) CASE_DIAL "send 1 '" bytes "'\n" CASE_OK
/* The usual head with further lines. */
#define LINES(lines) SENT(CASE_HEAD lines "^")

static void an_innocent_head_breaks_nothing(void **state)
{
	static const struct case_row rows[] = {
		{ "plain", FETCH, LINES(""), PQ_RULE_NONE },
		{ "every own header", "page http://page.example/x?y\nfetch POST " URL "\n  text 'ab'\n",
		  SENT("POST / HTTP/1.1^Host: a.example^User-Agent: pratique^Accept: */*^Origin: "
		       "http://page.example^Referer: http://page.example/^Content-Type: text/plain;charset=UTF-8^"
		       "Content-Length: 2^Connection: close^^ab"),
		  PQ_RULE_NONE },
		{ "in pieces", FETCH, CASE_DIAL "send 1 'GET / HTTP/1.1^Host: a.ex'\nsend 1 'ample^^'\n" CASE_OK,
		  PQ_RULE_NONE },
		{ "broken off within the head", FETCH,
		  CASE_DIAL "send 1 'GET / HTTP/1.1^Host: a.ex'\nclose 1\noutcome 1 error connection\n", PQ_RULE_NONE },
		{ "broken off within the method", FETCH, CASE_DIAL "send 1 'GE'\nclose 1\noutcome 1 error connection\n",
		  PQ_RULE_NONE },
		{ "broken off between CR and LF", FETCH,
		  CASE_DIAL "send 1 'GET / HTTP/1.1\\r'\nclose 1\noutcome 1 error connection\n", PQ_RULE_NONE },
		{ "asked headers", FETCH_WITH("X-A", "b") "  header 'Accept' 'x/y'\n", LINES("x-a: b^accept: x/y^"),
		  PQ_RULE_NONE },
		{ "a control byte in a value is legal in Fetch", FETCH_WITH("X-A", "a\\x01b"), LINES("X-A: a\\x01b^"),
		  PQ_RULE_NONE },
		{ "nothing was sent", FETCH, CASE_DIAL "close 1\noutcome 1 error connection\n", PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void a_forbidden_header_with_the_attackers_value_is_noticed(void **state)
{
	static const struct case_row rows[] = {
		{ "never sent by a user agent", RENDERER FETCH_WITH("Via", "1.1 x"), LINES("Via: 1.1 x^"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "in another case, by prefix", FETCH_WITH("sEC-Evil", "x"), LINES("sec-evil:x^"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "Connection", FETCH_WITH("Connection", "x-remove"),
		  SENT("GET / HTTP/1.1^Host: a.example^Connection: x-remove^^"), PQ_RULE_FORBIDDEN_HEADER },
		{ "Connection, as a user agent writes it", FETCH_WITH("Connection", "close"), LINES(""), PQ_RULE_NONE },
		{ "Connection twice", FETCH_WITH("Connection", "close"), LINES("Connection: close^"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "Origin", FETCH_WITH("Origin", "http://bank.example"), LINES("Origin: http://bank.example^"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "Origin twin", FETCH_WITH("Origin", "http://bank.example"), LINES("Origin: http://page.example^"),
		  PQ_RULE_NONE },
		{ "Origin is the page's anyway", FETCH_WITH("Origin", "http://page.example"),
		  LINES("Origin: http://page.example^"), PQ_RULE_NONE },
		{ "Referer", FETCH_WITH("Referer", "http://bank.example/"), LINES("Referer: http://bank.example/^"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "Referer is the page anyway", FETCH_WITH("Referer", "http://page.example/"),
		  LINES("Referer: http://page.example/^"), PQ_RULE_NONE },
		{ "Cookie", FETCH_WITH("Cookie", "a=b"), LINES("Cookie: a=b^"), PQ_RULE_FORBIDDEN_HEADER },
		{ "Cookie that the jar has too",
		  "cookie " URL " 'a=b'\n" FETCH_WITH("Cookie", "a=b") "  credentials include\n", LINES("Cookie: a=b^"),
		  PQ_RULE_NONE },
		{ "joined with the user agent's", FETCH_WITH("Accept-Encoding", "evil"),
		  LINES("Accept-Encoding: gzip, evil^"), PQ_RULE_FORBIDDEN_HEADER },
		{ "Accept-Encoding twin", FETCH_WITH("Accept-Encoding", "gzip"),
		  LINES("Accept-Encoding: gzip, br;q=1^"), PQ_RULE_NONE },
		{ "Sec-Fetch-Site", FETCH_WITH("Sec-Fetch-Site", "evil"), LINES("Sec-Fetch-Site: evil^"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "override by value", FETCH_WITH("X-Method-Override", "a,Track"), LINES("X-Method-Override: a,Track^"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "override twin", FETCH_WITH("X-Method-Override", "PUT"), LINES("X-Method-Override: PUT^"),
		  PQ_RULE_NONE },
		{ "a length that is the body's", "fetch POST " URL "\n  text 'ab'\n  header 'Content-Length' '2'\n",
		  SENT("POST / HTTP/1.1^Host: a.example^Content-Length: 2^^ab"), PQ_RULE_NONE },
		{ "a length of a body that broke off",
		  "fetch POST " URL "\n  field 'a' 'b'\n  header 'Content-Length' '99'\n",
		  CASE_DIAL "send 1 'POST / HTTP/1.1^Host: a.example^Content-Length: 99^^ab'\nclose 1\n"
			    "outcome 1 error connection\n",
		  PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void headers_that_frame_or_route_break_two_rules(void **state)
{
	struct pq_verdict verdict =
		case_judge(RENDERER FETCH_WITH("Host", "evil"), SENT("GET / HTTP/1.1^Host: evil^^"), NULL);

	(void)state;
	assert_true(case_broke(&verdict, PQ_RULE_FORBIDDEN_HEADER));
	assert_true(case_broke(&verdict, PQ_RULE_HOST_MISMATCH));
	assert_int_equal(verdict.violation_total, 2);
	/* The missing check comes first: it names the crash. */
	assert_int_equal(verdict.violations[0].rule, PQ_RULE_FORBIDDEN_HEADER);

	verdict = case_judge(FETCH_WITH("Transfer-Encoding", "x"),
			     SENT("GET / HTTP/1.1^Host: a.example^Transfer-Encoding: x^^"), NULL);
	assert_true(case_broke(&verdict, PQ_RULE_FORBIDDEN_HEADER));
	assert_true(case_broke(&verdict, PQ_RULE_BAD_FRAMING));
	assert_int_equal(verdict.violation_total, 2);

	verdict = case_judge("fetch POST " URL "\n  text 'ab'\n  header 'Content-Length' '0'\n",
			     SENT("POST / HTTP/1.1^Host: a.example^Content-Length: 0^^ab"), NULL);
	assert_true(case_broke(&verdict, PQ_RULE_FORBIDDEN_HEADER));
	assert_true(case_broke(&verdict, PQ_RULE_BAD_FRAMING));
}

/* RFC 9112 5. */
static void a_line_that_is_no_field_is_malformed(void **state)
{
	static const struct case_row rows[] = {
		{ "a space in the name", FETCH_WITH("X Y", "1"), LINES("X Y: 1^"), PQ_RULE_MALFORMED_HEADER },
		{ "an empty name", FETCH_WITH("", "1"), LINES(": 1^"), PQ_RULE_MALFORMED_HEADER },
		{ "a colon in the name", FETCH_WITH("X:Y", "1"), LINES("X:Y: 1^"), PQ_RULE_MALFORMED_HEADER },
		{ "a non-ASCII name", FETCH_WITH("X\\xc3\\xa4", "1"), LINES("X\\xc3\\xa4: 1^"),
		  PQ_RULE_MALFORMED_HEADER },
		{ "a blank before the colon", FETCH_WITH("X ", "1"), LINES("X : 1^"), PQ_RULE_MALFORMED_HEADER },
		{ "odd but a token", FETCH_WITH("!#$%&*+-._\\x60|~", "1"), LINES("!#$%&*+-._\\x60|~: 1^"),
		  PQ_RULE_NONE },
		{ "an empty value", FETCH_WITH("X", ""), LINES("X:^"), PQ_RULE_NONE },
		{ "where two own lines meet", FETCH_WITH("\\r\\nUser-Agent", "v"), LINES("User-Agent: valid^"),
		  PQ_RULE_NONE },
		{ "made of names that user agents write", FETCH_WITH("Accept: b^Accept-Language", "v"),
		  LINES("Accept: b^Accept-Language: own, v^"), PQ_RULE_MALFORMED_HEADER },
	};

	struct pq_verdict verdict = case_judge(FETCH_WITH("X-A: b\\r\\nX-B", "v "), LINES("X-A: b^X-B:  v^"), NULL);

	(void)state;
	CASE_CHECK(rows);
	assert_true(case_broke(&verdict, PQ_RULE_MALFORMED_HEADER));
	assert_true(case_broke(&verdict, PQ_RULE_REQUEST_SPLIT));
	/* Whatever became of its value. */
	verdict = case_judge(FETCH_WITH("X-A: b\\r\\nX-B", "v "), LINES("X-A: b^X-B: w^"), NULL);
	assert_true(case_broke(&verdict, PQ_RULE_MALFORMED_HEADER));
}

/* Fetch 2.2.1. */
static void a_forbidden_method_on_the_wire_is_noticed(void **state)
{
	static const struct case_row rows[] = {
		{ "TRACE", "fetch TRACE " URL "\n", SENT("TRACE / HTTP/1.1^Host: a.example^^"),
		  PQ_RULE_FORBIDDEN_METHOD },
		{ "in another case", "fetch trAck " URL "\n", SENT("trAck / HTTP/1.1^Host: a.example^^"),
		  PQ_RULE_FORBIDDEN_METHOD },
		{ "CONNECT", "attacker renderer\nxhr CONNECT " URL "\n", SENT("CONNECT / HTTP/1.1^Host: a.example^^"),
		  PQ_RULE_FORBIDDEN_METHOD },
		{ "not a token", "fetch 'G(T' " URL "\n", SENT("G(T / HTTP/1.1^Host: a.example^^"),
		  PQ_RULE_FORBIDDEN_METHOD },
		{ "twin", "fetch TRACES " URL "\n", SENT("TRACES / HTTP/1.1^Host: a.example^^"), PQ_RULE_NONE },
		{ "a form's odd method is GET", "form TRACE " URL "\n", SENT("GET /? HTTP/1.1^Host: a.example^^"),
		  PQ_RULE_NONE },
	};
	struct pq_verdict verdict =
		case_judge("fetch 'GET /x' " URL "\n", SENT("GET /x / HTTP/1.1^Host: a.example^^"), NULL);

	(void)state;
	CASE_CHECK(rows);
	assert_true(case_broke(&verdict, PQ_RULE_FORBIDDEN_METHOD));
	assert_true(case_broke(&verdict, PQ_RULE_REQUEST_SPLIT));
	assert_int_equal(verdict.violations[0].rule, PQ_RULE_FORBIDDEN_METHOD);
}

/* RFC 9112 3.2. */
static void host_is_the_current_urls_authority(void **state)
{
	static const struct case_row rows[] = {
		{ "another host", FETCH, SENT("GET / HTTP/1.1^Host: b.example^^"), PQ_RULE_HOST_MISMATCH },
		{ "none", FETCH, SENT("GET / HTTP/1.1^Accept: */*^^"), PQ_RULE_HOST_MISMATCH },
		{ "two", FETCH, SENT("GET / HTTP/1.1^Host: a.example^Host: a.example^^"), PQ_RULE_HOST_MISMATCH },
		{ "the default port is not written", FETCH, SENT("GET / HTTP/1.1^Host: a.example:80^^"),
		  PQ_RULE_HOST_MISMATCH },
		{ "userinfo", "navigate http://u:p@a.example/\n", SENT("GET / HTTP/1.1^Host: u:p@a.example^^"),
		  PQ_RULE_HOST_MISMATCH },
		{ "an absolute target elsewhere", FETCH, SENT("GET http://b.example/ HTTP/1.1^Host: a.example^^"),
		  PQ_RULE_HOST_MISMATCH },
		{ "an absolute target that agrees", FETCH, SENT("GET http://a.example/ HTTP/1.1^Host: a.example^^"),
		  PQ_RULE_HOST_MISMATCH },
		{ "userinfo in the target", FETCH, SENT("GET u@a.example/ HTTP/1.1^Host: a.example^^"),
		  PQ_RULE_HOST_MISMATCH },
		{ "an at sign in the path", FETCH, SENT("GET /u@b.example/ HTTP/1.1^Host: a.example^^"), PQ_RULE_NONE },
		{ "another port is written", "fetch GET http://A.example:81/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 81 ok\n"
		  "send 1 'GET / HTTP/1.1^Host: a.example:81^^'\n" CASE_OK,
		  PQ_RULE_NONE },
		{ "and must be", "fetch GET http://A.example:81/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 81 ok\n"
		  "send 1 'GET / HTTP/1.1^Host: a.example^^'\n" CASE_OK,
		  PQ_RULE_HOST_MISMATCH },
		{ "IPv6 in its one form", "fetch GET http://[0:0::1]/\n",
		  "request 1\ndial 1 tcp ::1 80 ok\nsend 1 'GET / HTTP/1.1^Host: [::1]^^'\n" CASE_OK, PQ_RULE_NONE },
		{ "on the second hop the second host", FETCH,
		  CASE_DIAL "send 1 '" CASE_HEAD
			    "^'\nreceive 1 'HTTP/1.1 302 x^Location: http://20.0.0.2/^^'\nclose 1\n"
			    "dial 2 tcp 20.0.0.2 80 ok\nsend 2 'GET / HTTP/1.1^Host: a.example^^'\n"
			    "receive 2 'HTTP/1.1 200 OK^^'\nclose 2\noutcome 1 done 200\n",
		  PQ_RULE_HOST_MISMATCH },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* RFC 9110 4.2.3. Of a client whose own headers are known it is asked to write what the URL has. */
static void an_unknown_client_may_write_the_same_host_otherwise(void **state)
{
	static const char *const own_headers[] = { "Host", NULL };
	static const struct case_options known = { .own_headers = own_headers };
	static const struct case_row alike[] = {
		{ "a name has no case", FETCH, SENT("GET / HTTP/1.1^Host: A.Example^^"), PQ_RULE_NONE },
		{ "an address has several spellings", "fetch GET http://[0:0::1]:81/\n",
		  "request 1\ndial 1 tcp ::1 81 ok\nsend 1 'GET / HTTP/1.1^Host: [0:0::1]:81^^'\n" CASE_OK,
		  PQ_RULE_NONE },
	};
	static const struct case_row others[] = {
		{ "another name", FETCH, SENT("GET / HTTP/1.1^Host: B.Example^^"), PQ_RULE_HOST_MISMATCH },
		{ "a port that is not there", FETCH, SENT("GET / HTTP/1.1^Host: A.Example:81^^"),
		  PQ_RULE_HOST_MISMATCH },
		{ "userinfo", FETCH, SENT("GET / HTTP/1.1^Host: x@A.Example^^"), PQ_RULE_HOST_MISMATCH },
		{ "another port", "fetch GET http://a.example:81/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 81 ok\n"
		  "send 1 'GET / HTTP/1.1^Host: A.example:82^^'\n" CASE_OK,
		  PQ_RULE_HOST_MISMATCH },
		{ "no port", "fetch GET http://a.example:81/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 81 ok\n"
		  "send 1 'GET / HTTP/1.1^Host: A.example^^'\n" CASE_OK,
		  PQ_RULE_HOST_MISMATCH },
	};

	(void)state;
	CASE_CHECK(alike);
	CASE_CHECK(others);
	for (size_t i = 0; i < sizeof(alike) / sizeof(alike[0]); i++) {
		struct pq_verdict verdict = case_judge(alike[i].scenario, alike[i].transcript, &known);

		assert_true(case_broke(&verdict, PQ_RULE_HOST_MISMATCH));
	}
}

/* RFC 9112 2.2 and 11.1. */
static void a_head_that_can_be_read_twice_is_split(void **state)
{
	static const struct case_row rows[] = {
		{ "bare LF", FETCH_WITH("X", "a\\nY: b"), LINES("X: a\\nY: b^"), PQ_RULE_REQUEST_SPLIT },
		{ "lone CR", FETCH_WITH("X", "a\\rY: b"), LINES("X: a\\rY: b^"), PQ_RULE_REQUEST_SPLIT },
		{ "NUL", FETCH_WITH("X", "a\\0"), LINES("X: a\\0^"), PQ_RULE_REQUEST_SPLIT },
		{ "an injected line", FETCH_WITH("X", "a^Y: b"), LINES("X: a^Y: b^"), PQ_RULE_REQUEST_SPLIT },
		{ "an injected line that a user agent may write", FETCH_WITH("X", "a^Pragma: b"),
		  LINES("X: a^Pragma: b^"), PQ_RULE_REQUEST_SPLIT },
		{ "an injected line from nowhere", FETCH, LINES("Y: b^"), PQ_RULE_REQUEST_SPLIT },
		{ "a space in the target", FETCH, SENT("GET /a b HTTP/1.1^Host: a.example^^"), PQ_RULE_REQUEST_SPLIT },
		{ "a fragment in the target", FETCH, SENT("GET /a#b HTTP/1.1^Host: a.example^^"),
		  PQ_RULE_REQUEST_SPLIT },
		{ "a fragment's mark, encoded", FETCH, SENT("GET /a%23b HTTP/1.1^Host: a.example^^"), PQ_RULE_NONE },
		{ "no version", FETCH, SENT("GET /^Host: a.example^^"), PQ_RULE_REQUEST_SPLIT },
		{ "another version", FETCH, SENT("GET / HTTP/1.0^Host: a.example^^"), PQ_RULE_REQUEST_SPLIT },
		{ "a non-ASCII target", FETCH, SENT("GET /\\xff HTTP/1.1^Host: a.example^^"), PQ_RULE_REQUEST_SPLIT },
		{ "no end of the head, and answered", FETCH, SENT("GET / HTTP/1.1^Host: a.example^"),
		  PQ_RULE_REQUEST_SPLIT },
		{ "the ends of a page's value are cut off", FETCH_WITH("X", "^a^"), LINES("X: a^"), PQ_RULE_NONE },
		/* What ends a line is by chance in every head. */
		{ "a renderer's line break that was not sent", RENDERER FETCH_WITH("X", "^"), LINES(""), PQ_RULE_NONE },
		{ "the end of another line", RENDERER FETCH_WITH("X", "*/*^"), LINES(""), PQ_RULE_NONE },
		{ "where two other lines meet", RENDERER FETCH_WITH("X", "e^User"), LINES(""), PQ_RULE_NONE },
		{ "the beginning of another line", RENDERER FETCH_WITH("X", "^User-Agent"), LINES(""), PQ_RULE_NONE },
		{ "a renderer's value with a line break at its end", RENDERER FETCH_WITH("X", "b^"), LINES("X: b^"),
		  PQ_RULE_REQUEST_SPLIT },
		/* It is told by where it stands, whatever it is made to look like. */
		{ "under another name", RENDERER FETCH_WITH("X", "b^Accept-Language: de"),
		  SENT("GET / HTTP/1.1^Host: a.example^User-Agent: b^Accept-Language: de^^"), PQ_RULE_REQUEST_SPLIT },
		{ "joined by a blank", RENDERER FETCH_WITH("User-Agent", "^Accept-Language: de"),
		  SENT("GET / HTTP/1.1^Host: a.example^User-Agent: own ^Accept-Language: de^^"),
		  PQ_RULE_REQUEST_SPLIT },
		{ "joined by a semicolon", RENDERER FETCH_WITH("X", "b^Accept-Language: de"),
		  SENT("GET / HTTP/1.1^Host: a.example^User-Agent: own; b^Accept-Language: de^^"),
		  PQ_RULE_REQUEST_SPLIT },
		{ "a line break at its end, joined by a semicolon", RENDERER FETCH_WITH("X", "b^"), LINES("X: a; b^"),
		  PQ_RULE_REQUEST_SPLIT },
		{ "behind a line break that is cut off of a page's value",
		  FETCH_WITH("X", "^Accept: b^Accept-Language: de"),
		  SENT("GET / HTTP/1.1^Host: a.example^X: ^Accept: b^Accept-Language: de^^"), PQ_RULE_REQUEST_SPLIT },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void bytes_behind_the_head_may_be_a_second_request(void **state)
{
	struct pq_verdict verdict =
		case_judge(RENDERER FETCH_WITH("X", "a^^POST /x HTTP/1.1^"),
			   SENT("GET / HTTP/1.1^Host: a.example^X: a^^POST /x HTTP/1.1^^Accept: */*^^"), NULL);

	(void)state;
	assert_true(case_broke(&verdict, PQ_RULE_REQUEST_SPLIT));
	assert_true(case_broke(&verdict, PQ_RULE_BAD_FRAMING));
	assert_int_equal(verdict.violations[0].rule, PQ_RULE_REQUEST_SPLIT);
	verdict = case_judge(FETCH, SENT(CASE_HEAD "^GET /x HTTP/1.1^^"), NULL);
	assert_true(case_broke(&verdict, PQ_RULE_REQUEST_SPLIT));
	/* A renderer's value that ends in a line break ends the head, although nothing breaks inside of it. */
	verdict = case_judge(RENDERER FETCH_WITH("X", "a^"), SENT("GET / HTTP/1.1^Host: a.example^X: a^^^"), NULL);
	assert_true(case_broke(&verdict, PQ_RULE_REQUEST_SPLIT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_innocent_head_breaks_nothing),
		cmocka_unit_test(a_forbidden_header_with_the_attackers_value_is_noticed),
		cmocka_unit_test(headers_that_frame_or_route_break_two_rules),
		cmocka_unit_test(a_line_that_is_no_field_is_malformed),
		cmocka_unit_test(a_forbidden_method_on_the_wire_is_noticed),
		cmocka_unit_test(host_is_the_current_urls_authority),
		cmocka_unit_test(an_unknown_client_may_write_the_same_host_otherwise),
		cmocka_unit_test(a_head_that_can_be_read_twice_is_split),
		cmocka_unit_test(bytes_behind_the_head_may_be_a_second_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
