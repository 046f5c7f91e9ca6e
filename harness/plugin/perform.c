/* SPDX-License-Identifier: MIT */
#include "plugin/perform.h"

#include <assert.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "fetch/page_url.h"
#include "fetch/path.h"
#include "net/recorder.h"
#include "plugin/bytes.h"
#include "plugin/host.h"
#include "vnet/vnet.h"

static_assert((int)PQ_PLUGIN_CORS == PQ_MODE_CORS && (int)PQ_PLUGIN_NAVIGATE == PQ_MODE_NAVIGATE,
	      "modes are numbered alike");
static_assert((int)PQ_PLUGIN_OMIT == PQ_CREDENTIALS_OMIT && (int)PQ_PLUGIN_INCLUDE == PQ_CREDENTIALS_INCLUDE,
	      "so are credentials modes");
static_assert((int)PQ_PLUGIN_ERROR == PQ_REDIRECT_ERROR && (int)PQ_PLUGIN_MANUAL == PQ_REDIRECT_MANUAL,
	      "and redirect modes");
static_assert(PQ_PLUGIN_MAX_CONNS >= PQ_VNET_MAX_CONNS, "a place for each dial");

/*
 * policy:   with the plug-in's checkers, for the page side; told: without them, for the host
 * env:      of the page side
 * page:     its URL; page_storage: as it is told
 * hostile:  a compromised renderer asks
 * keep_alive: of the scenario
 * request:  what crosses; url, text, body, origin: where the page side makes it, over memory
 */
struct pq_performer {
	const struct pq_plugin *plugin;
	const struct pq_policy *policy;
	const struct pq_policy *told;
	struct pq_idna *idna;
	struct pq_vnet vnet;
	struct pq_recorder recorder;
	struct pq_host host;
	struct pq_fetch_env env;
	bool hostile;
	bool keep_alive;
	struct pq_page_url page;
	struct pq_url origin;
	struct pq_buf url;
	struct pq_buf text;
	struct pq_buf body;
	struct pq_request request;
	struct pq_plugin_header headers[PQ_MAX_HEADERS];
	unsigned char page_storage[PQ_MAX_URL];
	struct pq_fetch_memory memory;
};

const char *pq_performer_unfit(enum pq_word word)
{
	const struct pq_fetch_path *path;

	switch (word) {
	case PQ_WORD_PROXY:
	case PQ_WORD_LOGIN:
	case PQ_WORD_COOKIE:
		return "proxies, logins and cookies: a plug-in is told of none";
	default:
		break;
	}
	path = pq_word_is_request(word) ? pq_fetch_path_of(word) : NULL;
	if (path && path->begin != pq_http_begin)
		return "a request other than HTTP: a plug-in is asked for none";
	return NULL;
}

struct pq_performer *pq_performer_new(const struct pq_plugin *plugin, const struct pq_policy *policy,
				      const struct pq_policy *told, struct pq_diag *diag)
{
	struct pq_performer *performer = malloc(sizeof(*performer));

	if (!performer) {
		pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for the plug-in");
		return NULL;
	}
	performer->plugin = plugin;
	performer->policy = policy;
	performer->told = told;
	performer->idna = pq_idna_open();
	if (performer->idna)
		return performer;
	pq_diag_set(diag, PQ_ERR_IDNA, 0, 0, "ICU's IDNA data");
	free(performer);
	return NULL;
}

void pq_performer_free(struct pq_performer *performer)
{
	pq_idna_close(performer->idna);
	free(performer);
}

static void open_page(struct pq_performer *performer, const struct pq_scenario *scenario)
{
	performer->hostile =
		pq_scenario_number_of(scenario, PQ_WORD_ATTACKER, PQ_ATTACKER_PAGE) == PQ_ATTACKER_RENDERER;
	performer->keep_alive = pq_scenario_find(scenario, PQ_WORD_KEEP_ALIVE, 0) < scenario->line_count;
	pq_page_url_read(&performer->page, scenario, performer->idna, performer->memory.page_url,
			 sizeof(performer->memory.page_url));
}

/* The renderer's part; UNSET if a request crosses. */
static struct pq_result ask(struct pq_performer *performer, const struct pq_scenario *scenario, size_t at)
{
	struct pq_fetch_memory *memory = &performer->memory;
	enum pq_word word = scenario->lines[at].word;
	const struct pq_fetch_path *path = pq_fetch_path_of(word);
	struct pq_asker asker = {
		.env = &performer->env,
		.page = pq_page_url_get(&performer->page),
		.origin = &performer->origin,
		.url = &performer->url,
		.text = &performer->text,
		.body = &performer->body,
	};
	struct pq_result result = pq_page_url_check(&performer->page);

	if (pq_result_ended(result))
		return result;
	pq_buf_init(&performer->url, memory->url, sizeof(memory->url));
	pq_buf_init(&performer->text, memory->text, sizeof(memory->text));
	pq_buf_init(&performer->body, memory->body, sizeof(memory->body));
	performer->request.scenario = scenario;
	performer->request.line = at;
	return (performer->hostile && word != PQ_WORD_CONTROL ? path->renderer : path->page)(&asker, scenario, at,
											     &performer->request);
}

/* A body without bytes is another thing than none. */
static struct pq_plugin_bytes body_of(const struct pq_request *request)
{
	if (!request->has_body)
		return pq_plugin_bytes_of(pq_view(NULL, 0));
	return request->body.len ? pq_plugin_bytes_of(request->body) : pq_plugin_bytes_of(pq_view_str(""));
}

static struct pq_plugin_bytes page_of(struct pq_performer *performer)
{
	struct pq_buf text;

	if (!performer->request.page)
		return pq_plugin_bytes_of(pq_view(NULL, 0));
	pq_buf_init(&text, performer->page_storage, sizeof(performer->page_storage));
	pq_url_print(performer->request.page, true, &text);
	return pq_plugin_bytes_of(pq_buf_view(&text));
}

static struct pq_plugin_request crossing(struct pq_performer *performer)
{
	const struct pq_request *request = &performer->request;

	for (size_t i = 0; i < request->header_count; i++)
		performer->headers[i] = (struct pq_plugin_header){ pq_plugin_bytes_of(request->headers[i].name),
								   pq_plugin_bytes_of(request->headers[i].value) };
	return (struct pq_plugin_request){
		.size = sizeof(struct pq_plugin_request),
		.method = pq_plugin_bytes_of(request->method),
		.url = pq_plugin_bytes_of(request->url),
		.headers = performer->headers,
		.header_count = request->header_count,
		.body = body_of(request),
		.page = page_of(performer),
		.mode = (enum pq_plugin_mode)request->mode,
		.credentials = (enum pq_plugin_credentials)request->credentials,
		.redirect = (enum pq_plugin_redirect)request->redirect,
		.keep_alive = performer->keep_alive,
	};
}

/* A word that a transcript can hold; what is none is not taken over. */
static const char *error_word(const char *reason)
{
	struct pq_view word = pq_view_str(reason ? reason : "");

	for (size_t i = 0; i < word.len; i++)
		if (!pq_ascii_is(word.data[i], PQ_ASCII_ALPHA | PQ_ASCII_DIGIT) && word.data[i] != '-')
			return "failed";
	return word.len && word.len <= 32 ? reason : "failed";
}

static void write_outcome(const struct pq_plugin_outcome *outcome, struct pq_transcript *transcript)
{
	enum pq_rule rule = outcome->reason ? pq_rule_by_name(pq_view_str(outcome->reason)) : PQ_RULE_NONE;

	if (outcome->end == PQ_PLUGIN_DONE && outcome->status >= 100 && outcome->status <= 999)
		pq_transcript_done(transcript, (uint16_t)outcome->status);
	else if (outcome->end == PQ_PLUGIN_BLOCKED && rule != PQ_RULE_NONE)
		pq_transcript_blocked(transcript, rule, PQ_SIDE_SERVICE);
	else
		pq_transcript_error(transcript,
				    outcome->end == PQ_PLUGIN_ERROR_END ? error_word(outcome->reason) : "failed");
}

static void do_request(struct pq_performer *performer, const struct pq_plugin_host *host,
		       const struct pq_scenario *scenario, size_t at, uint32_t number)
{
	struct pq_transcript *transcript = performer->env.transcript;
	struct pq_plugin_outcome outcome = { PQ_PLUGIN_ERROR_END, 0, "failed" };
	struct pq_plugin_request request;
	struct pq_result result;

	pq_transcript_request(transcript, number);
	result = ask(performer, scenario, at);
	if (pq_result_ended(result)) {
		pq_outcome_write(result, transcript);
		return;
	}
	request = crossing(performer);
	performer->host.busy = true;
	performer->plugin->perform(host, &request, &outcome);
	if (!performer->keep_alive)
		pq_host_hang_up(&performer->host);
	performer->host.busy = false;
	write_outcome(&outcome, transcript);
}

/* All requests of one kind, in their order; each keeps the number that it has in the file. */
static void do_all(struct pq_performer *performer, const struct pq_scenario *scenario, bool controls)
{
	uint32_t number = 0;

	if (performer->plugin->begin)
		performer->plugin->begin();
	for (size_t at = 0; at < scenario->line_count; at++) {
		const struct pq_line *line = &scenario->lines[at];

		if (line->word == PQ_WORD_PAUSE && !controls)
			pq_vnet_pause(&performer->vnet, line->args[0].number);
		if (!pq_word_is_request(line->word))
			continue;
		number++;
		if ((line->word == PQ_WORD_CONTROL) == controls)
			do_request(performer, &performer->host.face, scenario, at, number);
	}
	pq_host_hang_up(&performer->host);
}

static void begin(struct pq_performer *performer, struct pq_net net, const struct pq_scenario *scenario,
		  struct pq_transcript *transcript)
{
	performer->env = (struct pq_fetch_env){
		.net = net, .policy = performer->policy, .idna = performer->idna, .transcript = transcript
	};
	pq_host_init(&performer->host, net, performer->told);
	open_page(performer, scenario);
}

enum pq_err pq_performer_run(struct pq_performer *performer, const struct pq_scenario *scenario,
			     struct pq_transcript *transcript)
{
	struct pq_net net;

	pq_transcript_reset(transcript);
	net = pq_recorder_init(&performer->recorder, pq_vnet_init(&performer->vnet, scenario), transcript);
	begin(performer, net, scenario, transcript);
	do_all(performer, scenario, false);
	pq_vnet_begin_control(&performer->vnet);
	do_all(performer, scenario, true);
	return PQ_ERR_OK;
}

/* Draws of the page side come from the world in memory, as everywhere; they are not shown. */
void pq_performer_ask(struct pq_performer *performer, const struct pq_scenario *scenario, size_t at,
		      const struct pq_plugin_host *host, struct pq_transcript *transcript)
{
	pq_transcript_reset(transcript);
	begin(performer, pq_vnet_init(&performer->vnet, scenario), scenario, transcript);
	if (performer->plugin->begin)
		performer->plugin->begin();
	do_request(performer, host, scenario, at, 1);
}
