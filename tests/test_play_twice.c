/* SPDX-License-Identifier: MIT */
/* What a second ask makes of a first one; the plays are made up here, in the place of real ones. */
#include "play_case.h"

#include <unistd.h>

#include "play/twice.h"

struct made_up {
	bool played;
	enum pq_case outcome;
	bool broken;
};

/* What each piece shows, by the play's turn; how many were played in which turn; whether the user stops after the first. */
static const struct made_up *script[2];
static size_t counts[2];
static size_t turn;
static volatile int stopped;
static bool stop_after_first;

enum pq_err pq_play_run(const struct pq_play_options *options, struct pq_play_piece *pieces, size_t count,
			struct pq_diag *diag)
{
	(void)options;
	(void)diag;
	assert_true(turn < 2);
	for (size_t i = 0; i < count; i++) {
		const struct made_up *shown = &script[turn][i];

		pieces[i].played = shown->played;
		pieces[i].verdict.outcome = shown->outcome;
		pieces[i].verdict.violation_total = shown->broken;
		pieces[i].verdict.violations[0].rule = PQ_RULE_UNSAFE_PORT;
		pieces[i].transcript = strdup(turn ? "second" : "first");
		snprintf(pieces[i].cause, sizeof(pieces[i].cause), "%s", shown->played ? "" : "it hung");
	}
	counts[turn++] = count;
	stopped = stop_after_first;
	return PQ_ERR_OK;
}

static void play(const struct made_up *first, const struct made_up *second, struct pq_play_piece *pieces, size_t count)
{
	static struct play_scenario storage;
	const struct pq_scenario *scenario = play_scenario(&storage, "fetch GET http://a.example/\n");
	char dir[] = "/tmp/pratique-twice-XXXXXX";
	char again[64];
	const struct pq_play_options options = { .how = { .dir = dir, .stop = &stopped } };

	assert_non_null(mkdtemp(dir));
	script[0] = first;
	script[1] = second;
	turn = 0;
	counts[0] = counts[1] = 0;
	stopped = false;
	for (size_t i = 0; i < count; i++)
		pieces[i] = (struct pq_play_piece){ .name = "a", .scenario = scenario };
	assert_int_equal(pq_play_twice(&options, pieces, count, NULL), PQ_ERR_OK);
	snprintf(again, sizeof(again), "%s/again", dir);
	rmdir(again);
	assert_int_equal(rmdir(dir), 0);
}

static void let_go(struct pq_play_piece *pieces, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(pieces[i].transcript);
}

static void what_is_clear_is_asked_once(void **state)
{
	const struct made_up first[] = { { true, PQ_CASE_BLOCKED, false }, { true, PQ_CASE_ALLOWED, false } };
	struct pq_play_piece pieces[2];

	(void)state;
	stop_after_first = false;
	play(first, NULL, pieces, 2);
	assert_int_equal(turn, 1);
	assert_true(pieces[0].played && pieces[1].played);
	let_go(pieces, 2);
}

static void what_is_doubtful_is_asked_again_and_only_that(void **state)
{
	const struct made_up first[] = { { true, PQ_CASE_ALLOWED, true },
					 { true, PQ_CASE_BLOCKED, false },
					 { true, PQ_CASE_ALLOWED, true },
					 { true, PQ_CASE_VOID, false },
					 { false, PQ_CASE_VOID, false } };
	const struct made_up second[] = { { true, PQ_CASE_ALLOWED, true },
					  { true, PQ_CASE_ALLOWED, false },
					  { true, PQ_CASE_BLOCKED, false },
					  { false, PQ_CASE_VOID, false } };
	struct pq_play_piece pieces[5];

	(void)state;
	stop_after_first = false;
	play(first, second, pieces, 5);
	assert_int_equal(counts[1], 4);
	assert_true(pieces[0].played && pieces[0].verdict.violation_total == 1);
	assert_string_equal(pieces[0].transcript, "second");
	assert_string_equal(pieces[1].transcript, "first");
	assert_false(pieces[2].played);
	assert_string_equal(pieces[2].cause, "unsafe_port seen once, and not when asked again");
	assert_string_equal(pieces[2].transcript, "first");
	assert_true(pieces[3].played && pieces[3].verdict.outcome == PQ_CASE_BLOCKED);
	assert_false(pieces[4].played);
	let_go(pieces, 5);
}

static void a_breach_stands_only_if_it_could_be_asked_again(void **state)
{
	const struct made_up first[] = { { true, PQ_CASE_ALLOWED, true } };
	const struct made_up second[] = { { false, PQ_CASE_VOID, false } };
	struct pq_play_piece piece;

	(void)state;
	stop_after_first = false;
	play(first, second, &piece, 1);
	assert_false(piece.played);
	assert_string_equal(piece.cause, "unsafe_port seen once, and not when asked again: it hung");
	let_go(&piece, 1);
	stop_after_first = true;
	play(first, NULL, &piece, 1);
	assert_int_equal(turn, 1);
	assert_string_equal(piece.cause, "unsafe_port seen once, and not when asked again: it was not asked");
	let_go(&piece, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_clear_is_asked_once),
		cmocka_unit_test(what_is_doubtful_is_asked_again_and_only_that),
		cmocka_unit_test(a_breach_stands_only_if_it_could_be_asked_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
