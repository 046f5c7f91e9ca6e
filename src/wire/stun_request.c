/* SPDX-License-Identifier: MIT */
#include "wire/stun_request.h"

#include "base/check.h"

#define PROTOCOL_UDP 17

static void add_u16(struct pq_buf *out, size_t n)
{
	pq_buf_add_byte(out, (unsigned char)(n >> 8));
	pq_buf_add_byte(out, (unsigned char)n);
}

static void add_u32(struct pq_buf *out, uint32_t n)
{
	add_u16(out, n >> 16);
	add_u16(out, n & 0xffff);
}

/* Type, length and value, padded to a multiple of four (RFC 8489 14). */
static void add_attribute(struct pq_buf *out, enum pq_stun_attribute type, struct pq_view value)
{
	add_u16(out, type);
	add_u16(out, value.len);
	pq_buf_add(out, value);
	for (size_t i = value.len; i % 4; i++)
		pq_buf_add_byte(out, 0);
}

/* The class bits of a request are zero, so its type is its method (RFC 8489 5). The length comes last. */
static void add_header(const struct pq_stun_request *request, struct pq_buf *out)
{
	add_u16(out, request->method);
	add_u16(out, 0);
	add_u32(out, PQ_STUN_COOKIE);
	pq_buf_add(out, pq_view(request->id, PQ_STUN_ID));
}

static void add_credential(const struct pq_stun_request *request, size_t mark, struct pq_buf *out)
{
	unsigned char key[PQ_STUN_KEY];
	unsigned char mac[PQ_STUN_MAC];

	pq_check(request->username.len <= PQ_MAX_STUN_USERNAME);
	pq_check(request->realm.len <= PQ_MAX_STUN_TEXT && request->nonce.len <= PQ_MAX_STUN_TEXT);
	add_attribute(out, PQ_STUN_USERNAME, request->username);
	add_attribute(out, PQ_STUN_NONCE, request->nonce);
	add_attribute(out, PQ_STUN_REALM, request->realm);
	if (!pq_buf_ok(out))
		return;
	pq_stun_key(request->username, request->realm, request->password, key);
	pq_stun_mac(pq_view(key, sizeof(key)), pq_buf_since(out, mark), mac);
	add_attribute(out, PQ_STUN_MESSAGE_INTEGRITY, pq_view(mac, sizeof(mac)));
}

void pq_stun_request_write(const struct pq_stun_request *request, struct pq_buf *out)
{
	static const unsigned char transport[4] = { PROTOCOL_UDP };
	size_t mark = out->len;
	size_t length;

	add_header(request, out);
	if (request->method == PQ_STUN_ALLOCATE)
		add_attribute(out, PQ_STUN_REQUESTED_TRANSPORT, pq_view(transport, sizeof(transport)));
	if (request->answered)
		add_credential(request, mark, out);
	if (!pq_buf_ok(out))
		return;
	length = out->len - mark - PQ_STUN_HEADER + 8;
	out->data[mark + 2] = (unsigned char)(length >> 8);
	out->data[mark + 3] = (unsigned char)length;
	add_u16(out, PQ_STUN_FINGERPRINT);
	add_u16(out, 4);
	add_u32(out, pq_stun_fingerprint(pq_view(out->data + mark, length - 8 + PQ_STUN_HEADER)));
}
