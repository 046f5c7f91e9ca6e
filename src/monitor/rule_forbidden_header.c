/* SPDX-License-Identifier: MIT */
/*
 * forbidden_header: a forbidden name may stand on the wire, for the user agent
 * writes many of them itself. What it may write is known; anything else under
 * such a name, if the attacker asked for it, is the attacker's.
 */
#include "monitor/asked.h"
#include "monitor/bytes.h"
#include "monitor/cookies.h"
#include "monitor/framing.h"
#include "monitor/path.h"
#include "monitor/rules.h"

/* Whether each comma-separated member, without its parameters, is one of the words; list ends with NULL. */
static bool are_all_of(struct pq_view value, const char *const *words)
{
	struct pq_view member;

	while (pq_bytes_split(&value, ',', &member)) {
		bool known = false;

		member = pq_bytes_trim(pq_view_slice(member, 0, pq_bytes_find(member, ';', 0)));
		for (size_t i = 0; words[i]; i++)
			known = known || pq_bytes_is(member, words[i]);
		if (!known)
			return false;
	}
	return true;
}

static bool is_own_origin(struct pq_judge_state *run, struct pq_view value)
{
	const struct pq_naive_url *page = pq_run_page(run);

	/* What is the origin of a page with another scheme (blob, file) is not judged. */
	return pq_bytes_is(value, "null") || !page->readable || pq_naive_is_origin(page, value);
}

static bool is_own_referrer(struct pq_judge_state *run, struct pq_view value)
{
	const struct pq_naive_url *url = pq_run_read_url(run, value, NULL);

	return !url->userinfo && pq_naive_same_origin(url, pq_run_page(run));
}

/* RFC 9110 8.6: a GET or HEAD without a body has no length either. */
static bool may_have_body(const struct pq_asked *asked, const struct pq_message *message)
{
	static const struct pq_view get = PQ_VIEW("GET");
	static const struct pq_view head = PQ_VIEW("HEAD");

	return asked->body || asked->word == PQ_WORD_FORM ||
	       !(pq_bytes_same(message->method, get) || pq_bytes_same(message->method, head));
}

static bool is_own_length(struct pq_judge_state *run, const struct pq_exchange *exchange,
			  const struct pq_message *message, struct pq_view value)
{
	uint64_t length;

	if (!pq_bytes_number(value, &length))
		return false;
	/* Who is known not to write a length where there is no body wrote none for it. */
	if (run->known_own && !may_have_body(exchange->asked, message))
		return false;
	/* A head that broke off may have had any body. */
	if (!message->complete)
		return true;
	/* A message that was not sent to its end may have any length above what was sent. */
	return length == message->body.len || (length > message->body.len && !pq_exchange_succeeded(run, exchange));
}

/* The type that a body of that kind has by itself. */
static bool is_own_type(const struct pq_asked *asked, struct pq_view value)
{
	static const char *const types[] = { "multipart/form-data", "application/x-www-form-urlencoded", "text/plain",
					     NULL };

	if (asked->body && asked->body->word == PQ_WORD_BLOB)
		return pq_bytes_same_nocase(value, pq_bytes_trim(pq_line_bytes(asked->body, 0)));
	return (asked->body || asked->word == PQ_WORD_FORM) && are_all_of(value, types);
}

static bool is_own_sec(struct pq_view name, struct pq_view value)
{
	static const char *const words[] = { "cross-site", "same-origin", "same-site", "none",     "cors", "no-cors",
					     "navigate",   "websocket",   "empty",     "document", "?1",   "?0",
					     "1",          "prefetch",    "iframe",    NULL };
	static const struct pq_view hints = PQ_VIEW("sec-ch-");

	return pq_bytes_starts_nocase(name, hints) || are_all_of(value, words);
}

static bool is_own_connection(const struct pq_judge_state *run, const struct pq_asked *asked, struct pq_view value)
{
	static const char *const connections[] = { "close", "keep-alive", NULL };
	static const char *const upgrades[] = { "upgrade", "keep-alive", NULL };

	if (asked->word == PQ_WORD_WEBSOCKET)
		return run->known_own ? pq_bytes_is(value, "upgrade") : are_all_of(value, upgrades);
	return run->known_own ? pq_bytes_is(value, "close") : are_all_of(value, connections);
}

/* Whether a user agent may have written this line whatever the attacker asked for. */
static bool is_own(struct pq_judge_state *run, const struct pq_exchange *exchange, const struct pq_message *message,
		   const struct pq_head_line *line)
{
	static const char *const codings[] = { "gzip", "x-gzip", "deflate", "br", "zstd", "identity", "*", NULL };
	static const char *const agents[] = { "pratique", "*/*", NULL };

	if (exchange->asked->word == PQ_WORD_WEBSOCKET && pq_bytes_is_handshake_name(line->name))
		return pq_websocket_is_own(run, exchange, line);
	switch (line->own) {
	case PQ_OWN_HOST:
		return exchange->url && exchange->url->readable && pq_naive_is_authority(exchange->url, line->value);
	case PQ_OWN_CONTENT_LENGTH:
		return is_own_length(run, exchange, message, line->value);
	case PQ_OWN_CONNECTION:
		return is_own_connection(run, exchange->asked, line->value);
	case PQ_OWN_ORIGIN:
		return is_own_origin(run, line->value);
	case PQ_OWN_REFERER:
		return is_own_referrer(run, line->value);
	case PQ_OWN_COOKIE:
		return pq_cookies_are_own(run, exchange, message, line->value);
	case PQ_OWN_ACCEPT_ENCODING:
		return are_all_of(line->value, codings);
	case PQ_OWN_TRANSFER_ENCODING:
		return pq_bytes_is(line->value, "chunked");
	case PQ_OWN_DNT:
		return pq_bytes_is(line->value, "0") || pq_bytes_is(line->value, "1");
	case PQ_OWN_EXPECT:
		return pq_bytes_is(line->value, "100-continue");
	case PQ_OWN_TE:
		return pq_bytes_is(line->value, "trailers");
	case PQ_OWN_CORS:
		return pq_bytes_is(message->method, "options") && !pq_bytes_is(exchange->asked->method, "options");
	case PQ_OWN_SEC:
		return is_own_sec(line->name, line->value);
	case PQ_OWN_USER_AGENT:
	case PQ_OWN_ACCEPT:
		return are_all_of(line->value, agents);
	case PQ_OWN_CONTENT_TYPE:
		return is_own_type(exchange->asked, line->value);
	case PQ_OWN_ACCEPT_LANGUAGE:
	case PQ_OWN_OTHER:
		return true;
	default:
		return false;
	}
}

/* Fetch 2.2.2, "CORS-unsafe request-header byte"; for a language, what is not on its own list of bytes. */
static bool is_safe_byte(unsigned char c, bool language)
{
	static const char unsafe[] = "\"():<>?@[\\]{}\x7f";
	static const char marks[] = " *,-.;=";

	if (language && (pq_bytes_is_alpha(c) || pq_bytes_is_digit(c)))
		return true;
	for (const char *p = language ? marks : unsafe; *p; p++)
		if (c == (unsigned char)*p)
			return language;
	return !language && (c >= 0x20 || c == '\t');
}

/* Fetch 2.2.2, "no-CORS-safelisted request-header". */
static bool no_cors_allows(struct pq_view name, struct pq_view value)
{
	static const char *const types[] = { "multipart/form-data", "application/x-www-form-urlencoded", "text/plain",
					     NULL };
	bool language = pq_bytes_is(name, "accept-language") || pq_bytes_is(name, "content-language");
	bool type = pq_bytes_is(name, "content-type");

	if ((!language && !type && !pq_bytes_is(name, "accept")) || value.len > 128)
		return false;
	for (size_t i = 0; i < value.len; i++)
		if (!is_safe_byte(value.data[i], language))
			return false;
	return !type || are_all_of(pq_view_slice(value, 0, pq_bytes_find(value, ';', 0)), types);
}

/* Whether the subject may have written the line itself, by its name and value. */
static bool may_be_own(struct pq_judge_state *run, const struct pq_exchange *exchange, const struct pq_message *message,
		       const struct pq_head_line *line)
{
	return (!run->known_own || pq_run_own_index(run, exchange->asked, line->name) >= 0) &&
	       is_own(run, exchange, message, line);
}

/* The values of that name up to and including the line's, joined as "append" joins them to judge them together. */
static struct pq_view combined(struct pq_judge_state *run, const struct pq_message *message,
			       const struct pq_head_line *line)
{
	size_t mark = run->text.len;

	for (const struct pq_head_line *each = message->lines; each < line; each++) {
		if (!pq_bytes_same_nocase(each->name, line->name))
			continue;
		pq_buf_add(&run->text, each->value);
		pq_buf_add(&run->text, pq_view(", ", 2));
	}
	if (run->text.len == mark)
		return line->value;
	pq_buf_add(&run->text, line->value);
	return pq_buf_since(&run->text, mark);
}

/* Mode no-cors lets a page set hardly any header, whatever the policy says (Fetch 5.1, guard "request-no-cors"). */
static bool breaks_no_cors(struct pq_judge_state *run, const struct pq_exchange *exchange,
			   const struct pq_message *message, const struct pq_head_line *line)
{
	const struct pq_asked *asked = exchange->asked;

	return asked->through_page && asked->mode == PQ_MODE_NO_CORS && asked->word != PQ_WORD_XHR &&
	       !no_cors_allows(line->name, combined(run, message, line)) &&
	       pq_asked_has_value(asked, line->name, line->value) && !may_be_own(run, exchange, message, line);
}

static size_t count_name(const struct pq_message *message, struct pq_view name)
{
	size_t count = 0;

	for (size_t i = 0; i < message->line_count; i++)
		count += pq_bytes_same_nocase(message->lines[i].name, name);
	return count;
}

static const char *judge_line(struct pq_judge_state *run, const struct pq_exchange *exchange,
			      const struct pq_message *message, const struct pq_head_line *line)
{
	if (line->asked < 0)
		return NULL;
	if (breaks_no_cors(run, exchange, message, line))
		return "a header that mode no-cors does not allow was sent as asked for: ";
	if (!pq_judge_policy_forbids_header(&run->judge->policy, line->name, line->value))
		return NULL;
	if (run->known_own ? pq_run_own_index(run, exchange->asked, line->name) < 0 : line->own == PQ_OWN_NONE)
		return "a forbidden header was sent as asked for: ";
	if (count_name(message, line->name) > 1)
		return "a forbidden header stands more often than a user agent writes it: ";
	if (!is_own(run, exchange, message, line) && pq_asked_has_value(exchange->asked, line->name, line->value))
		return "a forbidden header has the value that was asked for: ";
	return NULL;
}

bool pq_judge_forbidden_header(struct pq_judge_state *run, const struct pq_exchange *exchange,
			       const struct pq_message *message)
{
	if (!exchange->asked || !exchange->asked->header_count)
		return true;
	for (size_t i = 0; i < message->line_count; i++) {
		const struct pq_head_line *line = &message->lines[i];
		const char *why = judge_line(run, exchange, message, line);

		if (!why)
			continue;
		pq_detail_quote(pq_detail(run, why), line->text);
		pq_violate(run, PQ_RULE_FORBIDDEN_HEADER, exchange->sends.first, exchange->asked->number);
	}
	return true;
}
