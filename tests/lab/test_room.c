/* SPDX-License-Identifier: MIT */
/* What a room is for: a server in it is started, talked to, looked at from outside, stopped; and nothing is left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "room_case.h"

#define LIMIT_MS 60000 /* for what should happen, on a machine that is busy */

static bool same(const struct pq_buf *buf, const char *text)
{
	return pq_view_is(pq_buf_view(buf), text);
}

/* Says a line to the server on one connection, and reads what it answers. */
static void say(struct pq_lab_room *room, const char *line, char *out, size_t size)
{
	struct pq_diag why;
	size_t len = 0;
	ssize_t got = 1;
	int file;

	assert_done(pq_lab_room_connect(room, ROOM_PORT, LIMIT_MS, &file, &why), why);
	assert_int_equal(send(file, line, strlen(line), MSG_NOSIGNAL), strlen(line));
	assert_int_equal(shutdown(file, SHUT_WR), 0);
	while (got > 0 && len + 1 < size) {
		got = recv(file, out + len, size - 1 - len, 0);
		len += got > 0 ? (size_t)got : 0;
	}
	out[len] = '\0';
	close(file);
}

static void check_conversation(const char *user, const char *arguments)
{
	struct pq_lab_room *room = room_with_server(user, arguments);
	char answer[256];
	char storage[256];
	struct pq_buf bytes;
	struct pq_diag why;

	assert_done(pq_lab_room_await_port(room, ROOM_PORT, LIMIT_MS, &why), why);
	assert_done(pq_lab_room_await_banner(room, ROOM_PORT, pq_view_str("220 fa"), LIMIT_MS, &why), why);
	assert_false(pq_lab_room_has(room, "lines"));
	say(room, "hello\n", answer, sizeof(answer));
	assert_string_equal(answer, "220 fake\r\ngot hello\n");
	pq_buf_init(&bytes, storage, sizeof(storage));
	assert_done(pq_lab_room_read(room, "lines", &bytes, &why), why);
	assert_true(same(&bytes, "hello\n"));
	assert_true(pq_lab_room_has(room, "lines"));
	assert_done(pq_lab_room_lives(room, &why), why);
	assert_done(pq_lab_room_stop(room, SIGTERM, NULL, LIMIT_MS, &why), why);
	assert_int_equal(pq_lab_room_connect(room, ROOM_PORT, LIMIT_MS, &(int){ 0 }, &why), PQ_ERR_IO);
	pq_lab_room_close(room);
}

static void test_a_server_is_talked_to_and_stopped(void **state)
{
	(void)state;
	check_conversation("nobody", "2525");
}

static void test_so_is_one_that_goes_into_the_background(void **state)
{
	(void)state;
	check_conversation("nobody", "2525 background");
}

static void test_the_log_tells_what_it_printed(void **state)
{
	struct pq_lab_room *room = room_with_server("nobody", "2525");
	char storage[256];
	struct pq_buf log;
	struct pq_diag why;

	(void)state;
	assert_done(pq_lab_room_await_log(room, pq_view_str("ready as"), LIMIT_MS, &why), why);
	pq_buf_init(&log, storage, sizeof(storage));
	pq_lab_room_log(room, 0, &log);
	assert_true(same(&log, "ready as 65534 on 2525\n"));
	pq_buf_reset(&log);
	pq_lab_room_log(room, 6, &log);
	assert_true(same(&log, "as 65534 on 2525\n"));
	pq_lab_room_close(room);
}

static void test_any_user_may_listen_on_the_real_port(void **state)
{
	struct pq_lab_room *room = room_with_server("nobody", "25");
	struct pq_diag why;

	(void)state;
	assert_done(pq_lab_room_await_port(room, 25, LIMIT_MS, &why), why);
	pq_lab_room_close(room);
}

/* It ends with its first connection, which the command makes. */
static void test_a_stopped_service_makes_room_for_another(void **state)
{
	static const char *const dial = "echo >stopped; exec perl -MIO::Socket::INET -e "
					"'IO::Socket::INET->new(\"127.0.0.1:2525\")->getline'";
	struct pq_lab_room *room = room_with_server("nobody", "2525 quick");
	struct pq_diag why;

	(void)state;
	assert_done(pq_lab_room_await_port(room, ROOM_PORT, LIMIT_MS, &why), why);
	assert_refused(pq_lab_room_start(room, "true", &why), why, "a service runs in this room already");
	assert_done(pq_lab_room_stop(room, 0, dial, LIMIT_MS, &why), why);
	assert_true(pq_lab_room_has(room, "stopped"));
	assert_done(pq_lab_room_start(room, "exec bin/server 2626", &why), why);
	assert_done(pq_lab_room_await_port(room, ROOM_OTHER, LIMIT_MS, &why), why);
	pq_lab_room_close(room);
}

static void test_a_command_is_run_beside_it(void **state)
{
	struct pq_lab_room *room = room_open("nobody");
	char storage[64];
	struct pq_buf said;
	struct pq_diag why;
	int status = -1;

	(void)state;
	pq_buf_init(&said, storage, sizeof(storage));
	assert_done(pq_lab_room_run(room, "pwd; hostname; exit 4", LIMIT_MS, &said, &status, &why), why);
	assert_int_equal(status, 4);
	assert_true(same(&said, PQ_LAB_ROOM_DIR "\n" PQ_LAB_ROOM_HOST "\n"));
	assert_done(pq_lab_room_run(room, "kill -KILL $$", LIMIT_MS, NULL, &status, &why), why);
	assert_int_equal(status, 128 + SIGKILL);
	pq_lab_room_close(room);
}

static void test_files_are_written_and_read(void **state)
{
	struct pq_lab_room *room = room_open("nobody");
	char storage[8];
	struct pq_buf bytes;
	struct pq_diag why;
	int status = -1;

	(void)state;
	assert_done(pq_lab_room_write(room, "a/b/c", pq_view_str("0123456789"), false, &why), why);
	assert_done(
		pq_lab_room_run(
			room,
			"test \"$(cat a/b/c)\" = 0123456789 && ! test -x a/b/c && ln -s /etc /tmp/room/out && mkfifo p",
			LIMIT_MS, NULL, &status, &why),
		why);
	assert_int_equal(status, 0);
	pq_buf_init(&bytes, storage, sizeof(storage));
	assert_done(pq_lab_room_read(room, "/tmp/room/a/b/c", &bytes, &why), why);
	assert_true(same(&bytes, "01234567"));
	pq_buf_reset(&bytes);
	assert_done(pq_lab_room_read(room, "p", &bytes, &why), why);
	assert_true(same(&bytes, ""));
	assert_done(pq_lab_room_read(room, "out/hostname", &bytes, &why), why);
	assert_true(same(&bytes, "lab.exam"));
	assert_refused(pq_lab_room_read(room, "none", &bytes, &why), why,
		       "cannot read none inside: No such file or directory");
	assert_done(pq_lab_room_folder(room, "d/e", &why), why);
	assert_done(pq_lab_room_folder(room, "d", &why), why);
	assert_true(pq_lab_room_has(room, "d/e"));
	assert_int_equal(pq_lab_room_write(room, "/etc/x", pq_view_str(""), false, &why), PQ_ERR_IO);
	pq_lab_room_close(room);
}

static unsigned int entries(const char *path)
{
	DIR *folder = opendir(path);
	unsigned int count = 0;

	while (folder && readdir(folder))
		count++;
	if (folder)
		closedir(folder);
	return count;
}

static unsigned int mounts(void)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	unsigned int lines = 0;
	int c;

	while (file && (c = fgetc(file)) != EOF)
		lines += c == '\n';
	if (file)
		fclose(file);
	return lines;
}

static void test_nothing_is_left(void **state)
{
	unsigned int mounted = mounts();
	unsigned int open_files = entries("/proc/self/fd");
	struct pq_lab_room *room = room_with_server("nobody", "2525 stubborn");
	struct pq_diag why;

	(void)state;
	assert_done(pq_lab_room_await_port(room, ROOM_PORT, LIMIT_MS, &why), why);
	assert_true(entries("/proc/self/fd") > open_files);
	pq_lab_room_close(room);
	assert_int_equal(mounts(), mounted);
	assert_int_equal(entries("/proc/self/fd"), open_files);
	assert_int_not_equal(access(PQ_LAB_ROOM_DIR, F_OK), 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

/* With an argument: all of it as a user without rights. */
int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_server_is_talked_to_and_stopped),
		cmocka_unit_test(test_so_is_one_that_goes_into_the_background),
		cmocka_unit_test(test_the_log_tells_what_it_printed),
		cmocka_unit_test(test_any_user_may_listen_on_the_real_port),
		cmocka_unit_test(test_a_stopped_service_makes_room_for_another),
		cmocka_unit_test(test_a_command_is_run_beside_it),
		cmocka_unit_test(test_files_are_written_and_read),
		cmocka_unit_test(test_nothing_is_left),
	};

	(void)argv;
	if (argc > 1 && (geteuid() != 0 || setgid(65534) != 0 || setuid(65534) != 0)) {
		print_message("SKIPPED: this is not root already\n");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
