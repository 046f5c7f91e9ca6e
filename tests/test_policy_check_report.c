/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include "policies_fixture.h"
#include "report/policy_check.h"
#include "report_schema.h"

/* Bytes that a terminal, XML or JSON would take for more than text. */
#define HOSTILE "a\033[31m<&\"'\x01\xff%"

/* A check with findings of many kinds, one of them accepted, and names that are hostile. */
static struct pq_policies_check *check_of(struct pq_policy *policy, const char *file)
{
	struct pq_policies_check *check = pq_policies_check_new(policy, "small");
	struct made *ports = PORTS(0, 53, 53, 80);
	struct made *headers = NAMES(PQ_IMPORT_HEADERS, "Host", HOSTILE);
	struct pq_import_note note = { 11, 3, "an entry that is no number", PQ_VIEW(HOSTILE) };
	struct pq_diag diag = { 0, 0, "" };

	ports->list.identifier = pq_view_str(HOSTILE);
	ports->import.notes = &note;
	ports->import.note_count = 1;
	assert_int_equal(pq_policies_check_import(check, file, &ports->import, 0, &diag), PQ_ERR_OK);
	assert_int_equal(pq_policies_check_import(check, file, &headers->import, 0, &diag), PQ_ERR_OK);
	pq_policies_check_finish(check);
	assert_int_equal(pq_policies_check_accept(check,
						  pq_view_str("pratique-baseline 1\n"
							      "accept extra_port 80 until 2999-01-01 \"ours\"\n"
							      "accept extra_port 81 until 2999-01-01 \""
							      "not used"
							      "\"\n"),
						  "2026-11-26", &diag),
			 PQ_ERR_OK);
	free(ports);
	free(headers);
	return check;
}

enum form { FORM_TERMINAL, FORM_JSON, FORM_JUNIT, FORM_SARIF };

static bool write_form(const struct pq_policies_check *check, enum form form, FILE *out)
{
	struct pq_terminal terminal = { out, false };

	switch (form) {
	case FORM_TERMINAL:
		pq_policy_check_terminal(check, "file.baseline", &terminal);
		return true;
	case FORM_JSON:
		return pq_policy_check_json(check, out);
	case FORM_JUNIT:
		return pq_policy_check_junit(check, out);
	case FORM_SARIF:
		return pq_policy_check_sarif(check, "1.2.3", out);
	}
	return false;
}

/* The report as a string of its own. */
static char *report_of(const char *file, enum form form)
{
	struct pq_policy *policy = small_policy(small_text);
	struct pq_policies_check *check = check_of(policy, file);
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_true(write_form(check, form, out));
	fclose(out);
	assert_int_equal(strlen(text), len);
	pq_policies_check_free(check);
	free(policy);
	return text;
}

static void the_terminal_gets_a_line_a_finding_and_no_byte_that_it_obeys(void **state)
{
	char *text = report_of("net/" HOSTILE ".cc", FORM_TERMINAL);

	(void)state;
	for (const char *at = text; *at; at++)
		assert_true(*at == '\n' || (*at >= ' ' && *at < 0x7f));
	assert_non_null(strstr(text, ".cc:11:5: missing_port: port 25 (smtp, since 2016-03-10) is not in"));
	assert_non_null(strstr(text, "accepted extra_port: port 80"));
	assert_non_null(strstr(text, "(until 2999-01-01: ours)"));
	assert_non_null(strstr(text, "file.baseline:3: unused: accept extra_port 81 until 2999-01-01: not used"));
	assert_non_null(strstr(text, "against policy small (2026-01-01): 6 findings: "));
	assert_non_null(strstr(text, "; 1 accepted\n"));
	free(text);
}

static void junit_has_a_case_for_each_entry_and_validates(void **state)
{
	char *text = report_of("net/" HOSTILE ".cc", FORM_JUNIT);

	(void)state;
	report_schema_junit(text, strlen(text));
	assert_non_null(strstr(text, "classname=\"pratique.policy.ports\" name=\"25 smtp\""));
	assert_non_null(strstr(text, "failure type=\"missing_port\""));
	assert_non_null(strstr(text, "name=\"0 reserved\"/>"));
	assert_non_null(strstr(text, "classname=\"pratique.policy.headers\" name=\"Cookie\""));
	assert_non_null(strstr(text, "failure type=\"missing_header\""));
	assert_non_null(strstr(text, "<skipped message=\"table only;"));
	assert_null(strstr(text, "failure type=\"extra_port\"")); /* accepted */
	free(text);
}

static void sarif_has_rule_place_and_suppression(void **state)
{
	char *text = report_of("net/" HOSTILE ".cc", FORM_SARIF);
	json_t *log = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	json_t *run = json_array_get(json_object_get(log, "runs"), 0);
	json_t *result;
	size_t suppressed = 0;
	size_t i;

	(void)state;
	assert_non_null(log);
	report_schema_sarif(log);
	assert_int_equal(json_array_size(json_object_get(run, "results")), 7);
	json_array_foreach(json_object_get(run, "results"), i, result) suppressed +=
		json_array_size(json_object_get(result, "suppressions"));
	assert_int_equal(suppressed, 1);
	assert_non_null(strstr(text, "\"external/cwe/cwe-918\""));
	assert_non_null(strstr(text, "\"startLine\": 11"));
	assert_non_null(strstr(text, "\"semanticVersion\": \"1.2.3\""));
	json_decref(log);
	free(text);
}

static void json_tells_all_of_it(void **state)
{
	char *text = report_of("net/port_util.cc", FORM_JSON);
	json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	json_t *finding = json_array_get(json_object_get(document, "findings"), 0);
	const char *file;
	const char *rule;
	json_int_t line;

	(void)state;
	assert_non_null(document);
	assert_string_equal(json_string_value(json_object_get(document, "format")), "pratique-policy-check 1");
	assert_int_equal(json_integer_value(json_object_get(document, "open")), 6);
	assert_int_equal(json_unpack(finding, "{s:s, s:s, s:I}", "file", &file, "rule", &rule, "line", &line), 0);
	assert_string_equal(file, "net/port_util.cc");
	assert_int_equal(json_array_size(json_object_get(document, "files")), 2);
	assert_int_equal(json_array_size(json_object_get(document, "baseline")), 2);
	assert_true(json_array_size(json_object_get(document, "notes")) > 0);
	json_decref(document);
	free(text);
}

static void a_stream_that_fails_is_told(void **state)
{
	struct pq_policy *policy = small_policy(small_text);
	struct pq_policies_check *check = check_of(policy, "a.cc");

	(void)state;
	for (enum form form = FORM_JSON; form <= FORM_SARIF; form++) {
		FILE *full = fopen("/dev/full", "w");

		assert_non_null(full);
		assert_false(write_form(check, form, full));
		fclose(full);
	}
	pq_policies_check_free(check);
	free(policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_terminal_gets_a_line_a_finding_and_no_byte_that_it_obeys),
		cmocka_unit_test(junit_has_a_case_for_each_entry_and_validates),
		cmocka_unit_test(sarif_has_rule_place_and_suppression),
		cmocka_unit_test(json_tells_all_of_it),
		cmocka_unit_test(a_stream_that_fails_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
