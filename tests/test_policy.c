/* SPDX-License-Identifier: MIT */
/*
 * Policies: the text that is printed, the port maps (Fetch 2.9), and the built-in policies.
 *
 * tests/snapshots/policy-NAME.txt shows what a built-in policy comes to, policy-history.txt its states. After
 * an intended change, run this program with PQ_UPDATE_SNAPSHOTS=1 and read the diff.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "policy_text.h"

static struct pq_policy again;
static unsigned char storage[1 << 17];

static void assert_views_equal(struct pq_view a, struct pq_view b)
{
	if (!pq_view_eq(a, b))
		fail_msg("got:\n%.*s\nexpected:\n%.*s", (int)a.len, (const char *)a.data, (int)b.len,
			 (const char *)b.data);
}

static struct pq_view print(const struct pq_policy *from, struct pq_buf *out)
{
	pq_buf_init(out, storage, sizeof(storage));
	pq_policy_print(from, out);
	assert_true(pq_buf_ok(out));
	return pq_buf_view(out);
}

static void assert_prints(const char *text, const char *expected)
{
	struct pq_buf out;

	parse(text);
	assert_views_equal(print(&policy, &out), pq_view_str(expected));
}

static void scheme_names_round_trip(void **state)
{
	(void)state;
	for (unsigned int s = 0; s < PQ_SCHEME_COUNT; s++)
		assert_int_equal(pq_scheme_by_name(pq_view_str(pq_scheme_name((enum pq_scheme)s))), s);
	assert_int_equal(pq_scheme_by_name(pq_view_str("HTTP")), PQ_SCHEME_OTHER);
	assert_int_equal(pq_scheme_by_name(pq_view_str("httpss")), PQ_SCHEME_OTHER);
	assert_int_equal(pq_scheme_by_name(pq_view(NULL, 0)), PQ_SCHEME_OTHER);
}

static void built_in_texts_are_canonical_and_named_as_they_say(void **state)
{
	struct pq_buf out;

	(void)state;
	assert_int_equal(pq_policy_builtin_count(), 24);
	for (size_t i = 0; i < pq_policy_builtin_count(); i++) {
		parse_builtin(pq_policy_builtin_name(i));
		assert_true(pq_view_is(policy.name, pq_policy_builtin_name(i)));
		assert_views_equal(print(&policy, &out), pq_policy_builtin_text(i));
	}
	assert_true(pq_policy_builtin_find(pq_view_str("fetc")) == SIZE_MAX);
	assert_true(pq_policy_builtin_find(pq_view_str("")) == SIZE_MAX);
}

/* Appends the blocked ports of a scheme as ranges, and how many they are. */
static void add_blocked(struct pq_buf *out, enum pq_scheme scheme)
{
	size_t count = 0;

	pq_buf_add_str(out, pq_scheme_name(scheme));
	pq_buf_add_byte(out, ':');
	for (unsigned int port = 0; port <= UINT16_MAX; port++) {
		unsigned int first = port;

		while (port <= UINT16_MAX && pq_policy_blocks_port(&policy, scheme, (uint16_t)port))
			port++;
		if (port == first)
			continue;
		count += port - first;
		pq_buf_add_byte(out, ' ');
		pq_buf_add_u64(out, first);
		if (port - first > 1) {
			pq_buf_add_byte(out, '-');
			pq_buf_add_u64(out, port - 1);
		}
	}
	pq_buf_add_str(out, " (");
	pq_buf_add_u64(out, count);
	pq_buf_add_str(out, " blocked)\n");
}

static void add_names(struct pq_buf *out, const char *what, const struct pq_name_list *list)
{
	pq_buf_add_str(out, what);
	pq_buf_add_byte(out, ':');
	for (size_t i = 0; i < list->count; i++) {
		pq_buf_add_byte(out, ' ');
		pq_buf_add(out, list->names[i]);
	}
	pq_buf_add_str(out, " (");
	pq_buf_add_u64(out, list->count);
	pq_buf_add_str(out, ")\n");
}

/* What the policy comes to, bases and days applied. */
static void add_effect(struct pq_buf *out)
{
	pq_buf_add_str(out, "\nblocked ports\n");
	for (unsigned int s = PQ_SCHEME_HTTP; s < PQ_SCHEME_COUNT; s++)
		add_blocked(out, (enum pq_scheme)s);
	pq_buf_add_str(out, "\nnames\n");
	add_names(out, "headers", &policy.headers);
	add_names(out, "prefixes", &policy.prefixes);
	add_names(out, "overrides", &policy.overrides);
	add_names(out, "methods", &policy.methods);
	pq_buf_add_str(out, policy.fold_underscores ? "underscores count as hyphens\n" : "");
}

static void assert_snapshot(const char *path, struct pq_view text)
{
	static unsigned char expected[1 << 16];
	bool update = getenv("PQ_UPDATE_SNAPSHOTS") != NULL;
	FILE *file = fopen(path, update ? "wb" : "rb");

	if (!file)
		fail_msg("cannot open %s", path);
	if (update)
		assert_int_equal(fwrite(text.data, 1, text.len, file), text.len);
	else
		assert_views_equal(text, pq_view(expected, fread(expected, 1, sizeof(expected), file)));
	assert_int_equal(fclose(file), 0);
}

static void built_in_policies_come_to_what_their_snapshots_show(void **state)
{
	(void)state;
	for (size_t i = 0; i < pq_policy_builtin_count(); i++) {
		struct pq_buf out;
		char path[512];

		parse_builtin(pq_policy_builtin_name(i));
		print(&policy, &out);
		add_effect(&out);
		assert_true(pq_buf_ok(&out));
		snprintf(path, sizeof(path), "%s/tests/snapshots/policy-%s.txt", PQ_SOURCE_DIR,
			 pq_policy_builtin_name(i));
		assert_snapshot(path, pq_buf_view(&out));
	}
}

/* tests/snapshots/policy-history.txt: each built-in policy that has states, in each of them. */
static void states_come_to_what_their_snapshot_shows(void **state)
{
	static unsigned char history[1 << 16];
	struct pq_buf out;

	(void)state;
	pq_buf_init(&out, history, sizeof(history));
	for (size_t i = 0; i < pq_policy_builtin_count(); i++) {
		uint32_t days[32];
		size_t count;

		parse_builtin(pq_policy_builtin_name(i));
		count = pq_policy_change_days(&policy, days, COUNT(days));
		assert_true(count <= COUNT(days));
		for (size_t k = 0; k < count; k++) {
			pq_buf_add_str(&out, "==== ");
			pq_buf_add_str(&out, pq_policy_builtin_name(i));
			pq_buf_add_byte(&out, '@');
			pq_date_print(days[k], &out);
			pq_buf_add_byte(&out, '\n');
			assert_int_equal(pq_policy_parse_as_of(&policy, pq_policy_builtin_text(i), days[k], NULL),
					 PQ_ERR_OK);
			add_effect(&out);
			pq_buf_add_byte(&out, '\n');
		}
	}
	assert_true(pq_buf_ok(&out));
	assert_snapshot(PQ_SOURCE_DIR "/tests/snapshots/policy-history.txt", pq_buf_view(&out));
}

/* Many ways to say ports, one on top of the other, with words, cases and edges mixed. */
static const char hard[] =
	HEAD "# a comment with  blanks \t \n"
	     "   \n"
	     "   # indented\n"
	     "\n"
	     "  name  hard\n"
	     "source  some \"where\", since 2016  \n"
	     "base    fetch\n"
	     "date 2024-02-29\n"
	     "block wss,http,http 00025,7-7,65535,0-0 \"a \\\"quoted\\\" \\\\ \\x41\\x7f\\r\\n\\t\\0\"\n"
	     "allow http,tcp 25,20-22 since 2000-02-29\n"
	     "only ftp,tcp 1-63,64,127-128,192-65534\n"
	     "block ftp 63-64\n"
	     "only ftp 63,65535 since 2016-03-10 \"opens\" \n"
	     "allow tcp 65\n"
	     "note tcp,ftp 65 until 2030-01-01 \"a way\"\n"
	     "block ws 1-9 until  2024-02-29 \n"
	     "allow ws 7 since 2024-02-29  until 2024-03-01 \"a day\"\n"
	     "fold-underscores  since 2024-03-01 \n"
	     "forbid-header X-A \"\"\n"
	     "forbid-prefix ~ since 2016-12-31 \""
	     "\xc3\xa9\"\n"
	     "forbid-method get\n"
	     "forbid-override X-A";

static void text_is_printed_in_one_canonical_way(void **state)
{
	struct pq_view once;
	struct pq_buf out;
	unsigned char *copy;

	(void)state;
	assert_prints(hard, HEAD "# a comment with  blanks\n"
				 "\n"
				 "   # indented\n"
				 "\n"
				 "name    hard\n"
				 "source  some \"where\", since 2016\n"
				 "base    fetch\n"
				 "date    2024-02-29\n"
				 "block   http,wss 25,7,65535,0 \"a \\\"quoted\\\" \\\\ A\\x7f\\r\\n\\t\\0\"\n"
				 "allow   http,tcp 25,20-22 since 2000-02-29\n"
				 "only    ftp,tcp 1-63,64,127-128,192-65534\n"
				 "block   ftp 63-64\n"
				 "only    ftp 63,65535 since 2016-03-10 \"opens\"\n"
				 "allow   tcp 65\n"
				 "note    ftp,tcp 65 until 2030-01-01 \"a way\"\n"
				 "block   ws 1-9 until 2024-02-29\n"
				 "allow   ws 7 since 2024-02-29 until 2024-03-01 \"a day\"\n"
				 "fold-underscores since 2024-03-01\n"
				 "forbid-header X-A\n"
				 "forbid-prefix ~ since 2016-12-31 \"\\xc3\\xa9\"\n"
				 "forbid-method get\n"
				 "forbid-override X-A\n");
	once = print(&policy, &out);
	copy = malloc(once.len);
	assert_non_null(copy);
	memcpy(copy, once.data, once.len);
	assert_int_equal(pq_policy_parse(&again, pq_view(copy, once.len), NULL), PQ_ERR_OK);
	assert_views_equal(print(&again, &out), pq_view(copy, out.len));
	assert_memory_equal(again.blocked, policy.blocked, sizeof(policy.blocked));
	free(copy);
}

static void long_runs_in_reasons_survive(void **state)
{
	char text[400] = HEAD "block   http 1 \"";
	size_t len = strlen(text);

	(void)state;
	memset(text + len, 'a', 200);
	strcpy(text + len + 200, "\"\n");
	assert_prints(text, HEAD "block   http 1 fill 200 \"a\"\n");
	assert_prints(HEAD "block http 1 fill 200 \"a\"", HEAD "block   http 1 fill 200 \"a\"\n");
	assert_int_equal(policy.entries[0].reason.len, 200);
}

/* The oracle: the entries one after the other, one port at a time. */
static bool naive_blocks(enum pq_scheme scheme, unsigned int port, const struct pq_entry **decides)
{
	bool blocked = false;
	bool only = false;

	*decides = NULL;
	for (size_t i = 0; i < policy.entry_count; i++) {
		const struct pq_entry *entry = &policy.entries[i];
		bool named = false;

		if (!entry->in_force || entry->kind == PQ_ENTRY_NOTE || !(entry->schemes & 1u << scheme))
			continue;
		for (size_t r = 0; r < entry->range_count; r++)
			named = named || (port >= entry->ranges[r].first && port <= entry->ranges[r].last);
		if (named || (entry->kind == PQ_ENTRY_ONLY && !only)) {
			blocked = !named || entry->kind == PQ_ENTRY_BLOCK;
			*decides = entry;
		}
		only = only || entry->kind == PQ_ENTRY_ONLY;
	}
	return blocked;
}

/* All schemes and all 65,536 ports. */
static void assert_maps_match_entries(void)
{
	for (unsigned int s = 0; s < PQ_SCHEME_COUNT; s++) {
		enum pq_scheme scheme = (enum pq_scheme)s;

		for (unsigned int port = 0; port <= UINT16_MAX; port++) {
			const struct pq_entry *decides;
			bool blocked = naive_blocks(scheme, port, &decides);

			if (pq_policy_blocks_port(&policy, scheme, (uint16_t)port) != blocked ||
			    pq_policy_port_entry(&policy, scheme, (uint16_t)port) != decides)
				fail_msg("%s port %u should be %s", pq_scheme_name(scheme), port,
					 blocked ? "blocked" : "allowed");
		}
	}
}

static void maps_equal_the_entries_for_every_scheme_and_port(void **state)
{
	/* The other built-in ones are compared with the judge, in every state, by test_policy_states. */
	(void)state;
	parse_builtin("fetch");
	assert_maps_match_entries();
	parse_builtin("silverlight");
	assert_maps_match_entries();
	parse(hard);
	assert_maps_match_entries();
}

static size_t count_blocked(enum pq_scheme scheme)
{
	size_t count = 0;

	for (unsigned int port = 0; port <= UINT16_MAX; port++)
		count += pq_policy_blocks_port(&policy, scheme, (uint16_t)port);
	return count;
}

static void built_in_policies_block_as_many_ports_as_their_sources_say(void **state)
{
	(void)state;
	parse_builtin("fetch");
	assert_int_equal(count_blocked(PQ_SCHEME_HTTP), 83);
	assert_int_equal(count_blocked(PQ_SCHEME_HTTPS), 83);
	assert_int_equal(count_blocked(PQ_SCHEME_WS), 83);
	assert_int_equal(count_blocked(PQ_SCHEME_WSS), 83);
	assert_int_equal(count_blocked(PQ_SCHEME_FTP), 83 - 2);
	assert_int_equal(count_blocked(PQ_SCHEME_FTP_DATA), 1024 + 19);
	assert_int_equal(count_blocked(PQ_SCHEME_STUN_UDP), 0);
	assert_int_equal(count_blocked(PQ_SCHEME_STUN_TCP), 83);
	assert_int_equal(count_blocked(PQ_SCHEME_TURN_UDP), 1024 - 3);
	assert_int_equal(count_blocked(PQ_SCHEME_TURN_TCP), 1024 - 2 + 19);
	assert_int_equal(count_blocked(PQ_SCHEME_TCP), 65536);
	assert_int_equal(count_blocked(PQ_SCHEME_WEBTRANSPORT), 83);
	assert_int_equal(count_blocked(PQ_SCHEME_OTHER), 0);
	assert_true(pq_policy_blocks_port(&policy, PQ_SCHEME_HTTP, 6679));
	parse_builtin("silverlight");
	assert_int_equal(count_blocked(PQ_SCHEME_TCP), 65536 - 33);
	assert_int_equal(count_blocked(PQ_SCHEME_HTTP), 0);
	parse_builtin("none");
	for (unsigned int s = 0; s < PQ_SCHEME_COUNT; s++)
		assert_int_equal(count_blocked((enum pq_scheme)s), 0);
}

static const struct {
	const char *text;
	enum pq_scheme scheme;
	uint16_t port;
	bool blocked;
} decisions[] = {
	{ HEAD "block http 25", PQ_SCHEME_HTTP, 25, true },
	{ HEAD "block http 25", PQ_SCHEME_HTTP, 26, false },
	{ HEAD "block http 25", PQ_SCHEME_HTTPS, 25, false },
	{ HEAD "block http 25\nallow http 25", PQ_SCHEME_HTTP, 25, false },
	{ HEAD "allow http 25\nblock http 20-30", PQ_SCHEME_HTTP, 25, true },
	{ HEAD "only tcp 80", PQ_SCHEME_TCP, 80, false },
	{ HEAD "only tcp 80", PQ_SCHEME_TCP, 81, true },
	{ HEAD "only tcp 80\nonly tcp 81", PQ_SCHEME_TCP, 80, false },
	{ HEAD "only tcp 80\nonly tcp 81", PQ_SCHEME_TCP, 81, false },
	{ HEAD "only tcp 80\nonly tcp 81", PQ_SCHEME_TCP, 82, true },
	{ HEAD "only tcp 80\nonly ftp 81", PQ_SCHEME_TCP, 81, true },
	{ HEAD "allow tcp 25\nonly tcp 80", PQ_SCHEME_TCP, 25, true },
	{ HEAD "only tcp 80\nallow tcp 25", PQ_SCHEME_TCP, 25, false },
	{ HEAD "only tcp 80\nallow tcp 25\nonly tcp 81", PQ_SCHEME_TCP, 25, false },
	{ HEAD "only tcp 80\nblock tcp 80", PQ_SCHEME_TCP, 80, true },
	{ HEAD "only tcp 80\nblock tcp 80\nonly tcp 81", PQ_SCHEME_TCP, 80, true },
	{ HEAD "block tcp 80\nonly tcp 80", PQ_SCHEME_TCP, 80, false },
	{ HEAD "base fetch", PQ_SCHEME_WS, 25, true },
	{ HEAD "base fetch\nallow ws 25", PQ_SCHEME_WS, 25, false },
	{ HEAD "base fetch\nallow ws 25", PQ_SCHEME_WSS, 25, true },
	{ HEAD "base silverlight\nonly tcp 80", PQ_SCHEME_TCP, 4502, false },
	{ HEAD "base silverlight\nonly tcp 80", PQ_SCHEME_TCP, 81, true },
	{ HEAD "base none\nblock http 0-65535", PQ_SCHEME_HTTP, 65535, true },
};

static void the_last_line_that_names_a_port_decides(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(decisions); i++) {
		parse(decisions[i].text);
		if (pq_policy_blocks_port(&policy, decisions[i].scheme, decisions[i].port) != decisions[i].blocked)
			fail_msg("port %u in\n%s", decisions[i].port, decisions[i].text);
	}
}

static void a_base_gives_rules_and_is_not_printed(void **state)
{
	const struct pq_entry *entry;

	(void)state;
	assert_prints(HEAD "name mine\nbase fetch\nblock http 10000", HEAD "name    mine\n"
									   "base    fetch\n"
									   "block   http 10000\n");
	assert_true(pq_view_is(policy.name, "mine"));
	assert_int_equal(policy.date.len, 0);
	assert_true(pq_policy_forbids_header(&policy, pq_view_str("Cookie"), pq_view_str("")));
	entry = pq_policy_port_entry(&policy, PQ_SCHEME_HTTPS, 25);
	assert_non_null(entry);
	assert_true(entry->inherited);
	assert_true(pq_view_is(entry->reason, "smtp"));
	assert_true(pq_view_is(entry->since, "2016-03-10"));
	assert_null(pq_policy_port_entry(&policy, PQ_SCHEME_HTTPS, 80));
	assert_false(pq_policy_port_entry(&policy, PQ_SCHEME_HTTP, 10000)->inherited);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scheme_names_round_trip),
		cmocka_unit_test(built_in_texts_are_canonical_and_named_as_they_say),
		cmocka_unit_test(built_in_policies_come_to_what_their_snapshots_show),
		cmocka_unit_test(states_come_to_what_their_snapshot_shows),
		cmocka_unit_test(text_is_printed_in_one_canonical_way),
		cmocka_unit_test(long_runs_in_reasons_survive),
		cmocka_unit_test(maps_equal_the_entries_for_every_scheme_and_port),
		cmocka_unit_test(built_in_policies_block_as_many_ports_as_their_sources_say),
		cmocka_unit_test(the_last_line_that_names_a_port_decides),
		cmocka_unit_test(a_base_gives_rules_and_is_not_printed),
	};

	return cmocka_run_group_tests(tests, NULL, drop_text);
}
