/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "result/compare.h"
#include "result_fixture.h"

/* Compares the two and releases them; there must be exactly one change, or none if `where` is NULL. */
static void check(struct pq_result *before, struct pq_result *after, const struct pq_change *wanted)
{
	struct pq_change *changes = NULL;
	size_t count = 0;

	assert_int_equal(pq_compare(before, after, &changes, &count), PQ_ERR_OK);
	assert_int_equal(count, wanted ? 1 : 0);
	if (wanted) {
		assert_int_equal(changes[0].kind, wanted->kind);
		assert_string_equal(changes[0].where, wanted->where);
		assert_string_equal(changes[0].what, wanted->what);
		assert_string_equal(changes[0].before, wanted->before);
		assert_string_equal(changes[0].after, wanted->after);
		assert_int_equal(changes[0].worse, wanted->worse);
	}
	free(changes);
	pq_result_free(before);
	pq_result_free(after);
}

static struct pq_result *with_port(enum pq_finding finding)
{
	struct pq_result *result = fixture_empty();

	fixture_vector(result, "fetch", PQ_TESTED);
	fixture_port(result, 80, PQ_FINDING_ALLOWED);
	fixture_port(result, 8443, finding);
	return result;
}

static struct pq_result *with_vector(enum pq_tested tested)
{
	struct pq_result *result = fixture_empty();

	fixture_vector(result, "webrtc", tested);
	return result;
}

static struct pq_result *with_case(enum pq_rule violated, bool differs, enum pq_tested tested)
{
	struct pq_result *result = fixture_empty();
	struct pq_result_case *entry = fixture_case(result, "headers", "Host", violated);

	entry->differs = differs;
	entry->tested = tested;
	return result;
}

static struct pq_result *with_space(enum pq_seen seen)
{
	struct pq_result *result = fixture_empty();
	struct pq_result_space *space = pq_result_add_space(result);

	space->initiator = pq_result_print(result, "img");
	space->from = pq_result_print(result, "public");
	space->to = pq_result_print(result, "loopback");
	space->seen = seen;
	return result;
}

static struct pq_result *with_dial(bool there)
{
	struct pq_result *result = fixture_empty();

	if (there)
		fixture_dial(result, "a.example", "20.1.1.1", 443);
	return result;
}

static struct pq_result *with_note(uint8_t judgement)
{
	struct pq_result *result = fixture_empty();
	struct pq_result_note *note = pq_result_add_note(result);

	note->name = pq_result_print(result, "boundaries");
	note->rule = PQ_RULE_WEAK_BOUNDARY;
	note->judgement = judgement;
	return result;
}

static void equal_results_do_not_differ(void **state)
{
	(void)state;
	check(fixture_audit(), fixture_audit(), NULL);
}

static void a_port_that_changed_is_told(void **state)
{
	(void)state;
	check(with_port(PQ_FINDING_ALLOWED), with_port(PQ_FINDING_OVER_BLOCK),
	      &(struct pq_change){ PQ_CHANGE_PORT, "fetch", "port 8443", "allowed", "over_block", true });
	check(with_port(PQ_FINDING_OVER_BLOCK), with_port(PQ_FINDING_ALLOWED),
	      &(struct pq_change){ PQ_CHANGE_PORT, "fetch", "port 8443", "over_block", "allowed", false });
	check(with_port(PQ_FINDING_BLOCKED), with_port(PQ_FINDING_UNSAFE_PORT),
	      &(struct pq_change){ PQ_CHANGE_PORT, "fetch", "port 8443", "blocked", "unsafe_port", true });
}

static void ports_that_are_no_longer_asked_are_one_change(void **state)
{
	struct pq_result *fewer = fixture_empty();
	struct pq_result *untested = with_port(PQ_FINDING_UNTESTED);

	(void)state;
	fixture_vector(fewer, "fetch", PQ_TESTED);
	fixture_port(fewer, 80, PQ_FINDING_ALLOWED);
	check(with_port(PQ_FINDING_BLOCKED), fewer,
	      &(struct pq_change){ PQ_CHANGE_LOST, "fetch", "1 port no longer asked", "tested", "absent", true });
	fewer = fixture_empty();
	fixture_vector(fewer, "fetch", PQ_TESTED);
	check(with_port(PQ_FINDING_BLOCKED), fewer,
	      &(struct pq_change){ PQ_CHANGE_LOST, "fetch", "2 ports no longer asked", "tested", "absent", true });
	fewer = fixture_empty();
	fixture_vector(fewer, "fetch", PQ_TESTED);
	fixture_port(fewer, 80, PQ_FINDING_ALLOWED);
	check(untested, fewer, NULL);
	fewer = fixture_empty();
	fixture_vector(fewer, "fetch", PQ_TESTED);
	fixture_port(fewer, 80, PQ_FINDING_ALLOWED);
	check(fewer, with_port(PQ_FINDING_BLOCKED), NULL);
}

static void a_vector_that_is_lost_is_worse(void **state)
{
	(void)state;
	check(with_vector(PQ_TESTED), with_vector(PQ_UNTESTED),
	      &(struct pq_change){ PQ_CHANGE_LOST, "webrtc", "the control was not seen", "tested", "untested", true });
	check(with_vector(PQ_TESTED), fixture_empty(),
	      &(struct pq_change){ PQ_CHANGE_LOST, "webrtc", "not asked for", "tested", "absent", true });
	check(with_vector(PQ_UNTESTED), with_vector(PQ_TESTED),
	      &(struct pq_change){ PQ_CHANGE_GAINED, "webrtc", "the control was not seen", "untested", "tested",
				   false });
	check(fixture_empty(), with_vector(PQ_TESTED),
	      &(struct pq_change){ PQ_CHANGE_GAINED, "webrtc", "new", "absent", "tested", false });
	check(with_vector(PQ_UNTESTED), fixture_empty(), NULL);
}

static void a_vector_that_is_gained_with_a_violation_is_worse(void **state)
{
	(void)state;
	check(fixture_empty(), with_port(PQ_FINDING_UNSAFE_PORT),
	      &(struct pq_change){ PQ_CHANGE_GAINED, "fetch", "new", "absent", "tested", true });
}

static void cases_are_compared_by_rule(void **state)
{
	(void)state;
	check(with_case(PQ_RULE_NONE, false, PQ_TESTED), with_case(PQ_RULE_FORBIDDEN_HEADER, false, PQ_TESTED),
	      &(struct pq_change){ PQ_CHANGE_CASE, "headers", "Host", "allowed", "forbidden_header", true });
	check(with_case(PQ_RULE_FORBIDDEN_HEADER, false, PQ_TESTED), with_case(PQ_RULE_NONE, false, PQ_TESTED),
	      &(struct pq_change){ PQ_CHANGE_CASE, "headers", "Host", "forbidden_header", "allowed", false });
	check(with_case(PQ_RULE_NONE, false, PQ_TESTED), with_case(PQ_RULE_NONE, true, PQ_TESTED),
	      &(struct pq_change){ PQ_CHANGE_CASE, "headers", "Host", "allowed", "differs", true });
	check(with_case(PQ_RULE_NONE, false, PQ_TESTED), with_case(PQ_RULE_NONE, false, PQ_UNTESTED),
	      &(struct pq_change){ PQ_CHANGE_CASE, "headers", "Host", "allowed", "untested", true });
	check(with_case(PQ_RULE_NONE, false, PQ_TESTED), fixture_empty(),
	      &(struct pq_change){ PQ_CHANGE_CASE, "headers", "Host", "allowed", "absent", true });
	check(fixture_empty(), with_case(PQ_RULE_BAD_FRAMING, false, PQ_TESTED),
	      &(struct pq_change){ PQ_CHANGE_CASE, "headers", "Host", "absent", "bad_framing", true });
}

static void a_space_that_is_reached_further_is_worse(void **state)
{
	(void)state;
	check(with_space(PQ_SEEN_NOTHING), with_space(PQ_SEEN_DIAL),
	      &(struct pq_change){ PQ_CHANGE_SPACE, "img", "public to loopback", "nothing", "dial", true });
	check(with_space(PQ_SEEN_REQUEST), with_space(PQ_SEEN_NOTHING),
	      &(struct pq_change){ PQ_CHANGE_SPACE, "img", "public to loopback", "request", "nothing", false });
}

static void a_space_in_one_result_only_is_told(void **state)
{
	struct pq_result *again = with_space(PQ_SEEN_NOTHING);

	(void)state;
	check(with_space(PQ_SEEN_NOTHING), fixture_empty(),
	      &(struct pq_change){ PQ_CHANGE_SPACE, "img", "public to loopback", "nothing", "absent", true });
	check(fixture_empty(), with_space(PQ_SEEN_DIAL),
	      &(struct pq_change){ PQ_CHANGE_SPACE, "img", "public to loopback", "absent", "dial", false });
	again->spaces[0].again = PQ_SEEN_REQUEST;
	again->spaces[0].asked_again = true;
	check(with_space(PQ_SEEN_NOTHING), again,
	      &(struct pq_change){ PQ_CHANGE_SPACE, "img", "public to loopback", "nothing", "request", true });
}

static void a_dial_that_grew_is_worse(void **state)
{
	struct pq_result *now = with_dial(true);

	(void)state;
	now->dials[0].seen = PQ_SEEN_REQUEST;
	check(with_dial(true), now,
	      &(struct pq_change){ PQ_CHANGE_DIAL, "a.example", "tcp port 443", "hello", "request", true });
	now = with_dial(true);
	now->dials[0].seen = PQ_SEEN_DIAL;
	check(with_dial(true), now,
	      &(struct pq_change){ PQ_CHANGE_DIAL, "a.example", "tcp port 443", "hello", "dial", false });
	now = with_dial(true);
	now->dials[0].finding = PQ_FINDING_UNSAFE_PORT;
	check(with_dial(true), now,
	      &(struct pq_change){ PQ_CHANGE_DIAL, "a.example", "tcp port 443", "hello", "unsafe_port", true });
	now = with_dial(true);
	fixture_dial(now, "a.example", "20.1.1.2", 443);
	check(with_dial(true), now, NULL);
}

static void dials_come_and_go(void **state)
{
	(void)state;
	check(with_dial(false), with_dial(true),
	      &(struct pq_change){ PQ_CHANGE_DIAL, "a.example", "tcp port 443", "absent", "hello", true });
	check(with_dial(true), with_dial(false),
	      &(struct pq_change){ PQ_CHANGE_DIAL, "a.example", "tcp port 443", "hello", "absent", false });
}

static void notes_are_compared(void **state)
{
	(void)state;
	check(with_note(FIXTURE_HELD), with_note(FIXTURE_VIOLATED),
	      &(struct pq_change){ PQ_CHANGE_NOTE, "boundaries", "weak_boundary", "held", "violated", true });
	check(with_note(FIXTURE_VIOLATED), with_note(FIXTURE_HELD),
	      &(struct pq_change){ PQ_CHANGE_NOTE, "boundaries", "weak_boundary", "violated", "held", false });
	check(with_note(FIXTURE_HELD), fixture_empty(),
	      &(struct pq_change){ PQ_CHANGE_NOTE, "boundaries", "weak_boundary", "held", "absent", true });
	check(fixture_empty(), with_note(FIXTURE_VIOLATED),
	      &(struct pq_change){ PQ_CHANGE_NOTE, "boundaries", "weak_boundary", "absent", "violated", true });
	check(with_note(0), fixture_empty(), NULL);
	check(with_note(FIXTURE_HELD), with_note(0),
	      &(struct pq_change){ PQ_CHANGE_NOTE, "boundaries", "weak_boundary", "held", "not judged", true });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_results_do_not_differ),
		cmocka_unit_test(a_port_that_changed_is_told),
		cmocka_unit_test(ports_that_are_no_longer_asked_are_one_change),
		cmocka_unit_test(a_vector_that_is_lost_is_worse),
		cmocka_unit_test(a_vector_that_is_gained_with_a_violation_is_worse),
		cmocka_unit_test(cases_are_compared_by_rule),
		cmocka_unit_test(a_space_that_is_reached_further_is_worse),
		cmocka_unit_test(a_space_in_one_result_only_is_told),
		cmocka_unit_test(a_dial_that_grew_is_worse),
		cmocka_unit_test(dials_come_and_go),
		cmocka_unit_test(notes_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
