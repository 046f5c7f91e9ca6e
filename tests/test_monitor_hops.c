/* SPDX-License-Identifier: MIT */
/* What a request carries over its hops: the asked body and no other, TLS where the URL wants it, safelisted headers. */
#include "monitor_case.h"

#define URL "http://a.example/"
#define POST(parts) "fetch POST " URL "\n" parts
#define SENT(bytes) CASE_DIAL "send 1 '" bytes "'\n" CASE_OK
#define BODY(len, body) SENT("POST / HTTP/1.1^Host: a.example^Content-Length: " len "^^" body)
/* A second hop over a redirect with that status. */
#define HOP2(method, status, bytes)                                                                                   \
	CASE_DIAL "send 1 '" method " / HTTP/1.1^Host: a.example^Content-Length: 2^^ab'\nreceive 1 'HTTP/1.1 " status \
		  " x^Location: /x^^'\nclose 1\ndial 2 tcp 20.0.0.1 80 ok\nsend 2 '" bytes                            \
		  "'\nreceive 2 'HTTP/1.1 200 OK^^'\nclose 2\noutcome 1 done 200\n"

static void a_body_is_the_one_that_was_asked_for(void **state)
{
	static const struct case_row rows[] = {
		{ "text", POST("  text 'ab'\n"), BODY("2", "ab"), PQ_RULE_NONE },
		{ "other text", POST("  text 'ab'\n"), BODY("2", "ax"), PQ_RULE_BAD_FRAMING },
		{ "longer text", POST("  text 'ab'\n"), BODY("3", "abc"), PQ_RULE_BAD_FRAMING },
		{ "no body was asked for", POST(""), BODY("2", "ab"), PQ_RULE_BAD_FRAMING },
		{ "none was sent", POST(""), BODY("0", ""), PQ_RULE_NONE },
		{ "a blob", POST("  blob '' '\\xff'\n"), BODY("1", "\\xff"), PQ_RULE_NONE },
		{ "another blob", POST("  blob '' '\\xff'\n"), BODY("1", "\\xfe"), PQ_RULE_BAD_FRAMING },
		{ "params", POST("  param 'a b' '&^'\n  param '' '*'\n"), BODY("18", "a+b=%26%0D%0A&=*xx"),
		  PQ_RULE_BAD_FRAMING },
		{ "params twin", POST("  param 'a b' '&^'\n  param '' '*'\n"), BODY("16", "a+b=%26%0D%0A&=*"),
		  PQ_RULE_NONE },
		{ "a form, urlencoded", "form POST " URL "\n  field 'a' '\\n'\n  file 'f' 'n' '' 'x'\n",
		  BODY("12", "a=%0D%0A&f=n"), PQ_RULE_NONE },
		{ "a form with an entry more", "form POST " URL "\n  field 'a' '\\n'\n", BODY("12", "a=%0D%0A&f=n"),
		  PQ_RULE_BAD_FRAMING },
		{ "a form as text", "form POST " URL " text\n  field 'a' 'b'\n", BODY("5", "a=b^"), PQ_RULE_NONE },
		{ "a form as other text", "form POST " URL " text\n  field 'a' 'b'\n", BODY("5", "a=c^"),
		  PQ_RULE_BAD_FRAMING },
		{ "broken off", POST("  text 'abc'\n"),
		  CASE_DIAL "send 1 'POST / HTTP/1.1^Host: a.example^Content-Length: 3^^a'\nclose 1\n"
			    "outcome 1 error connection\n",
		  PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* A whole request in the method, or in the query, with what follows as its body of the right length. */
static void a_request_that_swallows_the_rest_is_noticed(void **state)
{
	struct pq_verdict verdict = case_judge(
		"attacker renderer\nfetch 'POST /x HTTP/1.1^Host: a.example^Content-Length: 34^^' " URL "\n",
		SENT("POST /x HTTP/1.1^Host: a.example^Content-Length: 34^^ / HTTP/1.1^Host: a.example^^^^"), NULL);

	(void)state;
	assert_true(case_broke(&verdict, PQ_RULE_FORBIDDEN_METHOD));
	assert_int_equal(verdict.violations[0].rule, PQ_RULE_FORBIDDEN_METHOD);
	verdict = case_judge("fetch GET '" URL "?x HTTP/1.1^Host: a.example^Content-Length: 32^^'\n",
			     SENT("GET /?x HTTP/1.1^Host: a.example^Content-Length: 32^^ HTTP/1.1^Host: a.example^^^^"),
			     NULL);
	assert_true(case_broke(&verdict, PQ_RULE_BAD_FRAMING));
	verdict = case_judge("fetch GET '" URL "?x HTTP/1.1^Host: a.example^Content-Length: 32^^'\n",
			     SENT("GET /?x%20HTTP/1.1Host:%20a.exampleContent-Length:%2032 HTTP/1.1^Host: a.example^^"),
			     NULL);
	case_expect_rule("encoded", &verdict, PQ_RULE_NONE);
}

/* Fetch "HTTP-redirect fetch", step 12. */
static void a_redirect_to_get_takes_the_body_away(void **state)
{
#define GET2 "GET /x HTTP/1.1^Host: a.example^"
#define POST2 "POST /x HTTP/1.1^Host: a.example^Content-Length: 2^^ab"
	static const struct case_row rows[] = {
		{ "303", POST("  text 'ab'\n"), HOP2("POST", "303", GET2 "^"), PQ_RULE_NONE },
		{ "303, with the body", POST("  text 'ab'\n"), HOP2("POST", "303", GET2 "Content-Length: 2^^ab"),
		  PQ_RULE_BAD_FRAMING },
		{ "302, with the type", POST("  text 'ab'\n"), HOP2("POST", "302", GET2 "Content-Type: text/plain^^"),
		  PQ_RULE_BAD_FRAMING },
		{ "302 of a form", "form POST " URL " text\n", HOP2("POST", "302", POST2), PQ_RULE_BAD_FRAMING },
		{ "307", POST("  text 'ab'\n"), HOP2("POST", "307", POST2), PQ_RULE_NONE },
		{ "302 of a PUT", "fetch PUT " URL "\n  text 'ab'\n",
		  HOP2("PUT", "302", "PUT /x HTTP/1.1^Host: a.example^Content-Length: 2^^ab"), PQ_RULE_NONE },
		{ "303 of a PUT", "fetch PUT " URL "\n  text 'ab'\n",
		  HOP2("PUT", "303", "PUT /x HTTP/1.1^Host: a.example^Content-Length: 2^^ab"), PQ_RULE_BAD_FRAMING },
	};
	struct pq_verdict verdict;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		verdict = case_judge(rows[i].scenario, rows[i].transcript, NULL);
		assert_int_equal(case_broke(&verdict, PQ_RULE_BAD_FRAMING), rows[i].rule == PQ_RULE_BAD_FRAMING);
	}
}

/* Fetch 5.1, guard "request-no-cors". */
static void no_cors_lets_only_safelisted_headers_through(void **state)
{
#define NO_CORS(name, value) "fetch GET " URL "\n  mode no-cors\n  header '" name "' '" value "'\n"
#define LINE(line) SENT("GET / HTTP/1.1^Host: a.example^" line "^^")
	static const struct case_row rows[] = {
		{ "X-A", NO_CORS("X-A", "b"), LINE("X-A: b"), PQ_RULE_FORBIDDEN_HEADER },
		{ "X-A in mode cors", "fetch GET " URL "\n  header 'X-A' 'b'\n", LINE("X-A: b"), PQ_RULE_NONE },
		{ "X-A of a renderer", "attacker renderer\n" NO_CORS("X-A", "b"), LINE("X-A: b"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "Accept", NO_CORS("Accept", "x/y"), LINE("Accept: x/y"), PQ_RULE_NONE },
		{ "Accept with an unsafe byte", NO_CORS("Accept", "x{y"), LINE("Accept: x{y"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "Content-Language", NO_CORS("Content-Language", "de, en;q=0.5"),
		  LINE("Content-Language: de, en;q=0.5"), PQ_RULE_NONE },
		{ "no language", NO_CORS("Content-Language", "d_e"), LINE("Content-Language: d_e"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "a form's type", NO_CORS("Content-Type", "Text/Plain; x=y"), LINE("Content-Type: Text/Plain; x=y"),
		  PQ_RULE_NONE },
		{ "another type", NO_CORS("Content-Type", "text/html"), LINE("Content-Type: text/html"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "types that are judged together",
		  NO_CORS("Content-Type", "text/plain;x") "  header 'Content-Type' 'y'\n",
		  LINE("Content-Type: text/plain;x^Content-Type: y"), PQ_RULE_NONE },
		{ "types of which the first does not excuse the second",
		  NO_CORS("Content-Type", "text/plain") "  header 'Content-Type' 'y'\n",
		  LINE("Content-Type: text/plain^Content-Type: y"), PQ_RULE_FORBIDDEN_HEADER },
		{ "the user agent's own", NO_CORS("User-Agent", "x"), LINE("User-Agent: pratique"), PQ_RULE_NONE },
		{ "not the user agent's own", NO_CORS("User-Agent", "x"), LINE("User-Agent: x"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "Range", NO_CORS("Range", "bytes=0-"), LINE("Range: bytes=0-"), PQ_RULE_FORBIDDEN_HEADER },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* What the judge has read of the page in one request is still there in the next. */
static void a_later_request_is_resolved_against_the_page(void **state)
{
#define PAGE "page http://P.example/\nfetch GET " URL "\n  credentials same-origin\nfetch POST 1\n  param 'n' 'v'\n"
#define LATER(host)                                                                                         \
	SENT("GET / HTTP/1.1^Host: a.example^^")                                                            \
	"request 2\nresolve 'p.example' 20.0.0.2\ndial 2 tcp 20.0.0.2 80 ok\nsend 2 'POST /1 HTTP/1.1^'\n"  \
	"send 2 'Host: " host "^Content-Length: 3^^n=v'\nreceive 2 'HTTP/1.1 200 OK^Content-Length: 0^^'\n" \
	"close 2\noutcome 2 done 200\n"
	static const struct case_row rows[] = {
		{ "the page's host", PAGE, LATER("p.example"), PQ_RULE_NONE },
		{ "another host", PAGE, LATER("q.example"), PQ_RULE_HOST_MISMATCH },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void a_secure_url_is_reached_through_tls_with_its_host(void **state)
{
#define SECURE "fetch GET https://a.example/\n"
#define TLS(port, tls)                                                                                        \
	"request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 " port " ok\n" tls "send 1 '" CASE_HEAD \
	"^'\n" CASE_OK
	static const struct case_row rows[] = {
		{ "https", SECURE, TLS("443", "tls 1 'a.example'\n"), PQ_RULE_NONE },
		{ "in the clear", SECURE, TLS("443", ""), PQ_RULE_WRONG_DESTINATION },
		{ "with another name", SECURE, TLS("443", "tls 1 'b.example'\n"), PQ_RULE_WRONG_DESTINATION },
		{ "too late", SECURE, TLS("443", "send 1 'G'\ntls 1 'a.example'\n"), PQ_RULE_WRONG_DESTINATION },
		{ "http", "fetch GET " URL "\n", TLS("80", ""), PQ_RULE_NONE },
		{ "http through TLS", "fetch GET " URL "\n", TLS("80", "tls 1 'a.example'\n"),
		  PQ_RULE_WRONG_DESTINATION },
	};
	struct pq_verdict verdict;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		verdict = case_judge(rows[i].scenario, rows[i].transcript, NULL);
		assert_int_equal(case_broke(&verdict, PQ_RULE_WRONG_DESTINATION), rows[i].rule != PQ_RULE_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_is_the_one_that_was_asked_for),
		cmocka_unit_test(a_request_that_swallows_the_rest_is_noticed),
		cmocka_unit_test(a_redirect_to_get_takes_the_body_away),
		cmocka_unit_test(no_cors_lets_only_safelisted_headers_through),
		cmocka_unit_test(a_later_request_is_resolved_against_the_page),
		cmocka_unit_test(a_secure_url_is_reached_through_tls_with_its_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
