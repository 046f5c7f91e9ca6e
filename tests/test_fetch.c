/* SPDX-License-Identifier: MIT */
/* The model as a whole: what is dialled, what is written and how a request ends (Fetch 4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "run_assert.h"

static void a_plain_fetch_dials_writes_and_ends(void **state)
{
	struct run *run = *state;

	run_text(run, "page http://a.example/\nfetch GET http://a.example:8080/x?y#z\n");
	assert_done(run, 0, 200);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
	assert_int_equal(run_event(run, PQ_EVENT_DIAL, 0)->port, 8080);
	assert_sent(run, 1, "GET /x?y HTTP/1.1\r\nHost: a.example:8080\r\n");
	assert_int_equal(run_count(run, PQ_EVENT_CLOSE), 1);
}

static void a_page_is_stopped_at_a_bad_port_before_it_asks(void **state)
{
	struct run *run = *state;

	run_text(run,
		 "fetch GET http://a.example:25/\nnavigate http://a.example:6667/\n"
		 "form POST http://a.example:21/\nxhr GET https://a.example:993/\ncontrol GET http://a.example/\n");
	for (size_t i = 0; i < 4; i++)
		assert_blocked(run, i, PQ_RULE_UNSAFE_PORT, PQ_SIDE_PAGE);
	assert_done(run, 4, 200);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
	assert_int_equal(run_count(run, PQ_EVENT_RESOLVE), 1);
}

static void a_renderer_is_stopped_at_a_bad_port_by_the_service(void **state)
{
	struct run *run = *state;

	run_text(run, "attacker renderer\nfetch GET http://a.example:25/\ncontrol GET http://a.example/\n");
	assert_blocked(run, 0, PQ_RULE_UNSAFE_PORT, PQ_SIDE_SERVICE);
	assert_done(run, 1, 200);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
}

/* http:/name is a path where the base has the same scheme, and a host without a base (URL 4.4, "special relative"). */
static void a_page_whose_url_does_not_fit_asks_nothing(void **state)
{
	struct run *run = *state;

	run_text(run, "page \"http://a.example/\" + fill 900 \"\\xe1\"\nfetch GET http:/b.example:443/x\n");
	assert_done(run, 0, 200);
	assert_sent(run, 1, "GET /b.example:443/x HTTP/1.1\r\nHost: a.example\r\n");
	run_text(run, "page \"http://a.example/\" + fill 9000 \"\\xe1\"\nfetch GET http:/b.example:443/x\n");
	assert_error(run, 0, "limit");
	assert_int_equal(run_count(run, PQ_EVENT_RESOLVE), 0);
}

static void each_redirect_status_meets_the_port_check(void **state)
{
	static const int statuses[] = { 301, 302, 303, 307, 308 };
	struct run *run = *state;
	char text[256];

	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		snprintf(text, sizeof(text),
			 "fetch GET http://a.example/\nanswer\n  redirect %d http://b.example:22/\n", statuses[i]);
		run_text(run, text);
		assert_blocked(run, 0, PQ_RULE_UNSAFE_PORT, PQ_SIDE_SERVICE);
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
		snprintf(text, sizeof(text),
			 "fetch GET http://a.example/\nanswer\n  redirect %d http://b.example:2222/\n"
			 "answer\n  reply \"HTTP/1.1 204 No\\r\\n\\r\\n\"\n",
			 statuses[i]);
		run_text(run, text);
		assert_done(run, 0, 204);
		assert_int_equal(run_event(run, PQ_EVENT_DIAL, 1)->port, 2222);
	}
}

static void forbidden_headers_are_dropped_for_a_page_and_refused_to_a_renderer(void **state)
{
	struct run *run = *state;

	run_text(run, "page http://a.example/\n"
		      "fetch GET http://a.example/\n  header \"Host\" \"evil\"\n  header \"X-Fine\" \"1\"\n");
	assert_done(run, 0, 200);
	assert_int_equal(run_count(run, PQ_EVENT_DROPPED), 1);
	assert_sent(run, 1, "X-Fine: 1\r\n");
	assert_unsent(run, 1, "evil");
	run_text(run, "attacker renderer\nfetch GET http://a.example/\n  header \"Host\" \"evil\"\n"
		      "fetch GET http://a.example/\n  header \"X-Fine\" \"1\"\n");
	assert_blocked(run, 0, PQ_RULE_FORBIDDEN_HEADER, PQ_SIDE_SERVICE);
	assert_done(run, 1, 200);
}

static void malformed_headers_end_the_request_on_either_side(void **state)
{
	static const struct {
		const char *header;
		enum pq_rule rule;
	} rows[] = {
		{ "  header \"a b\" \"v\"\n", PQ_RULE_MALFORMED_HEADER },
		{ "  header \"\" \"v\"\n", PQ_RULE_MALFORMED_HEADER },
		{ "  header \"a:\" \"v\"\n", PQ_RULE_MALFORMED_HEADER },
		{ "  header \"x\\ny\" \"v\"\n", PQ_RULE_MALFORMED_HEADER },
		{ "  header \"x\" \"v\\r\\nHost: evil\"\n", PQ_RULE_REQUEST_SPLIT },
		{ "  header \"x\" \"v\\nw\"\n", PQ_RULE_REQUEST_SPLIT },
		{ "  header \"x\" \"v\\rw\"\n", PQ_RULE_REQUEST_SPLIT },
		{ "  header \"x\" \"v\\0w\"\n", PQ_RULE_REQUEST_SPLIT },
	};
	struct run *run = *state;
	char text[512];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), "fetch GET http://a.example/\n%s", rows[i].header);
		run_text(run, text);
		assert_blocked(run, 0, rows[i].rule, PQ_SIDE_PAGE);
		snprintf(text, sizeof(text), "attacker renderer\nfetch GET http://a.example/\n%s", rows[i].header);
		run_text(run, text);
		assert_blocked(run, 0, rows[i].rule, PQ_SIDE_SERVICE);
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), 0);
	}
}

static void forbidden_and_malformed_methods_end_the_request_on_either_side(void **state)
{
	static const char *const methods[] = { "TRACE", "track", "CONNECT", "\"G ET\"", "\"\"", "\"GET\\r\\n\"" };
	struct run *run = *state;
	char text[256];

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		snprintf(text, sizeof(text), "fetch %s http://a.example/\ncontrol PATCH http://a.example/\n",
			 methods[i]);
		run_text(run, text);
		assert_blocked(run, 0, PQ_RULE_FORBIDDEN_METHOD, PQ_SIDE_PAGE);
		assert_done(run, 1, 200);
		snprintf(text, sizeof(text), "attacker renderer\nfetch %s http://a.example/\n", methods[i]);
		run_text(run, text);
		assert_blocked(run, 0, PQ_RULE_FORBIDDEN_METHOD, PQ_SIDE_SERVICE);
	}
}

static void twenty_redirects_are_followed_and_no_more(void **state)
{
	struct run *run = *state;
	char text[4096] = "fetch GET http://a.example/\n";

	for (int i = 0; i < 20; i++)
		strcat(text, "answer\n  redirect 302 /next\n");
	strcat(text, "answer\n  reply \"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n");
	run_text(run, text);
	assert_done(run, 0, 200);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 21);
	strcpy(text, "fetch GET http://a.example/\n");
	for (int i = 0; i < 21; i++)
		strcat(text, "answer\n  redirect 302 /next\n");
	run_text(run, text);
	assert_error(run, 0, "too-many-redirects");
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 21);
}

/* Fetch "HTTP-redirect fetch", step 12. */
static void redirects_change_method_and_body_as_their_status_says(void **state)
{
	static const struct {
		int status;
		const char *method;
		const char *next;
		bool body;
	} rows[] = {
		{ 301, "POST", "GET ", false }, { 302, "POST", "GET ", false }, { 303, "POST", "GET ", false },
		{ 303, "PUT", "GET ", false },  { 301, "PUT", "PUT ", true },   { 302, "PUT", "PUT ", true },
		{ 307, "POST", "POST ", true }, { 308, "POST", "POST ", true },
	};
	struct run *run = *state;
	char text[512];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text),
			 "page http://a.example/\nfetch %s http://a.example/\n  text \"hello\"\n"
			 "answer\n  redirect %d /b\nanswer\n  reply \"HTTP/1.1 204 No\\r\\n\\r\\n\"\n",
			 rows[i].method, rows[i].status);
		run_text(run, text);
		assert_done(run, 0, 204);
		assert_ptr_equal(strstr(run_sent(run, 2), rows[i].next), run_sent(run, 2));
		assert_int_equal(strstr(run_sent(run, 2), "hello") != NULL, rows[i].body);
		assert_int_equal(strstr(run_sent(run, 2), "Content-Type") != NULL, rows[i].body);
		assert_int_equal(strstr(run_sent(run, 2), "Content-Length: 5\r\n") != NULL, rows[i].body);
	}
}

static void caller_set_authorization_stays_with_its_origin(void **state)
{
	static const struct {
		const char *location;
		bool kept;
	} rows[] = {
		{ "http://a.example:8000/y", true },  { "/y", true },
		{ "http://a.example:9000/", false },  { "http://b.example:8000/", false },
		{ "https://a.example:8000/", false },
	};
	struct run *run = *state;
	char text[512];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text),
			 "page http://a.example:8000/\n"
			 "fetch GET http://a.example:8000/\n  header \"authorization\" \"Basic c2VjcmV0\"\n"
			 "answer\n  redirect 302 %s\nanswer\n  reply \"HTTP/1.1 204 No\\r\\n\\r\\n\"\n",
			 rows[i].location);
		run_text(run, text);
		assert_done(run, 0, 204);
		assert_sent(run, 1, "c2VjcmV0");
		assert_int_equal(strstr(run_sent(run, 2), "c2VjcmV0") != NULL, rows[i].kept);
	}
}

static void caller_set_cookies_stay_with_their_origin_where_a_policy_lets_them_be_set(void **state)
{
	struct run *run = *state;

	run_text(run, "page http://a.example/\nfetch GET http://a.example/\n  header \"Cookie\" \"k=secret\"\n"
		      "answer\n  redirect 302 http://b.example/\nanswer\n  reply \"HTTP/1.1 204 No\\r\\n\\r\\n\"\n");
	assert_sent(run, 1, "k=secret");
	assert_unsent(run, 2, "secret");
}

static void jar_cookies_follow_hosts_and_not_ports(void **state)
{
	struct run *run = *state;

	run_text(run, "page http://a.example/\ncookie http://a.example/ \"k=v\"\n"
		      "fetch GET http://a.example:8080/\n  credentials include\n"
		      "fetch GET http://b.example/\n  credentials include\n"
		      "fetch GET http://a.example/\n  credentials omit\n");
	assert_sent(run, 1, "Cookie: k=v\r\n");
	assert_unsent(run, 2, "Cookie");
	assert_unsent(run, 3, "Cookie");
}

static void what_does_not_parse_is_not_dialled(void **state)
{
	static const struct {
		const char *url;
		const char *error;
	} rows[] = {
		{ "http://a.example:65561/", "bad-url" },   { "http://[::1%25eth0]/", "bad-url" },
		{ "\"http://a b/\"", "bad-url" },           { "ftp://a.example/", "bad-scheme" },
		{ "http://user:pw@a.example/", "bad-url" }, { "data:,x", "bad-scheme" },
	};
	struct run *run = *state;
	char text[256];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), "fetch GET %s\n", rows[i].url);
		run_text(run, text);
		assert_error(run, 0, rows[i].error);
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), 0);
	}
}

static void a_url_over_the_documented_length_is_refused_by_that_limit(void **state)
{
	struct run *run = *state;

	run_text(run, "fetch GET \"http://a.example/\" + fill 65000 \"a\"\n"
		      "fetch GET \"http://a.example/\" + fill 66000 \"a\"\n");
	assert_done(run, 0, 200);
	assert_error(run, 1, "limit");
	run_text(run, "fetch GET http://a.example/\nanswer\n  redirect 302 \"/\" + fill 60000 \"a\"\n"
		      "answer\n  redirect 302 \"/\" + fill 30000 \" \" + \"x\"\n");
	assert_error(run, 0, "limit");
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 2);
}

static void a_request_that_a_renderer_made_too_large_ends_before_it_is_cut(void **state)
{
	struct run *run = *state;

	run_text(run, "attacker renderer\n"
		      "fetch GET \"http://\" + fill 120000 \"a\" + \":\" + fill 40000 \"b\" + \"@good.example/\"\n"
		      "fetch GET \"http://\" + fill 100 \"a\" + \":\" + fill 40 \"b\" + \"@good.example/\"\n");
	assert_error(run, 0, "limit");
	assert_done(run, 1, 200);
	assert_int_equal(run_count(run, PQ_EVENT_RESOLVE), 1);
	assert_true(pq_view_is(run_event(run, PQ_EVENT_RESOLVE, 0)->text, "good.example"));
}

static void a_multipart_form_is_written_as_html_encodes_it(void **state)
{
	struct run *run = *state;

	run_text(run, "form POST http://a.example/up multipart\n  field \"a\\nb\" \"1\\n2\"\n");
	assert_done(run, 0, 200);
	assert_sent(run, 1, "Content-Type: multipart/form-data; boundary=----pratique");
	assert_sent(run, 1, "Content-Disposition: form-data; name=\"a%0D%0Ab\"\r\n\r\n1\r\n2\r\n------pratique");
	assert_int_equal(run_count(run, PQ_EVENT_RANDOM), 1);
}

static void hostile_responses_end_the_request(void **state)
{
	static const char *const replies[] = {
		"HTTP/1.1 200 OK\\nContent-Length: 0\\n\\n",
		"HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nab",
		"220 mail.example ESMTP\\r\\n",
	};
	struct run *run = *state;
	char text[512];

	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		snprintf(text, sizeof(text), "fetch GET http://a.example/\nanswer\n  reply \"%s\"\n", replies[i]);
		run_text(run, text);
		assert_error(run, 0, "bad-response");
		assert_int_equal(run_count(run, PQ_EVENT_CLOSE), 1);
	}
}

static void faults_of_the_network_have_their_names(void **state)
{
	struct run *run = *state;

	run_text(run, "fetch GET http://a.example/\nfetch GET http://a.example/\nfetch GET http://a.example/\n"
		      "fetch GET http://no.invalid/\nfetch GET http://a.example/\n"
		      "answer\n  refuse\nanswer\n  reset\nanswer\n  stall\n");
	assert_error(run, 0, "refused");
	assert_error(run, 1, "connection");
	assert_error(run, 2, "exhausted");
	assert_error(run, 3, "exhausted");
}

static void answers_used_up_fail_for_good(void **state)
{
	struct run *run = *state;

	run_text(run, "fetch GET http://a.example/\nfetch GET http://a.example/\nfetch GET http://no.invalid/\n"
		      "control GET http://a.example/\nanswer\n  reply \"HTTP/1.1 204 No\\r\\n\\r\\n\"\n");
	assert_done(run, 0, 204);
	assert_error(run, 1, "connection");
	assert_error(run, 2, "dns");
	assert_done(run, 3, 200);
}

static void a_schedule_cuts_writes_and_reads_without_changing_their_sum(void **state)
{
	struct run *run = *state;
	char whole[4096];

	run_text(run, "fetch POST http://a.example/\n  text \"hello\"\n");
	strcpy(whole, run_sent(run, 1));
	run_text(run, "schedule \"\\x03\\x03\\x04\\x08\\x0f\\x07\\x28\\x03\\x04\\x10\"\n"
		      "fetch POST http://a.example/\n  text \"hello\"\n");
	assert_done(run, 0, 200);
	assert_true(run_count(run, PQ_EVENT_SEND) > 3);
	assert_string_equal(run_sent(run, 1), whole);
}

static void two_runs_are_the_same_byte_for_byte(void **state)
{
	static unsigned char texts[2][65536];
	struct pq_buf out[2];
	struct run *run = *state;

	for (size_t i = 0; i < 2; i++) {
		run_text(run, "form POST http://a.example/ multipart\n  file \"f\" \"n\" \"t/x\" \"abc\"\n"
			      "fetch GET http://b.example/\n");
		pq_buf_init(&out[i], texts[i], sizeof(texts[i]));
		pq_transcript_print(&run->transcript, &out[i]);
		assert_true(pq_buf_ok(&out[i]) && out[i].len > 0);
	}
	assert_true(pq_view_eq(pq_buf_view(&out[0]), pq_buf_view(&out[1])));
}

static void under_no_policy_everything_goes_out(void **state)
{
	struct run *run = *state;

	run_text(run, "page http://a.example:25/\nfetch TRACE http://a.example:25/\n  header \"Host\" \"evil\"\n");
	assert_done(run, 0, 200);
	assert_int_equal(run_event(run, PQ_EVENT_DIAL, 0)->port, 25);
	assert_sent(run, 1, "TRACE / HTTP/1.1\r\n");
	assert_sent(run, 1, "Host: evil\r\n");
}

static void an_address_literal_is_dialled_without_a_look_up(void **state)
{
	struct run *run = *state;

	run_text(run, "fetch GET http://0x7f.1/\nfetch GET http://[2001:db8::1]:81/\n");
	assert_int_equal(run_count(run, PQ_EVENT_RESOLVE), 0);
	assert_int_equal(run_event(run, PQ_EVENT_DIAL, 0)->addresses[0].bytes[0], 127);
	assert_int_equal(run_event(run, PQ_EVENT_DIAL, 1)->addresses[0].family, 6);
	assert_sent(run, 1, "Host: 127.0.0.1\r\n");
	assert_sent(run, 2, "Host: [2001:db8::1]:81\r\n");
}

static void a_referrer_carries_neither_userinfo_nor_fragment(void **state)
{
	struct run *run = *state;

	run_text(run, "page http://u:p@a.example/x?q#f\nfetch GET http://a.example/\nfetch GET http://b.example/\n");
	assert_sent(run, 1, "Referer: http://a.example/x?q\r\n");
	assert_sent(run, 2, "Referer: http://a.example/\r\n");
	assert_sent(run, 2, "Origin: http://a.example\r\n");
	assert_unsent(run, 1, "Origin");
}

#define FETCH(name) cmocka_unit_test_setup_teardown(name, open_fetch, close_run)
#define NONE(name) cmocka_unit_test_setup_teardown(name, open_none, close_run)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FETCH(a_plain_fetch_dials_writes_and_ends),
		FETCH(a_page_is_stopped_at_a_bad_port_before_it_asks),
		FETCH(a_renderer_is_stopped_at_a_bad_port_by_the_service),
		FETCH(a_page_whose_url_does_not_fit_asks_nothing),
		FETCH(each_redirect_status_meets_the_port_check),
		FETCH(forbidden_headers_are_dropped_for_a_page_and_refused_to_a_renderer),
		FETCH(malformed_headers_end_the_request_on_either_side),
		FETCH(forbidden_and_malformed_methods_end_the_request_on_either_side),
		FETCH(twenty_redirects_are_followed_and_no_more),
		FETCH(redirects_change_method_and_body_as_their_status_says),
		FETCH(caller_set_authorization_stays_with_its_origin),
		NONE(caller_set_cookies_stay_with_their_origin_where_a_policy_lets_them_be_set),
		FETCH(jar_cookies_follow_hosts_and_not_ports),
		FETCH(what_does_not_parse_is_not_dialled),
		FETCH(a_url_over_the_documented_length_is_refused_by_that_limit),
		FETCH(a_request_that_a_renderer_made_too_large_ends_before_it_is_cut),
		FETCH(a_multipart_form_is_written_as_html_encodes_it),
		FETCH(hostile_responses_end_the_request),
		FETCH(faults_of_the_network_have_their_names),
		FETCH(answers_used_up_fail_for_good),
		FETCH(a_schedule_cuts_writes_and_reads_without_changing_their_sum),
		FETCH(two_runs_are_the_same_byte_for_byte),
		NONE(under_no_policy_everything_goes_out),
		FETCH(an_address_literal_is_dialled_without_a_look_up),
		FETCH(a_referrer_carries_neither_userinfo_nor_fragment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
