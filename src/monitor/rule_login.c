/* SPDX-License-Identifier: MIT */
/*
 * credential_leak, for what a user agent answers challenges with (RFC 9110 11; Fetch "HTTP-network-or-cache fetch").
 *
 * The user's logins are the scenario's `login` lines, each for its URL's origin; the userinfo of a URL, for that URL;
 * and what stands in the `proxy` line, for messages that the proxy itself reads.
 */
#include "monitor/asked.h"
#include "monitor/bytes.h"
#include "monitor/cookies.h"
#include "monitor/login.h"
#include "monitor/naive_login.h"

/* Of Digest only the name can be compared, and not even that if it is hashed. */
static bool is_pair(const struct pq_naive_login *login, struct pq_view user, struct pq_view password)
{
	if (login->digest)
		return login->hashed || pq_bytes_same(login->user, user);
	return pq_bytes_same(login->user, user) && pq_bytes_same(login->password, password);
}

/* Percent-decoded (URL 1.3), into the run's text. */
static struct pq_view decode(struct pq_judge_state *run, struct pq_view v)
{
	size_t mark = run->text.len;

	for (size_t i = 0; i < v.len; i++) {
		unsigned int high = i + 2 < v.len && v.data[i] == '%' ? pq_bytes_hex(v.data[i + 1]) : 16;
		unsigned int low = high < 16 ? pq_bytes_hex(v.data[i + 2]) : 16;

		pq_buf_add_byte(&run->text, low < 16 ? (unsigned char)(high << 4 | low) : v.data[i]);
		i += low < 16 ? 2 : 0;
	}
	return pq_buf_since(&run->text, mark);
}

/* What is not ASCII there may be no UTF-8 either, and stand for something else once the URL is parsed. */
static bool is_doubtful(struct pq_view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.data[i] >= 0x80)
			return true;
	return false;
}

static bool is_userinfo(struct pq_judge_state *run, const struct pq_naive_url *url, const struct pq_naive_login *login)
{
	size_t colon = pq_bytes_find(url->login, ':', 0);

	if (!url->login.len)
		return false;
	return is_doubtful(url->login) || is_pair(login, decode(run, pq_view_slice(url->login, 0, colon)),
						  decode(run, pq_view_from(url->login, colon + 1)));
}

static bool is_stored(struct pq_judge_state *run, const struct pq_naive_url *url, const struct pq_naive_login *login)
{
	const struct pq_scenario *scenario = run->scenario;

	for (size_t i = 0; i < scenario->line_count; i++) {
		const struct pq_line *line = &scenario->lines[i];

		if (line->word == PQ_WORD_LOGIN && is_pair(login, pq_line_bytes(line, 1), pq_line_bytes(line, 2)) &&
		    pq_naive_same_origin(pq_run_read_url(run, pq_line_bytes(line, 0), NULL), url))
			return true;
	}
	return false;
}

/*
 * A URL's login that its origin has been told becomes the user agent's for that origin (Fetch "HTTP-network-or-cache
 * fetch", "create an authentication entry"), also where a later URL does not hold it.
 */
static bool is_known_there(struct pq_judge_state *run, const struct pq_exchange *exchange,
			   const struct pq_naive_login *login)
{
	for (size_t i = 0; i < run->exchange_count; i++) {
		const struct pq_exchange *earlier = &run->exchanges[i];

		if (earlier->told_login && pq_naive_same_origin(earlier->url, exchange->url) &&
		    is_userinfo(run, earlier->url, login))
			return true;
	}
	return false;
}

static const struct pq_line *find_proxy(const struct pq_scenario *scenario)
{
	for (size_t i = 0; i < scenario->line_count; i++)
		if (scenario->lines[i].word == PQ_WORD_PROXY)
			return &scenario->lines[i];
	return NULL;
}

static const char *suspect_proxy(struct pq_judge_state *run, const struct pq_exchange *exchange,
				 const struct pq_naive_login *login)
{
	const struct pq_line *proxy = find_proxy(run->scenario);

	if (!proxy)
		return "credentials for a proxy were sent, and there is none: ";
	if (exchange->to == PQ_TO_ORIGIN)
		return "credentials for the proxy were sent past it: ";
	if ((proxy->argc > 1 && is_pair(login, pq_line_bytes(proxy, 1), pq_line_bytes(proxy, 2))) ||
	    is_userinfo(run, pq_run_proxy(run), login))
		return NULL;
	return "credentials were sent to the proxy that nobody has for it: ";
}

static const char *suspect_origin(struct pq_judge_state *run, const struct pq_exchange *exchange,
				  const struct pq_naive_login *login)
{
	if (exchange->to == PQ_TO_TUNNEL)
		return "credentials for an origin were sent to the proxy: ";
	if (!pq_cookies_may_flow(run, exchange))
		return "credentials were sent although the credentials mode forbids it: ";
	if (is_userinfo(run, exchange->url, login) || is_stored(run, exchange->url, login) ||
	    is_known_there(run, exchange, login))
		return NULL;
	return "credentials were sent that nobody has for this origin: ";
}

const char *pq_login_suspect(struct pq_judge_state *run, const struct pq_exchange *exchange,
			     const struct pq_message *message, const struct pq_head_line *line)
{
	bool proxy = line->own == PQ_OWN_PROXY_AUTHORIZATION;
	struct pq_naive_login login;

	if (!pq_naive_login_read(line->value, &run->text, &login))
		return "credentials were sent that are no whole Basic or Digest: ";
	if (login.digest && !pq_bytes_same(login.uri, message->target))
		return "a Digest is for another target than the request's: ";
	return (proxy ? suspect_proxy : suspect_origin)(run, exchange, &login);
}

/* A refused login is offered again for a stale nonce or from another source, and not for ever. */
static const char *count_offer(const struct pq_exchange *exchange, const struct pq_head_line *line)
{
	struct pq_asked *asked = exchange->asked;
	struct pq_offers *offers = &asked->offers;

	if (offers->url != exchange->url)
		*offers = (struct pq_offers){ .url = exchange->url };
	if (line->own == PQ_OWN_AUTHORIZATION)
		return ++offers->origin > PQ_JUDGE_MAX_OFFERS ? "credentials were offered again and again: " : NULL;
	if (exchange->to == PQ_TO_PROXY && asked->last_status != 407)
		offers->proxy = 0;
	return ++offers->proxy > PQ_JUDGE_MAX_OFFERS ? "the proxy was offered credentials again and again: " : NULL;
}

void pq_login_got_through(const struct pq_exchange *exchange)
{
	if (exchange->to == PQ_TO_ORIGIN)
		exchange->asked->offers.proxy = 0;
}

/* Where the caller has set the header, it stands alone (Fetch "HTTP-network-or-cache fetch"). */
static bool stands_alone(const struct pq_message *message, const struct pq_head_line *line)
{
	const struct pq_head_line *last;

	return pq_message_count(message, line->own, &last) == 1;
}

const char *pq_login_judge(struct pq_judge_state *run, const struct pq_exchange *exchange,
			   const struct pq_message *message, const struct pq_head_line *line)
{
	bool asked_for = line->asked >= 0 && pq_asked_has_value(exchange->asked, line->name, line->value);
	const char *why = pq_login_suspect(run, exchange, message, line);

	if (!why && !asked_for && !stands_alone(message, line))
		return "credentials were put beside others: ";
	if (!why) {
		run->exchanges[exchange - run->exchanges].told_login |= line->own == PQ_OWN_AUTHORIZATION;
		return count_offer(exchange, line);
	}
	if (!asked_for)
		return why;
	return pq_naive_same_origin(exchange->asked->first, exchange->url)
		       ? NULL
		       : "a credential went to another origin than it was set for: ";
}
