/* SPDX-License-Identifier: MIT */
/* What a policy text may not say, and where the message points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy_text.h"

static unsigned char storage[1 << 16];

static const struct {
	const char *text;
	enum pq_err err;
	size_t line;
	size_t column;
	const char *expected;
} errors[] = {
	{ "", PQ_ERR_SYNTAX, 1, 1, "pratique-policy 1" },
	{ "name x\n", PQ_ERR_SYNTAX, 1, 1, "pratique-policy 1" },
	{ "pratique-polic", PQ_ERR_SYNTAX, 1, 1, "pratique-policy 1" },
	{ "pratique-policy 2\n", PQ_ERR_VERSION, 1, 17, "pratique-policy 1" },
	{ HEAD "blok http 25", PQ_ERR_SYNTAX, 2, 1, "one of: name, date, source, base, block, allow, only, note" },
	{ HEAD "\n  blocks http 25", PQ_ERR_SYNTAX, 3, 3, "forbid-override" },
	{ HEAD "Block http 25", PQ_ERR_SYNTAX, 2, 1, "one of" },
	{ HEAD "block\thttp 25", PQ_ERR_SYNTAX, 2, 6, "a blank" },
	{ HEAD "block http 25\r\n", PQ_ERR_SYNTAX, 2, 14, "LF alone" },
	{ HEAD "# a\x1b[31m", PQ_ERR_SYNTAX, 2, 4, "no control byte" },
	{ HEAD "source a\x7f", PQ_ERR_SYNTAX, 2, 9, "no control byte" },
	{ HEAD "name", PQ_ERR_SYNTAX, 2, 5, "a name" },
	{ HEAD "name a/b", PQ_ERR_SYNTAX, 2, 6, "a name" },
	{ HEAD "name a b", PQ_ERR_SYNTAX, 2, 8, "the end of the line" },
	{ HEAD "name a\nname b", PQ_ERR_SYNTAX, 3, 1, "only once" },
	{ HEAD "date 2016-03-10\ndate 2016-03-10", PQ_ERR_SYNTAX, 3, 1, "only once" },
	{ HEAD "source a\nsource a", PQ_ERR_SYNTAX, 3, 1, "only once" },
	{ HEAD "base none\nbase none", PQ_ERR_SYNTAX, 3, 1, "only once" },
	{ HEAD "date 2016-3-10", PQ_ERR_SYNTAX, 2, 6, "a date" },
	{ HEAD "date 2016-03-1x", PQ_ERR_SYNTAX, 2, 6, "a date" },
	{ HEAD "date 2016-00-10", PQ_ERR_RANGE, 2, 6, "a date" },
	{ HEAD "date 2016-13-10", PQ_ERR_RANGE, 2, 6, "a date" },
	{ HEAD "date 2016-04-31", PQ_ERR_RANGE, 2, 6, "a date" },
	{ HEAD "date 2016-04-00", PQ_ERR_RANGE, 2, 6, "a date" },
	{ HEAD "date 2023-02-29", PQ_ERR_RANGE, 2, 6, "a date" },
	{ HEAD "date 1900-02-29", PQ_ERR_RANGE, 2, 6, "a date" },
	{ HEAD "date", PQ_ERR_SYNTAX, 2, 5, "a date" },
	{ HEAD "source  ", PQ_ERR_SYNTAX, 2, 9, "in words" },
	{ HEAD "base", PQ_ERR_SYNTAX, 2, 5, "a name" },
	{ HEAD "base netscape", PQ_ERR_UNKNOWN, 2, 6, "a built-in policy: fetch, chromium, " },
	{ HEAD "base netscape@2016", PQ_ERR_UNKNOWN, 2, 6, "silverlight, enterprise, none" },
	{ HEAD "base @2016", PQ_ERR_SYNTAX, 2, 6, "a name@date such as fetch@2016" },
	{ HEAD "base fetch@", PQ_ERR_SYNTAX, 2, 12, "a name@date" },
	{ HEAD "base fetch@16", PQ_ERR_SYNTAX, 2, 12, "a name@date" },
	{ HEAD "base fetch@today", PQ_ERR_SYNTAX, 2, 12, "a name@date" },
	{ HEAD "base fetch@2016-3", PQ_ERR_SYNTAX, 2, 12, "a name@date" },
	{ HEAD "base fetch@2016-03-10-", PQ_ERR_SYNTAX, 2, 12, "a name@date" },
	{ HEAD "base fetch@2016@2017", PQ_ERR_SYNTAX, 2, 12, "a name@date" },
	{ HEAD "base fetch@2016-13", PQ_ERR_RANGE, 2, 12, "a name@date" },
	{ HEAD "base fetch@2016-02-30", PQ_ERR_RANGE, 2, 12, "a name@date" },
	{ HEAD "name fetch@2016", PQ_ERR_SYNTAX, 2, 6, "a name" },
	{ HEAD "allow http 1\nbase fetch", PQ_ERR_SYNTAX, 3, 1, "before the first rule" },
	{ HEAD "forbid-override a\nbase fetch", PQ_ERR_SYNTAX, 3, 1, "before the first rule" },
	{ HEAD "block", PQ_ERR_SYNTAX, 2, 6, "schemes" },
	{ HEAD "block gopher 70", PQ_ERR_SYNTAX, 2, 7,
	  "http, https, ws, wss, ftp, ftp-data, tcp, stun-udp, stun-tcp, turn-udp, turn-tcp, webtransport" },
	{ HEAD "block other 70", PQ_ERR_SYNTAX, 2, 7, "schemes" },
	{ HEAD "block http,HTTPS 70", PQ_ERR_SYNTAX, 2, 12, "schemes" },
	{ HEAD "block http, 70", PQ_ERR_SYNTAX, 2, 12, "schemes" },
	{ HEAD "block http", PQ_ERR_SYNTAX, 2, 11, "ports" },
	{ HEAD "block http smtp", PQ_ERR_SYNTAX, 2, 12, "a port from 0 to 65535" },
	{ HEAD "block http 25,", PQ_ERR_SYNTAX, 2, 15, "a port from 0 to 65535" },
	{ HEAD "block http 25,,26", PQ_ERR_SYNTAX, 2, 15, "a port from 0 to 65535" },
	{ HEAD "block http 1-2-3", PQ_ERR_SYNTAX, 2, 14, "a port from 0 to 65535" },
	{ HEAD "block http -2", PQ_ERR_SYNTAX, 2, 12, "a port from 0 to 65535" },
	{ HEAD "block http 2-", PQ_ERR_SYNTAX, 2, 14, "a port from 0 to 65535" },
	{ HEAD "block http 25,65536", PQ_ERR_RANGE, 2, 15, "a port from 0 to 65535" },
	{ HEAD "block http 1-99999999999999999999999", PQ_ERR_RANGE, 2, 14, "a port from 0 to 65535" },
	{ HEAD "block http 25,30-29", PQ_ERR_RANGE, 2, 15, "not above" },
	{ HEAD "block http 25 80", PQ_ERR_SYNTAX, 2, 15, "\"since\"" },
	{ HEAD "block http 25 # smtp", PQ_ERR_SYNTAX, 2, 15, "\"since\"" },
	{ HEAD "block http 25 since", PQ_ERR_SYNTAX, 2, 20, "a date" },
	{ HEAD "block http 25 since 2016", PQ_ERR_SYNTAX, 2, 21, "a date" },
	{ HEAD "block http 25 since 2016-02-30", PQ_ERR_RANGE, 2, 21, "a date" },
	{ HEAD "block http 25 since 2016-02-01 smtp", PQ_ERR_SYNTAX, 2, 32, "the end of the line" },
	{ HEAD "block http 25 \"a\" since 2016-02-01", PQ_ERR_SYNTAX, 2, 19, "the end of the line" },
	{ HEAD "block http 25 until", PQ_ERR_SYNTAX, 2, 20, "a date" },
	{ HEAD "block http 25 until 2016", PQ_ERR_SYNTAX, 2, 21, "a date" },
	{ HEAD "block http 25 until 2016-02-01 since 2016-01-01", PQ_ERR_SYNTAX, 2, 32, "\"until\"" },
	{ HEAD "block http 25 since 2016-02-01 since 2016-03-01", PQ_ERR_SYNTAX, 2, 32, "\"until\"" },
	{ HEAD "block http 25 until 2016-02-01 until 2016-03-01", PQ_ERR_SYNTAX, 2, 32, "\"until\"" },
	{ HEAD "block http 25 since 2016-02-01 until 2016-02-01", PQ_ERR_RANGE, 2, 38, "after that of since" },
	{ HEAD "block http 25 since 2016-02-01 until 2015-12-31", PQ_ERR_RANGE, 2, 38, "after that of since" },
	{ HEAD "note", PQ_ERR_SYNTAX, 2, 5, "schemes" },
	{ HEAD "note tcp 25", PQ_ERR_SYNTAX, 2, 12, "the note's text" },
	{ HEAD "note tcp 25 since 2016-02-01", PQ_ERR_SYNTAX, 2, 29, "the note's text" },
	{ HEAD "note tcp 25 \"\"", PQ_ERR_SYNTAX, 2, 15, "the note's text" },
	{ HEAD "fold-underscores x", PQ_ERR_SYNTAX, 2, 18, "\"since\"" },
	{ HEAD "fold-underscores\nbase none", PQ_ERR_SYNTAX, 3, 1, "before the first rule" },
	{ HEAD "block http 25 \"a", PQ_ERR_SYNTAX, 2, 17, "quote" },
	{ HEAD "block http 25 \"\\q\"", PQ_ERR_SYNTAX, 2, 16, "escapes" },
	{ HEAD "forbid-header", PQ_ERR_SYNTAX, 2, 14, "a name" },
	{ HEAD "forbid-header A:", PQ_ERR_SYNTAX, 2, 15, "a name" },
	{ HEAD "forbid-prefix \"A\"", PQ_ERR_SYNTAX, 2, 15, "a name" },
	{ HEAD "forbid-method A B", PQ_ERR_SYNTAX, 2, 17, "\"since\"" },
};

static void errors_say_where_and_what_was_expected(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(errors); i++) {
		struct pq_diag diag = { 0 };
		enum pq_err err = try_parse(pq_view_str(errors[i].text), &diag);

		if (err != errors[i].err || diag.line != errors[i].line || diag.column != errors[i].column ||
		    !strstr(diag.expected, errors[i].expected))
			fail_msg("%s at %zu:%zu, expected %s, for\n%s", pq_err_name(err), diag.line, diag.column,
				 diag.expected, errors[i].text);
		assert_int_equal(try_parse(pq_view_str(errors[i].text), NULL), errors[i].err);
	}
}

/* first once, then `line` count times */
static enum pq_err parse_many(const char *first, const char *line, size_t count, struct pq_diag *diag)
{
	struct pq_buf out;

	pq_buf_init(&out, storage, sizeof(storage));
	pq_buf_add_str(&out, HEAD);
	pq_buf_add_str(&out, first);
	for (size_t i = 0; i < count; i++)
		pq_buf_add_str(&out, line);
	assert_true(pq_buf_ok(&out));
	return try_parse(pq_buf_view(&out), diag);
}

static void limits_are_refused_by_name_and_reached_without_error(void **state)
{
	static const struct {
		const char *first;
		const char *line;
		size_t count;
		const char *limit;
	} rows[] = {
		{ "", "# x\n", PQ_MAX_POLICY_ENTRIES, "PQ_MAX_POLICY_ENTRIES" },
		{ "", "allow ws 1-2,4-5,7\n", PQ_MAX_POLICY_RANGES / 3, "PQ_MAX_POLICY_RANGES" },
		{ "", "forbid-header a\n", PQ_MAX_POLICY_NAMES, "PQ_MAX_POLICY_NAMES" },
		{ "", "forbid-prefix a\n", PQ_MAX_POLICY_NAMES, "PQ_MAX_POLICY_NAMES" },
		{ "", "forbid-method a\n", PQ_MAX_POLICY_NAMES, "PQ_MAX_POLICY_NAMES" },
		{ "", "forbid-override a\n", PQ_MAX_POLICY_NAMES, "PQ_MAX_POLICY_NAMES" },
		{ "base fetch\n", "forbid-header a\n", PQ_MAX_POLICY_NAMES - 22, "PQ_MAX_POLICY_NAMES" },
		{ "", "allow ws 1 fill 128 \"a\"\n", PQ_MAX_POLICY_REASONS / 128, "PQ_MAX_POLICY_REASONS" },
		{ "", "allow ws 1 \"a reason of sixty-four bytes that has no escape and no run in it\"\n",
		  PQ_MAX_POLICY_REASONS / 64, "PQ_MAX_POLICY_REASONS" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pq_diag diag = { 0 };

		assert_int_equal(parse_many(rows[i].first, rows[i].line, rows[i].count, &diag), PQ_ERR_OK);
		assert_int_equal(parse_many(rows[i].first, rows[i].line, rows[i].count + 1, &diag), PQ_ERR_LIMIT);
		assert_non_null(strstr(diag.expected, rows[i].limit));
		assert_int_equal(diag.line, rows[i].count + (*rows[i].first ? 3 : 2));
	}
}

static void a_base_that_does_not_fit_is_refused_at_its_line(void **state)
{
	struct pq_diag diag = { 0 };
	struct pq_buf out;

	(void)state;
	pq_buf_init(&out, storage, sizeof(storage));
	pq_buf_add_str(&out, HEAD);
	for (size_t i = 0; i < PQ_MAX_POLICY_ENTRIES - 50; i++)
		pq_buf_add_str(&out, "#\n");
	pq_buf_add_str(&out, "base none\n");
	assert_int_equal(try_parse(pq_buf_view(&out), &diag), PQ_ERR_OK);
	out.len -= strlen("none\n");
	pq_buf_add_str(&out, "fetch\n");
	assert_int_equal(try_parse(pq_buf_view(&out), &diag), PQ_ERR_LIMIT);
	assert_int_equal(diag.line, PQ_MAX_POLICY_ENTRIES - 50 + 2);
	assert_int_equal(diag.column, 6);
}

static void every_beginning_of_a_text_is_read_or_refused(void **state)
{
	static const char text[] = HEAD "# comment\n\nname a\nsource b c\ndate 2016-03-10\nbase fetch@2016-03\n"
					"block http,ws 25,6665-6669 since 2016-03-10 until 2017-01-01 \"smtp \\x41\"\n"
					"note tcp 25 \"a\"\nfold-underscores until 2030-01-01\nonly tcp 1-2 \"a\" + "
					"fill 3 \"b\"\nforbid-prefix a-";

	(void)state;
	for (size_t len = 0; len < sizeof(text) - 1; len++) {
		struct pq_diag diag = { 0 };
		enum pq_err err = try_parse(pq_view(text, len), &diag);

		assert_true(err == PQ_ERR_OK || diag.line > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors_say_where_and_what_was_expected),
		cmocka_unit_test(limits_are_refused_by_name_and_reached_without_error),
		cmocka_unit_test(a_base_that_does_not_fit_is_refused_at_its_line),
		cmocka_unit_test(every_beginning_of_a_text_is_read_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, drop_text);
}
