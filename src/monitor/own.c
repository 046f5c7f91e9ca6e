/* SPDX-License-Identifier: MIT */
#include "monitor/own.h"

#include "monitor/bytes.h"
#include "monitor/cookies.h"
#include "monitor/framing.h"
#include "monitor/login.h"
#include "monitor/path.h"

bool pq_own_are_all_of(struct pq_view value, const char *const *words)
{
	struct pq_view member;

	while (pq_bytes_split(&value, ',', &member)) {
		bool known = false;

		member = pq_bytes_trim(pq_view_slice(member, 0, pq_bytes_find(member, ';', 0)));
		for (size_t i = 0; words[i]; i++)
			known = known || pq_bytes_is(member, words[i]);
		if (!known)
			return false;
	}
	return true;
}

static bool is_own_origin(struct pq_judge_state *run, struct pq_asked *asked, struct pq_view value)
{
	const struct pq_naive_url *client = pq_run_client(run, asked);

	/* What is the origin of a page with another scheme (blob, file) is not judged. */
	return pq_bytes_is(value, "null") || !client->readable || pq_naive_is_origin(client, value);
}

static bool is_own_referrer(struct pq_judge_state *run, struct pq_asked *asked, struct pq_view value)
{
	const struct pq_naive_url *url = pq_run_read_url(run, value, NULL);

	return !url->userinfo && pq_naive_same_origin(url, pq_run_client(run, asked));
}

/* RFC 9110 8.6: a GET or HEAD without a body has no length either. */
static bool may_have_body(const struct pq_asked *asked, const struct pq_message *message)
{
	static const struct pq_view get = PQ_VIEW("GET");
	static const struct pq_view head = PQ_VIEW("HEAD");

	return asked->body || asked->word == PQ_WORD_FORM ||
	       !(pq_bytes_same(message->method, get) || pq_bytes_same(message->method, head));
}

static bool is_own_length(struct pq_judge_state *run, const struct pq_exchange *exchange,
			  const struct pq_message *message, struct pq_view value)
{
	uint64_t length;

	if (!pq_bytes_number(value, &length))
		return false;
	/* Who is known not to write a length where there is no body wrote none for it. */
	if (run->known_own && !may_have_body(exchange->asked, message))
		return false;
	/* A head that broke off may have had any body. */
	if (!message->complete)
		return true;
	/* A message that was not sent to its end may have any length above what was sent. */
	return length == message->body.len || (length > message->body.len && !pq_exchange_succeeded(run, exchange));
}

/* The type that a body of that kind has by itself. */
static bool is_own_type(const struct pq_asked *asked, struct pq_view value)
{
	static const char *const types[] = { "multipart/form-data", "application/x-www-form-urlencoded", "text/plain",
					     NULL };

	if (asked->body && asked->body->word == PQ_WORD_BLOB)
		return pq_bytes_same_nocase(value, pq_bytes_trim(pq_line_bytes(asked->body, 0)));
	return (asked->body || asked->word == PQ_WORD_FORM) && pq_own_are_all_of(value, types);
}

static bool is_handshake(const struct pq_exchange *exchange)
{
	return exchange->asked && exchange->asked->word == PQ_WORD_WEBSOCKET && exchange->to != PQ_TO_TUNNEL;
}

/* RFC 9112 9.6; a kept connection says nothing or "keep-alive", a handshake "Upgrade" (RFC 6455 4.1). */
static bool is_own_connection(const struct pq_judge_state *run, const struct pq_exchange *exchange,
			      struct pq_view value)
{
	static const char *const words[] = { "close", "keep-alive", NULL };
	static const char *const upgrades[] = { "upgrade", "keep-alive", NULL };

	if (is_handshake(exchange))
		return run->known_own ? pq_bytes_is(value, "upgrade") : pq_own_are_all_of(value, upgrades);
	return run->known_own && !run->keep_alive ? pq_bytes_is(value, "close") : pq_own_are_all_of(value, words);
}

static bool is_own_sec(struct pq_view name, struct pq_view value)
{
	static const char *const words[] = { "cross-site", "same-origin", "same-site", "none",     "cors", "no-cors",
					     "navigate",   "websocket",   "empty",     "document", "?1",   "?0",
					     "1",          "prefetch",    "iframe",    NULL };
	static const struct pq_view hints = PQ_VIEW("sec-ch-");

	return pq_bytes_starts_nocase(name, hints) || pq_own_are_all_of(value, words);
}

bool pq_own_is(struct pq_judge_state *run, const struct pq_exchange *exchange, const struct pq_message *message,
	       const struct pq_head_line *line)
{
	static const char *const codings[] = { "gzip", "x-gzip", "deflate", "br", "zstd", "identity", "*", NULL };
	static const char *const connections[] = { "close", "keep-alive", NULL };
	static const char *const agents[] = { "pratique", "*/*", NULL };

	if (is_handshake(exchange) && pq_run_is_handshake_name(line->name))
		return pq_websocket_is_own(run, exchange, line);
	switch (line->own) {
	case PQ_OWN_HOST:
		/* What stands there in a CONNECT, another rule judges. */
		return exchange->url && exchange->url->readable &&
		       (exchange->to == PQ_TO_TUNNEL || pq_naive_is_authority(exchange->url, line->value));
	case PQ_OWN_CONTENT_LENGTH:
		return is_own_length(run, exchange, message, line->value);
	case PQ_OWN_CONNECTION:
		return is_own_connection(run, exchange, line->value);
	case PQ_OWN_ORIGIN:
		return is_own_origin(run, exchange->asked, line->value);
	case PQ_OWN_REFERER:
		return is_own_referrer(run, exchange->asked, line->value);
	case PQ_OWN_COOKIE:
		return pq_cookies_are_own(run, exchange, message, line->value);
	case PQ_OWN_AUTHORIZATION:
	case PQ_OWN_PROXY_AUTHORIZATION:
		return exchange->url && exchange->url->readable && !pq_login_suspect(run, exchange, message, line);
	case PQ_OWN_ACCEPT_ENCODING:
		return pq_own_are_all_of(line->value, codings);
	case PQ_OWN_TRANSFER_ENCODING:
		return pq_bytes_is(line->value, "chunked");
	case PQ_OWN_DNT:
		return pq_bytes_is(line->value, "0") || pq_bytes_is(line->value, "1");
	case PQ_OWN_EXPECT:
		return pq_bytes_is(line->value, "100-continue");
	case PQ_OWN_TE:
		return pq_bytes_is(line->value, "trailers");
	case PQ_OWN_CORS:
		return exchange->preflight;
	case PQ_OWN_PROXY_CONNECTION:
		return pq_own_are_all_of(line->value, connections);
	case PQ_OWN_SEC:
		return is_own_sec(line->name, line->value);
	case PQ_OWN_USER_AGENT:
	case PQ_OWN_ACCEPT:
		return pq_own_are_all_of(line->value, agents);
	case PQ_OWN_CONTENT_TYPE:
		return is_own_type(exchange->asked, line->value);
	case PQ_OWN_ACCEPT_LANGUAGE:
	case PQ_OWN_OTHER:
		return true;
	default:
		return false;
	}
}

/* Of the lines that only some messages have. */
static bool belongs_to_message(const struct pq_judge_state *run, const struct pq_exchange *exchange,
			       const struct pq_head_line *line)
{
	const struct pq_asked *asked = exchange->asked;

	switch (line->own) {
	case PQ_OWN_CORS:
		return exchange->preflight;
	case PQ_OWN_PROXY_CONNECTION:
		return exchange->to != PQ_TO_ORIGIN;
	case PQ_OWN_PROXY_AUTHORIZATION:
		/* That it stands inside a tunnel is no line that somebody slipped in, but a credential that went astray. */
		return run->proxied;
	case PQ_OWN_AUTHORIZATION:
		return run->logins || (asked && asked->first && asked->first->userinfo) ||
		       (exchange->url && exchange->url->userinfo);
	default:
		return false;
	}
}

bool pq_own_may_write(const struct pq_judge_state *run, const struct pq_exchange *exchange,
		      const struct pq_head_line *line)
{
	if (run->known_own ? pq_run_own_index(run, exchange->asked, line->name) >= 0 : line->own != PQ_OWN_NONE)
		return true;
	return belongs_to_message(run, exchange, line);
}
