/* SPDX-License-Identifier: MIT */
/* WebTransport sessions before the judge: each breach fires, and its twin is silent. */
#include "monitor_case.h"

#define LOOK_UP "request 1\nresolve 'a.example' 20.0.0.1\n"
#define DIAL(port) LOOK_UP "dial 1 udp 20.0.0.1 " port " ok\n"
#define DONE "close 1\noutcome 1 done 0\n"
#define BLOCKED(side) "request 1\noutcome 1 blocked unsafe_port " side "\n"
#define RENDERER "attacker renderer\n"
#define SESSION(rest) "webtransport https://a.example" rest "\n"
#define PROXY "proxy http://20.0.0.9:3128/\n"

static void a_bad_port_is_not_dialled(void **state)
{
	static const struct case_row rows[] = {
		{ "a bad port", SESSION(":25/"), DIAL("25") DONE, PQ_RULE_UNSAFE_PORT },
		{ "its neighbour", SESSION(":26/"), DIAL("26") DONE, PQ_RULE_NONE },
		{ "a renderer's", RENDERER SESSION(":25/"), DIAL("25") DONE, PQ_RULE_UNSAFE_PORT },
		{ "a renderer's neighbour", RENDERER SESSION(":26/"), DIAL("26") DONE, PQ_RULE_NONE },
		{ "a bad port of a literal", "webtransport https://0x14000001:6679/\n",
		  "request 1\ndial 1 udp 20.0.0.1 6679 ok\n" DONE, PQ_RULE_UNSAFE_PORT },
		{ "refused by the page", SESSION(":25/"), BLOCKED("page"), PQ_RULE_NONE },
		{ "refused by the service alone, although a page asked", SESSION(":25/"), BLOCKED("service"),
		  PQ_RULE_UNSAFE_PORT },
		{ "refused by the service, for a renderer", RENDERER SESSION(":25/"), BLOCKED("service"),
		  PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* Fetch's list counts for the scheme from the day on which a session became a fetch. */
static void the_policy_is_asked_under_the_schemes_own_name(void **state)
{
	static const struct case_options october = { .policy = "fetch@2025-10" };
	static const struct case_options chromium = { .policy = "chromium" };
	static const struct {
		const char *name;
		const struct case_options *options;
		const char *scenario;
		const char *transcript;
		enum pq_rule rule;
	} rows[] = {
		{ "before it was listed", &october, SESSION(":25/"), DIAL("25") DONE, PQ_RULE_NONE },
		{ "refused before it was listed", &october, SESSION(":25/"), BLOCKED("page"), PQ_RULE_OVER_BLOCK },
		{ "the same behind a proxy", &october, RENDERER PROXY SESSION(":25/"), BLOCKED("service"),
		  PQ_RULE_OVER_BLOCK },
		{ "chromium's list", &chromium, SESSION(":25/"), DIAL("25") DONE, PQ_RULE_UNSAFE_PORT },
		{ "not on chromium's list", &chromium, SESSION(":6679/"), DIAL("6679") DONE, PQ_RULE_NONE },
		{ "refused, but not on chromium's list", &chromium, SESSION(":6679/"), BLOCKED("page"),
		  PQ_RULE_OVER_BLOCK },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_verdict verdict = case_judge(rows[i].scenario, rows[i].transcript, rows[i].options);

		case_expect_rule(rows[i].name, &verdict, rows[i].rule);
	}
}

static void a_session_is_dialled_where_its_url_says(void **state)
{
	static const struct case_row rows[] = {
		{ "the scheme's own port", SESSION("/x"), DIAL("443") DONE, PQ_RULE_NONE },
		{ "another port", SESSION("/x"), DIAL("4433") DONE, PQ_RULE_WRONG_DESTINATION },
		{ "another transport", SESSION("/x"), LOOK_UP "dial 1 tcp 20.0.0.1 443 ok\n" DONE,
		  PQ_RULE_WRONG_DESTINATION },
		{ "another address", SESSION("/x"), LOOK_UP "dial 1 udp 20.0.0.2 443 ok\n" DONE,
		  PQ_RULE_WRONG_DESTINATION },
		{ "another name", SESSION("/x"), "request 1\nresolve 'b.example' 20.0.0.1\noutcome 1 error dns\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "relative to the page", "page https://a.example:4433/d/\nwebtransport x\n", DIAL("4433") DONE,
		  PQ_RULE_NONE },
		{ "relative to a page that is not secure", "page http://a.example/\nwebtransport x\n", DIAL("80") DONE,
		  PQ_RULE_WRONG_DESTINATION },
		{ "no https", "webtransport http://a.example:4433/\n", DIAL("4433") DONE, PQ_RULE_WRONG_DESTINATION },
		{ "a page's fragment", SESSION("/#"), DIAL("443") DONE, PQ_RULE_WRONG_DESTINATION },
		{ "a renderer's fragment", RENDERER SESSION("/#"), DIAL("443") DONE, PQ_RULE_NONE },
		{ "past the user's proxy", PROXY SESSION("/x"), DIAL("443") DONE, PQ_RULE_WRONG_DESTINATION },
		{ "the proxy itself", PROXY SESSION("/x"), "request 1\ndial 1 tcp 20.0.0.9 3128 ok\n" DONE,
		  PQ_RULE_WRONG_DESTINATION },
		{ "given up for the proxy", PROXY SESSION("/x"), "request 1\noutcome 1 error proxy\n", PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void a_refusal_wants_a_bad_port(void **state)
{
	static const struct case_row rows[] = {
		{ "a good port", SESSION(":26/"), BLOCKED("page"), PQ_RULE_OVER_BLOCK },
		{ "a good port of a renderer's", RENDERER SESSION(":26/"), BLOCKED("service"), PQ_RULE_OVER_BLOCK },
		{ "a good port behind a proxy", PROXY SESSION(":26/"), BLOCKED("page"), PQ_RULE_OVER_BLOCK },
		{ "a bad port behind a proxy", PROXY SESSION(":25/"), BLOCKED("page"), PQ_RULE_NONE },
		{ "a bad port before a fragment", SESSION(":25/#"), BLOCKED("page"), PQ_RULE_NONE },
		{ "a forbidden method, of which there is none", SESSION("/"),
		  "request 1\noutcome 1 blocked forbidden_method service\n", PQ_RULE_OVER_BLOCK },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* RFC 9000 17.2: form and fixed bit of a long header; what follows the handshake has a short one. */
static void what_is_written_begins_as_quic_does(void **state)
{
	static const struct case_row rows[] = {
		{ "an initial packet", SESSION("/"), DIAL("443") "send 1 '\\xc3\\0\\0\\0\\x01'\n" DONE, PQ_RULE_NONE },
		{ "and a short header", SESSION("/"),
		  DIAL("443") "send 1 '\\xc3\\0\\0\\0\\x01'\nreceive 1 '\\xc1'\nsend 1 'A'\n" DONE, PQ_RULE_NONE },
		{ "text", SESSION("/"), DIAL("443") "send 1 'HELO evil.example^'\n" DONE, PQ_RULE_BAD_FRAMING },
		{ "a short header first", SESSION("/"), DIAL("443") "send 1 '\\x41'\n" DONE, PQ_RULE_BAD_FRAMING },
		{ "on another session's connection", "webtransport https://20.0.0.1/\nwebtransport https://20.0.0.2/\n",
		  "request 1\ndial 1 udp 20.0.0.1 443 ok\nsend 1 '\\xc3'\noutcome 1 done 0\nrequest 2\n"
		  "send 1 'A'\noutcome 2 done 0\n",
		  PQ_RULE_WRONG_DESTINATION },
	};

	(void)state;
	CASE_CHECK(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bad_port_is_not_dialled),
		cmocka_unit_test(the_policy_is_asked_under_the_schemes_own_name),
		cmocka_unit_test(a_session_is_dialled_where_its_url_says),
		cmocka_unit_test(a_refusal_wants_a_bad_port),
		cmocka_unit_test(what_is_written_begins_as_quic_does),
	};

	return cmocka_run_group_tests_name("monitor_webtransport", tests, NULL, NULL);
}
