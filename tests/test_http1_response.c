/* SPDX-License-Identifier: MIT */
/* HTTP/1.1 responses in (RFC 9112 4 to 7). Every row is read whole, byte by byte, and cut short. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wire/http1_response.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Offers the first byte, the first two, and so on; says how many were offered at the end. */
static enum pq_err feed_bytewise(struct pq_http1_response *response, struct pq_view bytes, size_t *offered)
{
	enum pq_err err = PQ_ERR_INCOMPLETE;

	for (*offered = 0; err == PQ_ERR_INCOMPLETE && *offered < bytes.len;)
		err = pq_http1_response_feed(response, pq_view(bytes.data, ++*offered), false);
	if (err == PQ_ERR_INCOMPLETE)
		err = pq_http1_response_feed(response, bytes, true);
	return err;
}

static void assert_same(const struct pq_http1_response *a, const struct pq_http1_response *b)
{
	assert_int_equal(a->status, b->status);
	assert_int_equal(a->body_len, b->body_len);
	assert_int_equal(a->consumed, b->consumed);
	assert_int_equal(a->header_count, b->header_count);
	for (size_t i = 0; i < a->header_count; i++) {
		assert_true(pq_view_eq(a->headers[i].name, b->headers[i].name));
		assert_true(pq_view_eq(a->headers[i].value, b->headers[i].value));
	}
}

/* Reads a row from a buffer of its exact size, whole (with eof) and byte by byte, which must not differ. */
static enum pq_err read_both(struct pq_view text, enum pq_http1_to to, struct pq_http1_response *whole)
{
	struct pq_http1_response bytewise;
	unsigned char *copy = malloc(text.len);
	struct pq_view bytes = { copy, text.len };
	enum pq_err err;
	size_t offered;

	if (text.len > 0)
		memcpy(copy, text.data, text.len);
	pq_http1_response_init(whole, to);
	pq_http1_response_init(&bytewise, to);
	err = pq_http1_response_feed(whole, bytes, true);
	assert_int_equal(feed_bytewise(&bytewise, bytes, &offered), err);
	if (err == PQ_ERR_OK)
		assert_same(whole, &bytewise);
	assert_int_equal(pq_http1_response_feed(whole, bytes, true), err);
	whole->header_count = 0;
	free(copy);
	return err;
}

static void assert_read(struct pq_view text, enum pq_err expected)
{
	struct pq_http1_response response;

	if (read_both(text, PQ_HTTP1_TO_OTHER, &response) != expected)
		fail_msg("not %s: %.*s", pq_err_name(expected), (int)text.len, (const char *)text.data);
}

/* Malformed whatever follows, and not only because the connection ends. */
static void assert_malformed(struct pq_view text)
{
	struct pq_http1_response response;
	size_t offered;

	assert_read(text, PQ_ERR_SYNTAX);
	pq_http1_response_init(&response, PQ_HTTP1_TO_OTHER);
	assert_int_equal(pq_http1_response_feed(&response, text, false), PQ_ERR_SYNTAX);
	assert_int_equal(pq_http1_response_feed(&response, text, false), PQ_ERR_SYNTAX);
	pq_http1_response_init(&response, PQ_HTTP1_TO_OTHER);
	assert_int_equal(feed_bytewise(&response, text, &offered), PQ_ERR_SYNTAX);
}

/* Ends by itself: complete at its last byte and not before; an end that comes too early is malformed. */
static void assert_complete(struct pq_view text, enum pq_http1_to to, uint16_t status, size_t body_len)
{
	struct pq_http1_response response;
	unsigned char *more = malloc(text.len + 1);

	assert_int_equal(read_both(text, to, &response), PQ_ERR_OK);
	assert_int_equal(response.status, status);
	assert_int_equal(response.body_len, body_len);
	assert_int_equal(response.consumed, text.len);
	for (size_t cut = 0; cut < text.len; cut++) {
		pq_http1_response_init(&response, to);
		assert_int_equal(pq_http1_response_feed(&response, pq_view_slice(text, 0, cut), false),
				 PQ_ERR_INCOMPLETE);
		assert_int_equal(pq_http1_response_feed(&response, pq_view_slice(text, 0, cut), true), PQ_ERR_SYNTAX);
	}
	memcpy(more, text.data, text.len);
	more[text.len] = 'H';
	pq_http1_response_init(&response, to);
	assert_int_equal(pq_http1_response_feed(&response, pq_view(more, text.len + 1), false), PQ_ERR_OK);
	assert_int_equal(response.consumed, text.len);
	free(more);
}

#define CHUNKED "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

/* RFC 9112 6.3, in its order: no body, chunked, Content-Length; 15.2 of RFC 9110: interim responses are skipped. */
static void responses_end_where_they_say(void **state)
{
	static const struct {
		struct pq_view text;
		uint16_t status;
		size_t body_len;
	} rows[] = {
		{ PQ_VIEW("HTTP/1.1 204 No Content\r\n\r\n"), 204, 0 },
		{ PQ_VIEW("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"), 204, 0 },
		{ PQ_VIEW("HTTP/1.1 304 \r\nTransfer-Encoding: chunked\r\n\r\n"), 304, 0 },
		{ PQ_VIEW("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), 200, 0 },
		{ PQ_VIEW("HTTP/1.0 200 OK\r\ncontent-length:3\r\n\r\nabc"), 200, 3 },
		{ PQ_VIEW("HTTP/1.9 999 \x80 \t!\r\nContent-Length:\t003 \t\r\n\r\n\r\n\0"), 999, 3 },
		{ PQ_VIEW("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab"), 200, 2 },
		{ PQ_VIEW("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\t,2\r\nX: y\r\ncONTENT-lENGTH: 2\r\n\r\nab"), 200,
		  2 },
		{ PQ_VIEW(CHUNKED "0\r\n\r\n"), 200, 0 },
		{ PQ_VIEW(CHUNKED "3\r\nabc\r\n2;x=\"1\"\r\n\r\n\r\n000\r\n\r\n"), 200, 5 },
		{ PQ_VIEW(CHUNKED "00000000000000000000A\r\n0123456789\r\n0;\r\nX: y\r\nContent-Length: z\r\n\r\n"),
		  200, 10 },
		{ PQ_VIEW("HTTP/1.1 200 OK\r\ntransfer-encoding:\tChunKed \r\n\r\n1\r\n\0\r\n0\r\n\r\n"), 200, 1 },
		{ PQ_VIEW("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
			  "HTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nx"),
		  404, 1 },
		{ PQ_VIEW("HTTP/1.1 100 \r\nContent-Length: 9\r\n\r\nHTTP/1.1 204 \r\n\r\n"), 204, 0 },
		{ PQ_VIEW("HTTP/1.1 200 \r\n!#$%&'*+-.^_`|~09azAZ: \x01\x7f\xff\r\nEmpty:\r\nContent-Length: "
			  "0\r\n\r\n"),
		  200, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_complete(rows[i].text, PQ_HTTP1_TO_OTHER, rows[i].status, rows[i].body_len);
}

/* RFC 9112 6.3, case 1: the answer to HEAD has the fields of a body, and none. */
static void the_answer_to_head_has_no_body(void **state)
{
	static const struct pq_view rows[] = {
		PQ_VIEW("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
		PQ_VIEW(CHUNKED),
		PQ_VIEW("HTTP/1.1 200 OK\r\n\r\n"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_complete(rows[i], PQ_HTTP1_TO_HEAD, 200, 0);
}

/* RFC 9112 6.3, case 2, and RFC 9110 9.3.6; what follows belongs to the tunnel. Other answers have their body. */
static void a_tunnel_begins_behind_the_head(void **state)
{
	static const struct {
		struct pq_view text;
		uint16_t status;
		size_t body_len;
	} rows[] = {
		{ PQ_VIEW("HTTP/1.1 200 Connection established\r\n\r\n"), 200, 0 },
		{ PQ_VIEW("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n"), 200, 0 },
		{ PQ_VIEW(CHUNKED), 200, 0 },
		{ PQ_VIEW("HTTP/1.1 299 \r\nContent-Length: 1, 2\r\nContent-Length: x\r\n\r\n"), 299, 0 },
		{ PQ_VIEW("HTTP/1.1 100 \r\n\r\nHTTP/1.1 204 \r\n\r\n"), 204, 0 },
		{ PQ_VIEW("HTTP/1.1 407 \r\nContent-Length: 5\r\n\r\nhello"), 407, 5 },
		{ PQ_VIEW("HTTP/1.1 300 \r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"), 300, 1 },
	};
	struct pq_http1_response response;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_complete(rows[i].text, PQ_HTTP1_TO_CONNECT, rows[i].status, rows[i].body_len);
	assert_int_equal(
		read_both(pq_view_str("HTTP/1.1 407 \r\nContent-Length: x\r\n\r\n"), PQ_HTTP1_TO_CONNECT, &response),
		PQ_ERR_SYNTAX);
	assert_int_equal(read_both(pq_view_str("HTTP/1.1 101 \r\n\r\n"), PQ_HTTP1_TO_CONNECT, &response),
			 PQ_ERR_SYNTAX);
}

/* RFC 9110 15.2.2: where an upgrade was asked for, 101 is the final answer. Any other answer is as ever. */
static void another_protocol_begins_behind_a_101(void **state)
{
	static const struct {
		struct pq_view text;
		uint16_t status;
		size_t body_len;
	} rows[] = {
		{ PQ_VIEW("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"), 101, 0 },
		{ PQ_VIEW("HTTP/1.1 103 \r\n\r\nHTTP/1.1 101 \r\nContent-Length: 5\r\n\r\n"), 101, 0 },
		{ PQ_VIEW("HTTP/1.1 100 \r\n\r\nHTTP/1.1 200 \r\nContent-Length: 1\r\n\r\nx"), 200, 1 },
		{ PQ_VIEW("HTTP/1.1 302 \r\nLocation: /\r\nContent-Length: 0\r\n\r\n"), 302, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_complete(rows[i].text, PQ_HTTP1_TO_UPGRADE, rows[i].status, rows[i].body_len);
}

/* RFC 9112 6.3, case 8: without a length the body ends with the connection. */
static void without_a_length_the_body_ends_with_the_connection(void **state)
{
	static const struct pq_view head = PQ_VIEW("HTTP/1.1 200 OK\r\nX: y\r\n\r\n");
	static const struct pq_view text = PQ_VIEW("HTTP/1.1 200 OK\r\nX: y\r\n\r\nab\r\n\0");
	struct pq_http1_response response;

	(void)state;
	assert_int_equal(read_both(text, PQ_HTTP1_TO_OTHER, &response), PQ_ERR_OK);
	assert_int_equal(response.body_len, 5);
	assert_int_equal(response.consumed, text.len);
	for (size_t cut = 0; cut <= text.len; cut++) {
		struct pq_view bytes = pq_view_slice(text, 0, cut);

		pq_http1_response_init(&response, PQ_HTTP1_TO_OTHER);
		assert_int_equal(pq_http1_response_feed(&response, bytes, false), PQ_ERR_INCOMPLETE);
		assert_int_equal(pq_http1_response_feed(&response, bytes, true),
				 cut < head.len ? PQ_ERR_SYNTAX : PQ_ERR_OK);
		if (cut >= head.len)
			assert_int_equal(response.body_len, cut - head.len);
	}
}

/* RFC 9112 5: names without case, values without surrounding whitespace, in order. */
static void headers_are_found(void **state)
{
	static const struct pq_view text = PQ_VIEW("HTTP/1.1 302 Found\r\nLocation: \t/a b\t \r\nSet-Cookie:a=b\r\n"
						   "location: /c\r\nContent-Length: 0\r\n\r\n");
	struct pq_http1_response response;
	const struct pq_header *location;

	(void)state;
	pq_http1_response_init(&response, PQ_HTTP1_TO_OTHER);
	assert_int_equal(pq_http1_response_feed(&response, text, false), PQ_ERR_OK);
	assert_int_equal(response.header_count, 4);
	location = pq_http1_response_find(&response, pq_view_str("LOCATION"));
	assert_ptr_equal(location, &response.headers[0]);
	assert_true(pq_view_is(location->name, "Location"));
	assert_true(pq_view_is(location->value, "/a b"));
	assert_true(pq_view_is(response.headers[1].value, "a=b"));
	assert_null(pq_http1_response_find(&response, pq_view_str("Locatio")));
}

/* The headers of an interim response are not those of the final one. */
static void interim_headers_are_forgotten(void **state)
{
	static const struct pq_view text =
		PQ_VIEW("HTTP/1.1 103 \r\nLocation: /a\r\n\r\nHTTP/1.1 204 \r\nX: y\r\n\r\n");
	struct pq_http1_response response;

	(void)state;
	pq_http1_response_init(&response, PQ_HTTP1_TO_OTHER);
	assert_int_equal(pq_http1_response_feed(&response, text, false), PQ_ERR_OK);
	assert_int_equal(response.header_count, 1);
	assert_null(pq_http1_response_find(&response, pq_view_str("Location")));
}

/* RFC 9112 4; what other protocols greet with is not HTTP. */
static void malformed_status_lines_are_refused(void **state)
{
	static const struct pq_view rows[] = {
		PQ_VIEW("\r\n"),
		PQ_VIEW("\n"),
		PQ_VIEW("\r\nHTTP/1.1 200 OK\r\n"),
		PQ_VIEW(" HTTP/1.1 200 OK\r\n"),
		PQ_VIEW("HTTP/1.1 200 OK\n"),
		PQ_VIEW("HTTP/1.1 200 OK\r\r\n"),
		PQ_VIEW("HTTP/1.1 200 O\rK\r\n"),
		PQ_VIEW("HTTP/1.1 200 O\0K\r\n"),
		PQ_VIEW("HTTP/1.1 200\r\n"),
		PQ_VIEW("HTTP/1.1 200\tOK\r\n"),
		PQ_VIEW("HTTP/1.1  200 OK\r\n"),
		PQ_VIEW("HTTP/1.1\t200 OK\r\n"),
		PQ_VIEW("HTTP/1.1 20 OK\r\n"),
		PQ_VIEW("HTTP/1.1 2000 OK\r\n"),
		PQ_VIEW("HTTP/1.1 099 OK\r\n"),
		PQ_VIEW("HTTP/1.1 +20 OK\r\n"),
		PQ_VIEW("HTTP/1.1 2x0 OK\r\n"),
		PQ_VIEW("HTTP/1.x 200 OK\r\n"),
		PQ_VIEW("HTTP/1. 200 OK\r\n"),
		PQ_VIEW("HTTP/1.10 200 OK\r\n"),
		PQ_VIEW("HTTP/2.0 200 OK\r\n"),
		PQ_VIEW("HTTP/0.9 200 OK\r\n"),
		PQ_VIEW("http/1.1 200 OK\r\n"),
		PQ_VIEW("HTTP 200 OK\r\n"),
		PQ_VIEW("ICY 200 OK\r\n"),
		PQ_VIEW("220 mail.example ESMTP\r\n"),
		PQ_VIEW("SSH-2.0-OpenSSH_9.2\r\n"),
		PQ_VIEW("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_malformed(rows[i]);
	assert_read(pq_view_str("HTTP/1.1 200 OK\r\n\r\n"), PQ_ERR_OK);
}

/* RFC 9112 5.1 and 5.2, and 2.2 for bare CR and LF. */
static void malformed_fields_are_refused(void **state)
{
	static const struct pq_view rows[] = {
		PQ_VIEW("X\r\n"),
		PQ_VIEW(": y\r\n"),
		PQ_VIEW("X : y\r\n"),
		PQ_VIEW("X\t: y\r\n"),
		PQ_VIEW(" X: y\r\n"),
		PQ_VIEW("X Y: z\r\n"),
		PQ_VIEW("X(: y\r\n"),
		PQ_VIEW("X\x80: y\r\n"),
		PQ_VIEW("X: y\r\n folded\r\n"),
		PQ_VIEW("X: y\r\n\tZ: folded\r\n"),
		PQ_VIEW("X: y\n"),
		PQ_VIEW("X: y\nZ: z\r\n"),
		PQ_VIEW("X: y\rZ: z\r\n"),
		PQ_VIEW("X: y\r\r\n"),
		PQ_VIEW("X: y\0\r\n"),
		PQ_VIEW("X\0: y\r\n"),
		PQ_VIEW("\n"),
		PQ_VIEW("\r\r\n"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char storage[128];
		struct pq_buf text;

		pq_buf_init(&text, storage, sizeof(storage));
		pq_buf_add_str(&text, "HTTP/1.1 200 OK\r\n");
		pq_buf_add(&text, rows[i]);
		assert_malformed(pq_buf_view(&text));
	}
	assert_read(pq_view_str("HTTP/1.1 200 OK\r\nX: y\r\n\r\n"), PQ_ERR_OK);
}

/* RFC 9112 6.1 to 6.3: two readers that find different ends are how responses are smuggled. */
static void doubtful_framing_is_refused(void **state)
{
	static const struct pq_view rows[] = {
		PQ_VIEW("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
		PQ_VIEW("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
		PQ_VIEW("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"),
		PQ_VIEW("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
		PQ_VIEW("HTTP/1.1 204 OK\r\nContent-Length: 1, 2\r\n\r\n"),
		PQ_VIEW("HTTP/1.1 100 \r\nContent-Length: x\r\n\r\n"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_malformed(rows[i]);
	assert_read(pq_view_str("HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\nx"), PQ_ERR_OK);
}

/* RFC 9112 7.1. */
static void malformed_chunks_are_refused(void **state)
{
	static const struct pq_view rows[] = {
		PQ_VIEW(CHUNKED "x\r\n"),
		PQ_VIEW(CHUNKED "1\n"),
		PQ_VIEW(CHUNKED "1;x\ny\r\n"),
		PQ_VIEW(CHUNKED "1;x\ry\r\n"),
		PQ_VIEW(CHUNKED "1;x\0y\r\n"),
		PQ_VIEW(CHUNKED "1\r\na\n"),
		PQ_VIEW(CHUNKED "1\r\na\rx"),
		PQ_VIEW(CHUNKED "1\r\nab"),
		PQ_VIEW(CHUNKED "1\r\na0\r\n\r\n"),
		PQ_VIEW(CHUNKED "0\r\nX\r\n"),
		PQ_VIEW(CHUNKED "0\r\nX : y\r\n"),
		PQ_VIEW(CHUNKED "0\r\n\n"),
		PQ_VIEW(CHUNKED "0\r\nHTTP/1.1 200 OK\r\n"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_malformed(rows[i]);
	assert_read(pq_view_str(CHUNKED "1;x\r\na\r\n0\r\nX: y\r\n\r\n"), PQ_ERR_OK);
}

/* Numbers are capped while they are read, so that none wraps around to a small one. */
static void lengths_beyond_the_maximum_are_limits(void **state)
{
	(void)state;
	assert_read(pq_view_str("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\n"), PQ_ERR_LIMIT);
	assert_read(pq_view_str("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551617\r\n\r\nx"), PQ_ERR_LIMIT);
	assert_read(pq_view_str("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\nx"), PQ_ERR_SYNTAX);
	assert_read(pq_view_str(CHUNKED "8000000000000000\r\n"), PQ_ERR_LIMIT);
	assert_read(pq_view_str(CHUNKED "10000000000000001\r\nx\r\n0\r\n\r\n"), PQ_ERR_LIMIT);
	assert_read(pq_view_str(CHUNKED "7fffffffffffffff\r\nx\r\n0\r\n\r\n"), PQ_ERR_SYNTAX);
}

/* Appends a piece n times. */
static void add_times(struct pq_buf *out, const char *piece, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pq_buf_add_str(out, piece);
}

/* before, n times piece, after: at most `max` pieces are read, and one more is a limit. */
static void assert_piece_limit(const char *before, const char *piece, const char *after, size_t max)
{
	static unsigned char storage[2 * PQ_MAX_RESPONSE_HEAD];
	struct pq_buf text;

	for (size_t n = max; n <= max + 1; n++) {
		struct pq_http1_response response;
		enum pq_err expected = n == max ? PQ_ERR_OK : PQ_ERR_LIMIT;

		pq_buf_init(&text, storage, sizeof(storage));
		pq_buf_add_str(&text, before);
		add_times(&text, piece, n);
		pq_buf_add_str(&text, after);
		assert_true(pq_buf_ok(&text));
		assert_int_equal(read_both(pq_buf_view(&text), PQ_HTTP1_TO_OTHER, &response), expected);
	}
}

#define OK_LINE "HTTP/1.1 200 OK\r\n"

static void too_many_or_too_long_parts_are_limits(void **state)
{
	const size_t head = PQ_MAX_RESPONSE_HEAD;

	(void)state;
	assert_piece_limit(OK_LINE, "X: y\r\n", "\r\n", PQ_MAX_RESPONSE_HEADERS);
	assert_piece_limit("", "HTTP/1.1 199 \r\n\r\n", "HTTP/1.1 204 \r\n\r\n", PQ_MAX_INTERIM);
	assert_piece_limit("HTTP/1.1 204 ", "x", "\r\n\r\n", head - strlen("HTTP/1.1 204 \r\n\r\n"));
	assert_piece_limit(OK_LINE "X: ", "x", "\r\n\r\n", head - strlen(OK_LINE "X: \r\n\r\n"));
	assert_piece_limit("HTTP/1.1 100 \r\n\r\n" OK_LINE "X: ", "x", "\r\n\r\n",
			   head - strlen(OK_LINE "X: \r\n\r\n"));
	assert_piece_limit(CHUNKED "1;", "x", "\r\na\r\n0\r\n\r\n", head - strlen("1;\r\n"));
	assert_piece_limit(CHUNKED, "0", "\r\n\r\n", head - strlen("\r\n"));
	assert_piece_limit(CHUNKED "0\r\nX: ", "x", "\r\n\r\n", head - strlen("X: \r\n\r\n"));
	assert_piece_limit(CHUNKED "0\r\n", "X: xxx\r\n", "y:12\r\n\r\n", (head - strlen("y:12\r\n\r\n")) / 8);
}

/* A server that never ends a line is given up without waiting for its end. */
static void an_endless_line_is_a_limit(void **state)
{
	static unsigned char storage[PQ_MAX_RESPONSE_HEAD + 1];
	struct pq_http1_response response;
	size_t offered;

	(void)state;
	memset(storage, 'x', sizeof(storage));
	pq_http1_response_init(&response, PQ_HTTP1_TO_OTHER);
	assert_int_equal(pq_http1_response_feed(&response, pq_view(storage, sizeof(storage) - 1), false),
			 PQ_ERR_INCOMPLETE);
	assert_int_equal(pq_http1_response_feed(&response, pq_view(storage, sizeof(storage)), false), PQ_ERR_LIMIT);
	pq_http1_response_init(&response, PQ_HTTP1_TO_OTHER);
	assert_int_equal(feed_bytewise(&response, pq_view(storage, sizeof(storage)), &offered), PQ_ERR_LIMIT);
	assert_int_equal(offered, sizeof(storage));
}

/* The limit is that of one line or section, not of a whole chunked body. */
static void many_small_chunks_are_no_limit(void **state)
{
	static unsigned char storage[4 * PQ_MAX_RESPONSE_HEAD];
	struct pq_http1_response response;
	struct pq_buf text;
	const size_t chunks = PQ_MAX_RESPONSE_HEAD / 4;

	(void)state;
	pq_buf_init(&text, storage, sizeof(storage));
	pq_buf_add_str(&text, CHUNKED);
	add_times(&text, "1;xyz\r\na\r\n", chunks);
	pq_buf_add_str(&text, "0\r\n\r\n");
	assert_true(pq_buf_ok(&text));
	assert_int_equal(read_both(pq_buf_view(&text), PQ_HTTP1_TO_OTHER, &response), PQ_ERR_OK);
	assert_int_equal(response.body_len, chunks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(responses_end_where_they_say),
		cmocka_unit_test(the_answer_to_head_has_no_body),
		cmocka_unit_test(a_tunnel_begins_behind_the_head),
		cmocka_unit_test(another_protocol_begins_behind_a_101),
		cmocka_unit_test(without_a_length_the_body_ends_with_the_connection),
		cmocka_unit_test(headers_are_found),
		cmocka_unit_test(interim_headers_are_forgotten),
		cmocka_unit_test(malformed_status_lines_are_refused),
		cmocka_unit_test(malformed_fields_are_refused),
		cmocka_unit_test(doubtful_framing_is_refused),
		cmocka_unit_test(malformed_chunks_are_refused),
		cmocka_unit_test(lengths_beyond_the_maximum_are_limits),
		cmocka_unit_test(too_many_or_too_long_parts_are_limits),
		cmocka_unit_test(an_endless_line_is_a_limit),
		cmocka_unit_test(many_small_chunks_are_no_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
