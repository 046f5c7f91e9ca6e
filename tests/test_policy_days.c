/* SPDX-License-Identifier: MIT */
/* Policies as of a day, notes, and underscores that count as hyphens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy_text.h"

static unsigned char storage[1 << 16];

static void parse_as_of(const char *text, uint32_t day)
{
	parse("pratique-policy 1\n"); /* drops the former text */
	assert_int_equal(pq_policy_parse_as_of(&policy, pq_view_str(text), day, NULL), PQ_ERR_OK);
}

static bool blocks(uint16_t port)
{
	return pq_policy_blocks_port(&policy, PQ_SCHEME_HTTP, port);
}

static bool forbids(const char *name)
{
	return pq_policy_forbids_header(&policy, pq_view_str(name), pq_view_str("TRACE"));
}

/* 1: from that day on; 2: until the day before it; 3: both; 4: always. */
#define DATED                                              \
	"block http 1 since 2016-03-10\n"                  \
	"block http 2 until 2016-03-10\n"                  \
	"block http 3 since 2016-03-10 until 2016-03-12\n" \
	"block http 4\n"

static void a_rule_counts_from_its_first_day_to_the_day_before_its_last(void **state)
{
	static const struct {
		const char *date;
		uint32_t day;
		bool blocked[4];
	} rows[] = {
		{ "", 20160309, { false, true, false, true } },
		{ "", 20160310, { true, false, true, true } },
		{ "", 20160311, { true, false, true, true } },
		{ "", 20160312, { true, false, false, true } },
		{ "", 101, { false, true, false, true } },
		{ "", 99991231, { true, false, false, true } },
		{ "", 0, { true, true, true, true } }, /* of no day: all of them */
		{ "date 2016-03-09\n", 0, { false, true, false, true } },
		{ "date 2016-03-10\n", 0, { true, false, true, true } },
		{ "date 2016-03-10\n", 20160312, { true, false, false, true } }, /* another day than its own */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		/* The date says the same wherever it stands. */
		for (int last = 0; last < 2; last++) {
			char text[512];

			snprintf(text, sizeof(text), "%s%s%s%s", HEAD, last ? "" : rows[i].date, DATED,
				 last ? rows[i].date : "");
			parse_as_of(text, rows[i].day);
			for (uint16_t port = 1; port <= 4; port++)
				if (blocks(port) != rows[i].blocked[port - 1] ||
				    (pq_policy_port_entry(&policy, PQ_SCHEME_HTTP, port) != NULL) !=
					    rows[i].blocked[port - 1])
					fail_msg("%s as of %u: port %u", text, rows[i].day, port);
		}
	}
}

static void an_only_line_that_is_not_in_force_closes_nothing(void **state)
{
	static const char text[] = HEAD "only http 80 since 2016-03-10\nonly http 443 until 2016-03-10\n";

	(void)state;
	parse_as_of(text, 20160309);
	assert_true(blocks(80) && !blocks(443) && blocks(25));
	parse_as_of(text, 20160310);
	assert_true(!blocks(80) && blocks(443) && blocks(25));
	parse_as_of(HEAD "only http 80 until 2016-03-10\n", 20160310);
	assert_false(blocks(25));
}

static void names_come_and_go_with_their_days(void **state)
{
	static const char text[] = HEAD "forbid-header X-A since 2016-03-10\n"
					"forbid-prefix y- until 2016-03-10\n"
					"forbid-method TRACE until 2016-03-11\n"
					"forbid-override X-B until 2016-03-12\n"
					"fold-underscores since 2016-03-12\n";

	(void)state;
	parse_as_of(text, 20160309);
	assert_true(!forbids("X-A") && forbids("Y-1") && forbids("X-B") && !forbids("X_B"));
	parse_as_of(text, 20160310);
	assert_true(forbids("X-A") && !forbids("Y-1") && forbids("X-B") && !forbids("X_A"));
	parse_as_of(text, 20160311);
	assert_false(forbids("X-B")); /* the method may be named */
	parse_as_of(text, 20160312);
	assert_true(forbids("X-A") && forbids("X_A") && !forbids("X_B"));
}

/* The text's date changes its own rules; what it stands on keeps the date that it says. */
static void a_base_is_read_as_of_its_own_day(void **state)
{
	(void)state;
	parse(HEAD "date 2012-01-01\nbase fetch\n");
	assert_true(blocks(25) && blocks(6697));
	parse(HEAD "date 2026-01-01\nbase fetch@2016-03\nblock http 8 since 2026-01-02\n");
	assert_true(blocks(25) && !blocks(6697) && !blocks(8) && !forbids("Set-Cookie") && forbids("Host"));
	parse_as_of(HEAD "base fetch@2016-03\nblock http 8 since 2026-01-02\n", 20260102);
	assert_true(blocks(25) && !blocks(6697) && blocks(8));
	parse_as_of(HEAD "base fetch@2016-03\n", 20260102);
	assert_true(blocks(25) && !blocks(6697));
	parse(HEAD "base enterprise@2027\n");
	assert_true(blocks(10080));
	parse(HEAD "base enterprise@2026\n");
	assert_false(blocks(10080));
}

static void assert_state(const char *text, uint32_t day, const char *expected)
{
	struct pq_buf out;

	parse_as_of(text, day);
	pq_buf_init(&out, storage, sizeof(storage));
	pq_policy_print_state(&policy, &out);
	if (!pq_view_is(pq_buf_view(&out), expected))
		fail_msg("got:\n%.*s", (int)out.len, (const char *)out.data);
}

static void a_state_is_printed_with_its_day_and_without_what_was_not_in_force(void **state)
{
	(void)state;
	assert_state(HEAD "name x\n" DATED "note http 1 since 2016-04-01 \"n\"\n", 20160309,
		     HEAD "name    x\ndate    2016-03-09\nblock   http 2 until 2016-03-10\nblock   http 4\n");
	assert_state(HEAD "# c\nbase none\n" DATED "date 2016-01-01\n", 20160312,
		     HEAD "# c\nbase    none\nblock   http 1 since 2016-03-10\nblock   http 4\ndate    2016-03-12\n");
	assert_state(HEAD "# c\nforbid-header a since 2016-03-10\n", 20160309, HEAD "date    2016-03-09\n# c\n");
	assert_state(HEAD "block http 4 until 2020-01-01\n", 0, HEAD "block   http 4 until 2020-01-01\n");
}

static void the_days_of_change_are_told_once_each_and_in_order(void **state)
{
	static const uint32_t expected[] = { 20150101, 20160310, 20160312 };
	uint32_t days[4] = { 0 };

	(void)state;
	parse(HEAD "base fetch\n" DATED "forbid-header a until 2015-01-01\n");
	assert_int_equal(pq_policy_change_days(&policy, days, 4), 3);
	assert_memory_equal(days, expected, sizeof(expected));
	days[1] = 7;
	assert_int_equal(pq_policy_change_days(&policy, days, 1), 3);
	assert_int_equal(days[1], 7);
	parse(HEAD "base fetch\nblock http 1\n");
	assert_int_equal(pq_policy_change_days(&policy, days, 4), 0);
}

static void a_note_decides_nothing_and_the_last_one_is_found(void **state)
{
	(void)state;
	parse(HEAD "block tcp 25\nnote tcp 20-30 \"all\"\nnote tcp 25 since 2016-03-10 until 2016-03-11 \"mail\"\n");
	assert_true(pq_policy_blocks_port(&policy, PQ_SCHEME_TCP, 25));
	assert_false(pq_policy_blocks_port(&policy, PQ_SCHEME_TCP, 20));
	assert_int_equal(pq_policy_port_entry(&policy, PQ_SCHEME_TCP, 25)->kind, PQ_ENTRY_BLOCK);
	assert_null(pq_policy_port_entry(&policy, PQ_SCHEME_TCP, 20));
	assert_true(pq_view_is(pq_policy_port_note(&policy, PQ_SCHEME_TCP, 25)->reason, "mail"));
	assert_true(pq_view_is(pq_policy_port_note(&policy, PQ_SCHEME_TCP, 30)->reason, "all"));
	assert_null(pq_policy_port_note(&policy, PQ_SCHEME_TCP, 31));
	assert_null(pq_policy_port_note(&policy, PQ_SCHEME_HTTP, 25));
	parse_as_of(HEAD "note tcp 20-30 \"all\"\nnote tcp 25 since 2016-03-10 \"mail\"\n", 20160309);
	assert_true(pq_view_is(pq_policy_port_note(&policy, PQ_SCHEME_TCP, 25)->reason, "all"));
	parse(HEAD "base silverlight\n");
	assert_non_null(
		strstr((const char *)pq_policy_port_note(&policy, PQ_SCHEME_TCP, 25)->reason.data, "redirector"));
}

static void with_folding_an_underscore_is_a_hyphen_in_header_names_alone(void **state)
{
	static const char *const forbidden[] = { "X-A-B",  "x_a_b",  "X_A-b", "Y-1",  "y_1",
						 "x-over", "X_OVER", "L-o_w", "l_o-w" };
	static const char *const allowed[] = { "X-A", "XA_B", "X-A-B_", "-X-A-B", "Y", "y1", "x.a.b", "" };

	(void)state;
	parse(HEAD "forbid-header X-A-B\nforbid-header l_o_w\nforbid-prefix y-\nforbid-override X-Over\n"
		   "forbid-method TRACE\nforbid-method M-X\nfold-underscores\n");
	for (size_t i = 0; i < COUNT(forbidden); i++)
		if (!forbids(forbidden[i]))
			fail_msg("%s is allowed", forbidden[i]);
	for (size_t i = 0; i < COUNT(allowed); i++)
		if (forbids(allowed[i]))
			fail_msg("%s is forbidden", allowed[i]);
	assert_false(pq_policy_forbids_header(&policy, pq_view_str("x_over"), pq_view_str("GET")));
	assert_false(pq_policy_forbids_method(&policy, pq_view_str("M_X")));
	parse(HEAD "forbid-header X-A-B\n");
	assert_false(forbids("X_A_B"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_counts_from_its_first_day_to_the_day_before_its_last),
		cmocka_unit_test(an_only_line_that_is_not_in_force_closes_nothing),
		cmocka_unit_test(names_come_and_go_with_their_days),
		cmocka_unit_test(a_base_is_read_as_of_its_own_day),
		cmocka_unit_test(a_state_is_printed_with_its_day_and_without_what_was_not_in_force),
		cmocka_unit_test(the_days_of_change_are_told_once_each_and_in_order),
		cmocka_unit_test(a_note_decides_nothing_and_the_last_one_is_found),
		cmocka_unit_test(with_folding_an_underscore_is_a_hyphen_in_header_names_alone),
	};

	return cmocka_run_group_tests(tests, NULL, drop_text);
}
