/* SPDX-License-Identifier: MIT */
#include "sink/handshake.h"

#include <openssl/evp.h>

#include "sink/head.h"

static const struct pq_view guid = PQ_VIEW("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");

static void add_accept(struct pq_view key, struct pq_buf *out)
{
	unsigned char text[256], digest[EVP_MAX_MD_SIZE], base64[64];
	unsigned int len = 0;
	struct pq_buf joined;

	pq_buf_init(&joined, text, sizeof(text));
	pq_buf_add(&joined, pq_view_slice(key, 0, 128));
	pq_buf_add(&joined, guid);
	if (!EVP_Digest(joined.data, joined.len, digest, &len, EVP_sha1(), NULL))
		return;
	pq_buf_add_str(out, "Sec-WebSocket-Accept: ");
	pq_buf_add(out, pq_view(base64, (size_t)EVP_EncodeBlock(base64, digest, (int)len)));
	pq_buf_add_str(out, "\r\n");
}

void pq_handshake_fields(struct pq_view head, struct pq_buf *out)
{
	struct pq_view offered = pq_head_field(head, pq_view_str("sec-websocket-protocol"));
	struct pq_view first = pq_view_slice(offered, 0, pq_view_find(offered, ',', 0));

	pq_buf_add_str(out, "Upgrade: websocket\r\nConnection: Upgrade\r\n");
	add_accept(pq_head_field(head, pq_view_str("sec-websocket-key")), out);
	while (first.len > 0 && first.data[first.len - 1] == ' ')
		first.len--;
	if (first.len > 0) {
		pq_buf_add_str(out, "Sec-WebSocket-Protocol: ");
		pq_buf_add(out, first);
		pq_buf_add_str(out, "\r\n");
	}
}
