/* SPDX-License-Identifier: MIT */
/* The client's side of the WebSocket handshake (RFC 6455 4.1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wire/websocket_handshake.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define KEY "dGhlIHNhbXBsZSBub25jZQ=="
#define STATUS "HTTP/1.1 101 Switching Protocols\r\n"
#define UPGRADE "Upgrade: websocket\r\nConnection: Upgrade\r\n"
#define ACCEPT "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"

/* RFC 6455 1.3 and 4.1: the standard's own example. */
static void a_key_is_its_nonce_in_base64(void **state)
{
	unsigned char key[PQ_WEBSOCKET_KEY];

	(void)state;
	pq_websocket_key((const unsigned char *)"the sample nonce", key);
	assert_memory_equal(key, KEY, sizeof(key));
}

/* RFC 6455 1.3 and 4.2.2, step 5.4. */
static void one_value_accepts_a_key(void **state)
{
	unsigned char accept[PQ_WEBSOCKET_ACCEPT];

	(void)state;
	pq_websocket_accept((const unsigned char *)KEY, accept);
	assert_memory_equal(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", sizeof(accept));
}

/* What the client makes of an answer to KEY and the first `count` of three offered subprotocols. */
static bool accepted(struct pq_view answer, size_t count, size_t *protocol)
{
	static const struct pq_view protocols[] = { PQ_VIEW("chat"), PQ_VIEW("superchat"), PQ_VIEW("irc") };
	const struct pq_websocket_offer offer = { (const unsigned char *)KEY, protocols, count };
	struct pq_http1_response response;

	pq_http1_response_init(&response, PQ_HTTP1_TO_UPGRADE);
	assert_int_equal(pq_http1_response_feed(&response, answer, true), PQ_ERR_OK);
	return pq_websocket_accepted(&response, &offer, protocol);
}

static void a_right_answer_opens_the_connection(void **state)
{
	static const struct {
		struct pq_view answer;
		size_t offered;
		size_t protocol;
	} rows[] = {
		{ PQ_VIEW(STATUS UPGRADE ACCEPT "\r\n"), 0, 0 },
		{ PQ_VIEW("HTTP/1.1 103 \r\n\r\n" STATUS UPGRADE ACCEPT "\r\n\x81\x02hi"), 0, 0 },
		{ PQ_VIEW(STATUS "upgrade:WebSocket \r\nconnection: close ,\tupGRADE,\r\n" ACCEPT "\r\n"), 0, 0 },
		{ PQ_VIEW(STATUS "Connection: x\r\n" UPGRADE ACCEPT "Content-Length: 3\r\n\r\n"), 0, 0 },
		{ PQ_VIEW(STATUS UPGRADE ACCEPT "Sec-WebSocket-Protocol: chat\r\n\r\n"), 1, 0 },
		{ PQ_VIEW(STATUS UPGRADE ACCEPT "sec-websocket-protocol:irc\t\r\n\r\n"), 3, 2 },
	};
	size_t protocol;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_true(accepted(rows[i].answer, rows[i].offered, &protocol));
		assert_int_equal(protocol, rows[i].protocol);
	}
}

/* RFC 6455 4.1, the steps for the server's response in their order; 11.3.3 for a repeated accept value. */
static void any_other_answer_is_refused(void **state)
{
	static const struct pq_view rows[] = {
		PQ_VIEW("HTTP/1.1 200 OK\r\n" UPGRADE ACCEPT "Content-Length: 0\r\n\r\n"),
		PQ_VIEW("HTTP/1.1 302 Found\r\nLocation: ws://b.example/\r\n" UPGRADE ACCEPT "\r\n"),
		PQ_VIEW("HTTP/1.0 101 Switching Protocols\r\n" UPGRADE ACCEPT "\r\n"),
		PQ_VIEW(STATUS "Connection: Upgrade\r\n" ACCEPT "\r\n"),
		PQ_VIEW(STATUS "Upgrade: h2c\r\nConnection: Upgrade\r\n" ACCEPT "\r\n"),
		PQ_VIEW(STATUS "Upgrade: websocket, h2c\r\nConnection: Upgrade\r\n" ACCEPT "\r\n"),
		PQ_VIEW(STATUS "Upgrade: websocket/13\r\nConnection: Upgrade\r\n" ACCEPT "\r\n"),
		PQ_VIEW(STATUS "Upgrade: websocket\r\n" UPGRADE ACCEPT "\r\n"),
		PQ_VIEW(STATUS "Upgrade: websocket\r\n" ACCEPT "\r\n"),
		PQ_VIEW(STATUS "Upgrade: websocket\r\nConnection:\r\n" ACCEPT "\r\n"),
		PQ_VIEW(STATUS "Upgrade: websocket\r\nConnection: upgrade x\r\n" ACCEPT "\r\n"),
		PQ_VIEW(STATUS "Upgrade: websocket\r\nConnection: \"upgrade\"\r\n" ACCEPT "\r\n"),
		PQ_VIEW(STATUS UPGRADE "\r\n"),
		PQ_VIEW(STATUS UPGRADE "Sec-WebSocket-Accept: " KEY "\r\n\r\n"),
		PQ_VIEW(STATUS UPGRADE "Sec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"),
		PQ_VIEW(STATUS UPGRADE "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo\r\n\r\n"),
		PQ_VIEW(STATUS UPGRADE "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo==\r\n\r\n"),
		PQ_VIEW(STATUS UPGRADE ACCEPT ACCEPT "\r\n"),
		PQ_VIEW(STATUS UPGRADE ACCEPT "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"),
		PQ_VIEW(STATUS UPGRADE ACCEPT "Sec-WebSocket-Extensions:\r\n\r\n"),
		PQ_VIEW(STATUS UPGRADE ACCEPT "Sec-WebSocket-Protocol: chat\r\n\r\n"),
		PQ_VIEW(STATUS UPGRADE ACCEPT "Sec-WebSocket-Protocol:\r\n\r\n"),
	};
	size_t protocol = 7;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (accepted(rows[i], 0, &protocol))
			fail_msg("accepted: %s", (const char *)rows[i].data);
	assert_int_equal(protocol, 7);
}

/* WebSockets standard: one of those that were offered, once and as it was written. */
static void another_subprotocol_is_refused(void **state)
{
	static const struct pq_view rows[] = {
		PQ_VIEW(STATUS UPGRADE ACCEPT "\r\n"),
		PQ_VIEW(STATUS UPGRADE ACCEPT "Sec-WebSocket-Protocol:\r\n\r\n"),
		PQ_VIEW(STATUS UPGRADE ACCEPT "Sec-WebSocket-Protocol: Chat\r\n\r\n"),
		PQ_VIEW(STATUS UPGRADE ACCEPT "Sec-WebSocket-Protocol: irc\r\n\r\n"),
		PQ_VIEW(STATUS UPGRADE ACCEPT "Sec-WebSocket-Protocol: chat, superchat\r\n\r\n"),
		PQ_VIEW(STATUS UPGRADE ACCEPT "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Protocol: chat\r\n\r\n"),
	};
	size_t protocol;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (accepted(rows[i], 2, &protocol))
			fail_msg("accepted: %s", (const char *)rows[i].data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_its_nonce_in_base64),        cmocka_unit_test(one_value_accepts_a_key),
		cmocka_unit_test(a_right_answer_opens_the_connection), cmocka_unit_test(any_other_answer_is_refused),
		cmocka_unit_test(another_subprotocol_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
