/* SPDX-License-Identifier: MIT */
#include "policies_fixture.h"
#include "policies/rules.h"

/* Checks what was made, gives it back, and wants exactly these findings: "LINE rule subject", in order. */
static void expect_findings(struct made *made, const char *wanted)
{
	struct pq_policy *policy = small_policy(small_text);
	struct pq_policies_check *check = pq_policies_check_new(policy, "small");
	struct pq_diag diag;
	char told[1024] = "";

	assert_int_equal(pq_policies_check_import(check, "file", &made->import, 0, &diag), PQ_ERR_OK);
	pq_policies_check_finish(check);
	tell_findings(check, told, sizeof(told));
	assert_false(check->full);
	assert_string_equal(told, wanted);
	pq_policies_check_free(check);
	free(policy);
	free(made);
}

static void a_list_that_says_what_the_policy_says_has_no_finding(void **state)
{
	struct made *range = made(PQ_IMPORT_PORTS);

	(void)state;
	expect_findings(PORTS(0, 25, 53, 40000), "");
	expect_findings(PORTS(40000, 53, 25, 0), "");
	expect_findings(NAMES(PQ_IMPORT_HEADERS, "HOST", "cookie"), "");
	expect_findings(NAMES(PQ_IMPORT_PREFIXES, "Sec-"), "");
	expect_findings(NAMES(PQ_IMPORT_METHODS, "trace"), "");
	add_ports(range, 0, 0);
	add_ports(range, 25, 25);
	add_ports(range, 53, 53);
	add_ports(range, 40000, 40000);
	expect_findings(range, "");
}

static void a_missing_entry_is_anchored_where_it_belongs(void **state)
{
	(void)state;
	expect_findings(PORTS(0, 53, 40000), "11 missing_port 25");
	expect_findings(PORTS(25, 53, 40000), "10 missing_port 0");
	expect_findings(PORTS(53, 0, 40000), "10 missing_port 25"); /* no order, no place */
	expect_findings(NAMES(PQ_IMPORT_HEADERS, "cookie"), "11 missing_header Host");
	expect_findings(NAMES(PQ_IMPORT_HEADERS, "host"), "10 missing_header Cookie");
	expect_findings(NAMES(PQ_IMPORT_PREFIXES, "x-"), "10 missing_prefix sec-; 11 extra_prefix x-");
	expect_findings(NAMES(PQ_IMPORT_METHODS, "CONNECT"), "11 missing_method TRACE; 11 extra_method CONNECT");
}

static void nothing_is_missing_in_what_comes_to_another_list(void **state)
{
	struct made *list = PORTS(0, 53, 80);

	(void)state;
	list->import.adds = true;
	expect_findings(list, "13 extra_port 80");
	expect_findings(PORTS(0, 53, 80), "11 missing_port 25; 13 missing_port 40000; 13 extra_port 80");
}

static void a_missing_port_tells_its_service_and_since_when(void **state)
{
	struct pq_policy *policy = small_policy(small_text);
	struct pq_policies_check *check = pq_policies_check_new(policy, "small");
	struct made *list = PORTS(0, 53, 40000);
	struct pq_diag diag;

	(void)state;
	assert_int_equal(pq_policies_check_import(check, "file", &list->import, 0, &diag), PQ_ERR_OK);
	assert_int_equal(check->finding_count, 1);
	assert_string_equal(check->findings[0].service, "smtp");
	assert_string_equal(check->findings[0].since, "2016-03-10");
	assert_string_equal(check->findings[0].text,
			    "port 25 (smtp, since 2016-03-10) is not in kList; it belongs behind 0");
	pq_policies_check_free(check);
	free(list);
	free(policy);
}

static void what_the_policy_allows_is_extra(void **state)
{
	struct made *range = PORTS(0, 25, 53, 40000);

	(void)state;
	add_ports(range, 80, 81);
	expect_findings(range, "15 extra_port 80-81");
	expect_findings(NAMES(PQ_IMPORT_HEADERS, "cookie", "Host", "DNT"), "13 extra_header DNT");
	expect_findings(NAMES(PQ_IMPORT_HEADERS, "cookie", "Host", "Sec-GPC"), ""); /* its prefix is forbidden */
	expect_findings(NAMES(PQ_IMPORT_PREFIXES, "sec-", "sec-fetch-"), "");
}

static void what_stands_twice_is_told_once_more(void **state)
{
	struct made *range = PORTS(0, 25, 53, 40000);

	(void)state;
	expect_findings(PORTS(0, 25, 25, 53, 40000), "13 duplicate_port 25");
	add_ports(range, 52, 54);
	expect_findings(range, "15 extra_port 52; 15 extra_port 54; 15 duplicate_port 53");
	expect_findings(NAMES(PQ_IMPORT_HEADERS, "cookie", "Host", "COOKIE"), "13 duplicate_name COOKIE");
}

static void order_counts_where_the_code_bisects(void **state)
{
	struct made *list = PORTS(0, 53, 25, 40000);

	(void)state;
	expect_findings(PORTS(0, 53, 25, 40000), "");
	list->list.search = PQ_IMPORT_SEARCH_LINEAR;
	expect_findings(list, "");
	list = PORTS(0, 53, 25, 40000);
	list->list.search = PQ_IMPORT_SEARCH_BISECTION;
	expect_findings(list, "13 unsorted 25");
	list = PORTS(0, 25, 53, 40000);
	list->list.search = PQ_IMPORT_SEARCH_BISECTION;
	expect_findings(list, "");
}

/* A 0 in that line ends the list behind `live` of its entries. */
static void end_list(struct made *list, size_t live, uint32_t line)
{
	list->list.terminated = true;
	list->list.terminator_line = line;
	list->list.live_count = live;
}

static void a_zero_ends_a_list_that_ends_with_zero(void **state)
{
	struct made *list = PORTS(25, 53, 40000);

	(void)state;
	end_list(list, 1, 12);
	expect_findings(list, "12 zero_terminator_cuts 0");
	list = PORTS(25, 53, 40000);
	end_list(list, 3, 14);
	expect_findings(list, "10 missing_port 0"); /* the terminator blocks nothing */
	list = PORTS(0, 25, 53, 40000);
	list->list.live_count = 4;
	expect_findings(list, "");
}

static void a_port_must_fit_into_the_element(void **state)
{
	static const struct {
		const char *type;
		const char *wanted;
	} rows[] = {
		{ "", "" },
		{ "int", "" },
		{ "const int32_t", "" },
		{ "uint16_t", "" },
		{ "unsigned short", "" },
		{ "u16", "" },
		{ "PRUint16", "" },
		{ "char16_t", "" },
		{ "int16_t", "14 signedness_spoils 40000" },
		{ "PRInt16", "14 signedness_spoils 40000" },
		{ "const short", "14 signedness_spoils 40000" },
		{ "i16", "14 signedness_spoils 40000" },
		{ "uint8_t", "14 signedness_spoils 40000" },
		{ "i8", "14 signedness_spoils 40000" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made *list = PORTS(0, 25, 53, 40000);

		list->list.element = pq_view_str(rows[i].type);
		expect_findings(list, rows[i].wanted);
	}
}

static void put_condition(struct made *made, size_t index, const char *branch, uint32_t line, uint32_t branch_line)
{
	made->conditions[index] = (struct pq_import_condition){
		.opening = pq_view_str("#if X"), .branch = pq_view_str(branch), .line = line, .branch_line = branch_line
	};
	made->import.condition_count = index + 1;
}

static void each_side_of_a_conditional_is_looked_at(void **state)
{
	struct made *list = PORTS(0, 25, 53, 40000);

	(void)state;
	put_condition(list, 0, "#if X", 1, 1);
	list->items[1].condition = 1;
	expect_findings(list, "12 conditional 25");

	list = PORTS(0, 25, 25, 53, 40000);
	put_condition(list, 0, "#if X", 1, 1);
	put_condition(list, 1, "# else", 1, 3);
	list->conditions[1].before = 1;
	list->items[1].condition = 1;
	list->items[2].condition = 2;
	expect_findings(list, ""); /* on both sides, and so no duplicate */

	list = PORTS(0, 25, 25, 53, 40000);
	put_condition(list, 0, "#if X", 1, 1);
	put_condition(list, 1, "#elif Y", 1, 3);
	list->items[1].condition = 1;
	list->items[2].condition = 2;
	expect_findings(list, "12 conditional 25"); /* neither side must hold */

	list = PORTS(0, 25, 25, 53, 40000);
	put_condition(list, 0, "#if X", 1, 1);
	put_condition(list, 1, "#else", 1, 5);
	list->conditions[1].before = 2; /* and between them an #elif without the port */
	list->items[1].condition = 1;
	list->items[2].condition = 2;
	expect_findings(list, "12 conditional 25");

	list = PORTS(0, 25, 25, 53, 40000);
	put_condition(list, 0, "#if X", 1, 1);
	list->items[2].condition = 1;
	expect_findings(list, "13 duplicate_port 25"); /* there already whatever X is */

	list = PORTS(0, 25, 53, 40000, 80);
	put_condition(list, 0, "#if 0", 1, 1);
	list->conditions[0].never = true;
	list->items[4].condition = 1;
	expect_findings(list, ""); /* never compiled */

	list = PORTS(0, 25, 53, 40000, 80);
	put_condition(list, 0, "#if X", 1, 1);
	list->items[4].condition = 1;
	expect_findings(list, "15 extra_port 80");
}

static void a_whole_list_under_a_condition_is_told_once(void **state)
{
	struct made *list = PORTS(0, 25, 53, 40000);

	(void)state;
	put_condition(list, 0, "#if X", 1, 1);
	for (size_t i = 0; i < 4; i++)
		list->items[i].condition = 1;
	expect_findings(list, "10 conditional kList");
	list = PORTS(0, 25, 53, 40000);
	put_condition(list, 0, "#if X", 1, 1);
	put_condition(list, 1, "#if Y", 2, 2);
	list->conditions[1].parent = 1;
	for (size_t i = 0; i < 4; i++)
		list->items[i].condition = i == 1 ? 2 : 1;
	expect_findings(list, "10 conditional kList; 12 conditional 25"); /* and what depends on more than that */
}

static void sides_within_sides_add_up(void **state)
{
	struct made *list = PORTS(0, 25, 25, 25, 53, 40000);

	(void)state;
	put_condition(list, 0, "#if X", 1, 1);
	put_condition(list, 1, "#if Y", 2, 2);
	put_condition(list, 2, "#else", 2, 4);
	list->conditions[2].before = 1;
	list->conditions[1].parent = 1;
	list->conditions[2].parent = 1;
	list->items[1].condition = 2;
	list->items[2].condition = 3;
	list->items[3].condition = 0;
	expect_findings(list, "14 duplicate_port 25");

	list = PORTS(0, 25, 25, 53, 40000);
	put_condition(list, 0, "#if X", 1, 1);
	put_condition(list, 1, "#if Y", 2, 2);
	put_condition(list, 2, "#else", 2, 4);
	list->conditions[2].before = 1;
	list->conditions[1].parent = 1;
	list->conditions[2].parent = 1;
	list->items[1].condition = 2;
	list->items[2].condition = 3;
	expect_findings(list, "12 conditional 25"); /* both inner sides, but only under X */
	list = PORTS(0, 25, 25, 53, 40000);
	put_condition(list, 0, "#if 1", 1, 1);
	put_condition(list, 1, "#if Y", 2, 2);
	put_condition(list, 2, "#else", 2, 4);
	list->conditions[2].before = 1;
	list->conditions[0].always = true;
	list->conditions[1].parent = 1;
	list->conditions[2].parent = 1;
	list->items[1].condition = 2;
	list->items[2].condition = 3;
	expect_findings(list, "");
}

static void an_exception_is_measured_by_its_scheme(void **state)
{
	struct made *list = PORTS(0, 25, 53, 40000);

	(void)state;
	add_ports(list, 53, 53)->allow = true;
	list->items[4].schemes = "ftp"; /* the policy leaves 53 to ftp */
	expect_findings(list, "");
	list = PORTS(0, 25, 53, 40000);
	add_ports(list, 25, 25)->allow = true;
	list->items[4].schemes = "ftp";
	expect_findings(list, "15 exempt_port 25");
	list = PORTS(0, 25, 53, 40000);
	add_ports(list, 53, 53)->allow = true;
	expect_findings(list, "15 exempt_port 53");
}

static void an_entry_for_some_schemes_blocks_only_these(void **state)
{
	struct made *list = PORTS(0, 25, 53, 40000);

	(void)state;
	list->items[1].schemes = "http";
	expect_findings(list, "12 missing_port 25");
}

static void what_was_not_read_in_a_list_is_a_finding(void **state)
{
	struct pq_import_note note = { 12, 7, "an entry that is no number", PQ_VIEW("kPort") };
	struct made *list = PORTS(0, 25, 53, 40000);

	(void)state;
	list->import.notes = &note;
	list->import.note_count = 1;
	expect_findings(list, "12 unread kPort");
	list = PORTS(0, 25, 53, 40000);
	note.line = 99;
	list->import.notes = &note;
	list->import.note_count = 1;
	expect_findings(list, "");
}

static void a_list_of_too_many_ports_is_refused(void **state)
{
	struct pq_policy *policy = small_policy(small_text);
	struct pq_policies_check *check = pq_policies_check_new(policy, "small");
	struct made *list = made(PQ_IMPORT_PORTS);
	struct pq_import_item *items = calloc(20, sizeof(*items));
	struct pq_diag diag = { 0, 0, "" };

	(void)state;
	for (size_t i = 0; i < 20; i++)
		items[i] = (struct pq_import_item){ .first = 0, .last = 65535, .line = 1 };
	list->list.items = items;
	list->list.item_count = 20;
	list->list.live_count = 20;
	assert_int_equal(pq_policies_check_import(check, "file", &list->import, 0, &diag), PQ_ERR_LIMIT);
	assert_non_null(strstr(diag.expected, "PQ_MAX_LISTED"));
	pq_policies_check_free(check);
	free(items);
	free(list);
	free(policy);
}

static void every_rule_has_a_word_and_a_summary(void **state)
{
	(void)state;
	for (size_t i = 0; i < PQ_POLICIES_RULES; i++) {
		enum pq_row_kind kind = (enum pq_row_kind)(PQ_ROW_FIRST_OF_LISTS + i);

		assert_non_null(pq_row_word(kind));
		assert_non_null(pq_policies_rule(kind)->summary);
		assert_non_null(pq_policies_rule(kind)->help);
		assert_memory_equal(pq_policies_rule(kind)->cwe, "CWE-", 4);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_that_says_what_the_policy_says_has_no_finding),
		cmocka_unit_test(a_missing_entry_is_anchored_where_it_belongs),
		cmocka_unit_test(nothing_is_missing_in_what_comes_to_another_list),
		cmocka_unit_test(a_missing_port_tells_its_service_and_since_when),
		cmocka_unit_test(what_the_policy_allows_is_extra),
		cmocka_unit_test(what_stands_twice_is_told_once_more),
		cmocka_unit_test(order_counts_where_the_code_bisects),
		cmocka_unit_test(a_zero_ends_a_list_that_ends_with_zero),
		cmocka_unit_test(a_port_must_fit_into_the_element),
		cmocka_unit_test(each_side_of_a_conditional_is_looked_at),
		cmocka_unit_test(a_whole_list_under_a_condition_is_told_once),
		cmocka_unit_test(sides_within_sides_add_up),
		cmocka_unit_test(an_exception_is_measured_by_its_scheme),
		cmocka_unit_test(an_entry_for_some_schemes_blocks_only_these),
		cmocka_unit_test(what_was_not_read_in_a_list_is_a_finding),
		cmocka_unit_test(a_list_of_too_many_ports_is_refused),
		cmocka_unit_test(every_rule_has_a_word_and_a_summary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
