/* SPDX-License-Identifier: MIT */
/* Several messages on one connection: whose it may carry, and which answer is whose (RFC 9112 9.3; Fetch 2.6). */
#include "monitor_case.h"

#define KEEP "keep-alive\n"
#define GET(url) "fetch GET " url "\n"
#define TWO KEEP GET("http://a.example/") GET("http://a.example/")
#define HEAD_FOR(host) "GET / HTTP/1.1^Host: " host "^User-Agent: pratique^^"
#define FIRST(answer)                                                                            \
	"request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 80 ok\nsend 1 '" HEAD_FOR( \
		"a.example") "'\n"                                                               \
			     "receive 1 '" answer "'\noutcome 1 done 200\n"
#define OK "HTTP/1.1 200 OK^Content-Length: 0^^"
#define SECOND(host, end) "request 2\nsend 1 '" HEAD_FOR(host) "'\n" end
#define DONE "receive 1 '" OK "'\noutcome 2 done 200\n"

static void a_connection_serves_the_origin_that_it_was_made_for(void **state)
{
	static const struct case_row rows[] = {
		{ "innocent", TWO, FIRST(OK) SECOND("a.example", DONE), PQ_RULE_NONE },
		{ "another host", KEEP GET("http://a.example/") GET("http://b.example/"),
		  FIRST(OK) SECOND("b.example", DONE), PQ_RULE_WRONG_DESTINATION },
		{ "another port", KEEP GET("http://a.example/") GET("http://a.example:8080/"),
		  FIRST(OK) SECOND("a.example:8080", DONE), PQ_RULE_WRONG_DESTINATION },
		{ "a redirect to the same origin", KEEP GET("http://a.example/"),
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 80 ok\nsend 1 '" HEAD_FOR(
			  "a.example") "'\nreceive 1 'HTTP/1.1 302 x^Location: /^Content-Length: 0^^'\nsend 1 "
				       "'" HEAD_FOR("a.example") "'\nreceive 1 '" OK "'\noutcome 1 done 200\n",
		  PQ_RULE_NONE },
		{ "a redirect to another origin", KEEP GET("http://a.example/"),
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 80 ok\nsend 1 '" HEAD_FOR(
			  "a.example") "'\nreceive 1 'HTTP/1.1 302 x^Location: http://b.example/^Content-Length: "
				       "0^^'\nsend 1 '" HEAD_FOR("b.example") "'\nreceive 1 '" OK
									      "'\noutcome 1 done 200\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "a preconnect's", KEEP "preconnect http://a.example/\n" GET("http://a.example/"),
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 80 ok\noutcome 1 done 0\n" SECOND(
			  "a.example", DONE),
		  PQ_RULE_NONE },
		{ "a preconnect's, with bytes of its own", KEEP "preconnect http://a.example/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 80 ok\nsend 1 '" HEAD_FOR(
			  "a.example") "'\noutcome 1 done 0\n",
		  PQ_RULE_BAD_FRAMING },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void nothing_left_over_is_an_answer(void **state)
{
	static const struct case_row rows[] = {
		{ "an answer that nothing brought", TWO, FIRST(OK) SECOND("a.example", "outcome 2 done 200\n"),
		  PQ_RULE_BAD_FRAMING },
		{ "bytes behind the answer", TWO, FIRST(OK OK) SECOND("a.example", DONE), PQ_RULE_BAD_FRAMING },
		{ "a body that is not over", TWO,
		  FIRST("HTTP/1.1 200 OK^Content-Length: 3^^ab") SECOND("a.example", DONE), PQ_RULE_BAD_FRAMING },
		{ "a body that only the end ends", TWO, FIRST("HTTP/1.1 200 OK^^ab") SECOND("a.example", DONE),
		  PQ_RULE_BAD_FRAMING },
		{ "two lengths", TWO,
		  FIRST("HTTP/1.1 200 OK^Content-Length: 2^Content-Length: 0^^ab") SECOND("a.example", DONE),
		  PQ_RULE_BAD_FRAMING },
		{ "a length and a coding", TWO,
		  FIRST("HTTP/1.1 200 OK^Content-Length: 5^Transfer-Encoding: chunked^^0^^") SECOND("a.example", DONE),
		  PQ_RULE_BAD_FRAMING },
		{ "chunks", TWO,
		  FIRST("HTTP/1.1 200 OK^Transfer-Encoding: chunked^^2;x^ab^0^a: b^^") SECOND("a.example", DONE),
		  PQ_RULE_NONE },
		{ "chunks, and more", TWO,
		  FIRST("HTTP/1.1 200 OK^Transfer-Encoding: chunked^^2^ab^0^^x") SECOND("a.example", DONE),
		  PQ_RULE_BAD_FRAMING },
		{ "chunks that are not over", TWO,
		  FIRST("HTTP/1.1 200 OK^Transfer-Encoding: chunked^^2^a") SECOND("a.example", DONE),
		  PQ_RULE_BAD_FRAMING },
		{ "chunks without their last line", TWO,
		  FIRST("HTTP/1.1 200 OK^Transfer-Encoding: chunked^^0^a: b^") SECOND("a.example", DONE),
		  PQ_RULE_BAD_FRAMING },
		{ "a chunk without a size", TWO,
		  FIRST("HTTP/1.1 200 OK^Transfer-Encoding: chunked^^;x^^") SECOND("a.example", DONE),
		  PQ_RULE_BAD_FRAMING },
		{ "a chunk of another size", TWO,
		  FIRST("HTTP/1.1 200 OK^Transfer-Encoding: chunked^^1^ab^0^^") SECOND("a.example", DONE),
		  PQ_RULE_BAD_FRAMING },
		{ "no answer at all", TWO,
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 80 ok\nsend 1 '" HEAD_FOR(
			  "a.example") "'\noutcome 1 error connection\n" SECOND("a.example", DONE),
		  PQ_RULE_BAD_FRAMING },
		{ "an interim answer", TWO, FIRST("HTTP/1.1 103 x^^" OK) SECOND("a.example", DONE), PQ_RULE_NONE },
		{ "no content", TWO, FIRST("HTTP/1.1 204 x^Content-Length: 7^^") SECOND("a.example", DONE),
		  PQ_RULE_NONE },
		{ "an answer to HEAD", KEEP "fetch HEAD http://a.example/\n" GET("http://a.example/"),
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 80 ok\n"
		  "send 1 'HEAD / HTTP/1.1^Host: a.example^^'\nreceive 1 'HTTP/1.1 200 OK^Content-Length: 9^^'\n"
		  "outcome 1 done 200\n" SECOND("a.example", DONE),
		  PQ_RULE_NONE },
		{ "a look at a kept connection", TWO,
		  FIRST(OK) "request 2\nreceive 1 'H'\nclose 1\nresolve 'a.example' 20.0.0.1\n"
			    "dial 2 tcp 20.0.0.1 80 ok\nsend 2 '" HEAD_FOR("a.example") "'\nreceive 2 '" OK
											"'\noutcome 2 done 200\n",
		  PQ_RULE_NONE },
		{ "the proxy's answer", "proxy http://20.0.0.9/\n" GET("https://a.example/"),
		  "request 1\ndial 1 tcp 20.0.0.9 80 ok\n"
		  "send 1 'CONNECT a.example:443 HTTP/1.1^Host: a.example:443^^'\n"
		  "receive 1 'HTTP/1.1 403 x^Content-Length: 0^^'\noutcome 1 done 403\n",
		  PQ_RULE_BAD_FRAMING },
		{ "the proxy's answer is an error", "proxy http://20.0.0.9/\n" GET("https://a.example/"),
		  "request 1\ndial 1 tcp 20.0.0.9 80 ok\n"
		  "send 1 'CONNECT a.example:443 HTTP/1.1^Host: a.example:443^^'\n"
		  "receive 1 'HTTP/1.1 403 x^Content-Length: 0^^'\noutcome 1 error proxy\n",
		  PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* Whether a message goes on or another begins is read off its own framing, once something came back. */
static void a_message_in_pieces_is_one(void **state)
{
#define POST "fetch POST http://a.example/\n  text 'abcd'\n"
#define PIECES(head, pieces) \
	CASE_DIAL "send 1 'POST / HTTP/1.1^Host: a.example^" head "^^'\nreceive 1 'HTTP/1.1 100 x^^'\n" pieces CASE_OK
	static const struct case_row rows[] = {
		{ "of a known length", POST,
		  PIECES("Content-Length: 4", "send 1 'ab'\nreceive 1 'HTTP/1.1 102 x^^'\nsend 1 'cd'\n"),
		  PQ_RULE_NONE },
		{ "of another length", POST,
		  PIECES("Content-Length: 3", "send 1 'ab'\nreceive 1 'HTTP/1.1 102 x^^'\nsend 1 'cd'\n"),
		  PQ_RULE_BAD_FRAMING },
		{ "in chunks", POST,
		  PIECES("Transfer-Encoding: chunked", "send 1 '2^ab^'\nreceive 1 'HTTP/1.1 102 x^^'\n"
						       "send 1 '2^cd^0^^'\n"),
		  PQ_RULE_NONE },
		{ "of two lengths", POST, PIECES("Content-Length: 4^Content-Length: 4", "send 1 'abcd'\n"),
		  PQ_RULE_BAD_FRAMING },
		{ "in the midst of its head", "fetch GET http://a.example/\n",
		  CASE_DIAL
		  "send 1 'GET / HTTP/1.1^Ho'\nreceive 1 'HTTP/1.1 102 x^^'\nsend 1 'st: a.example^^'\n" CASE_OK,
		  PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* One that is answered again and again before its head has ended is more than the judge goes through. */
static void a_message_that_never_ends_makes_the_case_void(void **state)
{
	char transcript[8192] = "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 80 ok\n";
	struct pq_verdict verdict;

	(void)state;
	for (int i = 0; i < 80; i++)
		strcat(transcript, "send 1 'GET'\nreceive 1 'HTTP/1.1 102 x^^'\n");
	strcat(transcript, "outcome 1 error connection\n");
	verdict = case_judge("fetch GET http://a.example/\n", transcript, NULL);
	case_expect_rule("no end", &verdict, PQ_RULE_NONE);
	assert_int_equal(verdict.outcome, PQ_CASE_VOID);
}

/* There is no dial at which it could show what a request over a kept connection is, and where it is in its hops. */
static void a_request_without_a_dial_is_judged_all_the_same(void **state)
{
#define MOVED(location)                                                                                      \
	FIRST(OK)                                                                                            \
	"request 2\nsend 1 '" HEAD_FOR("a.example") "'\nreceive 1 'HTTP/1.1 302 x^Location: " location "^^'" \
						    "\n"
	static const struct case_row rows[] = {
		{ "refused on its second hop", TWO,
		  MOVED("http://b.example:25/") "outcome 2 blocked unsafe_port service\n", PQ_RULE_NONE },
		{ "refused by the service alone", KEEP GET("http://a.example/") GET("http://a.example:25/"),
		  FIRST(OK) "request 2\noutcome 2 blocked unsafe_port service\n", PQ_RULE_UNSAFE_PORT },
		{ "a worker in place of a bad port",
		  KEEP GET("http://a.example/") GET("http://a.example:25/") "  worker http://a.example/\n",
		  FIRST(OK) SECOND("a.example", DONE), PQ_RULE_UNSAFE_PORT },
		{ "a worker in place of a good one",
		  KEEP GET("http://a.example/") GET("http://a.example:24/") "  worker http://a.example/\n",
		  FIRST(OK) SECOND("a.example", DONE), PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void requests_with_and_without_credentials_keep_apart(void **state)
{
#define OMIT GET("http://a.example/") "  credentials omit\n"
#define INCLUDE GET("http://a.example/") "  credentials include\n"
	static const struct case_row rows[] = {
		{ "both with", KEEP INCLUDE INCLUDE, FIRST(OK) SECOND("a.example", DONE), PQ_RULE_NONE },
		{ "both without", KEEP OMIT OMIT, FIRST(OK) SECOND("a.example", DONE), PQ_RULE_NONE },
		{ "without after with", KEEP INCLUDE OMIT, FIRST(OK) SECOND("a.example", DONE),
		  PQ_RULE_CREDENTIAL_LEAK },
		{ "with after without", KEEP OMIT INCLUDE, FIRST(OK) SECOND("a.example", DONE),
		  PQ_RULE_CREDENTIAL_LEAK },
		{ "another origin's page has none", KEEP INCLUDE GET("http://a.example/"),
		  FIRST(OK) SECOND("a.example", DONE), PQ_RULE_CREDENTIAL_LEAK },
		{ "the page's own origin has", "page http://a.example/\n" KEEP INCLUDE GET("http://a.example/"),
		  FIRST(OK) SECOND("a.example", DONE), PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connection_serves_the_origin_that_it_was_made_for),
		cmocka_unit_test(nothing_left_over_is_an_answer),
		cmocka_unit_test(a_message_in_pieces_is_one),
		cmocka_unit_test(a_message_that_never_ends_makes_the_case_void),
		cmocka_unit_test(a_request_without_a_dial_is_judged_all_the_same),
		cmocka_unit_test(requests_with_and_without_credentials_keep_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
