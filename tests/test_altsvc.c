/* SPDX-License-Identifier: MIT */
/* Alt-Svc field values (RFC 7838 3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "wire/altsvc.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Value and room for decoded text are blocks of exactly their size, so that reading or writing over their end shows. */
struct parsed {
	unsigned char *value;
	unsigned char *room;
	struct pq_altsvc altsvc;
	enum pq_err err;
};

static struct parsed parse(struct pq_view value)
{
	struct parsed parsed = { malloc(value.len + 1), malloc(value.len + 1), { .count = 99 }, PQ_ERR_OK };
	struct pq_buf bytes;

	/* A byte in front, because a block of no bytes may be none; the value ends where its block does. */
	memcpy(parsed.value + 1, value.data, value.len);
	pq_buf_init(&bytes, parsed.room, value.len);
	parsed.err = pq_altsvc_parse(&parsed.altsvc, pq_view(parsed.value + 1, value.len), &bytes);
	assert_true(pq_buf_ok(&bytes));
	if (parsed.err) {
		assert_int_equal(bytes.len, 0);
		assert_int_equal(parsed.altsvc.count, 99);
	}
	return parsed;
}

static void done(struct parsed *parsed)
{
	free(parsed->value);
	free(parsed->room);
}

/* The parsed value in one line: "protocol host port age[ persist]" of each alternative, joined by " | "; or "clear". */
static void describe(const struct pq_altsvc *altsvc, struct pq_buf *out)
{
	if (altsvc->clear)
		pq_buf_add_str(out, "clear");
	for (size_t i = 0; i < altsvc->count; i++) {
		const struct pq_alternative *alternative = &altsvc->alternatives[i];

		pq_buf_add_str(out, i || altsvc->clear ? " | " : "");
		pq_buf_add(out, alternative->protocol);
		pq_buf_add_str(out, " ");
		pq_buf_add(out, alternative->host);
		pq_buf_add_str(out, " ");
		pq_buf_add_u64(out, alternative->port);
		pq_buf_add_str(out, " ");
		pq_buf_add_u64(out, alternative->max_age_s);
		pq_buf_add_str(out, alternative->persist ? " persist" : "");
	}
}

static void assert_means(struct pq_view value, struct pq_view expected)
{
	struct parsed parsed = parse(value);
	unsigned char storage[1024];
	struct pq_buf text;

	pq_buf_init(&text, storage, sizeof(storage));
	if (parsed.err)
		fail_msg("%s: %.*s", pq_err_name(parsed.err), (int)value.len, (const char *)value.data);
	describe(&parsed.altsvc, &text);
	if (!pq_view_eq(pq_buf_view(&text), expected))
		fail_msg("\"%.*s\" instead of \"%.*s\": %.*s", (int)text.len, (const char *)text.data,
			 (int)expected.len, (const char *)expected.data, (int)value.len, (const char *)value.data);
	done(&parsed);
}

static void assert_refused(struct pq_view value, enum pq_err err)
{
	struct parsed parsed = parse(value);

	if (parsed.err != err)
		fail_msg("%s: %.*s", pq_err_name(parsed.err), (int)value.len, (const char *)value.data);
	done(&parsed);
}

struct row {
	struct pq_view value;
	struct pq_view means;
};

static void assert_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_means(rows[i].value, rows[i].means);
}

/* RFC 7838 3: the examples of its grammar. */
static void alternatives_are_read(void **state)
{
	static const struct row rows[] = {
		{ PQ_VIEW("h2=\":443\""), PQ_VIEW("h2  443 86400") },
		{ PQ_VIEW("http%2F1.1=\"a.example:8443\""), PQ_VIEW("http/1.1 a.example 8443 86400") },
		{ PQ_VIEW("h2=\"[2001:db8::1]:0\""), PQ_VIEW("h2 [2001:db8::1] 0 86400") },
		{ PQ_VIEW("h2=\"[::1.2.3.4]:1\""), PQ_VIEW("h2 [::1.2.3.4] 1 86400") },
		{ PQ_VIEW("h2=\"A-b_c.~9:00065535\""), PQ_VIEW("h2 A-b_c.~9 65535 86400") },
		{ PQ_VIEW("h2=\":1\"\t,\t h3=\"b:2\""), PQ_VIEW("h2  1 86400 | h3 b 2 86400") },
		{ PQ_VIEW(", ,\th2=\":1\" ,,h3=\":2\", ,"), PQ_VIEW("h2  1 86400 | h3  2 86400") },
		{ PQ_VIEW("h2=\"\\a\\.example\\:\\4\\43\""), PQ_VIEW("h2 a.example 443 86400") },
	};

	(void)state;
	assert_rows(rows, COUNT(rows));
}

/* RFC 7838 3: "clear" is case-sensitive, and counts beside alternatives, which then do not. */
static void clear_takes_all_back(void **state)
{
	static const struct row rows[] = {
		{ PQ_VIEW("clear"), PQ_VIEW("clear") },
		{ PQ_VIEW(" clear\t"), PQ_VIEW("clear") },
		{ PQ_VIEW("h2=\":1\", clear"), PQ_VIEW("clear") },
		{ PQ_VIEW("clear ,h2=\":1\""), PQ_VIEW("clear") },
		{ PQ_VIEW("clear=\":1\""), PQ_VIEW("clear  1 86400") },
		{ PQ_VIEW("h2=\":1\"; x=clear"), PQ_VIEW("h2  1 86400") },
		{ PQ_VIEW("h2=\":1\"; x=\", clear,\""), PQ_VIEW("h2  1 86400") },
	};
	static const struct pq_view refused[] = { PQ_VIEW("Clear"), PQ_VIEW("CLEAR"), PQ_VIEW("clear;ma=1"),
						  PQ_VIEW("\"clear\""), PQ_VIEW("clear h2=\":1\"") };

	(void)state;
	assert_rows(rows, COUNT(rows));
	for (size_t i = 0; i < COUNT(refused); i++)
		assert_refused(refused[i], PQ_ERR_SYNTAX);
}

/* RFC 7838 3: one spelling of each name; a member with another one names no protocol that anybody speaks. */
static void protocols_are_decoded_from_their_only_spelling(void **state)
{
	static const struct row rows[] = {
		{ PQ_VIEW("w%3Dx%3Ay#z=\":1\""), PQ_VIEW("w=x:y#z  1 86400") },
		{ PQ_VIEW("x%25y=\":1\""), PQ_VIEW("x%y  1 86400") },
		{ PQ_VIEW("%00%FF=\":1\""), PQ_VIEW("\0\xff  1 86400") },
		{ PQ_VIEW("http%2f1.1=\":1\", h2=\":2\""), PQ_VIEW("h2  2 86400") },
		{ PQ_VIEW("%68%32=\":1\", h2=\":2\""), PQ_VIEW("h2  2 86400") },
		{ PQ_VIEW("x%=\":1\", h2=\":2\""), PQ_VIEW("h2  2 86400") },
		{ PQ_VIEW("x%2=\":1\", h2=\":2\""), PQ_VIEW("h2  2 86400") },
		{ PQ_VIEW("x%2G=\":1\", h2=\":2\""), PQ_VIEW("h2  2 86400") },
	};

	(void)state;
	assert_rows(rows, COUNT(rows));
}

/* A port is refused before it is narrowed to 16 bits (CVE-2021-29946: 65561 became 25). */
static void a_member_without_a_place_is_skipped_alone(void **state)
{
	static const struct pq_view authorities[] = {
		PQ_VIEW(":65536"),
		PQ_VIEW(":65561"),
		PQ_VIEW(":4294967321"),
		PQ_VIEW(":18446744073709551641"),
		PQ_VIEW(":99999999999999999999999999999999999999999"),
		PQ_VIEW(""),
		PQ_VIEW(":"),
		PQ_VIEW("a"),
		PQ_VIEW("443"),
		PQ_VIEW("a:"),
		PQ_VIEW("a: 1"),
		PQ_VIEW("a:1 "),
		PQ_VIEW("a:+1"),
		PQ_VIEW("a:-1"),
		PQ_VIEW("a:0x1"),
		PQ_VIEW("a:1a"),
		PQ_VIEW("a:1:2"),
		PQ_VIEW("a:\xef\xbc\x91"),
		PQ_VIEW("a b:1"),
		PQ_VIEW("u@a:1"),
		PQ_VIEW("a/:1"),
		PQ_VIEW("a?:1"),
		PQ_VIEW("a#:1"),
		PQ_VIEW("%61:1"),
		PQ_VIEW("\xc3\xa4:1"),
		PQ_VIEW("::1:1"),
		PQ_VIEW("[]:1"),
		PQ_VIEW("[:]:1"),
		PQ_VIEW("[::1:1"),
		PQ_VIEW("[::1]"),
		PQ_VIEW("[::1%251]:1"),
		PQ_VIEW("[::1]x:1"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(authorities); i++) {
		unsigned char storage[256];
		struct pq_buf value;

		pq_buf_init(&value, storage, sizeof(storage));
		pq_buf_add_str(&value, "h3=\"b:1\", h2=\"");
		pq_buf_add(&value, authorities[i]);
		pq_buf_add_str(&value, "\"; ma=5; x=\"\\\",\", h2=\"c:2\"");
		assert_means(pq_buf_view(&value), pq_view_str("h3 b 1 86400 | h2 c 2 86400"));
	}
	assert_means(pq_view_str("h3=\"b:1\", h2=\":65535\"; ma=5; x=\"\\\",\", h2=\"c:2\""),
		     pq_view_str("h3 b 1 86400 | h2  65535 5 | h2 c 2 86400"));
}

static void every_port_and_none_beyond_is_read(void **state)
{
	(void)state;
	for (unsigned int port = 0; port < 70000; port++) {
		char value[32], expected[32];

		snprintf(value, sizeof(value), "h2=\":%u\"", port);
		snprintf(expected, sizeof(expected), "h2  %u 86400", port);
		assert_means(pq_view_str(value), pq_view_str(port <= 65535 ? expected : ""));
	}
}

/* RFC 7838 3.1, and RFC 9111 1.2.2 for numbers without end; 3: unknown parameters do not count. */
static void parameters_are_read(void **state)
{
	static const struct row rows[] = {
		{ PQ_VIEW("h2=\":1\";ma=60"), PQ_VIEW("h2  1 60") },
		{ PQ_VIEW("h2=\":1\" ;\tMA=60"), PQ_VIEW("h2  1 60") },
		{ PQ_VIEW("h2=\":1\";ma=\"6\\0\""), PQ_VIEW("h2  1 60") },
		{ PQ_VIEW("h2=\":1\";ma=0"), PQ_VIEW("h2  1 0") },
		{ PQ_VIEW("h2=\":1\";ma=2147483647"), PQ_VIEW("h2  1 2147483647") },
		{ PQ_VIEW("h2=\":1\";ma=2147483649"), PQ_VIEW("h2  1 2147483648") },
		{ PQ_VIEW("h2=\":1\";ma=18446744073709551617"), PQ_VIEW("h2  1 2147483648") },
		{ PQ_VIEW("h2=\":1\";persist=1"), PQ_VIEW("h2  1 86400 persist") },
		{ PQ_VIEW("h2=\":1\";persist=\"1\""), PQ_VIEW("h2  1 86400 persist") },
		{ PQ_VIEW("h2=\":1\";persist=0"), PQ_VIEW("h2  1 86400") },
		{ PQ_VIEW("h2=\":1\";persist=11;persist=true"), PQ_VIEW("h2  1 86400") },
		{ PQ_VIEW("h2=\":1\";v=\"46,43\";\tma=1;q=x"), PQ_VIEW("h2  1 1") },
		{ PQ_VIEW("h2=\":1\";x=\"\""), PQ_VIEW("h2  1 86400") },
		{ PQ_VIEW("h2=\":1\";ma=1x, h3=\":2\""), PQ_VIEW("h3  2 86400") },
		{ PQ_VIEW("h2=\":1\";ma=\"\", h3=\":2\""), PQ_VIEW("h3  2 86400") },
		{ PQ_VIEW("h2=\":1\";ma=-1, h3=\":2\""), PQ_VIEW("h3  2 86400") },
		{ PQ_VIEW("h2=\":1\";ma=\" 1\", h3=\":2\""), PQ_VIEW("h3  2 86400") },
		{ PQ_VIEW("h2=\":1\";ma=1;ma=1, h3=\":2\""), PQ_VIEW("h3  2 86400") },
	};

	(void)state;
	assert_rows(rows, COUNT(rows));
}

/* The grammar of RFC 7838 3 and RFC 9110 5.6: what breaks it spoils good members before and behind it. */
static void a_value_that_breaks_the_grammar_is_refused_whole(void **state)
{
	static const struct pq_view rows[] = {
		PQ_VIEW("h2"),
		PQ_VIEW("h2="),
		PQ_VIEW("=\":1\""),
		PQ_VIEW("h2=:1"),
		PQ_VIEW("h2=':1'"),
		PQ_VIEW("h2 =\":1\""),
		PQ_VIEW("h2= \":1\""),
		PQ_VIEW("h2=\":1"),
		PQ_VIEW("h2=\":1\\"),
		PQ_VIEW("h2=\":1\\\""),
		PQ_VIEW("h2=\":1\0\""),
		PQ_VIEW("h2=\":1\x7f\""),
		PQ_VIEW("h2=\":1\n\""),
		PQ_VIEW("h2=\":1\\\r\""),
		PQ_VIEW("h2=\":1\";"),
		PQ_VIEW("h2=\":1\";;ma=1"),
		PQ_VIEW("h2=\":1\";ma"),
		PQ_VIEW("h2=\":1\";ma="),
		PQ_VIEW("h2=\":1\";=1"),
		PQ_VIEW("h2=\":1\";ma =1"),
		PQ_VIEW("h2=\":1\";ma= 1"),
		PQ_VIEW("h2=\":1\";x=\"y"),
		PQ_VIEW("h2=\":1\" ma=1"),
		PQ_VIEW("h2=\":1\" h3=\":2\""),
		PQ_VIEW("h2=\":1\"h3=\":2\""),
		PQ_VIEW("h2=\":1\"x"),
		PQ_VIEW("h/2=\":1\""),
		PQ_VIEW("\"h2\"=\":1\""),
		PQ_VIEW("h2=\":1\"\0"),
		PQ_VIEW("h2=\":1\"\r\n"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char storage[256];
		struct pq_buf value;

		assert_refused(rows[i], PQ_ERR_SYNTAX);
		pq_buf_init(&value, storage, sizeof(storage));
		pq_buf_add_str(&value, "h3=\"b:1\", ");
		pq_buf_add(&value, rows[i]);
		pq_buf_add_str(&value, ", h2=\"c:2\"");
		assert_refused(pq_buf_view(&value), PQ_ERR_SYNTAX);
	}
	assert_refused(pq_view_str(""), PQ_ERR_SYNTAX);
	assert_refused(pq_view_str(" \t, ,"), PQ_ERR_SYNTAX);
	assert_means(pq_view_str("h3=\"b:1\", h2=\":1\", h2=\"c:2\""),
		     pq_view_str("h3 b 1 86400 | h2  1 86400 | h2 c 2 86400"));
}

static enum pq_err parse_many(size_t usable, size_t useless)
{
	static unsigned char storage[4096];
	struct pq_buf value;
	struct parsed parsed;

	pq_buf_init(&value, storage, sizeof(storage));
	for (size_t i = 0; i < usable; i++)
		pq_buf_add_str(&value, "h2=\":1\",");
	for (size_t i = 0; i < useless; i++)
		pq_buf_add_str(&value, "h2=\":65536\",");
	assert_true(pq_buf_ok(&value));
	parsed = parse(pq_buf_view(&value));
	if (!parsed.err)
		assert_int_equal(parsed.altsvc.count, usable);
	done(&parsed);
	return parsed.err;
}

static void more_alternatives_than_the_maximum_are_a_limit(void **state)
{
	(void)state;
	assert_int_equal(parse_many(PQ_MAX_ALTERNATIVES, 0), PQ_ERR_OK);
	assert_int_equal(parse_many(PQ_MAX_ALTERNATIVES, 100), PQ_ERR_OK);
	assert_int_equal(parse_many(PQ_MAX_ALTERNATIVES + 1, 0), PQ_ERR_LIMIT);
}

static void too_little_room_is_told_and_nothing_changes(void **state)
{
	static const struct pq_view value = PQ_VIEW("h2=\"a:1\"");
	struct pq_altsvc altsvc = { .count = 99 };
	unsigned char storage[8] = "xy";
	struct pq_buf bytes;

	(void)state;
	pq_buf_init(&bytes, storage, 6);
	pq_buf_add_str(&bytes, "xy");
	assert_int_equal(pq_altsvc_parse(&altsvc, value, &bytes), PQ_ERR_NO_SPACE);
	assert_int_equal(altsvc.count, 99);
	assert_int_equal(bytes.len, 2);
	assert_true(pq_buf_ok(&bytes));
	bytes.cap = 7;
	assert_int_equal(pq_altsvc_parse(&altsvc, value, &bytes), PQ_ERR_OK);
	assert_int_equal(altsvc.count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alternatives_are_read),
		cmocka_unit_test(clear_takes_all_back),
		cmocka_unit_test(protocols_are_decoded_from_their_only_spelling),
		cmocka_unit_test(a_member_without_a_place_is_skipped_alone),
		cmocka_unit_test(every_port_and_none_beyond_is_read),
		cmocka_unit_test(parameters_are_read),
		cmocka_unit_test(a_value_that_breaks_the_grammar_is_refused_whole),
		cmocka_unit_test(more_alternatives_than_the_maximum_are_a_limit),
		cmocka_unit_test(too_little_room_is_told_and_nothing_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
