/* SPDX-License-Identifier: MIT */
#include "differ/explain.h"

#include "base/ascii.h"
#include "differ/ground.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define DIFFERENCE(kind) (UINT32_C(1) << PQ_DIFFER_##kind)
#define RULE(id) (UINT32_C(1) << PQ_RULE_##id)
#define ANY_DIFFERENCE (DIFFERENCE(DIAL) | DIFFERENCE(MESSAGE) | DIFFERENCE(FOLLOW) | DIFFERENCE(REFUSAL))

static bool has_word(const struct pq_scenario *scenario, enum pq_word word)
{
	return pq_scenario_find(scenario, word, 0) < scenario->line_count;
}

static bool leaves_ground(const struct pq_differ_case *its)
{
	return !pq_ground_urls(its->scenario);
}

static bool is_answered_otherwise(const struct pq_differ_case *its)
{
	return !pq_ground_answers(its->scenario);
}

static bool names_tls(const struct pq_differ_case *its)
{
	const struct pq_view scheme = PQ_VIEW("https:");

	for (size_t i = 0; i < its->scenario->line_count; i++) {
		const struct pq_line *line = &its->scenario->lines[i];

		for (size_t arg = 0; arg < line->argc; arg++)
			for (size_t at = 0; at < line->args[arg].bytes.len; at++)
				if (pq_ascii_eq_nocase(pq_view_slice(line->args[arg].bytes, at, at + scheme.len),
						       scheme))
					return true;
	}
	return false;
}

/* Whether any message of the model's is one. */
static bool asks_first(const struct pq_differ_case *its)
{
	static struct pq_steps steps;
	uint32_t request = 0;

	for (size_t at = pq_scenario_find_request(its->scenario, 0); at < its->scenario->line_count;
	     at = pq_scenario_find_request(its->scenario, at + 1)) {
		pq_steps_of(its->model, ++request, &steps);
		for (size_t i = 0; i < steps.count; i++)
			if (pq_view_is(pq_step_method(&steps.at[i]), "OPTIONS"))
				return true;
	}
	return false;
}

/* The model takes turns between the families (RFC 8305 4), the plug-ins take them as they come. */
static bool has_several_addresses(const struct pq_differ_case *its)
{
	bool several = false;

	for (size_t i = 0; i < its->scenario->line_count; i++)
		several |= its->scenario->lines[i].word == PQ_WORD_DNS && its->scenario->lines[i].argc > 2;
	return several && pq_view_is(pq_view_str(its->differing.what), "address");
}

static bool has_modes(const struct pq_differ_case *its)
{
	return has_word(its->scenario, PQ_WORD_MODE) || has_word(its->scenario, PQ_WORD_CREDENTIALS) ||
	       has_word(its->scenario, PQ_WORD_FOLLOW) || has_word(its->scenario, PQ_WORD_WORKER);
}

static bool keeps_alive(const struct pq_differ_case *its)
{
	return has_word(its->scenario, PQ_WORD_KEEP_ALIVE);
}

/* Whether a URL may have a user name: RFC 3986 has "@" there, and in paths. */
static bool names_user(const struct pq_differ_case *its)
{
	for (size_t i = 0; i < its->scenario->line_count; i++) {
		const struct pq_line *line = &its->scenario->lines[i];

		for (size_t arg = 0; arg < line->argc; arg++)
			if (pq_view_find(line->args[arg].bytes, '@', 0) < line->args[arg].bytes.len)
				return leaves_ground(its) || is_answered_otherwise(its);
	}
	return false;
}

/* What every network stack has that stands behind `perform`; docs/subjects.md, docs/fuzzing.md. */
static const struct pq_explanation common[] = {
	{ "a URL is beyond what RFC 3986 and the URL standard read alike; libraries follow the former", ANY_DIFFERENCE,
	  RULE(WRONG_DESTINATION) | RULE(HOST_MISMATCH) | RULE(OVER_BLOCK), NULL, leaves_ground },
	{ "an answer is not what RFC 9112 lets a server write, and each reader mends it in its own way", ANY_DIFFERENCE,
	  RULE(WRONG_DESTINATION) | RULE(HOST_MISMATCH) | RULE(OVER_BLOCK), NULL, is_answered_otherwise },
	{ "a URL has a user name: what a credential is made of it, and for whom, is not said by RFC 3986", 0,
	  RULE(CREDENTIAL_LEAK) | RULE(MALFORMED_HEADER) | RULE(REQUEST_SPLIT), NULL, names_user },
	{ "TLS: the plug-ins fetch plain http only", ANY_DIFFERENCE, 0, NULL, names_tls },
	{ "a preflight: the plug-ins ask for none", ANY_DIFFERENCE, RULE(FORBIDDEN_HEADER) | RULE(FORBIDDEN_METHOD),
	  NULL, asks_first },
	{ "several addresses of one name: their order is each stack's own", DIFFERENCE(DIAL), 0, NULL,
	  has_several_addresses },
	{ "modes, credentials modes and service workers: the plug-ins know none", ANY_DIFFERENCE,
	  RULE(FORBIDDEN_HEADER) | RULE(FORBIDDEN_METHOD) | RULE(CREDENTIAL_LEAK), NULL, has_modes },
	{ "kept connections: which one is used, and what is asked again when it breaks, is each library's choice",
	  ANY_DIFFERENCE, 0, NULL, keeps_alive },
	{ "kept connections: with and without credentials they are kept apart by Fetch 2.6 alone", 0,
	  RULE(CREDENTIAL_LEAK), "requests with and without credentials share a connection", keeps_alive },
};

static bool is_word(struct pq_view word, const char *const *known, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (pq_view_is(word, known[i]))
			return true;
	return false;
}

/* A message of another method than these is asked for by CURLOPT_CUSTOMREQUEST, or by GET with a body. */
static bool keeps_method(const struct pq_differ_case *its)
{
	static const char *const plain[] = { "GET", "HEAD", "POST" };

	return its->before && pq_view_is(pq_view_str(its->differing.what), "method") &&
	       !is_word(pq_step_method(its->before), plain, COUNT(plain));
}

/* Whether the line that breaks the rule is three words, and all that is wrong with it are bytes beyond ASCII. */
static bool has_raw_bytes(const struct pq_differ_case *its)
{
	struct pq_view line = its->other->events[its->breach->event].bytes;
	size_t blanks = 0;

	line = pq_view_slice(line, 0, pq_view_find(line, '\r', 0));
	for (size_t i = 0; i < line.len; i++) {
		blanks += line.data[i] == ' ';
		if (line.data[i] < 0x80 && !pq_ascii_is(line.data[i], PQ_ASCII_PRINT))
			return false;
	}
	return blanks == 2 && !pq_ascii_all(line, PQ_ASCII_PRINT);
}

#define FORMER_BODY "a redirect has made the method GET, and a header of the former body is still there"

static const struct pq_explanation libcurl_rows[] = {
	{ "CURLOPT_CUSTOMREQUEST: the method is that of every hop (curl(1) says so of -X)", DIFFERENCE(MESSAGE), 0,
	  NULL, keeps_method },
	{ "CURLOPT_HTTPHEADER: the same headers are sent in subsequent requests (its manual page), and so are those "
	  "of a body that is gone",
	  0, RULE(BAD_FRAMING), FORMER_BODY, NULL },
	{ "CURLOPT_URL: a URL must be URL-encoded, and is not validated (its manual page)", 0, RULE(REQUEST_SPLIT),
	  "the request line is not METHOD SP target SP HTTP/1.1", has_raw_bytes },
};

const struct pq_differ_kind pq_differ_libcurl = { "libcurl", libcurl_rows, COUNT(libcurl_rows) };

static bool is_unsafe_and_led_by(const struct pq_differ_case *its, const char *const *statuses, size_t count)
{
	static const char *const safe[] = { "GET", "HEAD", "OPTIONS", "TRACE" };

	return its->before && is_word(pq_step_status(its->before), statuses, count) &&
	       !is_word(pq_step_method(its->before), safe, COUNT(safe));
}

static bool is_left_to_the_user(const struct pq_differ_case *its)
{
	static const char *const statuses[] = { "301", "307", "308" };

	return is_unsafe_and_led_by(its, statuses, COUNT(statuses));
}

static bool is_found_elsewhere(const struct pq_differ_case *its)
{
	static const char *const status = "302";

	return is_unsafe_and_led_by(its, &status, 1) && pq_view_is(pq_view_str(its->differing.what), "method");
}

/* Whether what breaks the rule is not the first message of its request. */
static bool is_sent_again(const struct pq_differ_case *its)
{
	const struct pq_event *events = its->other->events;
	bool sent = false;

	for (size_t i = 0; i < its->breach->event; i++) {
		if (events[i].request != its->breach->request)
			continue;
		sent |= events[i].kind == PQ_EVENT_SEND;
		if (sent && (events[i].kind == PQ_EVENT_RECEIVE || events[i].conn != events[its->breach->event].conn))
			return true;
	}
	return false;
}

#define BODY_SET_AGAIN                                                                                             \
	"a body has to be set again for a message that is sent again (soup_message_set_request_body_from_bytes), " \
	"which the plug-in does not"

static const struct pq_explanation libsoup_rows[] = {
	{ "301, 307 or 308 of a method that is not safe is not followed by itself (soup_session_redirect_message of "
	  "libsoup 2.4)",
	  DIFFERENCE(FOLLOW) | DIFFERENCE(REFUSAL), 0, NULL, is_left_to_the_user },
	{ "302 of a method that is not safe makes it a GET: RFC 2616 10.3.3 tells that clients do so",
	  DIFFERENCE(MESSAGE), 0, NULL, is_found_elsewhere },
	{ "a message that is led on is sent again (SoupMessage::restarted), with headers of a body that is gone", 0,
	  RULE(BAD_FRAMING), FORMER_BODY, NULL },
	{ BODY_SET_AGAIN, 0, RULE(BAD_FRAMING), "Content-Length is not the length of the body that was asked for",
	  is_sent_again },
	{ BODY_SET_AGAIN, 0, RULE(BAD_FRAMING), "fewer bytes follow than Content-Length says", is_sent_again },
};

const struct pq_differ_kind pq_differ_libsoup = { "libsoup", libsoup_rows, COUNT(libsoup_rows) };

static bool explains(const struct pq_explanation *row, const struct pq_differ_case *its)
{
	const struct pq_violation *breach = its->breach;

	if (!breach && !(row->differences & UINT32_C(1) << its->differing.kind))
		return false;
	if (breach && !(row->rules & UINT32_C(1) << breach->rule))
		return false;
	if (breach && row->says && !pq_view_starts(pq_view_str(breach->detail), pq_view_str(row->says)))
		return false;
	return !row->holds || row->holds(its);
}

const char *pq_explained(const struct pq_differ_kind *kind, const struct pq_differ_case *its)
{
	for (size_t i = 0; i < COUNT(common); i++)
		if (explains(&common[i], its))
			return common[i].reason;
	for (size_t i = 0; i < kind->row_count; i++)
		if (explains(&kind->rows[i], its))
			return kind->rows[i].reason;
	return NULL;
}
