/* SPDX-License-Identifier: MIT */
/* What llvm-cov says in lcov's format (geninfo(1), "Tracefile format") is read as it is meant, or refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "coverage/lines.h"

/* Reads a copy of exactly the text's size, so that an over-read shows. */
static bool read(struct pq_coverage *coverage, const char *text, char why[static PQ_COVERAGE_WHY])
{
	size_t len = strlen(text);
	char *copy = malloc(len ? len : 1);
	bool result;

	assert_non_null(copy);
	memcpy(copy, text, len);
	why[0] = '\0';
	result = pq_coverage_read(coverage, pq_view(copy, len), "/tree", why);
	free(copy);
	return result;
}

static const char *const good = "SF:/tree/src/url/host.c\n"
				"FN:3,pq_host\nFNDA:1,pq_host\nFNF:1\nFNH:1\n"
				"DA:3,1\nDA:4,18446744073709551615\nDA:6,0\nBRDA:4,0,0,-\nBRF:1\nBRH:0\nLF:3\nLH:2\n"
				"end_of_record\n"
				"SF:/tree/src/base/buf.c\nDA:1,0\nend_of_record\n"
				"SF:/tree/fuzz/fuzz_url.c\nDA:1,5\nend_of_record\n"
				"SF:/elsewhere/src/base/buf.c\nDA:1,5\nend_of_record\n"
				"SF:/tree/src/url/url.c\nDA:9,2,checksum\nend_of_record\n";

static void test_lines_are_counted_by_file_and_folder(void **state)
{
	char why[PQ_COVERAGE_WHY];
	struct pq_coverage c;

	(void)state;
	assert_true(read(&c, good, why));
	assert_int_equal(c.file_count, 3);
	assert_string_equal(c.files[0].name, "src/base/buf.c");
	assert_string_equal(c.files[1].name, "src/url/host.c");
	assert_string_equal(c.files[2].name, "src/url/url.c");
	assert_int_equal(c.files[1].line_count, 3);
	assert_int_equal(c.files[1].covered, 2);
	assert_int_equal(c.files[1].lines[2].number, 6);
	assert_true(c.files[1].lines[1].covered);
	assert_false(c.files[1].lines[2].covered);
	assert_int_equal(c.folder_count, 2);
	assert_string_equal(c.folders[0].name, "src/base");
	assert_int_equal(c.folders[0].covered, 0);
	assert_string_equal(c.folders[1].name, "src/url");
	assert_int_equal(c.folders[1].line_count, 4);
	assert_int_equal(c.folders[1].covered, 3);
	assert_int_equal(c.line_count, 5);
	assert_int_equal(c.covered, 3);
	pq_coverage_free(&c);
}

static void test_a_text_that_is_cut_short_or_none_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"SF:/elsewhere/src/base/buf.c\nDA:1,5\nend_of_record\n",
		"SF:/tree/src/base/buf.c\nDA:1,0\n",
		"SF:/tree/src/base/buf.c\nDA:1,0\nend_of_rec",
		"SF:/tree/src/base/buf.c\nDA:1\nend_of_record\n",
		"SF:/tree/src/base/buf.c\nDA:x,1\nend_of_record\n",
		"SF:/tree/src/base/buf.c\nDA:1,-1\nend_of_record\n",
		"SF:/tree/src/base/buf.c\nDA:1,\nend_of_record\n",
		"SF:/tree/src/base/buf.c\nDA:2,1\nDA:2,1\nend_of_record\n",
		"SF:/tree/src/base/buf.c\nSF:/tree/src/base/err.c\nend_of_record\n",
		"DA:1,1\nSF:/tree/src/base/buf.c\nend_of_record\n",
		"SF:/tree/src/base/buf.c\nend_of_record\nend_of_record\n",
		"warning: 3 functions have mismatched data\nSF:/tree/src/base/buf.c\nDA:1,0\nend_of_record\n",
	};
	char why[PQ_COVERAGE_WHY];
	struct pq_coverage c;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_false(read(&c, texts[i], why));
		assert_int_equal(strncmp(why, "line ", 5), 0);
		assert_int_equal(c.file_count, 0);
		pq_coverage_free(&c);
	}
}

static void test_ninety_five_percent_are_not_reached_by_rounding(void **state)
{
	(void)state;
	assert_int_equal(pq_coverage_share(95, 100), 9500);
	assert_int_equal(pq_coverage_share(94999, 100000), 9499);
	assert_int_equal(pq_coverage_share(3, 3), 10000);
	assert_int_equal(pq_coverage_share(0, 0), 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_are_counted_by_file_and_folder),
		cmocka_unit_test(test_a_text_that_is_cut_short_or_none_is_refused),
		cmocka_unit_test(test_ninety_five_percent_are_not_reached_by_rounding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
