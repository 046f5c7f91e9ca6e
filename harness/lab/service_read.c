/* SPDX-License-Identifier: MIT */
/*
 * The strict reader of descriptions. A line begins with a word of the table; some words open a block, whose own lines
 * (send, await, and | for a file's text) follow, indented or not.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "lab/expand.h"
#include "lab/service_reading.h"

#define DEFAULT_LIMIT_MS 5000

/* send and await, in a dialogue. */
static enum pq_err read_say(struct pq_service_reading *r, size_t at, bool send)
{
	struct pq_lab_dialogue *dialogue = r->dialogue;

	if (!dialogue)
		return pq_service_fail(r, at, "this word only behind plain, effect or harmless");
	if (dialogue->count == PQ_MAX_SERVICE_SAYS)
		return pq_text_fail_limit(&r->text, at, PQ_MAX_SERVICE_SAYS, " lines (PQ_MAX_SERVICE_SAYS)");
	dialogue->says[dialogue->count].send = send;
	return pq_service_take_template(r, "a text", &dialogue->says[dialogue->count++].text);
}

/* A line of a file's text: behind the bar, and one blank. */
static enum pq_err read_file_line(struct pq_service_reading *r, size_t at)
{
	struct pq_view line;

	if (!r->file)
		return pq_service_fail(r, at, "a file's text only behind 'file'");
	r->text.at++;
	r->text.at += pq_text_peek(&r->text) == ' ';
	line = pq_text_rest(&r->text);
	pq_buf_add(&r->pool, line);
	pq_buf_add_byte(&r->pool, '\n');
	r->file->text = pq_buf_since(&r->pool, r->file_mark);
	return pq_buf_ok(&r->pool) ? PQ_ERR_OK : pq_text_fail(&r->text, PQ_ERR_LIMIT, at, r->text.pool_limit);
}

static enum pq_err unknown_word(const struct pq_service_reading *r, size_t at)
{
	struct pq_view names[PQ_SERVICE_WORDS];

	for (size_t i = 0; i < PQ_SERVICE_WORDS; i++)
		names[i] = pq_service_words[i].name;
	return pq_text_fail_names(&r->text, at, names, PQ_SERVICE_WORDS);
}

static enum pq_err read_word(struct pq_service_reading *r, size_t at, struct pq_view name)
{
	for (size_t i = 0; i < PQ_SERVICE_WORDS; i++) {
		if (!pq_view_eq(pq_service_words[i].name, name))
			continue;
		if (r->seen >> i & 1 && !pq_service_words[i].many)
			return pq_service_fail(r, at, "this word only once");
		r->seen |= UINT64_C(1) << i;
		r->dialogue = NULL;
		r->file = NULL;
		return pq_service_words[i].read(r);
	}
	return unknown_word(r, at);
}

static enum pq_err read_line(struct pq_service_reading *r)
{
	struct pq_view name;
	enum pq_err err;
	size_t at;

	pq_text_skip_blanks(&r->text);
	at = r->text.at;
	if (pq_text_peek(&r->text) == '#' || pq_text_at_line_end(&r->text))
		return PQ_ERR_OK;
	if (pq_text_peek(&r->text) == '|')
		return read_file_line(r, at);
	err = pq_text_word(&r->text, "a word", &name);
	if (err)
		return err;
	if (pq_view_is(name, "send") || pq_view_is(name, "await"))
		err = read_say(r, at, pq_view_is(name, "send"));
	else
		err = read_word(r, at, name);
	return err ? err : pq_text_line_end(&r->text);
}

static bool dialogue_has_marker(const struct pq_lab_dialogue *dialogue)
{
	for (size_t i = 0; i < dialogue->count; i++)
		if (pq_lab_has_marker(dialogue->says[i].text))
			return true;
	return false;
}

/* What a description cannot do without. */
static enum pq_err check_whole(const struct pq_service_reading *r)
{
	const struct pq_lab_service *service = r->service;
	char expected[96];

	for (size_t i = 0; i < PQ_SERVICE_WORDS; i++) {
		if (!pq_service_words[i].wanted || r->seen >> i & 1)
			continue;
		snprintf(expected, sizeof(expected), "a line with the word '%s'",
			 (const char *)pq_service_words[i].name.data);
		return pq_text_fail(&r->text, PQ_ERR_INCOMPLETE, r->text.at, expected);
	}
	if (!dialogue_has_marker(&service->plain))
		return pq_text_fail(&r->text, PQ_ERR_INCOMPLETE, r->text.at, "{marker} in the dialogue 'plain'");
	if (!dialogue_has_marker(&service->effect_says) && !pq_lab_has_marker(service->effect_path) &&
	    !pq_lab_has_marker(service->effect_text))
		return pq_text_fail(&r->text, PQ_ERR_INCOMPLETE, r->text.at, "{marker} in 'effect'");
	return PQ_ERR_OK;
}

static void defaults(struct pq_lab_service *service)
{
	memset(service, 0, sizeof(*service));
	service->user = "nobody";
	service->stop = SIGTERM;
	service->start_limit_ms = DEFAULT_LIMIT_MS;
	service->effect_limit_ms = DEFAULT_LIMIT_MS;
}

enum pq_err pq_lab_service_read(struct pq_lab_service *service, struct pq_view text, struct pq_diag *diag)
{
	struct pq_service_reading r = { .service = service };
	enum pq_err err;

	defaults(service);
	if (text.len > PQ_MAX_SERVICE_TEXT)
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "at most 131072 bytes (PQ_MAX_SERVICE_TEXT)");
	service->storage = malloc(PQ_MAX_SERVICE_BYTES);
	if (!service->storage)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory");
	pq_buf_init(&r.pool, service->storage, PQ_MAX_SERVICE_BYTES);
	pq_text_init(&r.text, text, &r.pool, diag);
	r.text.pool_limit = "arguments of at most 262144 bytes (PQ_MAX_SERVICE_BYTES)";
	r.text.copy = true;
	err = pq_text_header(&r.text, pq_view_str("pratique-service"), pq_view_str("1"));
	while (!err && !pq_text_at_end(&r.text)) {
		err = read_line(&r);
		if (!err)
			pq_text_next_line(&r.text);
	}
	if (!err)
		err = check_whole(&r);
	for (size_t form = 0; !err && form < PQ_LAB_FORM_COUNT; form++)
		if (service->payloads[form].text.len == 0)
			service->payloads[form] = r.otherwise;
	if (err)
		pq_lab_service_fini(service);
	else if (service->counts_for == 0)
		service->counts_for = service->port;
	return err;
}

void pq_lab_service_fini(struct pq_lab_service *service)
{
	free(service->storage);
	memset(service, 0, sizeof(*service));
}
