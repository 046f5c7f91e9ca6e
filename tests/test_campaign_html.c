/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "campaign_fixture.h"
#include "html_markup.h"
#include "report/campaign_chart.h"
#include "report/html_text.h"
#include "report_page.h"

static struct report_page page_of(struct pq_campaign_report report)
{
	struct report_page page = { NULL, 0 };
	FILE *out = open_memstream(&page.text, &page.len);

	assert_non_null(out);
	assert_true(pq_campaign_html(&report, out));
	fclose(out);
	return page;
}

static void nothing_that_was_found_is_markup(void **state)
{
	struct report_page page = page_of(fixture_hostile_campaign());

	(void)state;
	report_page_check_bytes(&page);
	assert_int_equal(html_markup_check(page.text), 0);
	assert_non_null(strstr(page.text, "&lt;script&gt;alert(1)"));
	free(page.text);
}

/* Content Security Policy 3: what has the hash may be used, and nothing else is there. */
static void the_page_allows_its_own_styles_and_nothing_else(void **state)
{
	struct report_page page = page_of(fixture_campaign());
	const char *style = page.text;
	size_t styles = 0;

	(void)state;
	assert_non_null(strstr(page.text, "default-src 'none'; style-src 'sha256-"));
	assert_null(strstr(page.text, "script-src"));
	assert_int_equal(html_markup_check(page.text), 0);
	while ((style = strstr(style, "<style>")) != NULL) {
		char hash[52];

		style += strlen("<style>");
		pq_html_hash(pq_view(style, (size_t)(strstr(style, "</style>") - style)), hash);
		assert_non_null(strstr(page.text, hash));
		styles++;
	}
	assert_int_equal(styles, 2);
	assert_null(strstr(page.text, "style=\""));
	assert_null(strstr(page.text, "url("));
	assert_null(strstr(page.text, "@import"));
	free(page.text);
}

static void the_page_tells_of_everything(void **state)
{
	static const char *const wanted[] = {
		"<h1>2 findings</h1>",
		"--out out/campaign --time 60s --jobs 2",
		"<b>39.0 s</b> of <b>39.0 s</b>",
		"id=\"findings\"",
		"id=\"targets\"",
		"id=\"socket\"",
		"id=\"engines\"",
		"id=\"lines\"",
		"id=\"runs\"",
		"id=\"messages\"",
		">unsafe_port</span> <small>2 inputs</small>",
		"CWE-",
		"pratique-scenario 1\nattacker page\n",
		"!! unsafe_port: port 25 was dialled",
		"after 1.2 s of run 1",
		"<span class=\"place\">fetch hop: port # was dialled</span>",
		"after 1 min 10 s of run 2",
		"not told of in the history",
		"did <b>not</b> reproduce",
		"<b>4,436</b> edges <small>4,100 to 4,436</small>",
		"class=\"break\" d=\"M128.0 0V64\"",
		"<span>70.6 %</span>",
		"<td class=\"number\">30.0 %</td>",
		"<td class=\"number warn\">99.87 %</td>",
		"libFuzzer: the canary was found",
		"AFL++: the canary stayed silent",
		"<td>killed</td>",
		"<td>resumed</td>",
		"<span>90.0 %</span>",
		"<span>90.2 %</span>",
		"prefers-color-scheme: dark",
		"width=device-width",
	};
	struct report_page page = page_of(fixture_campaign());

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (!strstr(page.text, wanted[i]))
			fail_msg("not there: %s", wanted[i]);
	free(page.text);
}

static void a_void_campaign_states_nothing(void **state)
{
	struct report_page page = page_of(fixture_void_campaign());

	(void)state;
	assert_int_equal(html_markup_check(page.text), 0);
	assert_non_null(strstr(page.text, "<h1>Void</h1>"));
	assert_non_null(strstr(page.text, "It did not run to its end: it was interrupted."));
	assert_non_null(strstr(page.text, "Nothing was fuzzed."));
	assert_non_null(strstr(page.text, "Not measured: nothing was fuzzed."));
	assert_null(strstr(page.text, "id=\"findings\""));
	free(page.text);
}

static void one_that_found_nothing_says_so_and_no_more(void **state)
{
	struct pq_campaign_report report = fixture_campaign();
	struct report_page page;

	(void)state;
	report.verdict = PQ_VERDICT_CLEAN;
	report.findings = 0;
	report.found_count = 0;
	page = page_of(report);
	assert_non_null(strstr(page.text, "<h1>Nothing found</h1>"));
	assert_non_null(strstr(page.text, "no proof of absence"));
	assert_null(strstr(page.text, "id=\"findings\""));
	free(page.text);
}

/* Every coordinate of a path that is drawn, which are pairs but for h and V. */
static void check_bounds(const char *svg)
{
	const char *path = strstr(svg, "class=\"line\" d=\"");

	assert_non_null(path);
	for (path += strlen("class=\"line\" d=\""); *path != '"';) {
		double x, y;
		int len = 0;

		if (sscanf(path, "%*1[ML]%lf %lf%n", &x, &y, &len) != 2)
			fail_msg("no point: %.40s", path);
		assert_true(x >= 0 && x <= PQ_CHART_WIDTH && y >= 0 && y <= PQ_CHART_HEIGHT);
		path += len;
		path += strncmp(path, "h1", 2) == 0 ? 2 : 0;
	}
}

static char *chart_of(const struct pq_campaign_point *points, size_t count, enum pq_chart_kind kind)
{
	const struct pq_campaign_series series = { .points = points, .point_count = count };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	pq_chart_put(out, &series, kind, "label");
	fclose(out);
	return text;
}

static void a_chart_stays_within_its_bounds(void **state)
{
	static const struct pq_campaign_point wild[] = {
		{ 5, 10, 7, false }, { UINT64_MAX, UINT64_MAX, UINT64_MAX, false }, { 3, 2, 1, false },
		{ 3, 9, 1, true },   { UINT64_MAX / 2, UINT64_MAX, 12, false },
	};

	(void)state;
	for (size_t count = 1; count <= sizeof(wild) / sizeof(wild[0]); count++) {
		char *text = chart_of(wild, count, PQ_CHART_EDGES);

		check_bounds(text);
		free(text);
		text = chart_of(wild, count, PQ_CHART_RATE);
		if (count > 1)
			check_bounds(text);
		else
			assert_string_equal(text, ""); /* a rate takes two moments */
		free(text);
	}
}

static void a_chart_rises_from_left_to_right_and_breaks_between_runs(void **state)
{
	static const struct pq_campaign_point points[] = {
		{ 0, 0, 100, false },
		{ 10, 0, 200, false },
		{ 10, 0, 0, true },
		{ 20, 0, 300, false },
	};
	char *text = chart_of(points, 4, PQ_CHART_EDGES);

	(void)state;
	assert_non_null(strstr(text, "class=\"break\" d=\"M160.0 0V64\""));
	assert_non_null(strstr(text, "class=\"line\" d=\"M0.0 59.6h1L160.0 32.0M320.0 4.4h1\""));
	free(text);
	text = chart_of(points, 0, PQ_CHART_EDGES);
	assert_string_equal(text, "");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_that_was_found_is_markup),
		cmocka_unit_test(the_page_allows_its_own_styles_and_nothing_else),
		cmocka_unit_test(the_page_tells_of_everything),
		cmocka_unit_test(a_void_campaign_states_nothing),
		cmocka_unit_test(one_that_found_nothing_says_so_and_no_more),
		cmocka_unit_test(a_chart_stays_within_its_bounds),
		cmocka_unit_test(a_chart_rises_from_left_to_right_and_breaks_between_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
