/* SPDX-License-Identifier: MIT */
/* HTTP/1.1 requests out (RFC 9112 3 to 5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wire/http1_request.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void parse(struct pq_url *url, const char *text, struct pq_buf *storage)
{
	assert_int_equal(pq_url_parse(url, pq_view_str(text), NULL, NULL, storage), PQ_ERR_OK);
}

/* RFC 9112 3.2.1 (origin-form) and 3.2 (Host is the authority, without userinfo; RFC 9110 4.2.1, no default port). */
static void request_line_and_host_come_from_the_url(void **state)
{
	static const struct {
		const char *url;
		const char *head;
	} rows[] = {
		{ "http://a.example", "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n" },
		{ "http://a.example:80/", "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n" },
		{ "https://a.example:80/", "GET / HTTP/1.1\r\nHost: a.example:80\r\n\r\n" },
		{ "http://a.example:8080/x?", "GET /x? HTTP/1.1\r\nHost: a.example:8080\r\n\r\n" },
		{ "http://u:p@A.Example/x/../y?q=1#f", "GET /y?q=1 HTTP/1.1\r\nHost: a.example\r\n\r\n" },
		{ "http://[::1]:25/a b", "GET /a%20b HTTP/1.1\r\nHost: [::1]:25\r\n\r\n" },
		{ "http://0x7f.1/?a\r\nb", "GET /?ab HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char url_bytes[256];
		unsigned char head_bytes[256];
		struct pq_buf storage;
		struct pq_buf out;
		struct pq_url url;

		pq_buf_init(&storage, url_bytes, sizeof(url_bytes));
		pq_buf_init(&out, head_bytes, sizeof(head_bytes));
		parse(&url, rows[i].url, &storage);
		pq_http1_request_write(pq_view_str("GET"), &url, PQ_HTTP1_ORIGIN_FORM, NULL, 0, &out);
		assert_true(pq_view_is(pq_buf_view(&out), rows[i].head));
	}
}

/* RFC 9112 5: name, colon, value; nothing is checked, for whoever asks for bytes gets these bytes. */
static void headers_are_written_as_they_are_in_order(void **state)
{
	static const char expected[] = "PO ST /x HTTP/1.1\r\nHost: a.example\r\nX-One: 1\r\nHost: b\r\nEmpty: \r\n"
				       "Split: a\r\nX: y\r\n\r\n";
	static const struct pq_header headers[] = {
		{ PQ_VIEW("X-One"), PQ_VIEW("1") },
		{ PQ_VIEW("Host"), PQ_VIEW("b") },
		{ PQ_VIEW("Empty"), PQ_VIEW("") },
		{ PQ_VIEW("Split"), PQ_VIEW("a\r\nX: y") },
	};
	unsigned char url_bytes[64];
	struct pq_buf storage;
	struct pq_url url;

	(void)state;
	pq_buf_init(&storage, url_bytes, sizeof(url_bytes));
	parse(&url, "http://a.example/x", &storage);
	for (size_t cap = sizeof(expected) - 2; cap < sizeof(expected); cap++) {
		unsigned char *head = malloc(cap);
		struct pq_buf out;

		pq_buf_init(&out, head, cap);
		pq_http1_request_write(pq_view_str("PO ST"), &url, PQ_HTTP1_ORIGIN_FORM, headers, COUNT(headers), &out);
		assert_int_equal(pq_buf_ok(&out), cap == sizeof(expected) - 1);
		if (pq_buf_ok(&out))
			assert_true(pq_view_is(pq_buf_view(&out), expected));
		free(head);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_line_and_host_come_from_the_url),
		cmocka_unit_test(headers_are_written_as_they_are_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
