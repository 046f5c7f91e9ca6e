/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "result/baseline.h"
#include "result/json_result.h"
#include "result_fixture.h"

#define FIRST "pratique-baseline 1\n"
#define TODAY "2026-11-25"

static void apply(struct pq_result *result, const char *text)
{
	struct pq_diag diag = { 0, 0, "" };

	if (pq_baseline_apply(result, pq_view_str(text), TODAY, &diag) != PQ_ERR_OK)
		fail_msg("%zu:%zu: expected %s", diag.line, diag.column, diag.expected);
}

static void apply_result(struct pq_result *result, const struct pq_result *before)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_true(pq_result_write(before, out));
	fclose(out);
	apply(result, text);
	free(text);
}

/* Two vectors: one dials 6679, which is unsafe, both refuse 8443, which is over_block. */
static struct pq_result *fork(void)
{
	struct pq_result *result = fixture_empty();

	fixture_vector(result, "fetch", PQ_TESTED);
	fixture_port(result, 6679, PQ_FINDING_UNSAFE_PORT);
	fixture_port(result, 8443, PQ_FINDING_OVER_BLOCK);
	fixture_vector(result, "img", PQ_TESTED);
	fixture_port(result, 6679, PQ_FINDING_BLOCKED);
	fixture_port(result, 8443, PQ_FINDING_OVER_BLOCK);
	return result;
}

static void a_row_accepts_ports_by_finding_vector_and_number(void **state)
{
	static const struct {
		const char *row;
		size_t unsafe_ports;
		size_t over_blocks;
		size_t unused;
	} rows[] = {
		{ "", 1, 2, 0 },
		{ "accept over_block * 8443 until 2027-01-01 \"r\"\n", 1, 0, 0 },
		{ "accept over_block fetch 8443 until 2027-01-01 \"r\"\n", 1, 1, 0 },
		{ "accept over_block i* 80,8000-9000 until 2027-01-01 \"r\"\n", 1, 1, 0 },
		{ "accept over_block *etch 8443 until 2027-01-01 \"r\"\n", 1, 1, 0 },
		{ "accept over_block *etc* 8443 until 2027-01-01 \"r\"\n", 1, 1, 0 },
		{ "accept over_block fetc 8443 until 2027-01-01 \"r\"\n", 1, 2, 1 },
		{ "accept over_block * 8442,8444 until 2027-01-01 \"r\"\n", 1, 2, 1 },
		{ "accept unsafe_port * 8443 until 2027-01-01 \"r\"\n", 1, 2, 1 },
		/* What a watch takes is none of an audit's rows. */
		{ "accept violation watch \"over_block*\" until 2027-01-01 \"r\"\n", 1, 2, 0 },
		{ "accept unsafe_port fetch 6679 until 2027-01-01 \"r\"\n", 0, 2, 0 },
		{ "accept unsafe_port \"fetch\" 6665-6697 until 2027-01-01 \"r\"\n", 0, 2, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_result *result = fork();
		char text[256];
		struct pq_result_sum sum;

		snprintf(text, sizeof(text), FIRST "# a comment\n\n  %s", rows[i].row);
		apply(result, text);
		sum = pq_result_sum(result);
		if (sum.unsafe_ports != rows[i].unsafe_ports || sum.over_blocks != rows[i].over_blocks ||
		    sum.unused != rows[i].unused)
			fail_msg("row %zu: %zu unsafe, %zu over_block, %zu unused", i, sum.unsafe_ports,
				 sum.over_blocks, sum.unused);
		pq_result_free(result);
	}
}

static void a_row_tells_what_it_accepts_and_why(void **state)
{
	struct pq_result *result = fork();
	const struct pq_result_accepted *row;

	(void)state;
	apply(result, FIRST "\naccept  over_block *  8443   until 2027-01-01 \"our \\\"own\\\" port\"\n");
	row = &result->accepted[0];
	assert_int_equal(result->accepted_count, 1);
	assert_string_equal(row->what, "over_block *  8443");
	assert_string_equal(row->reason, "our \"own\" port");
	assert_string_equal(row->expires, "2027-01-01");
	assert_int_equal(row->line, 3);
	assert_true(row->used);
	assert_int_equal(result->vectors[0].ports[1].accepted, 1);
	pq_result_free(result);
}

static void a_row_accepts_nothing_from_its_day_on(void **state)
{
	static const struct {
		const char *date;
		bool expired;
	} rows[] = { { "2026-11-24", true }, { TODAY, true }, { "2026-11-26", false }, { "2126-01-01", false } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_result *result = fork();
		char text[128];

		snprintf(text, sizeof(text), FIRST "accept over_block * 8443 until %s \"r\"\n", rows[i].date);
		apply(result, text);
		assert_int_equal(pq_result_sum(result).expired, rows[i].expired);
		assert_int_equal(pq_result_sum(result).unused, 0);
		assert_int_equal(pq_result_sum(result).over_blocks, rows[i].expired ? 2 : 0);
		pq_result_free(result);
	}
}

static void behind_an_expired_row_another_may_accept(void **state)
{
	struct pq_result *result = fork();

	(void)state;
	apply(result, FIRST "accept over_block * 8443 until 2020-01-01 \"old\"\n"
			    "accept over_block * 8443 until 2030-01-01 \"new\"\n");
	assert_int_equal(pq_result_sum(result).over_blocks, 0);
	assert_int_equal(result->vectors[0].ports[1].accepted, 2);
	pq_result_free(result);
}

static void cases_and_notes_are_accepted_by_suite_and_name(void **state)
{
	struct pq_result *result = fixture_empty();
	struct pq_result_note *note = pq_result_add_note(result);

	(void)state;
	note->name = pq_result_print(result, "boundaries");
	note->judgement = FIXTURE_VIOLATED;
	fixture_case(result, "headers", "fetch forbidden Host", PQ_RULE_FORBIDDEN_HEADER);
	fixture_case(result, "bodies", "fetch forbidden Host", PQ_RULE_FORBIDDEN_HEADER);
	fixture_case(result, "bodies", "multipart/empty", PQ_RULE_NONE)->differs = true;
	apply(result, FIRST "accept violation headers \"fetch forbidden Host\" until 2030-01-01 \"r\"\n"
			    "accept difference bodies multipart/* until 2030-01-01 \"r\"\n"
			    "accept difference bodies fetch* until 2030-01-01 \"not a difference\"\n"
			    "accept violation note boundaries until 2030-01-01 \"r\"\n");
	assert_int_equal(result->cases[0].accepted, 1);
	assert_int_equal(result->cases[1].accepted, 0);
	assert_int_equal(result->cases[2].accepted, 2);
	assert_int_equal(result->notes[0].accepted, 4);
	assert_int_equal(pq_result_sum(result).unused, 1);
	assert_int_equal(pq_result_sum(result).case_violations, 1);
	pq_result_free(result);
}

static void a_dial_that_no_row_accepts_is_unexpected(void **state)
{
	struct pq_result *result = fixture_empty();

	(void)state;
	fixture_dial(result, "a.example.com", "20.1.1.1", 443);
	fixture_dial(result, NULL, "20.2.2.2", 80);
	fixture_dial(result, "example.org", NULL, 0);
	apply(result,
	      FIRST "accept dial *.example.com until 2030-01-01 \"r\"\naccept dial 20.2.* until 2030-01-01 \"r\"\n");
	assert_false(result->dials[0].unexpected);
	assert_false(result->dials[1].unexpected);
	assert_true(result->dials[2].unexpected);
	assert_int_equal(pq_result_sum(result).new_dials, 1);
	assert_int_equal(pq_result_exit(result), 1);
	pq_result_free(result);
}

static void a_dial_that_breaks_a_port_rule_needs_a_row_for_the_port(void **state)
{
	static const struct {
		const char *rows;
		size_t unsafe_ports;
		size_t new_dials;
	} rows[] = {
		{ "accept dial a.example until 2030-01-01 \"r\"\n", 1, 0 },
		{ "accept unsafe_port a.example 25 until 2030-01-01 \"r\"\n", 1, 1 },
		{ "accept dial * until 2030-01-01 \"r\"\naccept unsafe_port a.example 26 until 2030-01-01 \"r\"\n", 1,
		  0 },
		{ "accept dial * until 2030-01-01 \"r\"\naccept unsafe_port a.example 25 until 2030-01-01 \"r\"\n", 0,
		  0 },
		{ "accept dial * until 2030-01-01 \"r\"\naccept unsafe_port 20.1.* 25 until 2030-01-01 \"r\"\n", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_result *result = fixture_empty();
		char text[256];
		struct pq_result_sum sum;

		fixture_dial(result, "a.example", "20.1.1.1", 25)->finding = PQ_FINDING_UNSAFE_PORT;
		snprintf(text, sizeof(text), FIRST "%s", rows[i].rows);
		apply(result, text);
		sum = pq_result_sum(result);
		if (sum.unsafe_ports != rows[i].unsafe_ports || sum.new_dials != rows[i].new_dials)
			fail_msg("row %zu: %zu unsafe, %zu new", i, sum.unsafe_ports, sum.new_dials);
		pq_result_free(result);
	}
}

static void a_vector_that_must_be_tested_is_lost_if_it_is_not(void **state)
{
	struct pq_result *result = fork();

	(void)state;
	fixture_vector(result, "webrtc-stun", PQ_UNTESTED);
	fixture_vector(result, "webrtc-turn", PQ_UNTESTED);
	apply(result, FIRST "tested fetch\ntested webrtc*\ntested nobody*\ntested absent\n"
			    "accept untested webrtc-turn until 2030-01-01 \"r\"\n");
	assert_false(result->vectors[0].lost);
	assert_true(result->vectors[2].lost);
	assert_int_equal(result->vectors[2].accepted, 0);
	assert_int_equal(result->vectors[3].accepted, 1);
	assert_int_equal(result->vector_count, 6);
	assert_string_equal(result->vectors[4].name, "nobody*");
	assert_string_equal(result->vectors[5].name, "absent");
	assert_int_equal(pq_result_sum(result).lost, 3);
	pq_result_free(result);
}

static void a_vector_that_need_not_be_tested_is_not_lost(void **state)
{
	struct pq_result *result = fixture_empty();

	(void)state;
	fixture_vector(result, "fetch", PQ_TESTED);
	fixture_vector(result, "webrtc-stun", PQ_UNTESTED);
	apply(result, FIRST "tested fetch\n");
	assert_int_equal(pq_result_sum(result).lost, 0);
	assert_int_equal(pq_result_exit(result), 0);
	pq_result_free(result);
}

static void an_earlier_result_accepts_what_stood_in_it(void **state)
{
	struct pq_result *before = fork();
	struct pq_result *now = fork();

	(void)state;
	apply_result(now, before);
	assert_int_equal(pq_result_exit(now), 0);
	assert_int_equal(pq_result_sum(now).accepted, 3);
	fixture_port(now, 25, PQ_FINDING_UNSAFE_PORT);
	assert_int_equal(pq_result_exit(now), 1);
	pq_result_free(now);
	now = fork();
	now->vectors[1].ports[0].finding = PQ_FINDING_UNSAFE_PORT;
	apply_result(now, before);
	assert_int_equal(pq_result_sum(now).unsafe_ports, 1);
	pq_result_free(now);
	now = fork();
	now->vectors[0].ports[0].finding = PQ_FINDING_BLOCKED;
	apply_result(now, before);
	assert_int_equal(pq_result_sum(now).unused, 1);
	pq_result_free(now);
	pq_result_free(before);
}

static void a_vector_that_was_tested_and_is_not_now_is_lost(void **state)
{
	struct pq_result *before = fork();
	struct pq_result *now = fixture_empty();

	(void)state;
	fixture_vector(before, "webtransport", PQ_UNTESTED);
	fixture_vector(now, "fetch", PQ_UNTESTED);
	fixture_vector(now, "webtransport", PQ_UNTESTED);
	apply_result(now, before);
	assert_int_equal(now->vector_count, 3);
	assert_true(now->vectors[0].lost);
	assert_false(now->vectors[1].lost);
	assert_string_equal(now->vectors[2].name, "img");
	assert_true(now->vectors[2].lost);
	assert_int_equal(pq_result_exit(now), 1);
	pq_result_free(now);
	pq_result_free(before);
}

/* The last entry of the result's vectors is the one that is lost, and the only one. */
static void assert_lost(struct pq_result *now, const struct pq_result *before, const char *name)
{
	apply_result(now, before);
	assert_int_equal(pq_result_sum(now).lost, name ? 1 : 0);
	assert_int_equal(pq_result_exit(now), name ? 1 : 0);
	if (name)
		assert_string_equal(now->vectors[now->vector_count - 1].name, name);
	pq_result_free(now);
}

static void a_port_that_was_tested_and_is_not_now_is_lost(void **state)
{
	struct pq_result *before = fork();
	struct pq_result *now = fork();

	(void)state;
	now->vectors[1].port_count = 1;
	assert_lost(now, before, "ports of img");
	now = fork();
	now->vectors[0].ports[0].finding = PQ_FINDING_UNTESTED;
	assert_lost(now, before, "ports of fetch");
	assert_lost(fork(), before, NULL);
	before->vectors[0].ports[0].finding = PQ_FINDING_UNTESTED;
	now = fork();
	now->vectors[0].ports[0].finding = PQ_FINDING_UNTESTED;
	assert_lost(now, before, NULL);
	pq_result_free(before);
}

/* Cases, a space and a note that were tested and held. */
static struct pq_result *rest(size_t cases, bool space, uint8_t note)
{
	static const char *const names[] = { "a", "b" };
	struct pq_result *result = fixture_empty();

	for (size_t i = 0; i < cases; i++)
		fixture_case(result, "headers", names[i], PQ_RULE_NONE);
	if (space)
		pq_result_add_space(result)->initiator = pq_result_print(result, "img");
	if (note) {
		struct pq_result_note *entry = pq_result_add_note(result);

		entry->name = pq_result_print(result, "boundaries");
		entry->rule = PQ_RULE_WEAK_BOUNDARY;
		entry->judgement = note;
	}
	return result;
}

static void cases_spaces_and_notes_that_are_not_tested_again_are_lost(void **state)
{
	struct pq_result *before = rest(2, true, FIXTURE_HELD);
	struct pq_result *now = rest(2, true, FIXTURE_HELD);

	(void)state;
	assert_lost(now, before, NULL);
	assert_lost(rest(1, true, FIXTURE_HELD), before, "case headers b");
	assert_lost(rest(0, true, FIXTURE_HELD), before, "cases of headers");
	assert_lost(rest(2, false, FIXTURE_HELD), before, "address spaces");
	assert_lost(rest(2, true, 0), before, "note boundaries");
	now = rest(2, true, FIXTURE_HELD);
	now->cases[0].tested = PQ_UNTESTED;
	assert_lost(now, before, "case headers a");
	now = rest(2, true, FIXTURE_HELD);
	now->spaces[0].tested = PQ_UNTESTED;
	assert_lost(now, before, "space img ? to ?");
	before->cases[1].tested = PQ_UNTESTED;
	before->spaces[0].tested = PQ_UNTESTED;
	before->notes[0].judgement = 1;
	assert_lost(rest(1, false, 0), before, NULL);
	pq_result_free(before);
}

static void of_an_earlier_result_cases_and_dials_count_too(void **state)
{
	struct pq_result *before = fixture_empty();
	struct pq_result *now = fixture_empty();

	(void)state;
	fixture_case(before, "headers", "a", PQ_RULE_FORBIDDEN_HEADER);
	fixture_case(before, "headers", "b", PQ_RULE_FORBIDDEN_HEADER);
	fixture_dial(before, "a.example", "20.1.1.1", 443);
	fixture_case(now, "headers", "a", PQ_RULE_FORBIDDEN_HEADER);
	fixture_case(now, "headers", "b", PQ_RULE_REQUEST_SPLIT);
	fixture_dial(now, "a.example", "20.1.1.9", 443);
	fixture_dial(now, "a.example", "20.1.1.9", 80);
	apply_result(now, before);
	assert_int_not_equal(now->cases[0].accepted, 0);
	assert_int_equal(now->cases[1].accepted, 0);
	assert_false(now->dials[0].unexpected);
	assert_true(now->dials[1].unexpected);
	pq_result_free(now);
	pq_result_free(before);
}

static void wrong_lines_are_refused_with_line_and_column(void **state)
{
	static const struct {
		const char *text;
		enum pq_err err;
		size_t line;
		size_t column;
		const char *expected;
	} rows[] = {
		{ "pratique-policy 1\n", PQ_ERR_SYNTAX, 1, 1, "" },
		{ "pratique-baseline 2\n", PQ_ERR_VERSION, 1, 19, "" },
		{ FIRST "allow\n", PQ_ERR_SYNTAX, 2, 1, "one of: accept, tested" },
		{ FIRST "accept speed * 1 until 2030-01-01 \"r\"\n", PQ_ERR_SYNTAX, 2, 8, "one of: unsafe_port" },
		{ FIRST "accept over_block * http until 2030-01-01 \"r\"\n", PQ_ERR_SYNTAX, 2, 21, "ports, such as" },
		{ FIRST "accept over_block * 80,x until 2030-01-01 \"r\"\n", PQ_ERR_SYNTAX, 2, 24, "ports, such as" },
		{ FIRST "accept over_block * 80, until 2030-01-01 \"r\"\n", PQ_ERR_SYNTAX, 2, 24, "ports, such as" },
		{ FIRST "accept over_block * 9-8 until 2030-01-01 \"r\"\n", PQ_ERR_SYNTAX, 2, 21, "ports, such as" },
		{ FIRST "accept over_block * 65536 until 2030-01-01 \"r\"\n", PQ_ERR_SYNTAX, 2, 21, "ports, such as" },
		{ FIRST "accept over_block * 80 2030-01-01 \"r\"\n", PQ_ERR_SYNTAX, 2, 24, "until DATE" },
		{ FIRST "accept over_block * 80 until 2030-02-30 \"r\"\n", PQ_ERR_RANGE, 2, 30, "a date" },
		{ FIRST "accept over_block * 80 until soon \"r\"\n", PQ_ERR_SYNTAX, 2, 30, "a date" },
		{ FIRST "\naccept over_block * 80 until 2030-01-01\n", PQ_ERR_SYNTAX, 3, 40, "a reason in quotes" },
		{ FIRST "accept over_block * 80 until 2030-01-01 \"\"\n", PQ_ERR_SYNTAX, 2, 41,
		  "a reason in quotes that" },
		{ FIRST "accept violation cookies x until 2030-01-01 \"r\"\n", PQ_ERR_SYNTAX, 2, 18,
		  "one of: headers" },
		{ FIRST "tested fetch until 2030-01-01\n", PQ_ERR_SYNTAX, 2, 14, "" },
		{ "{\"format\": 1}", PQ_ERR_SYNTAX, 0, 0, "format to be" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_result *result = fork();
		struct pq_diag diag = { 99, 99, "" };
		enum pq_err err = pq_baseline_apply(result, pq_view_str(rows[i].text), TODAY, &diag);

		if (err != rows[i].err || diag.line != rows[i].line || diag.column != rows[i].column ||
		    strncmp(diag.expected, rows[i].expected, strlen(rows[i].expected)) != 0)
			fail_msg("row %zu: %s %zu:%zu: expected %s", i, pq_err_name(err), diag.line, diag.column,
				 diag.expected);
		assert_int_equal(pq_result_sum(result).accepted, 0);
		assert_int_equal(result->accepted_count, 0);
		pq_result_free(result);
	}
}

static void more_rows_than_the_maximum_are_refused(void **state)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	struct pq_result *result = fork();
	struct pq_diag diag;

	(void)state;
	fputs(FIRST, out);
	for (size_t i = 0; i <= PQ_MAX_BASELINE_ROWS; i++)
		fputs("tested fetch\n", out);
	fclose(out);
	assert_int_equal(pq_baseline_apply(result, pq_view(text, len), TODAY, &diag), PQ_ERR_LIMIT);
	assert_int_equal(diag.line, PQ_MAX_BASELINE_ROWS + 2);
	assert_int_equal(pq_baseline_apply(result, pq_view(text, len - strlen("tested fetch\n")), TODAY, &diag),
			 PQ_ERR_OK);
	pq_result_free(result);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_accepts_ports_by_finding_vector_and_number),
		cmocka_unit_test(a_row_tells_what_it_accepts_and_why),
		cmocka_unit_test(a_row_accepts_nothing_from_its_day_on),
		cmocka_unit_test(behind_an_expired_row_another_may_accept),
		cmocka_unit_test(cases_and_notes_are_accepted_by_suite_and_name),
		cmocka_unit_test(a_dial_that_no_row_accepts_is_unexpected),
		cmocka_unit_test(a_dial_that_breaks_a_port_rule_needs_a_row_for_the_port),
		cmocka_unit_test(a_port_that_was_tested_and_is_not_now_is_lost),
		cmocka_unit_test(cases_spaces_and_notes_that_are_not_tested_again_are_lost),
		cmocka_unit_test(a_vector_that_must_be_tested_is_lost_if_it_is_not),
		cmocka_unit_test(a_vector_that_need_not_be_tested_is_not_lost),
		cmocka_unit_test(an_earlier_result_accepts_what_stood_in_it),
		cmocka_unit_test(a_vector_that_was_tested_and_is_not_now_is_lost),
		cmocka_unit_test(of_an_earlier_result_cases_and_dials_count_too),
		cmocka_unit_test(wrong_lines_are_refused_with_line_and_column),
		cmocka_unit_test(more_rows_than_the_maximum_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
