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
		struct pq_view value = pq_view_from(line, wanted.len + 1);

		if (line.len > wanted.len && line.data[wanted.len] == ':' &&
		    pq_ascii_eq_nocase(pq_view_slice(line, 0, wanted.len), wanted))
			return pq_view_from(value, value.len > 0 && value.data[0] == ' ');
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
