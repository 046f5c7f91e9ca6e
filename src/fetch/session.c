/* SPDX-License-Identifier: MIT */
#include "fetch/session.h"

void pq_session_begin(struct pq_session *session, const struct pq_fetch_env *env, const struct pq_scenario *scenario)
{
	struct pq_fetch_memory *memory = &session->memory;

	session->env = env;
	session->scenario = scenario;
	session->control = false;
	session->renderer = pq_scenario_number_of(scenario, PQ_WORD_ATTACKER, PQ_ATTACKER_PAGE) == PQ_ATTACKER_RENDERER;
	session->line = SIZE_MAX;
	pq_buf_init(&session->url, memory->url, sizeof(memory->url));
	pq_page_url_read(&session->page, scenario, env->idna, memory->page_url, sizeof(memory->page_url));
	pq_service_init(&session->service, env, scenario, memory);
}

/* The next request line of the wanted kind behind `from`; line_count if there is none. */
static size_t next_line(const struct pq_scenario *scenario, size_t from, bool control)
{
	size_t at = pq_scenario_find_request(scenario, from);

	while (at < scenario->line_count && (scenario->lines[at].word == PQ_WORD_CONTROL) != control)
		at = pq_scenario_find_request(scenario, at + 1);
	return at;
}

/* Number of the request in the order of the file, from 1. */
static uint32_t number_of(const struct pq_scenario *scenario, size_t line)
{
	uint32_t number = 0;

	for (size_t i = 0; i <= line; i++)
		number += pq_word_is_request(scenario->lines[i].word);
	return number;
}

/* Milliseconds of the pauses between two lines. */
static uint64_t pause_between(const struct pq_scenario *scenario, size_t from, size_t to)
{
	uint64_t pause_ms = 0;

	for (size_t i = from; i < to; i++)
		if (scenario->lines[i].word == PQ_WORD_PAUSE)
			pause_ms += scenario->lines[i].args[0].number;
	return pause_ms;
}

bool pq_session_next(struct pq_session *session)
{
	const struct pq_scenario *scenario = session->scenario;
	size_t at = next_line(scenario, session->line + 1, session->control);

	session->pause_ms = session->control ? 0 : pause_between(scenario, session->line + 1, at);
	if (at >= scenario->line_count && !session->control) {
		session->control = true;
		pq_service_hang_up(&session->service);
		at = next_line(scenario, 0, true);
	}
	if (at >= scenario->line_count) {
		pq_service_hang_up(&session->service);
		return false;
	}
	session->line = at;
	session->asked = false;
	pq_transcript_request(session->env->transcript, number_of(scenario, at));
	return true;
}

/* The renderer's part: from the scenario's line to a request that the service has admitted. */
static struct pq_result ask(struct pq_session *session)
{
	struct pq_fetch_memory *memory = &session->memory;
	const struct pq_fetch_path *path = pq_fetch_path_of(session->scenario->lines[session->line].word);
	bool raw = session->renderer && !session->control;
	struct pq_asker asker = {
		.env = session->env,
		.page = pq_page_url_get(&session->page),
		.origin = &session->origin,
		.url = &session->url,
		.text = &session->text,
		.body = &session->body,
	};
	struct pq_result result = path ? pq_page_url_check(&session->page) : pq_result_error(PQ_ERROR_BAD_SCHEME);

	pq_buf_reset(&session->url);
	pq_buf_init(&session->text, memory->text, sizeof(memory->text));
	pq_buf_init(&session->body, memory->body, sizeof(memory->body));
	session->request.scenario = session->scenario;
	session->request.line = session->line;
	if (!pq_result_ended(result))
		result = (raw ? path->renderer : path->page)(&asker, session->scenario, session->line,
							     &session->request);
	if (pq_result_ended(result))
		return result;
	return pq_fetch_begin(&session->fetch, path, &session->service, memory, &session->request);
}

bool pq_session_step(struct pq_session *session)
{
	struct pq_result result = pq_result_going_on();

	if (!session->asked)
		result = ask(session);
	session->asked = true;
	if (!pq_result_ended(result))
		result = pq_fetch_step(&session->fetch);
	if (!pq_result_ended(result))
		return false;
	pq_outcome_write(result, session->env->transcript);
	return true;
}
