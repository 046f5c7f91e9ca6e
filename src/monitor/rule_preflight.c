/* SPDX-License-Identifier: MIT */
/* CORS preflights (Fetch 4.8): which message is one, and what it announces. */
#include "monitor/asked.h"
#include "monitor/bytes.h"
#include "monitor/preflight.h"

bool pq_message_is_preflight(const struct pq_asked *asked, const struct pq_message *message)
{
	static const struct pq_view options = PQ_VIEW("OPTIONS");

	if (!asked || !pq_bytes_same(message->method, options))
		return false;
	for (size_t i = 0; i < message->line_count; i++) {
		const struct pq_head_line *line = &message->lines[i];

		if (line->own == PQ_OWN_CORS && pq_bytes_is(line->name, "access-control-request-method") &&
		    (line->asked < 0 || pq_bytes_same_nocase(line->value, asked->method) ||
		     !pq_asked_has_value(asked, line->name, line->value)))
			return true;
	}
	return false;
}

static const struct pq_head_line *find_line(const struct pq_message *message, const char *name)
{
	for (size_t i = 0; i < message->line_count; i++)
		if (message->lines[i].own == PQ_OWN_CORS && pq_bytes_is(message->lines[i].name, name))
			return &message->lines[i];
	return NULL;
}

const char *pq_preflight_judge_method(const struct pq_exchange *exchange, const struct pq_message *message,
				      const struct pq_head_line **line)
{
	const struct pq_head_line *found = find_line(message, "access-control-request-method");

	*line = found;
	if (pq_bytes_same_nocase(found->value, exchange->asked->method) ||
	    (exchange->became_get && pq_bytes_is(found->value, "get")))
		return NULL;
	return "a preflight announces another method than was asked for: ";
}

static bool is_listed(struct pq_view list, struct pq_view name)
{
	struct pq_view member;

	while (pq_bytes_split(&list, ',', &member))
		if (pq_bytes_same_nocase(pq_bytes_trim(member), name))
			return true;
	return false;
}

/*
 * Whether it cannot be said that a name must be announced: some are safelisted by their value, and a redirect to
 * another origin takes Authorization away (Fetch "HTTP-redirect fetch", step 13).
 */
static bool may_be_missing(const struct pq_exchange *exchange, struct pq_view name)
{
	static const char *const names[] = { "accept",       "accept-language", "content-language",
					     "content-type", "range",           NULL };

	for (size_t i = 0; names[i]; i++)
		if (pq_bytes_is(name, names[i]))
			return true;
	return exchange->url != exchange->asked->first && pq_bytes_is(name, "authorization");
}

const char *pq_preflight_judge_names(const struct pq_exchange *exchange, const struct pq_message *message,
				     const struct pq_judge_policy *policy, bool all, const struct pq_head_line **line)
{
	const struct pq_head_line *found = find_line(message, "access-control-request-headers");
	const struct pq_asked *asked = exchange->asked;
	struct pq_view list = found ? found->value : pq_view(NULL, 0);
	struct pq_view rest = list;
	struct pq_view member;

	*line = found ? found : &message->lines[0];
	if (!message->complete)
		return NULL;
	while (pq_bytes_split(&rest, ',', &member)) {
		member = pq_bytes_trim(member);
		if (pq_asked_find_header(asked, member) < 0 && !(asked->body && pq_bytes_is(member, "content-type")))
			return "a preflight announces a header that nobody asked for: ";
	}
	for (size_t i = 0; all && i < asked->header_count; i++) {
		const struct pq_asked_header *header = &asked->headers[i];

		if (pq_bytes_is_token(header->name) && !may_be_missing(exchange, header->name) &&
		    !pq_judge_policy_forbids_header(policy, header->name, header->value) &&
		    !is_listed(list, header->name))
			return "a preflight does not announce a header of the page's: ";
	}
	return NULL;
}
