/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "base/ascii.h"
#include "play/trace.h"

struct pq_traced *pq_trace_conn(struct pq_trace *trace, uint32_t conn)
{
	for (size_t i = trace->conn_count; i > 0; i--)
		if (trace->conns[i - 1].conn == conn)
			return &trace->conns[i - 1];
	return NULL;
}

bool pq_trace_is_head(struct pq_view bytes)
{
	static const struct pq_view version = PQ_VIEW(" HTTP/");
	size_t end = pq_view_find(bytes, '\n', 0);
	size_t space = pq_view_find(bytes, ' ', 0);

	if (space == 0 || space >= end)
		return false;
	for (size_t i = space; i + version.len <= end; i++)
		if (pq_view_eq(pq_view_slice(bytes, i, i + version.len), version))
			return true;
	return false;
}

static bool gave(const struct pq_event *look_up, const struct pq_address *address)
{
	for (size_t i = 0; i < look_up->address_count; i++)
		if (pq_address_eq(&look_up->addresses[i], address))
			return true;
	return false;
}

/* Whether the address is known by names alone that are none of the scenario's. */
static bool is_of_strangers(const struct pq_trace *trace, const struct pq_address *address, size_t until)
{
	const struct pq_transcript *log = trace->with->log;
	bool known = false;

	for (size_t i = 0; i < until; i++) {
		const struct pq_event *event = &log->events[i];

		if (event->kind != PQ_EVENT_RESOLVE || !gave(event, address))
			continue;
		if (pq_kin_has(&trace->kin, event->text))
			return false;
		known = true;
	}
	return known;
}

/* Multicast, broadcast and link-local: how devices find each other. */
static bool is_discovery(const struct pq_event *dial)
{
	const unsigned char *at = dial->addresses[0].bytes;

	if (dial->transport != PQ_TRANSPORT_UDP || !dial->address_count)
		return false;
	if (dial->addresses[0].family == 6)
		return at[0] == 0xff || (at[0] == 0xfe && (at[1] & 0xc0) == 0x80);
	return (at[0] >= 224 && at[0] < 240) || (at[0] == 255 && at[3] == 255);
}

/* An idle connection to the page's own server was dialled for the hub. */
static bool is_idle_at_page(const struct pq_trace *trace, const struct pq_traced *conn, const struct pq_event *dial)
{
	uint16_t port = 0;

	if (conn->wrote || !pq_url_effective_port(&trace->page, &port) || dial->port != port)
		return false;
	for (uint32_t i = 1; i <= trace->request_count; i++)
		if (trace->requests[i].readable && pq_url_same_origin(&trace->requests[i].url, &trace->page) &&
		    trace->with->scenario->lines[trace->requests[i].line].word == PQ_WORD_PRECONNECT)
			return false;
	for (size_t i = 0; i < trace->with->log->count; i++) {
		const struct pq_event *event = &trace->with->log->events[i];

		if (event->kind == PQ_EVENT_RESOLVE && dial->address_count && gave(event, &dial->addresses[0]) &&
		    pq_ascii_eq_nocase(event->text, trace->page.host))
			return true;
	}
	return pq_url_has_address(&trace->page) && dial->address_count &&
	       pq_address_eq(&trace->page.address, &dial->addresses[0]);
}

static enum pq_owner owner_of(const struct pq_trace *trace, const struct pq_traced *conn)
{
	const struct pq_event *dial = conn->dial == PQ_NO_LINE ? NULL : &trace->with->log->events[conn->dial];

	if (conn->owner != PQ_OWNER_SCENARIO || !dial)
		return conn->owner;
	if (is_discovery(dial) || is_idle_at_page(trace, conn, dial))
		return PQ_OWNER_BROWSER;
	return dial->address_count && is_of_strangers(trace, &dial->addresses[0], conn->dial) ? PQ_OWNER_BROWSER
											      : PQ_OWNER_SCENARIO;
}

/* By what is written on it first. */
static void note_send(const struct pq_trace *trace, struct pq_traced *conn, struct pq_view bytes)
{
	static const struct pq_view icon = PQ_VIEW("GET /favicon.ico ");

	if (conn->wrote)
		return;
	conn->wrote = true;
	if (pq_hub_read(pq_hub_target(bytes)).verb != PQ_HUB_NONE)
		conn->owner = PQ_OWNER_HUB;
	else if (pq_view_starts(bytes, icon) && !pq_kin_mentions(trace->with->scenario, pq_view_str("favicon.ico")))
		conn->owner = PQ_OWNER_BROWSER;
}

static bool is_about_conn(enum pq_event_kind kind)
{
	return kind == PQ_EVENT_DIAL || kind == PQ_EVENT_TLS || kind == PQ_EVENT_SEND || kind == PQ_EVENT_RECEIVE;
}

bool pq_trace_conns(struct pq_trace *trace)
{
	const struct pq_transcript *log = trace->with->log;

	trace->conn_count = 0;
	trace->conns = calloc(log->count + 1, sizeof(*trace->conns));
	if (!trace->conns)
		return false;
	for (size_t i = 0; i < log->count; i++) {
		const struct pq_event *event = &log->events[i];
		struct pq_traced *conn = is_about_conn(event->kind) ? pq_trace_conn(trace, event->conn) : NULL;

		if (!is_about_conn(event->kind))
			continue;
		if (!conn) {
			conn = &trace->conns[trace->conn_count++];
			*conn = (struct pq_traced){ .conn = event->conn, .dial = PQ_NO_LINE, .tls = PQ_NO_LINE };
		}
		if (event->kind == PQ_EVENT_DIAL)
			conn->dial = i;
		else if (event->kind == PQ_EVENT_TLS)
			conn->tls = i;
		else if (event->kind == PQ_EVENT_SEND)
			note_send(trace, conn, event->bytes);
	}
	for (size_t i = 0; i < trace->conn_count; i++)
		trace->conns[i].owner = owner_of(trace, &trace->conns[i]);
	return true;
}
