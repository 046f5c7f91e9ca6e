/* SPDX-License-Identifier: MIT */
/* Where pages and cells lie, as URLs. */
#include "audit/board.h"
#include "audit/site.h"
#include "audit/vectors.h"

/* What stands before and behind host and port in the URLs of a scheme. */
static const struct frame {
	const char *scheme;
	const char *before;
	const char *behind;
} frames[] = {
	{ "http", "http://", "/" },
	{ "https", "https://", "/" },
	{ "ws", "ws://", "/" },
	{ "wss", "wss://", "/" },
	{ "stun-udp", "stun:", "" },
	{ "stun-tcp", "stun:", "?transport=tcp" },
	{ "stun-tls", "stuns:", "" },
	{ "turn-udp", "turn:", "?transport=udp" },
	{ "turn-tcp", "turn:", "?transport=tcp" },
	{ "turn-tls", "turns:", "?transport=tcp" },
};

/* An unknown scheme is written as http. */
static const struct frame *frame_of(const struct pq_vector *vector)
{
	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		if (strcmp(vector->scheme, frames[i].scheme) == 0)
			return &frames[i];
	}
	return &frames[0];
}

const char *pq_site_before(const struct pq_vector *vector)
{
	return frame_of(vector)->before;
}

const char *pq_site_behind(const struct pq_vector *vector)
{
	return frame_of(vector)->behind;
}

void pq_site_redirector(const struct pq_vector *vector, struct pq_buf *out)
{
	pq_buf_add_str(out, pq_site_before(vector));
	pq_buf_add_str(out, vector->needs & PQ_NEEDS_TLS ? "redirector.probe.example" : PQ_BOARD_REDIRECTOR);
	pq_buf_add_byte(out, '/');
	pq_buf_add_u64(out, vector->status);
	pq_buf_add_byte(out, '/');
}

void pq_site_host(const struct pq_board *board, const struct pq_task *task, uint32_t cell, struct pq_buf *out)
{
	struct pq_address address = pq_board_address((enum pq_space)board->cells[cell].space, cell);
	char name[40];

	if (pq_vector_at(task->vector)->needs & PQ_NEEDS_TLS) {
		pq_board_name(cell, name);
		pq_buf_add_str(out, name);
		return;
	}
	if (address.family == 6)
		pq_buf_add_byte(out, '[');
	pq_address_print(&address, out);
	if (address.family == 6)
		pq_buf_add_byte(out, ']');
}

void pq_board_target_url(const struct pq_board *board, const struct pq_task *task, uint32_t cell, struct pq_buf *out)
{
	const struct pq_vector *vector = pq_vector_at(task->vector);

	pq_buf_add_str(out, pq_site_before(vector));
	pq_site_host(board, task, cell, out);
	pq_buf_add_byte(out, ':');
	pq_buf_add_u64(out, board->cells[cell].port);
	pq_buf_add_str(out, pq_site_behind(vector));
}

void pq_board_url(const struct pq_board *board, const struct pq_task *task, uint32_t cell, struct pq_buf *out)
{
	const struct pq_vector *vector = pq_vector_at(task->vector);

	if (vector->status == 0) {
		pq_board_target_url(board, task, cell, out);
		return;
	}
	pq_site_redirector(vector, out);
	pq_buf_add_u64(out, cell);
	pq_buf_add_byte(out, '/');
}

void pq_board_hub_url(const struct pq_task *task, struct pq_buf *out)
{
	uint32_t needs = pq_vector_at(task->vector)->needs;
	struct pq_address hub = pq_board_hub_address(task->page_space);

	if (needs & PQ_NEEDS_HTTPS_PAGE) {
		pq_buf_add_str(out, "https://hub.probe.example");
		return;
	}
	if (task->page_space == PQ_SPACE_PUBLIC && needs & (PQ_NEEDS_SECURE | PQ_NEEDS_SERVICE_WORKER))
		hub = pq_board_hub_address(PQ_SPACE_LOOPBACK);
	pq_buf_add_str(out, hub.family == 6 ? "http://[" : "http://");
	pq_address_print(&hub, out);
	if (hub.family == 6)
		pq_buf_add_byte(out, ']');
}
