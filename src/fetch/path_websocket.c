/* SPDX-License-Identifier: MIT */
/*
 * WebSockets (RFC 6455 4; WebSockets standard, "establish a WebSocket connection"): open a link, shake hands, talk.
 * Through the user's proxy both ws and wss go by CONNECT. No redirect is followed and no challenge answered: whatever
 * is not the right 101 ends the request.
 */
#include "fetch/admit.h"
#include "fetch/ask_websocket.h"
#include "fetch/current_url.h"
#include "fetch/head.h"
#include "fetch/path.h"
#include "fetch/scheme.h"
#include "request/headers.h"
#include "wire/http1_request.h"

#define OWN_HEADERS 8

enum stage { STAGE_BEGIN, STAGE_LINK, STAGE_SEND, STAGE_ANSWER, STAGE_TALK };

struct pq_result pq_websocket_begin(struct pq_fetch *fetch)
{
	const struct pq_request *request = fetch->request;
	struct pq_websocket *websocket = &fetch->websocket;
	struct pq_result result = pq_fetch_admit(request, fetch->env->policy);

	if (!pq_result_ended(result))
		result = pq_websocket_protocols(request->scenario, request->line, PQ_SIDE_SERVICE, websocket->protocols,
						&websocket->protocol_count);
	if (!pq_result_ended(result))
		result = pq_websocket_admit_messages(request->scenario, request->line);
	if (!pq_result_ended(result))
		result = pq_current_url_parse(&fetch->current, request->url, NULL, fetch->env->idna, &fetch->url,
					      PQ_ERROR_BAD_URL);
	if (pq_result_ended(result))
		return result;
	if (fetch->current.special != PQ_SPECIAL_WS && fetch->current.special != PQ_SPECIAL_WSS)
		return pq_result_error(PQ_ERROR_BAD_SCHEME);
	return fetch->current.has_fragment ? pq_result_error(PQ_ERROR_BAD_URL) : result;
}

/* RFC 6455 4.1: a connection of its own. */
static struct pq_result open_connection(struct pq_fetch *fetch)
{
	struct pq_destination to = pq_destination_of(&fetch->current);

	to.credentials = true;
	to.fresh = true;
	pq_link_open(&fetch->link, &to);
	fetch->stage = STAGE_LINK;
	return pq_result_going_on();
}

static void draw_key(struct pq_fetch *fetch)
{
	struct pq_net net = fetch->env->net;
	unsigned char nonce[PQ_WEBSOCKET_NONCE];

	net.ops->random(net.ctx, nonce, sizeof(nonce));
	pq_websocket_key(nonce, fetch->websocket.key);
}

static void add_origin(const struct pq_fetch *fetch, struct pq_headers *own, struct pq_buf *text)
{
	size_t mark = text->len;

	pq_fetch_print_origin(fetch, text);
	pq_headers_add_own(own, pq_view_str("Origin"), pq_buf_since(text, mark));
}

static void add_protocols(const struct pq_websocket *websocket, struct pq_headers *own, struct pq_buf *text)
{
	size_t mark = text->len;

	for (size_t i = 0; i < websocket->protocol_count; i++) {
		if (i > 0)
			pq_buf_add_str(text, ", ");
		pq_buf_add(text, websocket->protocols[i]);
	}
	if (websocket->protocol_count)
		pq_headers_add_own(own, pq_view_str("Sec-WebSocket-Protocol"), pq_buf_since(text, mark));
}

/* RFC 6455 4.1, the client's handshake, steps 5 to 11; behind what the renderer has asked for. */
static void add_own(const struct pq_fetch *fetch, struct pq_headers *own, struct pq_buf *text)
{
	if (!pq_headers_find(own, pq_view_str("User-Agent")))
		pq_headers_add_own(own, pq_view_str("User-Agent"), pq_view_str("pratique"));
	add_origin(fetch, own, text);
	pq_fetch_add_cookies(fetch, own, text);
	pq_headers_add_own(own, pq_view_str("Connection"), pq_view_str("Upgrade"));
	pq_headers_add_own(own, pq_view_str("Upgrade"), pq_view_str("websocket"));
	pq_headers_add_own(own, pq_view_str("Sec-WebSocket-Version"), pq_view_str("13"));
	pq_headers_add_own(own, pq_view_str("Sec-WebSocket-Key"), pq_view(fetch->websocket.key, PQ_WEBSOCKET_KEY));
	add_protocols(&fetch->websocket, own, text);
}

static struct pq_result write_handshake(struct pq_fetch *fetch)
{
	const struct pq_request *request = fetch->request;
	struct pq_header items[PQ_MAX_HEADERS + OWN_HEADERS];
	struct pq_headers own = { .items = items, .count = request->header_count, .cap = PQ_MAX_HEADERS + OWN_HEADERS };
	size_t mark;

	draw_key(fetch);
	memcpy(items, request->headers, request->header_count * sizeof(items[0]));
	pq_buf_reset(&fetch->out);
	add_own(fetch, &own, &fetch->out);
	mark = fetch->out.len;
	pq_http1_request_write(request->method, &fetch->current, PQ_HTTP1_ORIGIN_FORM, own.items, own.count,
			       &fetch->out);
	fetch->unsent = pq_buf_since(&fetch->out, mark);
	pq_buf_reset(&fetch->received);
	pq_http1_response_init(&fetch->response, PQ_HTTP1_TO_UPGRADE);
	fetch->stage = STAGE_SEND;
	return pq_buf_ok(&fetch->out) ? pq_result_going_on() : pq_result_error(PQ_ERROR_LIMIT);
}

static struct pq_result go_to_server(struct pq_fetch *fetch, bool *again)
{
	struct pq_result result = pq_link_step(&fetch->link, again);

	return pq_result_ended(result) || *again ? result : write_handshake(fetch);
}

static struct pq_result send_handshake(struct pq_fetch *fetch, bool *again)
{
	if (fetch->unsent.len)
		return pq_link_send(&fetch->link, &fetch->unsent, again);
	fetch->stage = STAGE_ANSWER;
	return pq_result_going_on();
}

static struct pq_result judge_answer(struct pq_fetch *fetch)
{
	const struct pq_http1_response *response = &fetch->response;
	const struct pq_websocket_offer offer = { fetch->websocket.key, fetch->websocket.protocols,
						  fetch->websocket.protocol_count };
	size_t protocol;

	pq_fetch_store_cookies(fetch);
	if (!pq_websocket_accepted(response, &offer, &protocol))
		return pq_result_error(PQ_ERROR_BAD_HANDSHAKE);
	pq_websocket_begin_talk(fetch);
	fetch->stage = STAGE_TALK;
	return pq_result_going_on();
}

static struct pq_result receive_answer(struct pq_fetch *fetch, bool *again)
{
	bool end;
	struct pq_result result = pq_link_receive(&fetch->link, &fetch->received, &end, again);

	if (pq_result_ended(result) || *again)
		return result;
	switch (pq_http1_response_feed(&fetch->response, pq_buf_view(&fetch->received), end)) {
	case PQ_ERR_OK:
		return judge_answer(fetch);
	case PQ_ERR_INCOMPLETE:
		return pq_result_going_on();
	default:
		return pq_result_error(PQ_ERROR_BAD_HANDSHAKE);
	}
}

struct pq_result pq_websocket_step(struct pq_fetch *fetch, bool *again)
{
	switch (fetch->stage) {
	case STAGE_BEGIN:
		return open_connection(fetch);
	case STAGE_LINK:
		return go_to_server(fetch, again);
	case STAGE_SEND:
		return send_handshake(fetch, again);
	case STAGE_ANSWER:
		return receive_answer(fetch, again);
	default:
		return pq_websocket_talk(fetch, again);
	}
}
