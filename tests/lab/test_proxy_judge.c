/* SPDX-License-Identifier: MIT */
/* What an outcome of the proxy lab means: only a secret speaks for itself, all else needs its control. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "lab/proxy_judge.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct pq_proxy_sight nothing_asked = { 0 };
static const struct pq_proxy_sight undialled = { .asked = true };
static const struct pq_proxy_sight silent = { .asked = true, .dials = 1 };
static const struct pq_proxy_sight refused = { .asked = true, .dials = 1, .received = 40 };
static const struct pq_proxy_sight outside = { .asked = true, .dials = 1, .received = 40, .outside = 1 };
static const struct pq_proxy_sight direct = { .asked = true, .dials = 1, .received = 40, .outside = 1, .direct = true };
static const struct pq_proxy_sight forged = { .asked = true, .dials = 1, .received = 40, .outside = 1, .forged = true };
static const struct pq_proxy_sight reached = { .asked = true, .dials = 1, .inside = 1 };
static const struct pq_proxy_sight secret = { .asked = true, .dials = 1, .received = 90, .secret = true, .inside = 1 };
static const struct pq_proxy_sight framed = { .asked = true, .dials = 1, .frames = 1, .received = 40, .outside = 1 };
static const struct pq_proxy_sight unmasked = {
	.asked = true, .dials = 1, .frames = 1, .received = 80, .outside = 2, .hidden = true
};

static void what_was_seen_has_one_name(void **state)
{
	static const struct {
		const struct pq_proxy_sight *sight;
		enum pq_lab_proxy_seen seen;
	} rows[] = {
		{ &nothing_asked, PQ_LAB_PROXY_UNTESTED }, { &undialled, PQ_LAB_PROXY_UNDIALLED },
		{ &silent, PQ_LAB_PROXY_SILENT },          { &refused, PQ_LAB_PROXY_REFUSED },
		{ &outside, PQ_LAB_PROXY_OUTSIDE },        { &reached, PQ_LAB_PROXY_REACHED },
		{ &secret, PQ_LAB_PROXY_SECRET },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(pq_proxy_seen(rows[i].sight), rows[i].seen);
}

/* twin NULL: the case has none */
struct judged {
	enum pq_lab_proxy_kind kind;
	const struct pq_proxy_sight *sight;
	const struct pq_proxy_sight *twin;
	enum pq_lab_proxy_verdict verdict;
};

static void assert_judged(const struct judged *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct pq_lab_proxy_row row = { .kind = rows[i].kind };

		assert_true(pq_proxy_judge(&row, rows[i].sight, rows[i].twin));
		if (row.verdict != rows[i].verdict)
			fail_msg("row %zu: %s (%s)", i, pq_lab_proxy_verdict_names[row.verdict], row.why);
		assert_true(row.why[0] != '\0');
		free(row.why);
	}
}

static void a_forged_name_is_held_only_where_an_honest_one_passes(void **state)
{
	static const struct judged rows[] = {
		{ PQ_LAB_PROXY_FORGED, &secret, &outside, PQ_LAB_PROXY_FETCHED },
		{ PQ_LAB_PROXY_FORGED, &secret, &refused, PQ_LAB_PROXY_FETCHED },
		{ PQ_LAB_PROXY_FORGED, &reached, &outside, PQ_LAB_PROXY_FETCHED },
		{ PQ_LAB_PROXY_FORGED, &outside, &outside, PQ_LAB_PROXY_HELD },
		{ PQ_LAB_PROXY_FORGED, &refused, &outside, PQ_LAB_PROXY_HELD },
		{ PQ_LAB_PROXY_FORGED, &silent, &outside, PQ_LAB_PROXY_HELD },
		{ PQ_LAB_PROXY_FORGED, &refused, &refused, PQ_LAB_PROXY_VOID },
		{ PQ_LAB_PROXY_FORGED, &silent, &silent, PQ_LAB_PROXY_VOID },
		{ PQ_LAB_PROXY_FORGED, &refused, NULL, PQ_LAB_PROXY_HELD },
		{ PQ_LAB_PROXY_FORGED, &silent, NULL, PQ_LAB_PROXY_VOID },
		{ PQ_LAB_PROXY_FORGED, &undialled, &outside, PQ_LAB_PROXY_VOID },
		{ PQ_LAB_PROXY_FORGED, &nothing_asked, &outside, PQ_LAB_PROXY_VOID },
		{ PQ_LAB_PROXY_CONTROL, &outside, NULL, PQ_LAB_PROXY_HELD },
		{ PQ_LAB_PROXY_CONTROL, &refused, NULL, PQ_LAB_PROXY_VOID },
		{ PQ_LAB_PROXY_CONTROL, &secret, NULL, PQ_LAB_PROXY_BREACH },
	};

	(void)state;
	assert_judged(rows, COUNT(rows));
}

static void what_stands_in_the_way_is_breached_by_a_secret_alone_and_by_a_dial(void **state)
{
	static const struct judged rows[] = {
		{ PQ_LAB_PROXY_BUILDER, &outside, NULL, PQ_LAB_PROXY_HELD },
		{ PQ_LAB_PROXY_BUILDER, &forged, NULL, PQ_LAB_PROXY_BREACH },
		{ PQ_LAB_PROXY_BUILDER, &secret, NULL, PQ_LAB_PROXY_BREACH },
		{ PQ_LAB_PROXY_BUILDER, &reached, NULL, PQ_LAB_PROXY_BREACH },
		{ PQ_LAB_PROXY_BUILDER, &refused, NULL, PQ_LAB_PROXY_VOID },
		{ PQ_LAB_PROXY_BUILDER, &undialled, NULL, PQ_LAB_PROXY_VOID },
		{ PQ_LAB_PROXY_BUILDER, &outside, &forged, PQ_LAB_PROXY_HELD },
		{ PQ_LAB_PROXY_BUILDER, &refused, &forged, PQ_LAB_PROXY_HELD },
		{ PQ_LAB_PROXY_BUILDER, &outside, &outside, PQ_LAB_PROXY_VOID },
		{ PQ_LAB_PROXY_BUILDER, &forged, &forged, PQ_LAB_PROXY_BREACH },
		{ PQ_LAB_PROXY_BUILDER, &secret, &secret, PQ_LAB_PROXY_BREACH },
		{ PQ_LAB_PROXY_BUILDER, &undialled, &forged, PQ_LAB_PROXY_VOID },
		{ PQ_LAB_PROXY_POLICY, &undialled, &outside, PQ_LAB_PROXY_HELD },
		{ PQ_LAB_PROXY_POLICY, &undialled, &undialled, PQ_LAB_PROXY_VOID },
		{ PQ_LAB_PROXY_POLICY, &silent, &outside, PQ_LAB_PROXY_BREACH },
		{ PQ_LAB_PROXY_POLICY, &secret, &secret, PQ_LAB_PROXY_BREACH },
		{ PQ_LAB_PROXY_POLICY, &direct, NULL, PQ_LAB_PROXY_HELD },
		{ PQ_LAB_PROXY_POLICY, &outside, NULL, PQ_LAB_PROXY_BREACH },
		{ PQ_LAB_PROXY_POLICY, &silent, NULL, PQ_LAB_PROXY_VOID },
	};

	(void)state;
	assert_judged(rows, COUNT(rows));
}

static void a_frame_is_held_only_if_one_was_sent_and_its_bytes_unmasked_are_a_request(void **state)
{
	static const struct judged rows[] = {
		{ PQ_LAB_PROXY_FRAME, &framed, &secret, PQ_LAB_PROXY_HELD },
		{ PQ_LAB_PROXY_FRAME, &framed, &unmasked, PQ_LAB_PROXY_HELD },
		{ PQ_LAB_PROXY_FRAME, &framed, &framed, PQ_LAB_PROXY_VOID },
		{ PQ_LAB_PROXY_FRAME, &outside, &secret, PQ_LAB_PROXY_VOID },
		{ PQ_LAB_PROXY_FRAME, &secret, &secret, PQ_LAB_PROXY_BREACH },
		{ PQ_LAB_PROXY_FRAME, &unmasked, &unmasked, PQ_LAB_PROXY_BREACH },
	};

	(void)state;
	assert_judged(rows, COUNT(rows));
}

static void a_row_differs_only_from_what_is_stated(void **state)
{
	struct pq_lab_proxy_row row = { .seen = PQ_LAB_PROXY_SECRET };

	(void)state;
	assert_false(pq_lab_proxy_differs(&row));
	row.stated = PQ_LAB_PROXY_SECRET;
	assert_false(pq_lab_proxy_differs(&row));
	row.stated = PQ_LAB_PROXY_OUTSIDE;
	assert_true(pq_lab_proxy_differs(&row));
	row.seen = PQ_LAB_PROXY_UNTESTED;
	assert_false(pq_lab_proxy_differs(&row));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_seen_has_one_name),
		cmocka_unit_test(a_forged_name_is_held_only_where_an_honest_one_passes),
		cmocka_unit_test(what_stands_in_the_way_is_breached_by_a_secret_alone_and_by_a_dial),
		cmocka_unit_test(a_frame_is_held_only_if_one_was_sent_and_its_bytes_unmasked_are_a_request),
		cmocka_unit_test(a_row_differs_only_from_what_is_stated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
