/* SPDX-License-Identifier: MIT */
/* socket_outside_service: what processes ask of the system; each breach fires, and its twin is silent. */
#include "monitor_case.h"

#define FETCH "fetch GET http://a.example/\n"
#define LOOK_UP "request 1\nresolve 'a.example' 20.0.0.1\n"
#define DIAL "dial 1 tcp 20.0.0.1 80 ok\nsend 1 'GET / HTTP/1.1^Host: a.example^^'\n"
#define DONE "receive 1 'HTTP/1.1 200 OK^^'\nclose 1\noutcome 1 done 200\n"
#define SOCKET PQ_RULE_SOCKET_OUTSIDE_SERVICE

static void sockets_are_the_services_alone(void **state)
{
	static const struct case_row rows[] = {
		{ "nobody calls", FETCH, LOOK_UP DIAL DONE, PQ_RULE_NONE },
		{ "a renderer that is stopped", FETCH, LOOK_UP "call renderer connect refused\n" DIAL DONE, SOCKET },
		{ "a renderer that is not", FETCH, LOOK_UP "call renderer socket made\n" DIAL DONE, SOCKET },
		{ "the service's own", FETCH, LOOK_UP "call service socket made\ncall service connect made\n" DIAL DONE,
		  PQ_RULE_NONE },
		{ "another process", FETCH, LOOK_UP "call other accept4 made\n" DIAL DONE, SOCKET },
		{ "sockets without a call for each", FETCH, LOOK_UP "call other io_uring_setup made\n" DIAL DONE,
		  SOCKET },
		{ "what begins alike", FETCH,
		  LOOK_UP "call renderer socketpair made\ncall renderer acc made\n" DIAL DONE, PQ_RULE_NONE },
		{ "before a request", FETCH, "call renderer bind made\n" LOOK_UP DIAL DONE, SOCKET },
		{ "behind the outcome", FETCH, LOOK_UP DIAL DONE "call renderer listen refused\n", SOCKET },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* A sandbox refuses what is not the process's own, so a refusal is a breach, whoever asked, and for what. */
static void what_a_sandbox_refuses_is_a_breach(void **state)
{
	static const struct case_row rows[] = {
		{ "a file of the renderer's", FETCH, LOOK_UP "call renderer openat refused\n" DIAL DONE, SOCKET },
		{ "a file that it may have", FETCH, LOOK_UP "call renderer openat made\n" DIAL DONE, PQ_RULE_NONE },
		{ "a program of the service's", FETCH, LOOK_UP "call service execve refused\n" DIAL DONE, SOCKET },
		{ "another kind of socket", FETCH, LOOK_UP "call service socket refused\n" DIAL DONE, SOCKET },
		{ "a call without a name", FETCH, LOOK_UP "call other 'system call 999' refused\n" DIAL DONE, SOCKET },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void the_sentence_names_process_and_call(void **state)
{
	static const struct {
		const char *call;
		const char *sentence;
	} rows[] = {
		{ "call renderer connect refused\n", "the renderer called connect" },
		{ "call service execve refused\n", "the network service called execve" },
		{ "call other socket made\n", "another process called socket, and nothing stopped it" },
		{ "call renderer '' refused\n", "the renderer called \"\"" },
		{ "call renderer 'a\\x00b' refused\n", "the renderer called \"a\\x00b\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[256];
		struct pq_verdict verdict;

		snprintf(text, sizeof(text), "request 1\n%s", rows[i].call);
		verdict = case_judge(FETCH, text, NULL);
		assert_int_equal(verdict.violation_total, 1);
		assert_int_equal(verdict.violations[0].request, 1);
		assert_int_equal(verdict.violations[0].event, 1);
		assert_string_equal(verdict.violations[0].detail, rows[i].sentence);
	}
}

/* That nothing was called is known only of a subject that shows its processes. */
static void silence_holds_the_rule_only_where_processes_are_shown(void **state)
{
	static const struct case_options shown = { .capabilities = PQ_SHOWS_ALL | PQ_SHOWS_PROCESSES };
	static const struct case_options off = { .rules = ~(UINT32_C(1) << SOCKET) };
	struct pq_verdict verdict = case_judge(FETCH, LOOK_UP DIAL DONE, &shown);

	(void)state;
	assert_int_equal(verdict.rules[SOCKET], PQ_HELD);
	verdict = case_judge(FETCH, LOOK_UP DIAL DONE, NULL);
	assert_int_equal(verdict.rules[SOCKET], PQ_NOT_JUDGED);
	verdict = case_judge(FETCH, LOOK_UP "call service connect made\n" DIAL DONE, NULL);
	assert_int_equal(verdict.rules[SOCKET], PQ_HELD);
	verdict = case_judge(FETCH, LOOK_UP "call renderer connect refused\n" DIAL DONE, &off);
	assert_int_equal(verdict.rules[SOCKET], PQ_NOT_JUDGED);
	assert_int_equal(verdict.violation_total, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sockets_are_the_services_alone),
		cmocka_unit_test(what_a_sandbox_refuses_is_a_breach),
		cmocka_unit_test(the_sentence_names_process_and_call),
		cmocka_unit_test(silence_holds_the_rule_only_where_processes_are_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
