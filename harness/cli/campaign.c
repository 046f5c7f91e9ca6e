/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/campaign_call.h"
#include "cli/cli.h"
#include "cli/places.h"
#include "cli/plugged.h"
#include "cli/put.h"
#include "report/message.h"

struct listening {
	struct pq_campaign_show show;
	struct pq_campaign_session session;
};

static void on_say(void *ctx, enum pq_campaign_tone tone, const char *line)
{
	struct listening *listening = ctx;

	pq_campaign_show_say(&listening->show, tone, line);
	pq_campaign_session_say(&listening->session, tone, line);
}

static void on_plan(void *ctx, const struct pq_campaign_options *given, const struct pq_campaign_plan *plan)
{
	struct listening *listening = ctx;

	(void)given;
	pq_campaign_show_plan(&listening->show, plan);
	pq_campaign_session_plan(&listening->session, plan);
}

static void on_progress(void *ctx, const struct pq_campaign_row *rows, uint64_t elapsed_ms)
{
	struct listening *listening = ctx;

	pq_campaign_show_progress(&listening->show, rows, elapsed_ms);
	pq_campaign_session_progress(&listening->session, rows, elapsed_ms);
}

static void on_finding(void *ctx, const struct pq_finding *finding, uint64_t after_ms)
{
	struct listening *listening = ctx;

	pq_campaign_show_finding(&listening->show, finding, after_ms);
	pq_campaign_session_finding(&listening->session, finding, after_ms);
}

static int exit_code(enum pq_campaign_outcome outcome)
{
	static const int codes[] = {
		[PQ_CAMPAIGN_CLEAN] = PQ_EXIT_OK,
		[PQ_CAMPAIGN_FOUND] = PQ_EXIT_DIFFERS,
		[PQ_CAMPAIGN_VOID] = PQ_EXIT_SETUP,
	};

	return codes[outcome];
}

/* Bytes of a path that are there: those of the last folder on it that is. */
static size_t there(const char *path)
{
	char part[PQ_STORE_PATH];
	size_t len = strlen(path);

	pq_store_path(part, "%s", path);
	while (len > 0 && access(part, F_OK) != 0) {
		do
			part[len--] = '\0';
		while (len > 0 && part[len] != '/');
	}
	return len;
}

/* Takes the folders behind the first `kept` bytes away again, as far as they are empty. */
static void unmake(const char *path, size_t kept)
{
	char part[PQ_STORE_PATH];

	pq_store_path(part, "%s", path);
	for (size_t len = strlen(part); len > kept; len--) {
		if (part[len] && part[len] != '/')
			continue;
		part[len] = '\0';
		rmdir(part);
	}
}

/* Before anything is built: all places can be written to. The campaign's folder may hold them, so it is made first. */
static int try_places(const struct pq_campaign_call *call)
{
	const char *const places[] = { call->html, call->junit, call->sarif };
	bool any = call->jsonl != NULL;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		any |= places[i] != NULL;
	if (any)
		pq_store_make_folders(call->given.out);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (pq_put_try(places[i]) != PQ_EXIT_OK)
			return PQ_EXIT_BAD_INPUT;
	return PQ_EXIT_OK;
}

static bool is_standard_output(const char *place)
{
	return place && strcmp(place, "-") == 0;
}

/* Where people read: standard error, where a program reads standard output. */
static FILE *show_stream(const struct pq_campaign_call *call)
{
	return call->json || is_standard_output(call->html) || is_standard_output(call->jsonl) ||
			       is_standard_output(call->junit) || is_standard_output(call->sarif)
		       ? stderr
		       : stdout;
}

static int run(const struct pq_campaign_call *call, struct listening *listening)
{
	struct pq_campaign_result result = { .opened = false };
	const struct pq_campaign_listener listener = { listening, on_say, on_plan, on_progress, on_finding };
	int code;

	signal(SIGPIPE, SIG_IGN); /* a reader who went away ends the campaign, and not its other reports */
	pq_campaign_run(&call->given, &listener, &result);
	pq_campaign_show_closing(&listening->show, call, &result, listening->session.again);
	if (call->json)
		pq_campaign_print_json(&call->given, &result);
	code = exit_code(pq_campaign_whole_outcome(call, &result));
	return pq_exit_worse(code, pq_campaign_session_close(&listening->session, &result));
}

static int tell_over(const struct pq_campaign_call *call, struct listening *listening)
{
	int code = exit_code(pq_campaign_whole_outcome(call, NULL));

	pq_campaign_show_over(&listening->show, call);
	return pq_exit_worse(code, pq_campaign_session_close(&listening->session, NULL));
}

/* What was made for reports goes again if one of them has no place. */
static int try_and_run(const struct pq_campaign_call *call)
{
	FILE *out = show_stream(call);
	struct listening listening = {
		.show = { pq_terminal_of(out), &call->given, pq_terminal_live(out), call->progress, 0, 0 },
	};
	size_t kept = there(call->given.out);
	int code = try_places(call);

	if (code == PQ_EXIT_OK)
		code = pq_campaign_session_open(&listening.session, call, out);
	if (code == PQ_EXIT_OK)
		return call->over ? tell_over(call, &listening) : run(call, &listening);
	unmake(call->given.out, kept);
	return code;
}

/* What fuzz programs, and those that explain findings, are to ask. */
static int plug_in(struct pq_campaign_options *given)
{
	int code = pq_plugged_choose(given->subject[0] ? given->subject : NULL);

	if (code == PQ_EXIT_OK && given->subject[0])
		pq_store_path(given->subject, "%s", pq_plugged_path());
	return code;
}

int pq_cli_campaign(int argc, char **argv)
{
	struct pq_campaign_call call;
	int code;

	if (!pq_campaign_options_read(&call, argc, argv, &code))
		return code;
	if (!pq_cli_source_there("campaign"))
		return PQ_EXIT_SETUP;
	code = pq_campaign_resume(&call);
	if (code == PQ_EXIT_OK)
		code = plug_in(&call.given);
	if (code == PQ_EXIT_OK)
		code = try_and_run(&call);
	pq_past_free(call.past);
	return code;
}
