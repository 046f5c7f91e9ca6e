/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/counters.h"

static char path[64];

static int make_file(void **state)
{
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "/tmp/pq-counters-XXXXXX");
	fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void what_is_counted_can_be_read_while_it_is_mapped(void **state)
{
	struct pq_counters *counters = pq_counters_map(path);
	struct pq_counters seen;

	(void)state;
	assert_non_null(counters);
	counters->executions = 5000000000u;
	counters->reached = 3;
	counters->findings[1] = 1;
	assert_true(pq_counters_read(path, &seen));
	assert_int_equal(seen.executions, 5000000000u);
	assert_int_equal(seen.reached, 3);
	assert_int_equal(seen.findings[1], 1);
	munmap(counters, sizeof(*counters));
	assert_true(pq_counters_read(path, &seen));
	assert_int_equal(seen.reached, 3);
}

static void other_files_are_not_counters(void **state)
{
	struct pq_counters seen = { .reached = 9 };

	(void)state;
	assert_false(pq_counters_read("/dev/null", &seen));
	assert_false(pq_counters_read("/dev/zero", &seen));
	assert_false(pq_counters_read("/nonexistent", &seen));
	assert_int_equal(seen.reached, 9);
}

static void a_file_that_cannot_be_made_is_refused(void **state)
{
	(void)state;
	assert_null(pq_counters_map("/nonexistent/counters"));
}

static void all_counts_are_added(void **state)
{
	uint64_t words[sizeof(struct pq_counters) / sizeof(uint64_t)], sums[sizeof(words) / sizeof(words[0])];
	struct pq_counters more, sum;

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		words[i] = i + 1;
	memcpy(&more, words, sizeof(more));
	memcpy(&sum, words, sizeof(sum));
	pq_counters_add(&sum, &more);
	memcpy(sums, &sum, sizeof(sums));
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++)
		assert_int_equal(sums[i], i < 2 ? words[i] : 2 * words[i]); /* magic and version are no counts */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_counted_can_be_read_while_it_is_mapped),
		cmocka_unit_test(other_files_are_not_counters),
		cmocka_unit_test(a_file_that_cannot_be_made_is_refused),
		cmocka_unit_test(all_counts_are_added),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
