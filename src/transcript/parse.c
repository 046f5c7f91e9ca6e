/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "transcript/shape.h"

#define EXPECTED_ADDRESS "an IPv4 or IPv6 address"

/* pool_limit: what is expected when the bytes are too many */
struct parser {
	struct pq_text text;
	struct pq_transcript *transcript;
	char pool_limit[80];
};

static enum pq_err read_u32(struct parser *parser, const char *expected, uint32_t *out)
{
	uint64_t n = 0;
	enum pq_err err = pq_text_number(&parser->text, expected, 1, UINT32_MAX, &n);

	if (!err)
		*out = (uint32_t)n;
	return err;
}

static enum pq_err read_u16(struct parser *parser, const char *expected, uint16_t min, uint16_t max, uint16_t *out)
{
	uint64_t n = 0;
	enum pq_err err = pq_text_number(&parser->text, expected, min, max, &n);

	if (!err)
		*out = (uint16_t)n;
	return err;
}

/* The number of the request under way, which the line repeats for its reader. */
static enum pq_err read_current(struct parser *parser)
{
	static const char expected[] = "the number of the request under way";
	size_t start = parser->text.at;
	uint64_t n = 0;
	enum pq_err err = pq_text_number(&parser->text, expected, 0, UINT32_MAX, &n);

	if (!err && n != parser->transcript->current)
		err = pq_text_fail(&parser->text, PQ_ERR_SYNTAX, start, expected);
	return err;
}

static enum pq_err read_address(struct parser *parser, struct pq_event *event)
{
	struct pq_transcript *t = parser->transcript;
	size_t start = parser->text.at;
	struct pq_address *to;
	struct pq_view word;
	enum pq_err err = pq_text_word(&parser->text, EXPECTED_ADDRESS, &word);

	if (err)
		return err;
	if (t->address_count == t->address_cap)
		return pq_text_fail_limit(&parser->text, start, t->address_cap,
					  " addresses (PQ_MAX_TRANSCRIPT_ADDRESSES)");
	to = &t->addresses[t->address_count];
	if (event->kind == PQ_EVENT_DIAL && pq_view_is(word, "-"))
		*to = (struct pq_address){ .family = 0 };
	else if (!pq_address_parse(word, to))
		return pq_text_fail(&parser->text, PQ_ERR_SYNTAX, start, EXPECTED_ADDRESS);
	if (event->address_count == 0)
		event->addresses = to;
	event->address_count++;
	t->address_count++;
	return PQ_ERR_OK;
}

static enum pq_err read_addresses(struct parser *parser, struct pq_event *event)
{
	while (!pq_text_at_line_end(&parser->text)) {
		enum pq_err err = read_address(parser, event);

		if (err)
			return err;
		pq_text_skip_blanks(&parser->text);
	}
	return PQ_ERR_OK;
}

static enum pq_err read_transport(struct parser *parser, enum pq_transport *out)
{
	size_t index = 0;
	enum pq_err err = pq_text_name(&parser->text, pq_transport_names, PQ_TRANSPORT_COUNT, &index);

	if (!err)
		*out = (enum pq_transport)index;
	return err;
}

static enum pq_err read_dialled(struct parser *parser, enum pq_dialled *out)
{
	size_t index = 0;
	enum pq_err err = pq_text_name(&parser->text, pq_dialled_names, PQ_DIALLED_COUNT, &index);

	if (!err)
		*out = (enum pq_dialled)index;
	return err;
}

static enum pq_err read_process(struct parser *parser, enum pq_process *out)
{
	size_t index = 0;
	enum pq_err err = pq_text_name(&parser->text, pq_process_names, PQ_PROCESS_COUNT, &index);

	if (!err)
		*out = (enum pq_process)index;
	return err;
}

static enum pq_err read_called(struct parser *parser, enum pq_called *out)
{
	size_t index = 0;
	enum pq_err err = pq_text_name(&parser->text, pq_called_names, PQ_CALLED_COUNT, &index);

	if (!err)
		*out = (enum pq_called)index;
	return err;
}

/* Of a response; 0 where the way to the socket that was taken knows none. */
static enum pq_err read_status(struct parser *parser, struct pq_event *event)
{
	size_t start = parser->text.at;
	enum pq_err err = read_u16(parser, "a status from 100 to 999, or 0", 0, 999, &event->status);

	if (!err && event->status > 0 && event->status < 100)
		err = pq_text_fail(&parser->text, PQ_ERR_RANGE, start, "a status from 100 to 999, or 0");
	return err;
}

static enum pq_err read_blocked(struct parser *parser, struct pq_event *event)
{
	static const char expected[] = "the name of a rule, such as unsafe_port";
	struct pq_view sides[PQ_SIDE_COUNT];
	size_t start = parser->text.at;
	struct pq_view word;
	size_t index = 0;
	enum pq_err err = pq_text_word(&parser->text, expected, &word);

	if (err)
		return err;
	event->rule = pq_rule_by_name(word);
	if (event->rule == PQ_RULE_NONE)
		return pq_text_fail(&parser->text, PQ_ERR_SYNTAX, start, expected);
	for (size_t i = 0; i < PQ_SIDE_COUNT; i++)
		sides[i] = pq_view_str(pq_side_name((enum pq_side)i));
	pq_text_skip_blanks(&parser->text);
	err = pq_text_name(&parser->text, sides, PQ_SIDE_COUNT, &index);
	event->side = (enum pq_side)index;
	return err;
}

/* Every outcome but "unset", which is none. */
static enum pq_err read_outcome(struct parser *parser, struct pq_event *event)
{
	struct pq_view names[PQ_OUTCOME_COUNT - 1];
	size_t index = 0;
	enum pq_err err;

	for (size_t i = 1; i < PQ_OUTCOME_COUNT; i++)
		names[i - 1] = pq_view_str(pq_outcome_name((enum pq_outcome)i));
	err = pq_text_name(&parser->text, names, PQ_OUTCOME_COUNT - 1, &index);
	if (err)
		return err;
	event->outcome = (enum pq_outcome)(index + 1);
	pq_text_skip_blanks(&parser->text);
	if (event->outcome == PQ_OUTCOME_DONE)
		return read_status(parser, event);
	if (event->outcome == PQ_OUTCOME_BLOCKED)
		return read_blocked(parser, event);
	return pq_text_bytes(&parser->text, "the name of a network error", &event->text);
}

static enum pq_err read_part(struct parser *parser, enum pq_event_part part, struct pq_event *event)
{
	switch (part) {
	case PQ_PART_NEW_REQUEST:
		return read_u32(parser, "a request from 1 to 4294967295", &event->request);
	case PQ_PART_REQUEST:
		return read_current(parser);
	case PQ_PART_CONN:
		return read_u32(parser, "a connection from 1 to 4294967295", &event->conn);
	case PQ_PART_TRANSPORT:
		return read_transport(parser, &event->transport);
	case PQ_PART_ADDRESS:
		return read_address(parser, event);
	case PQ_PART_ADDRESSES:
		return read_addresses(parser, event);
	case PQ_PART_PORT:
		return read_u16(parser, "a port from 0 to 65535", 0, 65535, &event->port);
	case PQ_PART_DIALLED:
		return read_dialled(parser, &event->dialled);
	case PQ_PART_TEXT:
		return pq_text_bytes(&parser->text, "a quoted text", &event->text);
	case PQ_PART_BYTES:
		return pq_text_bytes(&parser->text, "quoted bytes", &event->bytes);
	case PQ_PART_TIME:
		return pq_text_number(&parser->text, "a number of milliseconds", 0, UINT64_MAX, &event->time_ms);
	case PQ_PART_PROCESS:
		return read_process(parser, &event->process);
	case PQ_PART_NAME:
		return pq_text_bytes(&parser->text, "the name of a system call", &event->text);
	case PQ_PART_CALLED:
		return read_called(parser, &event->called);
	default:
		return read_outcome(parser, event);
	}
}

/* The arguments of an event's line; the event is then complete. */
static enum pq_err read_event(struct parser *parser, enum pq_event_kind kind)
{
	struct pq_transcript *t = parser->transcript;
	struct pq_event event = { .kind = kind, .request = t->current };
	enum pq_err err = PQ_ERR_OK;

	if (t->count == t->cap)
		return pq_text_fail_limit(&parser->text, parser->text.line_start, t->cap, " events (PQ_MAX_EVENTS)");
	for (const enum pq_event_part *part = pq_event_parts[kind]; *part != PQ_PART_END && !err; part++) {
		pq_text_skip_blanks(&parser->text);
		err = read_part(parser, *part, &event);
	}
	if (!err)
		err = pq_text_line_end(&parser->text);
	if (err)
		return err;
	t->current = kind == PQ_EVENT_OUTCOME ? 0 : event.request;
	t->events[t->count++] = event;
	return PQ_ERR_OK;
}

/* One line; comments and empty lines are read over. */
static enum pq_err read_line(struct parser *parser)
{
	struct pq_text *text = &parser->text;
	size_t word = PQ_EVENT_COUNT;
	enum pq_err err;

	if (pq_text_at_line_end(text) || pq_text_peek(text) == '#')
		return PQ_ERR_OK;
	err = pq_text_name(text, pq_event_names, PQ_EVENT_COUNT + 1, &word);
	if (err)
		return err;
	if (word < PQ_EVENT_COUNT)
		return read_event(parser, (enum pq_event_kind)word);
	parser->transcript->truncated = true;
	return pq_text_line_end(text);
}

static void set_pool_limit(struct parser *parser)
{
	struct pq_buf out;

	pq_buf_init(&out, parser->pool_limit, sizeof(parser->pool_limit) - 1);
	pq_buf_add_str(&out, "at most ");
	pq_buf_add_u64(&out, parser->transcript->bytes.cap);
	pq_buf_add_str(&out, " bytes (PQ_MAX_TRANSCRIPT_BYTES)");
	parser->pool_limit[out.len] = '\0';
	parser->text.pool_limit = parser->pool_limit;
}

enum pq_err pq_transcript_parse(struct pq_transcript *transcript, struct pq_view text, struct pq_diag *diag)
{
	static const struct pq_view format = PQ_VIEW("pratique-transcript");
	static const struct pq_view version = PQ_VIEW("1");
	struct parser parser = { .transcript = transcript };
	enum pq_err err;

	pq_transcript_reset(transcript);
	pq_text_init(&parser.text, text, &transcript->bytes, diag);
	parser.text.copy = true;
	set_pool_limit(&parser);
	err = pq_text_header(&parser.text, format, version);
	while (!err && !pq_text_at_end(&parser.text)) {
		err = read_line(&parser);
		pq_text_next_line(&parser.text);
	}
	if (err)
		pq_transcript_reset(transcript);
	return err;
}
