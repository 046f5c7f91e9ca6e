/* SPDX-License-Identifier: MIT */
#include "monitor/permission.h"

#include "monitor/bytes.h"

/* A mode line of the request; a compromised renderer without one may as well have navigated. */
static bool says_cors(const struct pq_judge_state *run, const struct pq_asked *asked)
{
	for (size_t i = asked->line + 1; i < asked->children_end; i++)
		if (run->scenario->lines[i].word == PQ_WORD_MODE)
			return pq_line_number(&run->scenario->lines[i], 0) == PQ_MODE_CORS;
	return asked->through_page;
}

/* Whether the message is a script's, for an origin that is not the page's. */
static bool is_judged(struct pq_judge_state *run, const struct pq_exchange *exchange)
{
	const struct pq_asked *asked = exchange->asked;

	if (!asked || exchange->preflight || exchange->to == PQ_TO_TUNNEL || !exchange->url ||
	    !exchange->url->readable || run->transcript->truncated)
		return false;
	if (asked->word == PQ_WORD_XHR ? !asked->through_page : asked->word != PQ_WORD_FETCH || !says_cors(run, asked))
		return false;
	return !pq_naive_same_origin(pq_run_page(run), exchange->url);
}

/* The preflight that was written last before the message, in the same hop; NULL if there is none. */
static const struct pq_exchange *find_preflight(struct pq_judge_state *run, const struct pq_exchange *exchange)
{
	const struct pq_exchange *found = NULL;

	if (!pq_run_may_work(run, run->exchange_count, 1))
		return NULL;
	for (size_t i = 0; i < run->exchange_count; i++) {
		const struct pq_exchange *each = &run->exchanges[i];

		if (each->preflight && each->asked == exchange->asked && each->url == exchange->url &&
		    each->sends.first < exchange->sends.first)
			found = each;
	}
	return found;
}

/* Whether a comma-separated member of a field of that name is the text. */
static bool has(struct pq_view head, const char *name, struct pq_view text, bool any_case)
{
	struct pq_view list, member;

	while (pq_answer_next(&head, name, &list))
		while (pq_bytes_split(&list, ',', &member)) {
			member = pq_bytes_trim(member);
			if (any_case ? pq_bytes_same_nocase(member, text) : pq_bytes_same(member, text))
				return true;
		}
	return false;
}

/* Whether there is one field of that name, and it has that value. */
static bool has_alone(struct pq_view head, const char *name, struct pq_view text)
{
	struct pq_view value = { NULL, 0 };
	size_t count = 0;

	while (pq_answer_next(&head, name, &value))
		count++;
	return count == 1 && pq_bytes_same(value, text);
}

static const struct pq_view any = PQ_VIEW("*");

/* The CORS check (Fetch 4.10), against the origin that the message itself states. */
static bool permits_origin(struct pq_view head, const struct pq_message *message, bool include)
{
	static const struct pq_view yes = PQ_VIEW("true");
	const struct pq_head_line *origin;

	if (!include && has_alone(head, "access-control-allow-origin", any))
		return true;
	return pq_message_count(message, PQ_OWN_ORIGIN, &origin) == 1 &&
	       has_alone(head, "access-control-allow-origin", origin->value) &&
	       (!include || has_alone(head, "access-control-allow-credentials", yes));
}

/* Whether the hop's preflight brought the permission for that member of that field. */
static bool is_permitted(struct pq_judge_state *run, const struct pq_exchange *exchange,
			 const struct pq_message *message, const char *field, struct pq_view text, bool any_case)
{
	const struct pq_exchange *preflight = find_preflight(run, exchange);
	bool include = exchange->asked->credentials == PQ_CREDENTIALS_INCLUDE;
	bool wildcard = !include && !pq_bytes_is(text, "authorization");
	size_t mark = run->text.len;
	struct pq_answer answer;
	bool permitted;

	if (!preflight)
		return false;
	pq_answer_read(&answer, pq_run_received(run, preflight, exchange->sends.first), false);
	permitted = answer.status >= 200 && answer.status <= 299 && permits_origin(answer.head, message, include) &&
		    (has(answer.head, field, text, any_case) || (wildcard && has(answer.head, field, any, false)));
	run->text.len = mark;
	return permitted;
}

/* Whether the lack is a breach: not every subject of which nothing is known is a browser, which has to ask. */
static bool is_breach(struct pq_judge_state *run, enum pq_rule rule, bool lacking)
{
	if (lacking && !run->known_own)
		run->unproven |= UINT32_C(1) << rule;
	return lacking && run->known_own;
}

bool pq_permission_lacks_method(struct pq_judge_state *run, const struct pq_exchange *exchange,
				const struct pq_message *message)
{
	static const struct pq_view safelisted[] = { PQ_VIEW("GET"), PQ_VIEW("HEAD"), PQ_VIEW("POST") };

	bool no_cors = exchange->asked && exchange->asked->word == PQ_WORD_FETCH &&
		       exchange->asked->mode == PQ_MODE_NO_CORS && exchange->to != PQ_TO_TUNNEL;

	for (size_t i = 0; i < sizeof(safelisted) / sizeof(safelisted[0]); i++)
		if (pq_bytes_same(message->method, safelisted[i]))
			return false;
	if (!message->start_good || (!no_cors && !is_judged(run, exchange)))
		return false;
	/* Nobody is asked in mode no-cors, so nobody has permitted it (Fetch 5.4, new Request()). */
	return no_cors ||
	       is_breach(run, PQ_RULE_FORBIDDEN_METHOD,
			 !is_permitted(run, exchange, message, "access-control-allow-methods", message->method, false));
}

bool pq_permission_lacks_line(struct pq_judge_state *run, const struct pq_exchange *exchange,
			      const struct pq_message *message, const struct pq_head_line *line)
{
	if (!message->complete || !is_judged(run, exchange))
		return false;
	return is_breach(run, PQ_RULE_FORBIDDEN_HEADER,
			 !is_permitted(run, exchange, message, "access-control-allow-headers", line->name, true));
}
