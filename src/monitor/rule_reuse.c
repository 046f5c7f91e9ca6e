/* SPDX-License-Identifier: MIT */
/*
 * Connections that carry several messages: what is left of one answer must not be taken for the next (RFC 9112 9.3.2
 * and 9.6), and requests with and without credentials keep apart (Fetch 2.6).
 */
#include "monitor/bytes.h"
#include "monitor/cookies.h"
#include "monitor/naive_answer.h"
#include "monitor/rules.h"

const char *pq_judge_reused(struct pq_judge_state *run, const struct pq_exchange *exchange)
{
	const struct pq_exchange *before = exchange->before;
	size_t mark = run->text.len;
	size_t behind = 0;
	enum pq_answer_end end;

	if (!before || before->spoken != PQ_SPOKEN_HTTP || !before->sends.count)
		return NULL;
	end = pq_answer_measure(pq_run_received(run, before, exchange->sends.first), before->bare_answer, &behind);
	run->text.len = mark;
	if (run->transcript->truncated)
		return NULL;
	if (end == PQ_ANSWER_OPEN)
		return "the connection is used again before the answer on it has ended: ";
	if (end == PQ_ANSWER_DOUBTFUL)
		return "the connection is used again after an answer whose end is in doubt: ";
	return behind ? "the connection is used again with bytes left behind the answer on it: " : NULL;
}

/* Whether an answer could be to what the exchange wrote: it came, and not all of it before anything was written. */
static bool was_answered(const struct pq_exchange *exchange)
{
	return exchange->receives.count && exchange->receives.last > exchange->sends.first;
}

void pq_judge_taken_answer(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_exchange *exchange,
			   size_t event)
{
	const char *why = NULL;

	if (exchange->spoken != PQ_SPOKEN_HTTP || !exchange->sends.count || run->transcript->truncated ||
	    !pq_run_shows(run, PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES) || !run->transcript->events[event].status)
		return;
	if (!pq_rule_applies(run, PQ_RULE_BAD_FRAMING))
		return;
	if (exchange->to == PQ_TO_TUNNEL)
		why = "what the proxy said to CONNECT was taken for the response";
	else if (exchange->preflight)
		why = "what was said to the preflight was taken for the response";
	else if (!was_answered(exchange))
		why = "a response was taken that nothing brought after the request";
	if (!why)
		return;
	pq_detail(run, why);
	pq_violate(run, PQ_RULE_BAD_FRAMING, event, asked->number);
}

/* 1: the request's credentials go along; 0: they do not; -1: it cannot be said. */
static int carries_credentials(struct pq_judge_state *run, const struct pq_exchange *exchange)
{
	struct pq_asked *asked = exchange->asked;

	if (!asked || !exchange->url || !exchange->url->readable)
		return -1;
	if (exchange->preflight)
		return 0;
	/* On a later hop the request's origin may be tainted, and then no hop is its own (Fetch, "response tainting"). */
	if (asked->credentials == PQ_CREDENTIALS_SAME_ORIGIN &&
	    (exchange->url != asked->first || !pq_run_client(run, asked)->readable))
		return -1;
	return pq_cookies_may_flow(run, exchange);
}

const char *pq_judge_shared(struct pq_judge_state *run, const struct pq_exchange *exchange)
{
	int own = carries_credentials(run, exchange);

	for (const struct pq_exchange *each = exchange->before; own >= 0 && each; each = each->before) {
		int other = each->to == PQ_TO_TUNNEL ? -1 : carries_credentials(run, each);

		/* The one before that has been compared with those before it. */
		if (other >= 0)
			return own == other ? NULL : "requests with and without credentials share a connection: ";
	}
	return NULL;
}
