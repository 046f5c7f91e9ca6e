/* SPDX-License-Identifier: MIT */
/* malformed_header, forbidden_method and host_mismatch: what a head says, line by line. */
#include "monitor/bytes.h"
#include "monitor/rules.h"

/* Whether the line is that name as asked, and a colon: then the name is on the wire, whatever it looks like there. */
static bool begins_with_name(struct pq_view line, struct pq_view name)
{
	return line.len > name.len && line.data[name.len] == ':' && pq_bytes_starts_nocase(line, name);
}

static bool has_malformed_name(const struct pq_asked *asked, struct pq_view line)
{
	if (!asked || !asked->bad_name)
		return false;
	for (size_t i = 0; i < asked->header_count; i++)
		if (!pq_bytes_is_token(asked->headers[i].name) && begins_with_name(line, asked->headers[i].name))
			return true;
	return false;
}

bool pq_judge_malformed_header(struct pq_judge_state *run, const struct pq_conn *conn, const struct pq_message *message)
{
	for (size_t i = 0; i < message->line_count; i++) {
		const struct pq_head_line *line = &message->lines[i];

		if (line->own != PQ_OWN_NONE)
			continue;
		if (line->has_colon && pq_bytes_is_token(line->name) && !has_malformed_name(conn->asked, line->text))
			continue;
		pq_detail_quote(pq_detail(run, "a line of the head is not token, colon and value: "), line->text);
		pq_violate(run, PQ_RULE_MALFORMED_HEADER, conn->sends.first, pq_conn_request(conn));
	}
	return true;
}

/* Whether the head begins with the method as asked: one with spaces in it is not cut out by cutting at spaces. */
static bool begins_with_method(const struct pq_message *message, struct pq_view method)
{
	return message->head.len > method.len && message->head.data[method.len] == ' ' &&
	       pq_bytes_starts_nocase(message->head, method);
}

bool pq_judge_forbidden_method(struct pq_judge_state *run, const struct pq_conn *conn, const struct pq_message *message)
{
	struct pq_view method = message->method;
	const struct pq_asked *asked = conn->asked;
	struct pq_buf *detail;

	if (asked && (asked->word != PQ_WORD_FORM || !asked->through_page) && !pq_bytes_is_token(asked->method) &&
	    begins_with_method(message, asked->method))
		method = asked->method;
	if (pq_bytes_is_token(method) && !pq_judge_policy_forbids_method(&run->judge->policy, method))
		return true;
	/* A head that stops within its first line has no method yet. */
	if (!message->complete && method.len == message->start.len)
		return false;
	detail = pq_detail(run, "the method sent is ");
	pq_detail_quote(detail, method);
	pq_violate(run, PQ_RULE_FORBIDDEN_METHOD, conn->sends.first, pq_conn_request(conn));
	return true;
}

/* A target in absolute form overrides Host for whoever reads it (RFC 9112 3.2.2). */
static bool target_agrees(struct pq_judge_state *run, const struct pq_conn *conn, struct pq_view target)
{
	const struct pq_naive_url *url;

	if (!target.len || target.data[0] == '/' || target.data[0] == '*')
		return true;
	url = pq_run_read_url(run, target, NULL);
	return pq_naive_same_origin(url, conn->url);
}

static void report_host(struct pq_judge_state *run, const struct pq_conn *conn, const char *why, struct pq_view found)
{
	struct pq_buf *detail = pq_detail(run, why);

	pq_detail_quote(detail, found);
	pq_buf_add_str(detail, "; the current URL's authority is ");
	pq_naive_authority_print(conn->url, detail);
	pq_violate(run, PQ_RULE_HOST_MISMATCH, conn->sends.first, pq_conn_request(conn));
}

bool pq_judge_host_mismatch(struct pq_judge_state *run, const struct pq_conn *conn, const struct pq_message *message)
{
	const struct pq_head_line *host = NULL;
	size_t count;

	if (!message->complete || !conn->url || !conn->url->readable)
		return false;
	count = pq_message_count(message, PQ_OWN_HOST, &host);
	if (count == 0)
		report_host(run, conn, "there is no Host header, only ", message->start);
	else if (count > 1)
		report_host(run, conn, "there is more than one Host header, the last one is ", host->value);
	else if (!pq_naive_is_authority(conn->url, host->value))
		report_host(run, conn, "Host is ", host->value);
	else if (!target_agrees(run, conn, message->target))
		report_host(run, conn, "the request target is ", message->target);
	return true;
}
