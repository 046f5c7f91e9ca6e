/* SPDX-License-Identifier: MIT */
/* Code that is asked before a policy's lists are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/policy.h"

static struct pq_policy fetch;
static struct pq_policy checked;

/* Decides about one scheme, and is the opposite of the list there. */
static enum pq_checked port(void *ctx, enum pq_scheme scheme, uint16_t number)
{
	++*(unsigned int *)ctx;
	if (scheme != PQ_SCHEME_HTTP)
		return PQ_CHECKED_UNDECIDED;
	return pq_policy_blocks_port(&fetch, scheme, number) ? PQ_CHECKED_ALLOWED : PQ_CHECKED_BLOCKED;
}

static enum pq_checked header(void *ctx, struct pq_view name, struct pq_view value)
{
	(void)ctx;
	if (value.len == 0)
		return PQ_CHECKED_UNDECIDED;
	return name.data[0] == 'X' ? PQ_CHECKED_BLOCKED : PQ_CHECKED_ALLOWED;
}

static enum pq_checked method(void *ctx, struct pq_view name)
{
	(void)ctx;
	if (name.len == 5)
		return PQ_CHECKED_UNDECIDED;
	return name.data[0] == 'G' ? PQ_CHECKED_BLOCKED : PQ_CHECKED_ALLOWED;
}

static unsigned int asked;

static int read_fetch(void **state)
{
	(void)state;
	asked = 0;
	return pq_policy_parse_builtin(&fetch, pq_view_str("fetch"));
}

static void checker_decides_about_every_port(void **state)
{
	const struct pq_policy_checker checker = { .ctx = &asked, .port = port };

	(void)state;
	pq_policy_check_by(&checked, &fetch, &checker);
	for (unsigned int i = 0; i <= UINT16_MAX; i++) {
		bool blocked = pq_policy_blocks_port(&fetch, PQ_SCHEME_HTTP, (uint16_t)i);

		assert_int_equal(pq_policy_blocks_port(&checked, PQ_SCHEME_HTTP, (uint16_t)i), !blocked);
	}
	assert_int_equal(asked, 65536);
}

static void what_it_leaves_open_is_decided_by_the_list(void **state)
{
	const struct pq_policy_checker checker = { .ctx = &asked, .port = port };

	(void)state;
	pq_policy_check_by(&checked, &fetch, &checker);
	assert_true(pq_policy_blocks_port(&checked, PQ_SCHEME_HTTPS, 25));
	assert_false(pq_policy_blocks_port(&checked, PQ_SCHEME_HTTPS, 443));
	assert_int_equal(asked, 2);
	assert_true(pq_policy_forbids_header(&checked, pq_view_str("Cookie"), pq_view_str("a=b")));
	assert_true(pq_policy_forbids_method(&checked, pq_view_str("TRACE")));
}

static void names_and_methods_are_decided_alike(void **state)
{
	const struct pq_policy_checker checker = { .ctx = NULL, .header = header, .method = method };

	(void)state;
	pq_policy_check_by(&checked, &fetch, &checker);
	assert_true(pq_policy_forbids_header(&checked, pq_view_str("X-Any"), pq_view_str("a")));
	assert_false(pq_policy_forbids_header(&checked, pq_view_str("Cookie"), pq_view_str("a=b")));
	assert_true(pq_policy_forbids_header(&checked, pq_view_str("Cookie"), pq_view_str("")));
	assert_true(pq_policy_forbids_method(&checked, pq_view_str("GET")));
	assert_false(pq_policy_forbids_method(&checked, pq_view_str("CONNECT")));
	assert_true(pq_policy_forbids_method(&checked, pq_view_str("TRACE")));
	assert_true(pq_policy_blocks_port(&checked, PQ_SCHEME_HTTP, 25));
}

static void policy_that_is_read_has_no_checker(void **state)
{
	const struct pq_policy_checker checker = { .ctx = &asked, .port = port };

	(void)state;
	pq_policy_check_by(&checked, &fetch, &checker);
	assert_int_equal(pq_policy_parse_builtin(&checked, pq_view_str("fetch")), PQ_ERR_OK);
	assert_true(pq_policy_blocks_port(&checked, PQ_SCHEME_HTTP, 25));
	assert_int_equal(asked, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(checker_decides_about_every_port, read_fetch),
		cmocka_unit_test_setup(what_it_leaves_open_is_decided_by_the_list, read_fetch),
		cmocka_unit_test_setup(names_and_methods_are_decided_alike, read_fetch),
		cmocka_unit_test_setup(policy_that_is_read_has_no_checker, read_fetch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
