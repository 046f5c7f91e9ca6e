/* SPDX-License-Identifier: MIT */
#include "common/place.h"

#include "base/ascii.h"

/* Word of request `number`, counted from 1 in file order; COMMENT if there is none. */
static enum pq_word word_of(const struct pq_scenario *scenario, uint32_t number)
{
	size_t at = pq_scenario_find_request(scenario, 0);

	for (; number > 1 && at < scenario->line_count; number--)
		at = pq_scenario_find_request(scenario, at + 1);
	return number && at < scenario->line_count ? scenario->lines[at].word : PQ_WORD_COMMENT;
}

static bool contains_nocase(struct pq_view bytes, const char *sought)
{
	struct pq_view wanted = pq_view_str(sought);

	for (size_t i = 0; i + wanted.len <= bytes.len; i++)
		if (pq_ascii_eq_nocase(pq_view_slice(bytes, i, i + wanted.len), wanted))
			return true;
	return false;
}

static bool begins(struct pq_view bytes, const char *text)
{
	return pq_view_starts(bytes, pq_view_str(text));
}

/* Whether the request was sent on to another URL before that event. */
static bool is_behind_redirect(const struct pq_transcript *transcript, size_t event, uint32_t request)
{
	for (size_t i = 0; i < event && i < transcript->count; i++) {
		const struct pq_event *received = &transcript->events[i];

		if (received->kind == PQ_EVENT_RECEIVE && received->request == request && received->bytes.len > 9 &&
		    begins(received->bytes, "HTTP/1.") && received->bytes.data[9] == '3')
			return true;
	}
	return false;
}

/* The dial of a connection; NULL if there is none. */
static const struct pq_event *dial_of(const struct pq_transcript *transcript, uint32_t conn)
{
	for (size_t i = 0; i < transcript->count; i++)
		if (transcript->events[i].kind == PQ_EVENT_DIAL && transcript->events[i].conn == conn)
			return &transcript->events[i];
	return NULL;
}

/* Whether the first bytes on the connection say that it leads to an alternative service (RFC 7838 5). */
static bool is_alternative(const struct pq_transcript *transcript, uint32_t conn)
{
	for (size_t i = 0; i < transcript->count; i++)
		if (transcript->events[i].kind == PQ_EVENT_SEND && transcript->events[i].conn == conn)
			return contains_nocase(transcript->events[i].bytes, "\nalt-used:");
	return false;
}

static bool is_data(const struct pq_transcript *transcript, const struct pq_event *dial)
{
	for (const struct pq_event *event = transcript->events; event < dial; event++)
		if (event->kind == PQ_EVENT_DIAL && event->request == dial->request && event->dialled == PQ_DIALLED_OK)
			return true;
	return false;
}

static bool is_proxied(const struct pq_scenario *scenario, enum pq_word word)
{
	return word != PQ_WORD_FTP && word != PQ_WORD_ICE_SERVER && word != PQ_WORD_SOCKET &&
	       word != PQ_WORD_WEBTRANSPORT && pq_scenario_find(scenario, PQ_WORD_PROXY, 0) < scenario->line_count;
}

static bool is_preflight(const struct pq_event *event)
{
	return event->kind == PQ_EVENT_SEND && begins(event->bytes, "OPTIONS ") &&
	       contains_nocase(event->bytes, "\naccess-control-request-method:");
}

static void add_way(const struct pq_scenario *scenario, const struct pq_transcript *transcript,
		    const struct pq_violation *violation, enum pq_word word, struct pq_buf *out)
{
	const struct pq_event *event, *dial;

	if (violation->event >= transcript->count)
		return;
	event = &transcript->events[violation->event];
	dial = event->conn ? dial_of(transcript, event->conn) : NULL;
	if (is_behind_redirect(transcript, violation->event, violation->request))
		pq_buf_add_str(out, " hop");
	if (dial && is_alternative(transcript, event->conn))
		pq_buf_add_str(out, " alternative");
	if (is_proxied(scenario, word))
		pq_buf_add_str(out, " proxy");
	if (dial && violation->request && dial->request != violation->request)
		pq_buf_add_str(out, " kept");
	if (is_preflight(event))
		pq_buf_add_str(out, " preflight");
	if (dial && word == PQ_WORD_FTP && is_data(transcript, dial))
		pq_buf_add_str(out, " data");
}

/* The name in front of the colon of a quoted header line, as policies know it: what has a forbidden prefix is one. */
static void add_name(struct pq_view quoted, struct pq_buf *out)
{
	static const char *const prefixes[] = { "sec-", "proxy-" };
	size_t len = pq_view_find(quoted, ':', 0);

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		struct pq_view prefix = pq_view_str(prefixes[i]);

		if (pq_ascii_eq_nocase(pq_view_slice(quoted, 0, prefix.len), prefix)) {
			pq_buf_add(out, prefix);
			pq_buf_add_byte(out, '*');
			return;
		}
	}
	for (size_t i = 0; len < quoted.len && i < len; i++)
		if (pq_ascii_is(quoted.data[i], PQ_ASCII_PRINT))
			pq_buf_add_byte(out, pq_ascii_lower(quoted.data[i]));
}

/* Whether the rule is about the names of header lines, which its sentences quote. */
static bool is_about_names(enum pq_rule rule)
{
	return rule == PQ_RULE_FORBIDDEN_HEADER || rule == PQ_RULE_CREDENTIAL_LEAK;
}

/* Up to what it quotes or says besides: behind a quote or a semicolon stands what the input chose. */
static void add_sentence(const struct pq_violation *violation, struct pq_buf *out)
{
	struct pq_view detail = pq_view_str(violation->detail);
	size_t quote = pq_view_find(detail, '"', 0);
	struct pq_view stem = pq_view_slice(detail, 0, pq_view_find(pq_view_slice(detail, 0, quote), ';', 0));
	bool in_number = false;

	for (size_t i = 0; i < stem.len; i++) {
		bool digit = stem.data[i] >= '0' && stem.data[i] <= '9';

		if (!digit)
			pq_buf_add_byte(out, stem.data[i]);
		else if (!in_number)
			pq_buf_add_byte(out, '#');
		in_number = digit;
	}
	if (is_about_names(violation->rule))
		add_name(pq_view_from(detail, quote + 1), out);
	while (out->len > 0 && (out->data[out->len - 1] == ' ' || out->data[out->len - 1] == ':'))
		out->len--;
}

void pq_place_of(const struct pq_scenario *scenario, const struct pq_transcript *transcript,
		 const struct pq_violation *violation, char place[static PQ_PLACE_SIZE])
{
	enum pq_word word = word_of(scenario, violation->request);
	unsigned char storage[1024];
	struct pq_buf out;
	size_t len;

	pq_buf_init(&out, storage, sizeof(storage));
	pq_buf_add_str(&out, word == PQ_WORD_COMMENT ? "no request" : pq_word_name(word));
	add_way(scenario, transcript, violation, word, &out);
	pq_buf_add_str(&out, ": ");
	add_sentence(violation, &out);
	len = out.len < PQ_PLACE_SIZE ? out.len : PQ_PLACE_SIZE - 1;
	memcpy(place, out.data, len);
	place[len] = '\0';
}
