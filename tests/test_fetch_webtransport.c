/* SPDX-License-Identifier: MIT */
/* WebTransport sessions in the model: who refuses what, what is dialled, and that no more than a dial happens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "run.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PAGE "blocked unsafe_port page"
#define SERVICE "blocked unsafe_port service"

/* The first outcome as text: "done 0", "blocked unsafe_port page", "error bad-url". */
static const char *outcome(const struct run *run)
{
	static char text[96];
	const struct pq_event *event = run_event(run, PQ_EVENT_OUTCOME, 0);

	assert_non_null(event);
	if (event->outcome == PQ_OUTCOME_DONE)
		snprintf(text, sizeof(text), "done %u", event->status);
	else if (event->outcome == PQ_OUTCOME_BLOCKED)
		snprintf(text, sizeof(text), "blocked %s %s", pq_rule_name(event->rule), pq_side_name(event->side));
	else
		snprintf(text, sizeof(text), "error %.*s", (int)event->text.len, (const char *)event->text.data);
	return text;
}

/* settings, answers: what stands before and behind the request; NULL: nothing. renderer: NULL: as the page's */
struct row {
	const char *settings;
	const char *url;
	const char *answers;
	const char *page;
	const char *renderer;
};

static void check(const char *policy, const struct row *rows, size_t count)
{
	struct run *run = run_open(policy);
	char text[512];

	for (size_t i = 0; i < 2 * count; i++) {
		const struct row *row = &rows[i / 2];
		const char *expected = i % 2 && row->renderer ? row->renderer : row->page;

		snprintf(text, sizeof(text), "attacker %s\npage https://page.example/d/\n%swebtransport %s\n%s",
			 i % 2 ? "renderer" : "page", row->settings ? row->settings : "", row->url,
			 row->answers ? row->answers : "");
		run_text(run, text);
		if (strcmp(outcome(run), expected) != 0)
			fail_msg("under %s\n%sends with %s instead of %s", policy, text, outcome(run), expected);
		assert_int_equal(run_count(run, PQ_EVENT_SEND) + run_count(run, PQ_EVENT_TLS), 0);
		if (strncmp(expected, "blocked", 7) == 0)
			assert_int_equal(run_count(run, PQ_EVENT_DIAL) + run_count(run, PQ_EVENT_RESOLVE), 0);
	}
	run_close(run);
}

/* Fetch 2.9; the page's refusal and the service's are told apart, so that neither can be missing. */
static void each_side_asks_about_the_port(void **state)
{
	static const struct row rows[] = {
		{ NULL, "https://a.example:25/", NULL, PAGE, SERVICE },
		{ NULL, "https://a.example:24/", NULL, "done 0", NULL },
		{ NULL, "https://a.example:26/", NULL, "done 0", NULL },
		{ NULL, "https://a.example/", NULL, "done 0", NULL },
		{ NULL, "https://0x7f.1:6679/", NULL, PAGE, SERVICE },
		{ NULL, "//a.example:10080", NULL, PAGE, SERVICE },
		{ NULL, "x", NULL, "done 0", NULL },
		/* 65536 + 25 is no port. */
		{ NULL, "https://a.example:65561/", NULL, "error bad-url", NULL },
		{ "proxy http://p.example:3128/\n", "https://a.example:25/", NULL, PAGE, SERVICE },
	};

	(void)state;
	check("fetch", rows, COUNT(rows));
}

/* The scheme is the policy's own, and not that of the URL. */
static void the_port_is_looked_up_under_the_schemes_own_name(void **state)
{
	static const struct row allowed[] = { { NULL, "https://a.example:25/", NULL, "done 0", NULL } };
	static const struct row chromium[] = {
		{ NULL, "https://a.example:25/", NULL, PAGE, SERVICE },
		{ NULL, "https://a.example:6679/", NULL, "done 0", NULL },
		{ NULL, "https://a.example:4190/", NULL, "done 0", NULL },
	};

	(void)state;
	/* The list of December 2024, which does not speak of sessions. */
	check("ladybird", allowed, COUNT(allowed));
	check("chromium", chromium, COUNT(chromium));
	check("none", allowed, COUNT(allowed));
}

/* WebTransport 6.2, constructor: scheme and fragment; the service knows of fragments nothing. */
static void the_constructor_throws_where_the_url_is_not_its_kind(void **state)
{
	static const struct row rows[] = {
		{ NULL, "http://a.example:4433/", NULL, "error bad-scheme", NULL },
		{ NULL, "wss://a.example:4433/", NULL, "error bad-scheme", NULL },
		{ NULL, "mailto:a", NULL, "error bad-scheme", NULL },
		{ NULL, "https://", NULL, "error bad-url", NULL },
		{ NULL, "https://a.example/x#", NULL, "error bad-url", "done 0" },
		{ NULL, "https://a.example/x#y", NULL, "error bad-url", "done 0" },
		{ NULL, "https://a.example:25/#y", NULL, "error bad-url", SERVICE },
		{ NULL, "https://u:p@a.example/x?y", NULL, "done 0", NULL },
	};

	(void)state;
	check("fetch", rows, COUNT(rows));
}

static void what_the_network_says_ends_the_request(void **state)
{
	static const struct row rows[] = {
		{ NULL, "https://a.example/", "answer\n  refuse\n", "error refused", NULL },
		{ "dns a.example\n", "https://a.example/", NULL, "error dns", NULL },
		{ "proxy http://p.example:3128/\n", "https://a.example/", NULL, "error proxy", NULL },
	};

	(void)state;
	check("fetch", rows, COUNT(rows));
}

static void the_address_that_was_looked_up_is_dialled_over_udp(void **state)
{
	struct run *run = run_open("fetch");
	const struct pq_event *dial;

	(void)state;
	run_text(run, "dns a.example 10.0.0.7\nkeep-alive\nwebtransport https://a.example:4433/x\n");
	assert_string_equal(outcome(run), "done 0");
	assert_int_equal(run_count(run, PQ_EVENT_RESOLVE), 1);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
	assert_int_equal(run_count(run, PQ_EVENT_CLOSE), 1);
	dial = run_event(run, PQ_EVENT_DIAL, 0);
	assert_int_equal(dial->transport, PQ_TRANSPORT_UDP);
	assert_int_equal(dial->port, 4433);
	assert_int_equal(dial->addresses[0].bytes[3], 7);
	run_text(run, "webtransport https://0x0a000008/\n");
	assert_int_equal(run_count(run, PQ_EVENT_RESOLVE), 0);
	dial = run_event(run, PQ_EVENT_DIAL, 0);
	assert_int_equal(dial->port, 443);
	assert_int_equal(dial->addresses[0].bytes[3], 8);
	run_text(run, "proxy http://p.example:3128/\nwebtransport https://a.example/\n");
	assert_int_equal(run_count(run, PQ_EVENT_RESOLVE) + run_count(run, PQ_EVENT_DIAL), 0);
	run_close(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_side_asks_about_the_port),
		cmocka_unit_test(the_port_is_looked_up_under_the_schemes_own_name),
		cmocka_unit_test(the_constructor_throws_where_the_url_is_not_its_kind),
		cmocka_unit_test(what_the_network_says_ends_the_request),
		cmocka_unit_test(the_address_that_was_looked_up_is_dialled_over_udp),
	};

	return cmocka_run_group_tests_name("fetch_webtransport", tests, NULL, NULL);
}
