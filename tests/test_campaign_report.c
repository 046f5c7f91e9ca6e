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
#include "json_schema.h"
#include "report_page.h"
#include "report_schema.h"

static struct report_page page_of(struct pq_campaign_report report,
				  bool (*write)(const struct pq_campaign_report *report, FILE *out))
{
	struct report_page page = { NULL, 0 };
	FILE *out = open_memstream(&page.text, &page.len);

	assert_non_null(out);
	assert_true(write(&report, out));
	fclose(out);
	return page;
}

static void junit_has_a_case_for_each_target_under_each_engine(void **state)
{
	struct report_page page = page_of(fixture_campaign(), pq_campaign_junit);

	(void)state;
	report_schema_junit(page.text, page.len);
	assert_non_null(strstr(page.text, "tests=\"6\" failures=\"2\" errors=\"1\" skipped=\"1\""));
	assert_non_null(strstr(page.text, "classname=\"pratique.campaign.libfuzzer\" name=\"scenario\""));
	assert_non_null(strstr(page.text, "classname=\"pratique.campaign.aflpp\" name=\"scenario\""));
	assert_non_null(strstr(page.text, "classname=\"pratique.campaign.libfuzzer\" name=\"url\""));
	assert_non_null(strstr(page.text, "classname=\"pratique.campaign.canary\" name=\"aflpp\""));
	assert_non_null(
		strstr(page.text, "<failure type=\"unsafe_port\" message=\"fetch hop: port # was dialled; to see"));
	free(page.text);
}

static void what_only_another_campaign_ran_is_no_pass(void **state)
{
	struct pq_campaign_report report = fixture_campaign();
	struct pq_campaign_series series = { .target = "port", .engine = "aflpp", .executions = 9, .elsewhere = true };
	struct report_page page;

	(void)state;
	report.series = &series;
	report.series_count = 1;
	page = page_of(report, pq_campaign_junit);
	assert_non_null(strstr(page.text, "skipped=\"1\""));
	free(page.text);
	series.elsewhere = false;
	page = page_of(report, pq_campaign_junit);
	assert_non_null(strstr(page.text, "skipped=\"0\""));
	free(page.text);
}

static void junit_of_a_void_campaign_is_an_error(void **state)
{
	struct report_page page = page_of(fixture_void_campaign(), pq_campaign_junit);

	(void)state;
	report_schema_junit(page.text, page.len);
	assert_non_null(strstr(page.text, "tests=\"1\" failures=\"0\" errors=\"1\""));
	assert_non_null(strstr(page.text, "it was interrupted"));
	free(page.text);
}

static json_t *sarif_of(struct pq_campaign_report report)
{
	struct report_page page = page_of(report, pq_campaign_sarif);
	json_t *log = json_loadb(page.text, page.len, 0, NULL);

	assert_non_null(log);
	free(page.text);
	report_schema_sarif(log);
	return log;
}

static json_t *run_of(json_t *log)
{
	return json_array_get(json_object_get(log, "runs"), 0);
}

/* A finding of an earlier campaign is none of this one's. */
static void sarif_anchors_each_finding_to_its_file(void **state)
{
	json_t *log = sarif_of(fixture_campaign());
	json_t *results = json_object_get(run_of(log), "results");
	const char *rule = NULL, *uri = NULL;

	(void)state;
	assert_int_equal(json_array_size(results), 2);
	assert_int_equal(json_unpack(json_array_get(results, 0), "{s:s, s:[{s:{s:{s:s}}}]}", "ruleId", &rule,
				     "locations", "physicalLocation", "artifactLocation", "uri", &uri),
			 0);
	assert_string_equal(rule, "unsafe_port");
	assert_string_equal(uri, "out/campaign/findings/unsafe_port-scenario-00f1e2d3c4b5a697.scenario");
	assert_int_equal(json_unpack(json_array_get(results, 1), "{s:s}", "ruleId", &rule), 0);
	assert_string_equal(rule, "memory_error");
	json_decref(log);
}

static void sarif_of_a_void_campaign_did_not_succeed(void **state)
{
	json_t *log = sarif_of(fixture_void_campaign());
	int succeeded = 1;

	(void)state;
	assert_int_equal(json_unpack(run_of(log), "{s:[{s:b}]}", "invocations", "executionSuccessful", &succeeded), 0);
	assert_false(succeeded);
	json_decref(log);
}

static void hostile_names_break_no_report(void **state)
{
	struct report_page page = page_of(fixture_hostile_campaign(), pq_campaign_junit);

	(void)state;
	report_schema_junit(page.text, page.len);
	free(page.text);
	json_decref(sarif_of(fixture_hostile_campaign()));
}

/* True if the line fits what the schema says of its event; releases the line. */
static bool fits(json_t *line, char why[static 256])
{
	json_t *schema = json_load_file(PQ_SOURCE_DIR "/docs/campaign.schema.json", 0, NULL);
	const char *event = json_string_value(json_object_get(line, "event"));
	json_t *definition = json_object_get(json_object_get(schema, "$defs"), event);
	bool fit;

	assert_non_null(definition);
	fit = json_schema_fits(schema, definition, line, why);
	json_decref(schema);
	json_decref(line);
	return fit;
}

static void every_line_is_as_its_schema_says(void **state)
{
	struct pq_campaign_report report = fixture_campaign(), empty = fixture_void_campaign();
	json_t *lines[] = {
		pq_campaign_json_start(&report),
		pq_campaign_json_start(&empty),
		pq_campaign_json_message("warning", FIXTURE_HOSTILE),
		pq_campaign_json_progress(report.series, report.series_count, 1000),
		pq_campaign_json_finding(&report.found[0]),
		pq_campaign_json_end(&report),
		pq_campaign_json_end(&empty),
	};
	char why[256] = "";

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!fits(lines[i], why))
			fail_msg("line %zu: %s", i, why);
}

static void a_line_that_is_not_is_noticed(void **state)
{
	struct pq_campaign_report report = fixture_campaign();
	json_t *line = pq_campaign_json_end(&report);
	char why[256] = "";

	(void)state;
	json_object_set_new(line, "verdict", json_string("perhaps"));
	assert_false(fits(line, why));
	line = pq_campaign_json_start(&report);
	json_object_del(line, "plan");
	assert_false(fits(line, why));
	line = pq_campaign_json_message("note", "x");
	json_object_set_new(line, "more", json_true());
	assert_false(fits(line, why));
}

static void a_target_that_did_not_run_is_in_the_plan_and_in_no_progress(void **state)
{
	struct pq_campaign_report report = fixture_campaign();
	json_t *start = pq_campaign_json_start(&report);
	json_t *progress = pq_campaign_json_progress(report.series, report.series_count, 1);

	(void)state;
	assert_int_equal(json_array_size(json_object_get(start, "plan")), 3);
	assert_int_equal(json_array_size(json_object_get(progress, "targets")), 2);
	json_decref(start);
	json_decref(progress);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(junit_has_a_case_for_each_target_under_each_engine),
		cmocka_unit_test(what_only_another_campaign_ran_is_no_pass),
		cmocka_unit_test(junit_of_a_void_campaign_is_an_error),
		cmocka_unit_test(sarif_anchors_each_finding_to_its_file),
		cmocka_unit_test(sarif_of_a_void_campaign_did_not_succeed),
		cmocka_unit_test(hostile_names_break_no_report),
		cmocka_unit_test(every_line_is_as_its_schema_says),
		cmocka_unit_test(a_line_that_is_not_is_noticed),
		cmocka_unit_test(a_target_that_did_not_run_is_in_the_plan_and_in_no_progress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
