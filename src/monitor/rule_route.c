/* SPDX-License-Identifier: MIT */
/*
 * wrong_destination and unsafe_port once more: where a message goes over the connection that it was written on. It
 * may be one that another message was sent on before, it may lead to the user's proxy, and TLS may lie around it.
 */
#include "monitor/bytes.h"
#include "monitor/path.h"
#include "monitor/rules.h"

void pq_report_route(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_naive_url *url,
		     size_t event, const char *why)
{
	struct pq_buf *detail = pq_detail(run, why);

	/* A raw socket has no URL, only a host and a port. */
	if (url && url->readable && !(asked && asked->word == PQ_WORD_SOCKET)) {
		pq_buf_add_str(detail, "; the current URL is for ");
		pq_buf_add(detail, pq_naive_scheme_name(url->scheme));
		pq_buf_add_str(detail, " ");
		pq_detail_quote(detail, url->host.name);
		pq_buf_add_str(detail, " port ");
		pq_buf_add_u64(detail, url->port);
	}
	pq_violate(run, PQ_RULE_WRONG_DESTINATION, event, asked ? asked->number : 0);
}

static bool is_secure(const struct pq_naive_url *url)
{
	return url->scheme == PQ_NAIVE_HTTPS || url->scheme == PQ_NAIVE_WSS;
}

/* A WebSocket's http and https mean ws and wss. */
static enum pq_naive_scheme scheme_of(const struct pq_exchange *exchange)
{
	bool secure = is_secure(exchange->url);

	if (exchange->asked && exchange->asked->word == PQ_WORD_WEBSOCKET)
		return secure ? PQ_NAIVE_WSS : PQ_NAIVE_WS;
	return exchange->url->scheme;
}

/* Whether v is the URL's host and its port, which always stands there (RFC 9110 9.3.6). */
static bool is_host_and_port(const struct pq_naive_url *url, struct pq_view v)
{
	struct pq_view host = url->host.name;
	uint64_t port;

	return v.len > host.len + 1 && pq_bytes_same(pq_view_slice(v, 0, host.len), host) && v.data[host.len] == ':' &&
	       pq_bytes_number(pq_view_from(v, host.len + 1), &port) && port == url->port;
}

static bool is_one_of(unsigned char c, const char *set)
{
	while (*set && c != (unsigned char)*set)
		set++;
	return *set != '\0';
}

/* What a URL never holds raw: URL 1.3, path and special-query percent-encode sets; and a path no backslash. */
static bool is_canonical(struct pq_view v, bool query)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.data[i] < 0x21 || v.data[i] > 0x7e || is_one_of(v.data[i], query ? "\"#<>'" : "\"#<>?^`{}\\"))
			return false;
	return true;
}

/*
 * Whether the target is the URL in absolute form. Of path and query only this much: bytes that a URL would have
 * encoded, and segments that it would have resolved, were not taken from its canonical form.
 */
static bool is_absolute_form(const struct pq_naive_url *url, struct pq_view target)
{
	static const struct pq_view http = PQ_VIEW("http://");
	struct pq_view path;
	struct pq_view segment;
	size_t end;

	if (target.len < http.len || !pq_bytes_same(pq_view_slice(target, 0, http.len), http))
		return false;
	target = pq_view_from(target, http.len);
	end = pq_bytes_find(target, '/', 0);
	if (end == target.len || !pq_naive_is_authority(url, pq_view_slice(target, 0, end)))
		return false;
	target = pq_view_from(target, end);
	end = pq_bytes_find(target, '?', 0);
	path = pq_view_slice(target, 0, end);
	if (!is_canonical(path, false) || !is_canonical(pq_view_from(target, end + 1), true))
		return false;
	while (pq_bytes_split(&path, '/', &segment))
		if (pq_bytes_is(segment, ".") || pq_bytes_is(segment, ".."))
			return false;
	return true;
}

/* The port after the last ':' outside of brackets of an authority; false if it is none. */
static bool read_port(struct pq_view authority, uint64_t *port)
{
	size_t at = authority.len;

	while (at > 0 && pq_bytes_is_digit(authority.data[at - 1]))
		at--;
	return at > 0 && authority.data[at - 1] == ':' && pq_bytes_number(pq_view_from(authority, at), port) &&
	       *port <= UINT16_MAX;
}

/* The port that a message asks its proxy for. */
static bool read_forwarded_port(const struct pq_exchange *exchange, const struct pq_message *message, uint64_t *port)
{
	static const struct pq_view slashes = PQ_VIEW("://");
	struct pq_view authority = message->target;
	size_t at = pq_bytes_search(authority, slashes, 0);

	if (exchange->to == PQ_TO_TUNNEL)
		return read_port(authority, port);
	if (at == SIZE_MAX)
		return false;
	authority = pq_view_from(authority, at + slashes.len);
	authority = pq_view_slice(authority, 0, pq_bytes_find(authority, '/', 0));
	if (!read_port(authority, port))
		*port = pq_bytes_starts_nocase(message->target, pq_view("https", 5)) ? 443 : 80;
	return true;
}

bool pq_judge_forwarded_port(struct pq_judge_state *run, const struct pq_exchange *exchange,
			     const struct pq_message *message)
{
	const struct pq_asked *asked = exchange->asked;
	struct pq_view scheme;
	struct pq_buf *detail;
	uint64_t port;

	/* Over a kept connection there was no dial at which that could show. */
	if (asked && asked->replaced && !asked->dials && asked->messages == 1)
		pq_judge_replaced(run, asked, exchange->sends.first);
	if (exchange->to == PQ_TO_ORIGIN || !exchange->url || !exchange->url->readable ||
	    !read_forwarded_port(exchange, message, &port))
		return false;
	scheme = pq_naive_scheme_name(scheme_of(exchange));
	if (!pq_judge_policy_blocks(&run->judge->policy, scheme, (uint16_t)port))
		return true;
	detail = pq_detail(run, "the proxy was asked for port ");
	pq_buf_add_u64(detail, port);
	pq_buf_add_str(detail, ", which the policy blocks for ");
	pq_buf_add(detail, scheme);
	pq_violate(run, PQ_RULE_UNSAFE_PORT, exchange->sends.first, pq_exchange_request(exchange));
	return true;
}

/* Why the connection was not made for the message; NULL if it was. */
static const char *judge_connection(const struct pq_judge_state *run, const struct pq_exchange *exchange)
{
	const struct pq_conn *conn = exchange->conn;
	const struct pq_naive_url *made_for = conn->tunnel ? conn->tunnel->url : conn->url;

	if (!conn->asked || !made_for || (conn->asked == exchange->asked && made_for == exchange->url))
		return NULL;
	if (!made_for->readable)
		return "a message on a connection that was made for no URL";
	if (run->proxied && !conn->tunnel)
		return is_secure(made_for) == is_secure(exchange->url)
			       ? NULL
			       : "a message on a connection that was made for another scheme";
	return pq_naive_same_origin(made_for, exchange->url)
		       ? NULL
		       : "a message on a connection that was made for another origin";
}

/* Whether two requests that are not HTTP may use one connection: they ask for the same of the same server. */
static bool ask_for_the_same(const struct pq_judge_state *run, const struct pq_asked *a, const struct pq_asked *b)
{
	const struct pq_line *lines = run->scenario->lines;

	if (a->word != b->word)
		return false;
	if (a->word == PQ_WORD_FTP)
		return pq_naive_same_origin(a->current, b->current) &&
		       pq_bytes_same(a->current->login, b->current->login);
	return pq_bytes_same(a->url, b->url) &&
	       pq_line_number(&lines[a->line], 1) == pq_line_number(&lines[b->line], 1);
}

void pq_judge_carried(struct pq_judge_state *run, const struct pq_exchange *exchange)
{
	struct pq_asked *dialled = exchange->conn->asked;
	struct pq_asked *asked = exchange->asked;

	if (!dialled || !asked || dialled == asked || !pq_rule_applies(run, PQ_RULE_WRONG_DESTINATION))
		return;
	pq_run_current(run, dialled);
	pq_run_current(run, asked);
	if (!ask_for_the_same(run, dialled, asked))
		pq_report_route(run, asked, NULL, exchange->sends.first,
				"bytes on a connection that was made for another request");
}

/* Why what was asked of the proxy does not lead to the URL; NULL if it does. */
static const char *judge_proxied(const struct pq_exchange *exchange, const struct pq_message *message)
{
	enum pq_naive_scheme scheme = scheme_of(exchange);

	if (exchange->to == PQ_TO_TUNNEL) {
		if (message->complete && !is_host_and_port(exchange->url, message->target))
			return "the proxy was asked for a tunnel to somewhere else";
		return NULL;
	}
	if (scheme != PQ_NAIVE_HTTP)
		return "the proxy was asked, but not for a tunnel";
	if (message->complete && !is_absolute_form(exchange->url, message->target))
		return "the proxy was asked for something else than the current URL in its canonical form";
	return NULL;
}

/* What is written for https goes through TLS with the URL's host, and what is written for http does not: plain
 * bytes on the way to a secure origin reach whoever answers there (URL 4.4; RFC 9110 4.3.4). */
static const char *judge_secured(struct pq_judge_state *run, const struct pq_exchange *exchange, size_t *event)
{
	const struct pq_naive_url *url = exchange->url;
	const struct pq_exchange *tunnel = exchange->conn->tunnel;
	bool secured = exchange->tls != PQ_NO_EVENT && (!tunnel || exchange->tls > tunnel->sends.first);

	if (is_secure(url) && !secured && !run->transcript->truncated)
		return "bytes went in the clear";
	if (is_secure(url) && secured) {
		*event = exchange->tls;
		return pq_place_is_host(&url->host, run->transcript->events[exchange->tls].text)
			       ? NULL
			       : "TLS was begun with another name";
	}
	if (!is_secure(url) && exchange->conn->tls != PQ_NO_EVENT &&
	    !(tunnel && !secured && is_secure(pq_run_proxy(run)))) {
		*event = exchange->conn->tls;
		return "TLS was begun for a URL that is not secure";
	}
	return NULL;
}

bool pq_judge_route(struct pq_judge_state *run, const struct pq_exchange *exchange, const struct pq_message *message)
{
	size_t event = exchange->sends.first;
	const char *why;

	if (!exchange->url || !exchange->url->readable)
		return false;
	why = judge_connection(run, exchange);
	if (!why)
		why = exchange->to == PQ_TO_ORIGIN ? judge_secured(run, exchange, &event)
						   : judge_proxied(exchange, message);
	if (why)
		pq_report_route(run, exchange->asked, exchange->url, event, why);
	return true;
}

void pq_judge_idle_tls(struct pq_judge_state *run, const struct pq_conn *conn)
{
	const struct pq_naive_url *url = conn->url;
	bool spoken_after = conn->last && conn->last->spoken == PQ_SPOKEN_HTTP && conn->last->sends.count &&
			    conn->last->sends.last > conn->tls;

	if (conn->tls == PQ_NO_EVENT || spoken_after || !conn->asked || !url || !url->readable ||
	    !pq_rule_applies(run, PQ_RULE_WRONG_DESTINATION))
		return;
	if (conn->asked->word == PQ_WORD_SOCKET)
		pq_report_route(run, conn->asked, NULL, conn->tls, "TLS was begun on a raw socket");
	else if (!pq_place_is_host(&url->host, run->transcript->events[conn->tls].text))
		pq_report_route(run, conn->asked, url, conn->tls, "TLS was begun with another name");
}
