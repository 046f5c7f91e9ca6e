/* SPDX-License-Identifier: MIT */
/* credential_leak: what the caller set stays with the first URL's origin, what the jar holds with its hosts. */
#include "monitor/asked.h"
#include "monitor/bytes.h"
#include "monitor/cookies.h"
#include "monitor/login.h"
#include "monitor/rules.h"

/*
 * The origin of a page with another scheme (blob, say) is not judged; but a data: URL's is opaque (URL 4.5), and an
 * embedder without an origin has none.
 */
static bool is_page_doubtful(const struct pq_judge_state *run, const struct pq_asked *asked,
			     const struct pq_naive_url *page)
{
	static const struct pq_view data = PQ_VIEW("data:");

	if (asked->word == PQ_WORD_EMBEDDER && !asked->origin.len)
		return false;
	return !page->readable && !pq_bytes_starts_nocase(run->page_text, data);
}

bool pq_cookies_may_flow(struct pq_judge_state *run, const struct pq_exchange *exchange)
{
	const struct pq_naive_url *page = pq_run_client(run, exchange->asked);

	switch (exchange->asked->credentials) {
	case PQ_CREDENTIALS_OMIT:
		return false;
	case PQ_CREDENTIALS_SAME_ORIGIN:
		return is_page_doubtful(run, exchange->asked, page) || pq_naive_same_origin(page, exchange->url);
	default:
		return true;
	}
}

static bool is_from_jar(struct pq_judge_state *run, const struct pq_exchange *exchange,
			const struct pq_message *message, struct pq_view pair)
{
	struct pq_view path = pq_target_path(message->target);

	path = pq_view_slice(path, 0, pq_bytes_find(path, '?', 0));
	return pq_jar_allows(&run->jar, exchange->url, path, pair);
}

bool pq_cookies_are_own(struct pq_judge_state *run, const struct pq_exchange *exchange,
			const struct pq_message *message, struct pq_view value)
{
	struct pq_view pair;

	if (run->jar.overflow)
		return true;
	if (!exchange->url || !exchange->url->readable || !pq_cookies_may_flow(run, exchange))
		return false;
	while (pq_bytes_split(&value, ';', &pair))
		if (!is_from_jar(run, exchange, message, pq_bytes_trim(pair)))
			return false;
	return true;
}

/* Whether the caller asked for a Cookie header with that pair in it. */
static bool was_asked_for(const struct pq_asked *asked, struct pq_view wanted)
{
	static const struct pq_view name = PQ_VIEW("cookie");
	struct pq_view pair;

	for (size_t i = 0; i < asked->header_count; i++) {
		struct pq_view value = asked->headers[i].value;

		if (!pq_bytes_same_nocase(asked->headers[i].name, name))
			continue;
		while (pq_bytes_split(&value, ';', &pair))
			if (pq_bytes_same(pq_bytes_trim(pair), wanted))
				return true;
	}
	return false;
}

static bool is_first_origin(const struct pq_exchange *exchange)
{
	return pq_naive_same_origin(exchange->asked->first, exchange->url);
}

static const char *judge_cookies(struct pq_judge_state *run, const struct pq_exchange *exchange,
				 const struct pq_message *message, struct pq_view value)
{
	bool may_use_jar = pq_cookies_may_flow(run, exchange);
	struct pq_view pair;

	if (run->jar.overflow)
		return NULL;
	while (pq_bytes_split(&value, ';', &pair)) {
		pair = pq_bytes_trim(pair);
		if (!pair.len)
			continue;
		if (may_use_jar && is_from_jar(run, exchange, message, pair))
			continue;
		if (was_asked_for(exchange->asked, pair) && is_first_origin(exchange))
			continue;
		return may_use_jar ? "a cookie was sent that is not for this URL: "
				   : "a cookie was sent although the credentials mode forbids it: ";
	}
	return NULL;
}

/* Userinfo: an '@' before the path (Referrer Policy 8.4 strips it). */
static bool has_userinfo(struct pq_view referrer)
{
	static const struct pq_view slashes = PQ_VIEW("://");
	size_t at = pq_bytes_search(referrer, slashes, 0);

	if (at == SIZE_MAX)
		return false;
	for (at += 3; at < referrer.len; at++) {
		if (referrer.data[at] == '@')
			return true;
		if (referrer.data[at] == '/' || referrer.data[at] == '?' || referrer.data[at] == '#')
			return false;
	}
	return false;
}

static const char *judge_line(struct pq_judge_state *run, const struct pq_exchange *exchange,
			      const struct pq_message *message, const struct pq_head_line *line)
{
	if ((exchange->to == PQ_TO_TUNNEL || exchange->preflight) &&
	    (line->own == PQ_OWN_COOKIE || line->own == PQ_OWN_AUTHORIZATION))
		return "a credential is in a message that carries none: ";
	switch (line->own) {
	case PQ_OWN_COOKIE:
		return judge_cookies(run, exchange, message, line->value);
	case PQ_OWN_AUTHORIZATION:
	case PQ_OWN_PROXY_AUTHORIZATION:
		return pq_login_judge(run, exchange, message, line);
	case PQ_OWN_REFERER:
		if (line->asked >= 0 && pq_asked_has_value(exchange->asked, line->name, line->value))
			return NULL;
		return has_userinfo(line->value) ? "userinfo was sent as a referrer: " : NULL;
	default:
		return NULL;
	}
}

bool pq_judge_credential_leak(struct pq_judge_state *run, const struct pq_exchange *exchange,
			      const struct pq_message *message)
{
	const char *shared;

	if (!exchange->asked || !exchange->url || !exchange->url->readable)
		return false;
	shared = exchange->before ? pq_judge_shared(run, exchange) : NULL;
	if (shared) {
		pq_detail_quote(pq_detail(run, shared), message->start);
		pq_violate(run, PQ_RULE_CREDENTIAL_LEAK, exchange->sends.first, exchange->asked->number);
	}
	pq_login_got_through(exchange);
	for (size_t i = 0; i < message->line_count; i++) {
		const char *why = judge_line(run, exchange, message, &message->lines[i]);

		if (!why)
			continue;
		pq_detail_quote(pq_detail(run, why), message->lines[i].text);
		pq_violate(run, PQ_RULE_CREDENTIAL_LEAK, exchange->sends.first, exchange->asked->number);
	}
	return true;
}
