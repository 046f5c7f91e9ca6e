/* SPDX-License-Identifier: MIT */
#include "wire/websocket_handshake.h"

#include <assert.h>
#include <nettle/base64.h>
#include <nettle/sha1.h>

static_assert(BASE64_ENCODE_RAW_LENGTH(PQ_WEBSOCKET_NONCE) == PQ_WEBSOCKET_KEY, "a key holds a nonce");
static_assert(BASE64_ENCODE_RAW_LENGTH(SHA1_DIGEST_SIZE) == PQ_WEBSOCKET_ACCEPT, "an accept value holds a digest");

void pq_websocket_key(const unsigned char nonce[static PQ_WEBSOCKET_NONCE], unsigned char key[static PQ_WEBSOCKET_KEY])
{
	base64_encode_raw((char *)key, PQ_WEBSOCKET_NONCE, nonce);
}

void pq_websocket_accept(const unsigned char key[static PQ_WEBSOCKET_KEY],
			 unsigned char accept[static PQ_WEBSOCKET_ACCEPT])
{
	static const struct pq_view guid = PQ_VIEW("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
	uint8_t digest[SHA1_DIGEST_SIZE];
	struct sha1_ctx hash;

	sha1_init(&hash);
	sha1_update(&hash, PQ_WEBSOCKET_KEY, key);
	sha1_update(&hash, guid.len, guid.data);
	sha1_digest(&hash, sizeof(digest), digest);
	base64_encode_raw((char *)accept, sizeof(digest), digest);
}
