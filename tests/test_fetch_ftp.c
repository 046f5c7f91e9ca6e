/* SPDX-License-Identifier: MIT */
/* FTP through the model (RFC 959, RFC 1738 3.2, RFC 2428): what is dialled, what is written, and how it ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "run_assert.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define URL "dns a.example 20.0.0.1\nftp ftp://a.example/f\n"
#define GREET(text) "answer\n  greet \"" text "\"\n"
#define REPLY(text) "  reply \"" text "\"\n"
#define THEN(text) "  wait\n  reply \"" text "\"\n"
#define LOGIN GREET("220 \\r\\n") REPLY("230 \\r\\n") THEN("200 \\r\\n")
#define EPSV(port) THEN("229 (|||" port "|)\\r\\n")
#define PASV(numbers) THEN("500 \\r\\n") THEN("227 (" numbers ")\\r\\n")
#define GET THEN("150 \\r\\n226 \\r\\n")
#define DATA GREET("file")

static const struct pq_event *dial(const struct run *run, size_t n, const uint8_t address[4], uint16_t port)
{
	const struct pq_event *event = run_event(run, PQ_EVENT_DIAL, n);

	assert_non_null(event);
	assert_memory_equal(event->addresses[0].bytes, address, 4);
	assert_int_equal(event->port, port);
	return event;
}

static void a_file_is_fetched_command_by_command(void **state)
{
	struct run *run = *state;

	run_text(run, "ftp ftp://u%20x:p@a.example/d//e%2Fe/f%C3%A9#x\n" GREET("220-hi\\r\\n220 \\r\\n")
			      REPLY("331 \\r\\n") THEN("230 \\r\\n") THEN("200 \\r\\n") THEN("250 \\r\\n")
				      THEN("250 \\r\\n") EPSV("50000") GET DATA);
	assert_done(run, 0, 226);
	assert_string_equal(run_sent(run, 1), "USER u x\r\nPASS p\r\nTYPE I\r\nCWD d\r\nCWD e/e\r\nEPSV\r\n"
					      "RETR f\xc3\xa9\r\nQUIT\r\n");
	assert_string_equal(run_sent(run, 2), "");
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 2);
	assert_int_equal(run_count(run, PQ_EVENT_CLOSE), 2);
}

static void a_directory_is_listed(void **state)
{
	struct run *run = *state;

	run_text(run, "ftp ftp://a.example\n" LOGIN EPSV("50000") GET DATA);
	assert_done(run, 0, 226);
	assert_string_equal(run_sent(run, 1), "USER anonymous\r\nTYPE I\r\nEPSV\r\nLIST\r\nQUIT\r\n");
}

/* CVE-2007-1562: of a reply 227 the port is taken, and the host never. */
static void data_come_from_the_peer_of_the_control_connection(void **state)
{
	static const uint8_t peer[4] = { 20, 0, 0, 2 };
	struct run *run = *state;

	run_text(run, "dns a.example 20.0.0.1 20.0.0.2\nftp ftp://a.example/f\nanswer\n  refuse\n" LOGIN PASV(
			      "10,0,0,1,195,80") GET DATA);
	assert_done(run, 0, 226);
	dial(run, 1, peer, 21);
	dial(run, 2, peer, 50000);
	assert_int_equal(run_count(run, PQ_EVENT_RESOLVE), 1);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 3);
}

/* How one conversation ends, and how many dials it takes. */
struct row {
	const char *answers;
	const char *error;
	size_t dials;
};

static void check(struct run *run, const struct row *rows, size_t count)
{
	static char text[8192];

	for (size_t i = 0; i < count; i++) {
		snprintf(text, sizeof(text), URL "%s", rows[i].answers);
		run_text(run, text);
		assert_error(run, 0, rows[i].error);
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), rows[i].dials);
	}
}

static void garbage_ends_the_request_with_bad_reply(void **state)
{
	static const struct row rows[] = {
		{ GREET("SSH-2.0-x\\r\\n"), "bad-reply", 1 },
		{ GREET("220 \\n"), "bad-reply", 1 },
		{ GREET("320 \\r\\n"), "bad-reply", 1 },
		{ GREET("120 \\r\\n120 \\r\\n"), "bad-reply", 1 },
		{ GREET("220 \\r\\n") REPLY("150 \\r\\n"), "bad-reply", 1 },
		{ GREET("220 \\r\\n") REPLY("230 \\r\\n") THEN("300 \\r\\n"), "bad-reply", 1 },
		{ LOGIN THEN("200 (|||50000|)\\r\\n") DATA, "bad-reply", 1 },
		{ LOGIN THEN("229 (|||0|)\\r\\n") DATA, "bad-reply", 1 },
		{ LOGIN THEN("229 (|||65558|)\\r\\n") DATA, "bad-reply", 1 },
		{ LOGIN THEN("229-\\r\\n229 (|||50000|)\\r\\n") DATA, "bad-reply", 1 },
		{ LOGIN PASV("20,0,0,1,0,278") DATA, "bad-reply", 1 },
		{ LOGIN THEN("500 \\r\\n") EPSV("50000") DATA, "bad-reply", 1 },
		{ LOGIN EPSV("50000") THEN("226 \\r\\n") DATA, "bad-reply", 2 },
		{ LOGIN EPSV("50000") THEN("350 \\r\\n") DATA, "bad-reply", 2 },
		{ LOGIN EPSV("50000") THEN("150 \\r\\n125 \\r\\n") DATA, "bad-reply", 2 },
		{ LOGIN EPSV("50000") THEN("150 \\r\\n350 \\r\\n") DATA, "bad-reply", 2 },
	};

	(void)state;
	check(*state, rows, COUNT(rows));
}

/* What has come behind a reply answers nothing that was asked. */
static void a_stale_reply_is_no_answer_to_the_next_command(void **state)
{
	static const struct row rows[] = {
		{ GREET("220 \\r\\n230 \\r\\n"), "bad-reply", 1 },
		{ GREET("220 \\r\\n2"), "bad-reply", 1 },
		{ GREET("220 \\r\\n") REPLY("331 \\r\\n230 \\r\\n"), "bad-reply", 1 },
		{ GREET("220 \\r\\n") REPLY("230 \\r\\n") THEN("200 \\r\\n229 (|||50000|)\\r\\n") DATA, "bad-reply",
		  1 },
		{ LOGIN THEN("229 (|||50000|)\\r\\n150 \\r\\n226 \\r\\n") DATA, "bad-reply", 1 },
		{ LOGIN EPSV("50000") THEN("150 \\r\\n226 \\r\\n226 \\r\\n") DATA, "bad-reply", 2 },
	};

	(void)state;
	check(*state, rows, COUNT(rows));
}

static void refusals_and_faults_have_their_own_names(void **state)
{
	static const struct row rows[] = {
		{ GREET("421 busy\\r\\n"), "negative-reply", 1 },
		{ GREET("220 \\r\\n") REPLY("530 no\\r\\n"), "negative-reply", 1 },
		{ GREET("220 \\r\\n") REPLY("331 \\r\\n") THEN("332 \\r\\n"), "negative-reply", 1 },
		{ LOGIN THEN("425 \\r\\n"), "negative-reply", 1 },
		{ LOGIN THEN("500 \\r\\n") THEN("500 \\r\\n"), "negative-reply", 1 },
		{ LOGIN EPSV("50000") THEN("550 \\r\\n") DATA, "negative-reply", 2 },
		{ LOGIN EPSV("50000") THEN("150 \\r\\n426 \\r\\n") DATA, "negative-reply", 2 },
		{ GREET(""), "connection", 1 },
		{ GREET("220"), "connection", 1 },
		{ LOGIN EPSV("50000") GET "answer\n  refuse\n", "refused", 2 },
		{ LOGIN EPSV("50000") GET "answer\n  greet \"fi\"\n  reset\n", "connection", 2 },
		{ "answer\n  stall\n", "exhausted", 1 },
	};

	(void)state;
	check(*state, rows, COUNT(rows));
}

/* CVE-2021-24002, CVE-2012-0036: refused by the page, and by the service before anything is dialled. */
static void control_bytes_are_refused_by_both_sides(void **state)
{
	static const char *const urls[] = {
		"ftp://a.example/%0D%0ADELE%20f", "ftp://a.example/%0a/f",   "ftp://a.example/f%00",
		"ftp://a%0aQUIT:p@a.example/f",   "ftp://u:%0d@a.example/f", "ftp://a.example/%7F",
		"ftp://a.example/d/%09/",
	};
	struct run *run = *state;
	char text[256];

	for (size_t i = 0; i < COUNT(urls); i++) {
		snprintf(text, sizeof(text), "ftp %s\n", urls[i]);
		run_text(run, text);
		assert_blocked(run, 0, PQ_RULE_REQUEST_SPLIT, PQ_SIDE_PAGE);
		snprintf(text, sizeof(text), "attacker renderer\nftp %s\n", urls[i]);
		run_text(run, text);
		assert_blocked(run, 0, PQ_RULE_REQUEST_SPLIT, PQ_SIDE_SERVICE);
		assert_int_equal(run_count(run, PQ_EVENT_DIAL), 0);
	}
}

static void only_ftp_urls_are_taken(void **state)
{
	static const char *const urls[] = { "http://a.example/", "ftps://a.example/", "file:///f", "data:,x" };
	struct run *run = *state;
	char text[256];

	for (size_t i = 0; i < COUNT(urls); i++) {
		for (size_t renderer = 0; renderer < 2; renderer++) {
			snprintf(text, sizeof(text), "%sftp %s\n", renderer ? "attacker renderer\n" : "", urls[i]);
			run_text(run, text);
			assert_error(run, 0, "bad-scheme");
			assert_int_equal(run_count(run, PQ_EVENT_DIAL), 0);
		}
	}
	run_text(run, "fetch GET ftp://a.example/\n");
	assert_error(run, 0, "bad-scheme");
	run_text(run, "fetch GET http://a.example/\nanswer\n  redirect 302 ftp://a.example/f\n" LOGIN);
	assert_error(run, 0, "bad-redirect");
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 1);
}

static void a_path_has_a_maximum_of_directories(void **state)
{
	struct run *run = *state;

	run_text(run, "ftp \"ftp://a.example\" + fill 65 \"/\" + \"f\"\n" LOGIN EPSV("50000") GET DATA);
	assert_done(run, 0, 226);
	run_text(run, "ftp \"ftp://a.example\" + fill 66 \"/\" + \"f\"\n" LOGIN EPSV("50000") GET DATA);
	assert_error(run, 0, "limit");
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 0);
}

/* Every line is written before anything is dialled, and one that is too long is refused then. */
static void a_command_line_has_a_maximum(void **state)
{
	struct run *run = *state;

	run_text(run, "ftp \"ftp://a.example/\" + fill 4089 \"x\"\n" LOGIN EPSV("50000") GET DATA);
	assert_done(run, 0, 226);
	run_text(run, "ftp \"ftp://a.example/\" + fill 4090 \"x\"\n" LOGIN EPSV("50000") GET DATA);
	assert_error(run, 0, "limit");
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), 0);
}

static void what_is_no_url_ends_on_both_sides(void **state)
{
	struct run *run = *state;

	run_text(run, "ftp ftp://a.example:65536/\n");
	assert_error(run, 0, "bad-url");
	run_text(run, "attacker renderer\nftp ftp://a.example:65536/\n");
	assert_error(run, 0, "bad-url");
}

/* The socket layer may say "again" at any time and move single bytes. */
static void pieces_and_pauses_change_nothing(void **state)
{
	static const char conversation[] = URL LOGIN PASV("1,2,3,4,195,80") GET DATA;
	static char text[4096];
	struct run *run = *state;

	for (unsigned int byte = 0; byte < 256; byte++) {
		snprintf(text, sizeof(text), "schedule fill 300 \"\\x%02x\" + \"\\x03\\x04\"\n%s", byte & ~3u,
			 conversation);
		run_text(run, text);
		assert_done(run, 0, 226);
		assert_string_equal(run_sent(run, 1), "USER anonymous\r\nTYPE I\r\nEPSV\r\nPASV\r\nRETR f\r\nQUIT\r\n");
	}
}

static void check_data_port(struct run *run, const char *text, uint16_t port)
{
	static const uint8_t peer[4] = { 20, 0, 0, 1 };
	bool blocked = pq_policy_blocks_port(&run->policy, PQ_SCHEME_FTP_DATA, port);

	run_text(run, text);
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), blocked ? 1 : 2);
	if (blocked) {
		assert_blocked(run, 0, PQ_RULE_UNSAFE_PORT, PQ_SIDE_SERVICE);
		return;
	}
	assert_done(run, 0, 226);
	dial(run, 1, peer, port);
}

/* Both ways to name a port, for each port: it is dialled where the policy allows it for "ftp-data", and not else. */
static void each_data_port_is_asked_of_the_policy(void **state)
{
	static char text[1024];

	for (unsigned int port = 1; port < 65536; port++) {
		snprintf(text, sizeof(text), URL LOGIN EPSV("%u") GET DATA, port);
		check_data_port(*state, text, (uint16_t)port);
		snprintf(text, sizeof(text), URL LOGIN PASV("127,0,0,1,%u,%u") GET DATA, port / 256, port % 256);
		check_data_port(*state, text, (uint16_t)port);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_fetched_command_by_command),
		cmocka_unit_test(a_directory_is_listed),
		cmocka_unit_test(data_come_from_the_peer_of_the_control_connection),
		cmocka_unit_test(garbage_ends_the_request_with_bad_reply),
		cmocka_unit_test(a_stale_reply_is_no_answer_to_the_next_command),
		cmocka_unit_test(refusals_and_faults_have_their_own_names),
		cmocka_unit_test(control_bytes_are_refused_by_both_sides),
		cmocka_unit_test(only_ftp_urls_are_taken),
		cmocka_unit_test(a_path_has_a_maximum_of_directories),
		cmocka_unit_test(a_command_line_has_a_maximum),
		cmocka_unit_test(what_is_no_url_ends_on_both_sides),
		cmocka_unit_test(pieces_and_pauses_change_nothing),
		cmocka_unit_test(each_data_port_is_asked_of_the_policy),
	};

	return cmocka_run_group_tests(tests, open_fetch, close_run);
}
