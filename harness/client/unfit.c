/* SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "client/express.h"
#include "client/said.h"
#include "play/unfit.h"
#include "request/newline.h"

/* Words of which a command line knows nothing. */
static const struct {
	enum pq_word word;
	const char *why;
} unfit_words[] = {
	{ PQ_WORD_LOGIN, "credentials that nobody can type" },
	{ PQ_WORD_COOKIE, "a cookie that was there before" },
	{ PQ_WORD_KEEP_ALIVE, "connections that are kept for other requests" },
	{ PQ_WORD_WORKER, "a service worker that takes the request" },
	{ PQ_WORD_WEBSOCKET, "a WebSocket" },
	{ PQ_WORD_PRECONNECT, "a connection over which nothing is asked" },
	{ PQ_WORD_PREFETCH, "a prefetch" },
	{ PQ_WORD_DNS_PREFETCH, "a look-up for later" },
	{ PQ_WORD_FTP, "FTP as browsers spoke it" },
	{ PQ_WORD_ICE_SERVER, "an ICE server" },
	{ PQ_WORD_WEBTRANSPORT, "a WebTransport session" },
	{ PQ_WORD_SOCKET, "a raw socket" },
	{ PQ_WORD_MODE, "a mode, of which only pages know" },
	{ PQ_WORD_CREDENTIALS, "a credentials mode, of which only pages know" },
};

static bool has_word(const struct pq_scenario *scenario, enum pq_word word)
{
	return pq_scenario_find(scenario, word, 0) < scenario->line_count;
}

static size_t count_attacks(const struct pq_scenario *scenario)
{
	size_t count = 0;

	for (size_t i = 0; i < scenario->line_count; i++)
		count += pq_word_is_request(scenario->lines[i].word) && scenario->lines[i].word != PQ_WORD_CONTROL;
	return count;
}

static bool answers_preflights(const struct pq_scenario *scenario)
{
	for (size_t i = 0; i < scenario->line_count; i++)
		if (scenario->lines[i].word == PQ_WORD_ANSWER && scenario->lines[i].argc &&
		    scenario->lines[i].args[0].number == PQ_ANSWER_TO_PREFLIGHT)
			return true;
	return false;
}

static const char *judge_words(const struct pq_dialect *dialect, const struct pq_scenario *scenario)
{
	size_t proxy = pq_scenario_find(scenario, PQ_WORD_PROXY, 0);

	if (pq_scenario_number_of(scenario, PQ_WORD_ATTACKER, PQ_ATTACKER_PAGE) == PQ_ATTACKER_RENDERER)
		return "a renderer's request";
	for (size_t i = 0; i < sizeof(unfit_words) / sizeof(unfit_words[0]); i++)
		if (has_word(scenario, unfit_words[i].word))
			return unfit_words[i].why;
	if (proxy < scenario->line_count && !dialect->proxy[0])
		return "a proxy of the user's";
	if (proxy < scenario->line_count && scenario->lines[proxy].argc > 1)
		return "credentials for a proxy";
	if (answers_preflights(scenario))
		return "a preflight, which only pages need";
	if (count_attacks(scenario) == 0)
		return "no request";
	if (count_attacks(scenario) > 1 && pq_play_leaves_traces(scenario))
		return "several requests with a state between them, where each is a process of its own";
	return NULL;
}

static bool holds(struct pq_view bytes, const char *any)
{
	for (size_t i = 0; i < bytes.len; i++)
		for (const char *c = any; *c != '\0'; c++)
			if (bytes.data[i] == (unsigned char)*c)
				return true;
	return false;
}

static bool holds_nul(struct pq_view bytes)
{
	return pq_view_find(bytes, '\0', 0) < bytes.len;
}

static bool is_absolute(struct pq_view url)
{
	static const struct pq_view schemes[] = { PQ_VIEW("http:"), PQ_VIEW("https:") };

	for (size_t i = 0; i < 2; i++)
		if (url.len > schemes[i].len && pq_ascii_eq_nocase(pq_view_slice(url, 0, schemes[i].len), schemes[i]))
			return true;
	return false;
}

/* A name that is told in one word with what follows it: nothing in it may be read as something else. */
static bool is_plain_name(struct pq_view name)
{
	return name.len && !holds_nul(name) && !holds(name, "=@<;:,\"\\\r\n");
}

/* A name that an entry of application/x-www-form-urlencoded has as it is. */
static bool needs_no_encoding(struct pq_view name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!pq_ascii_is(name.data[i], PQ_ASCII_ALPHA | PQ_ASCII_DIGIT) &&
		    !holds(pq_view_slice(name, i, i + 1), "*-._"))
			return false;
	return name.len > 0;
}

static bool has_other_breaks(struct pq_view value)
{
	for (size_t i = 0; i < value.len; i++)
		if (pq_newline_is(value.data[i])) {
			if (pq_newline_len(value, i) != 2)
				return true;
			i++;
		}
	return false;
}

/*
 * HTML 4.10.21.4: a page makes CR LF of each line break in the names and strings of a form; a program sends what it is
 * given. A URLSearchParams keeps them as they are.
 */
static bool has_changed_breaks(const struct pq_line *part)
{
	if (part->word == PQ_WORD_PARAM)
		return false;
	return has_other_breaks(pq_said_argument(part, 0)) ||
	       (part->word == PQ_WORD_FIELD && has_other_breaks(pq_said_value(part)));
}

/* What would be read as something else in the word that holds it. */
static const char *judge_word(const struct pq_dialect *dialect, const char *const *words, const struct pq_line *part)
{
	if (words == dialect->param && !needs_no_encoding(pq_said_argument(part, 0)))
		return "a name that is percent-encoded, which is not the program's to do";
	if (!is_plain_name(pq_said_argument(part, 0)))
		return "a name that the program would read as something else";
	if (part->word == PQ_WORD_FILE &&
	    (pq_said_file_type(part).len == 0 || holds(pq_said_file_type(part), ";,\"\\ ")))
		return "a file's type that the program would read as something else";
	return NULL;
}

static const char *judge_entry(const struct pq_dialect *dialect, const char *const *words, const struct pq_line *part)
{
	size_t strings = part->word == PQ_WORD_FILE ? 3 : 2;

	for (size_t i = 0; i < strings; i++)
		if (holds_nul(pq_said_argument(part, i)))
			return "a NUL, which no argument can hold";
	if (has_changed_breaks(part))
		return "line breaks that a page changes";
	return dialect->apart ? NULL : judge_word(dialect, words, part);
}

static const char *judge_part(const struct pq_dialect *dialect, const struct pq_line *request,
			      const struct pq_line *part)
{
	const char *const *words = pq_said_part_words(dialect, request, part);

	if (!words[0])
		return part->word == PQ_WORD_HEADER ? "a header like that" : "a body like that";
	if (part->word == PQ_WORD_HEADER) {
		struct pq_view name = pq_said_argument(part, 0);

		if (holds_nul(name) || holds_nul(pq_said_value(part)))
			return "a NUL, which no argument can hold";
		/* curl reads "@file" and ";", wget an empty line, as something else. */
		return name.len == 0 || name.data[0] == '@' || holds(name, ":;")
			       ? "a header's name that the program would read as something else"
			       : NULL;
	}
	if (part->word == PQ_WORD_FIELD || part->word == PQ_WORD_PARAM || part->word == PQ_WORD_FILE)
		return judge_entry(dialect, words, part);
	return NULL;
}

static const char *judge_body(const struct pq_dialect *dialect, const struct pq_scenario *scenario, size_t at)
{
	const struct pq_line *request = &scenario->lines[at];
	const struct pq_line *body = pq_said_body(scenario, at);
	const char *const *words;

	if (request->word == PQ_WORD_FORM && request->argc > 2 && request->args[2].number == PQ_ENCTYPE_TEXT)
		return "a form in text/plain";
	if (!body)
		return NULL;
	if (pq_view_is(pq_said_method(request), "GET") || pq_view_is(pq_said_method(request), "HEAD"))
		return request->word == PQ_WORD_FORM ? "a form whose fields go into the URL" : "a body of a GET";
	words = pq_said_type_words(dialect, body);
	if (pq_said_wants_type(scenario, at) && !words[0])
		return "a body without a type";
	return holds_nul(pq_said_type(body)) ? "a NUL, which no argument can hold" : NULL;
}

static const char *judge_request(const struct pq_dialect *dialect, const struct pq_scenario *scenario, size_t at)
{
	const struct pq_line *request = &scenario->lines[at];
	const char *const *words = pq_said_method_words(dialect, request, pq_said_body(scenario, at) != NULL);
	const char *why = NULL;

	if (!is_absolute(pq_said_url(request)))
		return "a URL that only a page can complete";
	if (holds_nul(pq_said_url(request)) || holds_nul(pq_said_method(request)))
		return "a NUL, which no argument can hold";
	if (words && !words[0])
		return "that method";
	if (request->word == PQ_WORD_EMBEDDER && request->argc > 2)
		return "an origin, which the program has none of";
	for (size_t i = at + 1; i < pq_scenario_end_of(scenario, at) && !why; i++) {
		const struct pq_line *part = &scenario->lines[i];

		if (part->word == PQ_WORD_FOLLOW && part->args[0].number == PQ_REDIRECT_ERROR)
			why = "redirects that are errors";
		else if (part->word == PQ_WORD_FOLLOW && pq_said_manual(scenario, at) && !dialect->manual[0])
			why = "redirects that are not followed";
		else if (part->word == PQ_WORD_FILE && !pq_said_multipart(request))
			why = "a file's name as a form's value";
		else if (part->word == PQ_WORD_HEADER || pq_said_in_body(part->word))
			why = judge_part(dialect, request, part);
	}
	return why ? why : judge_body(dialect, scenario, at);
}

const char *pq_express_unfit(const struct pq_dialect *dialect, const struct pq_scenario *scenario)
{
	const char *why = judge_words(dialect, scenario);

	for (size_t at = pq_scenario_find_request(scenario, 0); at < scenario->line_count && !why;
	     at = pq_scenario_find_request(scenario, at + 1))
		why = judge_request(dialect, scenario, at);
	return why;
}
