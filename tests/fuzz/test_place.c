/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/place.h"

static struct pq_line lines[64];
static struct pq_arg args[128];
static unsigned char scenario_bytes[4096], transcript_bytes[8192];
static struct pq_event events[64];
static struct pq_address addresses[64];

static void check(const char *scenario_text, const char *transcript_text, struct pq_violation violation,
		  const char *expected)
{
	struct pq_scenario scenario;
	struct pq_transcript transcript;
	char place[PQ_PLACE_SIZE];
	struct pq_diag diag;

	pq_scenario_init(&scenario, lines, 64, args, 128, scenario_bytes, sizeof(scenario_bytes));
	assert_int_equal(pq_scenario_parse(&scenario, pq_view_str(scenario_text), PQ_READING_LENIENT, &diag),
			 PQ_ERR_OK);
	pq_transcript_init(&transcript, events, 64, addresses, 64, transcript_bytes, sizeof(transcript_bytes));
	assert_int_equal(pq_transcript_parse(&transcript, pq_view_str(transcript_text), &diag), PQ_ERR_OK);
	pq_place_of(&scenario, &transcript, &violation, place);
	assert_string_equal(place, expected);
}

#define DIAL "pratique-transcript 1\nrequest 1\ndial 1 tcp 20.1.2.3 80 ok\n"

static void a_place_is_the_request_s_word_and_the_sentence_without_what_the_input_chose(void **state)
{
	(void)state;
	check("fetch GET http://a.example:25/\n", DIAL,
	      (struct pq_violation){ PQ_RULE_UNSAFE_PORT, 1, 1,
				     "port 25 was dialled, which the policy blocks for http" },
	      "fetch: port # was dialled, which the policy blocks for http");
	check("pause 1\nxhr GET http://a.example/\nwebsocket ws://a.example/\n", DIAL,
	      (struct pq_violation){ PQ_RULE_REQUEST_SPLIT, 0, 2, "a line break in the head: \"a\\x0d\\x0ab\"..." },
	      "websocket: a line break in the head");
	check("navigate http://a.example/\n", DIAL,
	      (struct pq_violation){ PQ_RULE_HOST_MISMATCH, 1, 1,
				     "Host is another one; the current URL's authority is b.example" },
	      "navigate: Host is another one");
}

static void what_belongs_to_no_request_says_so(void **state)
{
	(void)state;
	check("fetch GET http://a.example/\n", DIAL, (struct pq_violation){ PQ_RULE_UNSAFE_PORT, 1, 0, "x" },
	      "no request: x");
	check("fetch GET http://a.example/\n", DIAL, (struct pq_violation){ PQ_RULE_UNSAFE_PORT, 99, 7, "x" },
	      "no request: x");
}

static void rules_about_names_keep_the_name_as_policies_know_it(void **state)
{
	static const char *const names[][2] = {
		{ "x: \"Set-Cookie: k=v\"", "xhr: x: set-cookie" },
		{ "x: \"Sec-Foo: 1\"", "xhr: x: sec-*" },
		{ "x: \"sec-bar: 2\"", "xhr: x: sec-*" },
		{ "x: \"Proxy-Evil: \"", "xhr: x: proxy-*" },
		{ "x: \"no name\"", "xhr: x" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct pq_violation violation = { PQ_RULE_FORBIDDEN_HEADER, 1, 1, "" };

		strcpy(violation.detail, names[i][0]);
		check("xhr GET http://a.example/\n", DIAL, violation, names[i][1]);
	}
	check("xhr GET http://a.example/\n", DIAL,
	      (struct pq_violation){ PQ_RULE_MALFORMED_HEADER, 1, 1, "x: \"Set Cookie: k=v\"" }, "xhr: x");
}

static void hops_and_side_ways_are_places_of_their_own(void **state)
{
	static const char redirected[] = DIAL "send 1 \"GET / HTTP/1.1\\r\\n\\r\\n\"\n"
					      "receive 1 \"HTTP/1.1 302 Found\\r\\n\\r\\n\"\n"
					      "dial 2 tcp 20.1.2.4 22 ok\n";
	static const char kept[] = DIAL "outcome 1 done 200\nrequest 2\nsend 1 \"GET / HTTP/1.1\\r\\n\\r\\n\"\n";
	static const char alternative[] = DIAL "send 1 \"GET / HTTP/1.1\\r\\nalt-used: a.example:25\\r\\n\\r\\n\"\n";
	static const char preflight[] =
		DIAL "send 1 \"OPTIONS / HTTP/1.1\\r\\nAccess-Control-Request-Method: PUT\\r\\n\\r\\n\"\n";
	static const char data[] = DIAL "dial 2 tcp 20.1.2.3 22 ok\n";

	(void)state;
	check("fetch GET http://a.example/\n", redirected, (struct pq_violation){ PQ_RULE_UNSAFE_PORT, 4, 1, "x" },
	      "fetch hop: x");
	check("fetch GET http://a.example/\n", redirected, (struct pq_violation){ PQ_RULE_UNSAFE_PORT, 1, 1, "x" },
	      "fetch: x");
	check("fetch GET http://a.example/\nform POST http://a.example/\n", kept,
	      (struct pq_violation){ PQ_RULE_UNSAFE_PORT, 4, 2, "x" }, "form kept: x");
	check("fetch GET http://a.example/\n", alternative, (struct pq_violation){ PQ_RULE_UNSAFE_PORT, 1, 1, "x" },
	      "fetch alternative: x");
	check("fetch PUT http://a.example/\n", preflight, (struct pq_violation){ PQ_RULE_BAD_FRAMING, 2, 1, "x" },
	      "fetch preflight: x");
	check("proxy http://p.example/\nfetch GET http://a.example/\n", DIAL,
	      (struct pq_violation){ PQ_RULE_UNSAFE_PORT, 1, 1, "x" }, "fetch proxy: x");
	check("proxy http://p.example/\nftp ftp://a.example/\n", data,
	      (struct pq_violation){ PQ_RULE_UNSAFE_PORT, 2, 1, "x" }, "ftp data: x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_is_the_request_s_word_and_the_sentence_without_what_the_input_chose),
		cmocka_unit_test(what_belongs_to_no_request_says_so),
		cmocka_unit_test(rules_about_names_keep_the_name_as_policies_know_it),
		cmocka_unit_test(hops_and_side_ways_are_places_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
