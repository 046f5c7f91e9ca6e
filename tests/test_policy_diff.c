/* SPDX-License-Identifier: MIT */
/* What two policies refuse differently: each kind of difference is found, alone, and equal ones have none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "policies/diff.h"
#include "policies/port_map.h"

#define HEAD "pratique-policy 1\n"

static struct pq_policy a;
static struct pq_policy b;
static struct pq_policy_diff diff;

static void parse(struct pq_policy *policy, const char *text)
{
	struct pq_diag diag = { 0 };

	if (pq_policy_parse(policy, pq_view_str(text), &diag) != PQ_ERR_OK)
		fail_msg("%zu:%zu: expected %s in\n%s", diag.line, diag.column, diag.expected, text);
}

static void compare(const char *text_a, const char *text_b)
{
	parse(&a, text_a);
	parse(&b, text_b);
	pq_policy_diff(&diff, &a, &b);
}

/* The group that the scheme is in. */
static const struct pq_diff_ports *group_of(enum pq_scheme scheme)
{
	const struct pq_diff_ports *found = NULL;

	for (size_t i = 0; i < diff.group_count; i++) {
		if (!(diff.groups[i].schemes >> scheme & 1))
			continue;
		assert_null(found);
		found = &diff.groups[i];
	}
	assert_non_null(found);
	return found;
}

static void every_built_in_policy_equals_itself(void **state)
{
	(void)state;
	for (size_t i = 0; i < pq_policy_builtin_count(); i++) {
		assert_int_equal(pq_policy_parse(&a, pq_policy_builtin_text(i), NULL), PQ_ERR_OK);
		pq_policy_diff(&diff, &a, &a);
		assert_true(diff.equal);
		for (unsigned int scheme = PQ_SCHEME_HTTP; scheme < PQ_SCHEME_COUNT; scheme++)
			assert_int_equal(group_of((enum pq_scheme)scheme)->both, pq_port_map_count(&a.blocked[scheme]));
	}
}

static void one_port_of_one_scheme_is_found_on_either_side(void **state)
{
	(void)state;
	compare(HEAD "block http,https 25\n", HEAD "block http,https 25,26\nallow https 25\n");
	assert_false(diff.equal);
	assert_int_equal(group_of(PQ_SCHEME_HTTP)->both, 1);
	assert_int_equal(pq_port_map_count(&group_of(PQ_SCHEME_HTTP)->only_a), 0);
	assert_int_equal(pq_port_map_count(&group_of(PQ_SCHEME_HTTP)->only_b), 1);
	assert_true(pq_port_map_has(&group_of(PQ_SCHEME_HTTP)->only_b, 26));
	assert_true(pq_port_map_has(&group_of(PQ_SCHEME_HTTPS)->only_a, 25));
	assert_true(pq_port_map_has(&group_of(PQ_SCHEME_HTTPS)->only_b, 26));
	assert_int_equal(group_of(PQ_SCHEME_HTTPS)->both, 0);
}

static void schemes_that_differ_alike_are_one_group(void **state)
{
	(void)state;
	compare(HEAD "block http,ws 1\nblock https 2\n", HEAD);
	assert_ptr_equal(group_of(PQ_SCHEME_HTTP), group_of(PQ_SCHEME_WS));
	assert_ptr_not_equal(group_of(PQ_SCHEME_HTTP), group_of(PQ_SCHEME_HTTPS));
	assert_ptr_equal(group_of(PQ_SCHEME_WSS), group_of(PQ_SCHEME_TCP));
	assert_int_equal(diff.group_count, 3);
}

static void how_the_lines_are_written_does_not_matter(void **state)
{
	(void)state;
	compare(HEAD "block http 1,2,3\nforbid-header A\nforbid-header B\n",
		HEAD "block http 1-9\nallow http 4-9\nforbid-header b\nforbid-header a\n");
	assert_true(diff.equal);
	compare(HEAD "only tcp 0\n", HEAD "block tcp 1-65535\n");
	assert_true(diff.equal);
}

static void a_name_of_each_kind_is_found_on_either_side(void **state)
{
	static const char *const words[] = { "forbid-header", "forbid-prefix", "forbid-method", "forbid-override" };

	(void)state;
	for (unsigned int kind = 0; kind < PQ_DIFF_NAMES_COUNT; kind++) {
		char one[256];
		char other[256];

		snprintf(one, sizeof(one), HEAD "%s Both\n%s OnlyA\n", words[kind], words[kind]);
		snprintf(other, sizeof(other), HEAD "%s OnlyB\n%s bOTH\n", words[kind], words[kind]);
		compare(one, other);
		assert_false(diff.equal);
		assert_int_equal(diff.names[kind].both, 1);
		assert_int_equal(diff.names[kind].only_a_count, 1);
		assert_true(pq_view_is(diff.names[kind].only_a[0], "OnlyA"));
		assert_int_equal(diff.names[kind].only_b_count, 1);
		assert_true(pq_view_is(diff.names[kind].only_b[0], "OnlyB"));
		for (unsigned int other_kind = 0; other_kind < PQ_DIFF_NAMES_COUNT; other_kind++)
			if (other_kind != kind)
				assert_int_equal(diff.names[other_kind].only_a_count, 0);
	}
}

static void folding_underscores_is_a_difference(void **state)
{
	(void)state;
	compare(HEAD "fold-underscores\n", HEAD);
	assert_false(diff.equal);
	assert_int_equal(diff.folds, 1);
	compare(HEAD, HEAD "fold-underscores\n");
	assert_int_equal(diff.folds, 2);
	compare(HEAD "fold-underscores\n", HEAD "fold-underscores\n");
	assert_true(diff.equal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_built_in_policy_equals_itself),
		cmocka_unit_test(one_port_of_one_scheme_is_found_on_either_side),
		cmocka_unit_test(schemes_that_differ_alike_are_one_group),
		cmocka_unit_test(how_the_lines_are_written_does_not_matter),
		cmocka_unit_test(a_name_of_each_kind_is_found_on_either_side),
		cmocka_unit_test(folding_underscores_is_a_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
