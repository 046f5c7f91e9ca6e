/* SPDX-License-Identifier: MIT */
/* CORS preflights (Fetch 4.8): what is in one, and what became of its answer. */
#include "monitor_case.h"

#define PUT "fetch PUT http://a.example/\n  header 'X-A' 'b'\n  text 'ab'\n"
#define ANNOUNCED(method, names) "Access-Control-Request-Method: " method "^Access-Control-Request-Headers: " names "^"
#define ASK(lines, rest)                                                                                               \
	CASE_DIAL "send 1 'OPTIONS / HTTP/1.1^Host: a.example^User-Agent: pratique^Origin: http://page.example^" lines \
		  "^" rest "'\n"
#define BROKEN_OFF                                                                                               \
	CASE_DIAL "send 1 'OPTIONS / HTTP/1.1^Host: a.example^User-Agent: pratique^Origin: http://page.example^" \
		  "Access-Control-Request-Method: PUT^Access-Control-Request-Hea'\n"
#define PERMITTED                                                                     \
	"receive 1 'HTTP/1.1 204 x^Access-Control-Allow-Origin: http://page.example^" \
	"Access-Control-Allow-Methods: PUT^Access-Control-Allow-Headers: x-a^"        \
	"Access-Control-Allow-Credentials: true^^'\n"
#define SEND(conn)                                                                                         \
	"send " #conn " 'PUT / HTTP/1.1^Host: a.example^User-Agent: pratique^Origin: http://page.example^" \
	"X-A: b^Content-Length: 2^^ab'\nreceive " #conn " 'HTTP/1.1 200 OK^Content-Length: 0^^'\n"
#define THEN "close 1\ndial 2 tcp 20.0.0.1 80 ok\n" SEND(2) "close 2\noutcome 1 done 200\n"
#define REFUSED "close 1\noutcome 1 error preflight\n"

static void a_preflight_carries_nothing_of_the_requests(void **state)
{
	static const struct case_row rows[] = {
		{ "innocent", PUT, ASK(ANNOUNCED("PUT", "x-a"), "") PERMITTED THEN, PQ_RULE_NONE },
		{ "a header of the page's", PUT, ASK(ANNOUNCED("PUT", "x-a") "X-A: b^", "") REFUSED,
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "the body", PUT, ASK(ANNOUNCED("PUT", "x-a"), "ab") REFUSED, PQ_RULE_BAD_FRAMING },
		{ "the body and its length", PUT, ASK(ANNOUNCED("PUT", "x-a") "Content-Length: 2^", "ab") REFUSED,
		  PQ_RULE_BAD_FRAMING },
		{ "cookies", "cookie http://a.example/ 'c=d'\n" PUT "  credentials include\n",
		  ASK(ANNOUNCED("PUT", "x-a") "Cookie: c=d^", "") REFUSED, PQ_RULE_CREDENTIAL_LEAK },
		{ "a login", "login http://a.example/ u p\n" PUT "  credentials include\n",
		  ASK(ANNOUNCED("PUT", "x-a") "Authorization: Basic dTpw^", "") REFUSED, PQ_RULE_CREDENTIAL_LEAK },
		{ "a bad port", "fetch PUT http://a.example:25/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 25 refused\noutcome 1 error refused\n",
		  PQ_RULE_UNSAFE_PORT },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void a_preflight_announces_what_is_asked(void **state)
{
	static const struct case_row rows[] = {
		{ "another method", PUT, ASK(ANNOUNCED("POST", "x-a"), "") REFUSED, PQ_RULE_FORBIDDEN_METHOD },
		{ "a header more", PUT, ASK(ANNOUNCED("PUT", "x-a,x-b"), "") REFUSED, PQ_RULE_FORBIDDEN_HEADER },
		{ "the type of the body", PUT, ASK(ANNOUNCED("PUT", "content-type, x-a"), "") REFUSED, PQ_RULE_NONE },
		{ "a request that is itself an OPTIONS", "fetch OPTIONS http://a.example/\n",
		  CASE_DIAL "send 1 'OPTIONS / HTTP/1.1^Host: a.example^^'\n" CASE_OK, PQ_RULE_NONE },
		{ "a preflight of one", "fetch OPTIONS http://a.example/\n",
		  ASK("Access-Control-Request-Method: OPTIONS^", "") REFUSED, PQ_RULE_NONE },
		{ "an announcement of the attacker's own",
		  "attacker renderer\nfetch OPTIONS http://a.example/\n  header 'Access-Control-Request-Method' 'X'\n",
		  ASK("Access-Control-Request-Method: X^", "") CASE_OK, PQ_RULE_FORBIDDEN_HEADER },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* Of a user agent of which nothing is known, who can say why it dropped a header? */
static void a_known_subject_announces_all_of_it(void **state)
{
	static const char *const own[] = { "Host", "User-Agent", "Origin", NULL };
	static const struct case_options known = { .own_headers = own };
	static const char less[] = ASK("Access-Control-Request-Method: PUT^", "") REFUSED;
	struct pq_verdict verdict = case_judge(PUT, less, &known);

	(void)state;
	case_expect_rule("a header less", &verdict, PQ_RULE_FORBIDDEN_HEADER);
	verdict = case_judge(PUT, less, NULL);
	case_expect_rule("a header less, by anybody", &verdict, PQ_RULE_NONE);
	verdict = case_judge(PUT, BROKEN_OFF REFUSED, &known);
	case_expect_rule("broken off before the names", &verdict, PQ_RULE_NONE);
	verdict = case_judge(PUT, ASK(ANNOUNCED("PUT", "x-a"), "") REFUSED, &known);
	case_expect_rule("twin", &verdict, PQ_RULE_NONE);
}

/* Two connections are dialled ahead, and the later one is used first. */
static void what_is_dialled_first_may_be_used_last(void **state)
{
	static const char ahead[] = CASE_DIAL "dial 2 tcp 20.0.0.1 80 ok\nsend 2 'OPTIONS / HTTP/1.1^Host: a.example^"
					      "Origin: http://page.example^" ANNOUNCED("PUT", "x-a") "^'\n";
	static const char permitted[] = "receive 2 'HTTP/1.1 204 x^Access-Control-Allow-Origin: http://page.example^"
					"Access-Control-Allow-Methods: PUT^Access-Control-Allow-Headers: x-a^^'\n";
	char events[2048];
	struct pq_verdict verdict;

	(void)state;
	snprintf(events, sizeof(events), "%s%sclose 2\n%sclose 1\noutcome 1 done 200\n", ahead, permitted, SEND(1));
	verdict = case_judge(PUT, events, NULL);
	case_expect_rule("the request on the first", &verdict, PQ_RULE_NONE);
	snprintf(events, sizeof(events), "%s%sclose 2\noutcome 1 done 204\n", ahead, permitted);
	verdict = case_judge(PUT, events, NULL);
	case_expect_rule("the preflight's answer taken", &verdict, PQ_RULE_BAD_FRAMING);
}

static void the_answer_to_a_preflight_is_no_answer_to_the_request(void **state)
{
	static const struct case_row rows[] = {
		{ "taken for the response", PUT,
		  ASK(ANNOUNCED("PUT", "x-a"), "") PERMITTED "close 1\noutcome 1 done 204\n", PQ_RULE_BAD_FRAMING },
		{ "a redirect is not followed", PUT,
		  ASK(ANNOUNCED("PUT", "x-a"), "") "receive 1 'HTTP/1.1 302 x^Location: http://b.example/^^'\nclose 1\n"
						   "resolve 'b.example' 20.0.0.2\noutcome 1 error dns\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "its cookies are not kept", PUT "  credentials include\n",
		  ASK(ANNOUNCED("PUT", "x-a"),
		      "") "receive 1 'HTTP/1.1 204 x^Set-Cookie: c=d^^'\nclose 1\n"
			  "dial 2 tcp 20.0.0.1 80 ok\nsend 2 'PUT / HTTP/1.1^Host: a.example^Cookie: c=d^X-A: b^"
			  "Content-Length: 2^^ab'\nreceive 2 'HTTP/1.1 200 OK^^'\nclose 2\noutcome 1 done 200\n",
		  PQ_RULE_CREDENTIAL_LEAK },
		{ "one connection for both, without credentials", "keep-alive\n" PUT "  credentials omit\n",
		  ASK(ANNOUNCED("PUT", "x-a"), "") PERMITTED SEND(1) "outcome 1 done 200\n", PQ_RULE_NONE },
		{ "one connection for both, with credentials", "keep-alive\n" PUT "  credentials include\n",
		  ASK(ANNOUNCED("PUT", "x-a"), "") PERMITTED SEND(1) "outcome 1 done 200\n", PQ_RULE_CREDENTIAL_LEAK },
	};

	(void)state;
	CASE_CHECK(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_preflight_carries_nothing_of_the_requests),
		cmocka_unit_test(a_preflight_announces_what_is_asked),
		cmocka_unit_test(a_known_subject_announces_all_of_it),
		cmocka_unit_test(what_is_dialled_first_may_be_used_last),
		cmocka_unit_test(the_answer_to_a_preflight_is_no_answer_to_the_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
