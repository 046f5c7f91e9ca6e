/* SPDX-License-Identifier: MIT */
/* CORS preflights in the whole model (Fetch 4.8), and the limits of mode "no-cors". */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "run.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int open_fetch(void **state)
{
	*state = run_open("fetch");
	return 0;
}

static int close_run(void **state)
{
	run_close(*state);
	return 0;
}

static bool is_outcome(const struct run *run, size_t n, enum pq_outcome outcome, const char *error)
{
	const struct pq_event *event = run_event(run, PQ_EVENT_OUTCOME, n);

	assert_non_null(event);
	return event->outcome == outcome && (!error || pq_view_is(event->text, error));
}

static size_t preflights(const struct run *run)
{
	size_t count = 0;

	for (uint32_t conn = 1; conn <= run_count(run, PQ_EVENT_DIAL); conn++)
		count += strncmp(run_sent(run, conn), "OPTIONS ", 8) == 0 &&
			 strstr(run_sent(run, conn), "Access-Control-Request-Method: ") != NULL;
	return count;
}

/* Fetch 4.1 "main fetch": who asks first. The page is at http://p.example/. */
static void what_a_form_could_not_ask_is_asked_for_first(void **state)
{
	static const struct {
		const char *request;
		size_t preflights;
	} rows[] = {
		{ "fetch GET http://a.example/\n", 0 },
		{ "fetch HEAD http://a.example/\n", 0 },
		{ "fetch POST http://a.example/\n  text \"x\"\n", 0 },
		{ "fetch GET http://a.example/\n  header \"Accept\" \"text/html\"\n", 0 },
		{ "fetch PUT http://a.example/\n", 1 },
		{ "fetch delete http://a.example/\n", 1 },
		{ "fetch OPTIONS http://a.example/\n", 1 },
		{ "xhr PATCH http://a.example/\n", 1 },
		{ "fetch GET http://a.example/\n  header \"X-A\" \"1\"\n", 1 },
		{ "fetch GET http://a.example/\n  header \"Authorization\" \"x\"\n", 1 },
		{ "fetch POST http://a.example/\n  header \"Content-Type\" \"application/json\"\n  text \"{}\"\n", 1 },
		{ "fetch GET http://a.example/\n  header \"Range\" \"bytes=0-9\"\n", 0 },
		{ "fetch GET http://a.example/\n  header \"Range\" \"bytes=-9\"\n", 1 },
		{ "fetch PUT http://p.example/\n  header \"X-A\" \"1\"\n", 0 },
		{ "fetch PUT http://p.example:8080/\n", 1 },
		{ "fetch PUT https://p.example/\n", 1 },
		{ "form POST http://a.example/ text\n", 0 },
		{ "navigate http://a.example/\n", 0 },
	};
	struct run *run = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[512];

		snprintf(text, sizeof(text), "page http://p.example/\n%s", rows[i].request);
		run_text(run, text);
		assert_true(is_outcome(run, 0, PQ_OUTCOME_DONE, NULL));
		if (preflights(run) != rows[i].preflights)
			fail_msg("%zu preflights for %s", preflights(run), rows[i].request);
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1 + rows[i].preflights);
	}
}

/* Fetch 4.8: a message of its own, with nothing of the page's but names. */
static void a_preflight_carries_names_and_nothing_else(void **state)
{
	struct run *run = *state;

	run_text(run, "page http://p.example/x\ncookie http://a.example/ \"k=v\"\n"
		      "fetch PUT http://a.example/y?z\n  credentials include\n  header \"X-b\" \"secret\"\n"
		      "  header \"Authorization\" \"secret\"\n  header \"x-A\" \"secret\"\n  text \"secret\"\n");
	assert_true(is_outcome(run, 0, PQ_OUTCOME_DONE, NULL));
	assert_string_equal(run_sent(run, 1), "OPTIONS /y?z HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n"
					      "Access-Control-Request-Method: PUT\r\n"
					      "Access-Control-Request-Headers: authorization,x-a,x-b\r\n"
					      "User-Agent: pratique\r\nOrigin: http://p.example\r\n"
					      "Referer: http://p.example/\r\nConnection: close\r\n\r\n");
	assert_non_null(strstr(run_sent(run, 2), "PUT /y?z HTTP/1.1\r\n"));
	assert_non_null(strstr(run_sent(run, 2), "secret"));
	assert_non_null(strstr(run_sent(run, 2), "Cookie: k=v\r\n"));
}

#define ALLOW "Access-Control-Allow-"
#define ORIGIN ALLOW "Origin: http://p.example\\r\\n"
#define ALL ORIGIN ALLOW "Methods: PUT\\r\\n" ALLOW "Headers: X-A, authorization\\r\\n"

/* head: status and fields of the answer to a PUT with X-A, and with Authorization if that is wanted */
static void only_a_full_permission_lets_the_request_follow(void **state)
{
	static const struct {
		const char *head;
		bool include;
		bool authorization;
		bool permitted;
	} rows[] = {
		{ "200 OK\\r\\n" ALL, false, true, true },
		{ "204 No Content\\r\\n" ALL, false, true, true },
		{ "299 Fine\\r\\n" ALL, false, true, true },
		{ "200 OK\\r\\n" ALL ALLOW "Credentials: true\\r\\n", true, true, true },
		{ "200 OK\\r\\n" ALLOW "Origin: *\\r\\n" ALLOW "Methods: *\\r\\n" ALLOW "Headers: *\\r\\n", false,
		  false, true },
		/* A status that is not ok, also where it leads somewhere else or asks who is there. */
		{ "301 Moved\\r\\nLocation: http://a.example/other\\r\\n" ALL, false, false, false },
		{ "307 Moved\\r\\nLocation: http://a.example:25/\\r\\n" ALL, false, false, false },
		{ "401 Unauthorized\\r\\nWWW-Authenticate: Basic realm=x\\r\\n" ALL, false, false, false },
		{ "404 Not Found\\r\\n" ALL, false, false, false },
		{ "500 Oops\\r\\n" ALL, false, false, false },
		/* The CORS check. */
		{ "200 OK\\r\\n" ALLOW "Methods: PUT\\r\\n" ALLOW "Headers: x-a\\r\\n", false, false, false },
		{ "200 OK\\r\\n" ALLOW "Origin: http://q.example\\r\\n" ALLOW "Methods: PUT\\r\\n" ALLOW
		  "Headers: x-a\\r\\n",
		  false, false, false },
		{ "200 OK\\r\\n" ALL ORIGIN, false, false, false },
		{ "200 OK\\r\\n" ALL, true, false, false },
		{ "200 OK\\r\\n" ALL ALLOW "Credentials: false\\r\\n", true, false, false },
		/* Method and headers. */
		{ "200 OK\\r\\n" ORIGIN ALLOW "Headers: x-a\\r\\n", false, false, false },
		{ "200 OK\\r\\n" ORIGIN ALLOW "Methods: put, POST\\r\\n" ALLOW "Headers: x-a\\r\\n", false, false,
		  false },
		{ "200 OK\\r\\n" ORIGIN ALLOW "Methods: PUT\\r\\n", false, false, false },
		{ "200 OK\\r\\n" ORIGIN ALLOW "Methods: PUT\\r\\n" ALLOW "Headers: x-b\\r\\n", false, false, false },
		{ "200 OK\\r\\n" ORIGIN ALLOW "Methods: PUT\\r\\n" ALLOW "Headers: *\\r\\n", false, true, false },
		{ "200 OK\\r\\n" ORIGIN ALLOW "Methods: *\\r\\n" ALLOW "Headers: x-a\\r\\n" ALLOW
		  "Credentials: true\\r\\n",
		  true, false, false },
		{ "200 OK\\r\\n" ORIGIN ALLOW "Methods: PUT\\r\\n" ALLOW "Headers: *\\r\\n" ALLOW
		  "Credentials: true\\r\\n",
		  true, false, false },
		{ "200 OK\\r\\n" ORIGIN ALLOW "Methods: PUT, a b\\r\\n" ALLOW "Headers: x-a\\r\\n", false, false,
		  false },
		{ "200 OK\\r\\n" ALL ALLOW "Headers: (\\r\\n", false, false, false },
		/* Several fields of one name are one list. */
		{ "200 OK\\r\\n" ORIGIN ALLOW "Methods: GET\\r\\n" ALLOW "Methods: PUT\\r\\n" ALLOW
		  "Headers: x-b\\r\\n" ALLOW "Headers: x-a\\r\\n",
		  false, false, true },
	};
	struct run *run = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[1024];

		snprintf(text, sizeof(text),
			 "page http://p.example/\nfetch PUT http://a.example/\n%s%s  header \"X-A\" \"1\"\n"
			 "answer preflight\n  reply \"HTTP/1.1 %sContent-Length: 0\\r\\n\\r\\n\"\n"
			 "answer\n  reply \"HTTP/1.1 201 Created\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n",
			 rows[i].include ? "  credentials include\n" : "",
			 rows[i].authorization ? "  header \"Authorization\" \"x\"\n" : "", rows[i].head);
		run_text(run, text);
		if (rows[i].permitted != is_outcome(run, 0, PQ_OUTCOME_DONE, NULL) ||
		    rows[i].permitted == is_outcome(run, 0, PQ_OUTCOME_ERROR, "preflight"))
			fail_msg("row %zu: %s", i, rows[i].head);
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), rows[i].permitted ? 2 : 1);
	}
}

/* What is no HTTP ends the request as it does everywhere; nothing follows. */
static void a_preflight_that_gets_no_answer_ends_the_request(void **state)
{
	static const struct {
		const char *answer;
		const char *error;
	} rows[] = {
		{ "reply \"220 mail.example ESMTP\\r\\n\"", "bad-response" },
		{ "reset", "connection" },
		{ "stall", "exhausted" },
	};
	struct run *run = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[512];

		snprintf(text, sizeof(text),
			 "fetch PUT http://a.example/\nanswer\n  reply \"HTTP/1.1 200 OK\\r\\n\\r\\n\"\nanswer "
			 "preflight\n  %s\n",
			 rows[i].answer);
		run_text(run, text);
		assert_true(is_outcome(run, 0, PQ_OUTCOME_ERROR, rows[i].error));
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
	}
}

/* Fetch 4.4 "HTTP-redirect fetch" enters main fetch again: each hop to another origin is asked for. */
static void redirects_are_asked_for_again(void **state)
{
	static const struct {
		const char *request;
		const char *location;
		size_t preflights;
	} rows[] = {
		{ "fetch PUT http://p.example/\n", "http://p.example/x", 0 },
		{ "fetch PUT http://p.example/\n", "http://a.example/", 1 },
		{ "fetch PUT http://a.example/\n", "http://a.example/x", 2 },
		{ "fetch PUT http://a.example/\n", "http://b.example/", 2 },
		/* Back at the page's own origin, but by the will of another one. */
		{ "fetch PUT http://a.example/\n", "http://p.example/", 2 },
		/* Authorization does not cross, and nothing else is unsafe. */
		{ "fetch GET http://a.example/\n  header \"Authorization\" \"x\"\n", "http://b.example/", 1 },
	};
	struct run *run = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[512];

		snprintf(text, sizeof(text),
			 "page http://p.example/\n%sanswer\n  redirect 307 %s\n"
			 "answer\n  reply \"HTTP/1.1 201 Created\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n",
			 rows[i].request, rows[i].location);
		run_text(run, text);
		assert_true(is_outcome(run, 0, PQ_OUTCOME_DONE, NULL));
		assert_int_equal(preflights(run), rows[i].preflights);
	}
	run_text(run, "page http://p.example/\nfetch PUT http://a.example/\n"
		      "answer\n  redirect 307 http://b.example/\nanswer preflight\n  reply \"HTTP/1.1 200 OK\\r\\n"
		      "Access-Control-Allow-Origin: *\\r\\nAccess-Control-Allow-Methods: PUT\\r\\n\\r\\n\"\n"
		      "answer preflight\n  reply \"HTTP/1.1 200 OK\\r\\nAccess-Control-Allow-Origin: "
		      "http://p.example\\r\\nAccess-Control-Allow-Methods: PUT\\r\\n\\r\\n\"\nanswer\n  reply \"x\"\n");
	assert_true(is_outcome(run, 0, PQ_OUTCOME_ERROR, "preflight"));
	assert_non_null(strstr(run_sent(run, 3), "Origin: null\r\n"));
}

/* Each of them goes to the server itself, over a kept connection or in a tunnel of the user's proxy as well. */
static void a_preflight_may_share_its_connection(void **state)
{
	struct run *run = *state;

	run_text(run, "keep-alive\nfetch PUT http://a.example/1\nfetch PUT http://a.example/2\n");
	assert_true(is_outcome(run, 0, PQ_OUTCOME_DONE, NULL));
	assert_true(is_outcome(run, 1, PQ_OUTCOME_DONE, NULL));
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
	assert_non_null(strstr(run_sent(run, 1), "\r\n\r\nOPTIONS /2 HTTP/1.1\r\n"));
	run_text(run, "proxy http://proxy.example:3128/\nfetch PUT https://a.example/\n");
	assert_true(is_outcome(run, 0, PQ_OUTCOME_DONE, NULL));
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 2);
	assert_non_null(strstr(run_sent(run, 1), "\r\n\r\nOPTIONS / HTTP/1.1\r\n"));
	run_text(run, "proxy http://proxy.example:3128/\nfetch PUT https://a.example/\nanswer\n"
		      "  reply \"HTTP/1.1 200 OK\\r\\n\\r\\n\"\n  wait\n  reply \"HTTP/1.1 200 OK\\r\\n\\r\\n\"\n");
	assert_true(is_outcome(run, 0, PQ_OUTCOME_ERROR, "preflight"));
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
}

/* A compromised renderer does not get around the service's question. */
static void a_renderer_that_says_cors_is_asked_for_as_well(void **state)
{
	struct run *run = *state;

	run_text(run, "attacker renderer\npage http://p.example/\nfetch PUT http://a.example/\n  mode cors\n"
		      "  header \"X-A\" \"1\"\nanswer preflight\n  reply \"HTTP/1.1 200 OK\\r\\n\\r\\n\"\n"
		      "answer\n  reply \"HTTP/1.1 200 OK\\r\\n\\r\\n\"\n");
	assert_true(is_outcome(run, 0, PQ_OUTCOME_ERROR, "preflight"));
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
}

/* Fetch 5.4 and 4.1: no-cors is for what markup could ask for, and never goes without following redirects. */
static void no_cors_is_limited_on_both_sides(void **state)
{
	static const struct {
		const char *parts;
		bool page;
		bool renderer;
	} rows[] = {
		{ "GET http://a.example/\n  mode no-cors\n", true, true },
		{ "POST http://a.example/\n  mode no-cors\n  text \"x\"\n", true, true },
		{ "PUT http://a.example/\n  mode no-cors\n", false, false },
		{ "OPTIONS http://p.example/\n  mode no-cors\n", false, false },
		{ "GET http://a.example/\n  mode no-cors\n  redirect error\n", false, false },
		{ "GET http://a.example/\n  mode no-cors\n  redirect manual\n", false, false },
		{ "GET http://p.example/\n  mode no-cors\n  redirect error\n", true, true },
		{ "GET http://a.example/\n  mode no-cors\n  header \"Accept-Language\" \"en\"\n", true, true },
		/* The page's guard drops what it does not let in; the service refuses the whole request. */
		{ "GET http://a.example/\n  mode no-cors\n  header \"X-A\" \"1\"\n", true, false },
		{ "GET http://a.example/\n  mode no-cors\n  header \"Content-Type\" \"text/xml\"\n", true, false },
		{ "GET http://a.example/\n  mode no-cors\n  header \"Range\" \"bytes=0-1\"\n", true, false },
	};
	struct run *run = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[512];

		snprintf(text, sizeof(text), "page http://p.example/\nfetch %s", rows[i].parts);
		run_text(run, text);
		if (rows[i].page != is_outcome(run, 0, PQ_OUTCOME_DONE, NULL))
			fail_msg("page: %s", rows[i].parts);
		assert_null(strstr(run_sent(run, 1), "X-A"));
		assert_null(strstr(run_sent(run, 1), "Range"));
		snprintf(text, sizeof(text), "attacker renderer\npage http://p.example/\nfetch %s", rows[i].parts);
		run_text(run, text);
		if (rows[i].renderer != is_outcome(run, 0, PQ_OUTCOME_DONE, NULL))
			fail_msg("renderer: %s", rows[i].parts);
	}
}

#define FETCH(name) cmocka_unit_test_setup_teardown(name, open_fetch, close_run)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FETCH(what_a_form_could_not_ask_is_asked_for_first),
		FETCH(a_preflight_carries_names_and_nothing_else),
		FETCH(only_a_full_permission_lets_the_request_follow),
		FETCH(a_preflight_that_gets_no_answer_ends_the_request),
		FETCH(redirects_are_asked_for_again),
		FETCH(a_preflight_may_share_its_connection),
		FETCH(a_renderer_that_says_cors_is_asked_for_as_well),
		FETCH(no_cors_is_limited_on_both_sides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
