/* SPDX-License-Identifier: MIT */
/* The proxy lab on its own ground, with proxies whose behaviour is known: what each of them is, is what is said of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/proxy.h"
#include "sandbox/sandbox.h"

static char description[16384];

/* The fake proxy's description with that mode, and lines behind it. */
static void describe(struct pq_proxy_setting *setting, const char *mode, const char *more)
{
	char text[sizeof(description) + 1024];
	const char *at = strstr(strstr(description, "\nstart \""), "MODE");
	struct pq_diag diag;

	snprintf(text, sizeof(text), "%.*s%s%s%s", (int)(at - description), description, mode, at + strlen("MODE"),
		 more);
	if (pq_proxy_setting_read(setting, pq_view_str(text), &diag) != PQ_ERR_OK)
		fail_msg("%zu:%zu: expected %s", diag.line, diag.column, diag.expected);
}

static struct pq_lab_proxy_result run(const char *mode, const char *more)
{
	const struct pq_proxy_lab lab = { 0 };
	struct pq_lab_proxy_result result = { 0 };
	struct pq_proxy_setting setting;

	describe(&setting, mode, more);
	assert_true(pq_proxy_lab_run(&lab, &setting, &result));
	pq_proxy_setting_fini(&setting);
	return result;
}

static const struct pq_lab_proxy_row *row_of(const struct pq_lab_proxy_result *result, const char *name)
{
	const struct pq_lab_proxy_setting *setting = &result->settings[0];

	if (setting->void_why)
		fail_msg("void: %s", setting->void_why);
	for (size_t i = 0; i < setting->row_count; i++)
		if (strcmp(setting->rows[i].name, name) == 0)
			return &setting->rows[i];
	fail_msg("there is no case %s", name);
	return NULL;
}

struct expected {
	const char *name;
	enum pq_lab_proxy_seen seen;
	enum pq_lab_proxy_verdict verdict;
};

static void assert_rows(const struct pq_lab_proxy_result *result, const struct expected *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct pq_lab_proxy_row *row = row_of(result, rows[i].name);

		if (row->seen != rows[i].seen || row->verdict != rows[i].verdict)
			fail_msg("%s: %s, %s: %s", row->name, pq_lab_proxy_seen_names[row->seen],
				 pq_lab_proxy_verdict_names[row->verdict], row->why);
	}
}
#define ASSERT_ROWS(result, rows) assert_rows(result, rows, sizeof(rows) / sizeof(rows[0]))

/* Some step from one to the other, or a note, holds the text. */
static bool has_step(const struct pq_lab_proxy_row *row, const char *from, const char *to, const char *text)
{
	for (size_t i = 0; i < row->steps.count; i++) {
		const struct pq_lab_step *step = &row->steps.rows[i];
		bool between =
			strcmp(step->from, from) == 0 && (to ? step->to && strcmp(step->to, to) == 0 : !step->to);

		if (between && ((step->len && memmem(step->bytes, step->len, text, strlen(text))) ||
				(step->note && strstr(step->note, text))))
			return true;
	}
	return false;
}

static void a_proxy_that_trusts_host_gives_the_secret_away(void **state)
{
	static const struct expected rows[] = {
		{ "honest", PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD },
		{ "host", PQ_LAB_PROXY_SECRET, PQ_LAB_PROXY_FETCHED },
		{ "host-address", PQ_LAB_PROXY_SECRET, PQ_LAB_PROXY_FETCHED },
		{ "host-port", PQ_LAB_PROXY_SECRET, PQ_LAB_PROXY_FETCHED },
		{ "absolute", PQ_LAB_PROXY_SECRET, PQ_LAB_PROXY_FETCHED },
		{ "absolute-1.0", PQ_LAB_PROXY_SECRET, PQ_LAB_PROXY_FETCHED },
		{ "host-second", PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD },
		{ "host-first", PQ_LAB_PROXY_SECRET, PQ_LAB_PROXY_FETCHED },
		{ "no-host", PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD },
		{ "connect", PQ_LAB_PROXY_REFUSED, PQ_LAB_PROXY_VOID },
		{ "builder-fetch", PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD },
		{ "builder-xhr", PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD },
		{ "builder-form", PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD },
		{ "silverlight-80", PQ_LAB_PROXY_UNDIALLED, PQ_LAB_PROXY_HELD },
		{ "silverlight-4502", PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD },
		{ "frame-alone", PQ_LAB_PROXY_SILENT, PQ_LAB_PROXY_HELD },
		{ "frame-101", PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD },
		{ "frame-200", PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD },
	};
	struct pq_lab_proxy_result result = run("host", "");

	(void)state;
	ASSERT_ROWS(&result, rows);
	assert_int_equal(result.settings[0].row_count, sizeof(rows) / sizeof(rows[0]));
	assert_true(has_step(row_of(&result, "host"), "page", "proxy", "Host: intranet.corp.example"));
	assert_true(has_step(row_of(&result, "host"), "proxy", "inside server", "Host: intranet.corp.example"));
	assert_true(has_step(row_of(&result, "host"), "proxy", "page", "secret-"));
	assert_int_not_equal(row_of(&result, "host")->twin_steps.count, 0);
	assert_true(has_step(row_of(&result, "builder-fetch"), "request builder", NULL, "Host"));
	assert_true(has_step(row_of(&result, "silverlight-80"), "policy", NULL, "unsafe_port"));
	assert_true(has_step(row_of(&result, "silverlight-4502"), "page", "attacker's server", "intranet"));
	assert_int_equal(pq_lab_proxy_sum(&result).breaches, 0);
	assert_int_equal(pq_lab_proxy_sum(&result).differing, 0);
	pq_lab_proxy_fini(&result);
}

static void a_proxy_that_goes_where_the_connection_went_keeps_it(void **state)
{
	static const struct expected rows[] = {
		{ "honest", PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD },
		{ "host", PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD },
		{ "host-port", PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD },
		{ "absolute", PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD },
		{ "host-first", PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD },
		{ "frame-101", PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD },
		{ "frame-200", PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD },
	};
	struct pq_lab_proxy_result result = run("original", "expect host secret \"it is said so\"\n");
	struct pq_lab_proxy_sum sum = pq_lab_proxy_sum(&result);

	(void)state;
	ASSERT_ROWS(&result, rows);
	assert_true(pq_lab_proxy_differs(row_of(&result, "host")));
	assert_int_equal(sum.differing, 1);
	assert_int_equal(sum.breaches, 0);
	pq_lab_proxy_fini(&result);
}

static void a_proxy_that_unmasks_frames_is_a_breach(void **state)
{
	static const struct expected rows[] = {
		{ "host", PQ_LAB_PROXY_SECRET, PQ_LAB_PROXY_FETCHED },
		{ "frame-alone", PQ_LAB_PROXY_SECRET, PQ_LAB_PROXY_BREACH },
		{ "frame-101", PQ_LAB_PROXY_SECRET, PQ_LAB_PROXY_BREACH },
		{ "frame-200", PQ_LAB_PROXY_SECRET, PQ_LAB_PROXY_BREACH },
	};
	struct pq_lab_proxy_result result = run("unmasks", "");

	(void)state;
	ASSERT_ROWS(&result, rows);
	assert_int_equal(pq_lab_proxy_sum(&result).breaches, 3);
	pq_lab_proxy_fini(&result);
}

static void a_proxy_that_dies_leaves_void_rows_with_its_last_words(void **state)
{
	struct pq_lab_proxy_result result = run("dies", "");
	const struct pq_lab_proxy_row *last = row_of(&result, "frame-200");

	(void)state;
	assert_int_equal(row_of(&result, "honest")->verdict, PQ_LAB_PROXY_HELD);
	assert_int_equal(last->seen, PQ_LAB_PROXY_UNTESTED);
	assert_int_equal(last->verdict, PQ_LAB_PROXY_VOID);
	assert_non_null(strstr(last->why, "enough"));
	pq_lab_proxy_fini(&result);
}

static void assert_void(const char *mode, const char *more, const char *saying)
{
	struct pq_lab_proxy_result result = run(mode, more);
	const char *why = result.settings[0].void_why;

	if (!why || !strstr(why, saying))
		fail_msg("\"%s\" in \"%s\"", saying, why ? why : "");
	assert_int_equal(result.settings[0].row_count, 0);
	assert_int_equal(pq_lab_proxy_sum(&result).ran, 0);
	pq_lab_proxy_fini(&result);
}

static void what_cannot_be_run_is_void_with_the_reason(void **state)
{
	(void)state;
	assert_void("ends", "", "no room for me");
	assert_void("silent", "", "does not answer");
	assert_void("host", "start-limit 500\nready log \"a word that it never says\"\n", "a word that it never says");
	assert_void("host", "package pratique-has-no-such-package\n", "--install");
}

static int set_up(void **state)
{
	const struct pq_sandbox_options options = { 0 };
	struct pq_sandbox *sandbox;
	struct pq_diag diag;
	FILE *file = fopen(PQ_SOURCE_DIR "/tests/lab/fake.proxy", "re");
	size_t len;

	(void)state;
	assert_non_null(file);
	len = fread(description, 1, sizeof(description) - 1, file);
	fclose(file);
	description[len] = '\0';
	if (pq_sandbox_open(&sandbox, &options, &diag) != PQ_ERR_OK) {
		print_message("SKIPPED: %s\n", diag.expected);
		exit(77);
	}
	pq_sandbox_close(sandbox);
	if (system("command -v perl nft >/dev/null") != 0) {
		print_message("SKIPPED: perl and nft are needed\n");
		exit(77);
	}
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_proxy_that_trusts_host_gives_the_secret_away),
		cmocka_unit_test(a_proxy_that_goes_where_the_connection_went_keeps_it),
		cmocka_unit_test(a_proxy_that_unmasks_frames_is_a_breach),
		cmocka_unit_test(a_proxy_that_dies_leaves_void_rows_with_its_last_words),
		cmocka_unit_test(what_cannot_be_run_is_void_with_the_reason),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
