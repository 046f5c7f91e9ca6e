/* SPDX-License-Identifier: MIT */
/* The client's side of the WebSocket handshake (RFC 6455 4.1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wire/websocket_handshake.h"

/* RFC 6455 1.3 and 4.1: the standard's own example. */
static void a_key_is_its_nonce_in_base64(void **state)
{
	unsigned char key[PQ_WEBSOCKET_KEY];

	(void)state;
	pq_websocket_key((const unsigned char *)"the sample nonce", key);
	assert_memory_equal(key, "dGhlIHNhbXBsZSBub25jZQ==", sizeof(key));
}

/* RFC 6455 1.3 and 4.2.2, step 5.4. */
static void one_value_accepts_a_key(void **state)
{
	unsigned char accept[PQ_WEBSOCKET_ACCEPT];

	(void)state;
	pq_websocket_accept((const unsigned char *)"dGhlIHNhbXBsZSBub25jZQ==", accept);
	assert_memory_equal(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", sizeof(accept));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_its_nonce_in_base64),
		cmocka_unit_test(one_value_accepts_a_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
