/* SPDX-License-Identifier: MIT */
#include "policies_fixture.h"

/* The check of FILE missing 25, of a list with 80 too many, under a baseline; how many findings stay open. */
static size_t open_under(const char *baseline, size_t *unused, size_t *expired)
{
	struct pq_policy *policy = small_policy(small_text);
	struct pq_policies_check *check = pq_policies_check_new(policy, "small");
	struct made *list = PORTS(0, 53, 40000, 80);
	struct pq_diag diag = { 0, 0, "" };
	size_t open;

	assert_int_equal(pq_policies_check_import(check, "file", &list->import, 0, &diag), PQ_ERR_OK);
	pq_policies_check_finish(check);
	if (pq_policies_check_accept(check, pq_view_str(baseline), "2026-11-26", &diag))
		fail_msg("%zu:%zu: expected %s", diag.line, diag.column, diag.expected);
	open = pq_policies_check_open(check);
	*unused = 0;
	*expired = 0;
	for (size_t i = 0; i < check->store->accepted_count; i++) {
		*expired += check->store->accepted[i].expired;
		*unused += !check->store->accepted[i].expired && !check->store->accepted[i].used;
	}
	pq_policies_check_free(check);
	free(list);
	free(policy);
	return open;
}

static void a_baseline_accepts_by_rule_and_port(void **state)
{
	static const struct {
		const char *rows;
		size_t open;
		size_t unused;
		size_t expired;
	} cases[] = {
		{ "", 2, 0, 0 },
		{ "accept missing_port 25 until 2027-01-01 \"r\"\n", 1, 0, 0 },
		{ "accept missing_port 20-30,99 until 2027-01-01 \"r\"\naccept extra_port 80 until 2027-01-01 \"r\"\n",
		  0, 0, 0 },
		{ "accept extra_port 25 until 2027-01-01 \"r\"\n", 2, 1, 0 },
		{ "accept missing_port 25 until 2026-11-26 \"r\"\n", 2, 0, 1 },
		{ "accept missing_port 25 until 2026-11-27 \"r\"\n", 1, 0, 0 },
		{ "accept missing_header * until 2027-01-01 \"r\"\n", 2, 1, 0 },
		{ "accept over_block * 25 until 2027-01-01 \"the audit's\"\ntested fetch\n", 2, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[256];
		size_t unused;
		size_t expired;

		snprintf(text, sizeof(text), "pratique-baseline 1\n%s", cases[i].rows);
		assert_int_equal(open_under(text, &unused, &expired), cases[i].open);
		assert_int_equal(unused, cases[i].unused);
		assert_int_equal(expired, cases[i].expired);
	}
}

/* Findings of one policy text against another one: "LINE rule subject". */
static void expect_policy(const char *text, const char *against_text, const char *wanted)
{
	struct pq_policy *policy = small_policy(text);
	struct pq_policy *against = small_policy(against_text);
	struct pq_policies_check *check = pq_policies_check_new(against, "other");
	struct pq_diag diag;
	char told[1024] = "";

	assert_int_equal(pq_policies_check_policy(check, "file", policy, &diag), PQ_ERR_OK);
	pq_policies_check_finish(check);
	tell_findings(check, told, sizeof(told));
	assert_string_equal(told, wanted);
	pq_policies_check_free(check);
	free(policy);
	free(against);
}

static void a_policy_text_is_compared_for_every_scheme(void **state)
{
	(void)state;
	expect_policy(small_text, small_text, "");
	expect_policy("pratique-policy 1\nblock ws 1-3 \"x\"\n", "pratique-policy 1\nblock ws 1,3 \"x\"\n",
		      "2 extra_port 2");
	expect_policy("pratique-policy 1\nblock ws 1\n", "pratique-policy 1\nonly ws 1-3\nblock ws 1\n",
		      "1 missing_port 0; 1 missing_port 4-65535");
	expect_policy("pratique-policy 1\nforbid-header A\n", "pratique-policy 1\nfold-underscores\nforbid-header A\n",
		      "1 missing_header fold-underscores");
	expect_policy("pratique-policy 1\nforbid-header A\n# x\nforbid-header B\n",
		      "pratique-policy 1\nforbid-header A\nforbid-method M\n", "1 missing_method M; 4 extra_header B");
}

/* Whatever a policy blocks, its own text blocks: also with a base, exceptions and allow-lists. */
static void every_built_in_policy_agrees_with_itself(void **state)
{
	(void)state;
	for (size_t i = 0; i < pq_policy_builtin_count(); i++) {
		char text[65536];
		struct pq_view view = pq_policy_builtin_text(i);

		assert_true(view.len < sizeof(text));
		memcpy(text, view.data, view.len);
		text[view.len] = '\0';
		expect_policy(text, text, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_baseline_accepts_by_rule_and_port),
		cmocka_unit_test(a_policy_text_is_compared_for_every_scheme),
		cmocka_unit_test(every_built_in_policy_agrees_with_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
