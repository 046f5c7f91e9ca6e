/* SPDX-License-Identifier: MIT */
/* The proxy lab's result: as JSON and back, on a terminal, as a page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "html_markup.h"
#include "report/lab_proxy.h"

#define HOSTILE "<script>alert(1)</script>\"'&\x1b[2J\xff"

static struct pq_lab_proxy_row *add_row(struct pq_lab_proxy_setting *setting, const char *name,
					enum pq_lab_proxy_kind kind, enum pq_lab_proxy_seen seen,
					enum pq_lab_proxy_verdict verdict)
{
	struct pq_lab_proxy_row *row = pq_lab_proxy_add_row(setting);

	assert_non_null(row);
	row->name = strdup(name);
	row->help = strdup("what is done");
	row->kind = kind;
	row->seen = seen;
	row->verdict = verdict;
	row->why = strdup(verdict == PQ_LAB_PROXY_VOID ? "a reason for nothing" : "a sentence");
	return row;
}

static struct pq_lab_proxy_result make(void)
{
	struct pq_lab_proxy_result result = { .took_ms = 1234 };
	struct pq_lab_proxy_setting *setting = pq_lab_proxy_add_setting(&result);
	struct pq_lab_proxy_row *row;

	result.started = strdup("2026-11-26T12:00:00Z");
	setting->name = strdup("first");
	setting->about = strdup(HOSTILE);
	setting->version = strdup("1.2-3");
	setting->configuration = strdup("a\nb\n");
	add_row(setting, "honest", PQ_LAB_PROXY_CONTROL, PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD);
	row = add_row(setting, "host", PQ_LAB_PROXY_FORGED, PQ_LAB_PROXY_SECRET, PQ_LAB_PROXY_FETCHED);
	row->twin = PQ_LAB_PROXY_OUTSIDE;
	assert_true(pq_lab_step_add(&row->twin_steps, "page", "proxy", pq_view_str("the honest bytes"), NULL));
	row->stated = PQ_LAB_PROXY_OUTSIDE;
	row->reason = strdup("the documentation");
	assert_true(pq_lab_step_add(&row->steps, "page", "proxy", pq_view_str("GET / HTTP/1.1\r\n" HOSTILE), NULL));
	assert_true(pq_lab_step_add(&row->steps, "page", NULL, pq_view(NULL, 0), HOSTILE));
	add_row(setting, "builder-fetch", PQ_LAB_PROXY_BUILDER, PQ_LAB_PROXY_SECRET, PQ_LAB_PROXY_BREACH);
	add_row(setting, "frame-101", PQ_LAB_PROXY_FRAME, PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_VOID);
	add_row(setting, "frame-200", PQ_LAB_PROXY_FRAME, PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD);
	setting = pq_lab_proxy_add_setting(&result);
	setting->name = strdup("second");
	setting->void_why = strdup("not here: " HOSTILE);
	return result;
}

static char *written(const struct pq_lab_proxy_result *result,
		     bool (*write)(const struct pq_lab_proxy_result *, FILE *))
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	assert_true(write(result, out));
	assert_int_equal(fclose(out), 0);
	return text;
}

static void the_sum_counts_what_decides_the_exit_code(void **state)
{
	struct pq_lab_proxy_result result = make();
	struct pq_lab_proxy_sum sum = pq_lab_proxy_sum(&result);

	(void)state;
	assert_int_equal(sum.rows, 5);
	assert_int_equal(sum.breaches, 1);
	assert_int_equal(sum.differing, 1);
	assert_int_equal(sum.voids, 1);
	assert_int_equal(sum.settings_void, 1);
	assert_int_equal(sum.ran, 4);
	assert_string_equal(pq_lab_proxy_word(&result.settings[0], PQ_LAB_PROXY_CONTROL), "outside");
	assert_string_equal(pq_lab_proxy_word(&result.settings[0], PQ_LAB_PROXY_FORGED), "secret");
	assert_string_equal(pq_lab_proxy_word(&result.settings[0], PQ_LAB_PROXY_BUILDER), "breach");
	assert_string_equal(pq_lab_proxy_word(&result.settings[0], PQ_LAB_PROXY_FRAME), "held");
	assert_string_equal(pq_lab_proxy_word(&result.settings[0], PQ_LAB_PROXY_POLICY), "void");
	pq_lab_proxy_fini(&result);
}

static void what_is_written_as_json_is_read_again(void **state)
{
	struct pq_lab_proxy_result result = make(), again = { 0 };
	char *first = written(&result, pq_lab_proxy_write), *second;
	struct pq_diag diag;

	(void)state;
	if (pq_lab_proxy_read(&again, pq_view_str(first), &diag) != PQ_ERR_OK)
		fail_msg("%zu:%zu: expected %s", diag.line, diag.column, diag.expected);
	second = written(&again, pq_lab_proxy_write);
	assert_string_equal(first, second);
	assert_int_equal(again.setting_count, 2);
	assert_int_equal(again.settings[0].rows[1].steps.count, 2);
	assert_int_equal(again.settings[0].rows[1].twin_steps.count, 1);
	assert_int_equal(again.settings[0].rows[1].steps.rows[0].len, strlen("GET / HTTP/1.1\r\n" HOSTILE));
	free(first);
	free(second);
	pq_lab_proxy_fini(&result);
	pq_lab_proxy_fini(&again);
}

static void what_is_no_result_is_refused_with_its_place(void **state)
{
#define WHOLE "{\"format\":\"pratique-lab-proxy 1\",\"took_ms\":1,\"settings\":"
#define ROW "\"name\":\"a\",\"help\":\"b\",\"why\":\"c\",\"twin\":\"secret\",\"stated\":\"secret\",\"kind\":\"forged\""
	static const struct {
		const char *text;
		enum pq_err err;
		const char *saying;
	} rows[] = {
		{ "{", PQ_ERR_SYNTAX, "" },
		{ "{}", PQ_ERR_SYNTAX, "format" },
		{ "{\"format\":\"pratique-lab-proxy 2\"}", PQ_ERR_VERSION, "format" },
		{ WHOLE "3}", PQ_ERR_SYNTAX, "settings" },
		{ WHOLE "[{}]}", PQ_ERR_SYNTAX, "settings[0].name" },
		{ WHOLE "[{\"name\":\"a\"}]}", PQ_ERR_SYNTAX, "settings[0].rows" },
		{ WHOLE "[{\"name\":\"a\",\"rows\":[{" ROW ",\"verdict\":\"held\",\"seen\":\"often\",\"steps\":[]}]}]}",
		  PQ_ERR_SYNTAX, "settings[0].rows[0].seen to be one of: untested, secret" },
		{ WHOLE "[{\"name\":\"a\",\"rows\":[{" ROW ",\"verdict\":\"held\",\"seen\":\"secret\"}]}]}",
		  PQ_ERR_SYNTAX, "settings[0].rows[0].steps" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_lab_proxy_result result = { 0 };
		struct pq_diag diag = { 0 };
		enum pq_err err = pq_lab_proxy_read(&result, pq_view_str(rows[i].text), &diag);

		if (err != rows[i].err || !strstr(diag.expected, rows[i].saying))
			fail_msg("row %zu: %s, expected %s", i, pq_err_name(err), diag.expected);
		assert_int_equal(result.setting_count, 0);
		assert_null(result.settings);
	}
}

static void on_a_terminal_each_finding_is_told_once_and_nothing_is_obeyed(void **state)
{
	static const char *const sayings[] = {
		"first    outside   secret",
		"the secret by host",
		"second   void",
		"breach: first builder-fetch:",
		"not as stated: first host: secret, but outside is stated:",
		"void: a reason for nothing",
		"first frame-101",
		"2 settings (1 void), 5 cases: 1 breaches, 1 not as stated, 1 void; 1.2 s",
	};
	struct pq_lab_proxy_result result = make();
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	const struct pq_terminal terminal = { .out = out };

	(void)state;
	pq_lab_proxy_terminal(&result, &terminal);
	assert_int_equal(fclose(out), 0);
	for (size_t i = 0; i < sizeof(sayings) / sizeof(sayings[0]); i++) {
		const char *at = strstr(text, sayings[i]);

		if (!at)
			fail_msg("no \"%s\" in:\n%s", sayings[i], text);
		assert_null(strstr(at + 1, sayings[i]));
	}
	assert_null(strchr(text, 0x1b));
	assert_null(strchr(text, '\xff'));
	free(text);
	pq_lab_proxy_fini(&result);
}

static void the_page_holds_all_and_no_markup_of_others(void **state)
{
	static const char *const sayings[] = { "1 of 2 settings fetch", "builder-fetch",    "outside is stated",
					       "GET / HTTP/1.1",        "the honest bytes", "&lt;script&gt;" };
	struct pq_lab_proxy_result result = make();
	char *page = written(&result, pq_lab_proxy_html);

	(void)state;
	assert_int_equal(html_markup_check(page), 0);
	for (size_t i = 0; i < sizeof(sayings) / sizeof(sayings[0]); i++)
		if (!strstr(page, sayings[i]))
			fail_msg("no \"%s\"", sayings[i]);
	free(page);
	pq_lab_proxy_fini(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sum_counts_what_decides_the_exit_code),
		cmocka_unit_test(what_is_written_as_json_is_read_again),
		cmocka_unit_test(what_is_no_result_is_refused_with_its_place),
		cmocka_unit_test(on_a_terminal_each_finding_is_told_once_and_nothing_is_obeyed),
		cmocka_unit_test(the_page_holds_all_and_no_markup_of_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
