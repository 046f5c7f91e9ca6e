/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "result/json_result.h"
#include "result_fixture.h"

/* To be freed. */
static char *written(const struct pq_result *result)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	assert_true(pq_result_write(result, out));
	fclose(out);
	return text;
}

/* What is written, read and written again is the same text. */
static void check_round_trip(struct pq_result *result)
{
	char *first = written(result);
	struct pq_result *again = NULL;
	struct pq_diag diag = { 0, 0, "" };
	char *second;

	if (pq_result_read(&again, pq_view_str(first), &diag) != PQ_ERR_OK)
		fail_msg("%zu:%zu: %s", diag.line, diag.column, diag.expected);
	second = written(again);
	assert_string_equal(first, second);
	assert_int_equal(again->vector_count, result->vector_count);
	for (size_t i = 0; i < result->vector_count; i++)
		assert_int_equal(again->vectors[i].port_count, result->vectors[i].port_count);
	assert_int_equal(pq_result_exit(again), pq_result_exit(result));
	pq_result_free(again);
	pq_result_free(result);
	free(first);
	free(second);
}

static void an_empty_result_comes_back(void **state)
{
	(void)state;
	check_round_trip(pq_result_new());
}

static void a_whole_audit_comes_back(void **state)
{
	(void)state;
	check_round_trip(fixture_audit());
}

static void hostile_strings_come_back(void **state)
{
	struct pq_result *result = fixture_hostile_audit();
	char *text = written(result);
	struct pq_result *again = NULL;

	(void)state;
	assert_int_equal(pq_result_read(&again, pq_view_str(text), NULL), PQ_ERR_OK);
	assert_string_equal(again->name, result->name);
	assert_string_equal(again->cases[0].transcript, result->cases[0].transcript);
	assert_string_equal(again->dials[0].first, result->dials[0].first);
	pq_result_free(again);
	free(text);
	check_round_trip(result);
}

static void a_sweep_of_all_ports_is_told_in_runs(void **state)
{
	struct pq_result *result = fixture_large(3, 300, false);
	char *text = written(result);

	(void)state;
	assert_true(strlen(text) < 16u << 20);
	free(text);
	check_round_trip(result);
	check_round_trip(fixture_large(1, 10, true));
}

static void a_string_that_is_not_utf8_does_not_spoil_the_rest(void **state)
{
	struct pq_result *result = fixture_empty();
	char raw[] = "a\xff";
	char *text;

	(void)state;
	result->trouble = raw;
	text = written(result);
	assert_non_null(strstr(text, "\"trouble\":\"a?\""));
	free(text);
	pq_result_free(result);
}

#define HEAD                                                                                                 \
	"{\"format\":\"pratique-audit 1\",\"audit\":{\"took_ms\":0,\"sink_permille\":0,\"busy_permille\":0," \
	"\"partial\":false,\"controls\":0,\"controls_seen\":0},\"summary\":{},"
#define REST "\"cases\":[],\"spaces\":[],\"dials\":[],\"notes\":[],\"baseline\":[]}"

static const struct {
	const char *text;
	enum pq_err err;
	size_t line;
	const char *expected;
} wrong[] = {
	{ "", PQ_ERR_SYNTAX, 1, "JSON" },
	{ "{\n\"a\": nothing}", PQ_ERR_SYNTAX, 2, "JSON" },
	{ "{\"a\":1,\"a\":2}", PQ_ERR_SYNTAX, 1, "JSON (duplicate object key" },
	{ "{\"a\":\"\\u0000\"}", PQ_ERR_SYNTAX, 1, "JSON" },
	{ "[]", PQ_ERR_SYNTAX, 0, "format to be \"pratique-audit 1\"" },
	{ "{\"format\":\"pratique-audit 2\"}", PQ_ERR_VERSION, 0, "format to be \"pratique-audit 1\"" },
	{ "{\"format\":\"pratique-audit 1\"}", PQ_ERR_SYNTAX, 0, "audit to be there" },
	{ HEAD "\"extra\":1,\"vectors\":[]," REST, PQ_ERR_SYNTAX, 0, "extra to be left out" },
	{ HEAD "\"vectors\":{}," REST, PQ_ERR_SYNTAX, 0, "vectors to be a list" },
	{ HEAD "\"vectors\":[1]," REST, PQ_ERR_SYNTAX, 0, "vectors[0] to be an object" },
	{ HEAD "\"vectors\":[{\"took_ms\":1,\"ports\":[]}]," REST, PQ_ERR_SYNTAX, 0, "vectors[0].tested to be there" },
	{ HEAD "\"vectors\":[{\"took_ms\":1,\"tested\":\"tested\"}]," REST, PQ_ERR_SYNTAX, 0,
	  "vectors[0].ports to be there" },
	{ HEAD "\"vectors\":[{\"took_ms\":1,\"tested\":\"yes\",\"ports\":[]}]," REST, PQ_ERR_SYNTAX, 0,
	  "vectors[0].tested to be one of: tested, untested, not applicable" },
	{ HEAD "\"vectors\":[{\"took_ms\":-1,\"tested\":\"tested\",\"ports\":[]}]," REST, PQ_ERR_RANGE, 0,
	  "vectors[0].took_ms to be at least 0" },
	{ HEAD "\"vectors\":[{\"took_ms\":1,\"tested\":\"tested\",\"name\":1,\"ports\":[]}]," REST, PQ_ERR_SYNTAX, 0,
	  "vectors[0].name to be a string" },
	{ HEAD "\"vectors\":[{\"took_ms\":1,\"tested\":\"tested\",\"ports\":[{\"first\":2,\"last\":1,\"finding\":"
	       "\"blocked\",\"seen\":\"nothing\"}]}]," REST,
	  PQ_ERR_RANGE, 0, "vectors[0].ports[0].last to be at least its first" },
	{ HEAD "\"vectors\":[{\"took_ms\":1,\"tested\":\"tested\",\"ports\":[{\"first\":2,\"last\":65536,\"finding\":"
	       "\"blocked\",\"seen\":\"nothing\"}]}]," REST,
	  PQ_ERR_RANGE, 0, "vectors[0].ports[0].last to be at least 0 and at most 65535" },
	{ HEAD "\"vectors\":[{\"took_ms\":1,\"tested\":\"tested\",\"accepted\":1,\"ports\":[]}]," REST, PQ_ERR_RANGE, 0,
	  "accepted of a vector to be the number of a row" },
	{ HEAD "\"vectors\":[],\"cases\":[{\"tested\":\"tested\",\"rules\":{\"speed\":\"held\"}}],\"spaces\":[],"
	       "\"dials\":[],\"notes\":[],\"baseline\":[]}",
	  PQ_ERR_SYNTAX, 0, "cases[0].speed to be left out: there is no such rule" },
	{ HEAD "\"vectors\":[],\"cases\":[{\"tested\":\"tested\",\"rules\":{\"unsafe_port\":\"maybe\"}}],\"spaces\":[],"
	       "\"dials\":[],\"notes\":[],\"baseline\":[]}",
	  PQ_ERR_SYNTAX, 0, "cases[0].unsafe_port to be one of: not judged" },
};

static void what_is_no_result_is_refused_with_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		size_t len = strlen(wrong[i].text);
		char *exact = malloc(len + (len == 0));
		struct pq_result *result = NULL;
		struct pq_diag diag = { 99, 0, "" };

		memcpy(exact, wrong[i].text, len);
		if (pq_result_read(&result, pq_view(exact, len), &diag) != wrong[i].err)
			fail_msg("row %zu: another error, expected %s", i, diag.expected);
		assert_null(result);
		if (diag.line != wrong[i].line || strstr(diag.expected, wrong[i].expected) != diag.expected)
			fail_msg("row %zu: line %zu, %s", i, diag.line, diag.expected);
		free(exact);
	}
}

static void the_rows_above_differ_from_a_result_only_where_they_are_wrong(void **state)
{
	struct pq_result *result = NULL;
	const char *text = HEAD "\"vectors\":[{\"took_ms\":1,\"tested\":\"tested\",\"ports\":[{\"first\":1,\"last\":2,"
				"\"finding\":\"blocked\",\"seen\":\"nothing\"}]}]," REST;

	(void)state;
	assert_int_equal(pq_result_read(&result, pq_view_str(text), NULL), PQ_ERR_OK);
	assert_int_equal(result->vectors[0].port_count, 2);
	assert_int_equal(result->vectors[0].ports[1].port, 2);
	pq_result_free(result);
}

static void more_ports_than_the_maximum_are_refused(void **state)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	struct pq_result *result = NULL;
	struct pq_diag diag;

	(void)state;
	fputs(HEAD "\"vectors\":[{\"took_ms\":1,\"tested\":\"tested\",\"ports\":[", out);
	for (size_t i = 0; i < 33; i++)
		fprintf(out, "%s{\"first\":0,\"last\":65535,\"finding\":\"blocked\",\"seen\":\"nothing\"}",
			i ? "," : "");
	fputs("]}]," REST, out);
	fclose(out);
	assert_int_equal(pq_result_read(&result, pq_view(text, len), &diag), PQ_ERR_LIMIT);
	assert_non_null(strstr(diag.expected, "PQ_MAX_RESULT_PORTS"));
	free(text);
}

static void a_stream_that_fails_is_told(void **state)
{
	FILE *full = fopen("/dev/full", "w");
	struct pq_result *result = fixture_audit();

	(void)state;
	if (full) {
		assert_false(pq_result_write(result, full));
		fclose(full);
	}
	pq_result_free(result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_result_comes_back),
		cmocka_unit_test(a_whole_audit_comes_back),
		cmocka_unit_test(hostile_strings_come_back),
		cmocka_unit_test(a_sweep_of_all_ports_is_told_in_runs),
		cmocka_unit_test(a_string_that_is_not_utf8_does_not_spoil_the_rest),
		cmocka_unit_test(what_is_no_result_is_refused_with_its_place),
		cmocka_unit_test(the_rows_above_differ_from_a_result_only_where_they_are_wrong),
		cmocka_unit_test(more_ports_than_the_maximum_are_refused),
		cmocka_unit_test(a_stream_that_fails_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
