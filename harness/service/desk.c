/* SPDX-License-Identifier: MIT */
#include "service/desk.h"

#include "service/answer.h"

#define ONE_PIECE 4096 /* bytes of an answer that the renderer's socket takes at once, if nothing lies in it */

void pq_desk_init(struct pq_desk *desk, const struct pq_fetch_env *env, struct pq_desk_listener listener)
{
	desk->env = env;
	desk->listener = listener;
	desk->busy = false;
	desk->shows = false;
	desk->number = 0;
	pq_buf_init(&desk->in, desk->in_storage, sizeof(desk->in_storage));
	pq_buf_init(&desk->out, desk->out_storage, sizeof(desk->out_storage));
	pq_buf_init(&desk->events, desk->event_storage, sizeof(desk->event_storage));
	pq_desk_session(desk, pq_view_str("pratique-scenario 1\n"), NULL);
}

enum pq_err pq_desk_session(struct pq_desk *desk, struct pq_view settings, struct pq_diag *diag)
{
	struct pq_fetch_memory *memory = &desk->memory;
	enum pq_err err;

	if (desk->number)
		pq_desk_close(desk);
	pq_desk_renderer(desk);
	err = pq_paper_read(&desk->settings, settings, diag);
	if (!err && !pq_paper_is_settings(&desk->settings.scenario))
		err = pq_diag_set(diag, PQ_ERR_SYNTAX, 0, 0, "settings and nothing else");
	if (err)
		pq_paper_read(&desk->settings, pq_view_str("pratique-scenario 1\n"), NULL);
	desk->number = 0;
	pq_transcript_reset(desk->env->transcript);
	pq_buf_init(&desk->url, memory->url, sizeof(memory->url));
	pq_page_url_read(&desk->page, &desk->settings.scenario, desk->env->idna, memory->page_url,
			 sizeof(memory->page_url));
	pq_service_init(&desk->service, desk->env, &desk->settings.scenario, memory);
	return err;
}

/* Lines of the transcript so far, which is forgotten. */
static void flush_events(struct pq_desk *desk)
{
	struct pq_transcript *transcript = desk->env->transcript;
	uint32_t current = transcript->current;
	bool truncated = transcript->truncated;

	pq_buf_reset(&desk->events);
	for (size_t i = 0; i < transcript->count; i++) {
		size_t mark = desk->events.len;

		pq_event_print(&transcript->events[i], &desk->events);
		if (pq_buf_ok(&desk->events))
			continue;
		desk->events.len = mark;
		desk->events.overflow = false;
		truncated = true;
	}
	if (truncated)
		pq_buf_add_str(&desk->events, "truncated\n");
	if (desk->events.len)
		desk->listener.tell(desk->listener.context, PQ_PARCEL_EVENTS, pq_buf_view(&desk->events));
	pq_transcript_reset(transcript);
	transcript->current = current;
}

/* The event that is the newest of the transcript, as a transcript of its own. */
static void answer_outcome(struct pq_desk *desk)
{
	const struct pq_transcript *transcript = desk->env->transcript;

	pq_buf_reset(&desk->events);
	pq_buf_add_str(&desk->events, "pratique-transcript 1\n");
	if (transcript->count)
		pq_event_print(&transcript->events[transcript->count - 1], &desk->events);
	pq_parcel_write(PQ_PARCEL_OUTCOME, pq_buf_view(&desk->events), &desk->out);
}

/* The body waits in the buffer of events, which is free between two requests. */
static void answer_response(struct pq_desk *desk, struct pq_result result)
{
	enum pq_word word = desk->asked.scenario.lines[desk->request.line].word;
	struct pq_view head = pq_view(NULL, 0);

	pq_buf_reset(&desk->events);
	if (result.outcome != PQ_OUTCOME_DONE)
		return;
	if (desk->fetch.path->step == pq_http_step)
		pq_answer_http(&desk->fetch, &head, &desk->events);
	else if (word == PQ_WORD_WEBSOCKET)
		pq_answer_websocket(&desk->fetch, &head, &desk->events);
	if (!head.len)
		return;
	if (!desk->embedder) {
		pq_parcel_write(PQ_PARCEL_HEAD, head, &desk->out);
		pq_parcel_write(PQ_PARCEL_BODY, pq_buf_view(&desk->events), &desk->out);
	}
	if (!desk->shows)
		return;
	desk->listener.tell(desk->listener.context, PQ_PARCEL_HEAD, head);
	desk->listener.tell(desk->listener.context, PQ_PARCEL_BODY, pq_buf_view(&desk->events));
}

static void finish(struct pq_desk *desk, struct pq_result result)
{
	const char *why = "";

	desk->busy = false;
	pq_outcome_write(result, desk->env->transcript);
	if (!desk->embedder)
		answer_outcome(desk);
	flush_events(desk);
	answer_response(desk, result);
	if (result.outcome == PQ_OUTCOME_ERROR && desk->listener.trouble)
		why = desk->listener.trouble(desk->listener.context);
	desk->listener.tell(desk->listener.context, PQ_PARCEL_DONE, pq_view_str(why));
}

/* What is admitted goes on in pq_desk_run. */
static struct pq_result take_request(struct pq_desk *desk, size_t at)
{
	struct pq_fetch_memory *memory = &desk->memory;
	const struct pq_scenario *scenario = &desk->asked.scenario;
	const struct pq_fetch_path *path = pq_fetch_path_of(scenario->lines[at].word);
	struct pq_asker asker = {
		.env = desk->env,
		.page = pq_page_url_get(&desk->page),
		.origin = &desk->origin,
		.url = &desk->url,
		.text = &desk->text,
		.body = &desk->body,
	};
	struct pq_result result = path ? pq_page_url_check(&desk->page) : pq_result_error(PQ_ERROR_BAD_SCHEME);

	pq_buf_reset(&desk->url);
	pq_buf_init(&desk->text, memory->text, sizeof(memory->text));
	pq_buf_init(&desk->body, memory->body, sizeof(memory->body));
	desk->request.scenario = scenario;
	desk->request.line = at;
	if (!pq_result_ended(result))
		result = path->renderer(&asker, scenario, at, &desk->request);
	if (pq_result_ended(result))
		return result;
	return pq_fetch_begin(&desk->fetch, path, &desk->service, memory, &desk->request);
}

static void ask(struct pq_desk *desk, struct pq_view text, bool embedder)
{
	struct pq_result result = pq_result_error(PQ_ERROR_BAD_REQUEST);
	struct pq_diag diag = { 0, 0, "" };
	bool good;
	size_t at = 0;

	desk->embedder = embedder;
	good = !pq_paper_read(&desk->asked, text, &diag);
	if (good) {
		at = pq_paper_find_request(&desk->asked.scenario, embedder);
		good = at < desk->asked.scenario.line_count;
	}
	pq_transcript_request(desk->env->transcript, ++desk->number);
	if (desk->listener.begin)
		desk->listener.begin(desk->listener.context);
	desk->busy = true;
	if (good)
		result = take_request(desk, at);
	else
		desk->refused += !embedder;
	if (pq_result_ended(result))
		finish(desk, result);
}

void pq_desk_renderer(struct pq_desk *desk)
{
	if (desk->busy && !desk->embedder) {
		pq_link_close(&desk->fetch.link);
		finish(desk, pq_result_error(PQ_ERROR_CONNECTION));
	}
	desk->refused = 0;
	desk->parcels = 0;
	pq_buf_reset(&desk->in);
	pq_buf_reset(&desk->out);
	desk->begun = false;
	desk->state = PQ_DESK_READING;
}

void pq_desk_pass(struct pq_desk *desk, const struct pq_parcel *parcel)
{
	pq_parcel_write(parcel->kind, parcel->bytes, &desk->out);
}

void pq_desk_show(struct pq_desk *desk, bool shows)
{
	desk->shows = shows;
}

void pq_desk_embed(struct pq_desk *desk, struct pq_view text)
{
	ask(desk, text, true);
}

unsigned char *pq_desk_room(struct pq_desk *desk, size_t *cap)
{
	*cap = pq_buf_room(&desk->in);
	return desk->in.data + desk->in.len;
}

void pq_desk_came(struct pq_desk *desk, size_t len)
{
	desk->in.len += len;
}

struct pq_view pq_desk_answer(const struct pq_desk *desk)
{
	return pq_buf_view(&desk->out);
}

void pq_desk_took(struct pq_desk *desk, size_t len)
{
	desk->out.len -= len;
	memmove(desk->out.data, desk->out.data + len, desk->out.len);
	if (len)
		desk->begun = desk->out.len > 0;
}

static void drop_parcel(struct pq_desk *desk, const struct pq_parcel *parcel)
{
	size_t size = pq_parcel_size(parcel);

	desk->in.len -= size;
	memmove(desk->in.data, desk->in.data + size, desk->in.len);
}

static void pass_told(struct pq_desk *desk, const struct pq_parcel *parcel)
{
	desk->parcels++;
	desk->listener.tell(desk->listener.context, PQ_PARCEL_TOLD, parcel->bytes);
	drop_parcel(desk, parcel);
}

/* False if there is no whole parcel, or none can be found any more. */
static bool take_parcel(struct pq_desk *desk)
{
	struct pq_parcel parcel;
	enum pq_err err = pq_parcel_read(pq_buf_view(&desk->in), &parcel);

	if (!err && parcel.kind != PQ_PARCEL_REQUEST && parcel.kind != PQ_PARCEL_TOLD)
		err = PQ_ERR_SYNTAX;
	if (err && err != PQ_ERR_INCOMPLETE)
		desk->state = PQ_DESK_BROKEN;
	if (err)
		return false;
	if (parcel.kind == PQ_PARCEL_TOLD) {
		pass_told(desk, &parcel);
		return true;
	}
	desk->parcels++;
	ask(desk, parcel.bytes, false);
	drop_parcel(desk, &parcel);
	return true;
}

/*
 * What the renderer says of a request whose answer waits is no request: the harness hears it with the request's end. Not
 * before an answer that may go in pieces: the harness's next order would come between them.
 */
static void pass_on_behind(struct pq_desk *desk)
{
	struct pq_parcel parcel;

	while (!desk->begun && desk->out.len <= ONE_PIECE && !pq_parcel_read(pq_buf_view(&desk->in), &parcel) &&
	       parcel.kind == PQ_PARCEL_TOLD)
		pass_told(desk, &parcel);
}

static bool step(struct pq_desk *desk)
{
	struct pq_result result = pq_fetch_step(&desk->fetch);

	if (pq_result_ended(result))
		finish(desk, result);
	else
		flush_events(desk);
	return pq_result_ended(result);
}

enum pq_desk_state pq_desk_run(struct pq_desk *desk)
{
	if (!pq_buf_ok(&desk->out))
		desk->state = PQ_DESK_BROKEN;
	if (desk->state == PQ_DESK_BROKEN)
		return desk->state;
	desk->state = PQ_DESK_READING;
	do {
		if (desk->busy && !step(desk))
			desk->state = PQ_DESK_WAITING;
		else if (desk->out.len)
			desk->state = PQ_DESK_WRITING;
	} while (desk->state == PQ_DESK_READING && take_parcel(desk));
	if (desk->state == PQ_DESK_WRITING)
		pass_on_behind(desk);
	return desk->state;
}

void pq_desk_hang_up(struct pq_desk *desk)
{
	if (desk->busy)
		return;
	pq_service_hang_up(&desk->service);
	flush_events(desk);
}

void pq_desk_close(struct pq_desk *desk)
{
	if (desk->busy)
		pq_link_close(&desk->fetch.link);
	desk->busy = false;
	pq_service_hang_up(&desk->service);
	flush_events(desk);
}
