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

/* What every network stack has that stands behind `perform`; docs/subjects.md, docs/fuzzing.md. */
static const struct pq_explanation common[] = {
	{ "a URL is beyond what RFC 3986 and the URL standard read alike; libraries follow the former", ANY_DIFFERENCE,
	  RULE(WRONG_DESTINATION) | RULE(HOST_MISMATCH) | RULE(OVER_BLOCK) | RULE(CREDENTIAL_LEAK) |
		  RULE(MALFORMED_HEADER) | RULE(REQUEST_SPLIT),
	  leaves_ground },
	{ "an answer is not what RFC 9112 lets a server write, and each reader mends it in its own way", ANY_DIFFERENCE,
	  RULE(WRONG_DESTINATION) | RULE(HOST_MISMATCH) | RULE(OVER_BLOCK) | RULE(CREDENTIAL_LEAK) | RULE(BAD_FRAMING),
	  is_answered_otherwise },
	{ "TLS: the plug-ins fetch plain http only", ANY_DIFFERENCE, 0, names_tls },
	{ "a preflight: the plug-ins ask for none", ANY_DIFFERENCE, RULE(FORBIDDEN_HEADER) | RULE(FORBIDDEN_METHOD),
	  asks_first },
	{ "several addresses of one name: their order is each stack's own", DIFFERENCE(DIAL), 0,
	  has_several_addresses },
	{ "modes, credentials modes and service workers: the plug-ins know none", ANY_DIFFERENCE,
	  RULE(FORBIDDEN_HEADER) | RULE(FORBIDDEN_METHOD) | RULE(CREDENTIAL_LEAK), has_modes },
	{ "kept connections: which one is used, and what is asked again when it breaks, is each library's choice",
	  ANY_DIFFERENCE, RULE(BAD_FRAMING), keeps_alive },
	{ "kept connections: with and without credentials they are kept apart by Fetch 2.6 alone", 0,
	  RULE(CREDENTIAL_LEAK), keeps_alive },
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

static const struct pq_explanation libcurl_rows[] = {
	{ "CURLOPT_CUSTOMREQUEST: the method is that of every hop (its manual page)", DIFFERENCE(MESSAGE), 0,
	  keeps_method },
	{ "CURLOPT_HTTPHEADER: an application's headers go along on every hop, and so do those of a body that is gone "
	  "(its manual "
	  "page)",
	  0, RULE(BAD_FRAMING), NULL },
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

static const struct pq_explanation libsoup_rows[] = {
	{ "301, 307 or 308 of a method that is not safe is not followed: RFC 2616 10.3 leaves it to the user",
	  DIFFERENCE(FOLLOW) | DIFFERENCE(REFUSAL), 0, is_left_to_the_user },
	{ "302 of a method that is not safe makes it a GET: RFC 2616 10.3.3 tells that clients do so",
	  DIFFERENCE(MESSAGE), 0, is_found_elsewhere },
	{ "a message's headers go along on every hop, and so do those of a body that is gone (SoupMessage)", 0,
	  RULE(BAD_FRAMING), NULL },
};

const struct pq_differ_kind pq_differ_libsoup = { "libsoup", libsoup_rows, COUNT(libsoup_rows) };

static bool explains(const struct pq_explanation *row, const struct pq_differ_case *its, enum pq_rule rule)
{
	uint32_t bit = UINT32_C(1) << (rule == PQ_RULE_NONE ? (uint32_t)its->differing.kind : (uint32_t)rule);

	return ((rule == PQ_RULE_NONE ? row->differences : row->rules) & bit) && (!row->holds || row->holds(its));
}

const char *pq_explained(const struct pq_differ_kind *kind, const struct pq_differ_case *its, enum pq_rule rule)
{
	for (size_t i = 0; i < COUNT(common); i++)
		if (explains(&common[i], its, rule))
			return common[i].reason;
	for (size_t i = 0; i < kind->row_count; i++)
		if (explains(&kind->rows[i], its, rule))
			return kind->rows[i].reason;
	return NULL;
}
