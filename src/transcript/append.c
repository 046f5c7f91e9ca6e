/* SPDX-License-Identifier: MIT */
#include "base/check.h"
#include "transcript/transcript.h"

void pq_transcript_init(struct pq_transcript *transcript, struct pq_event *events, size_t cap,
			struct pq_address *addresses, size_t address_cap, void *bytes, size_t bytes_cap)
{
	transcript->events = events;
	transcript->cap = cap;
	transcript->addresses = addresses;
	transcript->address_cap = address_cap;
	pq_buf_init(&transcript->bytes, bytes, bytes_cap);
	pq_transcript_reset(transcript);
}

void pq_transcript_reset(struct pq_transcript *transcript)
{
	transcript->count = 0;
	transcript->address_count = 0;
	transcript->current = 0;
	transcript->truncated = false;
	pq_buf_reset(&transcript->bytes);
}

/*
 * True if an event with that many bytes and addresses fits; otherwise it is lost, and the transcript says so. What
 * comes after it is lost with it: a transcript is always the beginning of what happened, never a part with gaps.
 */
static bool has_room(struct pq_transcript *transcript, size_t bytes, size_t addresses)
{
	if (!transcript->truncated && transcript->count < transcript->cap && bytes <= pq_buf_room(&transcript->bytes) &&
	    addresses <= transcript->address_cap - transcript->address_count)
		return true;
	transcript->truncated = true;
	return false;
}

/* The next event, of that kind and of the request under way; there is room for it. */
static struct pq_event *add(struct pq_transcript *transcript, enum pq_event_kind kind)
{
	struct pq_event *event = &transcript->events[transcript->count++];

	*event = (struct pq_event){ .kind = kind, .request = transcript->current };
	return event;
}

static void keep_addresses(struct pq_transcript *transcript, struct pq_event *event, const struct pq_address *addresses,
			   size_t count)
{
	struct pq_address *to;

	if (count == 0)
		return;
	to = transcript->addresses + transcript->address_count;
	for (size_t i = 0; i < count; i++)
		to[i] = addresses[i];
	transcript->address_count += count;
	event->addresses = to;
	event->address_count = count;
}

/* An event whose only content is a text; NULL if it did not fit. */
static struct pq_event *add_text(struct pq_transcript *transcript, enum pq_event_kind kind, struct pq_view text)
{
	struct pq_event *event;

	if (!has_room(transcript, text.len, 0))
		return NULL;
	event = add(transcript, kind);
	event->text = pq_buf_keep(&transcript->bytes, text);
	return event;
}

static void add_bytes(struct pq_transcript *transcript, enum pq_event_kind kind, uint32_t conn, struct pq_view bytes)
{
	struct pq_event *event;

	if (!has_room(transcript, bytes.len, 0))
		return;
	event = add(transcript, kind);
	event->conn = conn;
	event->bytes = pq_buf_keep(&transcript->bytes, bytes);
}

void pq_transcript_request(struct pq_transcript *transcript, uint32_t request)
{
	transcript->current = request;
	if (has_room(transcript, 0, 0))
		add(transcript, PQ_EVENT_REQUEST);
}

void pq_transcript_dropped(struct pq_transcript *transcript, struct pq_view name)
{
	add_text(transcript, PQ_EVENT_DROPPED, name);
}

void pq_transcript_random(struct pq_transcript *transcript, struct pq_view bytes)
{
	add_bytes(transcript, PQ_EVENT_RANDOM, 0, bytes);
}

void pq_transcript_resolve(struct pq_transcript *transcript, struct pq_view host, const struct pq_address *addresses,
			   size_t count)
{
	struct pq_event *event;

	if (!has_room(transcript, host.len, count))
		return;
	event = add_text(transcript, PQ_EVENT_RESOLVE, host);
	keep_addresses(transcript, event, addresses, count);
}

void pq_transcript_dial(struct pq_transcript *transcript, uint32_t conn, enum pq_transport transport,
			const struct pq_address *address, uint16_t port, enum pq_dialled dialled)
{
	struct pq_event *event;

	pq_check(transport < PQ_TRANSPORT_COUNT && dialled < PQ_DIALLED_COUNT);
	if (!has_room(transcript, 0, 1))
		return;
	event = add(transcript, PQ_EVENT_DIAL);
	event->conn = conn;
	event->transport = transport;
	event->port = port;
	event->dialled = dialled;
	keep_addresses(transcript, event, address, 1);
}

void pq_transcript_tls(struct pq_transcript *transcript, uint32_t conn, struct pq_view name)
{
	struct pq_event *event = add_text(transcript, PQ_EVENT_TLS, name);

	if (event)
		event->conn = conn;
}

void pq_transcript_send(struct pq_transcript *transcript, uint32_t conn, struct pq_view bytes)
{
	add_bytes(transcript, PQ_EVENT_SEND, conn, bytes);
}

void pq_transcript_receive(struct pq_transcript *transcript, uint32_t conn, struct pq_view bytes)
{
	add_bytes(transcript, PQ_EVENT_RECEIVE, conn, bytes);
}

void pq_transcript_close(struct pq_transcript *transcript, uint32_t conn)
{
	if (has_room(transcript, 0, 0))
		add(transcript, PQ_EVENT_CLOSE)->conn = conn;
}

void pq_transcript_time(struct pq_transcript *transcript, uint64_t time_ms)
{
	if (has_room(transcript, 0, 0))
		add(transcript, PQ_EVENT_TIME)->time_ms = time_ms;
}

/* The outcome of the request under way, which ends also if there is no room to say so; NULL then. */
static struct pq_event *add_outcome(struct pq_transcript *transcript, enum pq_outcome outcome, struct pq_view text)
{
	struct pq_event *event = add_text(transcript, PQ_EVENT_OUTCOME, text);

	if (event)
		event->outcome = outcome;
	transcript->current = 0;
	return event;
}

void pq_transcript_done(struct pq_transcript *transcript, uint16_t status)
{
	struct pq_event *event = add_outcome(transcript, PQ_OUTCOME_DONE, pq_view(NULL, 0));

	if (event)
		event->status = status;
}

void pq_transcript_blocked(struct pq_transcript *transcript, enum pq_rule rule, enum pq_side side)
{
	struct pq_event *event = add_outcome(transcript, PQ_OUTCOME_BLOCKED, pq_view(NULL, 0));

	pq_check(rule != PQ_RULE_NONE && rule < PQ_RULE_COUNT && side < PQ_SIDE_COUNT);
	if (event) {
		event->rule = rule;
		event->side = side;
	}
}

void pq_transcript_error(struct pq_transcript *transcript, const char *name)
{
	add_outcome(transcript, PQ_OUTCOME_ERROR, pq_view_str(name));
}

void pq_transcript_copy(struct pq_transcript *transcript, const struct pq_event *event)
{
	if (event->kind == PQ_EVENT_REQUEST)
		transcript->current = event->request;
	if (has_room(transcript, event->text.len + event->bytes.len, event->address_count)) {
		struct pq_event *copy = add(transcript, event->kind);

		*copy = *event;
		copy->request = transcript->current;
		copy->text = pq_buf_keep(&transcript->bytes, event->text);
		copy->bytes = pq_buf_keep(&transcript->bytes, event->bytes);
		copy->addresses = NULL;
		copy->address_count = 0;
		keep_addresses(transcript, copy, event->addresses, event->address_count);
	}
	if (event->kind == PQ_EVENT_OUTCOME)
		transcript->current = 0;
}
