/* SPDX-License-Identifier: MIT */
/* A header list and its guards (Fetch 2.2.2 and 5.1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "request/headers.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define CAP 8

static struct pq_policy policy;

static int read_policy(void **state)
{
	struct pq_view text = pq_policy_builtin_text(pq_policy_builtin_find(pq_view_str("fetch")));

	(void)state;
	return pq_policy_parse(&policy, text, NULL) == PQ_ERR_OK ? 0 : -1;
}

/* A header list with room for CAP headers. */
struct list {
	struct pq_header items[CAP];
	unsigned char storage[512];
	struct pq_buf bytes;
	struct pq_headers headers;
};

static struct pq_headers *list_init(struct list *list, enum pq_guard guard)
{
	pq_buf_init(&list->bytes, list->storage, sizeof(list->storage));
	pq_headers_init(&list->headers, list->items, CAP, guard, &policy, &list->bytes);
	return &list->headers;
}

static enum pq_header_result append(struct pq_headers *headers, const char *name, const char *value)
{
	return pq_headers_append(headers, pq_view_str(name), pq_view_str(value));
}

static enum pq_header_result set(struct pq_headers *headers, const char *name, const char *value)
{
	return pq_headers_set(headers, pq_view_str(name), pq_view_str(value));
}

static enum pq_header_result remove_named(struct pq_headers *headers, const char *name)
{
	return pq_headers_delete(headers, pq_view_str(name));
}

/* The list as text, "name: value" and LF for each. */
static void assert_list(const struct pq_headers *headers, const char *expected)
{
	char text[512];
	struct pq_buf out;

	pq_buf_init(&out, text, sizeof(text) - 1);
	for (size_t i = 0; i < headers->count; i++) {
		pq_buf_add(&out, headers->items[i].name);
		pq_buf_add_str(&out, ": ");
		pq_buf_add(&out, headers->items[i].value);
		pq_buf_add_byte(&out, '\n');
	}
	assert_true(pq_buf_ok(&out));
	text[out.len] = '\0';
	assert_string_equal(text, expected);
}

static enum pq_header_result result_of(char letter)
{
	switch (letter) {
	case 'S':
		return PQ_HEADER_STORED;
	case 'D':
		return PQ_HEADER_DROPPED;
	case 'X':
		return PQ_HEADER_INVALID;
	default:
		return PQ_HEADER_IMMUTABLE;
	}
}

/*
 * Fetch 5.1 "validate", "append" and "set": each class of header under the guards none, request,
 * request-no-cors and immutable: Stored, Dropped, or refused as malformed (X) or because nothing may change (F).
 */
static void each_guard_decides_each_class_of_header(void **state)
{
	static const struct {
		const char *name;
		const char *value;
		const char *results;
	} rows[] = {
		{ "X-Custom", "1", "SSDF" },
		{ "Authorization", "Basic eA==", "SSDF" },
		{ "Accept", "text/html", "SSSF" },
		{ "Accept", "(", "SSDF" },
		{ "Content-Type", "text/plain", "SSSF" },
		{ "Content-Type", "application/json", "SSDF" },
		{ "Range", "bytes=0-", "SSDF" },
		{ "Host", "a.example", "SDDF" },
		{ "cOOkie", "a=b", "SDDF" },
		{ "Sec-Fetch-Site", "none", "SDDF" },
		{ "proxy-x", "1", "SDDF" },
		{ "X-HTTP-Method-Override", "TRACE", "SDDF" },
		{ "X-HTTP-Method-Override", "PATCH", "SSDF" },
		{ "X Custom", "1", "XXXX" },
		{ "", "1", "XXXX" },
		{ "X-Custom:", "1", "XXXX" },
		{ "Host ", "a.example", "XXXX" },
		{ "X-Custom", "1\r\nHost: a.example", "XXXX" },
		{ "Accept", "1\n2", "XXXX" },
		{ "X-Custom", " 1\r\n", "SSDF" },
	};
	static const enum pq_guard guards[4] = { PQ_GUARD_NONE, PQ_GUARD_REQUEST, PQ_GUARD_REQUEST_NO_CORS,
						 PQ_GUARD_IMMUTABLE };

	(void)state;
	for (size_t i = 0; i < COUNT(rows) * 4; i++) {
		enum pq_header_result expected = result_of(rows[i / 4].results[i % 4]);
		struct list list;
		struct pq_headers *headers = list_init(&list, guards[i % 4]);

		if (append(headers, rows[i / 4].name, rows[i / 4].value) != expected)
			fail_msg("append %s: %s, guard %zu", rows[i / 4].name, rows[i / 4].value, i % 4);
		assert_int_equal(headers->count, expected == PQ_HEADER_STORED);
		headers = list_init(&list, guards[i % 4]);
		if (set(headers, rows[i / 4].name, rows[i / 4].value) != expected)
			fail_msg("set %s: %s, guard %zu", rows[i / 4].name, rows[i / 4].value, i % 4);
		assert_int_equal(headers->count, expected == PQ_HEADER_STORED);
	}
}

/* Fetch 2.2.2 "forbidden request-header", the names. */
static void forbidden_request_headers_are_dropped(void **state)
{
	static const char *const names[] = {
		"Accept-Charset",
		"Accept-Encoding",
		"Access-Control-Request-Headers",
		"Access-Control-Request-Method",
		"Connection",
		"Content-Length",
		"Cookie",
		"Cookie2",
		"Date",
		"DNT",
		"Expect",
		"Host",
		"Keep-Alive",
		"Origin",
		"Referer",
		"Set-Cookie",
		"TE",
		"Trailer",
		"Transfer-Encoding",
		"Upgrade",
		"Via",
	};
	struct list list;

	(void)state;
	assert_int_equal(COUNT(names), 21);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct pq_headers *headers = list_init(&list, PQ_GUARD_REQUEST);

		assert_int_equal(append(headers, names[i], "x"), PQ_HEADER_DROPPED);
		assert_int_equal(set(headers, names[i], "x"), PQ_HEADER_DROPPED);
		assert_true(pq_headers_add_own(headers, pq_view_str(names[i]), pq_view_str("own")));
		assert_int_equal(remove_named(headers, names[i]), PQ_HEADER_DROPPED);
		assert_int_equal(headers->count, 1);
		headers = list_init(&list, PQ_GUARD_NONE);
		assert_int_equal(append(headers, names[i], "x"), PQ_HEADER_STORED);
		assert_int_equal(remove_named(headers, names[i]), PQ_HEADER_STORED);
		assert_int_equal(headers->count, 0);
	}
}

/* Fetch 2.2.2 "append": order is kept, and the first spelling of a name wins. */
static void append_keeps_order_and_first_spelling(void **state)
{
	struct list list;
	struct pq_headers *headers = list_init(&list, PQ_GUARD_REQUEST);

	(void)state;
	append(headers, "X-One", " 1 ");
	append(headers, "X-Two", "2");
	append(headers, "x-ONE", "3\t");
	assert_list(headers, "X-One: 1\nX-Two: 2\nX-One: 3\n");
	assert_true(pq_view_is(pq_headers_find(headers, pq_view_str("x-one"))->value, "1"));
	assert_null(pq_headers_find(headers, pq_view_str("x-on")));
}

/* Fetch 2.2.2 "set". */
static void set_replaces_the_first_and_removes_the_others(void **state)
{
	struct list list;
	struct pq_headers *headers = list_init(&list, PQ_GUARD_REQUEST);

	(void)state;
	append(headers, "X-One", "1");
	append(headers, "X-Two", "2");
	append(headers, "X-One", "3");
	append(headers, "X-Three", "4");
	append(headers, "X-One", "5");
	assert_int_equal(set(headers, "x-one", " 9 "), PQ_HEADER_STORED);
	assert_list(headers, "X-One: 9\nX-Two: 2\nX-Three: 4\n");
	assert_int_equal(set(headers, "X-Four", "6"), PQ_HEADER_STORED);
	assert_list(headers, "X-One: 9\nX-Two: 2\nX-Three: 4\nX-Four: 6\n");
}

/* Fetch 2.2.2 "delete", 5.1 delete(name). */
static void delete_removes_every_header_of_a_name(void **state)
{
	struct list list;
	struct pq_headers *headers = list_init(&list, PQ_GUARD_REQUEST);

	(void)state;
	append(headers, "X-One", "1");
	append(headers, "X-Two", "2");
	append(headers, "x-one", "3");
	assert_int_equal(remove_named(headers, "X-ONE"), PQ_HEADER_STORED);
	assert_list(headers, "X-Two: 2\n");
	assert_int_equal(remove_named(headers, "X-None"), PQ_HEADER_STORED);
	assert_int_equal(remove_named(headers, "X None"), PQ_HEADER_INVALID);
	assert_list(headers, "X-Two: 2\n");
}

/* Fetch 2.2.2 "get". */
static void get_joins_all_values(void **state)
{
	struct list list;
	struct pq_headers *headers = list_init(&list, PQ_GUARD_NONE);
	unsigned char storage[32];
	struct pq_buf out;

	(void)state;
	append(headers, "A", "1");
	append(headers, "B", "2");
	append(headers, "a", "");
	append(headers, "A", "3, 4");
	pq_buf_init(&out, storage, sizeof(storage));
	assert_false(pq_headers_get(headers, pq_view_str("C"), &out));
	assert_int_equal(out.len, 0);
	assert_true(pq_headers_get(headers, pq_view_str("a"), &out));
	assert_true(pq_view_is(pq_buf_view(&out), "1, , 3, 4"));
}

/* Fetch 5.1 "append", step 3: what is judged is the value that a server would see. */
static void no_cors_judges_the_combined_value(void **state)
{
	static const char half[] = "0123456789012345678901234567890123456789012345678901234567890123";
	struct list list;
	struct pq_headers *headers = list_init(&list, PQ_GUARD_REQUEST_NO_CORS);

	(void)state;
	assert_int_equal(append(headers, "Accept", half), PQ_HEADER_STORED);
	assert_int_equal(append(headers, "Accept", half + 1), PQ_HEADER_DROPPED);
	assert_int_equal(append(headers, "accept", half + 2), PQ_HEADER_STORED);
	assert_int_equal(append(headers, "Accept", ""), PQ_HEADER_DROPPED);
	assert_int_equal(append(headers, "Content-Type", "text/plain"), PQ_HEADER_STORED);
	assert_int_equal(append(headers, "Content-Type", "text/plain"), PQ_HEADER_DROPPED);
	assert_int_equal(set(headers, "Content-Type", "multipart/form-data"), PQ_HEADER_STORED);
	assert_int_equal(headers->count, 3);
	assert_int_equal(list.bytes.len, 0);
}

/* Fetch 5.1 "remove privileged no-CORS request-headers": a Range set by the user agent dies with the first change. */
static void no_cors_changes_remove_a_range(void **state)
{
	struct list list;
	struct pq_headers *headers = list_init(&list, PQ_GUARD_REQUEST_NO_CORS);

	(void)state;
	pq_headers_add_own(headers, pq_view_str("Range"), pq_view_str("bytes=0-"));
	assert_int_equal(append(headers, "X-Custom", "1"), PQ_HEADER_DROPPED);
	assert_int_equal(remove_named(headers, "X-Custom"), PQ_HEADER_DROPPED);
	assert_int_equal(remove_named(headers, "Accept"), PQ_HEADER_STORED);
	assert_list(headers, "Range: bytes=0-\n");
	assert_int_equal(append(headers, "Accept", "1"), PQ_HEADER_STORED);
	assert_list(headers, "Accept: 1\n");
	pq_headers_add_own(headers, pq_view_str("Range"), pq_view_str("bytes=0-"));
	assert_int_equal(set(headers, "Accept", "2"), PQ_HEADER_STORED);
	assert_list(headers, "Accept: 2\n");
	pq_headers_add_own(headers, pq_view_str("Range"), pq_view_str("bytes=0-"));
	assert_int_equal(remove_named(headers, "Accept"), PQ_HEADER_STORED);
	assert_list(headers, "");
	pq_headers_add_own(headers, pq_view_str("Range"), pq_view_str("bytes=0-"));
	assert_int_equal(remove_named(headers, "Range"), PQ_HEADER_STORED);
	assert_list(headers, "");
	headers = list_init(&list, PQ_GUARD_REQUEST);
	append(headers, "Range", "bytes=0-");
	append(headers, "Accept", "1");
	assert_list(headers, "Range: bytes=0-\nAccept: 1\n");
}

static void immutable_headers_cannot_be_changed(void **state)
{
	struct list list;
	struct pq_headers *headers = list_init(&list, PQ_GUARD_IMMUTABLE);

	(void)state;
	pq_headers_add_own(headers, pq_view_str("A"), pq_view_str("1"));
	assert_int_equal(append(headers, "A", "2"), PQ_HEADER_IMMUTABLE);
	assert_int_equal(set(headers, "A", "2"), PQ_HEADER_IMMUTABLE);
	assert_int_equal(remove_named(headers, "A"), PQ_HEADER_IMMUTABLE);
	assert_list(headers, "A: 1\n");
	pq_headers_remove(headers, pq_view_str("a"));
	assert_list(headers, "");
}

static void a_full_list_says_so(void **state)
{
	struct list list;
	struct pq_headers *headers = list_init(&list, PQ_GUARD_REQUEST);

	(void)state;
	for (int i = 0; i < CAP; i++)
		assert_int_equal(append(headers, i % 2 ? "A" : "B", "1"), PQ_HEADER_STORED);
	assert_int_equal(append(headers, "A", "2"), PQ_HEADER_FULL);
	assert_int_equal(set(headers, "C", "2"), PQ_HEADER_FULL);
	assert_false(pq_headers_add_own(headers, pq_view_str("C"), pq_view_str("2")));
	assert_int_equal(headers->count, CAP);
	assert_int_equal(set(headers, "A", "2"), PQ_HEADER_STORED);
	assert_int_equal(headers->count, CAP / 2 + 1);
}

/* A value that cannot be put together cannot be judged either. */
static void no_room_to_combine_is_full(void **state)
{
	struct list list;
	struct pq_headers *headers = list_init(&list, PQ_GUARD_REQUEST_NO_CORS);

	(void)state;
	pq_buf_init(&list.bytes, list.storage, 4);
	assert_int_equal(append(headers, "Accept", "1"), PQ_HEADER_STORED);
	assert_int_equal(append(headers, "Accept", "2"), PQ_HEADER_STORED);
	assert_int_equal(append(headers, "Accept", "3"), PQ_HEADER_FULL);
	assert_list(headers, "Accept: 1\nAccept: 2\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_guard_decides_each_class_of_header),
		cmocka_unit_test(forbidden_request_headers_are_dropped),
		cmocka_unit_test(append_keeps_order_and_first_spelling),
		cmocka_unit_test(set_replaces_the_first_and_removes_the_others),
		cmocka_unit_test(delete_removes_every_header_of_a_name),
		cmocka_unit_test(get_joins_all_values),
		cmocka_unit_test(no_cors_judges_the_combined_value),
		cmocka_unit_test(no_cors_changes_remove_a_range),
		cmocka_unit_test(immutable_headers_cannot_be_changed),
		cmocka_unit_test(a_full_list_says_so),
		cmocka_unit_test(no_room_to_combine_is_full),
	};

	return cmocka_run_group_tests(tests, read_policy, NULL);
}
