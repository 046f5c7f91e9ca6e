/* SPDX-License-Identifier: MIT */
/*
 * forbidden_header: a forbidden name may stand on the wire, for the user agent
 * writes many of them itself. What it may write is known; anything else under
 * such a name, if the attacker asked for it, is the attacker's.
 */
#include "monitor/asked.h"
#include "monitor/bytes.h"
#include "monitor/own.h"
#include "monitor/permission.h"
#include "monitor/preflight.h"
#include "monitor/rules.h"

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
	return !type || pq_own_are_all_of(pq_view_slice(value, 0, pq_bytes_find(value, ';', 0)), types);
}

/* Whether the subject may have written the line itself, by its name and value. */
static bool may_be_own(struct pq_judge_state *run, const struct pq_exchange *exchange, const struct pq_message *message,
		       const struct pq_head_line *line)
{
	return (!run->known_own || pq_own_may_write(run, exchange, line)) && pq_own_is(run, exchange, message, line);
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

/*
 * Mode no-cors lets nobody set more than a few headers, whatever the policy says: the page's guard drops the others
 * (Fetch 5.1, "request-no-cors"), and whoever gets around it states a mode that does not fit what it asks for.
 */
static bool breaks_no_cors(struct pq_judge_state *run, const struct pq_exchange *exchange,
			   const struct pq_message *message, const struct pq_head_line *line)
{
	const struct pq_asked *asked = exchange->asked;

	return asked->mode == PQ_MODE_NO_CORS && asked->word == PQ_WORD_FETCH &&
	       !no_cors_allows(line->name, combined(run, message, line)) &&
	       pq_asked_has_value(asked, line->name, line->value) && !may_be_own(run, exchange, message, line);
}

/* "bytes=N-" or "bytes=N-M"; whether N is at most M is not asked. */
static bool is_plain_range(struct pq_view value)
{
	static const struct pq_view unit = PQ_VIEW("bytes=");

	return value.len > unit.len && pq_bytes_same(pq_view_slice(value, 0, unit.len), unit) &&
	       pq_bytes_is_digit(value.data[unit.len]);
}

/* Fetch 2.2.2, "CORS-safelisted request-header": other lines of a script's go to its own origin, or where they may. */
static bool needs_permission(struct pq_judge_state *run, const struct pq_exchange *exchange,
			     const struct pq_message *message, const struct pq_head_line *line)
{
	if (no_cors_allows(line->name, line->value) ||
	    (pq_bytes_is(line->name, "range") && is_plain_range(line->value)))
		return false;
	return pq_asked_has_value(exchange->asked, line->name, line->value) &&
	       !may_be_own(run, exchange, message, line);
}

static size_t count_name(const struct pq_message *message, struct pq_view name)
{
	size_t count = 0;

	for (size_t i = 0; i < message->line_count; i++)
		count += pq_bytes_same_nocase(message->lines[i].name, name);
	return count;
}

/*
 * A CONNECT is for the proxy, and a preflight asks whether the page's headers may come at all: neither carries any
 * of them, forbidden or not (RFC 9110 9.3.6; Fetch 4.8).
 */
static const char *judge_bare_line(struct pq_judge_state *run, const struct pq_exchange *exchange,
				   const struct pq_message *message, const struct pq_head_line *line)
{
	if (line->asked >= 0 && pq_asked_has_value(exchange->asked, line->name, line->value) &&
	    !may_be_own(run, exchange, message, line))
		return "a header of the page's is in a message that is not for its server: ";
	if (exchange->to == PQ_TO_TUNNEL && (line->own == PQ_OWN_ORIGIN || line->own == PQ_OWN_REFERER))
		return "the proxy is told where the page comes from: ";
	return NULL;
}

static const char *judge_line(struct pq_judge_state *run, const struct pq_exchange *exchange,
			      const struct pq_message *message, const struct pq_head_line *line)
{
	if (exchange->to == PQ_TO_TUNNEL || exchange->preflight)
		return judge_bare_line(run, exchange, message, line);
	if (line->asked < 0)
		return NULL;
	if (breaks_no_cors(run, exchange, message, line))
		return "a header that mode no-cors does not allow was sent as asked for: ";
	if (needs_permission(run, exchange, message, line) && pq_permission_lacks_line(run, exchange, message, line))
		return "another origin was sent a header that it has not permitted: ";
	if (!pq_judge_policy_forbids_header(&run->judge->policy, line->name, line->value))
		return NULL;
	if (!pq_own_may_write(run, exchange, line))
		return "a forbidden header was sent as asked for: ";
	if (count_name(message, line->name) > 1)
		return "a forbidden header stands more often than a user agent writes it: ";
	if (!pq_own_is(run, exchange, message, line) && pq_asked_has_value(exchange->asked, line->name, line->value))
		return "a forbidden header has the value that was asked for: ";
	return NULL;
}

static void report(struct pq_judge_state *run, const struct pq_exchange *exchange, const char *why,
		   const struct pq_head_line *line)
{
	pq_detail_quote(pq_detail(run, why), line->text);
	pq_violate(run, PQ_RULE_FORBIDDEN_HEADER, exchange->sends.first, exchange->asked->number);
}

bool pq_judge_forbidden_header(struct pq_judge_state *run, const struct pq_exchange *exchange,
			       const struct pq_message *message)
{
	const struct pq_head_line *line;
	const char *why;

	if (!exchange->asked)
		return true;
	if (exchange->preflight) {
		why = pq_preflight_judge_names(exchange, message, &run->judge->policy, run->known_own, &line);
		if (why)
			report(run, exchange, why, line);
	}
	if (!exchange->asked->header_count && exchange->to != PQ_TO_TUNNEL)
		return true;
	for (size_t i = 0; i < message->line_count; i++) {
		why = judge_line(run, exchange, message, &message->lines[i]);
		if (why)
			report(run, exchange, why, &message->lines[i]);
	}
	return true;
}
