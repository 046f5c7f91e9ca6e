/* SPDX-License-Identifier: MIT */
/* URLs of ICE servers (RFC 7064 3, RFC 7065 3; hosts by URL 3.5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "url/ice_url.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct pq_idna *idna;
static unsigned char room[1024];

/* Parses a copy of exact size, so that the sanitizer sees a read beyond the end. */
static enum pq_err parse(struct pq_ice_url *url, const char *text)
{
	size_t len = strlen(text);
	unsigned char *copy = malloc(len ? len : 1);
	struct pq_buf storage;
	enum pq_err err;

	memcpy(copy, text, len);
	pq_buf_init(&storage, room, sizeof(room));
	err = pq_ice_url_parse(url, pq_view(copy, len), idna, &storage);
	assert_true(pq_buf_ok(&storage));
	if (err)
		assert_int_equal(storage.len, 0);
	free(copy);
	return err;
}

static void every_url_of_the_standards_tables_is_read(void **state)
{
	static const struct {
		const char *text;
		bool turn, secure, tcp;
		uint16_t port;
	} rows[] = {
		/* RFC 7064 appendix A */
		{ "stun:example.org", false, false, false, 3478 },
		{ "stuns:example.org", false, true, true, 5349 },
		{ "stun:example.org:8000", false, false, false, 8000 },
		/* RFC 7065 appendix A */
		{ "turn:example.org", true, false, false, 3478 },
		{ "turns:example.org", true, true, true, 5349 },
		{ "turn:example.org:8000", true, false, false, 8000 },
		{ "turn:example.org?transport=udp", true, false, false, 3478 },
		{ "turn:example.org?transport=tcp", true, false, true, 3478 },
		{ "turns:example.org?transport=tcp", true, true, true, 5349 },
		{ "turns:example.org?transport=udp", true, true, false, 5349 },
		/* ABNF has no case, and digits have no width */
		{ "TuRn:EXAMPLE.org:08000?TRANSPORT=TCP", true, false, true, 8000 },
		{ "stun:example.org:", false, false, false, 3478 },
		{ "stun:example.org:0", false, false, false, 0 },
		{ "stun:example.org:65535", false, false, false, 65535 },
		{ "turns:example.org:443", true, true, true, 443 },
		{ "turns:example.org:0000000000000000000000000443", true, true, true, 443 },
	};
	struct pq_ice_url url;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (parse(&url, rows[i].text))
			fail_msg("\"%s\" does not parse", rows[i].text);
		assert_true(pq_view_is(url.host, "example.org"));
		assert_int_equal(url.host_kind, PQ_HOST_DOMAIN);
		if (url.turn != rows[i].turn || url.secure != rows[i].secure || url.tcp != rows[i].tcp ||
		    url.port != rows[i].port)
			fail_msg("\"%s\" is read as another server", rows[i].text);
	}
}

static void what_is_not_in_the_grammar_is_refused(void **state)
{
	static const struct {
		const char *text;
		enum pq_err err;
	} rows[] = {
		{ "", PQ_ERR_SYNTAX },
		{ "stun", PQ_ERR_SYNTAX },
		{ "stun:", PQ_ERR_SYNTAX },
		{ "stun::3478", PQ_ERR_SYNTAX },
		{ "http:example.org", PQ_ERR_UNKNOWN },
		{ "stunx:example.org", PQ_ERR_UNKNOWN },
		{ " stun:example.org", PQ_ERR_UNKNOWN },
		{ "stun:example.org ", PQ_ERR_SYNTAX },
		{ "stun:exam\tple.org", PQ_ERR_SYNTAX },
		{ "stun:exam\xc3\xa4ple.org", PQ_ERR_SYNTAX },
		/* WebRTC 4.4.1.6: no path with slashes, no userinfo, no fragment, and a query for TURN alone */
		{ "stun://example.org", PQ_ERR_SYNTAX },
		{ "turn:example.org/", PQ_ERR_SYNTAX },
		{ "turn:example.org:80/path", PQ_ERR_SYNTAX },
		{ "turn:example.org\\", PQ_ERR_SYNTAX },
		{ "turn:user@example.org", PQ_ERR_SYNTAX },
		{ "turn:user:80@example.org:5060", PQ_ERR_SYNTAX },
		{ "turn:example.org#", PQ_ERR_SYNTAX },
		{ "turn:example.org:80#@other.example", PQ_ERR_SYNTAX },
		{ "turn:example.org?transport=tcp#f", PQ_ERR_SYNTAX },
		{ "stun:example.org?transport=udp", PQ_ERR_SYNTAX },
		{ "stun:example.org?", PQ_ERR_SYNTAX },
		{ "turn:example.org?", PQ_ERR_SYNTAX },
		{ "turn:example.org?transport=", PQ_ERR_SYNTAX },
		{ "turn:example.org?transport=sctp", PQ_ERR_SYNTAX },
		{ "turn:example.org?transport=tcp&x", PQ_ERR_SYNTAX },
		{ "turn:example.org?transport=tcp?transport=udp", PQ_ERR_SYNTAX },
		{ "turn:?transport=tcp", PQ_ERR_SYNTAX },
		/* ports are judged before they are narrowed */
		{ "stun:example.org:65536", PQ_ERR_RANGE },
		{ "turn:example.org:70596?transport=tcp", PQ_ERR_RANGE }, /* 65536 + 5060 */
		{ "turn:example.org:4294972356", PQ_ERR_RANGE },          /* 2^32 + 5060 */
		{ "turn:example.org:18446744073709556676", PQ_ERR_RANGE },
		{ "turn:example.org:-1", PQ_ERR_SYNTAX },
		{ "turn:example.org:+80", PQ_ERR_SYNTAX },
		{ "turn:example.org:0x50", PQ_ERR_SYNTAX },
		{ "turn:example.org:80:5060", PQ_ERR_SYNTAX },
		{ "turn:example.org: 80", PQ_ERR_SYNTAX },
		{ "turn:[::1", PQ_ERR_SYNTAX },
		{ "turn:[::1]x:80", PQ_ERR_SYNTAX },
		{ "turn:[::1%25eth0]:80", PQ_ERR_SYNTAX },
		{ "turn:::1", PQ_ERR_SYNTAX },
		{ "turn:1.2.3.4.5", PQ_ERR_SYNTAX },
		{ "turn:256.1.1.1", PQ_ERR_SYNTAX },
		{ "turn:a%00b", PQ_ERR_SYNTAX },
		{ "turn:a%40b", PQ_ERR_SYNTAX },
		{ "turn:a%3a80", PQ_ERR_SYNTAX },
	};
	struct pq_ice_url url = { .port = 7 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		enum pq_err err = parse(&url, rows[i].text);

		if (err != rows[i].err)
			fail_msg("\"%s\": %s instead of %s", rows[i].text, pq_err_name(err), pq_err_name(rows[i].err));
		assert_int_equal(url.port, 7);
	}
}

static void every_spelling_of_an_address_is_that_address(void **state)
{
	static const struct {
		const char *text;
		const char *host;
	} rows[] = {
		{ "turn:127.0.0.1:3478", "127.0.0.1" },
		{ "turn:127.1:3478", "127.0.0.1" },
		{ "turn:0x7f000001", "127.0.0.1" },
		{ "turn:2130706433", "127.0.0.1" },
		{ "turn:0177.0.0.1.", "127.0.0.1" },
		{ "turn:%31%32%37.1", "127.0.0.1" },
		{ "turn:%EF%BC%91%EF%BC%92%EF%BC%97.1", "127.0.0.1" }, /* full-width digits */
		{ "turn:[::1]:3478", "[::1]" },
		{ "turn:[0:0:0:0:0:0:0:1]", "[::1]" },
		{ "turn:[::127.0.0.1]", "[::7f00:1]" },
	};
	struct pq_ice_url url;
	struct pq_buf text;
	unsigned char text_room[64];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(parse(&url, rows[i].text), PQ_ERR_OK);
		if (!pq_view_is(url.host, rows[i].host))
			fail_msg("\"%s\" is read as \"%.*s\"", rows[i].text, (int)url.host.len,
				 (const char *)url.host.data);
		assert_int_equal(url.host_kind, rows[i].host[0] == '[' ? PQ_HOST_IPV6 : PQ_HOST_IPV4);
		pq_buf_init(&text, text_room, sizeof(text_room));
		pq_address_print(&url.address, &text);
		if (rows[i].host[0] != '[')
			assert_true(pq_view_is(pq_buf_view(&text), rows[i].host));
	}
	assert_int_equal(parse(&url, "turn:b%C3%BCcher.example"), PQ_ERR_OK);
	assert_true(pq_view_is(url.host, "xn--bcher-kva.example"));
}

static void storage_that_is_too_small_is_left_as_it_was(void **state)
{
	struct pq_ice_url url;
	struct pq_buf storage;

	(void)state;
	pq_buf_init(&storage, room, 12);
	pq_buf_add_str(&storage, "ab");
	assert_int_equal(pq_ice_url_parse(&url, pq_view_str("turn:example.org"), idna, &storage), PQ_ERR_NO_SPACE);
	assert_int_equal(storage.len, 2);
	assert_true(pq_buf_ok(&storage));
	assert_int_equal(pq_ice_url_parse(&url, pq_view_str("turn:b%C3%BC.org"), NULL, &storage), PQ_ERR_IDNA);
	assert_int_equal(pq_ice_url_parse(&url, pq_view_str("turn:ex.org"), NULL, &storage), PQ_ERR_OK);
	assert_int_equal(storage.len, 8);
}

static int open_idna(void **state)
{
	(void)state;
	idna = pq_idna_open();
	return idna ? 0 : -1;
}

static int close_idna(void **state)
{
	(void)state;
	pq_idna_close(idna);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_url_of_the_standards_tables_is_read),
		cmocka_unit_test(what_is_not_in_the_grammar_is_refused),
		cmocka_unit_test(every_spelling_of_an_address_is_that_address),
		cmocka_unit_test(storage_that_is_too_small_is_left_as_it_was),
	};

	return cmocka_run_group_tests_name("ice_url", tests, open_idna, close_idna);
}
