/* SPDX-License-Identifier: MIT */
#include "sink/exchange.h"

#define MAX_LATER_MS 60000

bool pq_exchange_begin(struct pq_exchange *exchange, const struct pq_head *head, struct pq_view text)
{
	exchange->head = *head;
	exchange->number++;
	exchange->body_len = 0;
	pq_body_reader_init(&exchange->reader, head);
	if (!pq_hold_add(exchange->hold, &exchange->text, text))
		return false;
	/* The views of the head now lie in the copy. */
	exchange->head.method = pq_view(exchange->text.data + (head->method.data - text.data), head->method.len);
	exchange->head.target = pq_view(exchange->text.data + (head->target.data - text.data), head->target.len);
	return true;
}

bool pq_exchange_body(struct pq_exchange *exchange, struct pq_view piece)
{
	size_t room = PQ_SINK_MAX_BODY - exchange->body.len;

	exchange->body_len += piece.len;
	return pq_hold_add(exchange->hold, &exchange->body, pq_view_slice(piece, 0, room));
}

static void ask_again(struct pq_loop *loop, struct pq_timer *timer)
{
	struct pq_exchange *exchange =
		(struct pq_exchange *)(void *)((char *)timer - offsetof(struct pq_exchange, timer));

	if (exchange->waits_for_site)
		pq_exchange_ask(loop, exchange);
	else
		exchange->answered(loop, exchange);
}

static void wait_for(struct pq_loop *loop, struct pq_exchange *exchange, uint32_t later_ms)
{
	exchange->timer.due = ask_again;
	pq_timer_set(loop, &exchange->timer, loop->now_ms + (later_ms < MAX_LATER_MS ? later_ms : MAX_LATER_MS));
}

static bool keep(struct pq_exchange *exchange, const struct pq_sink_reply *reply)
{
	exchange->status = reply->status;
	exchange->raw = reply->raw.data != NULL;
	exchange->close = reply->close;
	exchange->silent = reply->silent;
	if (exchange->silent)
		return true;
	if (exchange->raw)
		return pq_hold_add(exchange->hold, &exchange->content, reply->raw);
	return pq_hold_add(exchange->hold, &exchange->fields, reply->fields) &&
	       pq_hold_add(exchange->hold, &exchange->content, reply->body);
}

void pq_exchange_ask(struct pq_loop *loop, struct pq_exchange *exchange)
{
	const struct pq_site *site = &loop->sink->site;
	struct pq_sink_reply reply = { .status = 200 };
	struct pq_sink_request request = {
		.arrival = exchange->arrival,
		.method = exchange->head.method,
		.target = exchange->head.target,
		.head = pq_buf_view(&exchange->text),
		.body = pq_buf_view(&exchange->body),
		.body_len = exchange->body_len,
		.websocket = exchange->head.websocket,
		.number = exchange->number,
	};

	if (site->respond)
		site->respond(site->context, &request, &reply);
	exchange->waits_for_site = reply.again;
	if (reply.again) {
		wait_for(loop, exchange, reply.later_ms);
		return;
	}
	if (!keep(exchange, &reply)) {
		exchange->status = 503;
		exchange->close = true;
	}
	if (reply.later_ms > 0)
		wait_for(loop, exchange, reply.later_ms);
	else
		exchange->answered(loop, exchange);
}

void pq_exchange_end(struct pq_loop *loop, struct pq_exchange *exchange)
{
	pq_timer_stop(loop, &exchange->timer);
	pq_hold_free(exchange->hold, &exchange->text);
	pq_hold_free(exchange->hold, &exchange->body);
	pq_hold_free(exchange->hold, &exchange->fields);
	pq_hold_free(exchange->hold, &exchange->content);
}

struct pq_view pq_sink_field(const struct pq_sink_request *request, const char *name)
{
	return pq_head_field(request->head, pq_view_str(name));
}
