/* SPDX-License-Identifier: MIT */
#include "lab/proxy_tell.h"

#include <stdio.h>

#define PAGE "page"
#define PROXY "proxy"
#define NOTHING (pq_view(NULL, 0))

/* Whom a connection of the page's is answered by. */
static const char *peer_of(const struct pq_transcript *transcript, uint32_t conn)
{
	for (size_t i = 0; i < transcript->count; i++) {
		const struct pq_event *event = &transcript->events[i];

		if (event->kind == PQ_EVENT_DIAL && event->conn == conn)
			return event->port == 80 ? PROXY : "attacker's server";
	}
	return PROXY;
}

static bool tell_dial(const struct pq_event *event, struct pq_lab_steps *steps)
{
	static const char *const became[] = { "is taken", "is refused", "fails" };
	unsigned char address[64];
	struct pq_buf out;
	char note[160];

	pq_buf_init(&out, address, sizeof(address));
	pq_address_print(&event->addresses[0], &out);
	snprintf(note, sizeof(note), "dials %.*s port %u; the connection %s", (int)out.len, (const char *)address,
		 (unsigned int)event->port, became[event->dialled]);
	return pq_lab_step_add(steps, PAGE, NULL, NOTHING, note);
}

static bool tell_outcome(const struct pq_event *event, struct pq_lab_steps *steps)
{
	char note[160];

	if (event->outcome == PQ_OUTCOME_BLOCKED)
		snprintf(note, sizeof(note), "refuses the request: %s", pq_rule_name(event->rule));
	else if (event->outcome == PQ_OUTCOME_ERROR)
		snprintf(note, sizeof(note), "the request ends with %.*s", (int)event->text.len,
			 (const char *)event->text.data);
	else
		return true;
	return pq_lab_step_add(steps, event->outcome == PQ_OUTCOME_BLOCKED ? "policy" : PAGE, NULL, NOTHING, note);
}

static bool tell_dropped(const struct pq_event *event, struct pq_lab_steps *steps)
{
	char note[160];

	snprintf(note, sizeof(note), "drops the header %.*s, which a page may not set", (int)event->text.len,
		 (const char *)event->text.data);
	return pq_lab_step_add(steps, "request builder", NULL, NOTHING, note);
}

/* What the page did, up to the first bytes that came back, or from there on. */
static bool tell_page(const struct pq_transcript *transcript, bool before, struct pq_lab_steps *steps)
{
	bool good = true, back = false;

	for (size_t i = 0; good && i < transcript->count; i++) {
		const struct pq_event *event = &transcript->events[i];

		back = back || event->kind == PQ_EVENT_RECEIVE;
		if (back == before)
			continue;
		if (event->kind == PQ_EVENT_SEND)
			good = pq_lab_step_add(steps, PAGE, peer_of(transcript, event->conn), event->bytes, NULL);
		else if (event->kind == PQ_EVENT_RECEIVE)
			good = pq_lab_step_add(steps, peer_of(transcript, event->conn), PAGE, event->bytes, NULL);
		else if (event->kind == PQ_EVENT_DIAL)
			good = tell_dial(event, steps);
		else if (event->kind == PQ_EVENT_DROPPED)
			good = tell_dropped(event, steps);
		else if (event->kind == PQ_EVENT_OUTCOME)
			good = tell_outcome(event, steps);
	}
	return good;
}

static bool tell_servers(const struct pq_proxy_servers *servers, const char *page, struct pq_lab_steps *steps)
{
	bool good = true;

	for (size_t i = 0; good && i < servers->conn_count; i++) {
		const struct pq_proxy_conn *conn = &servers->conns[i];
		const char *from = strcmp(conn->from, page) == 0 ? PAGE : PROXY;

		if (conn->len)
			good = pq_lab_step_add(steps, from, conn->listener->who, pq_view(conn->bytes, conn->len), NULL);
		if (good && conn->said_len)
			good = pq_lab_step_add(steps, conn->listener->who, from, pq_view(conn->said, conn->said_len),
					       NULL);
	}
	return good;
}

bool pq_proxy_tell(const struct pq_transcript *transcript, const struct pq_proxy_servers *servers, const char *page,
		   struct pq_lab_steps *steps)
{
	return tell_page(transcript, true, steps) && tell_servers(servers, page, steps) &&
	       tell_page(transcript, false, steps);
}
