/* SPDX-License-Identifier: MIT */
#include "client/outcome.h"

#include <string.h>

#include "client/said.h"
#include "play/got.h"
#include "play/trace.h"
#include "request/header.h"
#include "request/method.h"

/* Event of the last message's head; PQ_NO_LINE if nothing was asked. */
static size_t find_message(const struct pq_transcript *seen)
{
	for (size_t i = seen->count; i > 0; i--)
		if (seen->events[i - 1].kind == PQ_EVENT_SEND && pq_trace_is_head(seen->events[i - 1].bytes))
			return i - 1;
	return PQ_NO_LINE;
}

static bool has_event(const struct pq_transcript *seen, enum pq_event_kind kind)
{
	for (size_t i = 0; i < seen->count; i++)
		if (seen->events[i].kind == kind)
			return true;
	return false;
}

static bool is_unknown_name(const struct pq_transcript *seen)
{
	for (size_t i = 0; i < seen->count; i++)
		if (seen->events[i].kind == PQ_EVENT_RESOLVE && seen->events[i].address_count == 0)
			return true;
	return false;
}

/* All that came back for the message. */
static struct pq_view join(const struct pq_outcome_of *of, size_t message)
{
	const struct pq_event *events = of->seen->events;
	size_t mark = of->room->len;

	for (size_t i = message + 1; i < of->seen->count; i++)
		if (events[i].kind == PQ_EVENT_RECEIVE && events[i].conn == events[message].conn)
			pq_buf_add(of->room, events[i].bytes);
	return pq_view_from(pq_buf_view(of->room), mark);
}

/* False where a request is not led to a server of HTTP: it is no URL, or another scheme's. */
static bool is_url(const struct pq_outcome_of *of, struct pq_view text, const struct pq_url *base)
{
	struct pq_url url;

	return !pq_url_parse(&url, text, base, of->idna, of->room) &&
	       (url.special == PQ_SPECIAL_HTTP || url.special == PQ_SPECIAL_HTTPS);
}

static bool has_bad_port(const struct pq_outcome_of *of, struct pq_view text, const struct pq_url *base)
{
	struct pq_url url;
	uint16_t port;

	if (pq_url_parse(&url, text, base, of->idna, of->room) || !pq_url_effective_port(&url, &port))
		return false;
	return (url.special == PQ_SPECIAL_HTTP && pq_policy_blocks_port(of->policy, PQ_SCHEME_HTTP, port)) ||
	       (url.special == PQ_SPECIAL_HTTPS && pq_policy_blocks_port(of->policy, PQ_SCHEME_HTTPS, port));
}

static struct pq_view url_of(const struct pq_outcome_of *of)
{
	return pq_said_url(&of->scenario->lines[of->line]);
}

static bool went_on(const struct pq_transcript *seen, size_t message)
{
	for (size_t i = message + 1; i < seen->count; i++)
		if (seen->events[i].kind == PQ_EVENT_DIAL)
			return true;
	return false;
}

/*
 * The last answer led to a port that the policy blocks, or to nothing that HTTP is spoken with, and nobody went there: true
 * and the outcome is told.
 */
static bool tell_led_astray(const struct pq_outcome_of *of, size_t message, const struct pq_got *response,
			    struct pq_transcript *out)
{
	struct pq_view location = pq_got_field(response->head, "location");
	struct pq_url base;

	if (!pq_got_redirects(response) || !location.data || went_on(of->seen, message) ||
	    pq_url_parse(&base, url_of(of), NULL, of->idna, of->room))
		return false;
	if (has_bad_port(of, location, &base))
		pq_transcript_blocked(out, PQ_RULE_UNSAFE_PORT, PQ_SIDE_UNKNOWN);
	else if (!is_url(of, location, &base))
		pq_transcript_error(out, "bad-redirect");
	else
		return false;
	return true;
}

/* What is wrong with the request's headers; NONE if nothing is. */
static enum pq_rule headers_are_wrong(const struct pq_outcome_of *of)
{
	for (size_t i = of->line + 1; i < pq_scenario_end_of(of->scenario, of->line); i++) {
		const struct pq_line *part = &of->scenario->lines[i];

		if (part->word != PQ_WORD_HEADER)
			continue;
		if (!pq_header_name_valid(pq_said_argument(part, 0)))
			return PQ_RULE_MALFORMED_HEADER;
		if (!pq_header_value_valid(pq_said_value(part)))
			return PQ_RULE_REQUEST_SPLIT;
	}
	return PQ_RULE_NONE;
}

/* Why a program that went wrong and dialled nothing is taken to have refused the request; NONE if nothing is wrong with it. */
static enum pq_rule request_is_wrong(const struct pq_outcome_of *of)
{
	enum pq_rule rule = headers_are_wrong(of);

	if (!pq_method_valid(pq_said_method(&of->scenario->lines[of->line])))
		return PQ_RULE_FORBIDDEN_METHOD;
	return rule == PQ_RULE_NONE && has_bad_port(of, url_of(of), NULL) ? PQ_RULE_UNSAFE_PORT : rule;
}

static void tell_undialled(const struct pq_outcome_of *of, struct pq_transcript *out)
{
	enum pq_rule rule = of->error ? request_is_wrong(of) : PQ_RULE_NONE;

	if (of->error && !is_url(of, url_of(of), NULL))
		pq_transcript_error(out, "bad-url");
	else if (rule != PQ_RULE_NONE)
		pq_transcript_blocked(out, rule, PQ_SIDE_UNKNOWN);
	else
		pq_transcript_error(out, is_unknown_name(of->seen) ? "dns" : of->error ? of->error : "connection");
}

/* What the connection to the proxy came to, where there was no tunnel yet. */
static bool was_for_proxy(const struct pq_transcript *seen, size_t message)
{
	return message != PQ_NO_LINE && pq_view_starts(seen->events[message].bytes, pq_view_str("CONNECT "));
}

void pq_outcome_tell(const struct pq_outcome_of *of, struct pq_transcript *out)
{
	size_t message = find_message(of->seen);
	struct pq_got response = { 0, { NULL, 0 } };
	struct pq_view joined = { NULL, 0 };

	if (message != PQ_NO_LINE) {
		joined = join(of, message);
		response = pq_got_read(joined);
	}
	if (!has_event(of->seen, PQ_EVENT_DIAL))
		tell_undialled(of, out);
	else if (!of->error && response.status)
		pq_transcript_done(out, (uint16_t)response.status);
	else if (response.status && tell_led_astray(of, message, &response, out))
		return;
	else if (of->error && strcmp(of->error, "exhausted") == 0)
		pq_transcript_error(out, of->error);
	else if (was_for_proxy(of->seen, message))
		pq_transcript_error(out, "proxy");
	else if (went_on(of->seen, message))
		pq_transcript_error(out, of->error ? of->error : "connection");
	else if (joined.len && (!of->error || strcmp(of->error, "connection") == 0))
		pq_transcript_error(out, "bad-response");
	else
		pq_transcript_error(out, of->error ? of->error : "connection");
}
