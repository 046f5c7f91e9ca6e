/* SPDX-License-Identifier: MIT */
/*
 * Every built-in policy in each of its states: what the text says line by line, the derived forms, the judge's tables
 * and the judge's reader come to the same on all schemes, ports and names. And what the states come to (Fetch 2.2.2,
 * 2.9 and their history).
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
#include "monitor/judge_policy.h"
#include "policy/policy.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define MAX_DAYS 64

static struct pq_policy policy;
static struct pq_policy shown;
static struct pq_judge_policy judge;
static struct pq_judge_policy reread;
static char name[64];

/* NAME as of that day, by every way to read it; 0: NAME alone. */
static void open_state(const char *base, uint32_t day)
{
	struct pq_buf out;

	pq_buf_init(&out, name, sizeof(name) - 1);
	pq_buf_add_str(&out, base);
	if (day) {
		pq_buf_add_byte(&out, '@');
		pq_date_print(day, &out);
	}
	name[out.len] = '\0';
	assert_int_equal(pq_policy_parse_builtin(&policy, pq_view_str(name)), PQ_ERR_OK);
	assert_int_equal(pq_judge_policy_builtin(&judge, pq_view_str(name)), PQ_ERR_OK);
	assert_int_equal(pq_judge_policy_read_as_of(
				 &reread, pq_policy_builtin_text(pq_policy_builtin_find(pq_view_str(base))), day, NULL),
			 PQ_ERR_OK);
}

/* The entries one after the other, painted over one flag a port. */
static void paint(enum pq_scheme scheme, bool blocked[65536])
{
	bool only = false;

	memset(blocked, 0, 65536);
	for (size_t i = 0; i < policy.entry_count; i++) {
		const struct pq_entry *entry = &policy.entries[i];

		if (!entry->in_force || entry->kind == PQ_ENTRY_NOTE || !(entry->schemes & 1u << scheme))
			continue;
		if (entry->kind == PQ_ENTRY_ONLY && !only)
			memset(blocked, only = true, 65536);
		for (size_t r = 0; r < entry->range_count; r++)
			for (uint32_t port = entry->ranges[r].first; port <= entry->ranges[r].last; port++)
				blocked[port] = entry->kind == PQ_ENTRY_BLOCK;
	}
}

static void assert_ports_agree(void)
{
	static bool blocked[65536];

	for (unsigned int s = PQ_SCHEME_HTTP; s < PQ_SCHEME_COUNT; s++) {
		struct pq_view scheme = pq_view_str(pq_scheme_name((enum pq_scheme)s));

		paint((enum pq_scheme)s, blocked);
		for (uint32_t port = 0; port <= UINT16_MAX; port++) {
			uint16_t p = (uint16_t)port;

			if (pq_policy_blocks_port(&policy, (enum pq_scheme)s, p) != blocked[port] ||
			    pq_judge_policy_blocks(&judge, scheme, p) != blocked[port] ||
			    pq_judge_policy_blocks(&reread, scheme, p) != blocked[port])
				fail_msg("%s: %s port %u: text %d, map %d, judge %d, judge's reader %d", name,
					 pq_scheme_name((enum pq_scheme)s), port, blocked[port],
					 pq_policy_blocks_port(&policy, (enum pq_scheme)s, p),
					 pq_judge_policy_blocks(&judge, scheme, p),
					 pq_judge_policy_blocks(&reread, scheme, p));
		}
	}
}

static void assert_name_agrees(struct pq_view header, struct pq_view value)
{
	bool forbidden = pq_policy_forbids_header(&policy, header, value);
	bool method = pq_policy_forbids_method(&policy, header);

	if (pq_judge_policy_forbids_header(&judge, header, value) != forbidden ||
	    pq_judge_policy_forbids_header(&reread, header, value) != forbidden ||
	    pq_judge_policy_forbids_method(&judge, header) != method ||
	    pq_judge_policy_forbids_method(&reread, header) != method)
		fail_msg("%s: %.*s: the policy says %d, and %d as a method", name, (int)header.len,
			 (const char *)header.data, forbidden, method);
}

/* Some name, with an underscore, longer, shorter, and in capitals. */
static void assert_names_like_agree(struct pq_view header)
{
	static const char *const values[] = { "", "GET", "a, TRACE", "connect" };
	unsigned char bytes[64];

	assert_true(header.len + 1 < sizeof(bytes));
	for (size_t v = 0; v < COUNT(values); v++) {
		struct pq_view value = pq_view_str(values[v]);

		memcpy(bytes, header.data, header.len);
		bytes[header.len] = 'x';
		assert_name_agrees(pq_view(bytes, header.len), value);
		assert_name_agrees(pq_view(bytes, header.len + 1), value);
		assert_name_agrees(pq_view(bytes, header.len - 1), value);
		for (size_t i = 0; i < header.len; i++)
			bytes[i] = bytes[i] == '-'   ? '_'
				   : bytes[i] >= 'a' ? (unsigned char)(bytes[i] ^ 0x20)
						     : bytes[i];
		assert_name_agrees(pq_view(bytes, header.len), value);
	}
}

/* The names that any built-in policy knows, in force or not. */
static void assert_names_agree(void)
{
	static struct pq_policy other;

	for (size_t i = 0; i < pq_policy_builtin_count(); i++) {
		assert_int_equal(pq_policy_parse(&other, pq_policy_builtin_text(i), NULL), PQ_ERR_OK);
		for (size_t e = 0; e < other.entry_count; e++)
			if (other.entries[e].kind >= PQ_ENTRY_FORBID_HEADER && other.entries[e].text.len)
				assert_names_like_agree(other.entries[e].text);
	}
	assert_names_like_agree(pq_view_str("X-Requested-With"));
	assert_names_like_agree(pq_view_str("Sec-Fetch-Site"));
}

/* What policy show prints means the same when it is read again, and prints as itself. */
static void assert_shown_state_agrees(void)
{
	static unsigned char first_bytes[1 << 17], second_bytes[1 << 17];
	struct pq_buf first, second;

	pq_buf_init(&first, first_bytes, sizeof(first_bytes));
	pq_policy_print_state(&policy, &first);
	assert_true(pq_buf_ok(&first));
	assert_int_equal(pq_policy_parse(&shown, pq_buf_view(&first), NULL), PQ_ERR_OK);
	assert_int_equal(shown.as_of, policy.as_of);
	assert_memory_equal(shown.blocked, policy.blocked, sizeof(policy.blocked));
	assert_int_equal(shown.headers.count, policy.headers.count);
	assert_int_equal(shown.prefixes.count, policy.prefixes.count);
	assert_int_equal(shown.methods.count, policy.methods.count);
	assert_int_equal(shown.overrides.count, policy.overrides.count);
	assert_int_equal(shown.fold_underscores, policy.fold_underscores);
	for (size_t i = 0; i < policy.headers.count; i++)
		assert_true(pq_view_eq(shown.headers.names[i], policy.headers.names[i]));
	for (unsigned int port = 0; port <= UINT16_MAX; port += 4501)
		assert_int_equal(!pq_policy_port_note(&shown, PQ_SCHEME_TCP, (uint16_t)port),
				 !pq_policy_port_note(&policy, PQ_SCHEME_TCP, (uint16_t)port));
	for (size_t i = 0; i < shown.entry_count; i++)
		assert_true(shown.entries[i].inherited || shown.entries[i].in_force ||
			    shown.entries[i].kind < PQ_ENTRY_BLOCK);
	pq_buf_init(&second, second_bytes, sizeof(second_bytes));
	pq_policy_print_state(&shown, &second);
	assert_true(pq_view_eq(pq_buf_view(&first), pq_buf_view(&second)));
}

static void assert_state_agrees(const char *base, uint32_t day)
{
	open_state(base, day);
	assert_ports_agree();
	assert_names_agree();
	assert_shown_state_agrees();
}

static void every_form_of_every_state_of_every_built_in_policy_is_the_same(void **state)
{
	size_t states = 0;

	(void)state;
	for (size_t i = 0; i < pq_policy_builtin_count(); i++) {
		const char *base = pq_policy_builtin_name(i);
		uint32_t days[MAX_DAYS];
		size_t count;

		assert_state_agrees(base, 0);
		count = pq_policy_change_days(&policy, days, MAX_DAYS);
		assert_true(count <= MAX_DAYS);
		if (count)
			assert_state_agrees(base, 20000101);
		for (size_t k = 0; k < count; k++)
			assert_state_agrees(base, days[k]);
		states += 1 + count + !!count;
	}
	print_message("%zu states of %zu policies\n", states, pq_policy_builtin_count());
	assert_true(states > 40);
}

static size_t count_blocked(enum pq_scheme scheme)
{
	size_t count = 0;

	for (uint32_t port = 0; port <= UINT16_MAX; port++)
		count += pq_policy_blocks_port(&policy, scheme, (uint16_t)port);
	return count;
}

/* The sizes that the history of the standard's text has. */
static void fetch_has_as_many_ports_and_names_as_it_had_on_that_day(void **state)
{
	static const struct {
		const char *name;
		size_t ports;
		size_t ftp;
		size_t webtransport;
		size_t headers;
		size_t overrides;
	} rows[] = {
		{ "fetch@2013", 0, 0, 0, 21, 0 },       { "fetch@2013-11-04", 0, 0, 0, 0, 0 },
		{ "fetch@2015-07-28", 0, 0, 0, 21, 0 }, { "fetch@2015-07-29", 0, 0, 0, 20, 0 },
		{ "fetch@2016-03-09", 0, 0, 0, 20, 0 }, { "fetch@2016-03-10", 64, 62, 0, 20, 0 },
		{ "fetch@2016-03", 64, 62, 0, 20, 0 },  { "fetch@2017", 64, 62, 0, 20, 0 },
		{ "fetch@2018-05", 67, 65, 0, 20, 0 },  { "fetch@2020-11", 69, 67, 0, 20, 0 },
		{ "fetch@2021-02", 69, 67, 0, 20, 0 },  { "fetch@2021-03", 77, 75, 0, 20, 0 },
		{ "fetch@2021-04", 78, 76, 0, 20, 0 },  { "fetch@2021-06", 80, 78, 0, 20, 0 },
		{ "fetch@2022-06", 80, 78, 0, 21, 0 },  { "fetch@2022-11", 80, 78, 0, 21, 3 },
		{ "fetch@2024-04", 82, 80, 0, 21, 3 },  { "fetch@2025-08", 83, 81, 0, 21, 3 },
		{ "fetch@2025-11", 83, 81, 83, 21, 3 }, { "fetch", 83, 81, 83, 21, 3 },
		{ "fetch@9999", 83, 81, 83, 21, 3 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(pq_policy_parse_builtin(&policy, pq_view_str(rows[i].name)), PQ_ERR_OK);
		if (count_blocked(PQ_SCHEME_HTTP) != rows[i].ports || count_blocked(PQ_SCHEME_FTP) != rows[i].ftp ||
		    count_blocked(PQ_SCHEME_WEBTRANSPORT) != rows[i].webtransport ||
		    policy.headers.count != rows[i].headers || policy.overrides.count != rows[i].overrides)
			fail_msg("%s: %zu ports, %zu of ftp, %zu names", rows[i].name, count_blocked(PQ_SCHEME_HTTP),
				 count_blocked(PQ_SCHEME_FTP), policy.headers.count);
	}
}

/* The counts that were read off the sources, for HTTP and WebSocket. */
static void products_block_as_many_ports_as_their_sources_do(void **state)
{
	static const struct {
		const char *name;
		size_t http;
		size_t ws;
	} rows[] = {
		{ "chromium", 81, 81 },
		{ "chromium-2021", 78, 78 },
		{ "chromium-2020", 67, 67 },
		{ "cobalt", 80, 80 },
		{ "supermium", 80, 80 },
		{ "qtwebengine-2020", 70, 70 },
		{ "firefox", 83, 83 },
		{ "seamonkey", 79, 79 },
		{ "palemoon", 75, 75 },
		{ "mypal68", 68, 68 },
		{ "tenfourfox", 59, 59 },
		{ "sailfish", 59, 59 },
		{ "webkit", 82, 82 },
		{ "ladybird", 82, 82 },
		{ "servo", 78, 78 },
		{ "undici", 82, 82 },
		{ "deno", 83, 0 },
		{ "jsdom", 83, 82 },
		{ "lightpanda", 0, 82 },
		{ "flash", 0, 0 },
		{ "silverlight", 0, 0 },
		{ "enterprise", 80, 80 },
		{ "enterprise@2025", 81, 81 },
		{ "enterprise@2026-01-01", 80, 80 },
		{ "enterprise@2026", 80, 80 },
		{ "enterprise@2027-01-01", 81, 81 },
		{ "none", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(pq_policy_parse_builtin(&policy, pq_view_str(rows[i].name)), PQ_ERR_OK);
		if (count_blocked(PQ_SCHEME_HTTPS) != rows[i].http || count_blocked(PQ_SCHEME_WSS) != rows[i].ws)
			fail_msg("%s: %zu and %zu", rows[i].name, count_blocked(PQ_SCHEME_HTTPS),
				 count_blocked(PQ_SCHEME_WSS));
	}
}

static void names_with_dates_are_resolved_or_refused(void **state)
{
	static const struct {
		const char *name;
		enum pq_err err;
		uint32_t day;
	} rows[] = {
		{ "fetch", PQ_ERR_OK, 0 },
		{ "fetch@2016", PQ_ERR_OK, 20161231 },
		{ "fetch@2016-02", PQ_ERR_OK, 20160229 },
		{ "fetch@2016-02-01", PQ_ERR_OK, 20160201 },
		{ "none@0000", PQ_ERR_OK, 1231 },
		{ "fetch@", PQ_ERR_SYNTAX, 0 },
		{ "fetch@2016-", PQ_ERR_SYNTAX, 0 },
		{ "fetch@16", PQ_ERR_SYNTAX, 0 },
		{ "fetch@today", PQ_ERR_SYNTAX, 0 },
		{ "fetch@2016/02", PQ_ERR_SYNTAX, 0 },
		{ "fetch@2016-00", PQ_ERR_RANGE, 0 },
		{ "fetch@2016-02-30", PQ_ERR_RANGE, 0 },
		{ "fetc@2016", PQ_ERR_UNKNOWN, 0 },
		{ "@2016", PQ_ERR_UNKNOWN, 0 },
		{ "", PQ_ERR_UNKNOWN, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t index = 0;
		uint32_t day = 0;
		enum pq_err err = pq_policy_builtin_resolve(pq_view_str(rows[i].name), &index, &day);

		if (err != rows[i].err || day != rows[i].day)
			fail_msg("%s: %s, day %u", rows[i].name, pq_err_name(err), day);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_of_every_state_of_every_built_in_policy_is_the_same),
		cmocka_unit_test(fetch_has_as_many_ports_and_names_as_it_had_on_that_day),
		cmocka_unit_test(products_block_as_many_ports_as_their_sources_do),
		cmocka_unit_test(names_with_dates_are_resolved_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
