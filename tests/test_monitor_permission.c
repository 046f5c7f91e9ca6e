/* SPDX-License-Identifier: MIT */
/* The rules about methods and headers where another origin had to permit them (Fetch 4.8, 4.10). */
#include "monitor_case.h"

#define PAGE "page http://p.example/\n"
#define PUT PAGE "fetch PUT http://a.example/\n"
#define GET_WITH(name) PAGE "fetch GET http://a.example/\n  header '" name "' 'v'\n"

#define LOOK_UP "request 1\nresolve 'a.example' 20.0.0.1\n"
#define DIAL(n) "dial " n " tcp 20.0.0.1 80 ok\n"
#define OWN "Origin: http://p.example^"
#define ASKED(n, lines)                                                                                    \
	DIAL(n)                                                                                            \
	"send " n " 'OPTIONS / HTTP/1.1^Host: a.example^Accept: */*^Access-Control-Request-Method: " lines \
	"User-Agent: pratique^" OWN "^'\n"
#define ANSWER(n, head) "receive " n " 'HTTP/1.1 " head "Content-Length: 0^^'\nclose " n "\n"
#define SENT(n, start, lines) \
	DIAL(n) "send " n " '" start " / HTTP/1.1^Host: a.example^" lines OWN "^'\n" ANSWER(n, "200 OK^")
#define DONE "outcome 1 done 200\n"
#define FAILED "outcome 1 error preflight\n"

#define ALLOW "Access-Control-Allow-"
#define FOR_P ALLOW "Origin: http://p.example^"

static const char *const own_headers[] = { "Host",           "User-Agent", "Accept", "Origin",
					   "Content-Length", "Connection", NULL };
static const struct case_options known = { .own_headers = own_headers };

#define PUT_AFTER(head) LOOK_UP ASKED("1", "PUT^") ANSWER("1", head) SENT("2", "PUT", "Content-Length: 0^") DONE
#define X_AFTER(head) \
	LOOK_UP ASKED("1", "GET^Access-Control-Request-Headers: x^") ANSWER("1", head) SENT("2", "GET", "X: v^") DONE

static void a_method_needs_the_permission_of_its_hop(void **state)
{
	static const struct case_row rows[] = {
		{ "not asked", PUT, LOOK_UP SENT("1", "PUT", "Content-Length: 0^") DONE, PQ_RULE_FORBIDDEN_METHOD },
		{ "asked, and given up", PUT, LOOK_UP ASKED("1", "PUT^") ANSWER("1", "403 No^") FAILED, PQ_RULE_NONE },
		{ "permitted", PUT, PUT_AFTER("200 OK^" FOR_P ALLOW "Methods: GET, PUT^"), PQ_RULE_NONE },
		{ "by a wildcard", PUT, PUT_AFTER("204 No^" ALLOW "Origin: *^" ALLOW "Methods: *^"), PQ_RULE_NONE },
		{ "in another field", PUT, PUT_AFTER("200 OK^" FOR_P ALLOW "Methods: GET^" ALLOW "Methods: PUT^"),
		  PQ_RULE_NONE },
		{ "status", PUT, PUT_AFTER("403 No^" FOR_P ALLOW "Methods: PUT^"), PQ_RULE_FORBIDDEN_METHOD },
		{ "no origin", PUT, PUT_AFTER("200 OK^" ALLOW "Methods: PUT^"), PQ_RULE_FORBIDDEN_METHOD },
		{ "other origin", PUT, PUT_AFTER("200 OK^" ALLOW "Origin: http://q.example^" ALLOW "Methods: PUT^"),
		  PQ_RULE_FORBIDDEN_METHOD },
		{ "two origins", PUT, PUT_AFTER("200 OK^" FOR_P FOR_P ALLOW "Methods: PUT^"),
		  PQ_RULE_FORBIDDEN_METHOD },
		{ "other method", PUT, PUT_AFTER("200 OK^" FOR_P ALLOW "Methods: POST^"), PQ_RULE_FORBIDDEN_METHOD },
		{ "other case", PUT, PUT_AFTER("200 OK^" FOR_P ALLOW "Methods: put^"), PQ_RULE_FORBIDDEN_METHOD },
		{ "credentials", PUT "  credentials include\n", PUT_AFTER("200 OK^" FOR_P ALLOW "Methods: PUT^"),
		  PQ_RULE_FORBIDDEN_METHOD },
		{ "credentials permitted", PUT "  credentials include\n",
		  PUT_AFTER("200 OK^" FOR_P ALLOW "Methods: PUT^" ALLOW "Credentials: true^"), PQ_RULE_NONE },
		{ "credentials and a wildcard", PUT "  credentials include\n",
		  PUT_AFTER("200 OK^" FOR_P ALLOW "Methods: *^" ALLOW "Credentials: true^"), PQ_RULE_FORBIDDEN_METHOD },
	};

	(void)state;
	CASE_CHECK_WITH(rows, &known);
}

static void a_header_needs_the_permission_of_its_hop(void **state)
{
	static const struct case_row rows[] = {
		{ "not asked", GET_WITH("X"), LOOK_UP SENT("1", "GET", "X: v^") DONE, PQ_RULE_FORBIDDEN_HEADER },
		{ "permitted", GET_WITH("X"), X_AFTER("200 OK^" FOR_P ALLOW "Headers: y, x^"), PQ_RULE_NONE },
		{ "by a wildcard", GET_WITH("X"), X_AFTER("200 OK^" FOR_P ALLOW "Headers: *^"), PQ_RULE_NONE },
		{ "other name", GET_WITH("X"), X_AFTER("200 OK^" FOR_P ALLOW "Headers: xx^"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "status", GET_WITH("X"), X_AFTER("302 No^" FOR_P ALLOW "Headers: x^"), PQ_RULE_FORBIDDEN_HEADER },
		{ "Authorization is never meant by a wildcard", GET_WITH("Authorization"),
		  LOOK_UP ASKED("1", "GET^Access-Control-Request-Headers: authorization^")
			  ANSWER("1", "200 OK^" FOR_P ALLOW "Headers: *^") SENT("2", "GET", "Authorization: v^") DONE,
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "Authorization by name", GET_WITH("Authorization"),
		  LOOK_UP ASKED("1", "GET^Access-Control-Request-Headers: authorization^")
			  ANSWER("1", "200 OK^" FOR_P ALLOW "Headers: authorization^")
				  SENT("2", "GET", "Authorization: v^") DONE,
		  PQ_RULE_NONE },
		{ "safelisted", GET_WITH("Accept-Language"), LOOK_UP SENT("1", "GET", "Accept-Language: v^") DONE,
		  PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK_WITH(rows, &known);
}

static void who_needs_no_permission_is_not_asked_for_it(void **state)
{
	static const struct case_row rows[] = {
		{ "own origin", "page http://a.example/\nfetch PUT http://a.example/\n",
		  LOOK_UP DIAL("1") "send 1 'PUT / HTTP/1.1^Host: a.example^Origin: http://a.example^Content-Length: "
				    "0^^'\n" ANSWER("1", "200 OK^") DONE,
		  PQ_RULE_NONE },
		{ "a renderer that says nothing of cors", "attacker renderer\n" PUT,
		  LOOK_UP SENT("1", "PUT", "Content-Length: 0^") DONE, PQ_RULE_NONE },
		{ "a renderer that does", "attacker renderer\n" PUT "  mode cors\n",
		  LOOK_UP SENT("1", "PUT", "Content-Length: 0^") DONE, PQ_RULE_FORBIDDEN_METHOD },
		{ "POST", PAGE "fetch POST http://a.example/\n", LOOK_UP SENT("1", "POST", "Content-Length: 0^") DONE,
		  PQ_RULE_NONE },
	};
	struct pq_verdict verdict = case_judge(PUT, LOOK_UP SENT("1", "PUT", "Content-Length: 0^") DONE, NULL);

	(void)state;
	CASE_CHECK_WITH(rows, &known);
	/* Who does not say what it writes by itself may remember permissions, or be no user agent. */
	case_expect_rule("unknown", &verdict, PQ_RULE_NONE);
}

/* Fetch 5.4: whoever states no-cors may not send what would have had to be permitted. */
static void no_cors_has_no_permission_to_show(void **state)
{
#define NO_CORS(method) PAGE "fetch " method " http://a.example/\n  mode no-cors\n"
	static const struct case_row rows[] = {
		{ "POST", NO_CORS("POST"), LOOK_UP SENT("1", "POST", "Content-Length: 0^") DONE, PQ_RULE_NONE },
		{ "PUT", NO_CORS("PUT"), LOOK_UP SENT("1", "PUT", "Content-Length: 0^") DONE,
		  PQ_RULE_FORBIDDEN_METHOD },
		{ "PUT of a renderer", "attacker renderer\n" NO_CORS("PUT"),
		  LOOK_UP SENT("1", "PUT", "Content-Length: 0^") DONE, PQ_RULE_FORBIDDEN_METHOD },
		{ "a header of a renderer", "attacker renderer\n" NO_CORS("GET") "  header 'X' 'v'\n",
		  LOOK_UP SENT("1", "GET", "X: v^") DONE, PQ_RULE_FORBIDDEN_HEADER },
		{ "a safelisted one", "attacker renderer\n" NO_CORS("GET") "  header 'Accept-Language' 'v'\n",
		  LOOK_UP SENT("1", "GET", "Accept-Language: v^") DONE, PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* It may be a browser, which has to ask, or a library, which has not. */
static void of_an_unknown_subject_a_lack_is_neither_a_breach_nor_none(void **state)
{
	struct pq_verdict verdict = case_judge(PUT, LOOK_UP SENT("1", "PUT", "Content-Length: 0^") DONE, NULL);

	(void)state;
	case_expect_rule("not asked", &verdict, PQ_RULE_NONE);
	assert_int_equal(verdict.rules[PQ_RULE_FORBIDDEN_METHOD], PQ_NOT_JUDGED);
	verdict = case_judge(PUT, PUT_AFTER("200 OK^" FOR_P ALLOW "Methods: GET, PUT^"), NULL);
	assert_int_equal(verdict.rules[PQ_RULE_FORBIDDEN_METHOD], PQ_HELD);
	verdict = case_judge(GET_WITH("X"), LOOK_UP SENT("1", "GET", "X: v^") DONE, NULL);
	case_expect_rule("a header", &verdict, PQ_RULE_NONE);
	assert_int_equal(verdict.rules[PQ_RULE_FORBIDDEN_HEADER], PQ_NOT_JUDGED);
	verdict = case_judge(GET_WITH("X"), X_AFTER("200 OK^" FOR_P ALLOW "Headers: x^"), NULL);
	assert_int_equal(verdict.rules[PQ_RULE_FORBIDDEN_HEADER], PQ_HELD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_an_unknown_subject_a_lack_is_neither_a_breach_nor_none),
		cmocka_unit_test(a_method_needs_the_permission_of_its_hop),
		cmocka_unit_test(a_header_needs_the_permission_of_its_hop),
		cmocka_unit_test(no_cors_has_no_permission_to_show),
		cmocka_unit_test(who_needs_no_permission_is_not_asked_for_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
