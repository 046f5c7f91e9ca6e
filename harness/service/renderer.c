/* SPDX-License-Identifier: MIT */
#include "service/renderer.h"

#include "base/ascii.h"
#include "service/crossing.h"

static enum pq_err open_page(struct pq_renderer *renderer, struct pq_view text)
{
	const struct pq_scenario *scenario = &renderer->paper.scenario;
	enum pq_err err = pq_paper_read(&renderer->paper, text, NULL);

	renderer->hostile = pq_scenario_number_of(scenario, PQ_WORD_ATTACKER, PQ_ATTACKER_PAGE) == PQ_ATTACKER_RENDERER;
	pq_page_url_read(&renderer->page, scenario, renderer->env.idna, renderer->page_storage,
			 sizeof(renderer->page_storage));
	return err;
}

void pq_renderer_init(struct pq_renderer *renderer, const struct pq_policy *policy, const struct pq_idna *idna,
		      struct pq_net net)
{
	renderer->waits = false;
	renderer->env = (struct pq_fetch_env){
		.net = net, .policy = policy, .idna = idna, .transcript = &renderer->transcript
	};
	pq_transcript_init(&renderer->transcript, renderer->events, PQ_RENDERER_EVENTS, &renderer->address, 1,
			   renderer->event_bytes, sizeof(renderer->event_bytes));
	open_page(renderer, pq_view_str("pratique-scenario 1\n"));
}

/* The page side's part; UNSET if the request is to cross. */
static struct pq_result ask(struct pq_renderer *renderer, size_t at)
{
	const struct pq_scenario *scenario = &renderer->paper.scenario;
	const struct pq_fetch_path *path = pq_fetch_path_of(scenario->lines[at].word);
	struct pq_asker asker = {
		.env = &renderer->env,
		.page = pq_page_url_get(&renderer->page),
		.origin = &renderer->origin,
		.url = &renderer->url,
		.text = &renderer->text,
		.body = &renderer->body,
	};
	struct pq_result result = path ? pq_page_url_check(&renderer->page) : pq_result_error(PQ_ERROR_BAD_SCHEME);

	if (pq_result_ended(result))
		return result;
	pq_buf_init(&renderer->url, renderer->url_storage, sizeof(renderer->url_storage));
	pq_buf_init(&renderer->text, renderer->text_storage, sizeof(renderer->text_storage));
	pq_buf_init(&renderer->body, renderer->body_storage, sizeof(renderer->body_storage));
	return path->page(&asker, scenario, at, &renderer->request);
}

/* What happened here on the line that was to be done. Behind a request it crosses with it, and is taken when that is over. */
static void tell(struct pq_renderer *renderer, struct pq_buf *out)
{
	struct pq_buf told;

	pq_buf_init(&told, renderer->told_storage, sizeof(renderer->told_storage));
	pq_transcript_print(&renderer->transcript, &told);
	pq_parcel_write(PQ_PARCEL_TOLD, pq_buf_view(&told), out);
}

/* The parcel is made where it is to stand; one that does not fit never was. */
static bool cross(struct pq_renderer *renderer, size_t at, bool raw, struct pq_buf *out)
{
	struct pq_buf text;
	size_t mark = out->len;

	pq_buf_init(&text, renderer->told_storage, sizeof(renderer->told_storage));
	if (raw)
		pq_paper_request(&renderer->paper.scenario, at, &text);
	else
		pq_crossing_print(&renderer->paper.scenario, at, &renderer->request, &text);
	pq_parcel_write(PQ_PARCEL_REQUEST, pq_buf_view(&text), out);
	if (pq_buf_ok(&text) && pq_buf_ok(out))
		return true;
	out->len = mark;
	out->overflow = false;
	return false;
}

static void go(struct pq_renderer *renderer, size_t at, struct pq_buf *out)
{
	bool raw = renderer->hostile && renderer->paper.scenario.lines[at].word != PQ_WORD_CONTROL;
	struct pq_result result = pq_result_going_on();

	pq_transcript_reset(&renderer->transcript);
	pq_transcript_request(&renderer->transcript, 1);
	if (!raw)
		result = ask(renderer, at);
	if (!pq_result_ended(result) && !cross(renderer, at, raw, out))
		result = pq_result_error(PQ_ERROR_LIMIT);
	renderer->waits = !pq_result_ended(result);
	if (!renderer->waits)
		pq_outcome_write(result, &renderer->transcript);
	tell(renderer, out);
}

enum pq_err pq_renderer_take(struct pq_renderer *renderer, const struct pq_parcel *parcel, struct pq_buf *out)
{
	uint64_t at;

	switch (parcel->kind) {
	case PQ_PARCEL_PAGE:
		renderer->waits = false;
		return open_page(renderer, parcel->bytes);
	case PQ_PARCEL_GO:
		if (renderer->waits || !pq_ascii_decimal(parcel->bytes, PQ_MAX_LINES, &at) ||
		    at >= renderer->paper.scenario.line_count ||
		    !pq_word_is_request(renderer->paper.scenario.lines[at].word))
			return PQ_ERR_SYNTAX;
		go(renderer, (size_t)at, out);
		return PQ_ERR_OK;
	case PQ_PARCEL_OUTCOME:
		if (!renderer->waits)
			return PQ_ERR_SYNTAX;
		renderer->waits = false;
		return PQ_ERR_OK;
	case PQ_PARCEL_HEAD:
	case PQ_PARCEL_BODY:
		return PQ_ERR_OK;
	default:
		return PQ_ERR_SYNTAX;
	}
}
