/* SPDX-License-Identifier: MIT */
#include "play/transcript.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "play/trace.h"

#define URL_ROOM (1u << 20)
#define ANSWER_ROOM (8u << 20)

/* The request's URL, read with the page's as its base; a WebSocket's as the API changes it. */
static void read_request(struct pq_trace *trace, size_t line, struct pq_traced_request *request)
{
	const struct pq_line *asked = &trace->with->scenario->lines[line];
	bool method = asked->word == PQ_WORD_FETCH || asked->word == PQ_WORD_XHR || asked->word == PQ_WORD_FORM ||
		      asked->word == PQ_WORD_CONTROL;

	*request = (struct pq_traced_request){ .line = line, .message = PQ_NO_LINE };
	request->readable =
		!pq_url_parse(&request->url, asked->args[method].bytes, &trace->page, trace->with->idna, &trace->urls);
}

static void read_urls(struct pq_trace *trace)
{
	const struct pq_scenario *scenario = trace->with->scenario;

	pq_kin_init(&trace->kin, scenario, trace->with->idna, &trace->page, &trace->urls);
	for (size_t i = pq_scenario_find_request(scenario, 0);
	     i < scenario->line_count && trace->request_count < PQ_MAX_REQUESTS;
	     i = pq_scenario_find_request(scenario, i + 1))
		read_request(trace, i, &trace->requests[++trace->request_count]);
}

/* What follows belongs to that request. */
static void go_on_with(struct pq_trace *trace, uint32_t request)
{
	if (request && trace->out->current != request)
		pq_transcript_request(trace->out, request);
}

/* A browser's connections are many, and a transcript has its own numbers. */
static uint32_t number_of(struct pq_trace *trace, struct pq_traced *conn)
{
	if (!conn->number)
		conn->number = ++trace->told_count;
	return conn->number;
}

static void tell_dial(struct pq_trace *trace, struct pq_traced *conn, uint32_t request)
{
	const struct pq_event *dial = &trace->with->log->events[conn->dial];

	go_on_with(trace, request);
	pq_transcript_dial(trace->out, number_of(trace, conn), dial->transport, &dial->addresses[0], dial->port,
			   dial->dialled);
	trace->requests[request].dials++;
	conn->request = request;
	conn->told = true;
}

/* Without a name (SNI) the client asked for the address that it dialled. */
static void tell_tls(struct pq_trace *trace, struct pq_traced *conn, struct pq_view name)
{
	unsigned char text[64];
	struct pq_buf out;

	pq_buf_init(&out, text, sizeof(text));
	if (!name.len && conn->dial != PQ_NO_LINE && trace->with->log->events[conn->dial].address_count) {
		const struct pq_address *address = &trace->with->log->events[conn->dial].addresses[0];

		pq_buf_add_str(&out, address->family == 6 ? "[" : "");
		pq_address_print(address, &out);
		pq_buf_add_str(&out, address->family == 6 ? "]" : "");
		name = pq_buf_view(&out);
	}
	pq_transcript_tls(trace->out, number_of(trace, conn), name);
}

/* What was dialled before there was a request is told where it is used. */
static void tell_beginning(struct pq_trace *trace, struct pq_traced *conn, uint32_t request)
{
	if (conn->told || conn->dial == PQ_NO_LINE)
		return;
	tell_dial(trace, conn, request);
	if (conn->tls != PQ_NO_LINE)
		tell_tls(trace, conn, trace->with->log->events[conn->tls].text);
}

static void tell_send(struct pq_trace *trace, struct pq_traced *conn, size_t at, uint32_t request)
{
	const struct pq_event *event = &trace->with->log->events[at];
	bool head = pq_trace_is_head(event->bytes);

	/* What does not begin a message goes on with the one before. */
	if (!head && conn->request)
		request = conn->request;
	tell_beginning(trace, conn, request);
	go_on_with(trace, request);
	conn->request = request;
	pq_transcript_send(trace->out, number_of(trace, conn), event->bytes);
	if (!head)
		return;
	trace->requests[request].message = at;
	trace->requests[request].conn = conn->conn;
}

static void tell_look_up(struct pq_trace *trace, const struct pq_event *event, uint32_t request)
{
	if (!pq_kin_has(&trace->kin, event->text))
		return;
	go_on_with(trace, request);
	pq_transcript_resolve(trace->out, event->text, event->addresses, event->address_count);
	trace->requests[request].look_ups += event->address_count == 0;
}

/* One event of a connection of the scenario's. request: under way, or the last one; 0: none has begun. */
static void tell_event(struct pq_trace *trace, struct pq_traced *conn, size_t at, uint32_t request)
{
	const struct pq_event *event = &trace->with->log->events[at];

	if (event->kind == PQ_EVENT_DIAL) {
		if (request)
			tell_dial(trace, conn, request);
	} else if (event->kind == PQ_EVENT_SEND) {
		if (request)
			tell_send(trace, conn, at, request);
	} else if (conn->told) {
		go_on_with(trace, conn->request);
		if (event->kind == PQ_EVENT_TLS)
			tell_tls(trace, conn, event->text);
		else if (event->kind == PQ_EVENT_RECEIVE)
			pq_transcript_receive(trace->out, number_of(trace, conn), event->bytes);
		else
			pq_transcript_close(trace->out, number_of(trace, conn));
	}
}

static bool read_hex(unsigned char c, unsigned int *value)
{
	bool digit = c >= '0' && c <= '9';

	if (!digit && !(c >= 'a' && c <= 'f'))
		return false;
	*value = *value << 4 | pq_ascii_hex_value(c);
	return true;
}

/* Names that the guard dropped, as the page saw it: in hexadecimal, joined by '-'. */
static void tell_dropped(struct pq_trace *trace, struct pq_view names)
{
	unsigned char name[256];
	size_t len = 0;

	for (size_t i = 0; i <= names.len; i++) {
		unsigned int value = 0;

		if (i + 1 < names.len && read_hex(names.data[i], &value) && read_hex(names.data[i + 1], &value)) {
			i++;
			if (len < sizeof(name))
				name[len++] = (unsigned char)value;
		} else if (len) {
			pq_transcript_dropped(trace->out, pq_view(name, len));
			len = 0;
		}
	}
}

static void tell_end(struct pq_trace *trace, const struct pq_hub_word *word, size_t at)
{
	go_on_with(trace, word->request);
	tell_dropped(trace, word->dropped);
	pq_trace_outcome(trace, word->request, word, at);
	trace->requests[word->request].ended = true;
}

/*
 * open:    the page runs: what came before only tells names and dials
 * request: under way, or the last one that was
 */
struct walk {
	bool open;
	uint32_t request;
	bool unsupported;
};

static void hear_hub(struct pq_trace *trace, struct walk *walk, const struct pq_hub_word *word, size_t at)
{
	bool known = word->request >= 1 && word->request <= trace->request_count;

	if (word->verb == PQ_HUB_OPEN)
		walk->open = true;
	if (word->verb == PQ_HUB_BEGIN && known) {
		walk->request = word->request;
		pq_transcript_request(trace->out, word->request);
	}
	if (word->verb == PQ_HUB_END && known && !trace->requests[word->request].ended) {
		walk->unsupported = walk->unsupported || word->told == PQ_TOLD_UNSUPPORTED;
		tell_end(trace, word, at);
	}
}

static void walk_log(struct pq_trace *trace, struct walk *walk)
{
	const struct pq_transcript *log = trace->with->log;

	for (size_t i = 0; i < log->count; i++) {
		const struct pq_event *event = &log->events[i];
		struct pq_traced *conn;

		if (event->kind == PQ_EVENT_RESOLVE)
			tell_look_up(trace, event, walk->request);
		conn = event->conn ? pq_trace_conn(trace, event->conn) : NULL;
		if (!conn)
			continue;
		if (conn->owner == PQ_OWNER_HUB && event->kind == PQ_EVENT_SEND) {
			struct pq_hub_word word = pq_hub_read(pq_hub_target(event->bytes));

			hear_hub(trace, walk, &word, i);
		} else if (conn->owner == PQ_OWNER_SCENARIO && walk->open) {
			tell_event(trace, conn, i, walk->request);
		}
	}
}

static bool conclude(const struct pq_trace *trace, const struct walk *walk, char cause[static 160])
{
	uint32_t missing = 1;

	while (missing <= trace->request_count && trace->requests[missing].ended)
		missing++;
	if (walk->unsupported)
		snprintf(cause, 160, "the browser does not know this way of asking");
	else if (missing <= trace->request_count)
		snprintf(cause, 160, "the page did not come to the end of request %u", (unsigned int)missing);
	return !walk->unsupported && missing > trace->request_count;
}

bool pq_play_assemble(const struct pq_assembly *assembly, struct pq_transcript *out, char cause[static 160])
{
	struct pq_trace *trace = calloc(1, sizeof(*trace));
	void *urls = malloc(URL_ROOM);
	void *joined = malloc(ANSWER_ROOM);
	struct walk walk = { .open = false };
	bool ended = false;

	pq_transcript_reset(out);
	if (trace && urls && joined) {
		trace->with = assembly;
		trace->out = out;
		pq_buf_init(&trace->urls, urls, URL_ROOM);
		pq_buf_init(&trace->joined, joined, ANSWER_ROOM);
		read_urls(trace);
		if (pq_trace_conns(trace)) {
			walk_log(trace, &walk);
			ended = conclude(trace, &walk, cause);
		}
		free(trace->conns);
	} else {
		snprintf(cause, 160, "memory was short");
	}
	free(trace);
	free(urls);
	free(joined);
	return ended;
}
