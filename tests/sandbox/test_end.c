/* SPDX-License-Identifier: MIT */
/* Whatever ends a sandbox, no process, mount or namespace of it stays. */
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
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "inside.h"

/* This process and its children; whatever else runs on the machine has another mark. */
static char mark[64];

static bool process_has_mark(const char *number)
{
	char path[300];
	char line[4096];
	FILE *file;
	size_t len;
	bool found = false;

	snprintf(path, sizeof(path), "/proc/%s/cmdline", number);
	file = fopen(path, "re");
	len = file ? fread(line, 1, sizeof(line), file) : 0;
	if (file)
		fclose(file);
	for (size_t at = 0; at + strlen(mark) <= len && !found; at++)
		found = memcmp(line + at, mark, strlen(mark)) == 0;
	return found;
}

/* The net namespace of a process, as "net:[4026532001]"; empty if it cannot be told. */
static void namespace_of(const char *process, char *out, size_t size)
{
	char path[300];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%s/ns/net", process);
	len = readlink(path, out, size - 1);
	out[len > 0 ? len : 0] = 0;
}

/* How many processes were started with the mark as an argument, in whatever PID namespace; and their net namespace. */
static unsigned int marked_in(char *namespace, size_t size)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	unsigned int count = 0;

	while ((entry = readdir(dir)))
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && process_has_mark(entry->d_name)) {
			count++;
			namespace_of(entry->d_name, namespace, size);
		}
	closedir(dir);
	return count;
}

/* How many processes of the machine are in that net namespace. */
static unsigned int users_of(const char *namespace)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	unsigned int count = 0;
	char link[64];

	while ((entry = readdir(dir))) {
		namespace_of(entry->d_name, link, sizeof(link));
		count += strcmp(link, namespace) == 0;
	}
	closedir(dir);
	return count;
}

static unsigned int marked(void)
{
	char namespace[64];

	return marked_in(namespace, sizeof(namespace));
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

static void wait_until_marked(unsigned int count)
{
	const struct timespec pause = { .tv_nsec = 5000000 };

	for (unsigned int i = 0; i < 600 && marked() != count; i++)
		nanosleep(&pause, NULL);
	assert_int_equal(marked(), count);
}

static uint32_t start_sleeper(struct pq_sandbox *sandbox)
{
	char path[4096] = "";
	char word[] = "sleep";
	char *argv[] = { path, word, mark, NULL };
	char *environment[] = { NULL };
	const struct pq_program program = { .argv = argv, .environment = environment };
	struct pq_diag diag;
	uint32_t id = 0;

	assert_true(readlink("/proc/self/exe", path, sizeof(path) - 1) > 0);
	assert_int_equal(pq_sandbox_start(sandbox, &program, &id, &diag), PQ_ERR_OK);
	return id;
}

static void test_an_ended_program_takes_its_children_with_it(void **state)
{
	struct pq_sandbox *sandbox = inside_open(*state, NULL);
	struct pq_sandbox_event event;
	uint32_t one = start_sleeper(sandbox);
	uint32_t other = start_sleeper(sandbox);

	wait_until_marked(4);
	pq_sandbox_end(sandbox, one);
	event = pq_sandbox_next(sandbox, 5000);
	assert_int_equal(event.kind, PQ_SANDBOX_EXITED);
	assert_int_equal(event.id, one);
	assert_int_not_equal(one, other);
	assert_true(WIFSIGNALED(event.status));
	assert_int_equal(marked(), 2);
	pq_sandbox_close(sandbox);
}

static void test_a_closed_sandbox_leaves_nothing(void **state)
{
	unsigned int before = mounts();
	struct pq_sandbox *sandbox = inside_open(*state, PQ_SOURCE_DIR "/LICENSE");

	start_sleeper(sandbox);
	wait_until_marked(2);
	pq_sandbox_close(sandbox);
	assert_int_equal(marked(), 0);
	assert_int_equal(mounts(), before);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

/* A child opens a sandbox and is killed. The listener is the child of the keeper, and carries no mark. */
static void test_a_killed_opener_leaves_nothing(void **state)
{
	unsigned int mounted = mounts();
	char namespace[64] = "";
	int said[2];
	char byte = 0;
	pid_t opener;

	assert_int_equal(pipe(said), 0);
	opener = fork();
	if (opener == 0) {
		struct pq_sandbox *sandbox = inside_open(*state, PQ_SOURCE_DIR "/LICENSE");

		start_sleeper(sandbox);
		if (write(said[1], &byte, 1) == 1)
			for (;;)
				pause();
		_exit(1);
	}
	assert_int_equal(read(said[0], &byte, 1), 1);
	wait_until_marked(2);
	assert_int_equal(marked_in(namespace, sizeof(namespace)), 2);
	assert_true(users_of(namespace) > 2);
	kill(opener, SIGKILL);
	assert_int_equal(waitpid(opener, NULL, 0), opener);
	wait_until_marked(0);
	for (unsigned int i = 0; i < 600 && users_of(namespace) > 0; i++)
		usleep(5000);
	assert_int_equal(users_of(namespace), 0);
	assert_int_equal(mounts(), mounted);
	close(said[0]);
	close(said[1]);
}

static int give_up(void *unused)
{
	(void)unused;
	return 5;
}

static void test_a_resident_that_cannot_begin_is_told(void **state)
{
	const struct pq_resident residents[] = { { "sink", give_up, NULL } };
	const struct pq_sandbox_options options = { .tcp_port = INSIDE_PORT,
						    .residents = residents,
						    .resident_count = 1 };
	struct pq_sandbox *sandbox = NULL;
	struct pq_diag diag;

	(void)state;
	assert_int_equal(pq_sandbox_open(&sandbox, &options, &diag), PQ_ERR_IO);
	assert_string_equal(diag.expected, "sink ended as soon as it began, with status 5");
}

static void test_another_user_can(void **state)
{
	struct inside_log *log = *state;
	const char *const dial[] = { "dial", "20.8.8.8", "0", NULL };
	int status;
	pid_t child;

	if (geteuid() != 0) {
		print_message("SKIPPED: this is not root already\n");
		skip();
	}
	child = fork();
	if (child == 0) {
		struct pq_sandbox *sandbox;

		if (setgid(65534) != 0 || setuid(65534) != 0)
			_exit(2);
		sandbox = inside_open(log, PQ_SOURCE_DIR "/LICENSE");
		status = inside_run(sandbox, dial);
		pq_sandbox_close(sandbox);
		_exit(status);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
	assert_non_null(inside_arrived(log, "20.8.8.8 0"));
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Nothing is asserted about time; the line is for a person. */
static void test_how_long_it_takes(void **state)
{
	const struct pq_sandbox_options options = { .tcp_port = INSIDE_PORT, .name_server = "20.0.0.53" };
	double times[20];

	(void)state;
	for (size_t i = 0; i < 20; i++) {
		struct pq_sandbox *sandbox = NULL;
		struct timespec begin;
		struct timespec end;
		struct pq_diag diag;

		clock_gettime(CLOCK_MONOTONIC, &begin);
		assert_int_equal(pq_sandbox_open(&sandbox, &options, &diag), PQ_ERR_OK);
		clock_gettime(CLOCK_MONOTONIC, &end);
		pq_sandbox_close(sandbox);
		times[i] = (double)(end.tv_sec - begin.tv_sec) * 1e3 + (double)(end.tv_nsec - begin.tv_nsec) / 1e6;
	}
	qsort(times, 20, sizeof(times[0]), by_size);
	print_message("sandbox ready in %.1f ms (median of 20; %.1f to %.1f ms)\n", times[10], times[0], times[19]);
}

static int set_up(void **state)
{
	*state = inside_log_new();
	snprintf(mark, sizeof(mark), "pratique-mark-%d", (int)getpid());
	return 0;
}

static int tear_down(void **state)
{
	inside_log_free(*state);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_ended_program_takes_its_children_with_it),
		cmocka_unit_test(test_a_closed_sandbox_leaves_nothing),
		cmocka_unit_test(test_a_killed_opener_leaves_nothing),
		cmocka_unit_test(test_a_resident_that_cannot_begin_is_told),
		cmocka_unit_test(test_another_user_can),
		cmocka_unit_test(test_how_long_it_takes),
	};
	int status;

	if (inside_main(argc, argv, &status))
		return status;
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
