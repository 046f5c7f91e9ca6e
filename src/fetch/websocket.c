/* SPDX-License-Identifier: MIT */
/*
 * Theory of operation. One frame at a time lies in fetch->out, and nothing else
 * happens until it is sent. Then what has arrived is read, frame by frame, then
 * the page's next frame is written; with none left, the server is listened to,
 * and when it has nothing to say, close is said. Each frame is masked with four
 * bytes that are drawn when it is written, and never kept.
 */
#include "fetch/websocket.h"

#include "fetch/ask_websocket.h"
#include "fetch/fetch.h"

void pq_websocket_begin_talk(struct pq_fetch *fetch)
{
	struct pq_websocket *websocket = &fetch->websocket;

	pq_websocket_reader_init(&websocket->reader);
	websocket->frames = 0;
	websocket->line = fetch->request->line + 1;
	websocket->fragment = 0;
	websocket->closing = false;
	websocket->over = false;
}

static struct pq_result write_frame(struct pq_fetch *fetch, const struct pq_websocket_frame *frame)
{
	struct pq_net net = fetch->env->net;
	unsigned char mask[PQ_WEBSOCKET_MASK];

	net.ops->random(net.ctx, mask, sizeof(mask));
	pq_buf_reset(&fetch->out);
	pq_websocket_write(frame, mask, &fetch->out);
	fetch->unsent = pq_buf_view(&fetch->out);
	fetch->websocket.closing = frame->opcode == PQ_WEBSOCKET_CLOSE;
	return pq_buf_ok(&fetch->out) ? pq_result_going_on() : pq_result_error(PQ_ERROR_LIMIT);
}

static struct pq_result write_close(struct pq_fetch *fetch, struct pq_view code)
{
	struct pq_websocket_frame frame = { PQ_WEBSOCKET_CLOSE, true, code };

	return write_frame(fetch, &frame);
}

/* RFC 6455 5.5.1 to 5.5.3: a ping comes back as a pong, a close frame with its status code. */
static struct pq_result take_frame(struct pq_fetch *fetch, const struct pq_websocket_frame *frame)
{
	struct pq_websocket *websocket = &fetch->websocket;
	struct pq_websocket_frame pong = { PQ_WEBSOCKET_PONG, true, frame->payload };

	if (++websocket->frames > PQ_MAX_WEBSOCKET_FRAMES)
		return pq_result_error(PQ_ERROR_LIMIT);
	websocket->over = frame->opcode == PQ_WEBSOCKET_CLOSE;
	if (websocket->closing)
		return pq_result_going_on();
	if (websocket->over)
		return write_close(fetch, pq_view_slice(frame->payload, 0, 2));
	return frame->opcode == PQ_WEBSOCKET_PING ? write_frame(fetch, &pong) : pq_result_going_on();
}

/* The page's next frame, if there is one; *written says so. */
static struct pq_result write_next(struct pq_fetch *fetch, bool *written)
{
	struct pq_websocket *websocket = &fetch->websocket;
	const struct pq_scenario *scenario = fetch->request->scenario;
	size_t end = pq_scenario_end_of(scenario, fetch->request->line);
	struct pq_websocket_frame message;
	uint32_t fragments;

	websocket->line = pq_websocket_next_message(scenario, websocket->line, end);
	*written = websocket->line < end && !websocket->closing;
	if (!*written)
		return pq_result_going_on();
	message = pq_websocket_message(&scenario->lines[websocket->line], &fragments);
	message = pq_websocket_fragment(&message, websocket->fragment++, fragments);
	if (message.fin) {
		websocket->line++;
		websocket->fragment = 0;
	}
	return write_frame(fetch, &message);
}

/* Listens; close is said where the server has nothing to say. */
static struct pq_result listen_or_close(struct pq_fetch *fetch, bool *again)
{
	struct pq_websocket *websocket = &fetch->websocket;
	size_t received = fetch->received.len - fetch->response.consumed;
	bool end;
	struct pq_result result = pq_link_receive(&fetch->link, &fetch->received, &end, again);

	if (pq_result_ended(result))
		return result;
	if (end)
		return websocket->reader.consumed == received ? pq_result_done(101)
							      : pq_result_error(PQ_ERROR_BAD_FRAME);
	if (!*again || websocket->closing)
		return result;
	*again = false;
	return write_close(fetch, pq_view("\x03\xe8", 2));
}

struct pq_result pq_websocket_talk(struct pq_fetch *fetch, bool *again)
{
	struct pq_view bytes = pq_view_from(pq_buf_view(&fetch->received), fetch->response.consumed);
	struct pq_websocket *websocket = &fetch->websocket;
	struct pq_websocket_frame frame;
	struct pq_result result;
	bool written;

	if (fetch->unsent.len)
		return pq_link_send(&fetch->link, &fetch->unsent, again);
	if (websocket->over)
		return pq_result_done(101);
	switch (pq_websocket_read(&websocket->reader, bytes, &frame)) {
	case PQ_ERR_OK:
		return take_frame(fetch, &frame);
	case PQ_ERR_INCOMPLETE:
		break;
	default:
		return pq_result_error(PQ_ERROR_BAD_FRAME);
	}
	result = write_next(fetch, &written);
	return written || pq_result_ended(result) ? result : listen_or_close(fetch, again);
}
