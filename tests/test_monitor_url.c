/* SPDX-License-Identifier: MIT */
/* The judge's naive URL reader (URL 3.5 and 4.4): where a request for a URL may go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <unicode/uidna.h>

#include "monitor/naive_url.h"

/* authority: "scheme host port", or NULL if nobody dials for it; base may be NULL */
struct row {
	const char *input;
	const char *base;
	const char *expected;
};

static unsigned char storage[1 << 16];
static struct pq_buf text;
static struct pq_naive_reader reader = { .text = &text };

static int open_idna(void **state)
{
	UErrorCode error = U_ZERO_ERROR;

	(void)state;
	reader.idna = uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII |
					      UIDNA_NONTRANSITIONAL_TO_UNICODE,
				      &error);
	return U_FAILURE(error);
}

static int close_idna(void **state)
{
	(void)state;
	uidna_close((UIDNA *)(uintptr_t)reader.idna);
	return 0;
}

/* A copy in exactly as many bytes as it has. */
static struct pq_view copy_of(const char *string)
{
	size_t len = strlen(string);
	unsigned char *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	memcpy(copy, string, len);
	return pq_view(copy, len);
}

static void free_copy(struct pq_view copy)
{
	free((void *)(uintptr_t)copy.data);
}

static const char *describe(const struct pq_naive_url *url, char *out, size_t cap)
{
	struct pq_buf buf;

	if (!url->readable)
		return NULL;
	pq_buf_init(&buf, out, cap - 1);
	pq_buf_add(&buf, pq_naive_scheme_name(url->scheme));
	pq_buf_add_str(&buf, " ");
	pq_buf_add(&buf, url->host.name);
	pq_buf_add_str(&buf, " ");
	pq_buf_add_u64(&buf, url->port);
	out[buf.len] = '\0';
	return out;
}

static void check_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct pq_view input = copy_of(rows[i].input);
		struct pq_view base_input = copy_of(rows[i].base ? rows[i].base : "");
		struct pq_naive_url base;
		struct pq_naive_url url;
		const char *found;
		char out[512];

		pq_buf_init(&text, storage, sizeof(storage));
		pq_naive_url_read(&reader, base_input, NULL, &base);
		pq_naive_url_read(&reader, input, rows[i].base ? &base : NULL, &url);
		found = describe(&url, out, sizeof(out));
		if (!found != !rows[i].expected || (found && strcmp(found, rows[i].expected) != 0)) {
			print_error("%s: %s instead of %s\n", rows[i].input, found ? found : "(nowhere)",
				    rows[i].expected ? rows[i].expected : "(nowhere)");
			fail();
		}
		free_copy(input);
		free_copy(base_input);
	}
}

#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof((rows)[0]))

/* URL 4.4. */
static void schemes_slashes_and_ports_are_cut_as_the_standard_cuts_them(void **state)
{
	static const struct row rows[] = {
		{ "http://a.example/", NULL, "http a.example 80" },
		{ "HTTPS://A.Example", NULL, "https a.example 443" },
		{ "ws://a/", NULL, "ws a 80" },
		{ "wss://a:443/", NULL, "wss a 443" },
		{ "ftp://a/", NULL, "ftp a 21" },
		{ "file:///a", NULL, NULL },
		{ "file://a/b", NULL, NULL },
		{ "data:text/plain,x", NULL, NULL },
		{ "blob:http://a/", NULL, NULL },
		{ "foo://a:80/", NULL, NULL },
		{ "http:a", NULL, "http a 80" },
		{ "http:/a", NULL, "http a 80" },
		{ "http:\\\\a", NULL, "http a 80" },
		{ "http:////\\\\a/b", NULL, "http a 80" },
		{ "http://", NULL, NULL },
		{ "http:", NULL, NULL },
		{ "http:///", NULL, NULL },
		{ "http://?x", NULL, NULL },
		{ "http://#x", NULL, NULL },
		{ "a.example", NULL, NULL },
		{ "//a.example", NULL, NULL },
		{ "", NULL, NULL },
		{ "://a", NULL, NULL },
		{ "1http://a", NULL, NULL },
		{ "h\tt\nt\rp://a\t.ex\nample\r", NULL, "http a.example 80" },
		{ " \x01http://a\x1f ", NULL, "http a 80" },
		{ "http://a:25", NULL, "http a 25" },
		{ "http://a:0025/", NULL, "http a 25" },
		{ "http://a:65535?x", NULL, "http a 65535" },
		{ "http://a:65536", NULL, NULL },
		{ "http://a:65561", NULL, NULL },
		{ "http://a:4294967321", NULL, NULL },
		{ "http://a:00000000000000000000000000080", NULL, "http a 80" },
		{ "http://a:", NULL, "http a 80" },
		{ "http://a:/x", NULL, "http a 80" },
		{ "http://a:0", NULL, "http a 0" },
		{ "http://a:2\t5", NULL, "http a 25" },
		{ "http://a:2 5", NULL, NULL },
		{ "http://a:+25", NULL, NULL },
		{ "http://a:25x", NULL, NULL },
		{ "http://a:-1", NULL, NULL },
		{ "http://a:\xef\xbc\x92\xef\xbc\x95", NULL, NULL },
		{ "http://a:25:26", NULL, NULL },
		{ "http://:25", NULL, NULL },
		{ "http://a\\b:25@c/", NULL, "http a 80" },
		{ "http://a#@b", NULL, "http a 80" },
		{ "http://a?@b", NULL, "http a 80" },
	};

	(void)state;
	CHECK_ROWS(rows);
}

static void userinfo_ends_at_the_last_at(void **state)
{
	static const struct row rows[] = {
		{ "http://u@a", NULL, "http a 80" },
		{ "http://u:p@a:81", NULL, "http a 81" },
		{ "http://b:80@a", NULL, "http a 80" },
		{ "http://u@b@a", NULL, "http a 80" },
		{ "http://u@", NULL, NULL },
		{ "http://u@/a", NULL, NULL },
		{ "http://u@:80", NULL, NULL },
		{ "http://@a", NULL, "http a 80" },
		{ "http://u:[::1]@a", NULL, "http a 80" },
	};

	(void)state;
	CHECK_ROWS(rows);
}

static void relative_references_keep_what_they_do_not_say(void **state)
{
	static const char base[] = "http://b.example:81/x/y?z";
	static const struct row rows[] = {
		{ "", base, "http b.example 81" },
		{ "x", base, "http b.example 81" },
		{ "/x", base, "http b.example 81" },
		{ "?x", base, "http b.example 81" },
		{ "#x", base, "http b.example 81" },
		{ "//a", base, "http a 80" },
		{ "\\\\a", base, "http a 80" },
		{ "/\\a", base, "http a 80" },
		{ "///a", base, "http a 80" },
		{ "/\t/a", base, "http a 80" },
		{ "\\a", base, "http b.example 81" },
		{ "http:x", base, "http b.example 81" },
		{ "http:/x", base, "http b.example 81" },
		{ "http:\\\\a", base, "http a 80" },
		{ "http:/\\a", base, "http a 80" },
		{ "http://a", base, "http a 80" },
		{ "https:a", base, "https a 443" },
		{ "https:/a", base, "https a 443" },
		{ "a:b", base, NULL },
		{ "//", base, NULL },
		{ "//:80", base, NULL },
		{ "x:80", base, NULL },
		{ "1:80", base, "http b.example 81" },
		{ "//a", "https://b", "https a 443" },
		{ "//a", "foo://b", NULL },
		{ "x", "about:blank", NULL },
		{ "http:a", "about:blank", "http a 80" },
		{ "//a/", "file:///x", NULL },
	};

	(void)state;
	CHECK_ROWS(rows);
}

/* URL 3.5, "IPv4 parser". */
static void ipv4_addresses_are_read_in_every_notation(void **state)
{
	static const struct row rows[] = {
		{ "http://127.0.0.1", NULL, "http 127.0.0.1 80" },
		{ "http://127.0.0.1.", NULL, "http 127.0.0.1 80" },
		{ "http://127.1", NULL, "http 127.0.0.1 80" },
		{ "http://127.0.1", NULL, "http 127.0.0.1 80" },
		{ "http://2130706433", NULL, "http 127.0.0.1 80" },
		{ "http://0x7f000001", NULL, "http 127.0.0.1 80" },
		{ "http://0X7F.1", NULL, "http 127.0.0.1 80" },
		{ "http://0177.0.0.01", NULL, "http 127.0.0.1 80" },
		{ "http://%31%32%37.1", NULL, "http 127.0.0.1 80" },
		{ "http://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.1", NULL, "http 127.0.0.1 80" },
		{ "http://127\xe3\x80\x82"
		  "1",
		  NULL, "http 127.0.0.1 80" },
		{ "http://0", NULL, "http 0.0.0.0 80" },
		{ "http://0x", NULL, "http 0.0.0.0 80" },
		{ "http://0x.0x", NULL, "http 0.0.0.0 80" },
		{ "http://4294967295", NULL, "http 255.255.255.255 80" },
		{ "http://4294967296", NULL, NULL },
		{ "http://99999999999999999999999", NULL, NULL },
		{ "http://1.2.3.256", NULL, NULL },
		{ "http://1.256.3.4", NULL, NULL },
		{ "http://1.65536.3", NULL, NULL },
		{ "http://1.2.65536", NULL, NULL },
		{ "http://1.16777215", NULL, "http 1.255.255.255 80" },
		{ "http://1.2.3.4.5", NULL, NULL },
		{ "http://1..4", NULL, NULL },
		{ "http://.4", NULL, NULL },
		{ "http://1.2.3.4..", NULL, "http 1.2.3.4.. 80" },
		{ "http://1.2.3.08", NULL, NULL },
		{ "http://a.0x4", NULL, NULL },
		{ "http://a.09", NULL, NULL },
		{ "http://1.2.3.4a", NULL, "http 1.2.3.4a 80" },
		{ "http://0xg", NULL, "http 0xg 80" },
	};

	(void)state;
	CHECK_ROWS(rows);
}

/* URL 3.5, "IPv6 parser", and 3.6, "IPv6 serializer". */
static void ipv6_addresses_have_one_form(void **state)
{
	static const struct row rows[] = {
		{ "http://[::1]", NULL, "http [::1] 80" },
		{ "http://[::1]:81", NULL, "http [::1] 81" },
		{ "http://[::]", NULL, "http [::] 80" },
		{ "http://[0:0:0:0:0:0:0:1]", NULL, "http [::1] 80" },
		{ "http://[1:0:0:2:0:0:0:3]", NULL, "http [1:0:0:2::3] 80" },
		{ "http://[1:0:0:2:3:0:0:4]", NULL, "http [1::2:3:0:0:4] 80" },
		{ "http://[1:0:2:3:4:5:6:7]", NULL, "http [1:0:2:3:4:5:6:7] 80" },
		{ "http://[1::]", NULL, "http [1::] 80" },
		{ "http://[1:2:3:4:5:6:7::]", NULL, "http [1:2:3:4:5:6:7:0] 80" },
		{ "http://[::2:3:4:5:6:7:8]", NULL, "http [0:2:3:4:5:6:7:8] 80" },
		{ "http://[::FFFF:1.2.3.4]", NULL, "http [::ffff:102:304] 80" },
		{ "http://[1:2:3:4:5:6:1.2.3.4]", NULL, "http [1:2:3:4:5:6:102:304] 80" },
		{ "http://[1:2:3:4:5:6:7:1.2.3.4]", NULL, NULL },
		{ "http://[1:2:3:4:5:6:7:8::]", NULL, NULL },
		{ "http://[::1:2:3:4:5:6:7:8]", NULL, NULL },
		{ "http://[1:2:3:4:5:6:7]", NULL, NULL },
		{ "http://[1:2:3:4:5:6:7:8:9]", NULL, NULL },
		{ "http://[::1::]", NULL, NULL },
		{ "http://[:::]", NULL, NULL },
		{ "http://[:1]", NULL, NULL },
		{ "http://[1:]", NULL, NULL },
		{ "http://[::1:]", NULL, NULL },
		{ "http://[]", NULL, NULL },
		{ "http://[::12345]", NULL, NULL },
		{ "http://[::g]", NULL, NULL },
		{ "http://[::1%25eth0]", NULL, NULL },
		{ "http://[::1%2e]", NULL, NULL },
		{ "http://[1.2.3.4::]", NULL, NULL },
		{ "http://[::1.2.3]", NULL, NULL },
		{ "http://[::1.2.3.4.5]", NULL, NULL },
		{ "http://[::1.2.3.04]", NULL, NULL },
		{ "http://[::1.2.3.256]", NULL, NULL },
		{ "http://[::1.2.3.4:5]", NULL, NULL },
		{ "http://[::1", NULL, NULL },
		{ "http://[::1]x", NULL, NULL },
		{ "http://x[::1]", NULL, NULL },
		{ "http://::1", NULL, NULL },
	};

	(void)state;
	CHECK_ROWS(rows);
}

/* URL 3.2 and 3.3. */
static void names_go_through_idna(void **state)
{
	static const struct row rows[] = {
		{ "http://B\xc3\xbc"
		  "cher.example",
		  NULL, "http xn--bcher-kva.example 80" },
		{ "http://b%C3%BCcher.example", NULL, "http xn--bcher-kva.example 80" },
		{ "http://XN--bcher-KVA.example", NULL, "http xn--bcher-kva.example 80" },
		{ "http://fa\xc3\x9f.example", NULL, "http xn--fa-hia.example 80" },
		{ "http://a\xc2\xad.example", NULL, "http a.example 80" },
		{ "http://\xc2\xad", NULL, NULL },
		{ "http://\xef\xbc\xa1\xef\xbc\x8e\xef\xbc\xa2", NULL, "http a.b 80" },
		{ "http://xn--\xc3\xbc", NULL, NULL },
		{ "http://xn--a\xef\xbf\xbd", NULL, NULL },
		{ "http://a\xff", NULL, NULL },
		{ "http://a%ff", NULL, NULL },
		{ "http://\xf0\x9f\x92\xa9", NULL, "http xn--ls8h 80" },
		{ "http://%f0%9f%92%a9", NULL, "http xn--ls8h 80" },
		{ "http://\xf0\x9f\x92\r\xa9", NULL, NULL },
		{ "http://\xf0\x9f\x92%a9", NULL, NULL },
		{ "http://\xed\xa0\x80", NULL, NULL },
		{ "http://a%zz", NULL, NULL },
		{ "http://a%", NULL, NULL },
		{ "http://a%00b", NULL, NULL },
		{ "http://a%2fb", NULL, NULL },
		{ "http://a%3a80", NULL, NULL },
		{ "http://a b", NULL, NULL },
		{ "http://a<b", NULL, NULL },
		{ "http://a|b", NULL, NULL },
		{ "http://a^b", NULL, NULL },
		{ "http://a\x7f", NULL, NULL },
		{ "http://\xef\xbc\x85\x34\x31", NULL, NULL },
		{ "http://a_b.-c-.example", NULL, "http a_b.-c-.example 80" },
		{ "http://a.example.", NULL, "http a.example. 80" },
		{ "http://a..b", NULL, "http a..b 80" },
		{ "http://.", NULL, "http . 80" },
		{ "http://!\"$&'()*+,-.;=_`{}~", NULL, "http !\"$&'()*+,-.;=_`{}~ 80" },
	};

	(void)state;
	CHECK_ROWS(rows);
}

static struct pq_naive_url read_url(const char *string, const struct pq_naive_url *base)
{
	struct pq_naive_url url;

	pq_naive_url_read(&reader, pq_view_str(string), base, &url);
	assert_true(url.readable);
	return url;
}

static void an_authority_has_no_default_port(void **state)
{
	struct pq_naive_url plain = read_url("http://A:80/", NULL);
	struct pq_naive_url odd = read_url("https://a:80/", NULL);

	(void)state;
	assert_true(pq_naive_is_authority(&plain, pq_view_str("a")));
	assert_false(pq_naive_is_authority(&plain, pq_view_str("a:80")));
	assert_true(pq_naive_is_authority(&odd, pq_view_str("a:80")));
	assert_false(pq_naive_is_authority(&odd, pq_view_str("a")));
	assert_false(pq_naive_is_authority(&odd, pq_view_str("a:080")));
	assert_false(pq_naive_is_authority(&odd, pq_view_str("a:")));
	assert_true(pq_naive_is_origin(&odd, pq_view_str("https://a:80")));
	assert_false(pq_naive_is_origin(&odd, pq_view_str("http://a:80")));
	assert_false(pq_naive_is_origin(&plain, pq_view_str("http://a/")));
}

static void an_origin_is_scheme_host_and_port(void **state)
{
	struct pq_naive_url a = read_url("http://a/x", NULL);
	struct pq_naive_url same = read_url("HTTP://u@A:80/y", NULL);
	struct pq_naive_url secure = read_url("https://a:80/", NULL);
	struct pq_naive_url other = read_url("http://a:81/", NULL);
	struct pq_naive_url unreadable = { .readable = false };

	(void)state;
	assert_true(pq_naive_same_origin(&a, &same));
	assert_true(same.userinfo);
	assert_false(a.userinfo);
	assert_false(pq_naive_same_origin(&a, &secure));
	assert_false(pq_naive_same_origin(&a, &other));
	assert_false(pq_naive_same_origin(&unreadable, &unreadable));
}

/* RFC 6265 5.1.4. */
static void a_default_path_is_the_directory(void **state)
{
	static const struct {
		const char *input;
		const char *expected;
	} rows[] = {
		{ "http://a", "/" },
		{ "http://a/", "/" },
		{ "http://a/x", "/" },
		{ "http://a/x/", "/x" },
		{ "http://a/x/y?z/w", "/x" },
		{ "http://a/x/y#z/w", "/x" },
		{ "http://a/x/../y", "/" },
		{ "http://a/x/y/..", "/x" },
		{ "http://a/x/%2E%2e/y/z", "/y" },
		{ "http://a\\x\\y", "/x" },
		{ "http://a/../../x/y", "/x" },
		{ "http://a/./x/./y", "/x" },
		{ "http://a/x/.../y", "/x/..." },
		{ "http://a/x/y z/w", "/x" },
		{ "http://a/x/\xc3\xa4/w", "/x" },
		{ "z", "/b" },
		{ "../z", "/" },
		{ "c/z", "/b/c" },
		{ "/c/z", "/c" },
		{ "?x/y", "/b" },
		{ "", "/b" },
	};
	struct pq_naive_url base = read_url("http://a/b/c", NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_naive_url url = read_url(rows[i].input, &base);
		struct pq_view path = pq_naive_default_path(&reader, &url);

		assert_int_equal(path.len, strlen(rows[i].expected));
		assert_memory_equal(path.data, rows[i].expected, path.len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(schemes_slashes_and_ports_are_cut_as_the_standard_cuts_them),
		cmocka_unit_test(userinfo_ends_at_the_last_at),
		cmocka_unit_test(relative_references_keep_what_they_do_not_say),
		cmocka_unit_test(ipv4_addresses_are_read_in_every_notation),
		cmocka_unit_test(ipv6_addresses_have_one_form),
		cmocka_unit_test(names_go_through_idna),
		cmocka_unit_test(an_authority_has_no_default_port),
		cmocka_unit_test(an_origin_is_scheme_host_and_port),
		cmocka_unit_test(a_default_path_is_the_directory),
	};

	return cmocka_run_group_tests(tests, open_idna, close_idna);
}
