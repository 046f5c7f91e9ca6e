/* SPDX-License-Identifier: MIT */
/*
 * Theory of operation. `consumed` is where the next element (line, body,
 * chunk) begins. Each step reads one element of its state if it is there as a
 * whole, moves `consumed` behind it and chooses the next state; otherwise it
 * says INCOMPLETE and is asked again with more bytes. Only lines are longer
 * than what a step can skip over at once; `scanned` remembers how far the
 * search for their end has come.
 */
#include "wire/http1_response.h"

#include <assert.h>

#include "base/ascii.h"
#include "base/check.h"
#include "wire/http1_framing.h"

enum state {
	STATE_STATUS_LINE,
	STATE_FIELDS,
	STATE_BODY_CLOSE,
	STATE_BODY_LENGTH,
	STATE_CHUNK_LINE,
	STATE_CHUNK_DATA,
	STATE_CHUNK_END,
	STATE_TRAILERS,
	STATE_DONE
};

/* The next state; what it reads begins a section of its own. */
static void enter(struct pq_http1_response *response, enum state state)
{
	response->state = state;
	response->section = response->consumed;
	response->scanned = response->consumed;
}

void pq_http1_response_init(struct pq_http1_response *response, enum pq_http1_to to)
{
	response->status = 0;
	response->header_count = 0;
	response->body_len = 0;
	response->consumed = 0;
	response->to = to;
	response->until_close = false;
	response->minor = 0;
	response->interim = 0;
	response->remaining = 0;
	response->failure = PQ_ERR_OK;
	enter(response, STATE_STATUS_LINE);
}

/* Takes the next line; *line is without its CRLF, and has no NUL, CR or LF. */
static enum pq_err next_line(struct pq_http1_response *response, struct pq_view bytes, struct pq_view *line)
{
	size_t lf = pq_view_find(bytes, '\n', response->scanned);
	size_t end = lf < bytes.len ? lf + 1 : lf;
	struct pq_view with_cr = pq_view_slice(bytes, response->consumed, lf);

	response->scanned = end;
	if (end - response->section > PQ_MAX_RESPONSE_HEAD)
		return PQ_ERR_LIMIT;
	if (lf == bytes.len)
		return PQ_ERR_INCOMPLETE;
	if (with_cr.len == 0 || pq_view_find(with_cr, '\r', 0) != with_cr.len - 1)
		return PQ_ERR_SYNTAX;
	if (pq_view_find(with_cr, '\0', 0) < with_cr.len)
		return PQ_ERR_SYNTAX;
	*line = pq_view_slice(with_cr, 0, with_cr.len - 1);
	response->consumed = end;
	return PQ_ERR_OK;
}

/* "HTTP/1." DIGIT SP 3DIGIT SP [ reason-phrase ] (RFC 9112 4). Codes begin at 100. */
static enum pq_err read_status_line(struct pq_http1_response *response, struct pq_view bytes)
{
	static const struct pq_view version = PQ_VIEW("HTTP/1.");
	struct pq_view line;
	enum pq_err err = next_line(response, bytes, &line);
	uint64_t status = 0;

	if (err)
		return err;
	if (line.len < 13 || !pq_view_starts(line, version) || !pq_ascii_is(line.data[7], PQ_ASCII_DIGIT))
		return PQ_ERR_SYNTAX;
	if (line.data[8] != ' ' || line.data[12] != ' ')
		return PQ_ERR_SYNTAX;
	if (!pq_ascii_decimal(pq_view_slice(line, 9, 12), 999, &status) || status < 100)
		return PQ_ERR_SYNTAX;
	response->minor = line.data[7] - (unsigned int)'0';
	response->status = (uint16_t)status;
	response->header_count = 0;
	response->state = STATE_FIELDS;
	return PQ_ERR_OK;
}

/* field-name ":" OWS field-value OWS (RFC 9112 5): a folded line or a space before the colon makes no token. */
static enum pq_err split_field(struct pq_view line, struct pq_header *header)
{
	size_t colon = pq_view_find(line, ':', 0);
	struct pq_view name = pq_view_slice(line, 0, colon);

	if (colon == line.len || !pq_header_name_valid(name))
		return PQ_ERR_SYNTAX;
	header->name = name;
	header->value = pq_header_value_normalise(pq_view_from(line, colon + 1));
	return PQ_ERR_OK;
}

/* Where no upgrade was asked for, 101 answers no question (RFC 9110 15.2.2). */
static enum pq_err end_interim(struct pq_http1_response *response)
{
	if (response->status == 101)
		return PQ_ERR_SYNTAX;
	if (++response->interim > PQ_MAX_INTERIM)
		return PQ_ERR_LIMIT;
	enter(response, STATE_STATUS_LINE);
	return PQ_ERR_OK;
}

/* Case 2 of RFC 9112 6.3: a tunnel begins, and the framing fields are ignored whatever they say. */
static bool opens_tunnel(const struct pq_http1_response *response)
{
	return response->to == PQ_HTTP1_TO_CONNECT && response->status >= 200 && response->status < 300;
}

/* Case 1 of RFC 9112 6.3, and the 101 that was asked for (RFC 9110 15.2.2). */
static bool ends_with_head(const struct pq_http1_response *response)
{
	return response->to == PQ_HTTP1_TO_HEAD || response->status == 101 || response->status == 204 ||
	       response->status == 304;
}

static bool is_interim(const struct pq_http1_response *response)
{
	return response->status < 200 && !(response->status == 101 && response->to == PQ_HTTP1_TO_UPGRADE);
}

/* The cases of RFC 9112 6.3. Framing fields are checked even where they do not count, but for a tunnel. */
static enum pq_err end_head(struct pq_http1_response *response)
{
	static const enum state bodies[] = {
		[PQ_FRAMING_CLOSE] = STATE_BODY_CLOSE,
		[PQ_FRAMING_LENGTH] = STATE_BODY_LENGTH,
		[PQ_FRAMING_CHUNKED] = STATE_CHUNK_LINE,
	};
	enum pq_framing framing = PQ_FRAMING_CLOSE;
	bool tunnel = opens_tunnel(response);
	enum pq_err err = PQ_ERR_OK;

	if (!tunnel)
		err = pq_http1_framing(response->headers, response->header_count, response->minor, &framing,
				       &response->remaining);
	if (err)
		return err;
	if (is_interim(response))
		return end_interim(response);
	enter(response, tunnel || ends_with_head(response) ? STATE_DONE : bodies[framing]);
	return PQ_ERR_OK;
}

static enum pq_err read_field(struct pq_http1_response *response, struct pq_view bytes)
{
	struct pq_view line;
	enum pq_err err = next_line(response, bytes, &line);

	if (err)
		return err;
	if (line.len == 0)
		return end_head(response);
	if (response->header_count == PQ_MAX_RESPONSE_HEADERS)
		return PQ_ERR_LIMIT;
	err = split_field(line, &response->headers[response->header_count]);
	if (err == PQ_ERR_OK)
		response->header_count++;
	return err;
}

/* Takes what is there of the remaining bytes of a body or chunk. */
static enum pq_err take_data(struct pq_http1_response *response, struct pq_view bytes)
{
	size_t there = bytes.len - response->consumed;
	size_t taken = there < response->remaining ? there : (size_t)response->remaining;

	response->consumed += taken;
	response->body_len += taken;
	response->remaining -= taken;
	return response->remaining > 0 ? PQ_ERR_INCOMPLETE : PQ_ERR_OK;
}

static enum pq_err read_until_close(struct pq_http1_response *response, struct pq_view bytes)
{
	response->remaining = bytes.len - response->consumed;
	(void)take_data(response, bytes);
	return PQ_ERR_INCOMPLETE;
}

static enum pq_err read_body(struct pq_http1_response *response, struct pq_view bytes)
{
	enum pq_err err = take_data(response, bytes);

	if (err == PQ_ERR_OK)
		enter(response, STATE_DONE);
	return err;
}

static enum pq_err read_chunk_line(struct pq_http1_response *response, struct pq_view bytes)
{
	struct pq_view line;
	enum pq_err err = next_line(response, bytes, &line);

	if (err == PQ_ERR_OK)
		err = pq_http1_chunk_size(line, &response->remaining);
	if (err == PQ_ERR_OK)
		enter(response, response->remaining > 0 ? STATE_CHUNK_DATA : STATE_TRAILERS);
	return err;
}

static enum pq_err read_chunk_data(struct pq_http1_response *response, struct pq_view bytes)
{
	enum pq_err err = take_data(response, bytes);

	if (err == PQ_ERR_OK)
		enter(response, STATE_CHUNK_END);
	return err;
}

static enum pq_err read_chunk_end(struct pq_http1_response *response, struct pq_view bytes)
{
	static const struct pq_view crlf = PQ_VIEW("\r\n");
	struct pq_view there = pq_view_slice(bytes, response->consumed, response->consumed + crlf.len);

	if (!pq_view_starts(crlf, there))
		return PQ_ERR_SYNTAX;
	if (there.len < crlf.len)
		return PQ_ERR_INCOMPLETE;
	response->consumed += crlf.len;
	enter(response, STATE_CHUNK_LINE);
	return PQ_ERR_OK;
}

/* Trailer fields need the syntax of fields and are then discarded (RFC 9112 7.1.2). */
static enum pq_err read_trailer(struct pq_http1_response *response, struct pq_view bytes)
{
	struct pq_header ignored;
	struct pq_view line;
	enum pq_err err = next_line(response, bytes, &line);

	if (err)
		return err;
	if (line.len > 0)
		return split_field(line, &ignored);
	enter(response, STATE_DONE);
	return PQ_ERR_OK;
}

static enum pq_err (*const steps[])(struct pq_http1_response *response, struct pq_view bytes) = {
	[STATE_STATUS_LINE] = read_status_line, [STATE_FIELDS] = read_field,
	[STATE_BODY_CLOSE] = read_until_close,  [STATE_BODY_LENGTH] = read_body,
	[STATE_CHUNK_LINE] = read_chunk_line,   [STATE_CHUNK_DATA] = read_chunk_data,
	[STATE_CHUNK_END] = read_chunk_end,     [STATE_TRAILERS] = read_trailer,
};
static_assert(sizeof(steps) / sizeof(steps[0]) == STATE_DONE, "a step for each state before the last");

enum pq_err pq_http1_response_feed(struct pq_http1_response *response, struct pq_view bytes, bool eof)
{
	enum pq_err err = response->failure;

	pq_check(bytes.len >= response->consumed && bytes.len >= response->scanned);
	while (err == PQ_ERR_OK && response->state != STATE_DONE)
		err = steps[response->state](response, bytes);
	if (err == PQ_ERR_INCOMPLETE && eof) {
		err = response->state == STATE_BODY_CLOSE ? PQ_ERR_OK : PQ_ERR_SYNTAX;
		response->until_close = true;
		response->state = STATE_DONE;
	}
	if (err != PQ_ERR_INCOMPLETE)
		response->failure = err;
	return err;
}

const struct pq_header *pq_http1_response_find(const struct pq_http1_response *response, struct pq_view name)
{
	for (size_t i = 0; i < response->header_count; i++)
		if (pq_ascii_eq_nocase(response->headers[i].name, name))
			return &response->headers[i];
	return NULL;
}

/* Whether a comma-separated list has that token, in any case. */
static bool lists(struct pq_view list, struct pq_view token)
{
	size_t at = 0;

	while (at < list.len) {
		size_t end = pq_view_find(list, ',', at);
		struct pq_view member = pq_header_value_normalise(pq_view_slice(list, at, end));

		if (pq_ascii_eq_nocase(member, token))
			return true;
		at = end + 1;
	}
	return false;
}

bool pq_http1_response_lists(const struct pq_http1_response *response, struct pq_view name, struct pq_view token)
{
	for (size_t i = 0; i < response->header_count; i++)
		if (pq_ascii_eq_nocase(response->headers[i].name, name) && lists(response->headers[i].value, token))
			return true;
	return false;
}

bool pq_http1_response_persists(const struct pq_http1_response *response)
{
	if (response->minor < 1 || response->until_close)
		return false;
	return !pq_http1_response_lists(response, pq_view_str("connection"), pq_view_str("close"));
}
