/* SPDX-License-Identifier: MIT */
/* The verb "fetch", as a user sees it, against a server on loopback. */
#include "../sink_case.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static struct sink_case sink;
static char out[65536];
static char err[65536];

static void read_whole(const char *path, char *text, size_t cap)
{
	FILE *file = fopen(path, "re");
	size_t len = fread(text, 1, cap - 1, file);

	fclose(file);
	text[len] = '\0';
}

/* Runs "pratique fetch" with these arguments, of which '@' stands for the server, and returns its exit code. */
static int fetch(const char *const *arguments)
{
	char paths[2][64] = { "/tmp/pratique-out-XXXXXX", "/tmp/pratique-err-XXXXXX" };
	int files[2] = { mkstemp(paths[0]), mkstemp(paths[1]) };
	posix_spawn_file_actions_t actions;
	char storage[16][256];
	char *argv[18] = { (char[]){ "pratique" }, (char[]){ "fetch" } };
	int count = 0;
	int status;
	pid_t pid;

	for (; arguments[count]; count++) {
		const char *at = strchr(arguments[count], '@');

		if (at && at[1] == '/' && strstr(arguments[count], "://@"))
			snprintf(storage[count], 256, "%.*s127.0.0.1:%u%s", (int)(at - arguments[count]),
				 arguments[count], sink.port, at + 1);
		else
			snprintf(storage[count], 256, "%s", arguments[count]);
		argv[2 + count] = storage[count];
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, files[0], 1);
	posix_spawn_file_actions_adddup2(&actions, files[1], 2);
	assert_int_equal(posix_spawn(&pid, PQ_PROGRAM, &actions, NULL, argv, environ), 0);
	posix_spawn_file_actions_destroy(&actions);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	read_whole(paths[0], out, sizeof(out));
	read_whole(paths[1], err, sizeof(err));
	for (int i = 0; i < 2; i++) {
		close(files[i]);
		unlink(paths[i]);
	}
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 3 && strstr(err, "fetch cannot start")) {
		print_message("no three processes here: %s", err);
		exit(77);
	}
	return WEXITSTATUS(status);
}

#define FETCH(...) fetch((const char *const[]){ __VA_ARGS__, NULL })

static void a_body_goes_to_standard_output(void **state)
{
	(void)state;
	assert_int_equal(FETCH("http://@/"), 0);
	assert_string_equal(out, "hello");
	assert_string_equal(err, "");
	assert_int_equal(FETCH("--include", "http://@/"), 0);
	assert_non_null(strstr(out, "HTTP/1.1 200"));
	assert_non_null(strstr(out, "\r\n\r\nhello"));
}

static void what_is_blocked_is_one(void **state)
{
	(void)state;
	assert_int_equal(FETCH("http://127.0.0.1:25/"), 1);
	assert_string_equal(err, "pratique: fetch: blocked by the page side: unsafe_port\n");
	assert_int_equal(FETCH("--method", "TRACE", "http://@/"), 1);
	assert_non_null(strstr(err, "forbidden_method"));
	assert_int_equal(FETCH("--policy", "silverlight", "http://@/"), 0);
}

/* Another policy drives, and the judge keeps to the standard's. */
static void a_dial_to_a_blocked_port_is_a_violation(void **state)
{
	(void)state;
	assert_int_equal(FETCH("--policy", "none", "http://127.0.0.1:1/"), 1);
	assert_non_null(strstr(err, "violation of unsafe_port"));
	assert_non_null(strstr(err, "network error refused"));
	assert_int_equal(FETCH("--policy", "none", "--judge", "none", "http://127.0.0.1:1/"), 3);
	assert_null(strstr(err, "violation"));
}

static void a_dropped_header_is_told(void **state)
{
	(void)state;
	assert_int_equal(FETCH("--header", "Host: evil.example", "--header", "X-Kept: yes", "--explain", "http://@/"),
			 0);
	assert_non_null(strstr(err, "header Host was dropped"));
	assert_non_null(strstr(out, "X-Kept: yes"));
	assert_null(strstr(out, "> Host: evil.example"));
	assert_non_null(strstr(out, "> Host: 127.0.0.1"));
}

static void forms_and_data_are_bodies(void **state)
{
	char path[] = "/tmp/pratique-file-XXXXXX";
	char file[64];
	int fd = mkstemp(path);

	(void)state;
	assert_int_equal(write(fd, "file's bytes", 12), 12);
	close(fd);
	snprintf(file, sizeof(file), "f=@%s", path);
	assert_int_equal(FETCH("--form", "a=b", "--form", file, "--explain", "http://@/"), 0);
	assert_non_null(strstr(out, "POST / HTTP/1.1"));
	assert_non_null(strstr(out, "form-data; name=\"a\""));
	assert_non_null(strstr(out, "file's bytes"));
	assert_int_equal(FETCH("--data", "a=b", "--method", "PUT", "--explain", "http://@/"), 0);
	assert_non_null(strstr(out, "PUT / HTTP/1.1"));
	assert_non_null(strstr(out, "Content-Length: 3"));
	unlink(path);
	assert_int_equal(FETCH("--form", file, "http://@/"), 2);
}

static void certificates_are_checked(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/authority.pem", sink.dir);
	assert_int_equal(FETCH("--cacert", path, "https://@/"), 0);
	assert_string_equal(out, "hello");
	assert_int_equal(FETCH("https://@/"), 3);
	assert_non_null(strstr(err, "network error connection: certificate: "));
}

static void a_server_that_never_answers_is_given_up(void **state)
{
	(void)state;
	assert_int_equal(FETCH("--timeout", "1s", "http://@/silent"), 3);
	assert_non_null(strstr(err, "pratique: fetch: network error exhausted: nothing happened for "));
	assert_int_equal(FETCH("--timeout", "0", "http://@/"), 2);
	assert_int_equal(FETCH("--timeout", "3m", "http://@/"), 2);
	assert_int_equal(FETCH("--timeout", "soon", "http://@/"), 2);
}

static void a_websocket_is_opened(void **state)
{
	(void)state;
	assert_int_equal(FETCH("--message", "hi", "--explain", "ws://@/socket"), 0);
	assert_non_null(strstr(out, "Upgrade: websocket"));
	assert_non_null(strstr(out, "101"));
}

static void wrong_usage_is_two(void **state)
{
	(void)state;
	assert_int_equal(FETCH("no url"), 2);
	assert_non_null(strstr(err, "expected an absolute URL"));
	assert_int_equal(FETCH("--header", "no colon", "http://@/"), 2);
	assert_int_equal(FETCH("--form", "no-sign", "http://@/"), 2);
	assert_int_equal(FETCH("--form", "a=b", "--data", "c", "http://@/"), 2);
	assert_int_equal(FETCH("--sandbox", "none", "http://@/"), 2);
	assert_int_equal(FETCH("--policy", "nonesuch", "http://@/"), 2);
	assert_int_equal(FETCH("http://@/", "http://@/"), 2);
	assert_int_equal(FETCH("--nonesuch", "http://@/"), 2);
}

static int start(void **state)
{
	(void)state;
	sink_case_start(&sink, 1, SINK_CASE_AUTHORITY);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	sink_case_stop(&sink);
	sink_case_remove(&sink);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_goes_to_standard_output),
		cmocka_unit_test(what_is_blocked_is_one),
		cmocka_unit_test(a_dial_to_a_blocked_port_is_a_violation),
		cmocka_unit_test(a_dropped_header_is_told),
		cmocka_unit_test(forms_and_data_are_bodies),
		cmocka_unit_test(certificates_are_checked),
		cmocka_unit_test(a_server_that_never_answers_is_given_up),
		cmocka_unit_test(a_websocket_is_opened),
		cmocka_unit_test(wrong_usage_is_two),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
