/* SPDX-License-Identifier: MIT */
/*
 * The page side: what the renderer's API does before anything crosses to the
 * network service. Everything that a page must not ask for ends here.
 */
#include "base/ascii.h"
#include "fetch/ask.h"
#include "fetch/ask_body.h"
#include "fetch/current_url.h"
#include "fetch/scheme.h"
#include "request/method.h"

/* The last enum value that a part of the request gives, or the API's default. */
static uint32_t choice(const struct pq_scenario *scenario, size_t at, enum pq_word word, uint32_t otherwise)
{
	size_t end = pq_scenario_end_of(scenario, at);

	for (size_t i = at + 1; i < end; i++)
		if (scenario->lines[i].word == word)
			otherwise = scenario->lines[i].args[0].number;
	return otherwise;
}

/* Fetch 5.4, new Request(): an invalid or forbidden method throws. */
static struct pq_result set_method(const struct pq_asker *asker, struct pq_view method, struct pq_request *out)
{
	if (!pq_method_valid(method) || pq_policy_forbids_method(asker->env->policy, method))
		return pq_result_blocked(PQ_RULE_FORBIDDEN_METHOD, PQ_SIDE_PAGE);
	out->method = pq_method_normalise(method);
	return pq_result_going_on();
}

/* Why "append" threw: the name, or the bytes of the value. */
static struct pq_result invalid_header(struct pq_view name)
{
	enum pq_rule rule = pq_header_name_valid(name) ? PQ_RULE_REQUEST_SPLIT : PQ_RULE_MALFORMED_HEADER;

	return pq_result_blocked(rule, PQ_SIDE_PAGE);
}

/* Fetch 5.1: append through the guard; what it drops, it drops silently. */
static struct pq_result set_headers(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				    enum pq_guard guard, struct pq_request *out)
{
	size_t end = pq_scenario_end_of(scenario, at);
	struct pq_headers headers;

	pq_headers_init(&headers, out->headers, PQ_MAX_HEADERS, guard, asker->env->policy, asker->text);
	for (size_t i = at + 1; i < end; i++) {
		const struct pq_arg *args = scenario->lines[i].args;
		enum pq_header_result stored;

		if (scenario->lines[i].word != PQ_WORD_HEADER)
			continue;
		stored = pq_headers_append(&headers, args[0].bytes, args[1].bytes);
		if (stored == PQ_HEADER_INVALID)
			return invalid_header(args[0].bytes);
		if (stored == PQ_HEADER_FULL)
			return pq_result_error(PQ_ERROR_LIMIT);
		if (stored == PQ_HEADER_DROPPED)
			pq_transcript_dropped(asker->env->transcript, args[0].bytes);
	}
	out->header_count = headers.count;
	return pq_result_going_on();
}

/* File API 3.1: a type with a byte outside 0x20 to 0x7e is no type. */
static bool is_clean_type(struct pq_view type)
{
	return pq_ascii_all(type, PQ_ASCII_PRINT);
}

/* The body's type becomes a header unless the page set one; the guard is asked (Fetch 5.4, new Request()). */
static struct pq_result set_body(const struct pq_asker *asker, const struct pq_asked_body *body, enum pq_guard guard,
				 struct pq_request *out)
{
	struct pq_headers headers;

	out->has_body = body->present;
	out->body = body->bytes;
	if (!body->present || !is_clean_type(body->type))
		return pq_result_going_on();
	pq_headers_init(&headers, out->headers, PQ_MAX_HEADERS, guard, asker->env->policy, asker->text);
	headers.count = out->header_count;
	if (pq_headers_find(&headers, pq_view_str("content-type")))
		return pq_result_going_on();
	if (pq_headers_append(&headers, pq_view_str("Content-Type"), body->type) == PQ_HEADER_FULL)
		return pq_result_error(PQ_ERROR_LIMIT);
	out->header_count = headers.count;
	return pq_result_going_on();
}

struct pq_result pq_page_check_port(const struct pq_asker *asker, enum pq_scheme scheme, uint16_t port)
{
	if (pq_policy_blocks_port(asker->env->policy, scheme, port))
		return pq_result_blocked(PQ_RULE_UNSAFE_PORT, PQ_SIDE_PAGE);
	return pq_result_going_on();
}

static struct pq_result check_url(const struct pq_asker *asker, const struct pq_url *url)
{
	enum pq_scheme scheme = pq_scheme_of(url);
	uint16_t port;

	if (!pq_scheme_is_http(scheme) || !pq_url_effective_port(url, &port))
		return pq_result_error(PQ_ERROR_BAD_SCHEME);
	return pq_page_check_port(asker, scheme, port);
}

/*
 * What crosses to the service: the URL, once its port has been asked about; or that of the service worker's own
 * fetch(), which is asked about as well. A worker takes a request only after main fetch has looked at its port, and
 * fetches in its own name (Service Workers 4.5.4, Fetch "HTTP fetch").
 */
static struct pq_result send_on(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				struct pq_url *url, struct pq_request *out)
{
	size_t end = pq_scenario_end_of(scenario, at);
	struct pq_result result = check_url(asker, url);

	for (size_t i = at + 1; i < end && !pq_result_ended(result); i++) {
		if (scenario->lines[i].word != PQ_WORD_WORKER)
			continue;
		if (out->mode == PQ_MODE_NAVIGATE) {
			out->mode = PQ_MODE_CORS;
			out->credentials = PQ_CREDENTIALS_SAME_ORIGIN;
		}
		result = pq_page_parse_url(asker, scenario->lines[i].args[0].bytes, url);
		if (!pq_result_ended(result))
			result = pq_url_includes_credentials(url) ? pq_result_error(PQ_ERROR_BAD_URL)
								  : check_url(asker, url);
	}
	return pq_result_ended(result) ? result : pq_page_set_url(asker, url, out);
}

/* Serialises the URL for the service. */
struct pq_result pq_page_set_url(const struct pq_asker *asker, const struct pq_url *url, struct pq_request *out)
{
	size_t mark = asker->text->len;

	pq_url_print(url, false, asker->text);
	out->url = pq_buf_since(asker->text, mark);
	return pq_buf_ok(asker->text) ? pq_result_going_on() : pq_result_error(PQ_ERROR_LIMIT);
}

struct pq_result pq_page_parse_url(const struct pq_asker *asker, struct pq_view text, struct pq_url *url)
{
	return pq_current_url_parse(url, text, asker->page, asker->env->idna, asker->url, PQ_ERROR_BAD_URL);
}

/* HTML 4.10.21.3: only GET and POST; the rest is not expressible in markup. */
struct pq_result pq_page_ask_form(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				  struct pq_request *out)
{
	const struct pq_line *line = &scenario->lines[at];
	bool post = pq_ascii_eq_nocase(line->args[0].bytes, pq_view_str("post"));
	struct pq_asked_body body = { .present = false };
	struct pq_url url;
	struct pq_result result = pq_page_parse_url(asker, line->args[1].bytes, &url);

	pq_request_init(out, asker->page, PQ_MODE_NAVIGATE, PQ_CREDENTIALS_INCLUDE);
	if (pq_result_ended(result))
		return result;
	out->method = pq_view_str(post ? "POST" : "GET");
	if (post)
		result = pq_asked_form_body(asker, scenario, at, &body);
	else
		result = pq_asked_form_query(asker, scenario, at, &url.query);
	url.has_query |= !post;
	if (!pq_result_ended(result))
		result = set_body(asker, &body, PQ_GUARD_NONE, out);
	return pq_result_ended(result) ? result : send_on(asker, scenario, at, &url, out);
}

struct pq_result pq_page_ask_navigate(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				      struct pq_request *out)
{
	struct pq_url url;
	struct pq_result result = pq_page_parse_url(asker, scenario->lines[at].args[0].bytes, &url);

	pq_request_init(out, asker->page, PQ_MODE_NAVIGATE, PQ_CREDENTIALS_INCLUDE);
	out->method = pq_view_str("GET");
	return pq_result_ended(result) ? result : send_on(asker, scenario, at, &url, out);
}

/* Fetch 5.4: modes that a page may not name, methods that no-cors does not carry, bodies that GET and HEAD lack. */
static bool is_request_allowed(const struct pq_request *request, bool has_body)
{
	bool bodiless = pq_view_is(request->method, "GET") || pq_view_is(request->method, "HEAD");

	if (request->mode == PQ_MODE_NAVIGATE || (has_body && bodiless))
		return false;
	return request->mode != PQ_MODE_NO_CORS || pq_method_cors_safelisted(request->method);
}

/* XHR 3.5.6, send(): a body given for GET or HEAD is ignored. */
static void ignore_xhr_body(const struct pq_line *line, const struct pq_request *request, struct pq_asked_body *body)
{
	if (line->word == PQ_WORD_XHR && (pq_view_is(request->method, "GET") || pq_view_is(request->method, "HEAD")))
		body->present = false;
}

struct pq_result pq_page_ask_fetch(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				   struct pq_request *out)
{
	const struct pq_line *line = &scenario->lines[at];
	struct pq_asked_body body = { .present = false };
	enum pq_guard guard;
	struct pq_url url;
	struct pq_result result;

	pq_request_init(out, asker->page, (enum pq_mode)choice(scenario, at, PQ_WORD_MODE, PQ_MODE_CORS),
			(enum pq_credentials)choice(scenario, at, PQ_WORD_CREDENTIALS, PQ_CREDENTIALS_SAME_ORIGIN));
	out->redirect = (enum pq_redirect)choice(scenario, at, PQ_WORD_FOLLOW, PQ_REDIRECT_FOLLOW);
	result = set_method(asker, line->args[0].bytes, out);
	guard = out->mode == PQ_MODE_NO_CORS ? PQ_GUARD_REQUEST_NO_CORS : PQ_GUARD_REQUEST;
	if (!pq_result_ended(result))
		result = pq_page_parse_url(asker, line->args[1].bytes, &url);
	if (pq_result_ended(result))
		return result;
	if (line->word != PQ_WORD_XHR && pq_url_includes_credentials(&url))
		return pq_result_error(PQ_ERROR_BAD_URL);
	result = set_headers(asker, scenario, at, guard, out);
	if (!pq_result_ended(result))
		result = pq_asked_body(asker, scenario, at, &body);
	if (pq_result_ended(result))
		return result;
	ignore_xhr_body(line, out, &body);
	if (!is_request_allowed(out, body.present))
		return pq_result_error(PQ_ERROR_BAD_REQUEST);
	result = set_body(asker, &body, guard, out);
	return pq_result_ended(result) ? result : send_on(asker, scenario, at, &url, out);
}
