/* SPDX-License-Identifier: MIT */
/* Forbidden request-headers, by name, prefix and value, and forbidden methods (Fetch 2.2.1 and 2.2.2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/ascii.h"
#include "policy_text.h"

static bool forbids(const char *name, const char *value)
{
	return pq_policy_forbids_header(&policy, pq_view_str(name), pq_view_str(value));
}

/* Fetch 2.2.2 "forbidden request-header", steps 1 and 2. */
static void forbidden_names_and_prefixes_match_without_case_and_in_full(void **state)
{
	static const char *const forbidden[] = { "accept-charset",
						 "ACCEPT-ENCODING",
						 "Access-Control-Request-Headers",
						 "access-control-request-methoD",
						 "Connection",
						 "content-Length",
						 "cookie",
						 "COOKIE2",
						 "Date",
						 "dnt",
						 "DNT",
						 "expect",
						 "hOST",
						 "Keep-Alive",
						 "origin",
						 "Referer",
						 "Set-Cookie",
						 "te",
						 "tE",
						 "Trailer",
						 "transfer-encoding",
						 "UPGRADE",
						 "via",
						 "sec-",
						 "Sec-Fetch-Mode",
						 "SEC-x",
						 "proxy-",
						 "Proxy-Authorization",
						 "pROXY-\xff" };
	static const char *const allowed[] = { "",
					       "s",
					       "sec",
					       "secx",
					       "sec_fetch",
					       "proxy",
					       "proxy_x",
					       "proxyauthorization",
					       "xsec-",
					       "x-sec-",
					       "p",
					       "hos",
					       "hostt",
					       "host ",
					       " host",
					       "h\x0fst",
					       "t",
					       "tee",
					       "cookie3",
					       "set-cookie2",
					       "user-agent",
					       "authorization",
					       "accept",
					       "content-type",
					       "x-http-method",
					       "dnt\x80" };

	(void)state;
	parse_builtin("fetch");
	assert_int_equal(policy.headers.count, 21);
	for (size_t i = 0; i < COUNT(forbidden); i++)
		if (!forbids(forbidden[i], "x"))
			fail_msg("%s should be forbidden", forbidden[i]);
	for (size_t i = 0; i < COUNT(allowed); i++)
		if (forbids(allowed[i], "x"))
			fail_msg("%s should be allowed", allowed[i]);
	parse_builtin("none");
	for (size_t i = 0; i < COUNT(forbidden); i++)
		assert_false(forbids(forbidden[i], "x"));
}

static bool naive_forbids(struct pq_view name)
{
	bool found = false;

	for (size_t i = 0; i < policy.headers.count; i++)
		found = found || pq_ascii_eq_nocase(policy.headers.names[i], name);
	for (size_t i = 0; i < policy.prefixes.count; i++)
		found = found || (policy.prefixes.names[i].len <= name.len &&
				  pq_ascii_eq_nocase(policy.prefixes.names[i],
						     pq_view(name.data, policy.prefixes.names[i].len)));
	return found;
}

static void assert_same_as_naive(struct pq_view name)
{
	if (pq_policy_forbids_header(&policy, name, pq_view(NULL, 0)) != naive_forbids(name))
		fail_msg("%.*s", (int)name.len, (const char *)name.data);
}

/* Each listed name, each of its beginnings, one byte more, and each byte changed to each other one. */
static void the_quick_test_of_names_equals_a_search(void **state)
{
	static const char text[] = HEAD "base fetch\nforbid-prefix ~x\nforbid-header "
					"a-name-of-exactly-sixty-three-bytes-for-the-last-slot-of-lengths\n"
					"forbid-header "
					"A-name-of-far-more-than-sixty-three-bytes-for-the-last-slot-of-the-lengths\n";

	(void)state;
	parse(text);
	for (size_t i = 0; i < policy.headers.count + policy.prefixes.count; i++) {
		bool header = i < policy.headers.count;
		struct pq_view name =
			header ? policy.headers.names[i] : policy.prefixes.names[i - policy.headers.count];
		unsigned char bytes[128];

		memcpy(bytes, name.data, name.len);
		bytes[name.len] = '-';
		for (size_t len = 0; len <= name.len + 1; len++)
			assert_same_as_naive(pq_view(bytes, len));
		for (size_t at = 0; at < name.len; at++) {
			for (unsigned int c = 0; c < 256; c++) {
				bytes[at] = (unsigned char)c;
				assert_same_as_naive(pq_view(bytes, name.len));
			}
			bytes[at] = name.data[at];
		}
	}
}

static void forbidden_methods_match_without_case(void **state)
{
	static const char *const forbidden[] = { "CONNECT", "connect", "TRACE", "tRaCe", "TRACK", "Track" };
	static const char *const allowed[] = {
		"", "GET", "TRAC", "TRACED", "TRACX", "CONNECT ", "OPTIONS", "\xd4RACE"
	};

	(void)state;
	parse_builtin("fetch");
	for (size_t i = 0; i < COUNT(forbidden); i++)
		assert_true(pq_policy_forbids_method(&policy, pq_view_str(forbidden[i])));
	for (size_t i = 0; i < COUNT(allowed); i++)
		assert_false(pq_policy_forbids_method(&policy, pq_view_str(allowed[i])));
	parse_builtin("none");
	assert_false(pq_policy_forbids_method(&policy, pq_view_str("CONNECT")));
}

/* Fetch 2.2.2 "forbidden request-header", step 3, with "get, decode, and split". */
static const struct {
	const char *value;
	bool forbidden;
} overrides[] = {
	{ "TRACE", true },
	{ "trace", true },
	{ "Connect", true },
	{ "TRACK", true },
	{ "", false },
	{ "GET", false },
	{ "TRACER", false },
	{ "TRAC", false },
	{ ",", false },
	{ "GET,TRACE", true },
	{ "TRACE,GET", true },
	{ ",,TRACE,,", true },
	{ "GET, \t TRACE \t ,PUT", true },
	{ "GET,\nTRACE", false },
	{ "GET;TRACE", false },
	{ "GET TRACE", false },
	{ "TR,ACE", false },
	{ "\"TRACE\"", false },
	{ "\"GET,TRACE\"", false },
	{ "\"GET\",TRACE", true },
	{ "\"GET,\"TRACE", false },
	{ "TRACE\"\"", false },
	{ "\"a\\\",TRACE,\"", false },
	{ "\"a\\\\\",TRACE", true },
	{ "\"a,TRACE", false },
	{ "\"a\\", false },
	{ "TRACE,\"", true },
	{ "\\\",TRACE", false },
	{ "\\,TRACE", true },
	{ "a\"b\"c\"d,\"e,TRACE", true },
};

static void override_headers_may_not_name_a_forbidden_method(void **state)
{
	(void)state;
	parse_builtin("fetch");
	for (size_t i = 0; i < COUNT(overrides); i++) {
		size_t len = strlen(overrides[i].value);
		unsigned char *value = malloc(len ? len : 1);

		assert_non_null(value);
		memcpy(value, overrides[i].value, len);
		if (pq_policy_forbids_header(&policy, pq_view_str("x-http-METHOD"), pq_view(value, len)) !=
		    overrides[i].forbidden)
			fail_msg("%s", overrides[i].value);
		free(value);
	}
	assert_true(forbids("X-HTTP-Method-Override", "TRACE"));
	assert_true(forbids("X-Method-Override", "TRACE"));
	assert_false(forbids("X-HTTP-Method-Overrid", "TRACE"));
	assert_false(forbids("X-Method", "TRACE"));
	assert_false(forbids("X-Other", "TRACE"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forbidden_names_and_prefixes_match_without_case_and_in_full),
		cmocka_unit_test(the_quick_test_of_names_equals_a_search),
		cmocka_unit_test(forbidden_methods_match_without_case),
		cmocka_unit_test(override_headers_may_not_name_a_forbidden_method),
	};

	return cmocka_run_group_tests(tests, NULL, drop_text);
}
