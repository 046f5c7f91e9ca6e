/* SPDX-License-Identifier: MIT */
/*
 * The built-in policies beside the list: what each product's source lacks and has more, typed here from the sources a
 * third time, and who blocks which port.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "policies/diff.h"
#include "policies/port_map.h"
#include "policies/why.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct pq_states *states;

static int set_up(void **state)
{
	(void)state;
	states = pq_states_new();
	return states ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	pq_states_free(states);
	return 0;
}

static const struct pq_state *find(const char *name)
{
	for (size_t i = 0; i < states->count; i++)
		if (pq_view_is(states->states[i].policy->name, name))
			return &states->states[i];
	return NULL;
}

static void print(const struct pq_port_map *set, char *out, size_t size)
{
	struct pq_port_range run;
	size_t len = 0;

	out[0] = '\0';
	for (uint32_t from = 0; pq_port_map_next(set, &from, &run);)
		for (uint32_t port = run.first; port <= run.last; port++)
			len += (size_t)snprintf(out + len, size - len, "%s%u", len ? "," : "", port);
}

/* What the source on its day lacks of the list of 2025-08-11 with its 83 ports, and what it has besides. */
static const struct {
	const char *name;
	const char *missing;
	const char *extra;
} products[] = {
	{ "fetch", "", "" },
	{ "chromium", "4190,6679", "" },
	{ "chromium-2021", "0,989,990,4190,6679", "" },
	{ "chromium-2020", "0,69,137,161,554,989,990,1719,1720,1723,4190,5060,5061,6566,6679,10080", "" },
	{ "cobalt", "0,4190,6679", "" },
	{ "supermium", "0,4190,6679", "" },
	{ "qtwebengine-2020", "0,69,137,161,554,989,990,1719,1720,1723,4190,6566,6679,10080", "65535" },
	{ "firefox", "", "" },
	{ "seamonkey", "989,990,4190,6679", "" },
	{ "palemoon", "427,548,989,990,4190,6679,6697,10080", "" },
	{ "mypal68", "69,137,161,554,989,990,1719,1720,1723,4190,5060,5061,6566,6679,10080", "" },
	{ "tenfourfox",
	  "69,137,161,427,548,554,989,990,1719,1720,1723,3659,4190,5060,5061,6566,6665,6666,6667,6668,6669,6679,6697,"
	  "10080",
	  "" },
	{ "sailfish",
	  "69,137,161,427,548,554,989,990,1719,1720,1723,3659,4190,5060,5061,6566,6665,6666,6667,6668,6669,6679,6697,"
	  "10080",
	  "" },
	{ "webkit", "0", "" },
	{ "ladybird", "0", "" },
	{ "servo", "0,989,990,4190,6679", "" },
	{ "undici", "0", "" },
	{ "deno", "", "" },
	{ "jsdom", "", "" },
	{ "lightpanda", "0", "" },
};

static void each_product_lacks_and_has_what_its_source_shows(void **state)
{
	char text[4096];

	(void)state;
	for (size_t i = 0; i < COUNT(products); i++) {
		const struct pq_state *product = find(products[i].name);

		if (!product)
			fail_msg("no policy %s", products[i].name);
		print(&product->missing, text, sizeof(text));
		if (strcmp(text, products[i].missing) != 0)
			fail_msg("%s lacks %s", products[i].name, text);
		print(&product->extra, text, sizeof(text));
		if (strcmp(text, products[i].extra) != 0)
			fail_msg("%s has more: %s", products[i].name, text);
		assert_int_equal(product->has, 83 - pq_port_map_count(&product->missing));
		print(&product->partly, text, sizeof(text));
		assert_string_equal(text, strcmp(products[i].name, "jsdom") == 0 ? "0" : "");
	}
}

/* The group of a difference that the scheme is in. */
static const struct pq_diff_ports *group_of(const struct pq_policy_diff *diff, enum pq_scheme scheme)
{
	size_t i = 0;

	while (!(diff->groups[i].schemes >> scheme & 1))
		i++;
	return &diff->groups[i];
}

/* The same, as `policy diff` tells it. */
static void the_difference_from_fetch_is_the_same(void **state)
{
	static struct pq_policy_diff diff;
	char text[4096];

	(void)state;
	for (size_t i = 0; i < COUNT(products); i++) {
		const struct pq_state *product = find(products[i].name);

		pq_policy_diff(&diff, product->policy, pq_states_fetch(states));
		for (unsigned int scheme = PQ_SCHEME_HTTP; scheme <= PQ_SCHEME_WSS; scheme++) {
			const struct pq_diff_ports *group = group_of(&diff, (enum pq_scheme)scheme);
			bool looks = product->schemes >> scheme & 1;
			/* jsdom's WebSocket is undici's. */
			bool partly = pq_view_is(product->product, "jsdom") && scheme >= PQ_SCHEME_WS;

			print(&group->only_b, text, sizeof(text));
			if (looks && strcmp(text, partly ? "0" : products[i].missing) != 0)
				fail_msg("%s: only fetch blocks %s", products[i].name, text);
			assert_int_equal(group->both, looks ? product->has - partly : 0);
			print(&group->only_a, text, sizeof(text));
			assert_string_equal(text, looks ? products[i].extra : "");
		}
	}
}

/* Between the day before a change and its day the fetch policy gains the change's ports and no others. */
static void states_of_fetch_differ_by_the_changes(void **state)
{
	static const char *const days_before[] = {
		"fetch@2016-03-09", "fetch@2018-05-30", "fetch@2020-11-04", "fetch@2021-02-09", "fetch@2021-03-09",
		"fetch@2021-04-13", "fetch@2021-06-13", "fetch@2024-04-01", "fetch@2025-08-10",
	};
	static struct pq_policy before;
	static struct pq_policy after;
	static struct pq_policy_diff diff;

	(void)state;
	assert_int_equal(states->facts.facts[COUNT(days_before)].kind, PQ_FACT_ATTACK);
	for (size_t i = 0; i < COUNT(days_before); i++) {
		const struct pq_fact *change = &states->facts.facts[i];
		struct pq_port_map added = { { 0 } };
		char name[32];

		snprintf(name, sizeof(name), "fetch@%.10s", (const char *)change->date.data);
		assert_int_equal(pq_policy_parse_builtin(&before, pq_view_str(days_before[i])), PQ_ERR_OK);
		assert_int_equal(pq_policy_parse_builtin(&after, pq_view_str(name)), PQ_ERR_OK);
		assert_int_equal(pq_port_map_count(&after.blocked[PQ_SCHEME_WS]), change->size);
		pq_policy_diff(&diff, &before, &after);
		for (size_t k = 0; k < change->ports.count; k++)
			pq_port_map_put(&added, change->ports.ranges[k], true);
		assert_true(pq_port_map_eq(&group_of(&diff, PQ_SCHEME_HTTP)->only_b, &added));
		assert_int_equal(pq_port_map_count(&group_of(&diff, PQ_SCHEME_HTTP)->only_a), 0);
	}
}

static void lightpanda_looks_at_ports_of_websockets_alone(void **state)
{
	(void)state;
	assert_int_equal(find("lightpanda")->schemes, UINT32_C(1) << PQ_SCHEME_WS | UINT32_C(1) << PQ_SCHEME_WSS);
	assert_int_equal(find("undici")->schemes, PQ_WEB_SCHEMES);
	assert_int_equal(find("none")->schemes, 0);
	assert_int_equal(find("silverlight")->schemes, 0);
}

static void a_product_stands_together_with_its_older_sources_before_it(void **state)
{
	const struct pq_state *newest = find("chromium");

	(void)state;
	assert_ptr_equal(newest - 1, find("chromium-2021"));
	assert_ptr_equal(newest - 2, find("chromium-2020"));
	assert_true(pq_view_is(newest[-1].product, "chromium"));
	assert_true(pq_view_is(find("qtwebengine-2020")->product, "qtwebengine"));
	assert_true(pq_view_is(find("mypal68")->product, "mypal68"));
	for (size_t i = 0; i + 1 < states->count; i++)
		for (size_t k = i + 2; k < states->count; k++)
			if (pq_view_eq(states->states[i].product, states->states[k].product))
				assert_true(pq_view_eq(states->states[i].product, states->states[k - 1].product));
}

/* A policy of our own, as of a day between two changes. */
static void what_was_due_depends_on_the_date(void **state)
{
	static const char text[] =
		"pratique-policy 1\nname mine-1999\ndate 2020-12-31\nbase fetch\nallow http,https,ws,wss 0,5060\n";
	static struct pq_policy policy;
	static struct pq_state mine;

	(void)state;
	assert_int_equal(pq_policy_parse(&policy, pq_view_str(text), NULL), PQ_ERR_OK);
	pq_state_of(&mine, &states->facts, &policy);
	assert_true(pq_view_is(mine.product, "mine"));
	assert_int_equal(mine.due, 69);
	assert_int_equal(mine.late, 1);
	assert_int_equal(pq_port_map_count(&mine.missing), 2);
}

static void a_share_of_a_change_is_none_some_or_all(void **state)
{
	const struct pq_fact *slipstreaming = pq_states_listed(states, 5060);
	const struct pq_fact *alpaca = pq_states_listed(states, 989);
	const struct pq_fact *first = pq_states_listed(states, 25);

	(void)state;
	assert_int_equal(pq_state_share(find("chromium-2020"), slipstreaming), 0);
	assert_int_equal(pq_state_share(find("chromium-2021"), slipstreaming), 2);
	assert_int_equal(pq_state_share(find("chromium-2021"), alpaca), 0);
	assert_int_equal(pq_state_share(find("tenfourfox"), first), 1);
	assert_int_equal(pq_state_share(find("jsdom"), pq_states_listed(states, 0)), 1);
	assert_null(pq_states_listed(states, 8080));
}

/* What a group says of a policy and a scheme: a scheme of which the policy blocks every port is left out. */
static bool says(const struct pq_why_group *group, const struct pq_policy *policy, unsigned int scheme)
{
	return pq_port_map_count(&policy->blocked[scheme]) == 65536 || group->schemes >> scheme & 1;
}

/* Every policy is in exactly one group, and the group says what the policy does. */
static void assert_groups_are_right(const struct pq_why_part *part, uint16_t port, uint32_t among)
{
	size_t told = 0;

	for (size_t i = 0; i < part->count; i++) {
		assert_int_equal(part->groups[i].schemes & ~among, 0);
		for (size_t k = 0; k < part->groups[i].count; k++) {
			const struct pq_policy *policy = states->states[part->groups[i].states[k]].policy;

			for (unsigned int scheme = PQ_SCHEME_HTTP; scheme < PQ_SCHEME_COUNT; scheme++)
				if (among >> scheme & 1)
					assert_int_equal(says(&part->groups[i], policy, scheme),
							 pq_policy_blocks_port(policy, (enum pq_scheme)scheme, port));
		}
		told += part->groups[i].count;
		for (size_t k = 0; k < i; k++)
			assert_int_not_equal(part->groups[i].schemes, part->groups[k].schemes);
	}
	assert_int_equal(told, states->count);
}

static void every_policy_is_in_one_group_of_a_port(void **state)
{
	static const uint16_t ports[] = { 0, 21, 25, 80, 445, 4190, 4502, 10080, 65535 };

	(void)state;
	for (size_t i = 0; i < COUNT(ports); i++) {
		struct pq_why why;

		assert_true(pq_why_init(&why, states, ports[i]));
		assert_groups_are_right(&why.web, ports[i], PQ_WEB_SCHEMES);
		assert_groups_are_right(&why.others, ports[i], ~PQ_WEB_SCHEMES);
		pq_why_fini(&why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_product_lacks_and_has_what_its_source_shows),
		cmocka_unit_test(the_difference_from_fetch_is_the_same),
		cmocka_unit_test(states_of_fetch_differ_by_the_changes),
		cmocka_unit_test(lightpanda_looks_at_ports_of_websockets_alone),
		cmocka_unit_test(a_product_stands_together_with_its_older_sources_before_it),
		cmocka_unit_test(what_was_due_depends_on_the_date),
		cmocka_unit_test(a_share_of_a_change_is_none_some_or_all),
		cmocka_unit_test(every_policy_is_in_one_group_of_a_port),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
