/* SPDX-License-Identifier: MIT */
/* What a server of another origin must permit, and whether its words do (Fetch 2.2.2, 4.8, 4.10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "request/cors.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define HEADERS 16

/* The unsafe names of headers, joined by commas; the room for names and their text is exactly as the header says. */
static const char *unsafe_names(const struct pq_header *headers, size_t count)
{
	static char joined[4096];
	struct pq_view *names = malloc(count * sizeof(names[0]) + 1);
	unsigned char *room;
	size_t size = 0;
	size_t found;
	struct pq_buf text, out;

	for (size_t i = 0; i < count; i++)
		size += headers[i].name.len;
	room = malloc(size + 1);
	assert_non_null(names);
	assert_non_null(room);
	pq_buf_init(&text, room, size);
	pq_buf_init(&out, joined, sizeof(joined));
	found = pq_cors_unsafe_names(headers, count, names, &text);
	assert_int_equal(pq_cors_has_unsafe_name(headers, count), found > 0);
	assert_true(pq_buf_ok(&text));
	for (size_t i = 0; i < found; i++) {
		pq_buf_add_str(&out, i ? "," : "");
		pq_buf_add(&out, names[i]);
	}
	pq_buf_add_byte(&out, '\0');
	free(names);
	free(room);
	return joined;
}

/* Fetch 2.2.2 "CORS-unsafe request-header names". */
static void unsafe_names_are_a_sorted_lower_case_set(void **state)
{
	static const struct {
		struct pq_header headers[HEADERS];
		size_t count;
		const char *unsafe;
	} rows[] = {
		{ { { PQ_VIEW(""), PQ_VIEW("") } }, 0, "" },
		{ { { PQ_VIEW("Accept"), PQ_VIEW("a/b") }, { PQ_VIEW("Content-Type"), PQ_VIEW("text/plain") } },
		  2,
		  "" },
		{ { { PQ_VIEW("Content-Type"), PQ_VIEW("application/json") } }, 1, "content-type" },
		{ { { PQ_VIEW("Range"), PQ_VIEW("bytes=1-2") } }, 1, "" },
		{ { { PQ_VIEW("Range"), PQ_VIEW("bytes=-2") } }, 1, "range" },
		{ { { PQ_VIEW("X-b"), PQ_VIEW("1") },
		    { PQ_VIEW("x-A"), PQ_VIEW("2") },
		    { PQ_VIEW("X-"), PQ_VIEW("3") },
		    { PQ_VIEW("Authorization"), PQ_VIEW("4") } },
		  4,
		  "authorization,x-,x-a,x-b" },
		{ { { PQ_VIEW("b"), PQ_VIEW("") },
		    { PQ_VIEW("a"), PQ_VIEW("") },
		    { PQ_VIEW("B"), PQ_VIEW("") },
		    { PQ_VIEW("A"), PQ_VIEW("") } },
		  4,
		  "a,b" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(unsafe_names(rows[i].headers, rows[i].count), rows[i].unsafe);
}

/* "... if safelistValueSize is greater than 1024": then also the harmless names have to be permitted. */
static void too_many_safelisted_bytes_are_unsafe_together(void **state)
{
	static unsigned char bytes[128];
	struct pq_header headers[HEADERS];

	(void)state;
	memset(bytes, 'a', sizeof(bytes));
	for (size_t i = 0; i < 8; i++)
		headers[i] = (struct pq_header){ pq_view_str(i % 2 ? "Accept" : "accept-language"),
						 pq_view(bytes, sizeof(bytes)) };
	assert_string_equal(unsafe_names(headers, 8), "");
	headers[8] = (struct pq_header){ pq_view_str("Content-Language"), pq_view_str("a") };
	assert_string_equal(unsafe_names(headers, 9), "accept,accept-language,content-language");
	headers[8] = (struct pq_header){ pq_view_str("X"), pq_view_str("a") };
	assert_string_equal(unsafe_names(headers, 9), "x");
}

static struct pq_cors_permission permission_of(const char *origin, const char *credentials, const char *methods,
					       const char *headers)
{
	return (struct pq_cors_permission){
		.has_origin = origin != NULL,
		.origin = pq_view_str(origin ? origin : ""),
		.credentials = pq_view_str(credentials),
		.methods = pq_view_str(methods),
		.headers = pq_view_str(headers),
	};
}

/* Fetch 4.10; include: with credentials. */
static void the_origin_is_permitted_by_its_own_text_only(void **state)
{
	static const struct {
		const char *origin;
		const char *credentials;
		bool without;
		bool include;
	} rows[] = {
		{ "http://p.example", "true", true, true },
		{ "http://p.example", "", true, false },
		{ "http://p.example", "True", true, false },
		{ "http://p.example", "true, true", true, false },
		{ "*", "true", true, false },
		{ NULL, "true", false, false },
		{ "", "true", false, false },
		{ "null", "true", false, false },
		{ "HTTP://p.example", "true", false, false },
		{ "http://p.example/", "true", false, false },
		{ "http://p.example:80", "true", false, false },
		{ "https://p.example", "true", false, false },
		{ "http://p.example.evil.example", "true", false, false },
		{ "http://p.example, http://p.example", "true", false, false },
		{ "*, *", "true", false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pq_cors_permission permission = permission_of(rows[i].origin, rows[i].credentials, "", "");
		struct pq_view origin = pq_view_str("http://p.example");

		assert_int_equal(pq_cors_check(&permission, origin, false), rows[i].without);
		assert_int_equal(pq_cors_check(&permission, origin, true), rows[i].include);
	}
}

/* "CORS-preflight fetch", step 7.5. */
static void methods_are_permitted_in_their_own_case(void **state)
{
	static const struct {
		const char *methods;
		const char *method;
		bool without;
		bool include;
	} rows[] = {
		{ "PUT", "PUT", true, true },    { "GET, PUT\t,, DELETE", "DELETE", true, true },
		{ "put", "PUT", false, false },  { "PUT", "put", false, false },
		{ "PUTS", "PUT", false, false }, { "PU", "PUT", false, false },
		{ "", "PUT", false, false },     { "*", "PUT", true, false },
		{ "GET, *", "x", true, false },  { "**", "PUT", false, false },
		{ "", "GET", true, true },       { "", "HEAD", true, true },
		{ "", "POST", true, true },      { "", "post", false, false },
		{ "", "PATCH", false, false },   { "patch", "PATCH", false, false },
		{ "*", "*", true, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pq_cors_permission permission = permission_of("*", "", rows[i].methods, "");
		struct pq_view method = pq_view_str(rows[i].method);

		assert_int_equal(pq_cors_permits_method(&permission, method, false), rows[i].without);
		assert_int_equal(pq_cors_permits_method(&permission, method, true), rows[i].include);
	}
}

/* Steps 7.6 and 7.7. */
static void names_are_permitted_in_any_case_and_authorization_by_name_only(void **state)
{
	static const struct {
		const char *headers;
		const char *name;
		bool without;
		bool include;
	} rows[] = {
		{ "X-A", "x-a", true, true },
		{ "x-b,\tX-a ", "x-a", true, true },
		{ "x-a-b", "x-a", false, false },
		{ "x", "x-a", false, false },
		{ "", "x-a", false, false },
		{ "*", "x-a", true, false },
		{ "x-b, *", "x-a", true, false },
		{ "*", "authorization", false, false },
		{ "*, Authorization", "authorization", true, true },
		{ "*", "*", true, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pq_cors_permission permission = permission_of("*", "", "", rows[i].headers);
		struct pq_view name = pq_view_str(rows[i].name);

		assert_int_equal(pq_cors_permits_name(&permission, name, false), rows[i].without);
		assert_int_equal(pq_cors_permits_name(&permission, name, true), rows[i].include);
	}
}

/* "extracting header list values": failure spoils the answer. */
static void lists_hold_tokens_only(void **state)
{
	static const struct {
		const char *list;
		bool well_formed;
	} rows[] = {
		{ "", true },        { ",, ,", true },    { "PUT", true },   { "a, b,c", true },
		{ "P UT", false },   { "a, b c", false }, { "a;b", false },  { "\"a\"", false },
		{ "a, (b)", false }, { "a:", false },     { "\x80", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pq_cors_permission methods = permission_of("*", "", rows[i].list, "");
		struct pq_cors_permission headers = permission_of("*", "", "", rows[i].list);

		assert_int_equal(pq_cors_is_well_formed(&methods), rows[i].well_formed);
		assert_int_equal(pq_cors_is_well_formed(&headers), rows[i].well_formed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unsafe_names_are_a_sorted_lower_case_set),
		cmocka_unit_test(too_many_safelisted_bytes_are_unsafe_together),
		cmocka_unit_test(the_origin_is_permitted_by_its_own_text_only),
		cmocka_unit_test(methods_are_permitted_in_their_own_case),
		cmocka_unit_test(names_are_permitted_in_any_case_and_authorization_by_name_only),
		cmocka_unit_test(lists_hold_tokens_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
