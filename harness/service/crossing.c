/* SPDX-License-Identifier: MIT */
#include "service/crossing.h"

/* A request under construction: one line for itself and for each of its parts. Too large to be cleared for each. */
struct draft {
	struct pq_line lines[PQ_MAX_LINES];
	struct pq_arg args[2 * PQ_MAX_HEADERS + 16];
	size_t line_count;
	size_t arg_count;
};

static void begin_line(struct draft *draft, enum pq_word word)
{
	draft->lines[draft->line_count++] = (struct pq_line){ .word = word, .args = &draft->args[draft->arg_count] };
}

static void add_arg(struct draft *draft, struct pq_view bytes, uint32_t number)
{
	draft->args[draft->arg_count++] = (struct pq_arg){ bytes, number };
	draft->lines[draft->line_count - 1].argc++;
}

static void add_name(struct draft *draft, enum pq_word word, uint32_t number)
{
	begin_line(draft, word);
	add_arg(draft, pq_view(NULL, 0), number);
}

/* fetch(), XMLHttpRequest, forms and navigations are one and the same to the service (Fetch 2.2.5). */
static void draft_http(struct draft *draft, const struct pq_request *request)
{
	begin_line(draft, PQ_WORD_FETCH);
	add_arg(draft, request->method, 0);
	add_arg(draft, request->url, 0);
	for (size_t i = 0; i < request->header_count; i++) {
		begin_line(draft, PQ_WORD_HEADER);
		add_arg(draft, request->headers[i].name, 0);
		add_arg(draft, request->headers[i].value, 0);
	}
	add_name(draft, PQ_WORD_MODE, request->mode);
	add_name(draft, PQ_WORD_CREDENTIALS, request->credentials);
	add_name(draft, PQ_WORD_FOLLOW, request->redirect);
	if (!request->has_body)
		return;
	begin_line(draft, PQ_WORD_BINARY);
	add_arg(draft, request->body, 0);
}

/* All else crosses as it was asked for, but for the place, which the page side has normalised. */
static void draft_other(struct draft *draft, const struct pq_scenario *scenario, size_t at,
			const struct pq_request *request)
{
	const struct pq_line *line = &scenario->lines[at];
	size_t end = pq_scenario_end_of(scenario, at);

	begin_line(draft, line->word);
	add_arg(draft, request->url, 0);
	for (size_t i = 1; i < line->argc; i++)
		add_arg(draft, line->args[i].bytes, line->args[i].number);
	for (size_t i = at + 1; i < end; i++)
		if (scenario->lines[i].word != PQ_WORD_HEADER && scenario->lines[i].word != PQ_WORD_COMMENT) {
			draft->lines[draft->line_count] = scenario->lines[i];
			draft->lines[draft->line_count++].parent = 0;
		}
}

static bool is_http(enum pq_word word)
{
	return word == PQ_WORD_FETCH || word == PQ_WORD_XHR || word == PQ_WORD_FORM || word == PQ_WORD_NAVIGATE ||
	       word == PQ_WORD_CONTROL;
}

void pq_crossing_print(const struct pq_scenario *scenario, size_t at, const struct pq_request *request,
		       struct pq_buf *out)
{
	struct draft draft;
	struct pq_scenario crossing = { .lines = draft.lines };

	draft.line_count = 0;
	draft.arg_count = 0;
	if (is_http(scenario->lines[at].word))
		draft_http(&draft, request);
	else
		draft_other(&draft, scenario, at, request);
	crossing.line_count = draft.line_count;
	pq_scenario_print(&crossing, out);
}
