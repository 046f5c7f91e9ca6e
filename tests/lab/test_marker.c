/* SPDX-License-Identifier: MIT */
/* Markers of a run. */
#include "lab/marker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT 20000

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void no_two_markers_of_a_run_are_equal(void **state)
{
	static char markers[COUNT][PQ_MARKER_LEN + 1];
	struct pq_markers source;

	(void)state;
	pq_markers_init(&source, UINT64_MAX);
	for (size_t i = 0; i < COUNT; i++)
		pq_marker_next(&source, markers[i]);
	qsort(markers, COUNT, sizeof(markers[0]), compare);
	for (size_t i = 1; i < COUNT; i++)
		assert_int_not_equal(strcmp(markers[i - 1], markers[i]), 0);
}

static void a_marker_is_a_name_of_fixed_length(void **state)
{
	struct pq_markers source;
	char marker[PQ_MARKER_LEN + 1];

	(void)state;
	pq_markers_init(&source, 12345);
	for (size_t i = 0; i < COUNT; i++) {
		pq_marker_next(&source, marker);
		assert_int_equal(marker[0], 'q');
		assert_int_equal(strlen(marker), PQ_MARKER_LEN);
		assert_int_equal(strspn(marker, "abcdefghijklmnopqrstuvwxyz0123456789"), PQ_MARKER_LEN);
	}
}

static void another_seed_gives_other_markers(void **state)
{
	struct pq_markers a, b, c;
	char first[PQ_MARKER_LEN + 1], other[PQ_MARKER_LEN + 1], again[PQ_MARKER_LEN + 1];

	(void)state;
	pq_markers_init(&a, 1);
	pq_markers_init(&b, 2);
	pq_markers_init(&c, 1);
	pq_marker_next(&a, first);
	pq_marker_next(&b, other);
	pq_marker_next(&c, again);
	assert_string_not_equal(first, other);
	assert_string_equal(first, again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_two_markers_of_a_run_are_equal),
		cmocka_unit_test(a_marker_is_a_name_of_fixed_length),
		cmocka_unit_test(another_seed_gives_other_markers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
