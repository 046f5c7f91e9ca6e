/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "campaign/account.h"
#include "campaign_folder.h"

static const struct pq_total some = { 1, 900, 1000, 5000, 4000, 4100, 30, 700 };

/* base/name as a folder that campaigns work in. */
static const char *out_folder(const char *name)
{
	static char out[PQ_STORE_PATH];

	pq_store_path(out, "%s/%s", base, name);
	assert_int_equal(pq_store_make_folders(out), 0);
	return out;
}

static void reads(struct pq_totals *totals, const char *name)
{
	char why[PQ_TOTALS_WHY];

	assert_true(pq_totals_read(totals, out_folder(name), why));
}

static void has_total(const struct pq_totals *totals, const char *target, uint64_t turns, uint64_t cpu_ms)
{
	struct pq_total sum = pq_totals_sum(totals, target, PQ_ENGINE_COUNT);

	assert_int_equal(sum.turns, turns);
	assert_int_equal(sum.cpu_ms, cpu_ms);
}

static void a_folder_without_totals_has_none(void **state)
{
	struct pq_totals totals;

	(void)state;
	reads(&totals, "new");
	has_total(&totals, NULL, 0, 0);
	pq_totals_free(&totals);
}

static void what_was_written_is_read_and_goes_on(void **state)
{
	struct pq_totals totals;

	(void)state;
	reads(&totals, "a");
	assert_true(pq_totals_add(&totals, "url", PQ_ENGINE_AFLPP, &some));
	assert_int_equal(pq_totals_write(&totals, out_folder("a")), 0);
	pq_totals_free(&totals);
	reads(&totals, "a");
	assert_true(pq_totals_add(&totals, "url", PQ_ENGINE_AFLPP, &some));
	assert_true(pq_totals_add(&totals, "url", PQ_ENGINE_LIBFUZZER, &some));
	assert_true(pq_totals_add(&totals, "port", PQ_ENGINE_LIBFUZZER, &some));
	assert_int_equal(pq_totals_write(&totals, out_folder("a")), 0);
	pq_totals_free(&totals);
	reads(&totals, "a");
	has_total(&totals, "url", 3, 2700);
	has_total(&totals, NULL, 4, 3600);
	assert_int_equal(pq_totals_sum(&totals, "url", PQ_ENGINE_AFLPP).executions, 10000);
	assert_int_equal(pq_totals_sum(&totals, NULL, PQ_ENGINE_LIBFUZZER).edges, 700);
	assert_int_equal(count("a"), 1);
	pq_totals_free(&totals);
}

/* Twice the same folder, and a later state of it, count once; another folder's are added. */
static void taking_in_a_folder_counts_nothing_twice(void **state)
{
	struct pq_totals into, from;

	(void)state;
	reads(&into, "into");
	reads(&from, "from");
	assert_true(pq_totals_add(&into, "url", PQ_ENGINE_LIBFUZZER, &some));
	assert_true(pq_totals_add(&from, "url", PQ_ENGINE_LIBFUZZER, &some));
	assert_true(pq_totals_merge(&into, &from));
	assert_true(pq_totals_merge(&into, &from));
	has_total(&into, "url", 2, 1800);
	assert_true(pq_totals_add(&from, "url", PQ_ENGINE_LIBFUZZER, &some));
	assert_true(pq_totals_merge(&into, &from));
	has_total(&into, "url", 3, 2700);
	has_total(&from, "url", 2, 1800);
	pq_totals_free(&into);
	pq_totals_free(&from);
}

static void a_line_that_is_none_is_named_by_its_number(void **state)
{
	static const struct {
		const char *text;
		size_t line;
	} cases[] = {
		{ "pratique-totals 1\nfolder 5bd1e9955bd1e995\n", 0 },
		{ "pratique-totals 1\nfolder 1\n# comment\n1 gone libfuzzer 1 2 3 4 5 6 7 8\n", 0 },
		{ "", 1 },
		{ "pratique-totals 2\nfolder 1\n", 1 },
		{ "pratique-totals 1\n", 2 },
		{ "pratique-totals 1\nfolder 0\n", 2 },
		{ "pratique-totals 1\nfolder 1\n1 url libfuzzer 1 2 3 4 5 6 7\n", 3 },
		{ "pratique-totals 1\nfolder 1\n1 url libfuzzer 1 2 3 4 5 6 7 8 9\n", 3 },
		{ "pratique-totals 1\nfolder 1\n1 url libfuzzer -1 2 3 4 5 6 7 8\n", 3 },
		{ "pratique-totals 1\nfolder 1\n# x\n1 url honggfuzz 1 2 3 4 5 6 7 8\n", 4 },
		{ "pratique-totals 1\nfolder 1\n1 url libfuzzer 1 2 3 4 5 6 7 8", 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pq_totals totals;

		assert_int_equal(pq_totals_parse(&totals, pq_view_str(cases[i].text)), cases[i].line);
		pq_totals_free(&totals);
	}
}

static void totals_that_cannot_be_read_are_kept_aside(void **state)
{
	struct pq_account account;
	char why[2 * PQ_TOTALS_WHY];

	(void)state;
	put("bad/totals", "\x01\x02");
	put("bad/totals.damaged-1", "older");
	pq_account_open(&account, out_folder("bad"), why);
	assert_non_null(strstr(why, "bad/totals:1: "));
	assert_non_null(strstr(why, "totals.damaged-2"));
	assert_int_equal(pq_account_write(&account, NULL, 0), 0);
	pq_totals_free(&account.totals);
	assert_int_equal(count("bad"), 3);
	pq_account_open(&account, out_folder("bad"), why);
	assert_string_equal(why, "");
	pq_totals_free(&account.totals);
}

static void a_turn_counts_once_while_it_runs_and_when_it_is_over(void **state)
{
	static struct pq_turn turn;
	struct pq_account account;
	struct pq_totals totals;
	char why[2 * PQ_TOTALS_WHY];

	(void)state;
	turn = (struct pq_turn){ .state = PQ_TURN_RUNNING,
				 .target = pq_campaign_target_at(0),
				 .engine = PQ_ENGINE_LIBFUZZER,
				 .counted = { .executions = 70, .reached = 60 },
				 .cpu_ms = 500 };
	pq_account_open(&account, out_folder("turn"), why);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(pq_account_write(&account, &turn, 1), 0);
		reads(&totals, "turn");
		has_total(&totals, "scenario", 0, 500);
		assert_int_equal(pq_totals_sum(&totals, "scenario", PQ_ENGINE_LIBFUZZER).executions, 70);
		pq_totals_free(&totals);
	}
	turn.state = PQ_TURN_OVER;
	pq_account_book(&account, &turn);
	assert_int_equal(pq_account_write(&account, &turn, 1), 0);
	pq_totals_free(&account.totals);
	reads(&totals, "turn");
	has_total(&totals, "scenario", 1, 500);
	assert_int_equal(pq_totals_sum(&totals, "scenario", PQ_ENGINE_LIBFUZZER).reached, 60);
	pq_totals_free(&totals);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folder_without_totals_has_none),
		cmocka_unit_test(what_was_written_is_read_and_goes_on),
		cmocka_unit_test(taking_in_a_folder_counts_nothing_twice),
		cmocka_unit_test(a_line_that_is_none_is_named_by_its_number),
		cmocka_unit_test(totals_that_cannot_be_read_are_kept_aside),
		cmocka_unit_test(a_turn_counts_once_while_it_runs_and_when_it_is_over),
	};

	return cmocka_run_group_tests(tests, make_base, remove_base);
}
