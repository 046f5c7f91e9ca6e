/* SPDX-License-Identifier: MIT */
#include "vnet/computed.h"

#include "base/ascii.h"
#include "wire/websocket_handshake.h"

/* The value of the first header line of that name; empty if there is none. */
static struct pq_view find_header(struct pq_view head, const char *name)
{
	struct pq_view wanted = pq_view_str(name);
	size_t at = pq_view_find(head, '\n', 0);

	while (at < head.len) {
		size_t end = pq_view_find(head, '\r', at + 1);
		struct pq_view line = pq_view_slice(head, at + 1, end);

		if (line.len > wanted.len && line.data[wanted.len] == ':' &&
		    pq_ascii_eq_nocase(pq_view_slice(line, 0, wanted.len), wanted))
			return pq_view_from(line, wanted.len + 1 + (line.data[wanted.len + 1] == ' '));
		at = pq_view_find(head, '\n', at + 1);
	}
	return pq_view(NULL, 0);
}

bool pq_vnet_is_preflight(struct pq_view heard)
{
	return pq_view_starts(heard, pq_view_str("OPTIONS ")) &&
	       find_header(heard, "access-control-request-method").len > 0;
}

static void add_line(struct pq_buf *out, const char *name, struct pq_view value)
{
	if (!value.len)
		return;
	pq_buf_add_str(out, name);
	pq_buf_add(out, value);
	pq_buf_add_str(out, "\r\n");
}

void pq_vnet_permission(struct pq_view heard, struct pq_buf *out)
{
	pq_buf_add_str(out, "HTTP/1.1 204 No Content\r\n");
	add_line(out, "Access-Control-Allow-Origin: ", find_header(heard, "origin"));
	add_line(out, "Access-Control-Allow-Credentials: ", pq_view_str("true"));
	add_line(out, "Access-Control-Allow-Methods: ", find_header(heard, "access-control-request-method"));
	add_line(out, "Access-Control-Allow-Headers: ", find_header(heard, "access-control-request-headers"));
	pq_buf_add_str(out, "\r\n");
}

void pq_vnet_upgrade(struct pq_view heard, struct pq_view protocol, struct pq_buf *out)
{
	struct pq_view key = find_header(heard, "sec-websocket-key");
	unsigned char accept[PQ_WEBSOCKET_ACCEPT];

	pq_buf_add_str(out, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
	if (key.len == PQ_WEBSOCKET_KEY) {
		pq_websocket_accept(key.data, accept);
		add_line(out, "Sec-WebSocket-Accept: ", pq_view(accept, sizeof(accept)));
	}
	add_line(out, "Sec-WebSocket-Protocol: ", protocol);
	pq_buf_add_str(out, "\r\n");
}

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

	add_attribute(out, 0x0020, pq_view(address, sizeof(address)));
	if (!allocation)
		return;
	add_attribute(out, 0x0016, pq_view(address, sizeof(address)));
	add_attribute(out, 0x000d, pq_view(lifetime, sizeof(lifetime)));
}

static void add_error(struct pq_buf *out, uint32_t code)
{
	unsigned char value[] = { 0, 0, (unsigned char)(code / 100), (unsigned char)(code % 100) };

	add_attribute(out, 0x0009, pq_view(value, sizeof(value)));
	add_attribute(out, 0x0014, pq_view_str("example"));
	add_attribute(out, 0x0015, pq_view_str("nonce-1"));
}

void pq_vnet_stun(struct pq_view heard, uint32_t code, struct pq_buf *out)
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
	if (code == 200)
		add_success(out, allocation);
	else
		add_error(out, code);
	if (!pq_buf_ok(out))
		return;
	out->data[header + 2] = (unsigned char)((out->len - body) >> 8);
	out->data[header + 3] = (unsigned char)(out->len - body);
}
