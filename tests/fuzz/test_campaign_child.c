/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "campaign/child.h"
#include "system/clock.h"

static pid_t start_shell(const char *script)
{
	struct pq_command command;

	pq_command_init(&command);
	pq_command_arg(&command, "sh");
	pq_command_arg(&command, "-c");
	pq_command_arg(&command, "%s", script);
	pq_command_env(&command, "PQ_TEST_VALUE=%d", 42);
	return pq_child_start(&command, "/dev/null");
}

static void a_child_gets_arguments_and_environment(void **state)
{
	pid_t child = start_shell("exit $PQ_TEST_VALUE");
	int status;

	(void)state;
	assert_true(child > 0);
	assert_true(pq_child_wait(child, 10000, &status));
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
}

static void a_child_leads_a_group_of_its_own(void **state)
{
	pid_t child = start_shell("sleep 100");

	(void)state;
	assert_int_equal(getpgid(child), child);
	assert_int_not_equal(getpgid(child), getpgrp());
	pq_child_stop(child, 1000);
}

static void stopping_a_child_stops_what_it_started(void **state)
{
	pid_t child = start_shell("trap '' INT; sleep 100 & sleep 100; sleep 100");
	int status;

	(void)state;
	pq_child_pause_ms(100);
	status = pq_child_stop(child, 200);
	assert_true(WIFSIGNALED(status));
	/* The group is gone with its leader; its members may need a moment to be reaped. */
	for (int i = 0; i < 500 && kill(-child, 0) == 0; i++)
		pq_child_pause_ms(10);
	assert_int_not_equal(kill(-child, 0), 0);
}

static void a_child_that_outlives_its_limit_is_killed(void **state)
{
	pid_t child = start_shell("sleep 100");
	int status;

	(void)state;
	assert_false(pq_child_wait(child, 100, &status));
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
}

static void a_program_that_is_not_there_ends_with_127(void **state)
{
	struct pq_command command;
	pid_t child;
	int status;

	(void)state;
	pq_command_init(&command);
	pq_command_arg(&command, "no-such-program-of-pratique");
	child = pq_child_start(&command, "/dev/null");
	assert_true(pq_child_wait(child, 10000, &status));
	assert_int_equal(WEXITSTATUS(status), 127);
}

static void what_a_process_has_used_is_told_while_it_runs(void **state)
{
	uint64_t begin_ms = pq_clock_ms();

	(void)state;
	while (pq_child_family_ms(getpid()) < 30 && pq_clock_ms() - begin_ms < 20000)
		continue;
	assert_true(pq_child_family_ms(getpid()) >= 30);
	assert_int_equal(pq_child_family_ms(-1), 0);
}

/* The one that uses the time leads a session of its own, as the server of AFL++ does; it ends by its limit. */
static void what_its_children_use_is_told_with_it(void **state)
{
	pid_t child = start_shell("setsid sh -c 'ulimit -t 1; while :; do :; done' & wait");
	uint64_t begin_ms = pq_clock_ms();
	uint64_t used_ms = 0;

	(void)state;
	while (used_ms < 50 && pq_clock_ms() - begin_ms < 20000) {
		pq_child_pause_ms(10);
		used_ms = pq_child_family_ms(child);
	}
	assert_true(used_ms >= 50);
	pq_child_stop(child, 1000);
	assert_int_equal(pq_child_family_ms(child), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_gets_arguments_and_environment),
		cmocka_unit_test(a_child_leads_a_group_of_its_own),
		cmocka_unit_test(stopping_a_child_stops_what_it_started),
		cmocka_unit_test(a_child_that_outlives_its_limit_is_killed),
		cmocka_unit_test(a_program_that_is_not_there_ends_with_127),
		cmocka_unit_test(what_a_process_has_used_is_told_while_it_runs),
		cmocka_unit_test(what_its_children_use_is_told_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
