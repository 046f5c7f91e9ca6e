/* SPDX-License-Identifier: MIT */
/* The cookie jar (RFC 6265 5.1 to 5.4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fetch/cookie.h"

/* set, from: what came and from where; url: who asks; expected: the Cookie value, NULL for none */
struct row {
	const char *from;
	const char *set;
	const char *url;
	const char *expected;
};

static const struct row rows[] = {
	{ "http://a.example/", "k=v", "http://a.example/", "k=v" },
	{ "http://a.example/", "k=v", "http://a.example:8080/", "k=v" },
	{ "http://a.example:1234/", "k=v", "https://a.example/", "k=v" },
	{ "http://a.example/", "k=v", "http://b.example/", NULL },
	{ "http://a.example/", "k=v", "http://x.a.example/", NULL },
	{ "http://a.example/", "k=v; Domain=a.example", "http://a.example/", "k=v" },
	{ "http://a.example/", "k=v; Domain=a.example", "http://x.a.example/", "k=v" },
	{ "http://localhost/", "k=v; Domain=localhost", "http://localhost/", "k=v" },
	{ "http://localhost/", "k=v; Domain=localhost", "http://x.localhost/", NULL },
	{ "http://127.0.0.1/", "k=v; Domain=127.0.0.1", "http://127.0.0.1/", "k=v" },
	{ "http://x.a.example/", "k=v; Domain=a.example", "http://y.a.example/", "k=v" },
	{ "http://x.a.example/", "k=v; Domain=.A.example", "http://a.example/", "k=v" },
	{ "http://x.a.example/", "k=v; domain=a.example", "http://evila.example/", NULL },
	{ "http://a.example/", "k=v; Domain=example", "http://a.example/", NULL },
	{ "http://a.example/", "k=v; Domain=b.example", "http://b.example/", NULL },
	{ "http://127.0.0.1/", "k=v; Domain=0.0.1", "http://127.0.0.1/", NULL },
	{ "http://127.0.0.1/", "k=v", "http://127.0.0.1/", "k=v" },
	{ "https://a.example/", "k=v; Secure", "https://a.example/", "k=v" },
	{ "https://a.example/", "k=v; Secure", "http://a.example/", NULL },
	{ "http://a.example/", "k=v; Secure", "https://a.example/", NULL },
	{ "http://a.example/", "k=v; Path=/p", "http://a.example/p", "k=v" },
	{ "http://a.example/", "k=v; Path=/p", "http://a.example/p/q", "k=v" },
	{ "http://a.example/", "k=v; Path=/p", "http://a.example/pq", NULL },
	{ "http://a.example/d/x", "k=v", "http://a.example/d/y", "k=v" },
	{ "http://a.example/d/x", "k=v", "http://a.example/e", NULL },
	{ "http://a.example/", "k=v; Max-Age=0", "http://a.example/", NULL },
	{ "http://a.example/", "k=v; Max-Age=-1", "http://a.example/", NULL },
	{ "http://a.example/", "k=v; Max-Age=10", "http://a.example/", "k=v" },
	{ "http://a.example/d/x", "k=v; Path=/; Path=q", "http://a.example/", NULL },
	{ "http://a.example/d/x", "k=v; Path=q; Path=/", "http://a.example/", "k=v" },
	{ "http://a.com./", "k=v; Domain=com.", "http://b.com./", NULL },
	{ "http://x.a.com./", "k=v; Domain=a.com.", "http://y.a.com./", "k=v" },
	{ "http://a..com/", "k=v; Domain=..com", "http://b..com/", NULL },
	{ "gopher://a.example/", "k=v", "http://a.example/", NULL },
	{ "http://a.example/", " k = v ; x", "http://a.example/", "k=v" },
	{ "http://a.example/", "k=a=b", "http://a.example/", "k=a=b" },
	{ "http://a.example/", "k", "http://a.example/", NULL },
	{ "http://a.example/", "=v", "http://a.example/", NULL },
	{ "http://a.example/", "k=v\x0bw", "http://a.example/", NULL },
	{ "http://a.example/", "k=v\r\nx: y", "http://a.example/", NULL },
};

static void parse(const char *text, struct pq_url *url, struct pq_buf *storage)
{
	assert_int_equal(pq_url_parse(url, pq_view_str(text), NULL, NULL, storage), PQ_ERR_OK);
}

static void assert_cookies(const struct pq_cookie_jar *jar, const struct pq_url *url, const char *expected)
{
	unsigned char text[256];
	struct pq_buf out;

	pq_buf_init(&out, text, sizeof(text));
	assert_int_equal(pq_cookie_jar_get(jar, url, &out), expected != NULL);
	if (expected && !pq_view_is(pq_buf_view(&out), expected))
		fail_msg("expected %s, got %.*s", expected, (int)out.len, (const char *)text);
}

static void hosts_paths_and_secure_decide_and_ports_do_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned char urls[512], jar_bytes[512];
		struct pq_cookie_jar jar;
		struct pq_url from, url;
		struct pq_buf storage;

		pq_buf_init(&storage, urls, sizeof(urls));
		parse(rows[i].from, &from, &storage);
		parse(rows[i].url, &url, &storage);
		pq_cookie_jar_init(&jar, jar_bytes, sizeof(jar_bytes));
		pq_cookie_jar_set(&jar, &from, pq_view_str(rows[i].set));
		assert_cookies(&jar, &url, rows[i].expected);
	}
}

static void longer_paths_go_first_and_a_new_value_replaces_the_old(void **state)
{
	unsigned char urls[256], jar_bytes[512];
	struct pq_cookie_jar jar;
	struct pq_url url;
	struct pq_buf storage;

	(void)state;
	pq_buf_init(&storage, urls, sizeof(urls));
	parse("http://a.example/p/x", &url, &storage);
	pq_cookie_jar_init(&jar, jar_bytes, sizeof(jar_bytes));
	assert_true(pq_cookie_jar_set(&jar, &url, pq_view_str("a=1; Path=/")));
	assert_true(pq_cookie_jar_set(&jar, &url, pq_view_str("b=2; Path=/p")));
	assert_true(pq_cookie_jar_set(&jar, &url, pq_view_str("c=3; Path=/")));
	assert_cookies(&jar, &url, "b=2; a=1; c=3");
	assert_true(pq_cookie_jar_set(&jar, &url, pq_view_str("a=9; Path=/")));
	assert_cookies(&jar, &url, "b=2; c=3; a=9");
}

static void a_full_jar_refuses_and_keeps_what_it_has(void **state)
{
	static unsigned char jar_bytes[65536];
	unsigned char urls[256];
	struct pq_cookie_jar jar;
	struct pq_url url;
	struct pq_buf storage;
	char set[16];

	(void)state;
	pq_buf_init(&storage, urls, sizeof(urls));
	parse("http://a.example/", &url, &storage);
	pq_cookie_jar_init(&jar, jar_bytes, sizeof(jar_bytes));
	for (int i = 0; i < PQ_MAX_COOKIES; i++) {
		snprintf(set, sizeof(set), "k%d=v", i);
		assert_true(pq_cookie_jar_set(&jar, &url, pq_view_str(set)));
	}
	assert_false(pq_cookie_jar_set(&jar, &url, pq_view_str("one=more")));
	assert_int_equal(jar.count, PQ_MAX_COOKIES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts_paths_and_secure_decide_and_ports_do_not),
		cmocka_unit_test(longer_paths_go_first_and_a_new_value_replaces_the_old),
		cmocka_unit_test(a_full_jar_refuses_and_keeps_what_it_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
