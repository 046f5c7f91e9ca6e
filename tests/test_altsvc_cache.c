/* SPDX-License-Identifier: MIT */
/* The cache of alternative services (RFC 7838 2 and 3.1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fetch/altsvc_cache.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A cache with that much room, in a block of exactly that size. */
struct fixture {
	struct pq_altsvc_cache cache;
	unsigned char *room;
};

static void open_cache(struct fixture *fixture, size_t cap)
{
	fixture->room = malloc(cap);
	assert_non_null(fixture->room);
	pq_altsvc_cache_init(&fixture->cache, fixture->room, cap);
}

static void close_cache(struct fixture *fixture)
{
	free(fixture->room);
}

static struct pq_url url_of(const char *text)
{
	static unsigned char storage[4096];
	static struct pq_buf bytes;
	struct pq_url url;

	pq_buf_init(&bytes, storage, sizeof(storage));
	assert_int_equal(pq_url_parse(&url, pq_view_str(text), NULL, NULL, &bytes), PQ_ERR_OK);
	return url;
}

/* Text that the caller overwrites afterwards shows whether the cache keeps copies. */
static bool store(struct fixture *fixture, const char *from, const char *value, uint64_t now_ms)
{
	unsigned char scratch_bytes[1024];
	char copy[512];
	struct pq_url url = url_of(from);
	struct pq_buf scratch;
	bool stored;

	pq_buf_init(&scratch, scratch_bytes, sizeof(scratch_bytes));
	assert_true(strlen(value) < sizeof(copy));
	memcpy(copy, value, strlen(value) + 1);
	stored = pq_altsvc_cache_store(&fixture->cache, &url, pq_view_str(copy), now_ms, &scratch);
	assert_int_equal(scratch.len, 0);
	memset(copy, 'X', sizeof(copy));
	memset(scratch_bytes, 'X', sizeof(scratch_bytes));
	return stored;
}

/* All that is known of url's origin at that moment, as "host:port host:port". */
static const char *known(const struct fixture *fixture, const char *to, uint64_t now_ms)
{
	static unsigned char storage[4096];
	struct pq_url url = url_of(to);
	const struct pq_altsvc_entry *entry = NULL;
	struct pq_buf out;

	pq_buf_init(&out, storage, sizeof(storage));
	while ((entry = pq_altsvc_cache_find(&fixture->cache, &url, now_ms, entry))) {
		pq_buf_add_str(&out, out.len ? " " : "");
		pq_buf_add(&out, entry->host);
		pq_buf_add_str(&out, ":");
		pq_buf_add_u64(&out, entry->port);
	}
	pq_buf_add_byte(&out, '\0');
	assert_true(pq_buf_ok(&out));
	return (const char *)storage;
}

/* from, value: a response; to: who asks; expected: what is known then */
static void answers_move_only_whom_they_may(void **state)
{
	static const struct {
		const char *from;
		const char *value;
		const char *to;
		const char *expected;
	} rows[] = {
		{ "https://a.example/", "http%2F1.1=\"b.example:444\"", "https://a.example/x", "b.example:444" },
		{ "https://a.example/", "http%2F1.1=\":444\"", "https://a.example:443/", "a.example:444" },
		{ "https://a.example/", "http%2F1.1=\"B.Example:443\"", "https://A.example/", "b.example:443" },
		{ "https://a.example/", "http%2F1.1=\"[::0:1]:1\"", "https://a.example/", "[::1]:1" },
		{ "https://a.example/", "http%2F1.1=\"0x7f.1:1\"", "https://a.example/", "127.0.0.1:1" },
		{ "https://a.example:8443/", "http%2F1.1=\":443\"", "https://a.example:8443/", "a.example:443" },
		{ "https://a.example/", "h2=\":1\", http%2F1.1=\":2\", h3=\":3\", http%2F1.1=\"b:4\"",
		  "https://a.example/", "a.example:2 b:4" },
		/* Another scheme, host or port is another origin (CVE-2021-38507). */
		{ "https://a.example:8443/", "http%2F1.1=\":444\"", "https://a.example/", "" },
		{ "https://a.example/", "http%2F1.1=\":444\"", "https://a.example:8443/", "" },
		{ "https://a.example/", "http%2F1.1=\":444\"", "https://b.example/", "" },
		{ "https://a.example/", "http%2F1.1=\":444\"", "https://x.a.example/", "" },
		{ "https://a.example:8443/", "http%2F1.1=\":444\"", "http://a.example:8443/", "" },
		{ "https://a.example:8443/", "http%2F1.1=\":444\"", "wss://a.example:8443/", "" },
		/* Without TLS nobody can tell whether the other place speaks for the origin (RFC 7838 2.1). */
		{ "http://a.example/", "http%2F1.1=\":444\"", "http://a.example/", "" },
		{ "http://a.example:443/", "http%2F1.1=\":444\"", "https://a.example/", "" },
		/* Nothing that this client speaks, nowhere else than the origin, no address. */
		{ "https://a.example/", "h2=\":444\", http=\":445\", HTTP%2F1.1=\":446\"", "https://a.example/", "" },
		{ "https://a.example/", "http%2F1.1=\":443\", http%2F1.1=\"A.example:443\"", "https://a.example/", "" },
		{ "https://a.example/", "http%2F1.1=\"[::1::2]:444\"", "https://a.example/", "" },
		{ "https://a.example/", "http%2F1.1=\"1.2.3.400:444\"", "https://a.example/", "" },
		{ "https://a.example/", "http%2F1.1=\":65561\"", "https://a.example/", "" },
		{ "https://a.example/", "http%2F1.1=:444", "https://a.example/", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fixture fixture;

		open_cache(&fixture, 256);
		store(&fixture, rows[i].from, rows[i].value, 0);
		assert_string_equal(known(&fixture, rows[i].to, 0), rows[i].expected);
		close_cache(&fixture);
	}
}

/* RFC 7838 3.1: each field replaces all that was known of its origin; one that is ignored replaces nothing. */
static void a_new_field_replaces_the_old_one(void **state)
{
	static const struct {
		const char *value;
		bool stored;
		const char *expected;
	} rows[] = {
		{ "http%2F1.1=\":3\"", true, "a.example:3" },
		{ "http%2F1.1=\":3\", http%2F1.1=\":4\"", true, "a.example:3 a.example:4" },
		{ "clear", true, "" },
		{ "clear, http%2F1.1=\":3\"", true, "" },
		{ "h2=\":3\"", true, "" },
		{ "http%2F1.1=\":65536\"", true, "" },
		{ "CLEAR", false, "a.example:1 a.example:2" },
		{ "", false, "a.example:1 a.example:2" },
		{ "http%2F1.1=\":3", false, "a.example:1 a.example:2" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fixture fixture;

		open_cache(&fixture, 256);
		store(&fixture, "https://b.example/", "http%2F1.1=\":9\"", 0);
		assert_true(store(&fixture, "https://a.example/", "http%2F1.1=\":1\", http%2F1.1=\":2\"", 0));
		assert_int_equal(store(&fixture, "https://a.example/", rows[i].value, 0), rows[i].stored);
		assert_string_equal(known(&fixture, "https://a.example/", 0), rows[i].expected);
		assert_string_equal(known(&fixture, "https://b.example/", 0), "b.example:9");
		close_cache(&fixture);
	}
}

static void alternatives_live_as_long_as_they_say(void **state)
{
	static const struct {
		const char *value;
		uint64_t now_ms;
		uint64_t last_ms;
	} rows[] = {
		{ "http%2F1.1=\":1\"; ma=1", 0, 999 },
		{ "http%2F1.1=\":1\"; ma=60", 5000, 64999 },
		{ "http%2F1.1=\":1\"", 1, 86400000 },
		{ "http%2F1.1=\":1\"; ma=99999999999999999999", 0, 2147483647999 },
		{ "http%2F1.1=\":1\"; ma=99999999999999999999", UINT64_MAX - 9, UINT64_MAX - 1 },
	};
	struct fixture fixture;

	(void)state;
	open_cache(&fixture, 256);
	for (size_t i = 0; i < COUNT(rows); i++) {
		store(&fixture, "https://a.example/", rows[i].value, rows[i].now_ms);
		assert_string_equal(known(&fixture, "https://a.example/", rows[i].now_ms), "a.example:1");
		assert_string_equal(known(&fixture, "https://a.example/", rows[i].last_ms), "a.example:1");
		assert_string_equal(known(&fixture, "https://a.example/", rows[i].last_ms + 1), "");
	}
	store(&fixture, "https://a.example/", "http%2F1.1=\":1\"; ma=0", 0);
	assert_string_equal(known(&fixture, "https://a.example/", 0), "");
	close_cache(&fixture);
}

/* RFC 7838 2.4: one that does not answer is no longer used; the others stay, with their texts. */
static void one_alternative_is_forgotten_alone(void **state)
{
	struct pq_url url;
	struct fixture fixture;
	const struct pq_altsvc_entry *entry;

	(void)state;
	open_cache(&fixture, 256);
	store(&fixture, "https://b.example/", "http%2F1.1=\"c.example:9\"", 0);
	store(&fixture, "https://a.example/", "http%2F1.1=\"x.example:1\", http%2F1.1=\"longer.example:2\"", 0);
	store(&fixture, "https://d.example/", "http%2F1.1=\"e.example:8\"", 0);
	url = url_of("https://a.example/");
	entry = pq_altsvc_cache_find(&fixture.cache, &url, 0, NULL);
	assert_non_null(entry);
	pq_altsvc_cache_forget(&fixture.cache, entry);
	assert_string_equal(known(&fixture, "https://a.example/", 0), "longer.example:2");
	assert_string_equal(known(&fixture, "https://b.example/", 0), "c.example:9");
	assert_string_equal(known(&fixture, "https://d.example/", 0), "e.example:8");
	close_cache(&fixture);
}

/* The oldest go when entries or bytes run out; what no room can hold is ignored. */
static void the_cache_is_bounded(void **state)
{
	struct fixture fixture;

	(void)state;
	open_cache(&fixture, 4096);
	for (unsigned int i = 0; i < 3 * PQ_MAX_ALTSVC_ENTRIES; i++) {
		char from[64];

		snprintf(from, sizeof(from), "https://h%u.example/", i);
		assert_true(store(&fixture, from, "http%2F1.1=\"a.example:1\"", 0));
		assert_string_equal(known(&fixture, from, 0), "a.example:1");
	}
	assert_int_equal(fixture.cache.count, PQ_MAX_ALTSVC_ENTRIES);
	assert_string_equal(known(&fixture, "https://h0.example/", 0), "");
	close_cache(&fixture);

	open_cache(&fixture, 30);
	store(&fixture, "https://a/", "http%2F1.1=\"bbbbbbbbb:1\"", 0);
	store(&fixture, "https://c/", "http%2F1.1=\"ddddddddd:2\"", 0);
	assert_string_equal(known(&fixture, "https://a/", 0), "bbbbbbbbb:1");
	assert_string_equal(known(&fixture, "https://c/", 0), "ddddddddd:2");
	store(&fixture, "https://e/", "http%2F1.1=\"f:3\"", 0);
	assert_string_equal(known(&fixture, "https://a/", 0), "");
	assert_string_equal(known(&fixture, "https://c/", 0), "ddddddddd:2");
	assert_string_equal(known(&fixture, "https://e/", 0), "f:3");
	store(&fixture, "https://g/", "http%2F1.1=\"hhhhhhhhhhhhhhhhhhhhhhhhhhhhhh:4\"", 0);
	assert_string_equal(known(&fixture, "https://g/", 0), "");
	assert_string_equal(known(&fixture, "https://c/", 0), "ddddddddd:2");
	close_cache(&fixture);
}

/* What has expired makes room before anything alive does. */
static void the_expired_go_first(void **state)
{
	struct fixture fixture;

	(void)state;
	open_cache(&fixture, 30);
	store(&fixture, "https://a/", "http%2F1.1=\"bbbbbbbbb:1\"; ma=100", 0);
	store(&fixture, "https://c/", "http%2F1.1=\"ddddddddd:2\"; ma=1", 0);
	store(&fixture, "https://e/", "http%2F1.1=\"f:3\"", 1000);
	assert_string_equal(known(&fixture, "https://a/", 1000), "bbbbbbbbb:1");
	assert_string_equal(known(&fixture, "https://c/", 1000), "");
	assert_string_equal(known(&fixture, "https://e/", 1000), "f:3");
	close_cache(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_move_only_whom_they_may),
		cmocka_unit_test(a_new_field_replaces_the_old_one),
		cmocka_unit_test(alternatives_live_as_long_as_they_say),
		cmocka_unit_test(one_alternative_is_forgotten_alone),
		cmocka_unit_test(the_cache_is_bounded),
		cmocka_unit_test(the_expired_go_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
