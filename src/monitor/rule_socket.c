/* SPDX-License-Identifier: MIT */
/* Raw sockets of a plug-in page: they lead to the host and port that were asked for, and carry what was asked. */
#include "monitor/bytes.h"
#include "monitor/path.h"
#include "monitor/rules.h"

static const struct pq_line *line_of(const struct pq_judge_state *run, const struct pq_asked *asked)
{
	return &run->scenario->lines[asked->line];
}

void pq_path_socket_dial(struct pq_judge_state *run, struct pq_asked *asked, size_t event)
{
	uint16_t port = (uint16_t)pq_line_number(line_of(run, asked), 1);
	const struct pq_naive_url *url = pq_place_read(run, asked->url, port);

	(void)event;
	if (url->readable)
		pq_place_add(run, pq_view("tcp", 3), &url->host, port, PQ_TRANSPORT_TCP);
}

/* Takes from the front of sent what the line writes, or the beginning of that; false if sent goes on otherwise. */
static bool take_line(const struct pq_line *line, struct pq_view *sent)
{
	struct pq_view bytes = pq_line_bytes(line, 0);
	size_t len = bytes.len < sent->len ? bytes.len : sent->len;

	if (!pq_bytes_same(pq_view_slice(bytes, 0, len), pq_view_slice(*sent, 0, len)))
		return false;
	*sent = pq_view_from(*sent, len);
	return true;
}

/* What was written is what the write lines say, one after the other; it may end early, as connections do. */
void pq_path_socket_bytes(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view sent)
{
	const struct pq_asked *asked = exchange->asked;
	struct pq_view rest = sent;
	bool same = true;

	if (!sent.len || !pq_rule_applies(run, PQ_RULE_BAD_FRAMING))
		return;
	for (size_t i = asked->line + 1; i < asked->children_end && same; i++)
		if (run->scenario->lines[i].parent == asked->line && run->scenario->lines[i].word == PQ_WORD_WRITE)
			same = take_line(&run->scenario->lines[i], &rest);
	if (same && !rest.len)
		return;
	pq_detail_quote(pq_detail(run, "a raw socket carries what nobody asked for: "), rest);
	pq_violate(run, PQ_RULE_BAD_FRAMING, exchange->sends.first, pq_exchange_request(exchange));
}
