/* SPDX-License-Identifier: MIT */
/* What is printed of a URL: origin, authority, target, effective port (URL 4.2, 4.5, 4.7; HTML 7.1.1). */
#include "parsed_url.h"

/* URL 4.7; HTML 7.1.1 "serialization of an origin". */
static void origins_are_tuples_or_null(void **state)
{
	static const char *const rows[][2] = {
		{ "http://u:p@H:80/p?q#f", "http://h" },
		{ "http://h:8080/", "http://h:8080" },
		{ "https://[::1]:443/", "https://[::1]" },
		{ "ws://h:81/", "ws://h:81" },
		{ "wss://h/", "wss://h" },
		{ "ftp://h/", "ftp://h" },
		{ "file:///p", "null" },
		{ "x://h/", "null" },
		{ "data:,a", "null" },
		{ "blob:https://h:443/id", "https://h" },
		{ "blob:http://h:81/id", "http://h:81" },
		{ "blob:http://b\xc3\xbc.example/id", "http://xn--b-eha.example" },
		{ "blob:ftp://h/id", "null" },
		{ "blob:ws://h/id", "null" },
		{ "blob:file:///p", "null" },
		{ "blob:blob:http://h/id", "null" },
		{ "blob:id", "null" },
		{ "blob:", "null" },
	};
	static struct parsed p;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char room[256];
		struct pq_buf out;

		parse(&p, rows[i][0]);
		pq_buf_init(&out, room, sizeof(room));
		pq_buf_add_str(&out, "Origin: ");
		pq_url_print_origin(&p.url, idna, &out);
		assert_true(pq_buf_ok(&out));
		assert_view(pq_buf_since(&out, 8), rows[i][1], rows[i][0]);
	}
}

static void an_origin_that_does_not_fit_overflows(void **state)
{
	static const char *const urls[] = { "http://example:81/", "blob:http://example:81/id", "x:a" };
	static struct parsed p;

	(void)state;
	for (size_t i = 0; i < COUNT(urls); i++) {
		char room[64];
		struct pq_buf out;

		parse(&p, urls[i]);
		pq_buf_init(&out, room, 3);
		pq_url_print_origin(&p.url, idna, &out);
		assert_false(pq_buf_ok(&out));
		pq_buf_init(&out, room, sizeof(room));
		pq_url_print_origin(&p.url, idna, &out);
		assert_true(pq_buf_ok(&out));
	}
}

/* HTML 7.1.1 "same origin". */
static void same_origin_compares_scheme_host_and_port(void **state)
{
	static const struct {
		const char *a;
		const char *b;
		bool same;
	} rows[] = {
		{ "http://h/a", "http://u@H:80/b?q#f", true },
		{ "https://[::1]/", "https://[0:0::1]:443/", true },
		{ "http://127.1/", "http://2130706433/", true },
		{ "http://h/", "https://h/", false },
		{ "http://h/", "ws://h/", false },
		{ "http://h/", "http://h:81/", false },
		{ "http://h:0/", "http://h/", false },
		{ "http://h:81/", "http://h:82/", false },
		{ "http://h:81/", "http://h:0081/", true },
		{ "http://h/", "http://h./", false },
		{ "http://h/", "http://www.h/", false },
		{ "file:///p", "file:///p", false },
		{ "x://h/", "x://h/", false },
		{ "data:,a", "data:,a", false },
		{ "blob:http://h/id", "blob:http://h/id", false },
	};
	static struct parsed a;
	static struct parsed b;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		parse(&a, rows[i].a);
		parse(&b, rows[i].b);
		if (pq_url_same_origin(&a.url, &b.url) != rows[i].same ||
		    pq_url_same_origin(&b.url, &a.url) != rows[i].same)
			fail_msg("\"%s\" and \"%s\"", rows[i].a, rows[i].b);
	}
}

static void authority_and_target_are_those_of_a_request(void **state)
{
	static const char *const rows[][3] = {
		{ "http://u:p@H:80/a?q#f", "h", "/a?q" },
		{ "https://h:8443", "h:8443", "/" },
		{ "http://[::1]:25/?", "[::1]:25", "/?" },
		{ "http://0x7f.1:0/a/../b", "127.0.0.1:0", "/b" },
	};
	static struct parsed p;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char room[128];
		struct pq_buf out;
		size_t mark;

		parse(&p, rows[i][0]);
		pq_buf_init(&out, room, sizeof(room));
		pq_url_print_authority(&p.url, &out);
		assert_view(pq_buf_view(&out), rows[i][1], rows[i][0]);
		mark = out.len;
		pq_url_print_target(&p.url, &out);
		assert_view(pq_buf_since(&out, mark), rows[i][2], rows[i][0]);
	}
}

static void the_fragment_can_be_left_out(void **state)
{
	static struct parsed p;
	char room[64];
	struct pq_buf out;

	(void)state;
	parse(&p, "http://u@h/a?q#f");
	pq_buf_init(&out, room, sizeof(room));
	pq_url_print(&p.url, true, &out);
	assert_view(pq_buf_view(&out), "http://u@h/a?q", "exclude fragment");
}

/* Every port number under every scheme that has a default port (URL 4.2 and port state). */
static void every_port_is_the_effective_port(void **state)
{
	static const struct {
		const char *prefix;
		uint16_t default_port;
	} rows[] = {
		{ "ftp://h:", 21 }, { "http://h:", 80 }, { "https://h:", 443 }, { "ws://h:", 80 }, { "wss://h:", 443 }
	};
	static struct parsed p;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		for (uint32_t n = 0; n <= UINT16_MAX; n++) {
			char text[32];
			uint16_t port;
			int len = snprintf(text, sizeof(text), "%s%u/", rows[i].prefix, (unsigned int)n);

			parse_view(&p, pq_view(text, (size_t)len), NULL);
			if (p.err || p.url.has_port != (n != rows[i].default_port) ||
			    !pq_url_effective_port(&p.url, &port) || port != n)
				fail_msg("%s", text);
		}
	}
}

static void a_scheme_without_default_port_has_only_an_explicit_one(void **state)
{
	static struct parsed p;
	uint16_t port;

	(void)state;
	parse(&p, "x://h:25/");
	assert_true(pq_url_effective_port(&p.url, &port));
	assert_int_equal(port, 25);
	parse(&p, "x://h/");
	assert_false(pq_url_effective_port(&p.url, &port));
	assert_int_equal(port, 0);
	parse(&p, "file://h/");
	assert_false(pq_url_effective_port(&p.url, &port));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(origins_are_tuples_or_null),
		cmocka_unit_test(an_origin_that_does_not_fit_overflows),
		cmocka_unit_test(same_origin_compares_scheme_host_and_port),
		cmocka_unit_test(authority_and_target_are_those_of_a_request),
		cmocka_unit_test(the_fragment_can_be_left_out),
		cmocka_unit_test(every_port_is_the_effective_port),
		cmocka_unit_test(a_scheme_without_default_port_has_only_an_explicit_one),
	};

	return cmocka_run_group_tests(tests, open_idna, close_idna);
}
