/* SPDX-License-Identifier: MIT */
#include "vnet/computed.h"
#include "vnet/parts.h"

static const struct pq_view empty_200 = PQ_VIEW("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

size_t pq_vnet_next_answer(const struct pq_scenario *scenario, enum pq_answer_to to, size_t from)
{
	size_t at = pq_scenario_find(scenario, PQ_WORD_ANSWER, from);

	while (at < scenario->line_count && to != (scenario->lines[at].argc ? scenario->lines[at].args[0].number : 0))
		at = pq_scenario_find(scenario, PQ_WORD_ANSWER, at + 1);
	return at;
}

/* From here on that answer serves the connection. */
static void take(struct pq_vnet *vnet, struct pq_vnet_conn *conn, size_t answer)
{
	conn->answer = answer;
	conn->line = answer + 1;
	conn->end = pq_scenario_end_of(vnet->scenario, answer);
}

enum pq_net_status pq_vnet_serve(struct pq_vnet *vnet, struct pq_vnet_conn *conn)
{
	const struct pq_scenario *scenario = vnet->scenario;

	conn->spoken_to = conn->spoke = conn->known = false;
	conn->unread = 0;
	conn->piece = pq_view(NULL, 0);
	conn->answer = SIZE_MAX;
	conn->line = conn->end = 0;
	if (vnet->control || !vnet->has_answers)
		return PQ_NET_OK;
	if (vnet->answer >= scenario->line_count)
		return PQ_NET_FAILED;
	take(vnet, conn, vnet->answer);
	vnet->answer = pq_vnet_next_answer(scenario, PQ_ANSWER_TO_ANY, conn->end);
	for (size_t i = conn->line; i < conn->end; i++)
		if (scenario->lines[i].word == PQ_WORD_REFUSE)
			return PQ_NET_REFUSED;
	return PQ_NET_OK;
}

void pq_vnet_hear(struct pq_vnet *vnet, struct pq_vnet_conn *conn, uint32_t number, struct pq_view bytes)
{
	size_t len;

	if (vnet->heard_conn != number || conn->spoke)
		vnet->heard_len = 0;
	vnet->heard_conn = number;
	len = sizeof(vnet->heard) - vnet->heard_len;
	if (len > bytes.len)
		len = bytes.len;
	memcpy(vnet->heard + vnet->heard_len, bytes.data, len);
	vnet->heard_len += len;
	conn->spoken_to = true;
	conn->spoke = false;
}

/* Sends what was computed since the buffer's length was `mark`. */
static enum pq_net_status say_computed(struct pq_vnet *vnet, struct pq_vnet_conn *conn, size_t mark)
{
	conn->piece = pq_buf_since(&vnet->bytes, mark);
	return pq_buf_ok(&vnet->bytes) ? PQ_NET_OK : PQ_NET_EXHAUSTED;
}

static enum pq_net_status permit(struct pq_vnet *vnet, struct pq_vnet_conn *conn)
{
	size_t mark = vnet->bytes.len;

	pq_vnet_permission(pq_view(vnet->heard, vnet->heard_len), &vnet->bytes);
	return say_computed(vnet, conn, mark);
}

/*
 * A preflight has an answer of its own, and the one that its dial took serves the next dial. That one is still the
 * latest that was taken: a preflight is written as soon as its connection is there.
 */
static enum pq_net_status begin_preflight(struct pq_vnet *vnet, struct pq_vnet_conn *conn)
{
	vnet->answer = conn->answer;
	conn->line = conn->end;
	if (vnet->preflight >= vnet->scenario->line_count)
		return permit(vnet, conn);
	take(vnet, conn, vnet->preflight);
	vnet->preflight = pq_vnet_next_answer(vnet->scenario, PQ_ANSWER_TO_PREFLIGHT, conn->end);
	return PQ_NET_OK;
}

/* What a line that says something stands for. */
static enum pq_net_status say(struct pq_vnet *vnet, struct pq_vnet_conn *conn, const struct pq_line *line)
{
	struct pq_view heard = pq_view(vnet->heard, vnet->heard_len);
	size_t mark = vnet->bytes.len;

	if (line->word == PQ_WORD_REPLY || line->word == PQ_WORD_GREET) {
		conn->piece = line->args[0].bytes;
		return PQ_NET_OK;
	}
	if (line->word == PQ_WORD_UPGRADE)
		pq_vnet_upgrade(heard, line->argc ? line->args[0].bytes : pq_view(NULL, 0), &vnet->bytes);
	else if (line->word == PQ_WORD_STUN)
		pq_vnet_stun(vnet->scenario, heard, line->args[0].number, &vnet->bytes);
	else
		pq_scenario_answer_bytes(line, &vnet->bytes);
	return say_computed(vnet, conn, mark);
}

/* Each message gets an empty 200, and each preflight its permission. */
static enum pq_net_status speak_by_default(struct pq_vnet *vnet, struct pq_vnet_conn *conn)
{
	if (!conn->spoken_to)
		return PQ_NET_AGAIN;
	conn->spoken_to = false;
	if (pq_vnet_is_preflight(pq_view(vnet->heard, vnet->heard_len)))
		return permit(vnet, conn);
	conn->piece = empty_200;
	return PQ_NET_OK;
}

/* Until the client has written since the server last spoke, or last waited; it may have done so already. */
static enum pq_net_status wait(struct pq_vnet_conn *conn)
{
	if (conn->spoke) {
		conn->spoken_to = false;
		return PQ_NET_AGAIN;
	}
	conn->line++;
	conn->spoke = true;
	return PQ_NET_OK;
}

/* A server that speaks first may also hang up first: what ends an answer needs no word of the client's behind a greeting. */
static bool ends_after_greeting(const struct pq_vnet *vnet, const struct pq_vnet_conn *conn)
{
	const struct pq_line *lines = vnet->scenario->lines;

	return conn->line > conn->answer + 1 && lines[conn->line - 1].word == PQ_WORD_GREET &&
	       (conn->line >= conn->end || lines[conn->line].word == PQ_WORD_RESET);
}

/* The next line of the answer. OK with an empty piece: it says nothing by itself. */
static enum pq_net_status speak_line(struct pq_vnet *vnet, struct pq_vnet_conn *conn)
{
	const struct pq_line *line = &vnet->scenario->lines[conn->line];

	if (conn->line < conn->end && line->word == PQ_WORD_GREET) {
		conn->line++;
		return say(vnet, conn, line);
	}
	if (!conn->spoken_to && !ends_after_greeting(vnet, conn))
		return PQ_NET_AGAIN;
	if (conn->line >= conn->end)
		return PQ_NET_END;
	if (line->word == PQ_WORD_STALL)
		return PQ_NET_AGAIN;
	/* Only on a preflight's connection the answer is known too late for a refusal: then it breaks instead. */
	if (line->word == PQ_WORD_RESET || line->word == PQ_WORD_REFUSE)
		return PQ_NET_FAILED;
	if (line->word == PQ_WORD_WAIT)
		return wait(conn);
	conn->line++;
	return line->word == PQ_WORD_COMMENT ? PQ_NET_OK : say(vnet, conn, line);
}

enum pq_net_status pq_vnet_speak(struct pq_vnet *vnet, struct pq_vnet_conn *conn)
{
	enum pq_net_status status = PQ_NET_OK;

	if (conn->spoken_to && !conn->known && conn->answer != SIZE_MAX) {
		conn->known = true;
		if (pq_vnet_is_preflight(pq_view(vnet->heard, vnet->heard_len)))
			status = begin_preflight(vnet, conn);
	}
	while (conn->piece.len == 0 && status == PQ_NET_OK)
		status = conn->answer == SIZE_MAX ? speak_by_default(vnet, conn) : speak_line(vnet, conn);
	conn->spoke = conn->spoke || status == PQ_NET_OK;
	return status;
}
