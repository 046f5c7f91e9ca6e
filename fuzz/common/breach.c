/* SPDX-License-Identifier: MIT */
#include "common/breach.h"

#include <assert.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static size_t find(struct pq_view haystack, const char *needle)
{
	struct pq_view wanted = pq_view_str(needle);

	for (size_t i = 0; i + wanted.len <= haystack.len; i++)
		if (pq_view_starts(pq_view_from(haystack, i), wanted))
			return i;
	return haystack.len;
}

/* The bytes of a SEND event that begins a message, with `piece` put in before offset `at`. */
static bool insert(struct pq_event *event, const struct pq_spice *spice, size_t at, struct pq_view piece)
{
	size_t mark = spice->scratch->len;

	pq_buf_add(spice->scratch, pq_view_slice(event->bytes, 0, at));
	pq_buf_add(spice->scratch, piece);
	pq_buf_add(spice->scratch, pq_view_from(event->bytes, at));
	event->bytes = pq_buf_since(spice->scratch, mark);
	return pq_buf_ok(spice->scratch);
}

static bool is_http(const struct pq_event *event)
{
	return find(event->bytes, " HTTP/1.1\r\n") < event->bytes.len;
}

/* Puts a line behind the request line of an HTTP message; letters of its name change case as the spice says. */
static bool insert_line(struct pq_event *event, const struct pq_spice *spice, const char *line)
{
	unsigned char cased[64];
	size_t at = find(event->bytes, "\r\n");
	bool name = true;
	size_t len = 0;

	if (!is_http(event))
		return false;
	for (; line[len] && len < sizeof(cased); len++) {
		unsigned char c = (unsigned char)line[len];
		bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';

		name = name && c != ':';
		cased[len] = c;
		if (name && letter && len < spice->bytes.len && (spice->bytes.data[len] & 1))
			cased[len] ^= 0x20;
	}
	return insert(event, spice, at + 2, pq_view(cased, len));
}

/* Writes a byte over the one at offset `at`. */
static bool overwrite(struct pq_event *event, const struct pq_spice *spice, size_t at, unsigned char byte)
{
	size_t mark = spice->scratch->len;

	if (at >= event->bytes.len)
		return false;
	pq_buf_add(spice->scratch, event->bytes);
	if (!pq_buf_ok(spice->scratch))
		return false;
	spice->scratch->data[mark + at] = byte;
	event->bytes = pq_buf_since(spice->scratch, mark);
	return true;
}

/* Of several dials the first, or the second. */
static bool is_chosen(const struct pq_event *dial, const struct pq_spice *spice)
{
	return dial->conn == (spice->pick & 0x80 ? 2 : 1);
}

static bool dial_bad_port(struct pq_event *event, const struct pq_spice *spice)
{
	static const uint16_t bad[] = { 0, 1, 22, 25, 53, 110, 143, 465, 6000, 6667, 6679, 10080 };

	if (!is_chosen(event, spice))
		return false;
	event->port = bad[spice->pick % COUNT(bad)];
	return true;
}

static bool dial_elsewhere(struct pq_event *event, const struct pq_spice *spice)
{
	if (!is_chosen(event, spice) || event->address_count == 0 || event->addresses[0].family == 0)
		return false;
	*spice->address = event->addresses[0];
	spice->address->bytes[3] ^= (unsigned char)(spice->pick | 1);
	event->addresses = spice->address;
	return true;
}

/* Only the innocent that asks for these headers has their values from the attacker. */
static bool send_forbidden(struct pq_event *event, const struct pq_spice *spice)
{
	static const char *const lines[] = { "Via: evil\r\n", "Sec-Evil: evil\r\n", "Proxy-Evil: evil\r\n",
					     "Trailer: evil\r\n" };

	return find(event->bytes, "X-Mine: fine") < event->bytes.len && find(event->bytes, "GET ") == 0 &&
	       insert_line(event, spice, lines[spice->pick % COUNT(lines)]);
}

static bool send_malformed(struct pq_event *event, const struct pq_spice *spice)
{
	static const char *const lines[] = { "no colon\r\n", "a b: c\r\n", ": v\r\n", "X(Y): v\r\n", "X-A : v\r\n" };

	return insert_line(event, spice, lines[spice->pick % COUNT(lines)]);
}

static bool send_method(struct pq_event *event, const struct pq_spice *spice)
{
	static const char *const methods[] = { "TRACE", "CONNECT", "TRACK", "trace", "G@T", "" };
	size_t space = find(event->bytes, " ");

	if (!is_http(event) || find(event->bytes, "CONNECT ") == 0)
		return false;
	event->bytes = pq_view_from(event->bytes, space);
	return insert(event, spice, 0, pq_view_str(methods[spice->pick % COUNT(methods)]));
}

static bool send_other_host(struct pq_event *event, const struct pq_spice *spice)
{
	size_t at = find(event->bytes, "\r\nHost: ") + 8;

	return at < event->bytes.len && overwrite(event, spice, at, 'z');
}

static bool send_split(struct pq_event *event, const struct pq_spice *spice)
{
	static const unsigned char breaks[] = { '\n', '\r', '\0' };
	size_t head = find(event->bytes, "\r\n\r\n");
	size_t agent = find(event->bytes, "User-Agent: ") + 13;

	if (find(event->bytes, "RETR ") == 0)
		return insert(event, spice, 5, pq_view(&breaks[spice->pick % COUNT(breaks)], 1));
	return head < event->bytes.len && agent < head &&
	       insert(event, spice, agent, pq_view(&breaks[spice->pick % COUNT(breaks)], 1));
}

static bool send_other_length(struct pq_event *event, const struct pq_spice *spice)
{
	size_t at = find(event->bytes, "Content-Length: ") + 16;

	if (at >= event->bytes.len)
		return false;
	switch (spice->pick % 3) {
	case 0:
		return overwrite(event, spice, at, event->bytes.data[at] == '9' ? '8' : event->bytes.data[at] + 1);
	case 1:
		return insert_line(event, spice, "Content-Length: 0\r\n");
	default:
		return insert_line(event, spice, "Transfer-Encoding: chunked\r\n");
	}
}

static bool send_other_part(struct pq_event *event, const struct pq_spice *spice)
{
	static const char *const places[] = { "; name=\"", "filename=\"", "text/plain", "\r\n\r\nbytes" };
	static const unsigned char offsets[] = { 8, 10, 5, 4 };
	size_t which = spice->pick % COUNT(places);
	size_t at = find(event->bytes, places[which]);

	return find(event->bytes, "multipart/form-data") < event->bytes.len && at < event->bytes.len &&
	       overwrite(event, spice, at + offsets[which], 'z');
}

static bool draw_something_else(struct pq_event *event, const struct pq_spice *spice)
{
	size_t mark = spice->scratch->len;

	for (size_t i = 0; i < event->bytes.len; i++)
		pq_buf_add_byte(spice->scratch, event->bytes.data[i] ^ (spice->pick | 1));
	event->bytes = pq_buf_since(spice->scratch, mark);
	return pq_buf_ok(spice->scratch);
}

/* The first byte of a frame has bits that no HTTP message begins with. */
static bool send_unmasked(struct pq_event *event, const struct pq_spice *spice)
{
	if (event->bytes.len < 6 || event->bytes.data[0] < 0x80 || event->bytes.data[1] < 0x80)
		return false;
	return spice->pick & 1 ? overwrite(event, spice, 1, event->bytes.data[1] & 0x7f)
			       : overwrite(event, spice, 5, event->bytes.data[5] ^ 1);
}

static bool send_secret_on(struct pq_event *event, const struct pq_spice *spice)
{
	return event->conn == 2 && insert_line(event, spice, "Authorization: secret\r\n");
}

static bool refuse_for_nothing(struct pq_event *event, const struct pq_spice *spice)
{
	event->outcome = PQ_OUTCOME_BLOCKED;
	event->rule = spice->pick & 1 ? PQ_RULE_UNSAFE_PORT : PQ_RULE_FORBIDDEN_METHOD;
	event->side = PQ_SIDE_SERVICE;
	return true;
}

/* 143 is bad, and 4430 is not what the URL names. */
static bool ask_proxy_for_bad_port(struct pq_event *event, const struct pq_spice *spice)
{
	size_t at = find(event->bytes, ":443 ");

	return find(event->bytes, "CONNECT ") == 0 && at < event->bytes.len && overwrite(event, spice, at + 1, '1');
}

static bool ask_proxy_for_elsewhere(struct pq_event *event, const struct pq_spice *spice)
{
	if (find(event->bytes, "CONNECT ") == 0)
		return overwrite(event, spice, 8, 'z');
	return find(event->bytes, "GET http://") == 0 && overwrite(event, spice, 11, 'z');
}

static bool name_someone_else(struct pq_event *event, const struct pq_spice *spice)
{
	size_t mark = spice->scratch->len;

	pq_buf_add_byte(spice->scratch, 'z');
	pq_buf_add(spice->scratch, event->text);
	event->text = pq_buf_since(spice->scratch, mark);
	return pq_buf_ok(spice->scratch);
}

/* The name of a field in one letter's difference is another field. */
static bool receive_no_offer(struct pq_event *event, const struct pq_spice *spice)
{
	size_t at = find(event->bytes, "Alt-Svc");

	return at < event->bytes.len && overwrite(event, spice, at, 'B');
}

static bool receive_too_much(struct pq_event *event, const struct pq_spice *spice)
{
	unsigned char more = spice->pick;

	return find(event->bytes, "\r\nok") < event->bytes.len &&
	       insert(event, spice, event->bytes.len, pq_view(&more, 1));
}

static bool send_page_header_ahead(struct pq_event *event, const struct pq_spice *spice)
{
	return find(event->bytes, "OPTIONS ") == 0 && insert_line(event, spice, "X-Mine: fine\r\n");
}

static bool announce_something_else(struct pq_event *event, const struct pq_spice *spice)
{
	size_t at = find(event->bytes, "-Request-Method: ") + 17;

	return at < event->bytes.len && overwrite(event, spice, at, event->bytes.data[at] == 'G' ? 'P' : 'G');
}

static bool send_cookie_ahead(struct pq_event *event, const struct pq_spice *spice)
{
	static const char *const lines[] = { "Cookie: a=b\r\n", "Authorization: Basic YTpi\r\n" };

	return (find(event->bytes, "OPTIONS ") == 0 || find(event->bytes, "CONNECT ") == 0) &&
	       insert_line(event, spice, lines[spice->pick % COUNT(lines)]);
}

/* Somebody else's login, one for another message, or one that went past the proxy. */
static bool send_other_login(struct pq_event *event, const struct pq_spice *spice)
{
	static const char *const places[] = { "username=\"", "uri=\"" };
	static const unsigned char offsets[] = { 10, 5 };
	size_t which = spice->pick % (COUNT(places) + 1);

	if (which == COUNT(places))
		return find(event->bytes, "GET /") == 0 &&
		       insert_line(event, spice, "Proxy-Authorization: Basic cDpx\r\n");
	return overwrite(event, spice, find(event->bytes, places[which]) + offsets[which], 'z');
}

/* Instead of what it was: a call, as a sandbox or a tracer tells of it. */
static bool call_connect(struct pq_event *event, const struct pq_spice *spice)
{
	static const char *const names[] = { "connect", "socket", "bind", "io_uring_setup" };

	event->kind = PQ_EVENT_CALL;
	event->process = spice->pick & 0x80 ? PQ_PROCESS_OTHER : PQ_PROCESS_RENDERER;
	event->called = spice->pick & 0x40 ? PQ_CALLED_MADE : PQ_CALLED_REFUSED;
	event->text = pq_view_str(names[spice->pick % COUNT(names)]);
	return true;
}

/*
 * kind:  of the events that are offered to `change`, which says whether it found its place
 * every: all of them, or the first that is one
 * where: what some message of the transcript holds; NULL: anything
 */
static const struct breach {
	enum pq_rule rule;
	enum pq_event_kind kind;
	bool (*change)(struct pq_event *event, const struct pq_spice *spice);
	bool every;
	const char *where;
} breaches[] = {
	{ PQ_RULE_UNSAFE_PORT, PQ_EVENT_DIAL, dial_bad_port, false, NULL },
	{ PQ_RULE_WRONG_DESTINATION, PQ_EVENT_DIAL, dial_elsewhere, false, NULL },
	{ PQ_RULE_OVER_BLOCK, PQ_EVENT_OUTCOME, refuse_for_nothing, false, NULL },
	{ PQ_RULE_FORBIDDEN_HEADER, PQ_EVENT_SEND, send_forbidden, false, NULL },
	{ PQ_RULE_MALFORMED_HEADER, PQ_EVENT_SEND, send_malformed, false, NULL },
	{ PQ_RULE_FORBIDDEN_METHOD, PQ_EVENT_SEND, send_method, false, NULL },
	{ PQ_RULE_HOST_MISMATCH, PQ_EVENT_SEND, send_other_host, false, NULL },
	{ PQ_RULE_REQUEST_SPLIT, PQ_EVENT_SEND, send_split, false, NULL },
	{ PQ_RULE_BAD_FRAMING, PQ_EVENT_SEND, send_other_length, false, NULL },
	{ PQ_RULE_MULTIPART_INJECTION, PQ_EVENT_SEND, send_other_part, false, NULL },
	{ PQ_RULE_WEAK_BOUNDARY, PQ_EVENT_RANDOM, draw_something_else, true, "multipart/form-data" },
	{ PQ_RULE_UNMASKED_FRAME, PQ_EVENT_SEND, send_unmasked, false, NULL },
	{ PQ_RULE_CREDENTIAL_LEAK, PQ_EVENT_SEND, send_secret_on, false, "Authorization: secret" },
	{ PQ_RULE_UNSAFE_PORT, PQ_EVENT_SEND, ask_proxy_for_bad_port, false, NULL },
	{ PQ_RULE_WRONG_DESTINATION, PQ_EVENT_SEND, ask_proxy_for_elsewhere, false, NULL },
	{ PQ_RULE_WRONG_DESTINATION, PQ_EVENT_TLS, name_someone_else, false, NULL },
	{ PQ_RULE_WRONG_DESTINATION, PQ_EVENT_RECEIVE, receive_no_offer, false, NULL },
	{ PQ_RULE_BAD_FRAMING, PQ_EVENT_RECEIVE, receive_too_much, false, NULL },
	{ PQ_RULE_FORBIDDEN_HEADER, PQ_EVENT_SEND, send_page_header_ahead, false, NULL },
	{ PQ_RULE_FORBIDDEN_METHOD, PQ_EVENT_SEND, announce_something_else, false, NULL },
	{ PQ_RULE_CREDENTIAL_LEAK, PQ_EVENT_SEND, send_cookie_ahead, false, NULL },
	{ PQ_RULE_CREDENTIAL_LEAK, PQ_EVENT_SEND, send_other_login, false, "Authorization: Digest " },
	{ PQ_RULE_SOCKET_OUTSIDE_SERVICE, PQ_EVENT_CLOSE, call_connect, false, NULL },
};
static_assert(COUNT(breaches) >= PQ_RULE_COUNT - 1, "a breach of each rule");

size_t pq_breach_count(void)
{
	return COUNT(breaches);
}

enum pq_rule pq_breach_rule(size_t index)
{
	return breaches[index].rule;
}

static bool holds(const struct pq_transcript *transcript, const char *text)
{
	for (size_t i = 0; i < transcript->count; i++) {
		const struct pq_event *event = &transcript->events[i];

		if (event->kind == PQ_EVENT_SEND && find(event->bytes, text) < event->bytes.len)
			return true;
	}
	return false;
}

bool pq_breach_inject(size_t index, const struct pq_transcript *innocent, const struct pq_spice *spice,
		      struct pq_transcript *out)
{
	const struct breach *breach = &breaches[index];
	bool found = false;

	if (breach->where && !holds(innocent, breach->where))
		return false;
	pq_transcript_reset(out);
	for (size_t i = 0; i < innocent->count; i++) {
		struct pq_event event = innocent->events[i];

		if (event.kind == breach->kind && (breach->every || !found))
			found |= breach->change(&event, spice);
		pq_transcript_copy(out, &event);
	}
	return found && !out->truncated;
}
