/* SPDX-License-Identifier: MIT */
/*
 * A compromised renderer: it knows the format in which requests cross, and
 * nothing of the page side holds it back.
 */
#include "fetch/ask.h"
#include "fetch/ask_body.h"

struct pq_view pq_renderer_url(const struct pq_asker *asker, struct pq_view text)
{
	size_t mark = asker->text->len;
	struct pq_url url;

	if (pq_url_parse(&url, text, asker->page, asker->env->idna, asker->url))
		return text;
	pq_url_print(&url, false, asker->text);
	return pq_buf_since(asker->text, mark);
}

struct pq_result pq_renderer_headers(const struct pq_scenario *scenario, size_t at, struct pq_request *out)
{
	size_t end = pq_scenario_end_of(scenario, at);

	out->header_count = 0;
	for (size_t i = at + 1; i < end; i++) {
		const struct pq_line *line = &scenario->lines[i];

		if (line->word != PQ_WORD_HEADER)
			continue;
		if (out->header_count == PQ_MAX_HEADERS)
			return pq_result_error(PQ_ERROR_LIMIT);
		out->headers[out->header_count++] = (struct pq_header){ line->args[0].bytes, line->args[1].bytes };
	}
	return pq_result_going_on();
}

static struct pq_result raw_body(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				 struct pq_request *out)
{
	struct pq_asked_body body = { .present = false };
	struct pq_result result = pq_result_going_on();

	if (scenario->lines[at].word == PQ_WORD_FORM)
		result = pq_asked_form_body(asker, scenario, at, &body);
	else if (scenario->lines[at].word != PQ_WORD_NAVIGATE)
		result = pq_asked_body(asker, scenario, at, &body);
	out->has_body = body.present;
	out->body = body.bytes;
	if (!pq_result_ended(result) && body.type.len && body.present && out->header_count < PQ_MAX_HEADERS)
		out->headers[out->header_count++] = (struct pq_header){ pq_view_str("Content-Type"), body.type };
	return result;
}

static void raw_modes(const struct pq_scenario *scenario, size_t at, struct pq_request *out)
{
	size_t end = pq_scenario_end_of(scenario, at);

	for (size_t i = at + 1; i < end; i++) {
		const struct pq_line *line = &scenario->lines[i];

		if (line->word == PQ_WORD_MODE)
			out->mode = (enum pq_mode)line->args[0].number;
		else if (line->word == PQ_WORD_CREDENTIALS)
			out->credentials = (enum pq_credentials)line->args[0].number;
		else if (line->word == PQ_WORD_FOLLOW)
			out->redirect = (enum pq_redirect)line->args[0].number;
	}
}

/* The URL that a service worker asks for in the request's place; that of the line if there is none. */
static struct pq_view url_of(const struct pq_scenario *scenario, size_t at)
{
	size_t end = pq_scenario_end_of(scenario, at);

	for (size_t i = at + 1; i < end; i++)
		if (scenario->lines[i].word == PQ_WORD_WORKER)
			return scenario->lines[i].args[0].bytes;
	return scenario->lines[at].args[scenario->lines[at].word == PQ_WORD_NAVIGATE ? 0 : 1].bytes;
}

struct pq_result pq_renderer_ask(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				 struct pq_request *out)
{
	const struct pq_line *line = &scenario->lines[at];
	struct pq_result result;

	pq_request_init(out, asker->page, PQ_MODE_NAVIGATE, PQ_CREDENTIALS_INCLUDE);
	if (line->word != PQ_WORD_NAVIGATE)
		out->method = line->args[0].bytes;
	out->url = pq_renderer_url(asker, url_of(scenario, at));
	if (!pq_buf_ok(asker->text))
		return pq_result_error(PQ_ERROR_LIMIT);
	raw_modes(scenario, at, out);
	result = pq_renderer_headers(scenario, at, out);
	return pq_result_ended(result) ? result : raw_body(asker, scenario, at, out);
}

struct pq_result pq_embedder_ask(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				 struct pq_request *out)
{
	const struct pq_line *line = &scenario->lines[at];
	struct pq_asker embedder = *asker;

	embedder.page = NULL;
	if (line->argc > 2) {
		if (pq_url_parse(asker->origin, line->args[2].bytes, NULL, asker->env->idna, asker->text))
			return pq_result_error(PQ_ERROR_BAD_URL);
		embedder.page = asker->origin;
	}
	return pq_renderer_ask(&embedder, scenario, at, out);
}
