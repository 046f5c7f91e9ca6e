/* SPDX-License-Identifier: MIT */
#include "report/story_ways.h"

#include "base/ascii.h"

void pq_story_ways_begin(struct pq_story_ways *ways, const struct pq_story *story, FILE *out)
{
	*ways = (struct pq_story_ways){ .story = story, .out = out };
}

void pq_story_ways_request(struct pq_story_ways *ways, uint32_t request, enum pq_word word)
{
	ways->word = word;
	ways->request = request;
	ways->dials = 0;
	ways->connected = 0;
	ways->hops = 1;
	ways->failed = false;
	ways->turn = PQ_TURN_NONE;
}

static const struct pq_story_conn *find(const struct pq_story_ways *ways, uint32_t conn)
{
	static const struct pq_story_conn unknown = { .request = 0 };

	return conn < PQ_STORY_CONNS ? &ways->conns[conn] : &unknown;
}

/* Only the web goes through the user's proxy, and of the web what needs no datagrams. */
static bool is_proxied(const struct pq_story_ways *ways)
{
	const struct pq_scenario *scenario = ways->story->scenario;

	return ways->word != PQ_WORD_FTP && ways->word != PQ_WORD_ICE_SERVER && ways->word != PQ_WORD_SOCKET &&
	       ways->word != PQ_WORD_WEBTRANSPORT &&
	       pq_scenario_find(scenario, PQ_WORD_PROXY, 0) < scenario->line_count;
}

void pq_story_ways_turn(struct pq_story_ways *ways)
{
	switch (ways->turn) {
	case PQ_TURN_HOP:
		fprintf(ways->out, "  -- hop %u: where the answer has led\n", ++ways->hops);
		break;
	case PQ_TURN_PERMITTED:
		fputs("  -- behind the preflight, the request itself\n", ways->out);
		break;
	case PQ_TURN_CHALLENGED:
		fputs("  -- once more, to answer the challenge\n", ways->out);
		break;
	case PQ_TURN_NONE:
		return;
	}
	ways->turn = PQ_TURN_NONE;
	ways->failed = false;
	ways->dials = 0;
}

void pq_story_ways_before_dial(struct pq_story_ways *ways, const struct pq_event *dial)
{
	pq_story_ways_turn(ways);
	if (ways->dials > 0 && ways->failed)
		fputs("  -- another attempt\n", ways->out);
	else if (ways->dials > 0 && ways->word != PQ_WORD_FTP)
		fputs("  -- once more, over another connection\n", ways->out);
	ways->dials++;
	ways->failed = true;
	if (dial->conn < PQ_STORY_CONNS)
		ways->conns[dial->conn] = (struct pq_story_conn){ .request = ways->request,
								  .udp = dial->transport == PQ_TRANSPORT_UDP,
								  .data = ways->connected > 0 };
	ways->connected += dial->dialled == PQ_DIALLED_OK;
}

/* A line of the head begins so, in any case of letters. */
static bool has_line(struct pq_view bytes, const char *lower)
{
	struct pq_view name = pq_view_str(lower);

	for (size_t at = 0; at + name.len < bytes.len; at++)
		if (bytes.data[at] == '\n' && pq_ascii_eq_nocase(pq_view_slice(bytes, at + 1, at + 1 + name.len), name))
			return true;
	return false;
}

static bool begins(struct pq_view bytes, const char *text)
{
	return pq_view_eq(pq_view_slice(bytes, 0, pq_view_str(text).len), pq_view_str(text));
}

/* Whether the first thing that is written on the connection says that it is an alternative's (RFC 7838 5). */
static bool is_alternative(const struct pq_transcript *transcript, size_t dial)
{
	for (size_t i = dial + 1; i < transcript->count; i++) {
		const struct pq_event *event = &transcript->events[i];

		if (event->kind == PQ_EVENT_OUTCOME || event->kind == PQ_EVENT_DIAL)
			return false;
		if (event->kind == PQ_EVENT_SEND && event->conn == transcript->events[dial].conn)
			return has_line(event->bytes, "alt-used:");
	}
	return false;
}

void pq_story_ways_dial(struct pq_story_ways *ways, size_t at)
{
	const struct pq_event *dial = &ways->story->transcript->events[at];

	if (is_proxied(ways))
		fputs(", the user's proxy", ways->out);
	else if (ways->word == PQ_WORD_FTP)
		fputs(find(ways, dial->conn)->data ? ", for data" : ", for commands", ways->out);
	else if (is_alternative(ways->story->transcript, at))
		fputs(", an alternative service of the origin", ways->out);
	fputc('\n', ways->out);
}

bool pq_story_ways_in_tunnel(const struct pq_story_ways *ways, uint32_t conn)
{
	return find(ways, conn)->tunnel;
}

bool pq_story_ways_is_datagram(const struct pq_story_ways *ways, uint32_t conn)
{
	return find(ways, conn)->udp;
}

/* Status of the response that the bytes begin with, interim ones passed over; 0 if there is none. */
static unsigned int read_status(struct pq_view bytes)
{
	static const struct pq_view end = PQ_VIEW("\r\n\r\n");

	while (begins(bytes, "HTTP/1.") && bytes.len >= 12) {
		unsigned int status =
			(bytes.data[9] - '0') * 100u + (bytes.data[10] - '0') * 10u + bytes.data[11] - '0';
		size_t at = 0;

		if (status < 100 || status > 199 || status == 101)
			return status < 1000 ? status : 0;
		while (at < bytes.len && !pq_view_eq(pq_view_slice(bytes, at, at + end.len), end))
			at++;
		bytes = pq_view_from(bytes, at + end.len);
	}
	return 0;
}

static void note_received(struct pq_story_ways *ways, struct pq_story_conn *conn, struct pq_view bytes)
{
	unsigned int status = read_status(bytes);

	ways->failed = false;
	if (!status || ways->word == PQ_WORD_FTP || conn->open)
		return;
	if (status == 101 && ways->word == PQ_WORD_WEBSOCKET) {
		conn->open = true;
	} else if (status == 401 || status == 407) {
		ways->turn = PQ_TURN_CHALLENGED;
	} else if (conn->asked_tunnel) {
		conn->tunnel = status / 100 == 2;
	} else if (conn->preflight) {
		ways->turn = PQ_TURN_PERMITTED;
	} else if (status / 100 == 3) {
		ways->turn = PQ_TURN_HOP;
	}
	conn->asked_tunnel = false;
	conn->preflight = false;
}

static void note_sent(const struct pq_story_ways *ways, struct pq_story_conn *conn, struct pq_view bytes)
{
	if (conn->open || !is_proxied(ways) || conn->tunnel || !begins(bytes, "CONNECT "))
		conn->preflight = begins(bytes, "OPTIONS ") && has_line(bytes, "access-control-request-method:");
	else
		conn->asked_tunnel = true;
}

/* What a frame is, by its first two bytes (RFC 6455 5.2). */
static void tell_frame(const struct pq_story_ways *ways, struct pq_view bytes, bool sent)
{
	static const char *const kinds[16] = {
		[0] = "a continuation frame", [1] = "a text frame", [2] = "a binary frame",
		[8] = "a close frame",        [9] = "a ping frame", [10] = "a pong frame"
	};
	const char *kind = bytes.len ? kinds[bytes.data[0] % 16] : NULL;

	fprintf(ways->out, ", %s%s", sent ? "" : "beginning with ", kind ? kind : "bytes that begin no frame");
	if (sent && bytes.len > 1)
		fputs(bytes.data[1] >= 128 ? ", masked" : ", not masked", ways->out);
}

/* RFC 8489 5: two bytes of type, two of length, the magic cookie. */
static void tell_stun(const struct pq_story_ways *ways, struct pq_view bytes)
{
	static const struct pq_view cookie = PQ_VIEW("\x21\x12\xa4\x42");
	static const struct {
		unsigned int type;
		const char *name;
	} kinds[] = {
		{ 0x001, "a Binding request" },   { 0x101, "a Binding success" },   { 0x111, "a Binding error" },
		{ 0x003, "an Allocate request" }, { 0x103, "an Allocate success" }, { 0x113, "an Allocate error" }
	};

	if (bytes.len < 8 || !pq_view_eq(pq_view_slice(bytes, 4, 8), cookie))
		return;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].type == bytes.data[0] * 256u + bytes.data[1])
			fprintf(ways->out, ", %s", kinds[i].name);
}

static void tell_web(const struct pq_story_ways *ways, const struct pq_story_conn *conn, const struct pq_event *event,
		     struct pq_view bytes)
{
	bool sent = event->kind == PQ_EVENT_SEND;

	if (conn->open)
		tell_frame(ways, bytes, sent);
	else if (conn->asked_tunnel)
		fputs(sent ? ", which asks the proxy for a tunnel" : ", the proxy's word on the tunnel", ways->out);
	else if (conn->preflight)
		fputs(sent ? ", a CORS preflight" : ", the answer to the preflight", ways->out);
	if (sent && conn->request && conn->request != ways->request)
		fprintf(ways->out, ", kept open since request %u", conn->request);
}

void pq_story_ways_bytes(struct pq_story_ways *ways, const struct pq_event *event, struct pq_view bytes)
{
	struct pq_story_conn beyond = { .request = 0 };
	struct pq_story_conn *conn = event->conn < PQ_STORY_CONNS ? &ways->conns[event->conn] : &beyond;

	if (event->kind == PQ_EVENT_SEND)
		note_sent(ways, conn, bytes);
	if (ways->word == PQ_WORD_FTP)
		fputs(conn->data ? ", for data" : ", for commands", ways->out);
	else if (ways->word == PQ_WORD_ICE_SERVER)
		tell_stun(ways, bytes);
	else if (ways->word != PQ_WORD_SOCKET && ways->word != PQ_WORD_WEBTRANSPORT)
		tell_web(ways, conn, event, bytes);
	if (event->kind == PQ_EVENT_RECEIVE)
		note_received(ways, conn, bytes);
}

void pq_story_ways_done(const struct pq_story_ways *ways, unsigned int status)
{
	if (status == 0)
		fputs("it ended well, and there is no response to it\n", ways->out);
	else if (ways->word == PQ_WORD_FTP)
		fprintf(ways->out, "the server has sent what was asked for, reply %u\n", status);
	else if (ways->word == PQ_WORD_ICE_SERVER)
		fprintf(ways->out, "the server has granted what was asked for, status %u\n", status);
	else if (ways->word == PQ_WORD_WEBSOCKET && status == 101)
		fprintf(ways->out, "the WebSocket was opened, status %u, and has ended well\n", status);
	else
		fprintf(ways->out, "a response, status %u\n", status);
}
