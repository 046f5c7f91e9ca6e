/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "campaign_folder.h"
#include "corpus/control.h"

#define LIST "3\n0\nin/a\nin/b\nin/c\n"

static void print_list(void *ctx, FILE *out)
{
	(void)ctx;
	fputs("in/a\nin/b\nin/c\n", out);
}

static const char *path_of(const char *name)
{
	static char path[PQ_STORE_PATH];

	pq_store_path(path, "%s/%s", base, name);
	return path;
}

static void has_text(const char *name, const char *text)
{
	unsigned char storage[512];
	struct pq_buf read;

	pq_buf_init(&read, storage, sizeof(storage));
	assert_true(pq_store_read_tail(path_of(name), &read));
	assert_true(pq_view_is(pq_buf_view(&read), text));
}

static void resumes_at(const char *text, size_t wanted, const char *rest)
{
	size_t done = 99;

	put("resumed", text);
	assert_true(pq_control_resume(path_of("resumed"), 3, print_list, NULL, &done));
	assert_int_equal(done, wanted);
	has_text("resumed", rest);
}

static void the_list_is_written_as_the_engine_reads_it(void **state)
{
	(void)state;
	assert_true(pq_control_begin(path_of("new"), 3, print_list, NULL));
	has_text("new", LIST);
	assert_false(pq_control_begin(path_of("new/new"), 3, print_list, NULL));
}

/* Else the engine would take the file under way for one that ends the process, and leave it out. */
static void a_file_that_was_under_way_is_run_again(void **state)
{
	(void)state;
	resumes_at(LIST, 0, LIST);
	resumes_at(LIST "STARTED 0 5\n", 0, LIST);
	resumes_at(LIST "STARTED 0 5\nFT 0 1 2", 0, LIST);
	resumes_at(LIST "STARTED 0 5\nFT 0 1 2\nCOV", 0, LIST);
	resumes_at(LIST "STARTED 0 5\nFT 0 1 2\nCOV 0 7\nSTARTED 1 5\nFT 1", 1,
		   LIST "STARTED 0 5\nFT 0 1 2\nCOV 0 7\n");
}

static void a_file_that_ended_the_process_is_not_run_again(void **state)
{
	static const char two[] = LIST "STARTED 0 5\nSTARTED 1 5\nFT 1 3\nCOV 1 7\n";

	(void)state;
	resumes_at(two, 2, two);
	resumes_at(LIST "STARTED 0 5\nSTARTED 1 5\n", 1, LIST "STARTED 0 5\n");
}

static void another_list_is_not_resumed(void **state)
{
	size_t done = 99;

	(void)state;
	put("other", "2\n0\nin/a\nin/b\nSTARTED 0 5\nFT 0 1\nCOV 0 7\n");
	assert_false(pq_control_resume(path_of("other"), 3, print_list, NULL, &done));
	assert_false(pq_control_resume(path_of("none"), 3, print_list, NULL, &done));
	put("short", "3\n0\nin/a\n");
	assert_false(pq_control_resume(path_of("short"), 3, print_list, NULL, &done));
}

static void a_feature_counts_for_the_first_file_that_has_it(void **state)
{
	struct pq_control_file files[3];

	(void)state;
	put("read", LIST "STARTED 0 5\nFT 0 1 2\nCOV 0 7\nSTARTED 1 5\nSTARTED 2 6\nFT 2 2 300 4\nCOV 2 7 8\n");
	assert_true(pq_control_read(path_of("read"), files, 3));
	assert_true(files[0].done && files[1].begun && files[2].done);
	assert_false(files[1].done);
	assert_int_equal(files[0].features, 2);
	assert_int_equal(files[1].features, 0);
	assert_int_equal(files[2].features, 2);
	assert_int_equal(files[2].edges, 1);
}

static void a_file_that_was_not_come_to_is_told_from_one_that_died(void **state)
{
	struct pq_control_file files[3];

	(void)state;
	put("part", LIST "STARTED 0 5\n");
	assert_true(pq_control_read(path_of("part"), files, 3));
	assert_true(files[0].begun);
	assert_false(files[1].begun);
}

static void what_no_merge_wrote_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "3\n0\nin/a\n", LIST "FT 0 1 x\n", LIST "FT 3 1\n", LIST "rubbish\n", LIST "FT 0 4000000000\n"
	};
	struct pq_control_file files[3];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		put("bad", bad[i]);
		assert_false(pq_control_read(path_of("bad"), files, 3));
	}
	assert_false(pq_control_read(path_of("none"), files, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list_is_written_as_the_engine_reads_it),
		cmocka_unit_test(a_file_that_was_under_way_is_run_again),
		cmocka_unit_test(a_file_that_ended_the_process_is_not_run_again),
		cmocka_unit_test(another_list_is_not_resumed),
		cmocka_unit_test(a_feature_counts_for_the_first_file_that_has_it),
		cmocka_unit_test(a_file_that_was_not_come_to_is_told_from_one_that_died),
		cmocka_unit_test(what_no_merge_wrote_is_refused),
	};

	return cmocka_run_group_tests(tests, make_base, remove_base);
}
