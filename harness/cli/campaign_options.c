/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "campaign/record.h"
#include "campaign/shell.h"
#include "cli/campaign_call.h"
#include "cli/cli.h"
#include "cli/duration.h"
#include "cli/names.h"
#include "cli/options.h"
#include "cli/places.h"
#include "cli/targets.h"
#include "report/message.h"

#define RESUMED_LEAST_MS 1000

enum option {
	ENGINE,
	TARGET,
	SUBJECT,
	TIME,
	JOBS,
	OUT,
	NO_MUTATOR,
	RESUME,
	HTML,
	JSONL,
	JUNIT,
	SARIF,
	PROGRESS,
	JSON,
	OPTION_COUNT
};

static const struct pq_option options[] = {
	[ENGINE] = { "engine", "NAME", "libfuzzer, aflpp or all (default all that this machine has)" },
	[TARGET] = { "target", "NAME", "one fuzz target; may be given more than once (default all of pratique's)" },
	[SUBJECT] = { "subject", "FILE.so",
		      "a plug-in in the model's place, for the target scenario (docs/subjects.md)" },
	[TIME] = { "time", "TIME", "wall time of fuzzing, such as 60s, 10m, 8h, 7d (default 60s)" },
	[JOBS] = { "jobs", "N", "engines at work at the same time (default: one a processor)" },
	[OUT] = { "out", "DIR", "where inputs and findings are kept (default out/campaign, or out/campaign-FILE)" },
	[NO_MUTATOR] = { "no-mutator", NULL, "engines change inputs by their own means alone" },
	[RESUME] = { "resume", NULL,
		     "go on with the campaign in DIR that was interrupted, for what is left of its time" },
	[HTML] = { "html", "FILE", "the report, one page that needs nothing else (-: standard output)" },
	[JSONL] = { "jsonl", "FILE", "a JSON object a line, as it runs (-: standard output)" },
	[JUNIT] = { "junit", "FILE", "a case for each target under each engine" },
	[SARIF] = { "sarif", "FILE", "findings as SARIF 2.1.0" },
	[PROGRESS] = { "progress", NULL, "lines of progress every 10 s also where there is no terminal" },
	[JSON] = { "json", NULL, "print one JSON object at the end; all else goes to standard error" },
};

static const struct pq_usage usage = {
	"campaign",
	"",
	"Builds the fuzz targets, lets each engine prove on a canary that it finds what is\n"
	"there, and shares the time among targets and engines. Grown inputs stay in\n"
	"DIR/corpus and are used again by the next campaign, findings in DIR/findings, one\n"
	"for each rule and place, for minimise, replay and keep; what a campaign that was\n"
	"killed left behind is kept by the next one in DIR. Rows of progress are shown on a\n"
	"terminal only. A mutator that knows scenarios, ports and headers works beside the\n"
	"engine's own; a row says \"yes\" where it was seen to.\n"
	"With --subject the target scenario asks a plug-in (pratique/subject.h) in the model's\n"
	"place, in the processes of the engines.\n"
	"Targets: scenario (half of the time), port, url, header, multipart, response,\n"
	"altsvc, ftp_reply, stun, websocket, auth, sink, service, policy_text, import,\n"
	"transcript, monitor; and, only by name, libcurl and libsoup, of these libraries.\n"
	"Reports tell of all runs in DIR, also of those that were killed; they are written\n"
	"at the end, also of a campaign that is interrupted. Exit code 0: it ran to\n"
	"its end and found nothing; 1: a finding; 2: bad usage, nothing to resume; 3: void:\n"
	"no finding, but it was interrupted, the disk was full, an engine did not find its\n"
	"canary or failed, or none could run. With --resume all runs of the campaign count.\n",
	options,
	OPTION_COUNT,
};

static int choose_engine(struct pq_campaign_options *given, const char *name)
{
	static const char *const known[] = { "libfuzzer", "aflpp", "all" };
	enum pq_campaign_engine engine = pq_engine_find(name);

	if (engine != PQ_ENGINE_COUNT)
		given->engines[engine] = true;
	else if (strcmp(name, "all") != 0)
		return pq_names_unknown("engine", name, known, sizeof(known) / sizeof(known[0]));
	else
		memset(given->engines, true, sizeof(given->engines));
	return PQ_EXIT_OK;
}

static int choose_jobs(struct pq_campaign_options *given, const char *text)
{
	size_t digits = strspn(text, "0123456789");
	unsigned long jobs = digits > 0 && digits < 4 && !text[digits] ? strtoul(text, NULL, 10) : 0;

	if (jobs < 1 || jobs > PQ_PLAN_JOBS)
		return pq_options_wrong(&usage, "--jobs '%s'; expected a number from 1 to %d", text, PQ_PLAN_JOBS);
	given->jobs = (unsigned int)jobs;
	return PQ_EXIT_OK;
}

static int choose_time(struct pq_campaign_options *given, const char *text)
{
	given->total_ms = pq_duration_ms(text);
	if (given->total_ms == 0)
		return pq_options_wrong(&usage, "--time '%s'; expected a time such as 60s, 10m, 8h or 7d", text);
	return PQ_EXIT_OK;
}

/* A path of which a record could not tell is none. */
static int choose_subject(struct pq_campaign_options *given, const char *name)
{
	if (!name[0] || strlen(name) >= sizeof(given->subject) || strchr(name, '\n'))
		return pq_options_wrong(&usage, "--subject; expected the path of a plug-in");
	pq_store_path(given->subject, "%s", name);
	return PQ_EXIT_OK;
}

static int choose_place(const char **place, size_t option, const char *value)
{
	*place = value;
	return value[0] ? PQ_EXIT_OK
			: pq_options_wrong(&usage, "--%s ''; expected a place to write to", options[option].name);
}

static int choose(struct pq_campaign_call *call, size_t option, const char *value)
{
	struct pq_campaign_options *given = &call->given;

	switch (option) {
	case ENGINE:
		return choose_engine(given, value);
	case TARGET:
		return pq_targets_choose(given->targets, value);
	case SUBJECT:
		return choose_subject(given, value);
	case TIME:
		return choose_time(given, value);
	case JOBS:
		return choose_jobs(given, value);
	case OUT:
		given->out = value;
		return value[0] ? PQ_EXIT_OK : pq_options_wrong(&usage, "--out ''; expected a folder");
	case HTML:
		return choose_place(&call->html, option, value);
	case JSONL:
		return choose_place(&call->jsonl, option, value);
	case JUNIT:
		return choose_place(&call->junit, option, value);
	case SARIF:
		return choose_place(&call->sarif, option, value);
	default:
		return PQ_EXIT_OK;
	}
}

static bool any(const bool *chosen, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (chosen[i])
			return true;
	return false;
}

/* What was not chosen. */
static void fill_in(struct pq_campaign_options *given)
{
	if (given->subject[0] && !any(given->targets, PQ_CAMPAIGN_TARGETS))
		given->targets[pq_campaign_target_find("scenario")] = true;
	pq_targets_fill_in(given->targets);
	if (!any(given->engines, PQ_ENGINE_COUNT))
		memset(given->engines, true, sizeof(given->engines));
	if (given->jobs == 0)
		given->jobs = pq_targets_jobs();
}

/* What does not go together. flags: by option, true if it was given */
static int check(const struct pq_campaign_call *call, const bool *flags)
{
	static const enum option recorded[] = { ENGINE, TARGET, SUBJECT, TIME, JOBS, NO_MUTATOR };
	const char *const places[] = { call->html, call->jsonl, call->junit, call->sarif, call->json ? "-" : NULL };
	unsigned int streams = 0;

	for (size_t i = 0; i < sizeof(recorded) / sizeof(recorded[0]); i++)
		if (call->resume && flags[recorded[i]])
			return pq_options_wrong(&usage,
						"--resume goes on with what was asked for then; --%s cannot change it",
						options[recorded[i]].name);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		streams += places[i] && strcmp(places[i], "-") == 0;
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		if (call->given.subject[0] && call->given.targets[i] &&
		    strcmp(pq_campaign_target_at(i)->name, "scenario") != 0)
			return pq_options_wrong(&usage, "a plug-in is asked by the target scenario alone, not by %s",
						pq_campaign_target_at(i)->name);
	if (streams > 1)
		return pq_options_wrong(&usage, "only one of --html, --jsonl, --junit, --sarif and --json can have "
						"standard output");
	return PQ_EXIT_OK;
}

/* Campaigns of another subject keep apart: what one finds is FIXED for the other. */
static const char *place_of(const char *subject, char place[static PQ_STORE_PATH])
{
	const char *slash = strrchr(subject, '/');
	const char *name = slash ? slash + 1 : subject;

	pq_store_path(place, "out/campaign-%.*s", (int)strcspn(name, "."), name);
	return place;
}

bool pq_campaign_options_read(struct pq_campaign_call *call, int argc, char **argv, int *code)
{
	static char place[PQ_STORE_PATH];
	bool flags[OPTION_COUNT] = { false };
	enum pq_option_step step;
	const char *value;
	size_t index;

	*call = (struct pq_campaign_call){
		.given = { .total_ms = 60000, .out = "out/campaign", .source = pq_cli_source_dir() }
	};
	step = pq_options_next(&usage, argc, argv, true, &index, &value);
	for (; step == PQ_OPTION_FOUND; step = pq_options_next(&usage, argc, argv, false, &index, &value)) {
		flags[index] = true;
		*code = choose(call, index, value);
		if (*code != PQ_EXIT_OK)
			return false;
	}
	*code = step == PQ_OPTION_WRONG ? PQ_EXIT_BAD_INPUT : PQ_EXIT_OK;
	if (step != PQ_OPTION_END)
		return false;
	if (index < (size_t)argc)
		*code = pq_options_wrong(&usage, "unexpected argument '%s'", argv[index]);
	fill_in(&call->given);
	if (call->given.subject[0] && !flags[OUT])
		call->given.out = place_of(call->given.subject, place);
	call->given.no_mutator = flags[NO_MUTATOR];
	call->resume = flags[RESUME];
	call->json = flags[JSON];
	call->progress = flags[PROGRESS];
	call->whole_ms = call->given.total_ms;
	if (*code == PQ_EXIT_OK)
		*code = check(call, flags);
	if (*code == PQ_EXIT_OK && !call->resume)
		*code = pq_targets_check(call->given.targets);
	return *code == PQ_EXIT_OK;
}

static bool all(const bool *chosen, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!chosen[i])
			return false;
	return true;
}

/* An octal escape takes four bytes of each. */
static void put_path(FILE *out, const char *path)
{
	static unsigned char storage[4 * PQ_STORE_PATH + 8];
	struct pq_buf word;

	pq_buf_init(&word, storage, sizeof(storage));
	pq_shell_word(&word, path);
	fprintf(out, "%.*s", (int)word.len, (const char *)word.data);
}

char *pq_campaign_words(const struct pq_campaign_call *call)
{
	const struct pq_campaign_options *given = &call->given;
	bool all_targets = pq_targets_are_all(given->targets);
	char *words = NULL;
	size_t len;
	FILE *out = open_memstream(&words, &len);

	if (!out)
		return NULL;
	fputs("--out ", out);
	put_path(out, given->out);
	fprintf(out, " --time %.15gs --jobs %u", (double)call->whole_ms / 1000, given->jobs);
	if (given->subject[0]) {
		fputs(" --subject ", out);
		put_path(out, given->subject);
	}
	for (int i = 0; i < PQ_ENGINE_COUNT; i++)
		if (given->engines[i] && !all(given->engines, PQ_ENGINE_COUNT))
			fprintf(out, " --engine %s", pq_engine_name((enum pq_campaign_engine)i));
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		if (given->targets[i] && !all_targets)
			fprintf(out, " --target %s", pq_campaign_target_at(i)->name);
	fputs(given->no_mutator ? " --no-mutator" : "", out);
	fputs(call->resume && !call->over ? " (resumed)" : "", out);
	fclose(out);
	return words;
}

static int no_such(const char *out, const char *why)
{
	if (why[0])
		pq_complain("campaign: %s", why);
	else
		pq_complain("campaign: %s holds no campaign to resume", out);
	return PQ_EXIT_BAD_INPUT;
}

/* One that was stopped at its very end gets a moment: what it left is to be kept, and its end to be written down. */
static uint64_t left_of(uint64_t whole_ms, uint64_t fuzzed_ms)
{
	return fuzzed_ms + RESUMED_LEAST_MS < whole_ms ? whole_ms - fuzzed_ms : RESUMED_LEAST_MS;
}

int pq_campaign_resume(struct pq_campaign_call *call)
{
	char why[PQ_STORE_PATH];
	struct pq_past_campaign sum;

	if (!call->resume)
		return PQ_EXIT_OK;
	if (!pq_record_read(&call->given, call->given.out, call->id, why))
		return no_such(call->given.out, why);
	call->past = pq_past_read(call->given.out);
	if (!call->past) {
		pq_complain("campaign: %s/history cannot be read", call->given.out);
		return PQ_EXIT_SETUP;
	}
	pq_past_campaign(call->past, call->id, &sum);
	call->whole_ms = call->given.total_ms;
	call->fuzzed_ms = sum.fuzzed_ms;
	call->earlier = sum.findings;
	call->flawed = sum.failed;
	call->over = sum.finished || (sum.failed && sum.fuzzed_ms >= call->whole_ms);
	call->given.total_ms = call->over ? 0 : left_of(call->whole_ms, sum.fuzzed_ms);
	call->given.resume = call->id;
	return PQ_EXIT_OK;
}
