/* SPDX-License-Identifier: MIT */
/* request_split: where a head ends, and whether it is one head to every reader (RFC 9112 2.2). */
#include "monitor/bytes.h"
#include "monitor/framing.h"
#include "monitor/own.h"
#include "monitor/rules.h"

static void report(struct pq_judge_state *run, const struct pq_exchange *exchange, const char *why,
		   struct pq_view found)
{
	pq_detail_quote(pq_detail(run, why), found);
	pq_violate(run, PQ_RULE_REQUEST_SPLIT, exchange->sends.first, pq_exchange_request(exchange));
}

/* Where the blanks before `at` begin. */
static size_t before_blanks(struct pq_view v, size_t at)
{
	while (at > 0 && pq_bytes_is_blank(v.data[at - 1]))
		at--;
	return at;
}

/* The same, where a line break may stand among them. */
static size_t before_space(struct pq_view v, size_t at)
{
	size_t line = before_blanks(v, at);

	at = line;
	if (at > 0 && v.data[at - 1] == '\n')
		at--;
	if (at > 0 && v.data[at - 1] == '\r')
		at--;
	return at < line ? before_blanks(v, at) : line;
}

static bool is_on_line_of(struct pq_view region, size_t at, struct pq_view name)
{
	size_t begin = at;
	struct pq_view line;

	while (begin > 0 && region.data[begin - 1] != '\n')
		begin--;
	line = pq_view_slice(region, begin, at);
	return line.len > name.len && line.data[name.len] == ':' && pq_bytes_starts_nocase(line, name);
}

/* Whether something stands behind a line break of v. */
static bool goes_on(struct pq_view v)
{
	while (v.len && (v.data[v.len - 1] == '\r' || v.data[v.len - 1] == '\n'))
		v.len--;
	return pq_bytes_break_lines(v);
}

/*
 * Whether `at` is where a value is written: behind the name and its colon, or behind another value of a list. What ends
 * like a line, or is where two lines meet, is by chance in every head. One that has `further` bytes behind its line
 * break may as well stand under another name, elsewhere on its line, or behind what should have been cut off of it.
 */
static bool is_written_at(struct pq_view region, size_t at, struct pq_view name, bool further)
{
	size_t end = further ? before_space(region, at) : before_blanks(region, at);
	bool named = is_on_line_of(region, at, name);

	if (further && named)
		return true;
	switch (end > 0 ? region.data[end - 1] : '\0') {
	case ':':
		return further || (end > name.len &&
				   pq_bytes_same_nocase(pq_view_slice(region, end - 1 - name.len, end - 1), name));
	case ',':
		return true;
	case ';':
		return further || named;
	default:
		return false;
	}
}

/*
 * A value with line breaks that is on the wire as it was asked for. It may itself end the head, so that it
 * stands partly behind it. A request with such a value must not be sent at all.
 */
static bool breaks_out(const struct pq_message *message, struct pq_view name, struct pq_view value)
{
	struct pq_view region = pq_view_slice(message->all, 0, message->head.len + value.len);
	bool further = goes_on(value);

	if (!value.len || !pq_bytes_break_lines(value))
		return false;
	for (size_t at = 0; (at = pq_bytes_search(region, value, at)) != SIZE_MAX; at++)
		if (is_written_at(region, at, name, further))
			return true;
	return false;
}

static const struct pq_asked_header *find_breaking_value(const struct pq_asked *asked, const struct pq_message *message)
{
	if (!asked || !asked->bad_value)
		return NULL;
	for (size_t i = 0; i < asked->header_count; i++) {
		const struct pq_asked_header *header = &asked->headers[i];

		if (breaks_out(message, header->name, asked->through_page ? header->value : header->raw))
			return header;
	}
	return NULL;
}

/* The same of a subprotocol, which becomes part of a value; empty if there is none. */
static struct pq_view find_breaking_protocol(const struct pq_judge_state *run, const struct pq_asked *asked,
					     const struct pq_message *message)
{
	static const struct pq_view name = PQ_VIEW("sec-websocket-protocol");

	for (size_t i = asked->line + 1; asked->bad_value && i < asked->children_end; i++) {
		const struct pq_line *line = &run->scenario->lines[i];

		if (line->word == PQ_WORD_PROTOCOL && breaks_out(message, name, pq_line_bytes(line, 0)))
			return pq_line_bytes(line, 0);
	}
	return pq_view(NULL, 0);
}

/* Whether the line is an asked header whose name is none, as it was asked for. */
static bool is_bad_name_asked_for(const struct pq_asked *asked, const struct pq_head_line *line)
{
	for (size_t i = 0; asked->bad_name && i < asked->header_count; i++) {
		struct pq_view name = asked->headers[i].name;

		if (line->text.len > name.len && line->text.data[name.len] == ':' &&
		    pq_bytes_starts_nocase(line->text, name))
			return true;
	}
	return false;
}

/* Whether lines of that name stand more often than the subject writes one itself and the attacker asked for them. */
static bool stands_too_often(const struct pq_message *message, const struct pq_asked *asked, struct pq_view name)
{
	size_t count = 0;
	size_t allowed = 1;

	for (size_t i = 0; i < message->line_count; i++)
		count += pq_bytes_same_nocase(message->lines[i].name, name);
	for (size_t i = 0; i < asked->header_count; i++)
		allowed += pq_bytes_same_nocase(asked->headers[i].name, name);
	return count > allowed;
}

/*
 * A line whose name nobody asked for and that the subject does not write itself. Where its own headers are not
 * known, every name that some user agent writes may be one.
 */
static const struct pq_head_line *find_injected(const struct pq_judge_state *run, const struct pq_exchange *exchange,
						const struct pq_message *message)
{
	const struct pq_asked *asked = exchange->asked;
	uint32_t seen = 0;

	for (size_t i = 0; i < message->line_count; i++) {
		const struct pq_head_line *line = &message->lines[i];
		int own = run->known_own ? pq_run_own_index(run, asked, line->name) : -1;
		uint32_t bit = own >= 0 ? UINT32_C(1) << own : 0;

		if ((seen & bit) && stands_too_often(message, asked, line->name))
			return line;
		seen |= bit;
		if (bit || line->asked >= 0 || pq_own_may_write(run, exchange, line))
			continue;
		if (!is_bad_name_asked_for(asked, line))
			return line;
	}
	return NULL;
}

/* A token, a space, and an HTTP version before the line's end. */
static bool looks_like_request(struct pq_view bytes)
{
	static const struct pq_view version = PQ_VIEW(" HTTP/");
	size_t space;
	size_t end;

	while (bytes.len && (bytes.data[0] == '\r' || bytes.data[0] == '\n'))
		bytes = pq_view_from(bytes, 1);
	end = pq_bytes_find(bytes, '\n', 0);
	space = pq_bytes_find(bytes, ' ', 0);
	return space < end && pq_bytes_is_token(pq_view_slice(bytes, 0, space)) &&
	       pq_bytes_contain(pq_view_slice(bytes, space, end), version);
}

/* What a head of one line after the other, each ending in CRLF, cannot hide. */
static void judge_lines(struct pq_judge_state *run, const struct pq_exchange *exchange,
			const struct pq_message *message)
{
	const struct pq_asked_header *breaking = find_breaking_value(exchange->asked, message);
	const struct pq_head_line *injected = exchange->asked ? find_injected(run, exchange, message) : NULL;
	struct pq_view protocol =
		exchange->asked ? find_breaking_protocol(run, exchange->asked, message) : pq_view(NULL, 0);

	if (breaking)
		report(run, exchange, "a header value with line breaks is in the head: ", breaking->value);
	else if (protocol.len)
		report(run, exchange, "a subprotocol with line breaks is in the head: ", protocol);
	else if (message->crowded)
		report(run, exchange, "the head has more lines than were asked for: ", message->start);
	else if (!message->start_good)
		report(run, exchange, "the request line is not METHOD SP target SP HTTP/1.1: ", message->start);
	else if (pq_bytes_find(message->target, '#', 0) < message->target.len)
		report(run, exchange, "the request target goes on into a fragment: ", message->target);
	else if (injected)
		report(run, exchange, "a header line that nobody asked for: ", injected->text);
}

bool pq_judge_request_split(struct pq_judge_state *run, const struct pq_exchange *exchange,
			    const struct pq_message *message)
{
	struct pq_view rest;

	if (message->broken != SIZE_MAX) {
		report(run, exchange, "a NUL, a bare LF or a lone CR in the head, at ",
		       pq_view_from(message->head, message->broken > 8 ? message->broken - 8 : 0));
	} else if (message->complete) {
		judge_lines(run, exchange, message);
	} else if (pq_exchange_succeeded(run, exchange)) {
		report(run, exchange, "answered, and the head has no end: ", message->start);
	}
	rest = pq_message_after(message);
	if (message->complete && looks_like_request(rest))
		report(run, exchange, "a second request follows the first: ", rest);
	return true;
}
