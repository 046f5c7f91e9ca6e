/* SPDX-License-Identifier: MIT */
/* Methods, the syntax of one header, and the safelists (Fetch 2.2.1 and 2.2.2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/view.h"
#include "request/header.h"
#include "request/method.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A copy in a buffer of its exact size, so that the sanitizer sees an over-read. */
static unsigned char *exact(struct pq_view v)
{
	unsigned char *copy = malloc(v.len);

	if (v.len > 0)
		memcpy(copy, v.data, v.len);
	return copy;
}

static bool ask(bool (*question)(struct pq_view v), struct pq_view v)
{
	unsigned char *copy = exact(v);
	bool answer = question(pq_view(copy, v.len));

	free(copy);
	return answer;
}

static bool ask_pair(bool (*question)(struct pq_view name, struct pq_view value), struct pq_view name,
		     struct pq_view value)
{
	unsigned char *n = exact(name);
	unsigned char *v = exact(value);
	bool answer = question(pq_view(n, name.len), pq_view(v, value.len));

	free(n);
	free(v);
	return answer;
}

/* RFC 9110 5.6.2: tchar. */
static bool is_tchar(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c != 0 && strchr("!#$%&'*+-.^_`|~", c));
}

/* Fetch 2.2.2 "header name", 2.2.1 "method": the token of RFC 9110 5.6.2. */
static void names_and_methods_are_tokens(void **state)
{
	(void)state;
	for (unsigned int c = 0; c < 256; c++) {
		unsigned char name[3] = { 'a', (unsigned char)c, 'b' };

		assert_int_equal(ask(pq_header_name_valid, pq_view(name, 3)), is_tchar(name[1]));
		assert_int_equal(ask(pq_header_name_valid, pq_view(name + 1, 1)), is_tchar(name[1]));
		assert_int_equal(ask(pq_method_valid, pq_view(name, 2)), is_tchar(name[1]));
	}
	assert_false(ask(pq_header_name_valid, pq_view(NULL, 0)));
	assert_false(ask(pq_method_valid, pq_view(NULL, 0)));
}

/* Fetch 2.2.2 "header value" and "normalize". */
static void values_are_normalised_and_checked(void **state)
{
	static const struct {
		struct pq_view value;
		bool valid;
		struct pq_view normal;
		bool normal_valid;
	} rows[] = {
		{ PQ_VIEW(""), true, PQ_VIEW(""), true },
		{ PQ_VIEW("a"), true, PQ_VIEW("a"), true },
		{ PQ_VIEW("a b\tc"), true, PQ_VIEW("a b\tc"), true },
		{ PQ_VIEW(" a"), false, PQ_VIEW("a"), true },
		{ PQ_VIEW("a\t"), false, PQ_VIEW("a"), true },
		{ PQ_VIEW("\r\n\t a b \n\r"), false, PQ_VIEW("a b"), true },
		{ PQ_VIEW(" \t\r\n"), false, PQ_VIEW(""), true },
		{ PQ_VIEW("a\rb"), false, PQ_VIEW("a\rb"), false },
		{ PQ_VIEW("a\nb"), false, PQ_VIEW("a\nb"), false },
		{ PQ_VIEW("a\r\nb"), false, PQ_VIEW("a\r\nb"), false },
		{ PQ_VIEW("a\0b"), false, PQ_VIEW("a\0b"), false },
		{ PQ_VIEW("\0"), false, PQ_VIEW("\0"), false },
		{ PQ_VIEW("\v\f\x01\x7f\xff"), true, PQ_VIEW("\v\f\x01\x7f\xff"), true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char *copy = exact(rows[i].value);
		struct pq_view normal = pq_header_value_normalise(pq_view(copy, rows[i].value.len));

		assert_int_equal(pq_header_value_valid(pq_view(copy, rows[i].value.len)), rows[i].valid);
		assert_true(pq_view_eq(normal, rows[i].normal));
		assert_int_equal(pq_header_value_valid(normal), rows[i].normal_valid);
		free(copy);
	}
}

/* Fetch 2.2.1 "normalize": "patch" is famously not among them. */
static void six_methods_are_normalised(void **state)
{
	static const char *const rows[][2] = {
		{ "delete", "DELETE" },   { "Get", "GET" },   { "hEAD", "HEAD" }, { "options", "OPTIONS" },
		{ "post", "POST" },       { "put", "PUT" },   { "PUT", "PUT" },   { "patch", "patch" },
		{ "chicken", "chicken" }, { "getx", "getx" }, { "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_true(pq_view_is(pq_method_normalise(pq_view_str(rows[i][0])), rows[i][1]));
}

/* Fetch 2.2.1 "CORS-safelisted method": compared after normalising, so with case. */
static void three_methods_are_cors_safelisted(void **state)
{
	(void)state;
	assert_true(pq_method_cors_safelisted(pq_view_str("GET")));
	assert_true(pq_method_cors_safelisted(pq_view_str("HEAD")));
	assert_true(pq_method_cors_safelisted(pq_view_str("POST")));
	assert_false(pq_method_cors_safelisted(pq_view_str("get")));
	assert_false(pq_method_cors_safelisted(pq_view_str("PUT")));
	assert_false(pq_method_cors_safelisted(pq_view_str("")));
}

/* RFC 9110 9.2.1 and 9.2.2: the safe methods, PUT and DELETE. */
static void six_methods_are_idempotent(void **state)
{
	static const char *const names[] = { "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" };
	static const char *const others[] = { "POST", "PATCH", "CONNECT", "put", "" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_true(pq_method_idempotent(pq_view_str(names[i])));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(pq_method_idempotent(pq_view_str(others[i])));
}

/* Fetch 2.2.2 "CORS-unsafe request-header byte", and the bytes of a language value, byte by byte. */
static void bytes_of_safelisted_values_are_those_of_fetch(void **state)
{
	static const char unsafe[] = "\"():<>?@[\\]{}\x7f";
	static const char language[] = " *,-.;=";

	(void)state;
	for (unsigned int c = 0; c < 256; c++) {
		unsigned char value[3] = { 'a', (unsigned char)c, 'b' };
		bool alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		bool is_unsafe = (c < 0x20 && c != 9) || memchr(unsafe, (int)c, sizeof(unsafe) - 1);
		bool is_language = alnum || memchr(language, (int)c, sizeof(language) - 1);

		assert_int_equal(ask_pair(pq_header_cors_safelisted, pq_view_str("Accept"), pq_view(value, 3)),
				 !is_unsafe);
		assert_int_equal(ask_pair(pq_header_cors_safelisted, pq_view_str("accept-language"), pq_view(value, 3)),
				 is_language);
		assert_int_equal(
			ask_pair(pq_header_cors_safelisted, pq_view_str("Content-Language"), pq_view(value, 3)),
			is_language);
	}
}

/* Fetch 2.2.2 "CORS-safelisted request-header"; MIME Sniffing 4.4; Fetch "parse a single range header value". */
static void safelisted_headers_are_those_of_fetch(void **state)
{
	static const struct {
		const char *name;
		const char *value;
		bool safelisted;
	} rows[] = {
		{ "Accept", "text/html;q=0.8, */*", true },
		{ "ACCEPT", "", true },
		{ "Accept", "\"", false },
		{ "Accept-Language", "de-AT, en;q=0.5", true },
		{ "Accept-Language", "de_AT", false },
		{ "Accept-Encoding", "gzip", false },
		{ "Authorization", "x", false },
		{ "X-Custom", "x", false },
		{ "", "x", false },
		{ "Content-Type", "text/plain", true },
		{ "content-type", "TEXT/Plain", true },
		{ "Content-Type", "text/plain;charset=UTF-8", true },
		{ "Content-Type", "text/plain \t; whatever", true },
		{ "Content-Type", " text/plain ", true },
		{ "Content-Type", "application/x-www-form-urlencoded", true },
		{ "Content-Type", "multipart/form-data; boundary=x", true },
		{ "Content-Type", "multipart/form-data; boundary=\"x\"", false },
		{ "Content-Type", "text/ plain", false },
		{ "Content-Type", "text /plain", false },
		{ "Content-Type", "text/plain, text/plain", false },
		{ "Content-Type", "text/plainx", false },
		{ "Content-Type", "text/plain/x", false },
		{ "Content-Type", "text/html", false },
		{ "Content-Type", "text;/plain", false },
		{ "Content-Type", "text", false },
		{ "Content-Type", "/", false },
		{ "Content-Type", "text/", false },
		{ "Content-Type", ";text/plain", false },
		{ "Content-Type", "", false },
		{ "Range", "bytes=0-", true },
		{ "range", "bytes=0-0", true },
		{ "Range", "bytes=9-10", true },
		{ "Range", "bytes=00009-10", true },
		{ "Range", "bytes=99999999999999999999999998-99999999999999999999999999", true },
		{ "Range", "bytes=99999999999999999999999999-99999999999999999999999998", false },
		{ "Range", "bytes=10-9", false },
		{ "Range", "bytes=1-0000", false },
		{ "Range", "bytes=-500", false },
		{ "Range", "bytes=-", false },
		{ "Range", "bytes=", false },
		{ "Range", "bytes", false },
		{ "Range", "byt", false },
		{ "Range", "", false },
		{ "Range", "BYTES=0-", false },
		{ "Range", "bytes = 0-", false },
		{ "Range", "bytes= 0-", false },
		{ "Range", "bytes=0 -", false },
		{ "Range", "bytes=0-1,3-4", false },
		{ "Range", "bytes=0-1-", false },
		{ "Range", "bytes=0x1-", false },
		{ "Range", "items=0-", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pq_view name = pq_view_str(rows[i].name);
		struct pq_view value = pq_view_str(rows[i].value);

		if (ask_pair(pq_header_cors_safelisted, name, value) != rows[i].safelisted)
			fail_msg("%s: %s", rows[i].name, rows[i].value);
		assert_int_equal(ask_pair(pq_header_no_cors_safelisted, name, value),
				 rows[i].safelisted && pq_header_no_cors_safelisted_name(name));
	}
}

/* Fetch 2.2.2 "CORS-safelisted request-header", step 1. */
static void safelisted_values_have_at_most_128_bytes(void **state)
{
	unsigned char value[129];

	(void)state;
	memset(value, 'a', sizeof(value));
	assert_true(ask_pair(pq_header_cors_safelisted, pq_view_str("Accept"), pq_view(value, 128)));
	assert_false(ask_pair(pq_header_cors_safelisted, pq_view_str("Accept"), pq_view(value, 129)));
	assert_false(ask_pair(pq_header_no_cors_safelisted, pq_view_str("Accept"), pq_view(value, 129)));
}

/* Fetch 2.2.2 "no-CORS-safelisted request-header name" and "privileged no-CORS request-header name". */
static void no_cors_names_are_those_of_fetch(void **state)
{
	static const struct {
		const char *name;
		bool safelisted;
		bool privileged;
	} rows[] = {
		{ "Accept", true, false },
		{ "Accept-Language", true, false },
		{ "content-language", true, false },
		{ "CONTENT-TYPE", true, false },
		{ "Range", false, true },
		{ "rANGE", false, true },
		{ "Accept-Ranges", false, false },
		{ "Acceptx", false, false },
		{ "Accep", false, false },
		{ "", false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(ask(pq_header_no_cors_safelisted_name, pq_view_str(rows[i].name)), rows[i].safelisted);
		assert_int_equal(ask(pq_header_no_cors_privileged, pq_view_str(rows[i].name)), rows[i].privileged);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_methods_are_tokens),
		cmocka_unit_test(values_are_normalised_and_checked),
		cmocka_unit_test(six_methods_are_normalised),
		cmocka_unit_test(three_methods_are_cors_safelisted),
		cmocka_unit_test(six_methods_are_idempotent),
		cmocka_unit_test(bytes_of_safelisted_values_are_those_of_fetch),
		cmocka_unit_test(safelisted_headers_are_those_of_fetch),
		cmocka_unit_test(safelisted_values_have_at_most_128_bytes),
		cmocka_unit_test(no_cors_names_are_those_of_fetch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
