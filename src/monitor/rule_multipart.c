/* SPDX-License-Identifier: MIT */
/* multipart_injection and weak_boundary: what the page's encoder made of names, files and values. */
#include "monitor/asked.h"
#include "monitor/bytes.h"
#include "monitor/framing.h"
#include "monitor/naive_multipart.h"
#include "monitor/rules.h"

#define BOUNDARY_MAX 70 /* RFC 2046 5.1.1 */
#define ENCODED_MIN 12  /* drawn bytes that a boundary must encode */
#define DRAWN_MAX 4096  /* the last drawn bytes that are looked at */

/* Whether the request has a multipart body that a page's encoder wrote. */
static bool asks_for_multipart(const struct pq_asked *asked)
{
	if (!asked || !asked->through_page || asked->word == PQ_WORD_NAVIGATE)
		return false;
	if (asked->word == PQ_WORD_FORM)
		return asked->enctype == PQ_ENCTYPE_MULTIPART && pq_bytes_is(asked->method, "post");
	return asked->body && (asked->body->word == PQ_WORD_FIELD || asked->body->word == PQ_WORD_FILE);
}

/* As the body's own type says; where the page set another type, as the body itself begins. */
static struct pq_view find_boundary(const struct pq_asked *asked, const struct pq_message *message)
{
	const struct pq_head_line *type = NULL;
	size_t count = pq_message_count(message, PQ_OWN_CONTENT_TYPE, &type);

	if (count == 1 && !pq_asked_has_value(asked, type->name, type->value))
		return pq_naive_boundary_of_type(type->value);
	return pq_naive_boundary_of_body(message->body);
}

/* A body may be missing where a redirect has turned the method into GET, or where it was not sent to its end. */
static bool carries_body(const struct pq_exchange *exchange, const struct pq_message *message)
{
	return asks_for_multipart(exchange->asked) && message->body.len && pq_message_is_whole(message);
}

static const char *compare_file(const struct pq_line *line, const struct pq_naive_part *part)
{
	static const struct pq_view unknown = PQ_VIEW("application/octet-stream");
	struct pq_view type = pq_line_bytes(line, 2);
	bool clean = type.len > 0;

	for (size_t i = 0; i < type.len; i++)
		clean = clean && type.data[i] >= 0x20 && type.data[i] <= 0x7e;
	if (!part->has_filename || !pq_naive_is_written_as(part->filename, pq_line_bytes(line, 1), false, true))
		return "a part has another filename than was asked for: ";
	if (!part->has_type || !pq_bytes_same_nocase(part->type, clean ? pq_bytes_trim(type) : unknown))
		return "a part has another type than was asked for: ";
	return pq_bytes_same(part->value, pq_line_bytes(line, 3)) ? NULL
								  : "a file has other bytes than were asked for: ";
}

static const char *compare_part(const struct pq_line *line, const struct pq_naive_part *part)
{
	if (!pq_naive_is_written_as(part->name, pq_line_bytes(line, 0), true, true))
		return "a part has another name than was asked for: ";
	if (line->word == PQ_WORD_FILE)
		return compare_file(line, part);
	if (part->has_filename || part->has_type)
		return "a field has become a file: ";
	return pq_naive_is_written_as(part->value, pq_line_bytes(line, 1), true, false)
		       ? NULL
		       : "a field has another value than was asked for: ";
}

/* The next FIELD or FILE line of the request at or after `from`; its end if there is none. */
static size_t next_entry(const struct pq_judge_state *run, const struct pq_asked *asked, size_t from)
{
	const struct pq_line *lines = run->scenario->lines;

	while (from < asked->children_end && lines[from].word != PQ_WORD_FIELD && lines[from].word != PQ_WORD_FILE)
		from++;
	return from;
}

/* Compares the parts in their order; *about is what the sentence is about. */
static const char *compare_parts(const struct pq_judge_state *run, const struct pq_asked *asked,
				 struct pq_naive_multipart *reader, struct pq_view *about)
{
	size_t at = next_entry(run, asked, asked->line + 1);

	for (;;) {
		struct pq_naive_part part;
		const char *why;

		*about = pq_view_slice(reader->rest, 0, 96);
		switch (pq_naive_multipart_next(reader, &part)) {
		case PQ_NAIVE_PART_READ:
			break;
		case PQ_NAIVE_PART_NONE:
			return at == asked->children_end ? NULL : "there are fewer parts than were asked for: ";
		default:
			return "the body holds what no form writes: ";
		}
		if (at == asked->children_end)
			return "there are more parts than were asked for: ";
		*about = part.name;
		why = compare_part(&run->scenario->lines[at], &part);
		if (why)
			return why;
		at = next_entry(run, asked, at + 1);
	}
}

bool pq_judge_multipart_injection(struct pq_judge_state *run, const struct pq_exchange *exchange,
				  const struct pq_message *message)
{
	struct pq_naive_multipart reader;
	struct pq_view about = pq_view_slice(message->body, 0, 96);
	const char *why;

	if (!carries_body(exchange, message))
		return false;
	if (pq_naive_multipart_begin(&reader, message->body, find_boundary(exchange->asked, message)))
		why = compare_parts(run, exchange->asked, &reader, &about);
	else
		why = "the body does not begin with its boundary: ";
	if (!why)
		return true;
	pq_detail_quote(pq_detail(run, why), about);
	pq_violate(run, PQ_RULE_MULTIPART_INJECTION, exchange->sends.first, exchange->asked->number);
	return true;
}

/* The last bytes that were drawn for the request since its last boundary. */
static struct pq_view gather_draws(struct pq_judge_state *run, const struct pq_asked *asked, size_t until)
{
	const struct pq_event *events = run->transcript->events;
	size_t mark = run->text.len;
	struct pq_view drawn;

	for (size_t i = asked->draws_from; i < until; i++)
		if (events[i].kind == PQ_EVENT_RANDOM && events[i].request == asked->number)
			pq_buf_add(&run->text, events[i].bytes);
	drawn = pq_buf_since(&run->text, mark);
	return drawn.len > DRAWN_MAX ? pq_view_from(drawn, drawn.len - DRAWN_MAX) : drawn;
}

/* An encoding of random bytes in a boundary: whether `boundary` at some place encodes all of `bytes`. */
static bool holds_hex(struct pq_view boundary, struct pq_view bytes)
{
	for (size_t at = 0; at + 2 * bytes.len <= boundary.len; at++) {
		size_t i = 0;

		while (i < bytes.len && pq_bytes_hex(boundary.data[at + 2 * i]) == bytes.data[i] >> 4 &&
		       pq_bytes_hex(boundary.data[at + 2 * i + 1]) == (bytes.data[i] & 15u))
			i++;
		if (i == bytes.len)
			return true;
	}
	return false;
}

/* How boundaries may encode what was drawn; another way is another row. */
static bool (*const encodings[])(struct pq_view boundary, struct pq_view bytes) = { holds_hex };

static bool encodes(struct pq_view boundary, struct pq_view drawn)
{
	for (size_t from = 0; from + ENCODED_MIN <= drawn.len; from++)
		for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++)
			if (encodings[i](boundary, pq_view_slice(drawn, from, from + ENCODED_MIN)))
				return true;
	return false;
}

static size_t count_occurrences(struct pq_view body, struct pq_view boundary)
{
	size_t count = 0;

	for (size_t at = 0; (at = pq_bytes_search(body, boundary, at)) != SIZE_MAX; at++)
		count++;
	return count;
}

static const char *judge_boundary(struct pq_judge_state *run, const struct pq_exchange *exchange,
				  const struct pq_message *message, struct pq_view boundary)
{
	struct pq_asked *asked = exchange->asked;
	bool repeated;

	if (!boundary.len || boundary.len > BOUNDARY_MAX)
		return "the boundary is not 1 to 70 bytes long: ";
	if (count_occurrences(message->body, boundary) != (size_t)asked->entries + 1)
		return "the boundary occurs in the data: ";
	if (!pq_run_shows(run, PQ_SHOWS_RANDOM)) {
		run->unproven |= UINT32_C(1) << PQ_RULE_WEAK_BOUNDARY;
		return NULL;
	}
	/* The same body sent again after a redirect has the same boundary (Fetch "HTTP-redirect fetch", step 12). */
	repeated = asked->boundary.len && pq_bytes_same(asked->boundary, boundary);
	if (repeated || encodes(boundary, gather_draws(run, asked, exchange->sends.first)))
		return NULL;
	return "the boundary does not encode 12 bytes that were drawn for it: ";
}

bool pq_judge_weak_boundary(struct pq_judge_state *run, const struct pq_exchange *exchange,
			    const struct pq_message *message)
{
	struct pq_view boundary;
	const char *why;

	if (!carries_body(exchange, message))
		return false;
	boundary = find_boundary(exchange->asked, message);
	why = judge_boundary(run, exchange, message, boundary);
	if (why) {
		pq_detail_quote(pq_detail(run, why), boundary);
		pq_violate(run, PQ_RULE_WEAK_BOUNDARY, exchange->sends.first, exchange->asked->number);
	}
	/* Of a message in pieces nothing stays. */
	exchange->asked->boundary = exchange->sends.count > 1 ? pq_buf_keep(&run->text, boundary) : boundary;
	exchange->asked->draws_from = exchange->sends.first;
	return true;
}
