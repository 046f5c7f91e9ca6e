/* SPDX-License-Identifier: MIT */
/* bad_framing: a message is as long as it says, and says it once. */
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

bool pq_conn_succeeded(struct pq_judge_state *run, const struct pq_conn *conn)
{
	struct pq_answer answer;

	pq_answer_read(&answer, pq_run_received(run, conn, SIZE_MAX));
	return answer.status >= 200 && answer.status <= 299;
}

/* The length of a body that is written as it was asked for; false where it is not, or where that is not sure. */
static bool asked_length(const struct pq_asked *asked, uint64_t *len)
{
	struct pq_view bytes;

	if (!asked || !asked->body || asked->entries)
		return false;
	switch (asked->body->word) {
	case PQ_WORD_TEXT:
	case PQ_WORD_BINARY:
		bytes = pq_line_bytes(asked->body, 0);
		break;
	case PQ_WORD_BLOB:
		bytes = pq_line_bytes(asked->body, 1);
		break;
	default:
		return false;
	}
	for (size_t i = 0; i < bytes.len; i++)
		if (asked->body->word == PQ_WORD_TEXT && bytes.data[i] >= 0x80)
			return false;
	*len = bytes.len;
	return true;
}

/* No page can give a GET or HEAD a body, and what a redirect turns into a GET loses its own (HTTP-redirect fetch). */
static bool has_unasked_body(const struct pq_asked *asked, const struct pq_message *message)
{
	static const struct pq_view get = PQ_VIEW("GET");
	static const struct pq_view head = PQ_VIEW("HEAD");

	return asked && asked->through_page && message->body.len &&
	       (pq_bytes_same(message->method, get) || pq_bytes_same(message->method, head));
}

static const char *judge_length(struct pq_judge_state *run, const struct pq_conn *conn,
				const struct pq_message *message, const struct pq_framing_said *said)
{
	uint64_t len;

	if (said->lengths > 1)
		return "Content-Length stands more than once";
	if (said->lengths == 0)
		return message->body.len ? "a body follows, and the head does not say how long it is" : NULL;
	if (!said->known)
		return "Content-Length is not a number";
	if (message->body.len > said->length)
		return "more bytes follow than Content-Length says";
	if (message->body.len == said->length)
		return has_unasked_body(conn->asked, message) ? "a GET or HEAD has a body" : NULL;
	if (asked_length(conn->asked, &len) && len != said->length)
		return "Content-Length is not the length of the body that was asked for";
	return pq_conn_succeeded(run, conn) ? "fewer bytes follow than Content-Length says" : NULL;
}

static const char *judge_coding(struct pq_judge_state *run, const struct pq_conn *conn,
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
	return !whole && pq_conn_succeeded(run, conn) ? "the chunked body has no end" : NULL;
}

bool pq_judge_bad_framing(struct pq_judge_state *run, const struct pq_conn *conn, const struct pq_message *message)
{
	struct pq_framing_said said;
	const char *why;
	struct pq_buf *detail;

	if (!message->complete)
		return false;
	said = pq_message_framing(message);
	why = said.codings ? judge_coding(run, conn, message, &said) : judge_length(run, conn, message, &said);
	if (!why)
		return true;
	detail = pq_detail(run, why);
	pq_buf_add_str(detail, "; bytes after the head: ");
	pq_buf_add_u64(detail, message->body.len);
	pq_violate(run, PQ_RULE_BAD_FRAMING, conn->sends.first, pq_conn_request(conn));
	return true;
}
