/* SPDX-License-Identifier: MIT */
/* malformed_header, forbidden_method and host_mismatch: what a head says, line by line. */
#include "monitor/bytes.h"
#include "monitor/path.h"
#include "monitor/permission.h"
#include "monitor/preflight.h"
#include "monitor/rules.h"

/* Whether the line is that name as asked, and a colon: then the name is on the wire, whatever it looks like there. */
static bool begins_with_name(struct pq_view line, struct pq_view name)
{
	return line.len > name.len && line.data[name.len] == ':' && pq_bytes_starts_nocase(line, name);
}

/*
 * Whether the line carries an asked name that is no token. A user agent's own line may by chance begin like one;
 * it does not then go on with the value that was asked for.
 */
static bool has_malformed_name(const struct pq_asked *asked, const struct pq_head_line *line)
{
	if (!asked || !asked->bad_name)
		return false;
	for (size_t i = 0; i < asked->header_count; i++) {
		const struct pq_asked_header *header = &asked->headers[i];
		struct pq_view rest = pq_view_from(line->text, header->name.len + 1);

		if (pq_bytes_is_token(header->name) || !begins_with_name(line->text, header->name))
			continue;
		if (line->own == PQ_OWN_NONE || pq_bytes_same(pq_bytes_trim(rest), pq_bytes_trim(header->value)))
			return true;
	}
	return false;
}

/*
 * Whether the colon at `colon` is that of a line of the user agent's own, which does not go on with the value that was
 * asked for: a name may by chance be where two own lines meet. It does not then begin where a line does.
 */
static bool is_own_colon(const struct pq_message *message, size_t colon, const struct pq_asked_header *header)
{
	for (size_t i = 0; i < message->line_count; i++) {
		const struct pq_head_line *line = &message->lines[i];

		if (line->has_colon && line->name.data + line->name.len == message->head.data + colon)
			return line->own != PQ_OWN_NONE && !pq_bytes_same(line->value, pq_bytes_trim(header->value));
	}
	return false;
}

static bool begins_line(struct pq_view head, size_t at)
{
	return at > 0 && head.data[at - 1] == '\n';
}

/*
 * An asked name with line breaks in it: on the wire it ends one line and begins another, and no single line shows
 * it. NULL if there is none.
 */
static const struct pq_asked_header *find_breaking_name(const struct pq_asked *asked, const struct pq_message *message)
{
	struct pq_view head = message->head;

	for (size_t i = 0; asked && asked->bad_name && i < asked->header_count; i++) {
		struct pq_view name = asked->headers[i].name;
		size_t at = pq_bytes_break_lines(name) ? pq_bytes_search(head, name, 0) : SIZE_MAX;

		for (; at != SIZE_MAX && at + name.len < head.len; at = pq_bytes_search(head, name, at + 1))
			if (head.data[at + name.len] == ':' &&
			    (begins_line(head, at) || !is_own_colon(message, at + name.len, &asked->headers[i])))
				return &asked->headers[i];
	}
	return NULL;
}

bool pq_judge_malformed_header(struct pq_judge_state *run, const struct pq_exchange *exchange,
			       const struct pq_message *message)
{
	const struct pq_asked_header *breaking = find_breaking_name(exchange->asked, message);

	for (size_t i = 0; i < message->line_count; i++) {
		const struct pq_head_line *line = &message->lines[i];

		if (!has_malformed_name(exchange->asked, line) &&
		    (line->own != PQ_OWN_NONE || pq_bytes_is_token(line->name)) && line->has_colon)
			continue;
		pq_detail_quote(pq_detail(run, "a line of the head is not token, colon and value: "), line->text);
		pq_violate(run, PQ_RULE_MALFORMED_HEADER, exchange->sends.first, pq_exchange_request(exchange));
	}
	if (breaking) {
		pq_detail_quote(pq_detail(run, "a header name with line breaks is in the head: "), breaking->name);
		pq_violate(run, PQ_RULE_MALFORMED_HEADER, exchange->sends.first, pq_exchange_request(exchange));
	}
	return true;
}

/*
 * Whether the message begins with the method as asked: one with spaces in it is not cut out by cutting at spaces,
 * and one with a whole head in it goes on behind the head.
 */
static bool begins_with_method(const struct pq_message *message, struct pq_view method)
{
	return message->all.len > method.len && message->all.data[method.len] == ' ' &&
	       pq_bytes_starts_nocase(message->all, method);
}

static void judge_announced(struct pq_judge_state *run, const struct pq_exchange *exchange,
			    const struct pq_message *message)
{
	const struct pq_head_line *line;
	const char *why = pq_preflight_judge_method(exchange, message, &line);

	if (!why)
		return;
	pq_detail_quote(pq_detail(run, why), line->text);
	pq_violate(run, PQ_RULE_FORBIDDEN_METHOD, exchange->sends.first, pq_exchange_request(exchange));
}

bool pq_judge_forbidden_method(struct pq_judge_state *run, const struct pq_exchange *exchange,
			       const struct pq_message *message)
{
	struct pq_view method = message->method;
	const struct pq_asked *asked = exchange->asked;
	struct pq_buf *detail;

	if (exchange->preflight)
		judge_announced(run, exchange, message);
	if (pq_permission_lacks_method(run, exchange, message)) {
		pq_detail_quote(pq_detail(run, "another origin was sent a method that it has not permitted: "), method);
		pq_violate(run, PQ_RULE_FORBIDDEN_METHOD, exchange->sends.first, pq_exchange_request(exchange));
	}
	if (asked && (asked->word != PQ_WORD_FORM || !asked->through_page) && !pq_bytes_is_token(asked->method) &&
	    begins_with_method(message, asked->method))
		method = asked->method;
	/* A tunnel is the user agent's own wish, where there is something to hide from the proxy or to upgrade. */
	if (exchange->to == PQ_TO_TUNNEL && exchange->url &&
	    (exchange->url->scheme != PQ_NAIVE_HTTP || (asked && asked->word == PQ_WORD_WEBSOCKET)))
		return true;
	if (pq_bytes_is_token(method) && !pq_judge_policy_forbids_method(&run->judge->policy, method))
		return true;
	/* A head that stops within its first line has no method yet. */
	if (!message->complete && method.len == message->start.len)
		return false;
	detail = pq_detail(run, "the method sent is ");
	pq_detail_quote(detail, method);
	pq_violate(run, PQ_RULE_FORBIDDEN_METHOD, exchange->sends.first, pq_exchange_request(exchange));
	return true;
}

/*
 * A target in absolute form overrides Host for whoever reads it (RFC 9112 3.2.2), and is for proxies: to a server it
 * is a mismatch even where the two agree, and so is what holds userinfo.
 */
static bool has_origin_form(struct pq_view target)
{
	return !target.len || target.data[0] == '/' || pq_bytes_is(target, "*");
}

static void report_host(struct pq_judge_state *run, const struct pq_exchange *exchange, const char *why,
			struct pq_view found)
{
	struct pq_buf *detail = pq_detail(run, why);

	pq_detail_quote(detail, found);
	pq_buf_add_str(detail, "; the current URL's authority is ");
	pq_naive_authority_print(exchange->url, detail);
	pq_violate(run, PQ_RULE_HOST_MISMATCH, exchange->sends.first, pq_exchange_request(exchange));
}

/*
 * A browser writes the authority as its URL has it. Of a client of which nothing is known it is asked only that the host
 * is the same one: a name has no case (RFC 9110 4.2.3), and an address has several spellings.
 */
static bool means_authority(struct pq_judge_state *run, const struct pq_naive_url *url, struct pq_view host)
{
	const struct pq_naive_url *named;
	size_t end = host.len;
	uint64_t port;

	if (run->known_own)
		return false;
	if (url->explicit_port) {
		while (end > 0 && host.data[end - 1] != ':')
			end--;
		if (end == 0 || !pq_bytes_number(pq_view_from(host, end), &port) || port != url->port)
			return false;
		end--;
	}
	named = pq_place_read(run, pq_view_slice(host, 0, end), url->port);
	return named->readable && pq_bytes_same(named->host.name, url->host.name);
}

/* A CONNECT names the tunnel's end twice (RFC 9112 3.2.3); whether it is the right one is for another rule. */
static bool is_right_host(struct pq_judge_state *run, const struct pq_exchange *exchange,
			  const struct pq_message *message, struct pq_view host)
{
	if (exchange->to == PQ_TO_TUNNEL && pq_bytes_same(host, message->target))
		return true;
	return pq_naive_is_authority(exchange->url, host) || means_authority(run, exchange->url, host);
}

bool pq_judge_host_mismatch(struct pq_judge_state *run, const struct pq_exchange *exchange,
			    const struct pq_message *message)
{
	const struct pq_head_line *host = NULL;
	size_t count;

	if (!message->complete || !exchange->url || !exchange->url->readable)
		return false;
	count = pq_message_count(message, PQ_OWN_HOST, &host);
	if (count == 0)
		report_host(run, exchange, "there is no Host header, only ", message->start);
	else if (count > 1)
		report_host(run, exchange, "there is more than one Host header, the last one is ", host->value);
	else if (!is_right_host(run, exchange, message, host->value))
		report_host(run, exchange, "Host is ", host->value);
	else if (exchange->to == PQ_TO_ORIGIN && !has_origin_form(message->target))
		report_host(run, exchange, "the request target is ", message->target);
	return true;
}
