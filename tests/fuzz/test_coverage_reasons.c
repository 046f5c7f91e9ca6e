/* SPDX-License-Identifier: MIT */
/* An explanation counts for lines that are never run, and for those that it means; one of nothing is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "coverage/reasons.h"

static const char *const source = "static int never(void)\n"             /* 1 */
				  "{\n"                                  /* 2 */
				  "\treturn 1;\n"                        /* 3 */
				  "}\n"                                  /* 4 */
				  "\n"                                   /* 5 */
				  "__attribute__((cold)) int g(int a,\n" /* 6 */
				  "      int b)\n"                       /* 7 */
				  "{\n"                                  /* 8 */
				  "\tif (a)\n"                           /* 9 */
				  "\t\treturn 0;\n"                      /* 10 */
				  "\tif (b)\n"                           /* 11 */
				  "\t\treturn 0;\n"                      /* 12 */
				  "\treturn 2;\n"                        /* 13 */
				  "}\n";                                 /* 14 */

/* never() is not run; of g() only the first `return 0;` is not. */
static struct pq_counted_line lines[] = { { 2, false },  { 3, false }, { 4, false }, { 8, true },  { 9, true },
					  { 10, false }, { 11, true }, { 12, true }, { 13, true }, { 14, true } };

static size_t unexplained[16], count;

static void note(void *ctx, const struct pq_counted_file *file, unsigned int line, struct pq_view code)
{
	(void)ctx;
	(void)code;
	assert_string_equal(file->name, "src/a/f.c");
	assert_true(count < 16);
	unexplained[count++] = line;
}

/* How many lines stay unexplained under these explanations. */
static size_t apply(struct pq_reasons *reasons, const char *text)
{
	static char name[] = "src/a/f.c";
	const struct pq_counted_file file = { name, lines, sizeof(lines) / sizeof(lines[0]), 6 };
	char why[PQ_COVERAGE_WHY];

	assert_true(pq_reasons_read(reasons, pq_view_str(text), why));
	count = 0;
	pq_reasons_apply(reasons, &file, pq_view_str(source), note, NULL);
	return count;
}

static void what_no_row_means_is_named(void **state)
{
	struct pq_reasons reasons;

	(void)state;
	assert_int_equal(apply(&reasons, "# Nothing.\n"), 4);
	assert_int_equal(unexplained[0], 2);
	assert_int_equal(unexplained[3], 10);
	pq_reasons_free(&reasons);
}

static void a_line_and_a_function_are_explained(void **state)
{
	struct pq_reasons reasons;

	(void)state;
	assert_int_equal(apply(&reasons, "Nobody asks.\n  src/a/f.c never: *\n  src/a/f.c g: if (a) // return 0;\n"),
			 0);
	assert_int_equal(reasons.count, 2);
	assert_int_equal(reasons.items[0].explains, 3);
	assert_int_equal(reasons.items[1].explains, 1);
	pq_reasons_free(&reasons);
}

static void a_row_explains_nothing_that_is_run(void **state)
{
	struct pq_reasons reasons;

	(void)state;
	assert_int_equal(apply(&reasons, "Why.\n  src/a/f.c g: *\n  src/a/f.c g: return 2;\n"
					 "  src/a/f.c g: if (b) // return 0;\n"),
			 4);
	for (size_t i = 0; i < reasons.count; i++)
		assert_int_equal(reasons.items[i].explains, 0);
	assert_true(reasons.items[0].matches && reasons.items[1].matches && reasons.items[2].matches);
	pq_reasons_free(&reasons);
}

static void a_row_of_another_place_matches_nothing(void **state)
{
	struct pq_reasons reasons;

	(void)state;
	assert_int_equal(apply(&reasons, "Why.\n  src/a/f.c h: return 1;\n  src/a/g.c never: *\n"
					 "  src/a/f.c gone: *\n  src/a/f.c never: return 3;\n"),
			 4);
	for (size_t i = 0; i < reasons.count; i++)
		assert_false(reasons.items[i].matches);
	pq_reasons_free(&reasons);
}

static void a_row_wants_a_reason_and_all_its_parts(void **state)
{
	static const char *const texts[] = {
		"  src/a/f.c never: *\n",     "Why.\n\n  src/a/f.c never: *\n",      "Why.\n  src/a/f.c: *\n",
		"Why.\n  src/a/f.c never:\n", "Why.\n  src/a/f.c never return 1;\n",
	};
	struct pq_reasons reasons;
	char why[PQ_COVERAGE_WHY];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(pq_reasons_read(&reasons, pq_view_str(texts[i]), why));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_no_row_means_is_named),
		cmocka_unit_test(a_line_and_a_function_are_explained),
		cmocka_unit_test(a_row_explains_nothing_that_is_run),
		cmocka_unit_test(a_row_of_another_place_matches_nothing),
		cmocka_unit_test(a_row_wants_a_reason_and_all_its_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
