/* SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "play/trace.h"
#include "request/header.h"
#include "url/ice_url.h"

/* What a message got for an answer. status: 0 if there is no whole head of a final response */
struct answer {
	unsigned int status;
	struct pq_view head;
};

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

static size_t end_of_head(struct pq_view bytes)
{
	for (size_t i = 0; i + 4 <= bytes.len; i++)
		if (memcmp(bytes.data + i, "\r\n\r\n", 4) == 0)
			return i + 4;
	return SIZE_MAX;
}

static struct answer read_answer(struct pq_view bytes)
{
	static const struct pq_view version = PQ_VIEW("HTTP/");
	struct answer answer = { 0, { NULL, 0 } };

	while (pq_view_starts(bytes, version)) {
		size_t end = end_of_head(bytes);
		size_t at = pq_view_find(bytes, ' ', 0) + 1;
		unsigned int status = 0;

		if (end == SIZE_MAX)
			return answer;
		for (size_t i = at; i < at + 3 && i < end; i++)
			status = status * 10 + (unsigned int)(bytes.data[i] - '0') % 10;
		if (status >= 200 || status == 101)
			return (struct answer){ status, pq_view_slice(bytes, 0, end) };
		bytes = pq_view_from(bytes, end);
	}
	return answer;
}

/* The value of the head's first field of that name; data NULL if there is none. */
static struct pq_view find_field(struct pq_view head, const char *name)
{
	struct pq_view wanted = pq_view_str(name);
	size_t at = pq_view_find(head, '\n', 0) + 1;

	while (at < head.len) {
		size_t end = pq_view_find(head, '\n', at);
		struct pq_view line = pq_view_slice(head, at, end);

		if (line.len > wanted.len && line.data[wanted.len] == ':' &&
		    pq_ascii_eq_nocase(pq_view_slice(line, 0, wanted.len), wanted))
			return pq_header_value_normalise(pq_view_from(line, wanted.len + 1));
		at = end + 1;
	}
	return pq_view(NULL, 0);
}

static enum pq_word word_of(const struct pq_trace *trace, const struct pq_traced_request *request)
{
	return trace->with->scenario->lines[request->line].word;
}

static bool blocks(const struct pq_trace *trace, const char *scheme, uint16_t port)
{
	return pq_judge_policy_blocks(trace->with->policy, pq_view_str(scheme), port);
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

static bool is_redirect(unsigned int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
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

	return pq_view_starts(head, pq_view_str("OPTIONS ")) && find_field(head, "access-control-request-method").data;
}

static void end_asked(struct pq_trace *trace, const struct pq_traced_request *request, const struct pq_hub_word *told,
		      size_t until)
{
	struct answer answer = read_answer(join_answer(trace, request, until));
	struct pq_view location = find_field(answer.head, "location");
	bool done = told->told == PQ_TOLD_DONE;

	if (!answer.status)
		pq_transcript_error(trace->out, trace->joined.len ? "bad-response" : "connection");
	else if (done)
		pq_transcript_done(trace->out, (uint16_t)answer.status);
	else if (is_preflight(trace, request))
		pq_transcript_error(trace->out, "preflight");
	else if (word_of(trace, request) == PQ_WORD_WEBSOCKET)
		pq_transcript_error(trace->out, "bad-handshake");
	else if (is_redirect(answer.status) && location.data)
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
