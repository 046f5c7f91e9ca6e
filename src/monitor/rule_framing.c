/* SPDX-License-Identifier: MIT */
/* bad_framing: a message is as long as it says, and says it once. */
#include "monitor/body.h"
#include "monitor/bytes.h"
#include "monitor/framing.h"
#include "monitor/rules.h"

struct pq_framing_said pq_message_framing(const struct pq_message *message)
{
	struct pq_framing_said said = { .lengths = 0 };
	const struct pq_head_line *line = NULL;

	said.lengths = pq_message_count(message, PQ_OWN_CONTENT_LENGTH, &line);
	said.known = said.lengths == 1 && pq_bytes_number(line->value, &said.length);
	said.codings = pq_message_count(message, PQ_OWN_TRANSFER_ENCODING, &line);
	if (said.codings) {
		said.known = false;
		said.coding = line->value;
	}
	return said;
}

struct pq_view pq_message_after(const struct pq_message *message)
{
	struct pq_framing_said said = pq_message_framing(message);

	if (said.codings || (said.lengths && !said.known))
		return pq_view(NULL, 0);
	return said.length < message->body.len ? pq_view_from(message->body, (size_t)said.length) : pq_view(NULL, 0);
}

bool pq_message_is_whole(const struct pq_message *message)
{
	struct pq_framing_said said = pq_message_framing(message);

	return message->complete && said.known && said.length == message->body.len;
}

bool pq_exchange_succeeded(struct pq_judge_state *run, const struct pq_exchange *exchange)
{
	size_t mark = run->text.len;
	struct pq_answer answer;

	/* What was sent before the answer is not all there, if the transcript is not. */
	if (run->transcript->truncated)
		return false;
	pq_answer_read(&answer, pq_run_received(run, exchange, SIZE_MAX), false);
	run->text.len = mark;
	return answer.status >= 200 && answer.status <= 299;
}

/*
 * What redirects take away with the body, whoever set it (Fetch "request-body-header name"). NULL if nothing of it
 * is there.
 */
static const struct pq_head_line *find_body_header(const struct pq_message *message)
{
	static const char *const names[] = { "content-type",     "content-length",   "content-encoding",
					     "content-language", "content-location", NULL };

	for (size_t i = 0; i < message->line_count; i++)
		for (size_t k = 0; names[k]; k++)
			if (pq_bytes_is(message->lines[i].name, names[k]))
				return &message->lines[i];
	return NULL;
}

static const char *judge_length(struct pq_judge_state *run, const struct pq_exchange *exchange,
				const struct pq_message *message, const struct pq_framing_said *said)
{
	struct pq_body_check check = { .known = false };

	if (said->lengths > 1)
		return "Content-Length stands more than once";
	if (said->lengths == 0 && message->body.len)
		return "a body follows, and the head does not say how long it is";
	if (said->lengths && !said->known)
		return "Content-Length is not a number";
	if (message->body.len > said->length)
		return "more bytes follow than Content-Length says";
	if (exchange->to == PQ_TO_TUNNEL || exchange->preflight)
		check = (struct pq_body_check){ .known = true, .differs = message->body.len > 0 };
	else if (exchange->asked)
		check = pq_body_compare(run, exchange->asked, exchange->became_get, message->body);
	if (check.known && check.differs)
		return "the body is not the one that was asked for";
	if (said->lengths == 0)
		return NULL;
	if (check.known && check.len != said->length)
		return "Content-Length is not the length of the body that was asked for";
	if (message->body.len == said->length)
		return NULL;
	return pq_exchange_succeeded(run, exchange) ? "fewer bytes follow than Content-Length says" : NULL;
}

static const char *judge_coding(struct pq_judge_state *run, const struct pq_exchange *exchange,
				const struct pq_message *message, const struct pq_framing_said *said)
{
	int whole;

	if (said->lengths)
		return "both Content-Length and Transfer-Encoding stand in the head";
	if (said->codings > 1)
		return "Transfer-Encoding stands more than once";
	if (!pq_bytes_is(said->coding, "chunked"))
		return "Transfer-Encoding is not chunked";
	whole = pq_chunks_check(message->body);
	if (whole < 0)
		return "the body is not chunked as the head says";
	return !whole && pq_exchange_succeeded(run, exchange) ? "the chunked body has no end" : NULL;
}

static void report(struct pq_judge_state *run, const struct pq_exchange *exchange, const struct pq_message *message,
		   const char *why)
{
	struct pq_buf *detail = pq_detail(run, why);

	pq_buf_add_str(detail, "; bytes after the head: ");
	pq_buf_add_u64(detail, message->body.len);
	pq_violate(run, PQ_RULE_BAD_FRAMING, exchange->sends.first, pq_exchange_request(exchange));
}

bool pq_judge_bad_framing(struct pq_judge_state *run, const struct pq_exchange *exchange,
			  const struct pq_message *message)
{
	const char *why = exchange->before ? pq_judge_reused(run, exchange) : NULL;
	struct pq_framing_said said;

	if (why) {
		pq_detail_quote(pq_detail(run, why), message->start);
		pq_violate(run, PQ_RULE_BAD_FRAMING, exchange->sends.first, pq_exchange_request(exchange));
	}
	if (!message->complete)
		return false;
	said = pq_message_framing(message);
	if (exchange->became_get && find_body_header(message))
		why = "a redirect has made the method GET, and a header of the former body is still there";
	else
		why = said.codings ? judge_coding(run, exchange, message, &said)
				   : judge_length(run, exchange, message, &said);
	if (why)
		report(run, exchange, message, why);
	return true;
}
