/* SPDX-License-Identifier: MIT */
/* What is known of ports beside the policies: the reader, and that the list's changes agree with the fetch policy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policies/facts.h"
#include "policies/port_map.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HEAD "pratique-facts 1\n"

static struct pq_facts facts;
static unsigned char *kept;

static int drop_text(void **state)
{
	(void)state;
	free(kept);
	kept = NULL;
	return 0;
}

/* Reads from storage of exactly the text's length, so that over-reads show. */
static enum pq_err read_text(const char *text, struct pq_diag *diag)
{
	size_t len = strlen(text);

	free(kept);
	kept = malloc(len ? len : 1);
	assert_non_null(kept);
	memcpy(kept, text, len);
	pq_facts_init(&facts);
	return pq_facts_read(&facts, pq_view(kept, len), diag);
}

static void assert_ports(const struct pq_fact_ports *ports, const char *expected)
{
	char text[4096] = "";
	size_t len = 0;

	for (size_t i = 0; i < ports->count; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%u-%u", i ? "," : "", ports->ranges[i].first,
					ports->ranges[i].last);
	assert_string_equal(text, expected);
}

static void each_kind_is_read(void **state)
{
	(void)state;
	assert_int_equal(read_text(HEAD "# A comment.\n\n"
					"change 2016-03-10 64 1,7-9 80 \"first\" \"a source\" \"Because.\"\n"
					"attack 2001 25 \"form\" \"b\" \"A form \\\"speaks\\\".\"\n"
					"filter tcp,udp 5060 sip \"c\" \"reads\"\n"
					"except - 2021-02-10 ftp 20,21 fetch \"d\" \"own\"\n"
					"remark 2010-07 - \"e\" \"nothing\"\n",
				   NULL),
			 PQ_ERR_OK);
	assert_int_equal(facts.count, 5);
	assert_int_equal(facts.facts[0].kind, PQ_FACT_CHANGE);
	assert_int_equal(facts.facts[0].size, 64);
	assert_ports(&facts.facts[0].ports, "1-1,7-9");
	assert_ports(&facts.facts[0].removed, "80-80");
	assert_true(pq_view_is(facts.facts[1].date, "2001"));
	assert_true(pq_view_is(facts.facts[1].text, "A form \"speaks\"."));
	assert_true(pq_view_is(facts.facts[2].over, "tcp,udp"));
	assert_true(pq_view_is(facts.facts[3].date, ""));
	assert_true(pq_view_is(facts.facts[3].until, "2021-02-10"));
	assert_true(pq_view_is(facts.facts[4].name, ""));
	assert_ports(&facts.facts[4].ports, "");
}

static void a_second_text_is_added(void **state)
{
	static const char first[] = HEAD "remark - 1 \"a\\x41\" \"b\"\n";
	static const char second[] = HEAD "remark - 2 \"c\\x41\" \"d\"\n";

	(void)state;
	pq_facts_init(&facts);
	assert_int_equal(pq_facts_read(&facts, pq_view_str(first), NULL), PQ_ERR_OK);
	assert_int_equal(pq_facts_read(&facts, pq_view_str(second), NULL), PQ_ERR_OK);
	assert_int_equal(facts.count, 2);
	assert_true(pq_view_is(facts.facts[0].source, "aA"));
	assert_true(pq_view_is(facts.facts[1].source, "cA"));
}

static const struct {
	const char *text;
	enum pq_err err;
	size_t line;
	size_t column;
} wrong[] = {
	{ "pratique-facts 2\n", PQ_ERR_VERSION, 1, 16 },
	{ "pratique-policy 1\n", PQ_ERR_SYNTAX, 1, 1 },
	{ HEAD "changes 2016\n", PQ_ERR_SYNTAX, 2, 1 },
	{ HEAD "remark 2016-13 1 a b\n", PQ_ERR_RANGE, 2, 8 },
	{ HEAD "remark 2016-02-30 1 a b\n", PQ_ERR_RANGE, 2, 8 },
	{ HEAD "remark 201 1 a b\n", PQ_ERR_SYNTAX, 2, 8 },
	{ HEAD "remark - 65536 a b\n", PQ_ERR_RANGE, 2, 10 },
	{ HEAD "remark - 5-4 a b\n", PQ_ERR_RANGE, 2, 10 },
	{ HEAD "remark - 1,,2 a b\n", PQ_ERR_RANGE, 2, 12 },
	{ HEAD "remark - 1 a\n", PQ_ERR_SYNTAX, 2, 13 },
	{ HEAD "remark - 1 a \"b\" c\n", PQ_ERR_SYNTAX, 2, 18 },
	{ HEAD "change 2016 many 1 - a b c\n", PQ_ERR_SYNTAX, 2, 13 },
	{ HEAD "remark - 1 a \"b\n", PQ_ERR_SYNTAX, 2, 16 },
};

static void what_is_wrong_is_named_with_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct pq_diag diag = { 0 };
		enum pq_err err = read_text(wrong[i].text, &diag);

		if (err != wrong[i].err || diag.line != wrong[i].line || diag.column != wrong[i].column)
			fail_msg("%s: %s at %zu:%zu, expected %s", wrong[i].text, pq_err_name(err), diag.line,
				 diag.column, diag.expected);
	}
}

static void too_many_facts_are_refused(void **state)
{
	static const char row[] = "remark - 1 a b\n";
	static char text[sizeof(HEAD) + (PQ_MAX_FACTS + 1) * (sizeof(row) - 1)] = HEAD;
	struct pq_diag diag = { 0 };
	size_t len = sizeof(HEAD) - 1;

	(void)state;
	for (size_t i = 0; i < PQ_MAX_FACTS; i++, len += sizeof(row) - 1)
		memcpy(text + len, row, sizeof(row));
	assert_int_equal(read_text(text, &diag), PQ_ERR_OK);
	memcpy(text + len, row, sizeof(row));
	assert_int_equal(read_text(text, &diag), PQ_ERR_LIMIT);
	assert_non_null(strstr(diag.expected, "PQ_MAX_FACTS"));
}

/* spec_port_history: DATE, list size after. */
static const struct {
	const char *date;
	uint32_t size;
} history[] = {
	{ "2016-03-10", 64 }, { "2018-05-31", 67 }, { "2020-11-05", 69 }, { "2021-02-10", 69 }, { "2021-03-10", 77 },
	{ "2021-04-14", 78 }, { "2021-06-14", 80 }, { "2024-04-02", 82 }, { "2025-08-11", 83 },
};

static void the_changes_add_up_to_the_sizes_that_they_state(void **state)
{
	struct pq_port_map list;

	(void)state;
	pq_facts_builtin(&facts);
	for (size_t i = 0; i < COUNT(history); i++) {
		const struct pq_fact *change = &facts.facts[i];

		assert_int_equal(change->kind, PQ_FACT_CHANGE);
		assert_true(pq_view_is(change->date, history[i].date));
		assert_int_equal(change->size, history[i].size);
		pq_facts_list(&facts, history[i].date, &list);
		assert_int_equal(pq_port_map_count(&list), history[i].size);
	}
	assert_int_not_equal(facts.facts[COUNT(history)].kind, PQ_FACT_CHANGE);
	pq_facts_list(&facts, "2016-03-09", &list);
	assert_int_equal(pq_port_map_count(&list), 0);
	pq_facts_list(&facts, NULL, &list);
	assert_int_equal(pq_port_map_count(&list), 83);
}

static void a_change_that_states_another_size_would_show(void **state)
{
	struct pq_port_map list;

	(void)state;
	assert_int_equal(read_text(HEAD "change 2016-03-10 3 1,7 - a b c\nchange 2017 1 - 7 a b c\n", NULL), PQ_ERR_OK);
	pq_facts_list(&facts, "2016-12-31", &list);
	assert_int_not_equal(pq_port_map_count(&list), facts.facts[0].size);
	pq_facts_list(&facts, NULL, &list);
	assert_int_equal(pq_port_map_count(&list), facts.facts[1].size);
}

static void every_fact_has_a_source_and_says_something(void **state)
{
	(void)state;
	pq_facts_builtin(&facts);
	for (size_t i = 0; i < facts.count; i++) {
		const struct pq_fact *fact = &facts.facts[i];

		assert_true(fact->source.len > 0);
		assert_true(fact->text.len > 0);
		if (fact->kind != PQ_FACT_CHANGE)
			assert_true(fact->ports.count > 0);
	}
}

/* The fetch policy's lines for http, as of their dates, are the changes. */
static void each_listed_port_has_the_date_that_the_policy_gives_it(void **state)
{
	static struct pq_policy fetch;
	size_t index = pq_policy_builtin_find(pq_view_str("fetch"));
	struct pq_port_map list;

	(void)state;
	assert_int_equal(pq_policy_parse(&fetch, pq_policy_builtin_text(index), NULL), PQ_ERR_OK);
	pq_facts_builtin(&facts);
	pq_facts_list(&facts, NULL, &list);
	assert_true(pq_port_map_eq(&list, &fetch.blocked[PQ_SCHEME_HTTP]));
	for (size_t i = 0; i < COUNT(history); i++)
		for (size_t k = 0; k < facts.facts[i].ports.count; k++) {
			const struct pq_port_range *range = &facts.facts[i].ports.ranges[k];

			for (uint32_t port = range->first; port <= range->last; port++) {
				const struct pq_entry *entry =
					pq_policy_port_entry(&fetch, PQ_SCHEME_HTTP, (uint16_t)port);

				assert_non_null(entry);
				assert_true(pq_view_eq(entry->since, facts.facts[i].date));
			}
		}
}

static void sets_know_their_runs(void **state)
{
	static const struct pq_port_range runs[] = { { 0, 0 }, { 63, 64 }, { 65534, 65535 } };
	struct pq_port_map set = { { 0 } };
	struct pq_port_map none = { { 0 } };
	struct pq_port_range run;
	uint32_t from = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(runs); i++)
		pq_port_map_put(&set, runs[i], true);
	assert_int_equal(pq_port_map_count(&set), 5);
	for (size_t i = 0; i < COUNT(runs); i++) {
		assert_true(pq_port_map_next(&set, &from, &run));
		assert_int_equal(run.first, runs[i].first);
		assert_int_equal(run.last, runs[i].last);
	}
	assert_false(pq_port_map_next(&set, &from, &run));
	pq_port_map_put(&set, runs[1], false);
	assert_int_equal(pq_port_map_count(&set), 3);
	pq_port_map_join(&none, &set);
	assert_true(pq_port_map_eq(&none, &set));
	pq_port_map_minus(&none, &set, &none);
	assert_int_equal(pq_port_map_count(&none), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(each_kind_is_read, drop_text),
		cmocka_unit_test(a_second_text_is_added),
		cmocka_unit_test_teardown(what_is_wrong_is_named_with_its_place, drop_text),
		cmocka_unit_test_teardown(too_many_facts_are_refused, drop_text),
		cmocka_unit_test(the_changes_add_up_to_the_sizes_that_they_state),
		cmocka_unit_test_teardown(a_change_that_states_another_size_would_show, drop_text),
		cmocka_unit_test(every_fact_has_a_source_and_says_something),
		cmocka_unit_test(each_listed_port_has_the_date_that_the_policy_gives_it),
		cmocka_unit_test(sets_know_their_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
