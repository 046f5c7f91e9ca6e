/* SPDX-License-Identifier: MIT */
/* Alternative services (RFC 7838): where an origin may send its visitors, and for how long. */
#include "monitor_case.h"

#define TWO "fetch GET https://a.example/\nfetch GET https://a.example/\n"
#define HIGH "fetch GET https://a.example:8443/\nfetch GET https://a.example:8443/\n"
#define MESSAGE(conn, host) "send " #conn " 'GET / HTTP/1.1^Host: " host "^User-Agent: pratique^^'\n"
#define OK(conn) "receive " #conn " 'HTTP/1.1 200 OK^Content-Length: 0^^'\nclose " #conn "\n"
#define OFFER_AT(port, host, lines)                                                                       \
	"request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 " port                              \
	" ok\ntls 1 'a.example'\n" MESSAGE(1, host) "receive 1 'HTTP/1.1 200 OK^Content-Length: 0^" lines \
						    "^'\nclose 1\noutcome 1 done 200\n"
#define OFFER(value) OFFER_AT("443", "a.example", "Alt-Svc: " value "^")
#define OFFER_HIGH(value) OFFER_AT("8443", "a.example:8443", "Alt-Svc: " value "^")
#define MOVE_TO(name, port, host)                                                                            \
	"resolve '" name "' 20.0.0.2\ndial 2 tcp 20.0.0.2 " port " ok\ntls 2 'a.example'\n" MESSAGE(2, host) \
		OK(2) "outcome 2 done 200\n"
#define MOVE(name, port) "request 2\n" MOVE_TO(name, port, "a.example")
#define MOVE_HIGH(name, port) "request 2\n" MOVE_TO(name, port, "a.example:8443")

static void an_alternative_is_dialled_only_where_the_origin_has_offered_it(void **state)
{
	static const struct case_row rows[] = {
		{ "another host", TWO, OFFER("h2=`b.example:444`") MOVE("b.example", "444"), PQ_RULE_NONE },
		{ "the same host", TWO, OFFER("http%2F1.1=`:444`; ma=60") MOVE("a.example", "444"), PQ_RULE_NONE },
		{ "the second of two", TWO,
		  OFFER("h3=`:445`, x=`b.example:444`;ma=9;persist=1") MOVE("b.example", "444"), PQ_RULE_NONE },
		{ "with a backslash in its quotes", TWO, OFFER("h2=`b.\\\\example:444`") MOVE("b.example", "444"),
		  PQ_RULE_NONE },
		{ "none was offered", TWO, OFFER_AT("443", "a.example", "") MOVE("b.example", "444"),
		  PQ_RULE_WRONG_DESTINATION },
		{ "on another port than was offered", TWO, OFFER("h2=`b.example:444`") MOVE("b.example", "446"),
		  PQ_RULE_WRONG_DESTINATION },
		{ "to another origin's", "fetch GET https://a.example/\nfetch GET https://c.example/\n",
		  OFFER("h2=`b.example:444`") "request 2\nresolve 'b.example' 20.0.0.2\noutcome 2 error dns\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "offered over http", "fetch GET http://a.example/\nfetch GET https://a.example/\n",
		  CASE_DIAL "send 1 '" CASE_HEAD "^'\nreceive 1 'HTTP/1.1 200 OK^Content-Length: 0^"
			    "Alt-Svc: h2=`b.example:444`^^'\nclose 1\noutcome 1 done 200\n"
			    "request 2\nresolve 'b.example' 20.0.0.2\noutcome 2 error dns\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "its name in TLS", TWO,
		  OFFER("h2=`b.example:444`") "request 2\nresolve 'b.example' 20.0.0.2\ndial 2 tcp 20.0.0.2 444 ok\n"
					      "tls 2 'b.example'\n" MESSAGE(2, "a.example")
						      OK(2) "outcome 2 done 200\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "its name in Host", TWO,
		  OFFER("h2=`b.example:444`") "request 2\n" MOVE_TO("b.example", "444", "b.example:444"),
		  PQ_RULE_HOST_MISMATCH },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_verdict verdict = case_judge(rows[i].scenario, rows[i].transcript, NULL);

		if (case_broke(&verdict, rows[i].rule) != (rows[i].rule != PQ_RULE_NONE))
			fail_msg("%s", rows[i].name);
		if (rows[i].rule == PQ_RULE_NONE)
			case_expect_rule(rows[i].name, &verdict, PQ_RULE_NONE);
	}
}

/* CVE-2019-11728 dialled any port that was offered, CVE-2021-29946 one above 65535; Chromium on ports from 1024 on. */
static void the_port_of_an_alternative_is_judged(void **state)
{
	static const struct case_row rows[] = {
		{ "bad", TWO, OFFER("h2=`b.example:25`") MOVE("b.example", "25"), PQ_RULE_UNSAFE_PORT },
		{ "bad, and the origin's request is refused for it", TWO,
		  OFFER("h2=`b.example:25`") "request 2\noutcome 2 blocked unsafe_port service\n", PQ_RULE_OVER_BLOCK },
		{ "bad modulo 65536", TWO, OFFER("h2=`:65561`") MOVE("a.example", "25"), PQ_RULE_UNSAFE_PORT },
		{ "good modulo 65536", TWO, OFFER("h2=`:65980`") MOVE("a.example", "444"), PQ_RULE_WRONG_DESTINATION },
		{ "from below 1024 to above", TWO, OFFER("h2=`:8443`") MOVE("a.example", "8443"),
		  PQ_RULE_WRONG_DESTINATION },
		{ "from above 1024 to above", HIGH, OFFER_HIGH("h2=`:9443`") MOVE_HIGH("a.example", "9443"),
		  PQ_RULE_NONE },
		{ "from above 1024 to a bad one", HIGH, OFFER_HIGH("h2=`:6000`") MOVE_HIGH("a.example", "6000"),
		  PQ_RULE_UNSAFE_PORT },
	};
	struct pq_verdict verdict;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		verdict = case_judge(rows[i].scenario, rows[i].transcript, NULL);
		if (case_broke(&verdict, rows[i].rule) != (rows[i].rule != PQ_RULE_NONE))
			fail_msg("%s", rows[i].name);
	}
}

static void an_alternative_that_is_gone_is_dialled_no_more(void **state)
{
#define THREE TWO "fetch GET https://a.example/\n"
#define THEN(value)                                                                                         \
	"request 2\nresolve 'a.example' 20.0.0.1\ndial 2 tcp 20.0.0.1 443 ok\ntls 2 'a.example'\n" MESSAGE( \
		2, "a.example") "receive 2 'HTTP/1.1 200 OK^Content-Length: 0^Alt-Svc: " value              \
				"^^'\nclose 2\noutcome 2 done 200\n"
#define LAST "request 3\nresolve 'b.example' 20.0.0.2\ndial 3 tcp 20.0.0.2 444 refused\noutcome 3 error refused\n"
#define PAUSED "fetch GET https://a.example/\npause 59999\nfetch GET https://a.example/\n"
	static const struct case_row rows[] = {
		{ "still there", THREE, OFFER("h2=`b.example:444`") THEN("h2=`b.example:444`") LAST, PQ_RULE_NONE },
		{ "taken back", THREE, OFFER("h2=`b.example:444`") THEN("clear") LAST, PQ_RULE_WRONG_DESTINATION },
		{ "replaced", THREE, OFFER("h2=`b.example:444`") THEN("h2=`:445`") LAST, PQ_RULE_WRONG_DESTINATION },
		{ "perhaps replaced", THREE, OFFER("h2=`b.example:444`") THEN("h2=:445") LAST, PQ_RULE_NONE },
		{ "perhaps replaced: the quotes do not match", THREE,
		  OFFER("h2=`b.example:444`") THEN("h2=`:445`; x=`a` h2=`:446`") LAST, PQ_RULE_NONE },
		{ "replaced: a quoted parameter", THREE, OFFER("h2=`b.example:444`") THEN("h2=`:445`; x=`a`") LAST,
		  PQ_RULE_WRONG_DESTINATION },
		{ "alive", PAUSED, OFFER("h2=`b.example:444`; ma=60") MOVE("b.example", "444"), PQ_RULE_NONE },
		{ "too old by the scenario's pause", PAUSED,
		  OFFER("h2=`b.example:444`; ma=59") "request 2\nresolve 'b.example' 20.0.0.2\noutcome 2 error dns\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "too old by the clock", TWO,
		  OFFER("h2=`b.example:444`; ma=60") "time 5\nrequest 2\ntime 60005\n"
						     "resolve 'b.example' 20.0.0.2\noutcome 2 error dns\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "not too old by the clock", TWO,
		  OFFER("h2=`b.example:444`; ma=60") "time 5\nrequest 2\ntime 60004\n"
						     "resolve 'b.example' 20.0.0.2\noutcome 2 error dns\n",
		  PQ_RULE_NONE },
		{ "by a clock that went back", TWO,
		  OFFER("h2=`b.example:444`; ma=60") "time 5\nrequest 2\ntime 4\n"
						     "resolve 'b.example' 20.0.0.2\noutcome 2 error dns\n",
		  PQ_RULE_NONE },
		{ "ma=0", TWO,
		  OFFER("h2=`b.example:444`; ma=0") "request 2\nresolve 'b.example' 20.0.0.2\noutcome 2 error dns\n",
		  PQ_RULE_WRONG_DESTINATION },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_verdict verdict = case_judge(rows[i].scenario, rows[i].transcript, NULL);

		if (case_broke(&verdict, rows[i].rule) != (rows[i].rule != PQ_RULE_NONE))
			fail_msg("%s", rows[i].name);
		if (rows[i].rule == PQ_RULE_NONE)
			case_expect_rule(rows[i].name, &verdict, PQ_RULE_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_alternative_is_dialled_only_where_the_origin_has_offered_it),
		cmocka_unit_test(the_port_of_an_alternative_is_judged),
		cmocka_unit_test(an_alternative_that_is_gone_is_dialled_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
