/* SPDX-License-Identifier: MIT */
#include "service/answer.h"

#include "base/ascii.h"
#include "wire/websocket_frame.h"

/* Behind the next empty line, which a strict reader has seen there. */
static size_t behind_head(struct pq_view bytes, size_t at)
{
	static const struct pq_view empty_line = PQ_VIEW("\r\n\r\n");

	for (; at < bytes.len; at++)
		if (pq_view_starts(pq_view_from(bytes, at), empty_line))
			return at + empty_line.len;
	return bytes.len;
}

/* "HTTP/1.1 1xx", but not the end of HTTP on this connection. */
static bool is_interim(struct pq_view head)
{
	return head.len > 12 && head.data[9] == '1' && !pq_view_starts(pq_view_from(head, 9), pq_view_str("101"));
}

static struct pq_view final_head(struct pq_view bytes)
{
	size_t from = 0;
	size_t to = behind_head(bytes, 0);

	while (to < bytes.len && is_interim(pq_view_slice(bytes, from, to))) {
		from = to;
		to = behind_head(bytes, from);
	}
	return pq_view_slice(bytes, from, to);
}

/* RFC 9112 7.1; the framing has been read strictly before. */
static void add_chunks(struct pq_view bytes, struct pq_buf *out)
{
	size_t at = 0;

	while (at < bytes.len) {
		size_t len = 0;

		for (; at < bytes.len && pq_ascii_is(bytes.data[at], PQ_ASCII_HEX); at++)
			len = len * 16 + pq_ascii_hex_value(bytes.data[at]);
		at = pq_view_find(bytes, '\n', at) + 1;
		if (!len)
			return;
		pq_buf_add(out, pq_view_slice(bytes, at, at + len));
		at += len + 2;
	}
}

void pq_answer_http(const struct pq_fetch *fetch, struct pq_view *head, struct pq_buf *out)
{
	const struct pq_http1_response *response = &fetch->response;
	struct pq_view bytes = pq_view_slice(pq_buf_view(&fetch->received), 0, response->consumed);
	struct pq_view body;

	*head = final_head(bytes);
	body = pq_view_from(bytes, (size_t)(head->data - bytes.data) + head->len);
	if (pq_http1_response_lists(response, pq_view_str("Transfer-Encoding"), pq_view_str("chunked")))
		add_chunks(body, out);
	else
		pq_buf_add(out, body);
}

void pq_answer_websocket(const struct pq_fetch *fetch, struct pq_view *head, struct pq_buf *out)
{
	struct pq_view bytes = pq_buf_view(&fetch->received);
	struct pq_websocket_reader reader;
	struct pq_websocket_frame frame;
	bool data = false;

	*head = final_head(pq_view_slice(bytes, 0, fetch->response.consumed));
	bytes = pq_view_from(bytes, fetch->response.consumed);
	pq_websocket_reader_init(&reader);
	while (pq_websocket_read(&reader, bytes, &frame) == PQ_ERR_OK) {
		if (frame.opcode == PQ_WEBSOCKET_TEXT || frame.opcode == PQ_WEBSOCKET_BINARY)
			data = true;
		if (frame.opcode >= PQ_WEBSOCKET_CLOSE || !data)
			continue;
		pq_buf_add(out, frame.payload);
		if (frame.fin)
			pq_buf_add_byte(out, '\n');
	}
}
