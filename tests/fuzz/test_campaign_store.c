/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include <cmocka.h>

#include "campaign/finding.h"
#include "campaign/store.h"

static char base[64];

static int make_base(void **state)
{
	(void)state;
	snprintf(base, sizeof(base), "/tmp/pq-store-XXXXXX");
	return mkdtemp(base) ? 0 : -1;
}

static int remove_base(void **state)
{
	(void)state;
	return pq_store_remove_folder(base);
}

static void path_in_base(char path[static PQ_STORE_PATH], const char *name)
{
	pq_store_path(path, "%s/%s", base, name);
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void folders_are_made_and_removed_with_all_in_them(void **state)
{
	char path[PQ_STORE_PATH], top[PQ_STORE_PATH];

	(void)state;
	path_in_base(path, "a/b/c");
	path_in_base(top, "a");
	assert_int_equal(pq_store_make_folders(path), 0);
	assert_int_equal(pq_store_make_folders(path), 0);
	path_in_base(path, "a/b/c/file");
	write_file(path, "x");
	assert_int_equal(pq_store_remove_folder(top), 0);
	assert_int_not_equal(access(top, F_OK), 0);
	assert_int_equal(pq_store_remove_folder(top), 0);
}

static void a_copy_is_whole(void **state)
{
	char from[PQ_STORE_PATH], to[PQ_STORE_PATH];
	uint64_t a = 1, b = 2;

	(void)state;
	path_in_base(from, "from");
	path_in_base(to, "to");
	write_file(from, "what was found");
	assert_int_equal(pq_store_copy(from, to), 0);
	assert_true(pq_store_hash(from, &a) && pq_store_hash(to, &b));
	assert_int_equal(a, b);
	assert_int_not_equal(pq_store_copy("/nonexistent/x", to), 0);
	assert_true(pq_store_hash(to, &b));
	assert_int_equal(a, b);
}

/* In a process that may write only 4 bytes a file: what a full disk looks like. */
static int copy_without_room(const char *from, const char *to)
{
	struct rlimit limit = { 4, 4 };
	pid_t child = fork();
	int status;

	if (child == 0) {
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		_exit(pq_store_copy(from, to) == 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_copy_that_does_not_fit_leaves_nothing_behind(void **state)
{
	char from[PQ_STORE_PATH], to[PQ_STORE_PATH], part[PQ_STORE_PATH];

	(void)state;
	path_in_base(from, "long");
	path_in_base(to, "full");
	path_in_base(part, "full.part");
	write_file(from, "more than four bytes");
	assert_int_equal(copy_without_room(from, to), 1);
	assert_int_not_equal(access(to, F_OK), 0);
	assert_int_not_equal(access(part, F_OK), 0);
	assert_int_equal(pq_store_copy(from, to), 0);
}

static bool holds(const char *path, const char *text)
{
	unsigned char storage[64];
	struct pq_buf buf;

	pq_buf_init(&buf, storage, sizeof(storage));
	return pq_store_read_tail(path, &buf) && pq_view_is(pq_buf_view(&buf), text);
}

static void a_file_is_replaced_whole_or_not_at_all(void **state)
{
	char path[PQ_STORE_PATH], part[PQ_STORE_PATH], below[PQ_STORE_PATH];

	(void)state;
	path_in_base(path, "replaced");
	assert_int_equal(pq_store_replace(path, pq_view_str("old")), 0);
	assert_true(holds(path, "old"));
	assert_int_equal(pq_store_replace(path, pq_view_str("newer")), 0);
	assert_true(holds(path, "newer"));
	path_in_base(below, "replaced/below");
	assert_int_equal(pq_store_replace(below, pq_view_str("x")), -1);
	assert_int_equal(errno, ENOTDIR);
	path_in_base(below, "folder/full");
	assert_int_equal(pq_store_make_folders(below), 0);
	path_in_base(below, "folder");
	assert_int_equal(pq_store_replace(below, pq_view_str("x")), -1);
	assert_int_equal(errno, EISDIR);
	path_in_base(part, "folder.part");
	assert_int_not_equal(access(part, F_OK), 0);
}

static void a_tail_is_the_end_of_the_file(void **state)
{
	char path[PQ_STORE_PATH];
	unsigned char storage[4];
	struct pq_buf buf;

	(void)state;
	path_in_base(path, "tail");
	write_file(path, "0123456789");
	pq_buf_init(&buf, storage, sizeof(storage));
	assert_true(pq_store_read_tail(path, &buf));
	assert_true(pq_view_is(pq_buf_view(&buf), "6789"));
	path_in_base(path, "no such file");
	assert_false(pq_store_read_tail(path, &buf));
	path_in_base(path, "pipe");
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_false(pq_store_read_tail(path, &buf));
}

static int append_name(void *ctx, const char *path, const char *name)
{
	(void)path;
	pq_buf_add_str(ctx, name);
	return 0;
}

static void files_are_visited_in_the_order_of_their_names_and_hidden_ones_not(void **state)
{
	char path[PQ_STORE_PATH];
	unsigned char storage[64];
	struct pq_buf names;

	(void)state;
	path_in_base(path, "each/b");
	pq_store_make_folders(path);
	path_in_base(path, "each/b/2");
	write_file(path, "");
	path_in_base(path, "each/a");
	write_file(path, "");
	path_in_base(path, "each/.hidden");
	write_file(path, "");
	path_in_base(path, "each/c");
	write_file(path, "");
	path_in_base(path, "each");
	pq_buf_init(&names, storage, sizeof(storage));
	assert_int_equal(pq_store_each_file(path, append_name, &names), 0);
	assert_true(pq_view_is(pq_buf_view(&names), "a2c"));
}

static void room_is_put_aside_and_given_up_once(void **state)
{
	char path[PQ_STORE_PATH];
	struct stat info;

	(void)state;
	path_in_base(path, "work");
	pq_store_make_folders(path);
	assert_int_equal(pq_store_reserve(base), 0);
	path_in_base(path, "work/reserve");
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_size, PQ_STORE_RESERVE);
	assert_true(pq_store_release(base));
	errno = ENOSPC;
	assert_false(pq_store_release(base));
	assert_int_equal(errno, ENOSPC);
}

static void a_second_lock_is_told_from_a_folder_that_cannot_be_used(void **state)
{
	char path[PQ_STORE_PATH];

	(void)state;
	path_in_base(path, "lock");
	assert_int_equal(pq_store_lock(path), 0);
	assert_int_equal(pq_store_lock(path), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	path_in_base(path, "lock/lock");
	assert_int_equal(pq_store_lock(path), -1);
	assert_int_equal(errno, ENOTDIR);
}

static void only_what_an_engine_calls_a_failure_is_an_artifact(void **state)
{
	(void)state;
	assert_true(pq_finding_is_artifact("crash-81fe8bfe"));
	assert_true(pq_finding_is_artifact("timeout-81fe8bfe"));
	assert_true(pq_finding_is_artifact("oom-81fe8bfe"));
	assert_true(pq_finding_is_artifact("id:000000,sig:04,src:000004"));
	assert_false(pq_finding_is_artifact("slow-unit-81fe8bfe"));
	assert_false(pq_finding_is_artifact("README.txt"));
	assert_false(pq_finding_is_artifact(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folders_are_made_and_removed_with_all_in_them),
		cmocka_unit_test(a_copy_is_whole),
		cmocka_unit_test(a_copy_that_does_not_fit_leaves_nothing_behind),
		cmocka_unit_test(a_file_is_replaced_whole_or_not_at_all),
		cmocka_unit_test(a_tail_is_the_end_of_the_file),
		cmocka_unit_test(files_are_visited_in_the_order_of_their_names_and_hidden_ones_not),
		cmocka_unit_test(room_is_put_aside_and_given_up_once),
		cmocka_unit_test(a_second_lock_is_told_from_a_folder_that_cannot_be_used),
		cmocka_unit_test(only_what_an_engine_calls_a_failure_is_an_artifact),
	};

	return cmocka_run_group_tests(tests, make_base, remove_base);
}
