/* SPDX-License-Identifier: MIT */
/*
 * Where one message on a connection ends and the next begins. Nothing in a transcript says so: it is read off the
 * requests that the events belong to, and off the message's own framing once it has been answered.
 */
#include "monitor/framing.h"
#include "monitor/path.h"

#define MAX_LOOKS 64 /* how often a message in pieces is read again to see whether it is whole */

/*
 * Whether the message ends with what was sent so far. One that cannot be framed never does, and neither does one
 * that is answered piece by piece for longer than anybody does that.
 */
static bool is_over(struct pq_judge_state *run, struct pq_exchange *exchange)
{
	struct pq_message *message = &run->message;
	struct pq_framing_said said;

	if (exchange->whole_len)
		return exchange->sent_len >= exchange->whole_len;
	if (exchange->looks++ == MAX_LOOKS)
		run->lost = true;
	if (exchange->looks > MAX_LOOKS)
		return false;
	pq_message_read(message, pq_run_sent(run, exchange), run->head_lines);
	said = pq_message_framing(message);
	if (!message->complete)
		return false;
	if (said.codings)
		return pq_chunks_check(message->body) != 0;
	if (said.lengths && !said.known)
		return false;
	exchange->whole_len = message->head.len + said.length;
	return exchange->sent_len >= exchange->whole_len;
}

/* Whether a SEND of that request goes on with the connection's last exchange. */
static bool goes_on(struct pq_judge_state *run, const struct pq_conn *conn, const struct pq_asked *asked)
{
	struct pq_exchange *last = conn->last;

	if (asked != last->asked)
		return false;
	if (last->spoken != PQ_SPOKEN_HTTP || !last->sends.count || !last->receives.count ||
	    last->receives.last < last->sends.last)
		return true;
	return !is_over(run, last);
}

static struct pq_exchange *add_exchange(struct pq_judge_state *run, struct pq_conn *conn, struct pq_asked *asked)
{
	struct pq_exchange *exchange;

	if (run->exchange_count == PQ_MAX_JUDGED_EXCHANGES) {
		run->lost = true;
		return NULL;
	}
	exchange = &run->exchanges[run->exchange_count++];
	*exchange = (struct pq_exchange){ .conn = conn, .before = conn->last, .asked = asked, .tls = conn->last_tls };
	exchange->spoken = pq_path_speaks(run, conn, asked);
	if (conn->last)
		conn->last->next = exchange;
	else
		conn->first = exchange;
	conn->last = exchange;
	return exchange;
}

static void add_event(struct pq_flow *flow, size_t at)
{
	if (flow->count++ == 0)
		flow->first = at;
	flow->last = at;
}

/* What is written or read outside of any request still belongs to what is under way on its connection. */
static struct pq_asked *asked_of(struct pq_judge_state *run, const struct pq_conn *conn, const struct pq_event *event)
{
	if (event->request)
		return pq_run_asked(run, event->request);
	return conn->last ? conn->last->asked : conn->asked;
}

static void note_bytes(struct pq_judge_state *run, struct pq_conn *conn, const struct pq_event *event, size_t at)
{
	struct pq_asked *asked = asked_of(run, conn, event);
	bool send = event->kind == PQ_EVENT_SEND;
	struct pq_exchange *exchange = conn->last;

	if (!exchange || (send && !goes_on(run, conn, asked)))
		exchange = add_exchange(run, conn, asked);
	if (!exchange)
		return;
	add_event(send ? &exchange->sends : &exchange->receives, at);
	exchange->sent_len += send ? event->bytes.len : 0;
}

/* The connection of an event, which may be its first. */
static struct pq_conn *note_conn(struct pq_judge_state *run, const struct pq_event *event)
{
	struct pq_conn *conn;

	if (event->conn >= PQ_MAX_JUDGED_CONNS) {
		run->lost = true;
		return NULL;
	}
	conn = &run->conns[event->conn];
	if (conn->run != run->run) {
		*conn = (struct pq_conn){ .run = run->run,
					  .number = event->conn,
					  .dial = PQ_NO_EVENT,
					  .tls = PQ_NO_EVENT,
					  .last_tls = PQ_NO_EVENT };
		conn->asked = pq_run_asked(run, event->request);
	}
	if (event->conn > run->conn_last)
		run->conn_last = event->conn;
	return conn;
}

static void note_dial(struct pq_conn *conn, const struct pq_event *event, size_t at)
{
	if (conn->dial != PQ_NO_EVENT)
		return;
	conn->dial = at;
	if (!conn->asked)
		return;
	conn->nth = conn->asked->connected;
	conn->asked->connected += event->dialled == PQ_DIALLED_OK;
}

void pq_run_index_exchanges(struct pq_judge_state *run)
{
	const struct pq_transcript *transcript = run->transcript;

	for (size_t i = 0; i < transcript->count; i++) {
		const struct pq_event *event = &transcript->events[i];
		struct pq_conn *conn;

		run->reads_clock = run->reads_clock || event->kind == PQ_EVENT_TIME;
		if (event->kind != PQ_EVENT_DIAL && event->kind != PQ_EVENT_SEND && event->kind != PQ_EVENT_RECEIVE &&
		    event->kind != PQ_EVENT_TLS)
			continue;
		conn = note_conn(run, event);
		if (!conn)
			continue;
		if (event->kind == PQ_EVENT_DIAL) {
			note_dial(conn, event, i);
		} else if (event->kind == PQ_EVENT_TLS) {
			conn->tls = conn->tls == PQ_NO_EVENT ? i : conn->tls;
			conn->last_tls = i;
		} else {
			note_bytes(run, conn, event, i);
		}
	}
}

/* Joins the events of one kind on one connection in `text`, from flow->first up to and with `until`. */
static struct pq_view join(struct pq_judge_state *run, uint32_t conn, const struct pq_flow *flow, size_t until,
			   struct pq_buf *text)
{
	const struct pq_event *events = run->transcript->events;
	enum pq_event_kind kind;
	size_t mark = text->len;

	if (flow->count == 0 || until < flow->first)
		return pq_view(NULL, 0);
	if (flow->count == 1)
		return events[flow->first].bytes;
	kind = events[flow->first].kind;
	if (until > flow->last)
		until = flow->last;
	if (!pq_run_may_work(run, until - flow->first + 1, 1))
		return pq_view(NULL, 0);
	for (size_t i = flow->first; i <= until; i++)
		if (events[i].kind == kind && events[i].conn == conn)
			pq_buf_add(text, events[i].bytes);
	return pq_buf_since(text, mark);
}

struct pq_view pq_run_sent(struct pq_judge_state *run, const struct pq_exchange *exchange)
{
	run->sent.len = 0;
	return join(run, exchange->conn->number, &exchange->sends, SIZE_MAX, &run->sent);
}

struct pq_view pq_run_received(struct pq_judge_state *run, const struct pq_exchange *exchange, size_t until)
{
	return join(run, exchange->conn->number, &exchange->receives, until, &run->text);
}

struct pq_view pq_run_sent_on(struct pq_judge_state *run, const struct pq_conn *conn)
{
	struct pq_flow all = { .count = 0 };

	for (const struct pq_exchange *each = conn->first; each; each = each->next) {
		if (!each->sends.count)
			continue;
		if (!all.count)
			all.first = each->sends.first;
		all.last = each->sends.last;
		all.count += each->sends.count;
	}
	run->sent.len = 0;
	return join(run, conn->number, &all, SIZE_MAX, &run->sent);
}
