/* SPDX-License-Identifier: MIT */
#include "vnet/parts.h"

static const struct pq_view empty_200 = PQ_VIEW("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

enum pq_net_status pq_vnet_serve(struct pq_vnet *vnet, struct pq_vnet_conn *conn)
{
	const struct pq_scenario *scenario = vnet->scenario;

	conn->spoken_to = false;
	conn->unread = 0;
	conn->piece = pq_view(NULL, 0);
	conn->line = conn->end = 0;
	if (vnet->control || !vnet->has_answers) {
		conn->piece = empty_200;
		return PQ_NET_OK;
	}
	if (vnet->answer >= scenario->line_count)
		return PQ_NET_FAILED;
	conn->line = vnet->answer + 1;
	conn->end = pq_scenario_end_of(scenario, vnet->answer);
	vnet->answer = pq_scenario_find(scenario, PQ_WORD_ANSWER, conn->end);
	for (size_t i = conn->line; i < conn->end; i++)
		if (scenario->lines[i].word == PQ_WORD_REFUSE)
			return PQ_NET_REFUSED;
	return PQ_NET_OK;
}

/* The bytes of a reply as they stand in the scenario, of a redirect as computed. */
static enum pq_net_status say(struct pq_vnet *vnet, struct pq_vnet_conn *conn, const struct pq_line *line)
{
	size_t mark = vnet->bytes.len;

	if (line->word == PQ_WORD_REPLY) {
		conn->piece = line->args[0].bytes;
		return PQ_NET_OK;
	}
	pq_scenario_answer_bytes(line, &vnet->bytes);
	conn->piece = pq_buf_since(&vnet->bytes, mark);
	return pq_buf_ok(&vnet->bytes) ? PQ_NET_OK : PQ_NET_EXHAUSTED;
}

enum pq_net_status pq_vnet_speak(struct pq_vnet *vnet, struct pq_vnet_conn *conn)
{
	enum pq_net_status status = PQ_NET_OK;

	if (!conn->spoken_to)
		return PQ_NET_AGAIN;
	while (conn->piece.len == 0 && status == PQ_NET_OK) {
		const struct pq_line *line = &vnet->scenario->lines[conn->line];

		if (conn->line >= conn->end)
			return PQ_NET_END;
		if (line->word == PQ_WORD_STALL)
			return PQ_NET_AGAIN;
		if (line->word == PQ_WORD_RESET)
			return PQ_NET_FAILED;
		conn->line++;
		if (line->word == PQ_WORD_REPLY || line->word == PQ_WORD_REDIRECT)
			status = say(vnet, conn, line);
	}
	return status;
}
