/* SPDX-License-Identifier: MIT */
#include "play/answers.h"

#include "base/ascii.h"

/* The connection in memory that stands for that one; 0 if it is refused. */
static uint32_t find_conn(struct pq_servers *servers, const struct pq_arrival *arrival)
{
	uint32_t conn = 0;

	for (size_t i = 0; i < servers->conn_count; i++)
		if (servers->conns[i] == arrival->conn)
			return (uint32_t)i + 1;
	if (servers->net.ops->connect(servers->net.ctx, PQ_TRANSPORT_TCP, &arrival->address, arrival->port, &conn) ==
	    PQ_NET_EXHAUSTED)
		return 0;
	servers->conns[servers->conn_count++] = arrival->conn;
	return servers->vnet->conns[conn - 1].open ? conn : 0;
}

static void write_to(struct pq_servers *servers, uint32_t conn, struct pq_view bytes)
{
	while (bytes.len) {
		size_t sent = 0;
		enum pq_net_status status = servers->net.ops->send(servers->net.ctx, conn, bytes, &sent);

		if (status != PQ_NET_OK && status != PQ_NET_AGAIN)
			return;
		bytes = pq_view_from(bytes, sent);
	}
}

/* Adds all that the server says now; returns why it says no more. */
static enum pq_net_status read_from(struct pq_servers *servers, uint32_t conn)
{
	unsigned char piece[4096];
	enum pq_net_status status;
	size_t len;

	do {
		/* The budget is for fuzzing, where a server that says nothing must end some time. */
		servers->vnet->operations = 0;
		servers->vnet->traffic = 0;
		len = 0;
		status = servers->net.ops->receive(servers->net.ctx, conn, piece, sizeof(piece), &len);
		pq_buf_add(&servers->out, pq_view(piece, len));
	} while (status == PQ_NET_OK);
	return status;
}

/* The lines of a head but its length, which whoever writes the head adds. */
static struct pq_view without_length(struct pq_view lines, struct pq_buf *out)
{
	static const struct pq_view length = PQ_VIEW("content-length:");
	size_t at = 0;

	pq_buf_reset(out);
	while (at < lines.len) {
		size_t end = pq_view_find(lines, '\n', at) + 1;
		struct pq_view line = pq_view_slice(lines, at, end);

		if (!pq_ascii_eq_nocase(pq_view_slice(line, 0, length.len), length))
			pq_buf_add(out, line);
		at = end;
	}
	return pq_buf_view(out);
}

/* An answer that is an HTTP/1.1 message with a sound head, for a protocol that writes heads in another way. */
static bool cut_answer(struct pq_servers *servers, struct pq_sink_reply *reply)
{
	struct pq_view raw = pq_buf_view(&servers->out);
	size_t line = pq_view_find(raw, '\n', 0) + 1;
	size_t end = line;

	while (end + 2 <= raw.len && memcmp(raw.data + end, "\r\n", 2) != 0)
		end = pq_view_find(raw, '\n', end) + 1;
	if (line < 13 || end + 2 > raw.len)
		return false;
	reply->status = (uint16_t)((raw.data[9] - '0') * 100 + (raw.data[10] - '0') * 10 + (raw.data[11] - '0'));
	reply->fields = without_length(pq_view_slice(raw, line, end), &servers->fields);
	reply->body = pq_view_from(raw, end + 2);
	return reply->status >= 200 && reply->status <= 599;
}

/* A handshake that the scenario's server accepts is completed by the sink, which then reads frames. */
static bool is_accepted(const struct pq_sink_request *request, struct pq_view raw)
{
	return request->websocket && pq_view_starts(raw, pq_view_str("HTTP/1.1 101 Switching Protocols\r\nUpgrade: "));
}

/* Whether the scenario leaves the answer's head to its server: a redirect, or no answer at all. */
static bool is_head_ours(const struct pq_servers *servers, uint32_t conn)
{
	const struct pq_scenario *scenario = pq_servers_current(servers);
	size_t answer = servers->vnet->conns[conn - 1].answer;

	return answer == SIZE_MAX ||
	       (answer + 1 < scenario->line_count && scenario->lines[answer + 1].word == PQ_WORD_REDIRECT);
}

/*
 * Lets the page read what its head is ours of, and follow where it leads: a browser takes no redirect from another
 * origin that does not permit it (Fetch 4.4, step 4.8), and nothing behind it would be tested. Preflights have their own answer.
 */
static void permit(struct pq_servers *servers, const struct pq_sink_request *request)
{
	static const struct pq_view permission = PQ_VIEW("access-control-allow-origin");
	struct pq_view origin = pq_sink_field(request, "origin");
	struct pq_view said = pq_buf_view(&servers->out);
	struct pq_buf fields = servers->fields;
	size_t at = pq_view_find(said, '\n', 0) + 1;
	unsigned char *room;

	for (size_t i = 0; i + permission.len <= said.len; i++)
		if (pq_ascii_eq_nocase(pq_view_slice(said, i, i + permission.len), permission))
			return;
	pq_buf_reset(&fields);
	pq_buf_add_str(&fields, "Access-Control-Allow-Origin: ");
	pq_buf_add(&fields, origin);
	pq_buf_add_str(&fields, "\r\nAccess-Control-Allow-Credentials: true\r\n");
	room = origin.len && at <= said.len && pq_buf_ok(&fields) ? pq_buf_extend(&servers->out, fields.len) : NULL;
	if (!room)
		return;
	memmove(servers->out.data + at + fields.len, servers->out.data + at, said.len - at);
	memcpy(servers->out.data + at, fields.data, fields.len);
}

void pq_servers_answer(struct pq_servers *servers, const struct pq_sink_request *request, struct pq_sink_reply *reply)
{
	uint32_t conn = find_conn(servers, request->arrival);
	enum pq_net_status status = PQ_NET_END;
	bool by_default = conn && servers->vnet->conns[conn - 1].answer == SIZE_MAX;
	bool kept = pq_scenario_find(pq_servers_current(servers), PQ_WORD_KEEP_ALIVE, 0) <
		    pq_servers_current(servers)->line_count;

	pq_servers_note(servers);
	pq_buf_reset(&servers->out);
	if (conn) {
		write_to(servers, conn, request->head);
		write_to(servers, conn, pq_view_slice(request->body, 0, PQ_VNET_MAX_HEARD));
		status = read_from(servers, conn);
		if (servers->out.len && is_head_ours(servers, conn))
			permit(servers, request);
	}
	if (is_accepted(request, pq_buf_view(&servers->out))) {
		reply->status = 101;
		return;
	}
	reply->close = status != PQ_NET_AGAIN || (by_default && !kept);
	if (request->arrival->http2 && cut_answer(servers, reply))
		return;
	reply->silent = !servers->out.len && !reply->close;
	reply->raw = pq_view(servers->out.data, servers->out.len);
}
