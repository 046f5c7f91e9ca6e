/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "html_markup.h"
#include "report/html_text.h"
#include "report_page.h"
#include "result_fixture.h"

static void html_text_is_never_markup(void **state)
{
	static const struct {
		struct pq_view text;
		const char *line;
		const char *lines;
	} rows[] = {
		{ PQ_VIEW("<a b=\"c\" d='e'>&amp;"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;", NULL },
		{ PQ_VIEW("a\nb\tc\r\0d"), "a\\x0ab\\x09c\\x0d\\x00d", "a\nb\tc\\x0d\\x00d" },
		{ PQ_VIEW("\x1b[2J\x7f"), "\\x1b[2J\\x7f", NULL },
		{ PQ_VIEW("\xff\xc3("), "\\xff\\xc3(", NULL },
		{ PQ_VIEW("\xc3\xa9\xf0\x9f\x98\x80"), "\xc3\xa9\xf0\x9f\x98\x80", NULL },
		{ PQ_VIEW("\xe2\x80\xae\xe2\x81\xa6\xe2\x80\xa8\xc2\x85\xef\xbf\xbe\xef\xbb\xbf"),
		  "\\u{202e}\\u{2066}\\u{2028}\\u{85}\\u{fffe}\\u{feff}", NULL },
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		const char *wanted = i % 2 && rows[i / 2].lines ? rows[i / 2].lines : rows[i / 2].line;
		struct report_page page = { NULL, 0 };
		FILE *out = open_memstream(&page.text, &page.len);

		if (i % 2)
			pq_html_lines(out, rows[i / 2].text);
		else
			pq_html_line(out, rows[i / 2].text);
		fclose(out);
		assert_string_equal(page.text, wanted);
		free(page.text);
	}
}

/* CSP 3 (2.3.1): base64 of SHA-256; of the empty string by FIPS 180-4. */
static void the_hash_of_a_script_is_as_csp_writes_it(void **state)
{
	char hash[52];

	(void)state;
	pq_html_hash(pq_view(NULL, 0), hash);
	assert_string_equal(hash, "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

static void a_page_under_test_cannot_inject_into_the_report(void **state)
{
	struct report_page page = report_page_of(fixture_hostile_audit(), HTML);

	(void)state;
	report_page_check_bytes(&page);
	assert_int_equal(html_markup_check(page.text), 2); /* services as data, and the page's own */
	assert_null(strstr(page.text, "<img"));
	assert_non_null(strstr(page.text, "&lt;script&gt;alert(1)"));
	free(page.text);
}

static void the_page_allows_its_own_style_and_script_and_nothing_else(void **state)
{
	struct report_page page = report_page_of(fixture_audit(), HTML);
	const char *script = strstr(page.text, "</script>\n<script>") + strlen("</script>\n<script>");
	const char *style = strstr(page.text, "<style>") + strlen("<style>");
	char hash[52];

	(void)state;
	assert_non_null(strstr(page.text, "default-src 'none'; style-src 'sha256-"));
	assert_non_null(strstr(page.text, "base-uri 'none'; form-action 'none'"));
	pq_html_hash(pq_view(script, (size_t)(strstr(script, "</script>") - script)), hash);
	assert_non_null(strstr(page.text, hash));
	pq_html_hash(pq_view(style, (size_t)(strstr(style, "</style>") - style)), hash);
	assert_non_null(strstr(page.text, hash));
	assert_null(strstr(page.text, "style=\""));
	assert_null(strstr(page.text, "url("));
	assert_null(strstr(page.text, "@import"));
	free(page.text);
}

static void the_page_tells_of_everything(void **state)
{
	static const char *const wanted[] = {
		"Example 140.0.7339.80",
		"--no-first-run",
		"port 6679",
		"<small>irc&lt;/script&gt;</small>",
		"id=\"ports\"",
		"id=\"vectors\"",
		"id=\"headers\"",
		"id=\"bodies\"",
		"id=\"spaces\"",
		"id=\"dials\"",
		"id=\"untested\"",
		"id=\"baseline\"",
		"id=\"launch\"",
		"update.example.net",
		"200 boundaries, all different",
		"accepted by the baseline",
		"the control was not seen",
		"CWE-",
		"2027-06-01",
		"<b>dial</b> 7 tcp",
		"corpus/seeds/header/forbidden-host.scenario",
		"prefers-color-scheme: dark",
		"width=device-width",
		"Ports 0 to 65535 by fetch-http: 82 blocked, 65452 allowed, 1 unsafe, 0 over-blocked, 0 untested",
	};
	struct report_page page = report_page_of(fixture_audit(), HTML);

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (!strstr(page.text, wanted[i]))
			fail_msg("not there: %s", wanted[i]);
	free(page.text);
}

static void a_sound_audit_has_no_findings_on_its_page(void **state)
{
	struct pq_result *result = fixture_empty();
	struct report_page page;

	(void)state;
	fixture_vector(result, "fetch", PQ_TESTED);
	fixture_port(result, 25, PQ_FINDING_BLOCKED);
	page = report_page_of(result, HTML);
	assert_null(strstr(page.text, "id=\"findings\""));
	assert_non_null(strstr(page.text, ">conforms</span>"));
	free(page.text);
	page = report_page_of(pq_result_new(), HTML);
	assert_non_null(strstr(page.text, ">void</span>"));
	free(page.text);
}

static void large_results_make_pages_of_a_few_megabytes(void **state)
{
	struct report_page page = report_page_of(fixture_large(3, 300, false), HTML);

	(void)state;
	assert_true(page.len < 1u << 20);
	free(page.text);
	page = report_page_of(fixture_large(3, 300, true), HTML);
	assert_true(page.len < 5u << 20);
	free(page.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(html_text_is_never_markup),
		cmocka_unit_test(the_hash_of_a_script_is_as_csp_writes_it),
		cmocka_unit_test(a_page_under_test_cannot_inject_into_the_report),
		cmocka_unit_test(the_page_allows_its_own_style_and_script_and_nothing_else),
		cmocka_unit_test(the_page_tells_of_everything),
		cmocka_unit_test(a_sound_audit_has_no_findings_on_its_page),
		cmocka_unit_test(large_results_make_pages_of_a_few_megabytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
