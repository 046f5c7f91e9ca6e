/* SPDX-License-Identifier: MIT */
#include "lab/proxy_answer.h"

#include <stdlib.h>
#include <strings.h>

#include "vnet/computed.h"

/* Where the head ends, behind its empty line; 0 if it does not. */
static size_t head_end(struct pq_view bytes)
{
	for (size_t i = 3; i < bytes.len; i++)
		if (memcmp(bytes.data + i - 3, "\r\n\r\n", 4) == 0)
			return i + 1;
	return 0;
}

/* Naive: the servers of the lab are asked by the model and by proxies, and say nothing of what is wrong. */
static size_t body_length(struct pq_view head)
{
	static const char name[] = "\r\nContent-Length:";

	for (size_t i = 0; i + sizeof(name) < head.len; i++)
		if (strncasecmp((const char *)head.data + i, name, sizeof(name) - 1) == 0)
			return strtoul((const char *)head.data + i + sizeof(name) - 1, NULL, 10);
	return 0;
}

static bool holds(struct pq_view head, const char *text)
{
	return memmem(head.data, head.len, text, strlen(text)) != NULL;
}

static void add_page(struct pq_buf *out, const char *body, const char *connection)
{
	pq_buf_add_str(out, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ");
	pq_buf_add_u64(out, strlen(body));
	pq_buf_add_str(out, "\r\nConnection: ");
	pq_buf_add_str(out, connection);
	pq_buf_add_str(out, "\r\n\r\n");
	pq_buf_add_str(out, body);
}

enum pq_proxy_answered pq_proxy_answer(struct pq_view bytes, const char *body, size_t *used, struct pq_buf *out)
{
	size_t end = head_end(bytes);
	struct pq_view head = pq_view_slice(bytes, 0, end);

	if (end == 0 || bytes.len - end < body_length(head))
		return PQ_PROXY_NOT_YET;
	*used = end + body_length(head);
	if (holds(head, " /101/") && holds(head, "\r\nUpgrade:")) {
		pq_vnet_upgrade(head, pq_view(NULL, 0), out);
		return PQ_PROXY_FRAMES;
	}
	add_page(out, body, holds(head, " /200/") ? "keep-alive" : "close");
	return holds(head, " /200/") ? PQ_PROXY_KEEP : PQ_PROXY_CLOSE;
}
