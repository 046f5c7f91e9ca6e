/* SPDX-License-Identifier: MIT */
/* Judging what is over: what an exchange wrote, and what came back for it. */
#include "monitor/asked.h"
#include "monitor/bytes.h"
#include "monitor/cookies.h"
#include "monitor/path.h"
#include "monitor/preflight.h"
#include "monitor/rules.h"

bool pq_run_is_lost(struct pq_judge_state *run)
{
	run->lost = run->lost || run->text.overflow || run->sent.overflow || run->jar.overflow;
	return run->lost;
}

bool pq_run_may_work(struct pq_judge_state *run, size_t len, size_t count)
{
	uint64_t left = PQ_MAX_JUDGED_WORK - run->work;

	if (len && count > left / len) {
		run->work = PQ_MAX_JUDGED_WORK;
		run->lost = true;
		return false;
	}
	run->work += (uint64_t)len * count;
	return true;
}

const struct pq_naive_url *pq_run_read_url(struct pq_judge_state *run, struct pq_view input,
					   const struct pq_naive_url *base)
{
	struct pq_naive_url *url;

	/* The last slot is for those that do not fit: the case is then lost anyway. */
	if (run->url_count + 1 < PQ_MAX_JUDGED_URLS)
		run->url_count++;
	else
		run->lost = true;
	url = &run->urls[run->url_count];
	pq_naive_url_read(&run->reader, input, base, url);
	pq_run_is_lost(run);
	return url;
}

const struct pq_naive_url *pq_run_page(struct pq_judge_state *run)
{
	if (!run->page)
		run->page = pq_run_read_url(run, run->page_text, NULL);
	return run->page;
}

const struct pq_naive_url *pq_run_proxy(struct pq_judge_state *run)
{
	if (run->proxied && !run->proxy)
		run->proxy = pq_run_read_url(run, run->proxy_text, NULL);
	return run->proxy;
}

/* What begins so needs no base (URL 4.4, scheme state), and most URLs do: the page's is not read for them. */
static bool is_absolute(struct pq_view url)
{
	static const struct pq_view schemes[] = { PQ_VIEW("http://"), PQ_VIEW("https://"), PQ_VIEW("ws://"),
						  PQ_VIEW("wss://"), PQ_VIEW("ftp://") };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (pq_bytes_starts_nocase(url, schemes[i]))
			return true;
	return false;
}

const struct pq_naive_url *pq_run_client(struct pq_judge_state *run, struct pq_asked *asked)
{
	if (asked->word != PQ_WORD_EMBEDDER)
		return pq_run_page(run);
	if (!asked->client)
		asked->client = pq_run_read_url(run, asked->origin, NULL);
	return asked->client;
}

static const struct pq_naive_url *read_asked(struct pq_judge_state *run, struct pq_asked *asked, struct pq_view text)
{
	return pq_run_read_url(run, text, is_absolute(text) ? NULL : pq_run_client(run, asked));
}

const struct pq_naive_url *pq_run_current(struct pq_judge_state *run, struct pq_asked *asked)
{
	if (asked->current)
		return asked->current;
	if (asked->worker.data)
		asked->replaced = read_asked(run, asked, asked->url);
	asked->first = read_asked(run, asked, asked->worker.data ? asked->worker : asked->url);
	asked->current = asked->first;
	return asked->current;
}

/* Says of each header line which of the asked headers it may be. */
static void attribute_lines(struct pq_message *message, const struct pq_asked *asked)
{
	if (!asked || !asked->header_count)
		return;
	for (size_t i = 0; i < message->line_count; i++)
		message->lines[i].asked = pq_asked_find_header(asked, message->lines[i].name);
}

static enum pq_addressee find_addressee(const struct pq_judge_state *run, const struct pq_exchange *exchange,
					const struct pq_message *message)
{
	static const struct pq_view connect = PQ_VIEW("CONNECT");

	if (!run->proxied || exchange->conn->tunnel)
		return PQ_TO_ORIGIN;
	return pq_bytes_same(message->method, connect) ? PQ_TO_TUNNEL : PQ_TO_PROXY;
}

/* Whether the proxy has let a tunnel through. */
static bool is_tunnel(struct pq_judge_state *run, const struct pq_exchange *exchange)
{
	size_t mark = run->text.len;
	struct pq_answer answer;

	if (exchange->to != PQ_TO_TUNNEL)
		return false;
	pq_answer_read(&answer, pq_run_received(run, exchange, SIZE_MAX), false);
	run->text.len = mark;
	return answer.status >= 200 && answer.status <= 299;
}

static void judge_message(struct pq_judge_state *run, struct pq_exchange *exchange, struct pq_view sent)
{
	static const struct pq_view head = PQ_VIEW("HEAD");
	const struct pq_path *path = exchange->asked ? pq_path_of(exchange->asked) : NULL;
	struct pq_message *message = &run->message;

	pq_message_read(message, sent, run->head_lines);
	attribute_lines(message, exchange->asked);
	/* What was joined goes with the next exchange; cookies may need the target until the next event. */
	exchange->target = exchange->sends.count > 1 ? pq_buf_keep(&run->text, message->target) : message->target;
	exchange->to = find_addressee(run, exchange, message);
	exchange->preflight = pq_message_is_preflight(exchange->asked, message);
	pq_rules_message(run, exchange, message);
	if (path && path->message)
		path->message(run, exchange, message);
	if (is_tunnel(run, exchange))
		exchange->conn->tunnel = exchange;
	exchange->bare_answer = exchange->conn->tunnel == exchange || pq_bytes_same(message->method, head);
}

void pq_run_settle_exchange(struct pq_judge_state *run, struct pq_exchange *exchange)
{
	struct pq_view sent;

	if (exchange->settled)
		return;
	exchange->settled = true;
	sent = pq_run_sent(run, exchange);
	if (pq_run_is_lost(run))
		return;
	/* Where a connection leads that nobody was seen to dial cannot be said. */
	if (sent.len && exchange->conn->dial == PQ_NO_EVENT)
		run->unproven |= UINT32_C(1) << PQ_RULE_UNSAFE_PORT | UINT32_C(1) << PQ_RULE_WRONG_DESTINATION;
	if (exchange->spoken != PQ_SPOKEN_HTTP)
		pq_rules_bytes(run, exchange, sent);
	else if (sent.len)
		judge_message(run, exchange, sent);
}

void pq_run_begin(struct pq_judge_state *run, struct pq_conn *conn)
{
	struct pq_exchange *exchange = conn->under_way ? conn->under_way->next : conn->first;
	struct pq_asked *asked = exchange->asked;

	/* What the message before has made of the connection must be known first. */
	if (exchange->before)
		pq_run_settle_exchange(run, exchange->before);
	if (asked) {
		if (asked->open)
			pq_run_settle(run, asked, true);
		exchange->url = pq_run_current(run, asked);
		exchange->became_get = asked->became_get;
		asked->messages++;
		asked->open = exchange;
	}
	exchange->began = true;
	conn->under_way = exchange;
}

/*
 * True if there were any. accepted: the user agent surely took the response. What a cookie replaces is forgotten
 * only then, and not where a redirect may have tainted the request's origin.
 */
static bool store_cookies(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view head,
			  bool accepted)
{
	const struct pq_asked *asked = exchange->asked;
	bool sure = accepted && exchange->target.len && asked &&
		    (asked->credentials == PQ_CREDENTIALS_INCLUDE ||
		     (exchange->url == asked->first && pq_run_client(run, exchange->asked)->readable));
	struct pq_view value;
	bool any = false;

	while (pq_answer_next(&head, "set-cookie", &value)) {
		any = true;
		if (exchange->url && exchange->asked && pq_cookies_may_flow(run, exchange))
			pq_jar_add(&run->jar, exchange->url, pq_jar_default_path(pq_target_path(exchange->target)),
				   sure, value);
	}
	return any;
}

static bool is_redirect(unsigned int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* A page's method is brought to upper case, a form's is one of two; a renderer's stays as it is (Fetch 2.2.1). */
static bool has_method(const struct pq_asked *asked, const char *lower, struct pq_view upper)
{
	if (!asked->through_page)
		return pq_bytes_same(asked->method, upper);
	return pq_bytes_is(asked->method, lower);
}

/* Fetch "HTTP-redirect fetch", step 12. */
static bool becomes_get(const struct pq_asked *asked, unsigned int status)
{
	bool post = has_method(asked, "post", pq_view("POST", 4));
	bool form = asked->word == PQ_WORD_FORM && asked->through_page;

	if (status == 301 || status == 302)
		return post;
	return status == 303 &&
	       (form ? post
		     : !has_method(asked, "get", pq_view("GET", 3)) && !has_method(asked, "head", pq_view("HEAD", 4)));
}

/* Reads what came back in an exchange, as far as it had come by event `until`. */
static void read_answer(struct pq_judge_state *run, struct pq_asked *asked, const struct pq_exchange *exchange,
			size_t until, bool accepted)
{
	size_t urls = run->url_count;
	size_t mark = run->text.len;
	struct pq_answer answer;
	struct pq_view rest;
	struct pq_view location;
	bool kept;

	/* What a proxy says to CONNECT, and what a server says to a preflight, is no response to the request. */
	if (exchange->to == PQ_TO_TUNNEL)
		return;
	pq_answer_read(&answer, pq_run_received(run, exchange, until), asked->word == PQ_WORD_WEBSOCKET);
	if (pq_run_is_lost(run) || !answer.status)
		return;
	kept = pq_offers_read(run, asked, exchange->url, answer.head, until);
	if (exchange->preflight)
		return;
	asked->last_status = answer.status;
	/* A 407 is the proxy's, and a user agent may keep no cookie of it. */
	kept = store_cookies(run, exchange, answer.head, accepted && answer.status != 407) || kept;
	if (!kept && !is_redirect(answer.status)) {
		/* URLs that were read only now stay. */
		if (run->url_count == urls)
			run->text.len = mark;
		return;
	}
	rest = answer.head;
	/* A handshake is not redirected (WebSockets 2.2). */
	if (asked->word == PQ_WORD_WEBSOCKET)
		return;
	if (exchange->url && is_redirect(answer.status) && pq_answer_next(&rest, "location", &location)) {
		asked->current = pq_run_read_url(run, location, exchange->url);
		asked->became_get = asked->became_get || becomes_get(asked, answer.status);
	}
}

void pq_run_settle(struct pq_judge_state *run, struct pq_asked *asked, bool accepted)
{
	if (asked->open)
		pq_run_settle_exchange(run, asked->open);
	asked->open = NULL;
	if (asked->unread != PQ_NO_EVENT && asked->unread_of && asked->unread_of->spoken == PQ_SPOKEN_HTTP)
		read_answer(run, asked, asked->unread_of, asked->unread, accepted);
	asked->unread = PQ_NO_EVENT;
}
