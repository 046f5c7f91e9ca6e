/* SPDX-License-Identifier: MIT */
/* What a STUN or TURN server answers (RFC 8489, RFC 8656 7.2). */
#include "vnet/computed.h"
#include "wire/stun.h"

static const struct pq_view realm = PQ_VIEW("example");

static void add_u16(struct pq_buf *out, size_t n)
{
	pq_buf_add_byte(out, (unsigned char)(n >> 8));
	pq_buf_add_byte(out, (unsigned char)n);
}

/* Type, length, value, and zeros up to a multiple of four (RFC 8489 14). */
static void add_attribute(struct pq_buf *out, uint16_t type, struct pq_view value)
{
	add_u16(out, type);
	add_u16(out, value.len);
	pq_buf_add(out, value);
	for (size_t i = value.len; i % 4 != 0; i++)
		pq_buf_add_byte(out, 0);
}

/* The client's address and, for an allocation, the relayed one and its lifetime; addresses are XORed (RFC 8489 14.2). */
static void add_success(struct pq_buf *out, bool allocation)
{
	static const unsigned char address[] = { 0, 1, 0x21 ^ 0xc0, 0x12 ^ 1, 0x21 ^ 20, 0x12 ^ 1, 0xa4 ^ 2, 0x42 ^ 3 };
	static const unsigned char lifetime[] = { 0, 0, 2, 88 };

	add_attribute(out, PQ_STUN_XOR_MAPPED_ADDRESS, pq_view(address, sizeof(address)));
	if (!allocation)
		return;
	add_attribute(out, PQ_STUN_XOR_RELAYED_ADDRESS, pq_view(address, sizeof(address)));
	add_attribute(out, PQ_STUN_LIFETIME, pq_view(lifetime, sizeof(lifetime)));
}

static void add_error(struct pq_buf *out, uint32_t code)
{
	unsigned char value[] = { 0, 0, (unsigned char)(code / 100), (unsigned char)(code % 100) };

	add_attribute(out, PQ_STUN_ERROR_CODE, pq_view(value, sizeof(value)));
	add_attribute(out, PQ_STUN_REALM, realm);
	add_attribute(out, PQ_STUN_NONCE, pq_view_str("nonce-1"));
}

/* Value of the first attribute of that type; no data if there is none. */
static struct pq_view find_attribute(struct pq_view message, unsigned int type)
{
	size_t at = 20;

	while (at + 4 <= message.len) {
		size_t len = (size_t)message.data[at + 2] << 8 | message.data[at + 3];

		if (((unsigned int)message.data[at] << 8 | message.data[at + 1]) == type)
			return pq_view_slice(message, at + 4, at + 4 + len);
		at += 4 + (len + 3) / 4 * 4;
	}
	return pq_view(NULL, 0);
}

/* Credential of the user of that name; no data if the server knows none. */
static struct pq_view password_of(const struct pq_scenario *scenario, struct pq_view username)
{
	for (size_t i = 0; username.data && i < scenario->line_count; i++) {
		const struct pq_line *line = &scenario->lines[i];

		if (line->word == PQ_WORD_ICE_SERVER && line->argc > 2 && pq_view_eq(line->args[1].bytes, username))
			return line->args[2].bytes;
	}
	return pq_view(NULL, 0);
}

/* Who has answered the challenge is told that the server knows the credential as well (RFC 8489 9.2.4). */
static void add_integrity(const struct pq_scenario *scenario, struct pq_view heard, size_t header, struct pq_buf *out)
{
	struct pq_view username = find_attribute(heard, PQ_STUN_USERNAME);
	struct pq_view password = password_of(scenario, username);
	unsigned char key[PQ_STUN_KEY];
	unsigned char mac[PQ_STUN_MAC];

	if (!password.data || !pq_buf_ok(out))
		return;
	pq_stun_key(username, realm, password, key);
	pq_stun_mac(pq_view(key, sizeof(key)), pq_buf_since(out, header), mac);
	add_attribute(out, PQ_STUN_MESSAGE_INTEGRITY, pq_view(mac, sizeof(mac)));
}

void pq_vnet_stun(const struct pq_scenario *scenario, struct pq_view heard, uint32_t code, struct pq_buf *out)
{
	bool allocation = heard.len >= 2 && heard.data[1] == 3;
	size_t header = out->len;
	size_t body;

	if (heard.len < 20)
		return;
	add_u16(out, (code == 200 ? 0x0100u : 0x0110u) | (allocation ? 3u : 1u));
	add_u16(out, 0);
	pq_buf_add(out, pq_view_slice(heard, 4, 20));
	body = out->len;
	if (code == 200) {
		add_success(out, allocation);
		add_integrity(scenario, heard, header, out);
	} else {
		add_error(out, code);
	}
	if (!pq_buf_ok(out))
		return;
	out->data[header + 2] = (unsigned char)((out->len - body) >> 8);
	out->data[header + 3] = (unsigned char)(out->len - body);
}
