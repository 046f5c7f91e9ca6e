/* SPDX-License-Identifier: MIT */
/* The table of `run` with several subjects: what differs, what explains it, and what cannot be explained. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "html_markup.h"
#include "report/verdict_sum.h"

#define TODAY "2026-11-25"
#define BIT(rule) (UINT32_C(1) << (rule))
#define PORT BIT(PQ_RULE_UNSAFE_PORT)
#define LEAK BIT(PQ_RULE_CREDENTIAL_LEAK)
#define SAYS(kind)                                                 \
	{                                                          \
		.state = PQ_CELL_JUDGED, .outcome = PQ_CASE_##kind \
	}
#define BREAKS(rules)                                                                  \
	{                                                                              \
		.state = PQ_CELL_JUDGED, .outcome = PQ_CASE_ALLOWED, .broken = (rules) \
	}

/* One row of model and fork; rows: what the baseline says of it, in lines; used: how many of them explain something. */
struct judged {
	const char *claim;
	struct pq_verdict_cell model;
	struct pq_verdict_cell fork;
	const char *rows;
	enum pq_row_grade grade;
	size_t used;
};

#define ROW(text) "accept verdict " text " until 2027-01-01 \"why\"\n"

static const struct judged cases[] = {
	{ "the same", SAYS(BLOCKED), SAYS(BLOCKED), "", PQ_TABLE_AGREE, 0 },
	{ "another outcome", SAYS(BLOCKED), SAYS(ALLOWED), "", PQ_TABLE_DIFFERS, 0 },
	{ "explained in the fork's name", SAYS(BLOCKED), SAYS(ALLOWED), ROW("fork a/b allowed"), PQ_TABLE_EXPLAINED,
	  1 },
	{ "in the model's", SAYS(BLOCKED), SAYS(ALLOWED), ROW("mod* * blocked"), PQ_TABLE_EXPLAINED, 1 },
	{ "of another subject", SAYS(BLOCKED), SAYS(ALLOWED), ROW("other * allowed"), PQ_TABLE_DIFFERS, 0 },
	{ "of another scenario", SAYS(BLOCKED), SAYS(ALLOWED), ROW("fork b/* allowed"), PQ_TABLE_DIFFERS, 0 },
	{ "of another outcome", SAYS(BLOCKED), SAYS(ALLOWED), ROW("fork * error"), PQ_TABLE_DIFFERS, 0 },
	{ "expired", SAYS(BLOCKED), SAYS(ALLOWED), "accept verdict fork * allowed until 2026-11-25 \"why\"\n",
	  PQ_TABLE_DIFFERS, 0 },
	{ "until tomorrow", SAYS(BLOCKED), SAYS(ALLOWED), "accept verdict fork * allowed until 2026-11-26 \"why\"\n",
	  PQ_TABLE_EXPLAINED, 1 },
	{ "a row of an audit", SAYS(BLOCKED), SAYS(ALLOWED), "accept unsafe_port * 25 until 2027-01-01 \"why\"\n",
	  PQ_TABLE_DIFFERS, 0 },
	{ "a rule that is broken", SAYS(BLOCKED), BREAKS(PORT), "", PQ_TABLE_DIFFERS, 0 },
	{ "its rule explains the outcome too", SAYS(BLOCKED), BREAKS(PORT), ROW("fork * unsafe_port"),
	  PQ_TABLE_EXPLAINED, 1 },
	{ "its outcome does not explain the rule", SAYS(BLOCKED), BREAKS(PORT), ROW("fork * allowed"), PQ_TABLE_DIFFERS,
	  0 },
	{ "one rule of two", SAYS(BLOCKED), BREAKS(PORT | LEAK), ROW("fork * unsafe_port"), PQ_TABLE_DIFFERS, 1 },
	{ "both", SAYS(BLOCKED), BREAKS(PORT | LEAK), ROW("fork * unsafe_port") ROW("fork * credential_leak"),
	  PQ_TABLE_EXPLAINED, 2 },
	{ "both break it", BREAKS(PORT), BREAKS(PORT), "", PQ_TABLE_VIOLATION, 0 },
	{ "explained for one", BREAKS(PORT), BREAKS(PORT), ROW("fork * unsafe_port"), PQ_TABLE_VIOLATION, 1 },
	{ "for both", BREAKS(PORT), BREAKS(PORT), ROW("* * unsafe_port"), PQ_TABLE_EXPLAINED, 1 },
	{ "void", SAYS(BLOCKED), SAYS(VOID), "", PQ_TABLE_VOID, 0 },
	{ "void, explained", SAYS(BLOCKED), SAYS(VOID), ROW("fork * void"), PQ_TABLE_EXPLAINED, 1 },
	{ "not run",
	  SAYS(BLOCKED),
	  { .state = PQ_CELL_FAILED },
	  ROW("fork * error") ROW("fork * void"),
	  PQ_TABLE_FAILED,
	  0 },
	{ "not applicable", SAYS(BLOCKED), { .state = PQ_CELL_NOT_APPLICABLE }, "", PQ_TABLE_ALONE, 0 },
	{ "alone, and breaks a rule", { .state = PQ_CELL_NOT_APPLICABLE }, BREAKS(PORT), "", PQ_TABLE_VIOLATION, 0 },
};

/* Cells as if their scenario awaited these rules, or had an expectation that does not hold. */
static const struct judged awaited[] = {
	{ "awaited of both",
	  { .state = PQ_CELL_JUDGED, .outcome = PQ_CASE_ALLOWED, .broken = PORT, .awaited = PORT },
	  { .state = PQ_CELL_JUDGED, .outcome = PQ_CASE_ALLOWED, .broken = PORT, .awaited = PORT },
	  "",
	  PQ_TABLE_AGREE,
	  0 },
	{ "awaited, and kept by one",
	  { .state = PQ_CELL_JUDGED, .outcome = PQ_CASE_ALLOWED, .broken = PORT, .awaited = PORT },
	  SAYS(BLOCKED),
	  "",
	  PQ_TABLE_DIFFERS,
	  0 },
	{ "explained by the outcome",
	  { .state = PQ_CELL_JUDGED, .outcome = PQ_CASE_ALLOWED, .broken = PORT, .awaited = PORT },
	  SAYS(BLOCKED),
	  ROW("fork * blocked"),
	  PQ_TABLE_EXPLAINED,
	  1 },
	{ "or by the rule",
	  { .state = PQ_CELL_JUDGED, .outcome = PQ_CASE_ALLOWED, .broken = PORT, .awaited = PORT },
	  SAYS(BLOCKED),
	  ROW("model * unsafe_port"),
	  PQ_TABLE_EXPLAINED,
	  1 },
	{ "unmet of both",
	  { .state = PQ_CELL_JUDGED, .outcome = PQ_CASE_ALLOWED, .unmet = 3 },
	  { .state = PQ_CELL_JUDGED, .outcome = PQ_CASE_ALLOWED, .unmet = 3 },
	  "",
	  PQ_TABLE_VIOLATION,
	  0 },
	{ "unmet of one",
	  SAYS(ALLOWED),
	  { .state = PQ_CELL_JUDGED, .outcome = PQ_CASE_ALLOWED, .unmet = 3 },
	  "",
	  PQ_TABLE_DIFFERS,
	  0 },
	{ "unmet, explained",
	  SAYS(ALLOWED),
	  { .state = PQ_CELL_JUDGED, .outcome = PQ_CASE_ALLOWED, .unmet = 3 },
	  ROW("fork * unmet"),
	  PQ_TABLE_EXPLAINED,
	  1 },
	{ "met by one only",
	  { .state = PQ_CELL_JUDGED, .outcome = PQ_CASE_ALLOWED, .unmet = 3 },
	  SAYS(ALLOWED),
	  ROW("model * unmet"),
	  PQ_TABLE_EXPLAINED,
	  1 },
};

static const char *const subjects[] = { "model", "fork" };
static char name[] = "a/b";
static char *names[] = { name };

static void open_explained(struct pq_explained *explained, const char *rows, char *text, size_t size)
{
	struct pq_diag diag = { 0, 0, "" };

	snprintf(text, size, "pratique-baseline 1\n%s", rows);
	if (pq_explained_add(explained, "known", pq_view_str(text), TODAY, &diag))
		fail_msg("%zu:%zu: expected %s", diag.line, diag.column, diag.expected);
}

static void judge(const struct judged *judged)
{
	struct pq_verdict_table table;
	struct pq_explained explained = { .count = 0 };
	char text[512];
	size_t used = 0;

	open_explained(&explained, judged->rows, text, sizeof(text));
	assert_true(pq_verdict_table_init(&table, subjects, 2, names, 1));
	table.cells[0] = judged->model;
	table.cells[1] = judged->fork;
	pq_verdict_table_judge(&table, &explained);
	for (size_t i = 0; i < explained.count; i++)
		used += explained.rows[i].used;
	if (table.rows[0].grade != judged->grade || used != judged->used)
		fail_msg("%s: %s, %zu rows used", judged->claim, pq_row_grade_name(table.rows[0].grade), used);
	pq_verdict_table_fini(&table);
	pq_explained_close(&explained);
}

static void a_row_is_what_its_cells_make_of_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		judge(&cases[i]);
	for (size_t i = 0; i < sizeof(awaited) / sizeof(awaited[0]); i++)
		judge(&awaited[i]);
}

static void without_a_baseline_nothing_is_explained(void **state)
{
	struct pq_explained none = { .count = 0 };
	struct pq_verdict_table table;

	(void)state;
	assert_true(pq_verdict_table_init(&table, subjects, 2, names, 1));
	table.cells[0] = (struct pq_verdict_cell)SAYS(BLOCKED);
	table.cells[1] = (struct pq_verdict_cell)SAYS(ERROR);
	pq_verdict_table_judge(&table, &none);
	assert_int_equal(table.rows[0].grade, PQ_TABLE_DIFFERS);
	assert_false(table.cells[0].differs);
	assert_true(table.cells[1].differs && table.cells[1].open);
	pq_verdict_table_fini(&table);
}

/* Three subjects: the first one cannot be asked, so the second one is what the third is measured against. */
static void the_reference_is_the_first_that_has_a_statement(void **state)
{
	static const char *const three[] = { "fork", "model", "service" };
	struct pq_explained none = { .count = 0 };
	struct pq_verdict_table table;
	struct pq_difference_kind *kinds;
	struct pq_pair_sum pair;
	size_t count;

	(void)state;
	assert_true(pq_verdict_table_init(&table, three, 3, names, 1));
	table.cells[1] = (struct pq_verdict_cell)SAYS(BLOCKED);
	table.cells[2] = (struct pq_verdict_cell)BREAKS(PORT);
	pq_verdict_table_judge(&table, &none);
	assert_int_equal(table.rows[0].reference, 1);
	kinds = pq_difference_kinds(&table, &count);
	assert_int_equal(count, 1);
	assert_string_equal(kinds[0].subject, "service");
	assert_string_equal(kinds[0].word, "allowed unsafe_port");
	assert_string_equal(kinds[0].reference, "model");
	assert_string_equal(kinds[0].other, "blocked");
	free(kinds);
	pair = pq_pair_sum_of(&table, 1, 2);
	assert_true(pair.compared == 1 && pair.agree == 0);
	pair = pq_pair_sum_of(&table, 0, 1);
	assert_true(pair.compared == 0);
	pq_verdict_table_fini(&table);
}

/* Prints the table of a row in which the fork breaks a rule, with or without its explanation. */
static char *print(const char *rows, enum pq_row_grade from)
{
	struct pq_verdict_table table;
	struct pq_explained explained = { .count = 0 };
	char text[512];
	char *out = NULL;
	size_t len;
	struct pq_terminal terminal = { open_memstream(&out, &len), false };

	assert_non_null(terminal.out);
	open_explained(&explained, rows, text, sizeof(text));
	assert_true(pq_verdict_table_init(&table, subjects, 2, names, 1));
	table.cells[0] = (struct pq_verdict_cell)SAYS(BLOCKED);
	table.cells[0].unjudged = PORT;
	table.cells[1] = (struct pq_verdict_cell)BREAKS(PORT);
	assert_true(pq_verdict_cell_note(&table.cells[1], PQ_RULE_UNSAFE_PORT, 1, "fetch: port #", "port 25\033[2J"));
	pq_verdict_table_judge(&table, &explained);
	pq_verdict_table_terminal(&table, &explained, &terminal, from);
	fclose(terminal.out);
	pq_verdict_table_fini(&table);
	pq_explained_close(&explained);
	return out;
}

static const char sums[] =
	"subject    blocked  allowed    error     void   failed  not applicable  unexpected  unexplained\n"
	"model            1        0        0        0        0               0           0            0\n"
	"fork             0        1        0        0        0               0           1            1\n"
	"model and fork agree in 0 of 1\n";

static void a_difference_is_shown_with_what_was_seen(void **state)
{
	char *text = print("", PQ_TABLE_VOID);
	char wanted[2048];

	(void)state;
	snprintf(wanted, sizeof(wanted), "%s%s%s",
		 "             model    fork                 scenario\n"
		 "differs      blocked  allowed unsafe_port  a/b\n"
		 "  model: unsafe_port is not judged: it does not show what the rule needs\n"
		 "  fork: request 1: unsafe_port: port 25\\x1b[2J\n\n"
		 "kinds of difference\n"
		 "     1  model blocked, fork allowed unsafe_port\n\n",
		 sums, "1 scenario: 0 agree, 1 differs\n");
	assert_string_equal(text, wanted);
	free(text);
}

static void an_explanation_stands_beside_it_and_one_that_fits_nothing_is_told(void **state)
{
	static const char rows[] = ROW("fork a* unsafe_port") ROW("fork * error") ROW("fork b* error");
	char *text = print(rows, PQ_TABLE_EXPLAINED);

	(void)state;
	assert_non_null(strstr(text, "explained    blocked  allowed unsafe_port  a/b\n"));
	assert_non_null(strstr(text, "  fork: explained in known:2: why\n"));
	assert_non_null(strstr(text, "fork allowed unsafe_port (1 explained)\n"));
	assert_non_null(strstr(text, "explained by\n     1  fork: why\n"));
	assert_non_null(strstr(text, "known:3 explains nothing: verdict fork * error\n"));
	assert_non_null(strstr(text, "1 explanation is about subjects or scenarios that are not in this table\n"));
	assert_non_null(strstr(text, "1 scenario: 0 agree, 1 explained\n"));
	free(text);
	text = print(rows, PQ_TABLE_VOID);
	assert_null(strstr(text, "a/b\n"));
	free(text);
}

static void reasons_are_summed_over_rows_and_files(void **state)
{
	static char more[] = "a/c";
	static char *two[] = { name, more };
	static const struct pq_verdict_cell blocked = SAYS(BLOCKED);
	static const struct pq_verdict_cell broken = BREAKS(PORT);
	struct pq_explained explained = { .count = 0 };
	struct pq_verdict_table table;
	struct pq_reason_sum *reasons;
	char text[2][512];
	size_t count;

	(void)state;
	open_explained(&explained, ROW("fork a/b unsafe_port") ROW("fork a/b allowed"), text[0], sizeof(text[0]));
	open_explained(&explained, ROW("fork a/c unsafe_port"), text[1], sizeof(text[1]));
	assert_int_equal(explained.count, 3);
	assert_true(pq_verdict_table_init(&table, subjects, 2, two, 2));
	for (size_t i = 0; i < 4; i++)
		table.cells[i] = i % 2 ? broken : blocked;
	pq_verdict_table_judge(&table, &explained);
	reasons = pq_reason_sums(&table, &count);
	assert_int_equal(count, 1);
	assert_string_equal(reasons[0].subject, "fork");
	assert_int_equal(reasons[0].count, 2);
	assert_int_equal(pq_subject_sum_of(&table, 1).open, 0);
	free(reasons);
	pq_verdict_table_fini(&table);
	pq_explained_close(&explained);
}

/* Whatever subjects, scenarios, judges and explanations are called, it is text. */
static void nothing_in_a_page_is_markup(void **state)
{
	static const char *const hostile[] = { "model", "<script>alert(1)</script>" };
	static char scenario[] = "a'\"><img src=x>.scenario";
	static char *scenarios[] = { scenario };
	struct pq_verdict_table table;
	struct pq_explained explained = { .count = 0 };
	char text[512];
	char *page = NULL;
	size_t len;
	FILE *out = open_memstream(&page, &len);

	(void)state;
	assert_non_null(out);
	open_explained(&explained, ROW("*script* * unsafe_port") "accept verdict x * void until 2027-01-01 \"<b>\"\n",
		       text, sizeof(text));
	assert_true(pq_verdict_table_init(&table, hostile, 2, scenarios, 1));
	table.judge = "<i>";
	table.cells[0] = (struct pq_verdict_cell)SAYS(BLOCKED);
	table.cells[1] = (struct pq_verdict_cell)BREAKS(PORT);
	assert_true(pq_verdict_cell_note(&table.cells[1], PQ_RULE_UNSAFE_PORT, 1, "</style>", "<script>\033[2J"));
	pq_verdict_table_judge(&table, &explained);
	assert_true(pq_verdict_table_html(&table, &explained, out));
	fclose(out);
	assert_int_equal(html_markup_check(page), 0);
	assert_non_null(strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
	assert_non_null(strstr(page, "a&#39;&quot;&gt;&lt;img src=x&gt;.scenario"));
	assert_non_null(strstr(page, "&lt;script&gt;\\x1b[2J"));
	assert_non_null(strstr(page, "<title>all is explained - pratique run</title>"));
	assert_non_null(strstr(page, "default-src 'none'; style-src 'sha256-"));
	free(page);
	pq_verdict_table_fini(&table);
	pq_explained_close(&explained);
}

/* A path is bytes: a subject whose name is no UTF-8 has its cell and its sums all the same. */
static void every_subject_is_in_the_json(void **state)
{
	static const char *const named[] = { "model", "./\xff.so" };
	struct pq_explained none = { .count = 0 };
	struct pq_verdict_table table;
	json_t *row;
	json_t *sum;

	(void)state;
	assert_true(pq_verdict_table_init(&table, named, 2, names, 1));
	table.cells[0] = (struct pq_verdict_cell)SAYS(BLOCKED);
	table.cells[1] = (struct pq_verdict_cell)SAYS(ALLOWED);
	pq_verdict_table_judge(&table, &none);
	row = pq_verdict_row_json(&table, 0);
	sum = pq_verdict_sum_json(&table, &none);
	assert_int_equal(json_object_size(json_object_get(row, "subjects")), 2);
	assert_non_null(json_object_get(json_object_get(row, "subjects"), "./\xef\xbf\xbd.so"));
	assert_non_null(json_object_get(json_object_get(sum, "subjects"), "./\xef\xbf\xbd.so"));
	json_decref(row);
	json_decref(sum);
	pq_verdict_table_fini(&table);
}

static void a_row_that_is_no_row_is_refused(void **state)
{
	static const struct {
		const char *text;
		size_t line;
		size_t column;
	} wrong[] = {
		{ "pratique-baseline 1\naccept verdict fork * eror until 2027-01-01 \"why\"\n", 2, 23 },
		{ "pratique-baseline 1\naccept verdict fork *\n", 2, 22 },
		{ "pratique-baseline 1\naccept verdict fork * error\n", 2, 28 },
		{ "pratique-baseline 1\naccept verdict fork * error until 2027-01-01 \"\"\n", 2, 46 },
		{ "pratique-baseline 2\n", 1, 19 },
	};
	struct pq_explained explained = { .count = 0 };
	struct pq_diag diag;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_not_equal(pq_explained_add(&explained, "known", pq_view_str(wrong[i].text), TODAY, &diag),
				     PQ_ERR_OK);
		if (diag.line != wrong[i].line || diag.column != wrong[i].column)
			fail_msg("%zu: %zu:%zu: expected %s", i, diag.line, diag.column, diag.expected);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_is_what_its_cells_make_of_it),
		cmocka_unit_test(without_a_baseline_nothing_is_explained),
		cmocka_unit_test(the_reference_is_the_first_that_has_a_statement),
		cmocka_unit_test(a_difference_is_shown_with_what_was_seen),
		cmocka_unit_test(an_explanation_stands_beside_it_and_one_that_fits_nothing_is_told),
		cmocka_unit_test(reasons_are_summed_over_rows_and_files),
		cmocka_unit_test(nothing_in_a_page_is_markup),
		cmocka_unit_test(every_subject_is_in_the_json),
		cmocka_unit_test(a_row_that_is_no_row_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
