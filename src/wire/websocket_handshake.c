/* SPDX-License-Identifier: MIT */
#include "wire/websocket_handshake.h"

#include <assert.h>
#include <nettle/base64.h>
#include <nettle/sha1.h>

#include "base/ascii.h"

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

/* How many headers of that name there are; *value is the last one's. */
static size_t count_named(const struct pq_http1_response *response, const char *name, struct pq_view *value)
{
	size_t count = 0;

	for (size_t i = 0; i < response->header_count; i++) {
		if (pq_ascii_eq_nocase(response->headers[i].name, pq_view_str(name))) {
			*value = response->headers[i].value;
			count++;
		}
	}
	return count;
}

/* RFC 6455 4.1, response, steps 2 and 3: "websocket" in one Upgrade header, and "upgrade" in Connection. */
static bool upgrades(const struct pq_http1_response *response)
{
	struct pq_view value;

	return count_named(response, "upgrade", &value) == 1 && pq_ascii_eq_nocase(value, pq_view_str("websocket")) &&
	       pq_http1_response_lists(response, pq_view_str("connection"), pq_view_str("upgrade"));
}

/* Step 4; 11.3.3 allows one such header. */
static bool accepts_key(const struct pq_http1_response *response, const unsigned char *key)
{
	unsigned char accept[PQ_WEBSOCKET_ACCEPT];
	struct pq_view value;

	pq_websocket_accept(key, accept);
	return count_named(response, "sec-websocket-accept", &value) == 1 &&
	       pq_view_eq(value, pq_view(accept, sizeof(accept)));
}

/* Step 6, and the WebSockets standard's step for a server that chooses none of those offered. */
static bool chooses_protocol(const struct pq_http1_response *response, const struct pq_websocket_offer *offer,
			     size_t *protocol)
{
	struct pq_view value;
	size_t count = count_named(response, "sec-websocket-protocol", &value);
	size_t i = 0;

	if (count == 0 && offer->protocol_count == 0) {
		*protocol = 0;
		return true;
	}
	if (count != 1)
		return false;
	while (i < offer->protocol_count && !pq_view_eq(offer->protocols[i], value))
		i++;
	if (i == offer->protocol_count)
		return false;
	*protocol = i;
	return true;
}

bool pq_websocket_accepted(const struct pq_http1_response *response, const struct pq_websocket_offer *offer,
			   size_t *protocol)
{
	struct pq_view extensions;

	if (response->status != 101 || response->minor < 1)
		return false;
	if (!upgrades(response) || !accepts_key(response, offer->key))
		return false;
	if (count_named(response, "sec-websocket-extensions", &extensions) > 0)
		return false;
	return chooses_protocol(response, offer, protocol);
}
