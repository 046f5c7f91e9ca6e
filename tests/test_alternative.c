/* SPDX-License-Identifier: MIT */
/* Alternative services in the whole model (RFC 7838 2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "run.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define OK_REPLY "  reply \"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n"
#define OK_ANSWER "answer\n" OK_REPLY

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

/* An answer with that Alt-Svc field, in which quotes are written as '. */
static const char *offer(const char *value)
{
	static char answer[512];
	char field[256] = "";
	size_t len = 0;

	for (; *value; value++) {
		if (*value == '\'')
			field[len++] = '\\';
		field[len++] = *value == '\'' ? '"' : *value;
	}
	field[len] = '\0';
	snprintf(answer, sizeof(answer),
		 "answer\n  reply \"HTTP/1.1 200 OK\\r\\nAlt-Svc: %s\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n", field);
	return answer;
}

/* Ports of all dials, with "!" behind a refused one. */
static const char *dials(const struct run *run)
{
	static char text[256];
	size_t len = 0;
	const struct pq_event *event;

	text[0] = '\0';
	for (size_t i = 0; (event = run_event(run, PQ_EVENT_DIAL, i)); i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%u%s", i ? " " : "", event->port,
					event->dialled == PQ_DIALLED_OK ? "" : "!");
	return text;
}

static void assert_done(const struct run *run, size_t count)
{
	assert_int_equal(run_count(run, PQ_EVENT_OUTCOME), count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(run_event(run, PQ_EVENT_OUTCOME, i)->outcome, PQ_OUTCOME_DONE);
}

static void assert_text(struct pq_view text, const char *expected)
{
	if (!pq_view_is(text, expected))
		fail_msg("\"%.*s\" instead of \"%s\"", (int)text.len, (const char *)text.data, expected);
}

/* RFC 7838 2: only the place changes; TLS verifies the origin's name, and all that is written is for the origin. */
static void an_alternative_is_dialled_in_the_name_of_the_origin(void **state)
{
	struct run *run = *state;
	char text[1024];

	snprintf(text, sizeof(text),
		 "page https://a.example:8443/\nfetch GET https://a.example:8443/1\n"
		 "fetch GET https://a.example:8443/2\n%s" OK_ANSWER,
		 offer("http%2F1.1='b.example:9443'"));
	run_text(run, text);
	assert_done(run, 2);
	assert_string_equal(dials(run), "8443 9443");
	assert_text(run_event(run, PQ_EVENT_RESOLVE, 1)->text, "b.example");
	assert_text(run_event(run, PQ_EVENT_TLS, 1)->text, "a.example");
	assert_non_null(strstr(run_sent(run, 2), "GET /2 HTTP/1.1\r\nHost: a.example:8443\r\n"));
	assert_non_null(strstr(run_sent(run, 2), "\r\nAlt-Used: b.example:9443\r\n"));
	assert_null(strstr(run_sent(run, 1), "Alt-Used"));
}

/* origin: where both requests go; value: the Alt-Svc field; second: port of the second dial */
static void alternatives_move_only_where_they_may(void **state)
{
	static const struct {
		const char *origin;
		const char *value;
		const char *dials;
	} rows[] = {
		{ "https://a.example:8443/", "http%2F1.1=':9443'", "8443 9443" },
		{ "https://a.example:8443/", "http%2F1.1=':443'", "8443 443" },
		{ "https://a.example/", "http%2F1.1=':444'", "443 444" },
		{ "https://a.example:8443/", "http%2F1.1='127.0.0.1:9443'", "8443 9443" },
		{ "https://a.example:8443/", "http%2F1.1='[::1]:9443'", "8443 9443" },
		/* A bad port is skipped (CVE-2019-11728), and so is one that only looks good once it is cut to 16 bits
		   or that is bad after it (CVE-2021-29946). */
		{ "https://a.example:8443/", "http%2F1.1=':25'", "8443 8443" },
		{ "https://a.example:8443/", "http%2F1.1=':6000'", "8443 8443" },
		{ "https://a.example:8443/", "http%2F1.1=':0'", "8443 8443" },
		{ "https://a.example:8443/", "http%2F1.1=':65561'", "8443 8443" },
		{ "https://a.example:8443/", "http%2F1.1=':74979'", "8443 8443" },
		/* The next one is asked then. */
		{ "https://a.example:8443/", "http%2F1.1=':25', http%2F1.1=':9443'", "8443 9443" },
		/* From a port of the administrator to one of any user of the host (RFC 7838 2.4). */
		{ "https://a.example/", "http%2F1.1=':8443'", "443 443" },
		{ "https://a.example:1023/", "http%2F1.1=':1024'", "1023 1023" },
		{ "https://a.example:1024/", "http%2F1.1=':1025'", "1024 1025" },
		/* Nothing that the model speaks, nothing that RFC 7838 lets through. */
		{ "https://a.example:8443/", "h2=':9443'", "8443 8443" },
		{ "https://a.example:8443/", "http%2F1.1=:9443", "8443 8443" },
		{ "https://a.example:8443/", "http%2F1.1=':9443', clear", "8443 8443" },
		{ "https://a.example:8443/", "http%2F1.1=':9443'; ma=0", "8443 8443" },
		{ "http://a.example:8080/", "http%2F1.1=':9443'", "8080 8080" },
		{ "http://a.example:8080/", "http%2F1.1=':8081'", "8080 8080" },
	};
	struct run *run = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[1024];

		snprintf(text, sizeof(text), "page %s\nfetch GET %s\nfetch GET %s\n%s" OK_ANSWER, rows[i].origin,
			 rows[i].origin, rows[i].origin, offer(rows[i].value));
		run_text(run, text);
		assert_done(run, 2);
		assert_string_equal(dials(run), rows[i].dials);
	}
}

/* CVE-2021-38507: what one origin says holds for no other one, not on another port and not in another scheme. */
static void an_alternative_serves_its_own_origin_alone(void **state)
{
	static const char *const others[] = { "https://a.example:8444/", "https://b.example:8443/",
					      "http://a.example:8443/" };
	struct run *run = *state;

	for (size_t i = 0; i < COUNT(others); i++) {
		char text[1024];

		snprintf(text, sizeof(text), "fetch GET https://a.example:8443/\nfetch GET %s\n%s" OK_ANSWER, others[i],
			 offer("http%2F1.1=':9443'"));
		run_text(run, text);
		assert_done(run, 2);
		assert_null(strstr(dials(run), "9443"));
	}
}

/* RFC 7838 2.4: each way of not being reached, and what follows. */
static void one_that_is_not_reached_falls_back_and_is_forgotten(void **state)
{
	static const struct {
		const char *value;
		const char *answer;
		const char *dials;
	} rows[] = {
		{ "http%2F1.1=':9443'", "answer\n  refuse\n", "8443 9443! 8443 8443" },
		{ "http%2F1.1=':9443', http%2F1.1=':9444'", "answer\n  refuse\n", "8443 9443! 8443 9444" },
		{ "http%2F1.1='none.example:9443'", "dns none.example\n", "8443 8443 8443" },
	};
	struct run *run = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[1024];

		snprintf(text, sizeof(text),
			 "fetch GET https://a.example:8443/1\nfetch GET https://a.example:8443/2\n"
			 "fetch GET https://a.example:8443/3\n%s%s" OK_ANSWER OK_ANSWER,
			 offer(rows[i].value), rows[i].answer);
		run_text(run, text);
		assert_done(run, 3);
		assert_string_equal(dials(run), rows[i].dials);
	}
}

/* Once bytes went out, the origin may have seen them: the request is not sent a second time. */
static void one_that_breaks_after_the_request_ends_it(void **state)
{
	struct run *run = *state;
	char text[1024];

	snprintf(text, sizeof(text),
		 "fetch POST https://a.example:8443/1\nfetch POST https://a.example:8443/2\n"
		 "fetch GET https://a.example:8443/3\n%sanswer\n  reset\n" OK_ANSWER,
		 offer("http%2F1.1=':9443'"));
	run_text(run, text);
	assert_int_equal(run_event(run, PQ_EVENT_OUTCOME, 1)->outcome, PQ_OUTCOME_ERROR);
	assert_string_equal(dials(run), "8443 9443 8443");
}

/* RFC 7838 6. */
static void a_misdirected_request_ends_the_alternative(void **state)
{
	struct run *run = *state;
	char text[1024];

	snprintf(text, sizeof(text),
		 "fetch GET https://a.example:8443/1\nfetch GET https://a.example:8443/2\n"
		 "fetch GET https://a.example:8443/3\n%sanswer\n  reply \"HTTP/1.1 421 Misdirected\\r\\n"
		 "Alt-Svc: http%%2F1.1=\\\":9444\\\"\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n" OK_ANSWER,
		 offer("http%2F1.1=':9443'"));
	run_text(run, text);
	assert_string_equal(dials(run), "8443 9443 8443");
}

/* RFC 7838 3.1. */
static void it_lives_as_long_as_it_says(void **state)
{
	static const struct {
		unsigned int pause_ms;
		const char *dials;
	} rows[] = { { 999, "8443 9443" }, { 1000, "8443 8443" }, { 60000, "8443 8443" } };
	struct run *run = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[1024];

		snprintf(text, sizeof(text),
			 "fetch GET https://a.example:8443/\npause %u\nfetch GET https://a.example:8443/\n%s" OK_ANSWER,
			 rows[i].pause_ms, offer("http%2F1.1=':9443'; ma=1"));
		run_text(run, text);
		assert_done(run, 2);
		assert_string_equal(dials(run), rows[i].dials);
	}
}

/* Whoever uses a proxy does not want to be led around it. */
static void through_a_proxy_there_is_no_alternative(void **state)
{
	struct run *run = *state;
	char text[1024];

	snprintf(text, sizeof(text),
		 "proxy http://proxy.example:3128/\nfetch GET https://a.example:8443/\n"
		 "fetch GET https://a.example:8443/\n"
		 "answer\n  reply \"HTTP/1.1 200 OK\\r\\n\\r\\n\"\n  wait\n%s"
		 "answer\n  reply \"HTTP/1.1 200 OK\\r\\n\\r\\n\"\n  wait\n%s",
		 offer("http%2F1.1=':9443'") + strlen("answer\n"), OK_REPLY);
	run_text(run, text);
	assert_done(run, 2);
	assert_string_equal(dials(run), "3128 3128");
	assert_non_null(strstr(run_sent(run, 2), "CONNECT a.example:8443 HTTP/1.1\r\n"));
}

/* Two origins that share an alternative share no connection to it. */
static void a_kept_connection_to_an_alternative_serves_one_origin(void **state)
{
	struct run *run = *state;
	const char *twice = OK_ANSWER "  wait\n" OK_REPLY;
	char text[2048];
	char answer[512];

	snprintf(answer, sizeof(answer), "%s", offer("http%2F1.1='b.example:9443'"));
	snprintf(text, sizeof(text),
		 "keep-alive\nfetch GET https://a.example:8443/1\nfetch GET https://a.example:8444/1\n"
		 "fetch GET https://a.example:8443/2\nfetch GET https://a.example:8444/2\n"
		 "fetch GET https://a.example:8443/3\nfetch GET https://a.example:8444/3\n%s%s%s%s",
		 answer, answer, twice, twice);
	run_text(run, text);
	assert_done(run, 6);
	assert_string_equal(dials(run), "8443 8444 9443 9443");
	assert_null(strstr(run_sent(run, 3), "a.example:8444"));
	assert_non_null(strstr(run_sent(run, 3), "GET /3 HTTP/1.1\r\nHost: a.example:8443\r\n"));
	assert_non_null(strstr(run_sent(run, 4), "GET /3 HTTP/1.1\r\nHost: a.example:8444\r\n"));
}

/* A redirect's own field counts for the hop that follows. */
static void a_redirect_says_it_too(void **state)
{
	struct run *run = *state;

	run_text(run, "fetch GET https://a.example:8443/\n"
		      "answer\n  reply \"HTTP/1.1 302 Found\\r\\nLocation: /x\\r\\nAlt-Svc: "
		      "http%2F1.1=\\\":9443\\\"\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n" OK_ANSWER);
	assert_done(run, 1);
	assert_string_equal(dials(run), "8443 9443");
}

#define FETCH(name) cmocka_unit_test_setup_teardown(name, open_fetch, close_run)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FETCH(an_alternative_is_dialled_in_the_name_of_the_origin),
		FETCH(alternatives_move_only_where_they_may),
		FETCH(an_alternative_serves_its_own_origin_alone),
		FETCH(one_that_is_not_reached_falls_back_and_is_forgotten),
		FETCH(one_that_breaks_after_the_request_ends_it),
		FETCH(a_misdirected_request_ends_the_alternative),
		FETCH(it_lives_as_long_as_it_says),
		FETCH(through_a_proxy_there_is_no_alternative),
		FETCH(a_kept_connection_to_an_alternative_serves_one_origin),
		FETCH(a_redirect_says_it_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
