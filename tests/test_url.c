/* SPDX-License-Identifier: MIT */
/* URLs against the URL standard (url.spec.whatwg.org); tests/data/url_table.h has the table. */
#include "parsed_url.h"

#include "data/url_table.h"
#include "url/class.h"

static void every_row_of_the_table_holds(void **state)
{
	static struct parsed p;
	static char room[ROOM];
	struct pq_buf out;

	(void)state;
	for (size_t i = 0; i < COUNT(url_rows); i++) {
		const struct url_row *row = &url_rows[i];

		parse_view(&p, pq_view_str(row->input), row->base);
		if (row->href && p.err)
			fail_msg("\"%s\" does not parse: %s", row->input, pq_err_name(p.err));
		if (!row->href && !p.err)
			fail_msg("\"%s\" parses", row->input);
		if (row->href)
			assert_view(print(&p.url, &out, room), row->href, row->input);
		else
			assert_true(p.err == PQ_ERR_SYNTAX || p.err == PQ_ERR_IDNA);
	}
	assert_true(COUNT(url_rows) >= 150);
}

static bool same_url(const struct pq_url *a, const struct pq_url *b)
{
	return pq_view_eq(a->scheme, b->scheme) && a->special == b->special && pq_view_eq(a->username, b->username) &&
	       pq_view_eq(a->password, b->password) && a->host_kind == b->host_kind && pq_view_eq(a->host, b->host) &&
	       pq_address_eq(&a->address, &b->address) && a->has_port == b->has_port && a->port == b->port &&
	       a->opaque_path == b->opaque_path && pq_view_eq(a->path, b->path) && a->has_query == b->has_query &&
	       pq_view_eq(a->query, b->query) && a->has_fragment == b->has_fragment &&
	       pq_view_eq(a->fragment, b->fragment);
}

/* URL 4: "If that string is then parsed, the result will equal the URL that was serialized." */
static void parsing_what_was_printed_gives_the_same_url(void **state)
{
	static struct parsed first;
	static struct parsed second;
	static char room[ROOM];
	struct pq_buf out;

	(void)state;
	for (size_t i = 0; i < COUNT(url_rows); i++) {
		parse_view(&first, pq_view_str(url_rows[i].input), url_rows[i].base);
		if (first.err)
			continue;
		parse_view(&second, print(&first.url, &out, room), NULL);
		if (second.err || !same_url(&first.url, &second.url))
			fail_msg("\"%s\" changes when it is parsed again", url_rows[i].href);
	}
}

/* The caller's storage is exactly as large as said: the sanitizer sees a write beyond it. */
static enum pq_err parse_in(size_t cap, const struct url_row *row, const struct pq_url *base)
{
	unsigned char *room = malloc(cap ? cap : 1);
	struct pq_url url = { .port = 4711 };
	struct pq_buf storage;
	enum pq_err err;

	assert_non_null(room);
	pq_buf_init(&storage, room, cap);
	err = parse_copy(&url, pq_view_str(row->input), base, &storage);
	if (err) {
		assert_int_equal(storage.len, 0);
		assert_true(pq_buf_ok(&storage));
		assert_int_equal(url.port, 4711);
		assert_null(url.scheme.data);
	} else {
		unsigned char text[ROOM];
		struct pq_buf out;

		assert_true(storage.len <= cap);
		assert_view(print(&url, &out, text), row->href, row->input);
	}
	free(room);
	return err;
}

static void too_little_storage_fails_and_leaves_everything_untouched(void **state)
{
	static struct parsed base;

	(void)state;
	for (size_t i = 0; i < COUNT(url_rows); i++) {
		const struct url_row *row = &url_rows[i];
		size_t cap = 0;
		enum pq_err err = PQ_ERR_NO_SPACE;

		if (row->base)
			parse(&base, row->base);
		for (; err == PQ_ERR_NO_SPACE && cap < ROOM; cap++)
			err = parse_in(cap, row, row->base ? &base.url : NULL);
		assert_int_equal(err == PQ_ERR_OK, row->href != NULL);
		if (!err)
			assert_int_equal(parse_in(cap + 1, row, row->base ? &base.url : NULL), PQ_ERR_OK);
	}
}

static void storage_that_has_overflowed_takes_no_url(void **state)
{
	unsigned char room[64];
	struct pq_buf storage;
	struct pq_url url;

	(void)state;
	pq_buf_init(&storage, room, sizeof(room));
	assert_int_equal(pq_url_parse(&url, pq_view_str("http://h/"), NULL, NULL, &storage), PQ_ERR_OK);
	assert_null(pq_buf_extend(&storage, sizeof(room)));
	assert_int_equal(pq_url_parse(&url, pq_view_str("http://h/"), NULL, NULL, &storage), PQ_ERR_NO_SPACE);
}

/* One row of the class table: the standard's enumeration, and what else belongs to the class. */
struct class_row {
	enum pq_url_class class;
	const char *bytes;
	bool controls; /* 0x00 to 0x1f and 0x7f */
	bool non_ascii;
	bool alphanumeric;
};

/* URL 1.3, 3.2 and 4.4. */
static const struct class_row class_rows[] = {
	{ PQ_URL_SET_C0, "", true, true, false },
	{ PQ_URL_SET_FRAGMENT, " \"<>`", true, true, false },
	{ PQ_URL_SET_QUERY, " \"#<>", true, true, false },
	{ PQ_URL_SET_SPECIAL_QUERY, " \"#<>'", true, true, false },
	{ PQ_URL_SET_PATH, " \"#<>?^`{}", true, true, false },
	{ PQ_URL_SET_USERINFO, " \"#<>?^`{}/:;=@[\\]|", true, true, false },
	{ PQ_URL_FORBIDDEN_HOST, "\t\n\r #/:<>?@[\\]^|", false, false, false },
	{ PQ_URL_FORBIDDEN_DOMAIN, " #/:<>?@[\\]^|%", true, false, false },
	{ PQ_URL_SCHEME, "+-.", false, false, true },
	{ PQ_URL_SEGMENT_END, "/?#", false, false, false },
	{ PQ_URL_SEGMENT_END_SPECIAL, "/?#\\", false, false, false },
	{ PQ_URL_AUTHORITY_MARK, "@:[]", false, false, false },
	{ PQ_URL_PATH_MARK, " \"#<>?^`{}.%\\", true, true, false },
	{ PQ_URL_UPPER, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", false, false, false },
	{ PQ_URL_DOMAIN_MARK, " #/:<>?@[\\]^|%ABCDEFGHIJKLMNOPQRSTUVWXYZ", true, true, false },
};

static bool belongs(const struct class_row *row, unsigned int c)
{
	bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

	if (c == 0) /* strchr would find the terminator. */
		return row->controls || row->class == PQ_URL_FORBIDDEN_HOST;
	return (c < 0x80 && strchr(row->bytes, (int)c)) || (row->controls && (c < 0x20 || c == 0x7f)) ||
	       (row->non_ascii && c >= 0x80) || (row->alphanumeric && alphanumeric);
}

static void the_byte_classes_are_those_of_the_standard(void **state)
{
	unsigned int seen = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(class_rows); i++) {
		seen |= class_rows[i].class;
		for (unsigned int c = 0; c < 256; c++)
			if (pq_url_class_is((unsigned char)c, class_rows[i].class) != belongs(&class_rows[i], c))
				fail_msg("class %zu, byte 0x%02x", i, c);
	}
	for (unsigned int c = 0; c < 256; c++)
		assert_int_equal(pq_url_class_table[c] & ~seen, 0);
}

static void the_components_of_a_url_are_told_apart(void **state)
{
	static struct parsed p;

	(void)state;
	parse(&p, "https://us%20er:pa%3Ass@Sub.Example.COM:8443/a/b;c?q=1&r#frag");
	assert_view(p.url.scheme, "https", "scheme");
	assert_int_equal(p.url.special, PQ_SPECIAL_HTTPS);
	assert_view(p.url.username, "us%20er", "username");
	assert_view(p.url.password, "pa%3Ass", "password");
	assert_int_equal(p.url.host_kind, PQ_HOST_DOMAIN);
	assert_view(p.url.host, "sub.example.com", "host");
	assert_int_equal(p.url.address.family, 0);
	assert_true(p.url.has_port);
	assert_int_equal(p.url.port, 8443);
	assert_false(p.url.opaque_path);
	assert_view(p.url.path, "/a/b;c", "path");
	assert_true(p.url.has_query);
	assert_view(p.url.query, "q=1&r", "query");
	assert_true(p.url.has_fragment);
	assert_view(p.url.fragment, "frag", "fragment");
}

static void empty_and_absent_query_and_fragment_differ(void **state)
{
	static struct parsed p;

	(void)state;
	parse(&p, "http://h/?#");
	assert_true(p.url.has_query && p.url.has_fragment);
	assert_int_equal(p.url.query.len + p.url.fragment.len, 0);
	parse(&p, "http://h/");
	assert_false(p.url.has_query || p.url.has_fragment);
}

/* NUL needs a view: it is encoded in a path and refused in a host. */
static void nul_is_a_byte_like_any_other(void **state)
{
	static struct parsed p;

	(void)state;
	parse_view(&p, pq_view("http://h/\0?\0#\0z", 15), NULL);
	assert_int_equal(p.err, PQ_ERR_OK);
	assert_view(p.url.path, "/%00", "path");
	assert_view(p.url.query, "%00", "query");
	assert_view(p.url.fragment, "%00z", "fragment");
	parse_view(&p, pq_view("http://h\0/", 10), NULL);
	assert_int_equal(p.err, PQ_ERR_SYNTAX);
	parse_view(&p, pq_view("\0http://h/\0", 11), NULL);
	assert_int_equal(p.err, PQ_ERR_OK);
}

static void a_host_says_what_kind_it_is(void **state)
{
	static const struct {
		const char *url;
		enum pq_host_kind kind;
		struct pq_address address;
	} rows[] = {
		{ "x:a", PQ_HOST_NONE, { 0 } },
		{ "x:/a", PQ_HOST_NONE, { 0 } },
		{ "x:///a", PQ_HOST_EMPTY, { 0 } },
		{ "file:///a", PQ_HOST_EMPTY, { 0 } },
		{ "file://localhost/a", PQ_HOST_EMPTY, { 0 } },
		{ "http://h/", PQ_HOST_DOMAIN, { 0 } },
		{ "http://1.2/", PQ_HOST_IPV4, { 4, { 1, 0, 0, 2 } } },
		{ "http://0x7f.0.0.1/", PQ_HOST_IPV4, { 4, { 127, 0, 0, 1 } } },
		{ "http://[1::2]/", PQ_HOST_IPV6, { 6, { 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2 } } },
		{ "x://[::1.2.3.4]/", PQ_HOST_IPV6, { 6, { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4 } } },
		{ "x://1.2/", PQ_HOST_OPAQUE, { 0 } },
	};
	static struct parsed p;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		parse(&p, rows[i].url);
		assert_int_equal(p.url.host_kind, rows[i].kind);
		assert_true(pq_address_eq(&p.url.address, &rows[i].address));
	}
}

/* A base's views may lie in the storage that the new URL goes to, and the base may be where the result goes. */
static void a_url_may_replace_its_base(void **state)
{
	static struct parsed p;
	static char room[ROOM];
	struct pq_buf out;

	(void)state;
	parse(&p, "http://h/a/b?q");
	assert_int_equal(parse_copy(&p.url, pq_view_str("../c"), &p.url, &p.storage), PQ_ERR_OK);
	assert_int_equal(parse_copy(&p.url, pq_view_str("d#f"), &p.url, &p.storage), PQ_ERR_OK);
	assert_view(print(&p.url, &out, room), "http://h/d#f", "d#f");
}

/* Without an IDNA handle only hosts that need it fail. */
static void a_non_ascii_host_needs_the_idna_handle(void **state)
{
	unsigned char room[128];
	struct pq_buf storage;
	struct pq_url url;

	(void)state;
	pq_buf_init(&storage, room, sizeof(room));
	assert_int_equal(pq_url_parse(&url, pq_view_str("http://b\xc3\xbc/"), NULL, NULL, &storage), PQ_ERR_IDNA);
	assert_int_equal(pq_url_parse(&url, pq_view_str("http://xn--b-eha/\xc3\xbc"), NULL, NULL, &storage), PQ_ERR_OK);
	assert_view(url.host, "xn--b-eha", "host");
}

static void domain_to_ascii_tells_what_was_wrong(void **state)
{
	unsigned char room[16];
	struct pq_buf out;

	(void)state;
	pq_buf_init(&out, room, sizeof(room));
	assert_int_equal(pq_idna_to_ascii(idna, pq_view_str("b\xc3\xbc"), &out), PQ_ERR_OK);
	assert_view(pq_buf_view(&out), "xn--b-eha", "b\xc3\xbc");
	assert_int_equal(pq_idna_to_ascii(idna, pq_view_str("b\xc3\xbc"), &out), PQ_ERR_NO_SPACE);
	assert_int_equal(pq_idna_to_ascii(idna, pq_view_str("\xe2\x80\x8d"), &out), PQ_ERR_IDNA);
	assert_int_equal(out.len, 9);
	assert_true(pq_buf_ok(&out));
}

/* Longer than any fixed array that a parser might have: no limit but the storage. */
static void length_is_limited_by_the_storage_alone(void **state)
{
	enum { LONG = 100000 };
	unsigned char *input = malloc(2 * LONG + 32);
	unsigned char *room = malloc(8 * LONG);
	struct pq_buf text;
	struct pq_buf storage;
	struct pq_url url;

	(void)state;
	assert_true(input && room);
	pq_buf_init(&text, input, 2 * LONG + 32);
	pq_buf_add_str(&text, "http://h/");
	for (size_t i = 0; i < LONG / 4; i++)
		pq_buf_add_str(&text, "a/..//\xff");
	pq_buf_init(&storage, room, 8 * LONG);
	assert_int_equal(pq_url_parse(&url, pq_buf_view(&text), NULL, idna, &storage), PQ_ERR_OK);
	text.len = 7;
	memset(pq_buf_extend(&text, LONG), 'a', LONG);
	pq_buf_reset(&storage);
	assert_int_equal(pq_url_parse(&url, pq_buf_view(&text), NULL, idna, &storage), PQ_ERR_OK);
	assert_int_equal(url.host.len, LONG);
	free(input);
	free(room);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_of_the_table_holds),
		cmocka_unit_test(parsing_what_was_printed_gives_the_same_url),
		cmocka_unit_test(too_little_storage_fails_and_leaves_everything_untouched),
		cmocka_unit_test(storage_that_has_overflowed_takes_no_url),
		cmocka_unit_test(the_byte_classes_are_those_of_the_standard),
		cmocka_unit_test(the_components_of_a_url_are_told_apart),
		cmocka_unit_test(empty_and_absent_query_and_fragment_differ),
		cmocka_unit_test(nul_is_a_byte_like_any_other),
		cmocka_unit_test(a_host_says_what_kind_it_is),
		cmocka_unit_test(a_url_may_replace_its_base),
		cmocka_unit_test(a_non_ascii_host_needs_the_idna_handle),
		cmocka_unit_test(domain_to_ascii_tells_what_was_wrong),
		cmocka_unit_test(length_is_limited_by_the_storage_alone),
	};

	return cmocka_run_group_tests(tests, open_idna, close_idna);
}
