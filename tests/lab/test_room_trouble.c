/* SPDX-License-Identifier: MIT */
/* Servers that are not as their description says: each reason why a case is void, in the words that a person reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "room_case.h"

#define SHORT_MS 300  /* for what cannot happen */
#define LONG_MS 60000 /* for what must happen, on a machine that is busy */

static void test_one_that_does_not_start(void **state)
{
	struct pq_lab_room *room = room_open("nobody");
	struct pq_diag why;

	(void)state;
	assert_done(pq_lab_room_start(room, "echo 'no such setting: x' >&2; exit 3", &why), why);
	assert_refused(pq_lab_room_await_port(room, ROOM_PORT, LONG_MS, &why), why,
		       "it ended with status 3; its last words: no such setting: x");
	assert_refused(pq_lab_room_lives(room, &why), why,
		       "it ended with status 3; its last words: no such setting: x");
	pq_lab_room_close(room);
}

static void test_one_that_is_not_there(void **state)
{
	struct pq_lab_room *room = room_open("nobody");
	struct pq_diag why;

	(void)state;
	assert_done(pq_lab_room_start(room, "exec /usr/sbin/no-such-server", &why), why);
	assert_int_equal(pq_lab_room_await_port(room, ROOM_PORT, LONG_MS, &why), PQ_ERR_IO);
	assert_non_null(strstr(why.expected, "it ended with status 127; its last words: "));
	assert_non_null(strstr(why.expected, "/usr/sbin/no-such-server: not found"));
	pq_lab_room_close(room);
}

static void test_one_that_dies(void **state)
{
	struct pq_lab_room *room = room_open("nobody");
	struct pq_diag why;

	(void)state;
	assert_done(pq_lab_room_start(room, "kill -SEGV $$", &why), why);
	assert_refused(pq_lab_room_await_port(room, ROOM_PORT, LONG_MS, &why), why, "it was ended by signal 11");
	pq_lab_room_close(room);
}

static void test_one_that_starts_late(void **state)
{
	struct pq_lab_room *room = room_with_server("nobody", "2525 late");
	struct pq_diag why;

	(void)state;
	assert_refused(pq_lab_room_await_port(room, ROOM_PORT, SHORT_MS, &why), why,
		       "it runs, but nobody listens on TCP port 2525 within 300 ms");
	/* The control: later it is there. */
	assert_done(pq_lab_room_write(room, "go", pq_view_str(""), false, &why), why);
	assert_done(pq_lab_room_await_port(room, ROOM_PORT, LONG_MS, &why), why);
	pq_lab_room_close(room);
}

static void test_one_that_listens_elsewhere(void **state)
{
	struct pq_lab_room *room = room_with_server("nobody", "2626");
	struct pq_diag why;

	(void)state;
	assert_done(pq_lab_room_await_port(room, ROOM_OTHER, LONG_MS, &why), why);
	assert_refused(pq_lab_room_await_port(room, ROOM_PORT, SHORT_MS, &why), why,
		       "it listens on TCP port 2626, and not on 2525 as its description says");
	pq_lab_room_close(room);
}

static void test_one_that_says_something_else(void **state)
{
	struct pq_lab_room *room = room_with_server("nobody", "2525");
	struct pq_diag why;

	(void)state;
	assert_done(pq_lab_room_await_log(room, pq_view_str("ready"), LONG_MS, &why), why);
	assert_refused(pq_lab_room_await_log(room, pq_view_str("steady"), SHORT_MS, &why), why,
		       "it runs, but did not print \"steady\" within 300 ms; its last words: ready as 65534 on 2525");
	assert_refused(pq_lab_room_await_banner(room, ROOM_PORT, pq_view_str("200 "), SHORT_MS, &why), why,
		       "it runs, but did not send \"200 \" on TCP port 2525 within 300 ms; its last words: ready as "
		       "65534 on 2525");
	assert_refused(pq_lab_room_await_file(room, "lines", SHORT_MS, &why), why,
		       "it runs, but did not make lines within 300 ms; its last words: ready as 65534 on 2525");
	assert_done(pq_lab_room_await_file(room, "bin/server", SHORT_MS, &why), why);
	pq_lab_room_close(room);
}

static void test_one_that_prints_without_end(void **state)
{
	struct pq_lab_room *room = room_open("nobody");
	struct pq_diag why;
	int socket;

	(void)state;
	assert_done(pq_lab_room_start(room, "yes", &why), why);
	assert_refused(pq_lab_room_await_port(room, ROOM_PORT, LONG_MS, &why), why,
		       "it has printed more than 64 MiB (PQ_MAX_LAB_ROOM_LOG)");
	assert_refused(pq_lab_room_connect(room, ROOM_PORT, SHORT_MS, &socket, &why), why,
		       "it has printed more than 64 MiB (PQ_MAX_LAB_ROOM_LOG)");
	assert_refused(pq_lab_room_stop(room, SIGTERM, NULL, LONG_MS, &why), why,
		       "it has printed more than 64 MiB (PQ_MAX_LAB_ROOM_LOG)");
	/* The control: the room is good for one that says less. */
	assert_done(pq_lab_room_write(room, "bin/server", pq_view_str(room_server), true, &why), why);
	assert_done(pq_lab_room_start(room, "exec bin/server 2525", &why), why);
	assert_done(pq_lab_room_await_port(room, ROOM_PORT, LONG_MS, &why), why);
	pq_lab_room_close(room);
}

static void test_one_that_ignores_its_stop(void **state)
{
	struct pq_lab_room *room = room_with_server("nobody", "2525 stubborn");
	struct pq_diag why;

	(void)state;
	assert_done(pq_lab_room_await_port(room, ROOM_PORT, LONG_MS, &why), why);
	assert_refused(pq_lab_room_stop(room, SIGTERM, NULL, SHORT_MS, &why), why,
		       "it ignored its stop (Terminated) for 300 ms, and was ended by force");
	assert_refused(pq_lab_room_lives(room, &why), why, "no service was started");
	assert_int_equal(pq_lab_room_connect(room, ROOM_PORT, LONG_MS, &(int){ 0 }, &why), PQ_ERR_IO);
	pq_lab_room_close(room);
}

static void test_one_that_ended_before_its_stop(void **state)
{
	struct pq_lab_room *room = room_with_server("nobody", "2525 quick");
	struct pq_diag why;

	(void)state;
	assert_done(pq_lab_room_await_port(room, ROOM_PORT, LONG_MS, &why), why);
	assert_int_equal(pq_lab_room_await_banner(room, ROOM_PORT, pq_view_str("nothing"), LONG_MS, &why), PQ_ERR_IO);
	assert_refused(pq_lab_room_stop(room, SIGTERM, NULL, LONG_MS, &why), why,
		       "it ended with status 7; its last words: ready as 65534 on 2525");
	pq_lab_room_close(room);
}

static void test_a_user_that_is_not_there(void **state)
{
	struct pq_lab_room *room = room_open("pq-nobody-else");
	struct pq_diag why;

	(void)state;
	assert_refused(pq_lab_room_start(room, "true", &why), why,
		       "cannot run '/bin/sh': its user: No such file or directory");
	pq_lab_room_close(room);
}

static void test_a_command_that_takes_too_long(void **state)
{
	struct pq_lab_room *room = room_open("nobody");
	struct pq_diag why;
	int status = 0;

	(void)state;
	assert_refused(pq_lab_room_run(room, "sleep 1000", SHORT_MS, NULL, &status, &why), why,
		       "'sleep 1000' took longer than 300 ms, and was ended");
	assert_done(pq_lab_room_run(room, "exit 5", LONG_MS, NULL, &status, &why), why);
	assert_int_equal(status, 5);
	pq_lab_room_close(room);
}

/* What shall be root and become others needs a caller who is root. */
static void test_root_is_not_to_be_had_by_everybody(void **state)
{
	const struct pq_lab_room_options options = { .user = "root" };
	struct pq_lab_room *room = NULL;
	struct pq_diag why;
	enum pq_err err = pq_lab_room_open(&room, &options, &why);

	(void)state;
	if (geteuid() == 0) {
		assert_done(err, why);
		pq_lab_room_close(room);
		return;
	}
	assert_int_equal(err, PQ_ERR_IO);
	assert_string_equal(why.expected,
			    "it becomes other users by itself, and only root has those to give; run this as root");
}

/* With an argument: all of it as a user without rights. */
int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_that_does_not_start),
		cmocka_unit_test(test_one_that_is_not_there),
		cmocka_unit_test(test_one_that_dies),
		cmocka_unit_test(test_one_that_starts_late),
		cmocka_unit_test(test_one_that_listens_elsewhere),
		cmocka_unit_test(test_one_that_says_something_else),
		cmocka_unit_test(test_one_that_prints_without_end),
		cmocka_unit_test(test_one_that_ignores_its_stop),
		cmocka_unit_test(test_one_that_ended_before_its_stop),
		cmocka_unit_test(test_a_user_that_is_not_there),
		cmocka_unit_test(test_a_command_that_takes_too_long),
		cmocka_unit_test(test_root_is_not_to_be_had_by_everybody),
	};

	(void)argv;
	if (argc > 1 && (geteuid() != 0 || setgid(65534) != 0 || setuid(65534) != 0)) {
		print_message("SKIPPED: this is not root already\n");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
