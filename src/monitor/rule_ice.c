/* SPDX-License-Identifier: MIT */
/*
 * ICE servers: where stun:, stuns:, turn: and turns: URLs lead (RFC 7064, RFC 7065), and what may be written there:
 * Binding and Allocate requests whole and nothing else (RFC 8489 5, RFC 8656 7), and a user name only in answer to a
 * challenge of that very server.
 */
#include "monitor/bytes.h"
#include "monitor/path.h"
#include "monitor/rules.h"

#define DEFAULT_PORT 3478
#define DEFAULT_PORT_TLS 5349
#define BINDING 0x0001
#define ALLOCATE 0x0003
#define USERNAME 0x0006
#define REALM 0x0014
#define NONCE 0x0015

/*
 * A URL cut up. good: the fields count
 * host: as written; turn, secure, udp: what the scheme and the transport say
 */
struct server {
	bool good;
	bool turn;
	bool secure;
	bool udp;
	struct pq_view host;
	uint16_t port;
};

/* The judge does not mind what a URL parser takes off both ends. */
static struct pq_view trim_controls(struct pq_view v)
{
	while (v.len && v.data[0] <= ' ')
		v = pq_view_from(v, 1);
	while (v.len && v.data[v.len - 1] <= ' ')
		v.len--;
	return v;
}

static bool read_scheme(struct pq_view name, struct server *server)
{
	server->turn = pq_bytes_is(name, "turn") || pq_bytes_is(name, "turns");
	server->secure = pq_bytes_is(name, "stuns") || pq_bytes_is(name, "turns");
	server->udp = !server->secure;
	server->port = server->secure ? DEFAULT_PORT_TLS : DEFAULT_PORT;
	return server->turn || server->secure || pq_bytes_is(name, "stun");
}

static bool read_transport(struct pq_view query, struct server *server)
{
	bool udp = pq_bytes_is(query, "transport=udp");

	if (!server->turn || (!udp && !pq_bytes_is(query, "transport=tcp")))
		return false;
	server->udp = udp;
	return true;
}

/* Without digits it is the default's. */
static bool read_port(struct pq_view digits, struct server *server)
{
	uint64_t port;

	if (!digits.len)
		return true;
	if (!pq_bytes_number(digits, &port) || port > UINT16_MAX)
		return false;
	server->port = (uint16_t)port;
	return true;
}

/* What separates the parts of other URLs has no place in this one. */
static bool has_foreign_mark(struct pq_view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.data[i] == '/' || v.data[i] == '\\' || v.data[i] == '@' || v.data[i] == '#')
			return true;
	return false;
}

static struct server read_server(struct pq_view url)
{
	struct server server = { .good = false };
	struct pq_view rest = trim_controls(url);
	size_t colon = pq_bytes_find(rest, ':', 0);
	size_t query;
	size_t end;

	if (colon == rest.len || !read_scheme(pq_view_slice(rest, 0, colon), &server))
		return server;
	rest = pq_view_from(rest, colon + 1);
	if (has_foreign_mark(rest))
		return server;
	query = pq_bytes_find(rest, '?', 0);
	if (query < rest.len && !read_transport(pq_view_from(rest, query + 1), &server))
		return server;
	rest = pq_view_slice(rest, 0, query);
	end = pq_bytes_find(rest, ']', 0) < rest.len ? pq_bytes_find(rest, ']', 0) + 1 : pq_bytes_find(rest, ':', 0);
	server.host = pq_view_slice(rest, 0, end);
	server.good = server.host.len && (end == rest.len || rest.data[end] == ':') &&
		      read_port(pq_view_from(rest, end + 1), &server);
	return server;
}

void pq_path_ice_dial(struct pq_judge_state *run, struct pq_asked *asked, size_t event)
{
	struct server server = read_server(asked->url);
	const struct pq_naive_url *url;
	struct pq_view scheme;

	(void)event;
	/* DTLS would be needed, which no event can show. */
	if (!server.good || (server.secure && server.udp))
		return;
	url = pq_place_read(run, server.host, server.port);
	if (server.udp)
		scheme = server.turn ? pq_view("turn-udp", 8) : pq_view("stun-udp", 8);
	else
		scheme = server.turn ? pq_view("turn-tcp", 8) : pq_view("stun-tcp", 8);
	if (url->readable)
		pq_place_add(run, scheme, &url->host, server.port, server.udp ? PQ_TRANSPORT_UDP : PQ_TRANSPORT_TCP);
}

static size_t two_bytes(struct pq_view v, size_t at)
{
	return (size_t)v.data[at] * 256 + v.data[at + 1];
}

/* Value of the first attribute of that type; no data if there is none, or if the message is not made of attributes. */
static struct pq_view find_attribute(struct pq_view message, size_t type)
{
	size_t at = 20;

	while (message.len - at >= 4) {
		size_t len = two_bytes(message, at + 2);

		if (len > message.len - at - 4)
			break;
		if (two_bytes(message, at) == type)
			return pq_view_slice(message, at + 4, at + 4 + len);
		at += 4 + (len + 3) / 4 * 4;
		if (at > message.len)
			break;
	}
	return pq_view(NULL, 0);
}

/* Length of the message that the bytes begin with; more than there are if it is cut short. */
static size_t message_length(struct pq_view bytes)
{
	return bytes.len < 20 ? SIZE_MAX : 20 + two_bytes(bytes, 2);
}

/* Whether a message consists of attributes to its last byte (RFC 8489 14). */
static bool is_filled(struct pq_view message)
{
	size_t at = 20;

	while (at < message.len && message.len - at >= 4)
		at += 4 + (two_bytes(message, at + 2) + 3) / 4 * 4;
	return at == message.len;
}

/* Why the bytes do not begin with a request of that kind; NULL if they may, as far as they go. */
static const char *judge_form(struct pq_view bytes, bool turn)
{
	static const unsigned char cookie[] = { 0x21, 0x12, 0xa4, 0x42 };
	size_t length = message_length(bytes);

	if (bytes.len >= 2 && two_bytes(bytes, 0) != (turn ? ALLOCATE : BINDING))
		return turn ? "what is written to a TURN server asks for no allocation: "
			    : "what is written to a STUN server is no Binding request: ";
	if (bytes.len >= 8 && !pq_bytes_same(pq_view_slice(bytes, 4, 8), pq_view(cookie, sizeof(cookie))))
		return "a STUN message without the magic cookie: ";
	if (length <= bytes.len && !is_filled(pq_view_slice(bytes, 0, length)))
		return "a STUN message that its attributes do not fill: ";
	return NULL;
}

static void report(struct pq_judge_state *run, enum pq_rule rule, const struct pq_exchange *exchange, const char *why,
		   struct pq_view found)
{
	pq_detail_quote(pq_detail(run, why), found);
	pq_violate(run, rule, exchange->sends.count ? exchange->sends.first : exchange->conn->dial,
		   pq_exchange_request(exchange));
}

/* Secure servers are spoken to through TLS with their own name, and others without it. */
static void judge_secured(struct pq_judge_state *run, const struct pq_exchange *exchange, const struct server *server)
{
	const struct pq_event *events = run->transcript->events;
	const struct pq_naive_url *url = pq_place_read(run, server->host, server->port);

	if (!pq_rule_applies(run, PQ_RULE_WRONG_DESTINATION) || !url->readable)
		return;
	if (server->secure && exchange->tls == PQ_NO_EVENT && !run->transcript->truncated)
		report(run, PQ_RULE_WRONG_DESTINATION, exchange, "bytes went in the clear to ", url->host.name);
	else if (!server->secure && exchange->tls != PQ_NO_EVENT)
		report(run, PQ_RULE_WRONG_DESTINATION, exchange, "TLS was begun with ", url->host.name);
	else if (server->secure && exchange->tls != PQ_NO_EVENT &&
		 !pq_place_is_host(&url->host, events[exchange->tls].text))
		report(run, PQ_RULE_WRONG_DESTINATION, exchange, "TLS was begun with another name than ",
		       url->host.name);
}

/*
 * A user name is written once this server has asked for it: with a realm and a nonce that it sent on this connection
 * before. The credential itself is never written, it keys a hash (RFC 8489 9.2.2).
 */
static const char *judge_credentials(struct pq_judge_state *run, const struct pq_exchange *exchange,
				     struct pq_view message, struct pq_view received)
{
	const struct pq_line *line = &run->scenario->lines[exchange->asked->line];
	struct pq_view username = find_attribute(message, USERNAME);
	struct pq_view realm = find_attribute(message, REALM);
	struct pq_view nonce = find_attribute(message, NONCE);

	if (!username.data)
		return NULL;
	if (!pq_bytes_same(username, pq_line_bytes(line, 1)))
		return "a user name that is not this server's: ";
	if (!pq_run_may_work(run, received.len, 1 + realm.len + nonce.len))
		return NULL;
	return received.len && pq_bytes_contain(received, realm) && pq_bytes_contain(received, nonce)
		       ? NULL
		       : "a user name for a realm that this server did not name: ";
}

/*
 * Whether the credential stands in what was written, long enough not to do so by chance, and neither because the user
 * name holds it nor because a realm or nonce of the server's does, which is given back as it came.
 */
static bool shows_secret(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view sent)
{
	const struct pq_line *line = &run->scenario->lines[exchange->asked->line];
	struct pq_view secret = pq_line_bytes(line, 2);
	size_t mark = run->text.len;
	bool known;

	if (secret.len < 8 || !pq_bytes_contain(sent, secret))
		return false;
	known = pq_bytes_contain(pq_line_bytes(line, 1), secret) ||
		pq_bytes_contain(pq_run_received(run, exchange, SIZE_MAX), secret);
	run->text.len = mark;
	return !known;
}

/* One request after the other; the last one may be cut off, as connections are. */
static void judge_messages(struct pq_judge_state *run, const struct pq_exchange *exchange, bool turn,
			   struct pq_view rest)
{
	struct pq_view received = pq_run_received(run, exchange, SIZE_MAX);

	while (rest.len) {
		const char *why = judge_form(rest, turn);
		size_t length = message_length(rest);
		struct pq_view message = pq_view_slice(rest, 0, length);

		if (why && pq_rule_applies(run, PQ_RULE_BAD_FRAMING))
			report(run, PQ_RULE_BAD_FRAMING, exchange, why, message);
		if (why || length > rest.len)
			return;
		why = judge_credentials(run, exchange, message, received);
		if (why && pq_rule_applies(run, PQ_RULE_CREDENTIAL_LEAK))
			report(run, PQ_RULE_CREDENTIAL_LEAK, exchange, why, find_attribute(message, USERNAME));
		rest = pq_view_from(rest, length);
	}
}

void pq_path_ice_bytes(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view sent)
{
	struct server server = read_server(exchange->asked->url);
	size_t mark = run->text.len;

	if (!server.good || !sent.len)
		return;
	pq_rule_applies(run, PQ_RULE_BAD_FRAMING);
	judge_secured(run, exchange, &server);
	if (pq_rule_applies(run, PQ_RULE_CREDENTIAL_LEAK) && shows_secret(run, exchange, sent))
		report(run, PQ_RULE_CREDENTIAL_LEAK, exchange, "the credential itself was written: ", sent);
	judge_messages(run, exchange, server.turn, sent);
	run->text.len = mark;
}
