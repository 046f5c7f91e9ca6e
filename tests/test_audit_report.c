/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

#include "json_schema.h"
#include "report_page.h"
#include "report_schema.h"
#include "result_fixture.h"

static void the_terminal_gets_one_screenful_and_no_byte_that_it_obeys(void **state)
{
	struct report_page page = report_page_of(fixture_hostile_audit(), TERMINAL);
	size_t lines = 0;

	(void)state;
	report_page_check_bytes(&page);
	free(page.text);
	page = report_page_of(fixture_audit(), TERMINAL);
	for (size_t i = 0; i < page.len; i++)
		lines += page.text[i] == '\n';
	assert_true(lines < 48);
	assert_non_null(strstr(page.text, "28 of 30 seen"));
	assert_non_null(strstr(page.text, "port 6679: fetch-http, websocket-ws"));
	assert_non_null(strstr(page.text, "the control was not seen: webtransport"));
	assert_non_null(strstr(page.text, "verdict: violations or differences"));
	free(page.text);
	page = report_page_of(pq_result_new(), TERMINAL);
	assert_non_null(strstr(page.text, "verdict: VOID"));
	free(page.text);
}

static void check_junit(struct pq_result *result)
{
	struct report_page page = report_page_of(result, JUNIT);

	report_schema_junit(page.text, page.len);
	free(page.text);
}

static void junit_validates_whatever_the_subject_wrote(void **state)
{
	(void)state;
	check_junit(fixture_audit());
	check_junit(fixture_hostile_audit());
	check_junit(pq_result_new());
}

static void junit_tells_failures_errors_and_what_was_skipped(void **state)
{
	struct report_page page = report_page_of(fixture_audit(), JUNIT);

	(void)state;
	assert_non_null(strstr(page.text, "<testcase classname=\"pratique.vectors\" name=\"fetch-http\">"));
	assert_non_null(
		strstr(page.text, "type=\"unsafe_port\" message=\"1 port dialled, which the policy blocks: 6679\""));
	assert_non_null(strstr(page.text, "<skipped message=\"the control was not seen\"/>"));
	assert_non_null(strstr(page.text, "type=\"forbidden_header\""));
	free(page.text);
	page = report_page_of(pq_result_new(), JUNIT);
	assert_non_null(strstr(page.text, "tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\""));
	free(page.text);
}

static json_t *sarif_of(struct pq_result *result)
{
	struct report_page page = report_page_of(result, SARIF);
	json_t *log = json_loadb(page.text, page.len, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(log);
	free(page.text);
	report_schema_sarif(log);
	return log;
}

static void sarif_anchors_findings_to_policy_and_scenario(void **state)
{
	json_t *log = sarif_of(fixture_audit());
	json_t *results = json_object_get(json_array_get(json_object_get(log, "runs"), 0), "results");
	json_t *result;
	size_t suppressed = 0;
	size_t i;
	char *text = json_dumps(log, JSON_COMPACT);

	(void)state;
	json_array_foreach(results, i, result) suppressed += json_array_size(json_object_get(result, "suppressions"));
	assert_int_equal(suppressed, 1);
	assert_non_null(strstr(text, "\"startLine\":4"));
	assert_non_null(strstr(text, "corpus/seeds/header/forbidden-host.scenario"));
	assert_non_null(strstr(text, "external/cwe/cwe-"));
	free(text);
	json_decref(log);
	json_decref(sarif_of(fixture_hostile_audit()));
	log = sarif_of(fixture_large(1, 0, true));
	assert_int_equal(json_array_size(json_object_get(json_array_get(json_object_get(log, "runs"), 0), "results")),
			 128);
	json_decref(log);
}

static void a_written_result_fits_its_schema(void **state)
{
	struct pq_result *results[] = { pq_result_new(), fixture_audit(), fixture_hostile_audit(),
					fixture_large(1, 20, true) };
	json_t *schema = json_load_file(PQ_SOURCE_DIR "/docs/audit.schema.json", JSON_REJECT_DUPLICATES, NULL);
	char why[256] = "";

	(void)state;
	assert_non_null(schema);
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		struct report_page page = report_page_of(results[i], JSON);
		json_t *value = json_loadb(page.text, page.len, 0, NULL);

		if (!json_schema_fits(schema, schema, value, why))
			fail_msg("result %zu: %s", i, why);
		json_object_set_new(json_object_get(value, "audit"), "more", json_true());
		assert_false(json_schema_fits(schema, schema, value, why));
		json_decref(value);
		free(page.text);
	}
	json_decref(schema);
}

struct archive {
	struct report_page page;
	enum pq_err err;
	struct pq_diag diag;
};

static struct archive bundle(struct pq_result *result, const char *finding)
{
	const struct pq_audit_bundle parts = { finding, PQ_VIEW("<p>page"), PQ_VIEW("pratique-scenario 1\n"),
					       PQ_VIEW("") };
	struct archive archive = { .err = PQ_ERR_OK };
	FILE *out = open_memstream(&archive.page.text, &archive.page.len);

	archive.err = pq_report_bundle(result, &parts, out, &archive.diag);
	fclose(out);
	pq_result_free(result);
	return archive;
}

/* POSIX.1 ustar: name at 0, size at 124, checksum at 148 over the header with blanks in its place. */
static size_t check_tar(const struct report_page *page)
{
	size_t files = 0;

	assert_int_equal(page->len % 512, 0);
	for (size_t at = 0; page->text[at] != '\0';) {
		const unsigned char *header = (const unsigned char *)page->text + at;
		unsigned long size = strtoul((const char *)header + 124, NULL, 8);
		unsigned long sum = 0;

		for (size_t i = 0; i < 512; i++)
			sum += i >= 148 && i < 156 ? ' ' : header[i];
		assert_int_equal(strtoul((const char *)header + 148, NULL, 8), sum);
		assert_memory_equal(header, "pratique-finding/", 17);
		assert_memory_equal(header + 257, "ustar", 6);
		at += 512 + (size + 511) / 512 * 512;
		assert_true(at + 1024 <= page->len);
		files++;
	}
	return files;
}

static void a_bundle_holds_one_finding(void **state)
{
	struct archive archive = bundle(fixture_audit(), "port fetch/302 6667");

	(void)state;
	assert_int_equal(archive.err, PQ_ERR_OK);
	assert_int_equal(check_tar(&archive.page), 5);
	free(archive.page.text);
	archive = bundle(fixture_audit(), NULL);
	assert_int_equal(check_tar(&archive.page), 5);
	free(archive.page.text);
	archive = bundle(fixture_hostile_audit(), NULL);
	assert_int_equal(check_tar(&archive.page), 5);
	free(archive.page.text);
	archive = bundle(fixture_audit(), "port fetch/302 80");
	assert_int_equal(archive.err, PQ_ERR_UNKNOWN);
	assert_int_equal(archive.page.len, 0);
	free(archive.page.text);
	archive = bundle(fixture_empty(), NULL);
	assert_int_equal(archive.err, PQ_ERR_UNKNOWN);
	assert_non_null(strstr(archive.diag.expected, "this audit has none"));
	free(archive.page.text);
}

static void a_stream_that_fails_is_told(void **state)
{
	FILE *full = fopen("/dev/full", "w");
	struct pq_result *result = fixture_audit();

	(void)state;
	if (full) {
		assert_false(pq_report_html(result, &report_about, full));
		assert_false(pq_report_junit(result, full));
		assert_false(pq_report_sarif(result, NULL, full));
		fclose(full);
	}
	pq_result_free(result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_terminal_gets_one_screenful_and_no_byte_that_it_obeys),
		cmocka_unit_test(junit_validates_whatever_the_subject_wrote),
		cmocka_unit_test(junit_tells_failures_errors_and_what_was_skipped),
		cmocka_unit_test(sarif_anchors_findings_to_policy_and_scenario),
		cmocka_unit_test(a_written_result_fits_its_schema),
		cmocka_unit_test(a_bundle_holds_one_finding),
		cmocka_unit_test(a_stream_that_fails_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
