/* SPDX-License-Identifier: MIT */
/* An explanation explains what it is about, and no other breach beside it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "differ/explain.h"

#define FIRST 2 /* events: the first message of the request, and what is sent behind its answer */
#define AGAIN 6
#define RAW 8 /* with a byte beyond ASCII, with a blank too, with a line feed too */
#define BLANK 10
#define BROKEN 12

static const char seen[] =
	"pratique-transcript 1\nrequest 1\n"
	"dial 1 tcp 20.1.2.3 80 ok\nsend 1 \"POST / HTTP/1.1\\r\\n\\r\\n\"\n"
	"receive 1 \"HTTP/1.1 302 F\\r\\n\"\nclose 1\n"
	"dial 2 tcp 20.1.2.3 80 ok\nsend 2 \"GET / HTTP/1.1\\r\\n\\r\\n\"\n"
	"dial 3 tcp 20.1.2.3 80 ok\nsend 3 \"GET /\\xc3\\xa9 HTTP/1.1\\r\\n\\r\\n\"\n"
	"dial 4 tcp 20.1.2.3 80 ok\nsend 4 \"GET /\\xc3 x HTTP/1.1\\r\\n\\r\\n\"\n"
	"dial 5 tcp 20.1.2.3 80 ok\nsend 5 \"GET /\\xc3\\nx HTTP/1.1\\r\\n\\r\\n\"\noutcome 1 done 200\n";

/* A scenario of these lines, and a breach at that event of which the judge says so. */
static bool is_explained(const struct pq_differ_kind *kind, const char *lines, enum pq_rule rule, size_t event,
			 const char *says)
{
	struct pq_line of_lines[16];
	struct pq_arg args[32];
	struct pq_event events[32];
	struct pq_address addresses[16];
	unsigned char bytes[2][1024];
	struct pq_scenario scenario;
	struct pq_transcript transcript;
	struct pq_violation breach = { .rule = rule, .event = event, .request = 1 };
	struct pq_differ_case its = {
		.scenario = &scenario, .model = &transcript, .other = &transcript, .breach = &breach
	};
	char text[512];

	snprintf(text, sizeof(text), "pratique-scenario 1\n%s", lines);
	snprintf(breach.detail, sizeof(breach.detail), "%s: \"x\"", says);
	pq_scenario_init(&scenario, of_lines, 16, args, 32, bytes[0], sizeof(bytes[0]));
	assert_int_equal(pq_scenario_parse(&scenario, pq_view_str(text), PQ_READING_STRICT, NULL), PQ_ERR_OK);
	pq_transcript_init(&transcript, events, 32, addresses, 16, bytes[1], sizeof(bytes[1]));
	assert_int_equal(pq_transcript_parse(&transcript, pq_view_str(seen), NULL), PQ_ERR_OK);
	return pq_explained(kind, &its) != NULL;
}

#define LINE "the request line is not METHOD SP target SP HTTP/1.1"

#define PLAIN "fetch GET http://a.example/\n"
#define KEPT "keep-alive\n" PLAIN
#define BEYOND "fetch GET http://a.example/x|y\n"
#define SHARED "requests with and without credentials share a connection"
#define LEAKED "credentials were sent that nobody has for this origin"

static void kept_connections_explain_no_leak_but_that_they_are_shared(void **state)
{
	(void)state;
	assert_true(is_explained(&pq_differ_libcurl, KEPT, PQ_RULE_CREDENTIAL_LEAK, AGAIN, SHARED));
	assert_false(is_explained(&pq_differ_libcurl, PLAIN, PQ_RULE_CREDENTIAL_LEAK, AGAIN, SHARED));
	assert_false(is_explained(&pq_differ_libcurl, KEPT, PQ_RULE_CREDENTIAL_LEAK, AGAIN, LEAKED));
	assert_false(is_explained(&pq_differ_libcurl, KEPT, PQ_RULE_BAD_FRAMING, AGAIN,
				  "the connection is used again before the answer on it has ended"));
}

static void a_url_that_is_read_in_two_ways_explains_where_it_leads(void **state)
{
	(void)state;
	assert_true(is_explained(&pq_differ_libcurl, BEYOND, PQ_RULE_WRONG_DESTINATION, FIRST, "a dial"));
	assert_true(is_explained(&pq_differ_libcurl, PLAIN "  worker http://a.example/x|y\n", PQ_RULE_WRONG_DESTINATION,
				 FIRST, "a dial"));
	assert_false(is_explained(&pq_differ_libcurl, PLAIN, PQ_RULE_WRONG_DESTINATION, FIRST, "a dial"));
	assert_false(is_explained(&pq_differ_libcurl, BEYOND, PQ_RULE_UNSAFE_PORT, FIRST, "a dial"));
}

static void bytes_of_a_head_are_explained_for_a_user_name_alone(void **state)
{
	static const enum pq_rule rules[] = { PQ_RULE_REQUEST_SPLIT, PQ_RULE_MALFORMED_HEADER,
					      PQ_RULE_CREDENTIAL_LEAK };

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		assert_true(is_explained(&pq_differ_libsoup, "fetch GET http://u@a.example/\n", rules[i], FIRST, "a"));
		assert_false(is_explained(&pq_differ_libsoup, BEYOND, rules[i], FIRST, "a"));
	}
}

static void a_body_that_is_gone_explains_no_other_framing(void **state)
{
	const char *former = "a redirect has made the method GET, and a header of the former body is still there";
	const char *fewer = "fewer bytes follow than Content-Length says";

	(void)state;
	assert_true(is_explained(&pq_differ_libcurl, PLAIN, PQ_RULE_BAD_FRAMING, AGAIN, former));
	assert_true(is_explained(&pq_differ_libsoup, PLAIN, PQ_RULE_BAD_FRAMING, AGAIN, former));
	assert_false(is_explained(&pq_differ_libcurl, PLAIN, PQ_RULE_BAD_FRAMING, AGAIN, fewer));
	assert_true(is_explained(&pq_differ_libsoup, PLAIN, PQ_RULE_BAD_FRAMING, AGAIN, fewer));
	assert_false(is_explained(&pq_differ_libsoup, PLAIN, PQ_RULE_BAD_FRAMING, FIRST, fewer));
	assert_false(is_explained(&pq_differ_libsoup, PLAIN, PQ_RULE_BAD_FRAMING, AGAIN,
				  "Content-Length stands more than once"));
}

static void bytes_that_are_not_encoded_explain_no_line_that_is_split(void **state)
{
	(void)state;
	assert_true(is_explained(&pq_differ_libcurl, PLAIN, PQ_RULE_REQUEST_SPLIT, RAW, LINE));
	assert_false(is_explained(&pq_differ_libcurl, PLAIN, PQ_RULE_REQUEST_SPLIT, FIRST, LINE));
	assert_false(is_explained(&pq_differ_libcurl, PLAIN, PQ_RULE_REQUEST_SPLIT, BLANK, LINE));
	assert_false(is_explained(&pq_differ_libcurl, PLAIN, PQ_RULE_REQUEST_SPLIT, BROKEN, LINE));
	assert_false(is_explained(&pq_differ_libsoup, PLAIN, PQ_RULE_REQUEST_SPLIT, RAW, LINE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kept_connections_explain_no_leak_but_that_they_are_shared),
		cmocka_unit_test(a_url_that_is_read_in_two_ways_explains_where_it_leads),
		cmocka_unit_test(bytes_of_a_head_are_explained_for_a_user_name_alone),
		cmocka_unit_test(a_body_that_is_gone_explains_no_other_framing),
		cmocka_unit_test(bytes_that_are_not_encoded_explain_no_line_that_is_split),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
