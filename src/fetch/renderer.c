/* SPDX-License-Identifier: MIT */
/*
 * A compromised renderer: it knows the format in which requests cross, and
 * nothing of the page side holds it back.
 */
#include "fetch/ask.h"
#include "fetch/ask_body.h"

/* Absolute if it can be made so, else as it stands: the service will have to cope. */
static struct pq_view raw_url(const struct pq_asker *asker, struct pq_view text)
{
	size_t mark = asker->text->len;
	struct pq_url url;

	if (pq_url_parse(&url, text, asker->page, asker->env->idna, asker->url))
		return text;
	pq_url_print(&url, false, asker->text);
	return pq_buf_since(asker->text, mark);
}

static struct pq_result raw_headers(const struct pq_scenario *scenario, size_t at, struct pq_request *out)
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

	out->mode = PQ_MODE_NAVIGATE;
	out->credentials = PQ_CREDENTIALS_INCLUDE;
	out->redirect = PQ_REDIRECT_FOLLOW;
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

struct pq_result pq_renderer_ask(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				 struct pq_request *out)
{
	const struct pq_line *line = &scenario->lines[at];
	bool navigate = line->word == PQ_WORD_NAVIGATE;
	struct pq_result result;

	out->page = asker->page;
	out->method = navigate ? pq_view_str("GET") : line->args[0].bytes;
	out->url = raw_url(asker, line->args[navigate ? 0 : 1].bytes);
	if (!pq_buf_ok(asker->text))
		return pq_result_error(PQ_ERROR_LIMIT);
	raw_modes(scenario, at, out);
	result = raw_headers(scenario, at, out);
	return pq_result_ended(result) ? result : raw_body(asker, scenario, at, out);
}
