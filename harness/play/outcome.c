/* SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "play/got.h"
#include "play/trace.h"
#include "request/header.h"
#include "url/ice_url.h"

/* All that came back on the connection of the request's last message, up to event `until`. */
static struct pq_view join_answer(struct pq_trace *trace, const struct pq_traced_request *request, size_t until)
{
	const struct pq_event *events = trace->with->log->events;

	pq_buf_reset(&trace->joined);
	for (size_t i = request->message + 1; i < until; i++)
		if (events[i].kind == PQ_EVENT_RECEIVE && events[i].conn == request->conn)
			pq_buf_add(&trace->joined, events[i].bytes);
	return pq_buf_view(&trace->joined);
}

static enum pq_word word_of(const struct pq_trace *trace, const struct pq_traced_request *request)
{
	return trace->with->scenario->lines[request->line].word;
}

static bool blocks(const struct pq_trace *trace, const char *scheme, uint16_t port)
{
	const struct pq_play_ports *ports = trace->with->ports;

	return ports->blocks(ports->policy, pq_view_str(scheme), port);
}

static bool is_bad_ice_port(struct pq_trace *trace, const struct pq_traced_request *request)
{
	const struct pq_line *line = &trace->with->scenario->lines[request->line];
	size_t mark = trace->urls.len;
	struct pq_ice_url url;
	bool bad;

	if (pq_ice_url_parse(&url, line->args[0].bytes, trace->with->idna, &trace->urls))
		return false;
	bad = url.turn ? blocks(trace, url.tcp ? "turn-tcp" : "turn-udp", url.port)
		       : blocks(trace, url.tcp ? "stun-tcp" : "stun-udp", url.port);
	trace->urls.len = mark;
	return bad;
}

static bool has_bad_port(struct pq_trace *trace, enum pq_word word, const struct pq_url *url)
{
	bool secure = url->special == PQ_SPECIAL_HTTPS || url->special == PQ_SPECIAL_WSS;
	uint16_t port;

	/* Nothing else is fetched, whatever its port. */
	if (url->special < PQ_SPECIAL_HTTP || url->special > PQ_SPECIAL_WSS || !pq_url_effective_port(url, &port))
		return false;
	if (word == PQ_WORD_WEBSOCKET)
		return blocks(trace, secure ? "wss" : "ws", port);
	return blocks(trace, secure ? "https" : "http", port);
}

/* Nothing was dialled at all. */
static void end_undialled(struct pq_trace *trace, const struct pq_traced_request *request)
{
	enum pq_word word = word_of(trace, request);
	bool bad = word == PQ_WORD_ICE_SERVER ? is_bad_ice_port(trace, request)
					      : request->readable && has_bad_port(trace, word, &request->url);

	/* A look-up has no port. */
	if (word == PQ_WORD_DNS_PREFETCH)
		pq_transcript_done(trace->out, 0);
	else if (bad)
		pq_transcript_blocked(trace->out, PQ_RULE_UNSAFE_PORT, PQ_SIDE_UNKNOWN);
	else if (!request->readable && word != PQ_WORD_ICE_SERVER)
		pq_transcript_error(trace->out, "bad-url");
	else
		pq_transcript_error(trace->out, request->look_ups ? "dns" : "connection");
}

/* What the request does with redirects; only scripts can choose. */
static uint32_t follow_of(const struct pq_trace *trace, const struct pq_traced_request *request)
{
	const struct pq_scenario *scenario = trace->with->scenario;

	for (size_t i = request->line + 1; i < pq_scenario_end_of(scenario, request->line); i++)
		if (scenario->lines[i].word == PQ_WORD_FOLLOW)
			return scenario->lines[i].args[0].number;
	return PQ_REDIRECT_FOLLOW;
}

/* The last answer led elsewhere, and nobody went there. */
static void end_unfollowed(struct pq_trace *trace, const struct pq_traced_request *request, struct pq_view location)
{
	struct pq_url next;

	if (follow_of(trace, request) != PQ_REDIRECT_FOLLOW)
		pq_transcript_error(trace->out, "redirect-refused");
	else if (!pq_url_parse(&next, location, &request->url, trace->with->idna, &trace->urls) &&
		 has_bad_port(trace, word_of(trace, request), &next))
		pq_transcript_blocked(trace->out, PQ_RULE_UNSAFE_PORT, PQ_SIDE_UNKNOWN);
	else
		pq_transcript_error(trace->out, "bad-redirect");
}

/* A script may not read what another origin answered, and is told of a network error although there was none. */
static bool is_hidden(const struct pq_trace *trace, const struct pq_traced_request *request)
{
	enum pq_word word = word_of(trace, request);
	bool script = word == PQ_WORD_FETCH || word == PQ_WORD_XHR || word == PQ_WORD_CONTROL;

	return script && !pq_url_same_origin(&trace->page, &request->url);
}

static bool is_preflight(const struct pq_trace *trace, const struct pq_traced_request *request)
{
	struct pq_view head = trace->with->log->events[request->message].bytes;

	return pq_view_starts(head, pq_view_str("OPTIONS ")) &&
	       pq_got_field(head, "access-control-request-method").data;
}

static void end_asked(struct pq_trace *trace, const struct pq_traced_request *request, const struct pq_hub_word *told,
		      size_t until)
{
	struct pq_got answer = pq_got_read(join_answer(trace, request, until));
	struct pq_view location = pq_got_field(answer.head, "location");
	bool done = told->told == PQ_TOLD_DONE;

	if (!answer.status)
		pq_transcript_error(trace->out, trace->joined.len ? "bad-response" : "connection");
	else if (done)
		pq_transcript_done(trace->out, (uint16_t)answer.status);
	else if (is_preflight(trace, request))
		pq_transcript_error(trace->out, "preflight");
	else if (word_of(trace, request) == PQ_WORD_WEBSOCKET)
		pq_transcript_error(trace->out, "bad-handshake");
	else if (pq_got_redirects(&answer) && location.data)
		end_unfollowed(trace, request, location);
	else if (told->told == PQ_TOLD_SILENT || is_hidden(trace, request))
		pq_transcript_done(trace->out, (uint16_t)answer.status);
	else
		pq_transcript_error(trace->out, "bad-response");
}

static struct pq_view first_bad_name(const struct pq_trace *trace, const struct pq_traced_request *request)
{
	const struct pq_scenario *scenario = trace->with->scenario;

	for (size_t i = request->line + 1; i < pq_scenario_end_of(scenario, request->line); i++)
		if (scenario->lines[i].word == PQ_WORD_HEADER &&
		    !pq_header_name_valid(scenario->lines[i].args[0].bytes))
			return scenario->lines[i].args[0].bytes;
	return pq_view(NULL, 0);
}

/* The API has thrown: by the step at which it did. */
static void end_refused(struct pq_trace *trace, const struct pq_traced_request *request, const struct pq_hub_word *told)
{
	if (pq_view_is(told->step, "method"))
		pq_transcript_blocked(trace->out, PQ_RULE_FORBIDDEN_METHOD, PQ_SIDE_PAGE);
	else if (pq_view_is(told->step, "header"))
		pq_transcript_blocked(trace->out,
				      first_bad_name(trace, request).data ? PQ_RULE_MALFORMED_HEADER
									  : PQ_RULE_REQUEST_SPLIT,
				      PQ_SIDE_PAGE);
	else if (request->readable && has_bad_port(trace, word_of(trace, request), &request->url))
		pq_transcript_blocked(trace->out, PQ_RULE_UNSAFE_PORT, PQ_SIDE_PAGE);
	else
		pq_transcript_error(trace->out, pq_view_is(told->step, "url") ? "bad-url" : "bad-request");
}

static bool is_connection_alone(enum pq_word word)
{
	return word == PQ_WORD_PRECONNECT || word == PQ_WORD_ICE_SERVER;
}

void pq_trace_outcome(struct pq_trace *trace, uint32_t number, const struct pq_hub_word *told, size_t until)
{
	const struct pq_traced_request *request = &trace->requests[number];
	bool asked = request->message != PQ_NO_LINE;

	if (told->told == PQ_TOLD_REFUSED && !asked && !request->dials)
		end_refused(trace, request, told);
	else if (is_connection_alone(word_of(trace, request)) && request->dials)
		pq_transcript_done(trace->out, 0);
	else if (asked)
		end_asked(trace, request, told, until);
	else if (told->told == PQ_TOLD_DONE)
		pq_transcript_done(trace->out, told->status);
	else if (request->dials)
		pq_transcript_error(trace->out, "connection");
	else
		end_undialled(trace, request);
}
