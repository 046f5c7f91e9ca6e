/* SPDX-License-Identifier: MIT */
/* Results of the service lab beside who blocks what: what may be stated of a port, and what may not. */
#include "evidence_fixture.h"

static void what_executes_is_a_gap_only_where_the_standard_does_not_block_it(void **state)
{
	struct made made = { 0 };

	(void)state;
	made_result(&made, NULL);
	made_case(made_service(&made, "queue", 11300), PQ_LAB_TEXT, "EEE", "a");
	made_case(made_service(&made, "mail", 25), PQ_LAB_TEXT, "EEE", "b");
	made_case(made_service(&made, "any", 65535), PQ_LAB_TEXT, "EEE", "c");
	made_told(&made);
	assert_int_equal(made.told.port_count, 3);
	assert_int_equal(made.told.ports[0].port, 25);
	assert_int_equal(made_port(&made, 11300)->blocked, PQ_EVIDENCE_NOBODY);
	assert_true(pq_evidence_is_gap(made_port(&made, 11300)));
	assert_int_equal(made_port(&made, 25)->blocked, PQ_EVIDENCE_LISTED);
	assert_int_equal(made_port(&made, 25)->state, PQ_EVIDENCE_EXECUTES);
	assert_false(pq_evidence_is_gap(made_port(&made, 25)));
	/* An old policy of QtWebEngine blocks it, and nobody else does. */
	assert_int_equal(made_port(&made, 65535)->blocked, PQ_EVIDENCE_SOME);
	assert_true(pq_evidence_is_gap(made_port(&made, 65535)));
	assert_int_equal(pq_evidence_count(&made.told, PQ_EVIDENCE_EXECUTES, PQ_EVIDENCE_NOBODY), 1);
	made_free(&made);
}

static void without_execution_there_is_no_evidence(void **state)
{
	struct made made = { 0 };
	struct pq_lab_served *served;

	(void)state;
	made_result(&made, NULL);
	served = made_service(&made, "mail", 25);
	made_case(served, PQ_LAB_TEXT, "RRR", "a");
	made_case(served, PQ_LAB_FETCH, "TTT", "b");
	made_case(made_service(&made, "queue", 11300), PQ_LAB_FETCH, "RRR", "c");
	made_told(&made);
	assert_int_equal(made_port(&made, 25)->state, PQ_EVIDENCE_NONE);
	assert_int_equal(pq_evidence_class(&made_port(&made, 25)->services[0]), PQ_LAB_TOLERATES);
	assert_int_equal(made_port(&made, 11300)->state, PQ_EVIDENCE_NONE);
	assert_false(pq_evidence_is_gap(made_port(&made, 11300)));
	made_free(&made);
}

/* Of a service one form rejects, and another one is what `attempts` say. */
static enum pq_evidence_state beside_a_rejection(const char *attempts)
{
	struct made made = { 0 };
	struct pq_lab_served *served;
	enum pq_evidence_state state;

	made_result(&made, NULL);
	served = made_service(&made, "mail", 25);
	made_case(served, PQ_LAB_TEXT, "RRR", "a");
	made_case(served, PQ_LAB_FETCH, attempts, "b");
	made_told(&made);
	state = made_port(&made, 25)->state;
	made_free(&made);
	return state;
}

static void a_void_case_is_never_no_evidence(void **state)
{
	(void)state;
	assert_int_equal(beside_a_rejection("VVV"), PQ_EVIDENCE_VOID);
	assert_int_equal(beside_a_rejection("VVR"), PQ_EVIDENCE_NONE);
	assert_int_equal(beside_a_rejection("VVE"), PQ_EVIDENCE_EXECUTES);
	assert_int_equal(beside_a_rejection("ERR"), PQ_EVIDENCE_SOMETIMES);
}

static void what_is_void_in_one_result_may_be_seen_in_another(void **state)
{
	struct made made = { 0 };
	struct pq_evidence_trouble troubles[PQ_EVIDENCE_TROUBLES];
	struct pq_lab_served *served;

	(void)state;
	made_result(&made, NULL);
	served = made_service(&made, "mail", 25);
	made_case(served, PQ_LAB_TEXT, "VVV", "a");
	made_case(served, PQ_LAB_FETCH, "VVV", "b");
	made_result(&made, NULL);
	made_case(made_service(&made, "mail", 25), PQ_LAB_TEXT, "RRR", "c");
	made_told(&made);
	assert_int_equal(made_port(&made, 25)->service_count, 1);
	assert_int_equal(made_port(&made, 25)->services[0].forms[PQ_LAB_TEXT].class, PQ_LAB_REJECTS);
	assert_int_equal(made_port(&made, 25)->services[0].forms[PQ_LAB_FETCH].void_cases, 1);
	assert_int_equal(made_port(&made, 25)->state, PQ_EVIDENCE_VOID);
	assert_int_equal(pq_evidence_troubles(&made_port(&made, 25)->services[0], troubles), 1);
	assert_int_equal(troubles[0].forms, 1u << PQ_LAB_FETCH);
	assert_string_equal(troubles[0].reason, "the control failed");
	made_free(&made);
}

static void what_did_not_run_and_sinks_state_nothing(void **state)
{
	struct made made = { 0 };
	struct pq_evidence_trouble troubles[PQ_EVIDENCE_TROUBLES];
	struct pq_lab_served *sink;

	(void)state;
	made_result(&made, NULL);
	made_service(&made, "absent", 25)->reason = strdup("its package is not here");
	sink = made_service(&made, "sink", 110);
	sink->sink = true;
	made_case(sink, PQ_LAB_TEXT, "SSS", "a");
	made_told(&made);
	assert_int_equal(made_port(&made, 25)->state, PQ_EVIDENCE_VOID);
	assert_int_equal(pq_evidence_troubles(&made_port(&made, 25)->services[0], troubles), 1);
	assert_string_equal(troubles[0].reason, "its package is not here");
	assert_int_equal(made_port(&made, 110)->state, PQ_EVIDENCE_VOID);
	assert_int_equal(made_port(&made, 110)->services[0].attempts, 0);
	assert_int_equal(pq_evidence_troubles(&made_port(&made, 110)->services[0], troubles), 1);
	made_free(&made);
}

/* One form in up to three results; the form that comes of it. */
static struct pq_evidence_form voted(const char *const *attempts, size_t count, enum pq_evidence_state *state)
{
	static const char *const markers[] = { "a", "b", "c" };
	struct made made = { 0 };
	struct pq_evidence_form form;

	for (size_t i = 0; i < count; i++) {
		made_result(&made, NULL);
		made_case(made_service(&made, "queue", 11300), PQ_LAB_TEXT, attempts[i], markers[i]);
	}
	made_told(&made);
	assert_int_equal(made_port(&made, 11300)->service_count, 1);
	form = made_port(&made, 11300)->services[0].forms[PQ_LAB_TEXT];
	*state = made_port(&made, 11300)->state;
	made_free(&made);
	return form;
}

static void each_result_is_one_vote(void **state)
{
	static const struct {
		const char *attempts[3];
		size_t count;
		enum pq_lab_class class;
		size_t agree, seen;
		uint32_t k, n;
		enum pq_evidence_state state;
	} rows[] = {
		{ { "EEE", "EER", "RRR" }, 3, PQ_LAB_EXECUTES, 2, 3, 5, 6, PQ_EVIDENCE_EXECUTES },
		{ { "EEE", "RRR", "RRR" }, 3, PQ_LAB_REJECTS, 2, 3, 6, 6, PQ_EVIDENCE_SOMETIMES },
		{ { "EEE", "RRR" }, 2, PQ_LAB_REJECTS, 1, 2, 3, 3, PQ_EVIDENCE_SOMETIMES },
		{ { "SSS", "RRR" }, 2, PQ_LAB_SWALLOWS, 1, 2, 3, 3, PQ_EVIDENCE_NONE },
		{ { "EEE", "VVV" }, 2, PQ_LAB_EXECUTES, 1, 1, 3, 3, PQ_EVIDENCE_EXECUTES },
		{ { "VVV", "VVV" }, 2, PQ_LAB_VOID, 0, 0, 0, 0, PQ_EVIDENCE_VOID },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum pq_evidence_state found;
		struct pq_evidence_form form = voted(rows[i].attempts, rows[i].count, &found);

		if (form.class != rows[i].class || form.agree != rows[i].agree || form.seen != rows[i].seen ||
		    form.k != rows[i].k || form.n != rows[i].n || found != rows[i].state)
			fail_msg("row %zu: class %d, %zu of %zu, %u/%u, state %d", i, (int)form.class, form.agree,
				 form.seen, form.k, form.n, (int)found);
	}
}

static void a_run_that_is_read_twice_counts_once(void **state)
{
	static const char *const markers[] = { "same", "same", "other" };
	struct made made = { 0 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		made_result(&made, NULL);
		made_case(made_service(&made, "queue", 11300), PQ_LAB_TEXT, "EEE", markers[i]);
	}
	made_told(&made);
	assert_int_equal(made.told.repeated, 1);
	assert_int_equal(made_port(&made, 11300)->services[0].ran, 2);
	assert_int_equal(made_port(&made, 11300)->services[0].attempts, 6);
	made_free(&made);
}

static void versions_and_writers_are_told_apart(void **state)
{
	struct made made = { 0 };

	(void)state;
	made_result(&made, NULL);
	made_case(made_service(&made, "queue", 11300), PQ_LAB_TEXT, "EEE", "a");
	made_service(&made, "queue", 11300)->packages = strdup("queue 2");
	made_result(&made, "chromium");
	made_case(made_service(&made, "queue", 11300), PQ_LAB_TEXT, "RRR", "b");
	made_told(&made);
	assert_int_equal(made_port(&made, 11300)->service_count, 3);
	assert_int_equal(made_port(&made, 11300)->state, PQ_EVIDENCE_EXECUTES);
	made_free(&made);
}

static void blocked_ports_that_nobody_tested_are_told_apart(void **state)
{
	struct made made = { 0 };

	(void)state;
	made_result(&made, NULL);
	made_case(made_service(&made, "mail", 25), PQ_LAB_TEXT, "RRR", "a");
	made_told(&made);
	assert_false(pq_port_map_has(&made.told.untested, 25));
	assert_true(pq_port_map_has(&made.told.untested, 110));
	assert_true(pq_port_map_has(&made.told.untested, 65535));
	assert_false(pq_port_map_has(&made.told.untested, 11300));
	made_free(&made);
}

static void who_blocks_a_port_is_told_with_since_when(void **state)
{
	struct made made = { 0 };
	const struct pq_state *blockers[64];
	size_t count;
	bool fetch = false;

	(void)state;
	made_result(&made, NULL);
	made_case(made_service(&made, "backup", 10080), PQ_LAB_TEXT, "RRR", "a");
	made_case(made_service(&made, "queue", 11300), PQ_LAB_TEXT, "RRR", "b");
	made_told(&made);
	count = pq_evidence_blockers(made_port(&made, 10080), blockers, 64);
	for (size_t i = 0; i < count; i++) {
		assert_false(pq_view_is(blockers[i]->policy->name, "palemoon"));
		assert_false(pq_view_is(blockers[i]->policy->name, "silverlight"));
		if (!pq_view_is(blockers[i]->policy->name, "fetch"))
			continue;
		fetch = true;
		assert_true(pq_view_is(pq_evidence_since(blockers[i], 10080), "2021-04-14"));
	}
	assert_true(fetch);
	assert_int_equal(pq_evidence_blockers(made_port(&made, 11300), blockers, 64), 0);
	made_free(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_executes_is_a_gap_only_where_the_standard_does_not_block_it),
		cmocka_unit_test(without_execution_there_is_no_evidence),
		cmocka_unit_test(a_void_case_is_never_no_evidence),
		cmocka_unit_test(what_is_void_in_one_result_may_be_seen_in_another),
		cmocka_unit_test(what_did_not_run_and_sinks_state_nothing),
		cmocka_unit_test(each_result_is_one_vote),
		cmocka_unit_test(a_run_that_is_read_twice_counts_once),
		cmocka_unit_test(versions_and_writers_are_told_apart),
		cmocka_unit_test(blocked_ports_that_nobody_tested_are_told_apart),
		cmocka_unit_test(who_blocks_a_port_is_told_with_since_when),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
