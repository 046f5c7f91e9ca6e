/* SPDX-License-Identifier: MIT */
#include "fetch/ask_websocket.h"

#include "base/ascii.h"
#include "fetch/path.h"
#include "fetch/scheme.h"

static bool is_listed(const struct pq_view *protocols, size_t count, struct pq_view name)
{
	for (size_t i = 0; i < count; i++)
		if (pq_view_eq(protocols[i], name))
			return true;
	return false;
}

struct pq_result pq_websocket_protocols(const struct pq_scenario *scenario, size_t at, enum pq_side side,
					struct pq_view *protocols, size_t *count)
{
	size_t end = pq_scenario_end_of(scenario, at);

	*count = 0;
	for (size_t i = at + 1; i < end; i++) {
		struct pq_view name;

		if (scenario->lines[i].word != PQ_WORD_PROTOCOL)
			continue;
		name = scenario->lines[i].args[0].bytes;
		if (pq_ascii_any(name, PQ_ASCII_VALUE_BAD))
			return pq_result_blocked(PQ_RULE_REQUEST_SPLIT, side);
		if (!pq_ascii_all(name, PQ_ASCII_TOKEN))
			return pq_result_blocked(PQ_RULE_MALFORMED_HEADER, side);
		if (is_listed(protocols, *count, name))
			return pq_result_error(PQ_ERROR_BAD_REQUEST);
		if (*count == PQ_MAX_MESSAGES)
			return pq_result_error(PQ_ERROR_LIMIT);
		protocols[(*count)++] = name;
	}
	return pq_result_going_on();
}

size_t pq_websocket_next_message(const struct pq_scenario *scenario, size_t from, size_t end)
{
	while (from < end && scenario->lines[from].word != PQ_WORD_MESSAGE)
		from++;
	return from;
}

struct pq_websocket_frame pq_websocket_message(const struct pq_line *line, uint32_t *fragments)
{
	static const enum pq_websocket_opcode opcodes[] = {
		[PQ_MESSAGE_TEXT] = PQ_WEBSOCKET_TEXT,   [PQ_MESSAGE_BINARY] = PQ_WEBSOCKET_BINARY,
		[PQ_MESSAGE_PING] = PQ_WEBSOCKET_PING,   [PQ_MESSAGE_PONG] = PQ_WEBSOCKET_PONG,
		[PQ_MESSAGE_CLOSE] = PQ_WEBSOCKET_CLOSE,
	};
	struct pq_websocket_frame message = { opcodes[line->args[0].number], true, line->args[1].bytes };

	*fragments = line->argc > 2 ? line->args[2].number : 1;
	return message;
}

static struct pq_result admit(const struct pq_websocket_frame *message, uint32_t fragments)
{
	size_t len = message->payload.len;
	bool good = true;

	if (message->opcode == PQ_WEBSOCKET_TEXT)
		good = pq_utf8_valid(message->payload);
	else if (message->opcode == PQ_WEBSOCKET_CLOSE)
		good = pq_websocket_close_valid(message->payload);
	if (pq_websocket_is_control(message->opcode))
		good = good && len <= PQ_MAX_WEBSOCKET_CONTROL && fragments == 1;
	if (!good)
		return pq_result_error(PQ_ERROR_BAD_REQUEST);
	if (len > PQ_MAX_WEBSOCKET_MESSAGE || len > (size_t)PQ_MAX_WEBSOCKET_FRAME * fragments)
		return pq_result_error(PQ_ERROR_LIMIT);
	return pq_result_going_on();
}

struct pq_result pq_websocket_admit_messages(const struct pq_scenario *scenario, size_t at)
{
	size_t end = pq_scenario_end_of(scenario, at);
	struct pq_result result = pq_result_going_on();

	for (size_t i = pq_websocket_next_message(scenario, at + 1, end); i < end && !pq_result_ended(result);
	     i = pq_websocket_next_message(scenario, i + 1, end)) {
		uint32_t fragments;
		struct pq_websocket_frame message = pq_websocket_message(&scenario->lines[i], &fragments);

		result = admit(&message, fragments);
	}
	return result;
}

/* WebSockets 3.1, close(): 1000 or an application's own code, from 3000 on. */
static bool may_close_with(struct pq_view payload)
{
	unsigned int code;

	if (payload.len < 2)
		return payload.len == 0;
	code = payload.data[0] * 256u + payload.data[1];
	return code == 1000 || (code >= 3000 && code <= 4999);
}

/* The page's API has no pings. */
static struct pq_result ask_messages(const struct pq_scenario *scenario, size_t at)
{
	size_t end = pq_scenario_end_of(scenario, at);

	for (size_t i = pq_websocket_next_message(scenario, at + 1, end); i < end;
	     i = pq_websocket_next_message(scenario, i + 1, end)) {
		const struct pq_arg *args = scenario->lines[i].args;

		if (args[0].number == PQ_MESSAGE_PING || args[0].number == PQ_MESSAGE_PONG ||
		    (args[0].number == PQ_MESSAGE_CLOSE && !may_close_with(args[1].bytes)))
			return pq_result_error(PQ_ERROR_BAD_REQUEST);
	}
	return pq_websocket_admit_messages(scenario, at);
}

/* WebSockets 3.1, the constructor's steps for the URL: http and https stand for ws and wss, and no fragment. */
static struct pq_result ask_url(const struct pq_asker *asker, struct pq_view text, struct pq_url *url)
{
	struct pq_result result = pq_page_parse_url(asker, text, url);

	if (pq_result_ended(result))
		return result;
	if (url->special == PQ_SPECIAL_HTTP || url->special == PQ_SPECIAL_WS) {
		url->special = PQ_SPECIAL_WS;
		url->scheme = pq_view_str("ws");
	} else if (url->special == PQ_SPECIAL_HTTPS || url->special == PQ_SPECIAL_WSS) {
		url->special = PQ_SPECIAL_WSS;
		url->scheme = pq_view_str("wss");
	} else {
		return pq_result_error(PQ_ERROR_BAD_SCHEME);
	}
	return url->has_fragment ? pq_result_error(PQ_ERROR_BAD_URL) : result;
}

/* Cookies go along whoever asks, and a redirect is never followed (WebSockets 2.2, "establish a WebSocket connection"). */
static void begin(const struct pq_asker *asker, struct pq_request *out)
{
	pq_request_init(out, asker->page, PQ_MODE_NO_CORS, PQ_CREDENTIALS_INCLUDE);
	out->redirect = PQ_REDIRECT_ERROR;
}

struct pq_result pq_websocket_page(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				   struct pq_request *out)
{
	struct pq_view protocols[PQ_MAX_MESSAGES];
	struct pq_url url;
	struct pq_result result = ask_url(asker, scenario->lines[at].args[0].bytes, &url);
	size_t count;
	uint16_t port;

	begin(asker, out);
	if (!pq_result_ended(result))
		result = pq_websocket_protocols(scenario, at, PQ_SIDE_PAGE, protocols, &count);
	if (!pq_result_ended(result))
		result = ask_messages(scenario, at);
	if (pq_result_ended(result))
		return result;
	pq_url_effective_port(&url, &port);
	result = pq_page_check_port(asker, pq_scheme_of(&url), port);
	return pq_result_ended(result) ? result : pq_page_set_url(asker, &url, out);
}

struct pq_result pq_websocket_renderer(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				       struct pq_request *out)
{
	begin(asker, out);
	out->url = pq_renderer_url(asker, scenario->lines[at].args[0].bytes);
	if (!pq_buf_ok(asker->text))
		return pq_result_error(PQ_ERROR_LIMIT);
	return pq_renderer_headers(scenario, at, out);
}
