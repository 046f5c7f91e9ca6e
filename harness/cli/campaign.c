/* SPDX-License-Identifier: MIT */
#include "campaign/campaign.h"
#include "campaign/shell.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/duration.h"
#include "cli/names.h"
#include "cli/options.h"
#include "report/json.h"
#include "report/message.h"
#include "report/terminal.h"

#define QUIET_MS 10000 /* between two looks at the progress where lines cannot be rewritten */

enum option { ENGINE, TARGET, TIME, JOBS, OUT, NO_MUTATOR, PROGRESS, JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[ENGINE] = { "engine", "NAME", "libfuzzer, aflpp or all (default all that this machine has)" },
	[TARGET] = { "target", "NAME", "one fuzz target; may be given more than once (default all)" },
	[TIME] = { "time", "TIME", "wall time of fuzzing, such as 60s, 10m, 8h, 7d (default 60s)" },
	[JOBS] = { "jobs", "N", "engines at work at the same time (default: one a processor)" },
	[OUT] = { "out", "DIR", "where inputs and findings are kept (default out/campaign)" },
	[NO_MUTATOR] = { "no-mutator", NULL, "engines change inputs by their own means alone" },
	[PROGRESS] = { "progress", NULL, "lines of progress every 10 s also where there is no terminal" },
	[JSON] = { "json", NULL, "print one JSON object at the end; all else goes to standard error" },
};

static const struct pq_usage usage = {
	"campaign",
	"",
	"Builds the fuzz targets, lets each engine prove on a canary that it finds what is\n"
	"there, and shares the time among targets and engines. Grown inputs stay in\n"
	"DIR/corpus and are used again by the next campaign, findings in DIR/findings; what\n"
	"a campaign that was killed left behind is kept by the next one in DIR. Rows of\n"
	"progress are shown on a terminal only. A mutator that knows scenarios, ports and\n"
	"headers works beside the engine's own; a row says \"yes\" where it was seen to.\n"
	"Targets: scenario (half of the time), port, url, header, multipart, response,\n"
	"altsvc, ftp_reply, stun, websocket, auth, sink, policy_text, import, transcript,\n"
	"monitor. Exit code 0: it ran to its end and found nothing; 1: a finding; 2: bad\n"
	"usage; 3: void: no finding, but it was interrupted, the disk was full, an engine did\n"
	"not find its canary, or one is missing or failed.\n",
	options,
	OPTION_COUNT,
};

/*
 * terminal: where progress goes; live: it can be rewritten; drawn: lines of it that stand there now
 * plain:    progress is wanted where it cannot be rewritten
 * shown_ms: when the last line of progress was printed, where it cannot be rewritten
 */
struct show {
	struct pq_terminal terminal;
	const struct pq_campaign_options *options;
	bool live;
	bool plain;
	size_t drawn;
	uint64_t shown_ms;
};

static const char *const columns =
	"target           executions       reached     rate  edges lf/afl  mutator  findings\n";

static void erase(struct show *show)
{
	if (show->drawn > 0)
		fprintf(show->terminal.out, "\033[%zuA\033[J", show->drawn);
	show->drawn = 0;
}

static void on_say(void *ctx, enum pq_campaign_tone tone, const char *line)
{
	struct show *show = ctx;

	erase(show);
	if (tone == PQ_TONE_NOTE) {
		pq_terminal_text(show->terminal.out, pq_view_str(line));
		fputc('\n', show->terminal.out);
		fflush(show->terminal.out);
	} else {
		fflush(show->terminal.out);
		pq_complain("campaign: %s", line);
	}
}

static void on_plan(void *ctx, const struct pq_campaign_options *options_given, const struct pq_campaign_plan *plan)
{
	struct show *show = ctx;
	FILE *out = show->terminal.out;

	fprintf(out, "plan: %.0f s of %u %s; inputs, logs and findings in ", (double)options_given->total_ms / 1000,
		options_given->jobs, options_given->jobs == 1 ? "job" : "jobs");
	pq_terminal_text(out, pq_view_str(options_given->out));
	fputc('\n', out);
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++) {
		if (!options_given->targets[i])
			continue;
		fprintf(out, "  %-12s", pq_campaign_target_at(i)->name);
		for (int e = 0; e < PQ_ENGINE_COUNT; e++) {
			uint64_t share_ms = pq_campaign_plan_share(plan, i, (enum pq_campaign_engine)e);

			if (share_ms > 0)
				fprintf(out, " %s %.1f s", pq_engine_name((enum pq_campaign_engine)e),
					(double)share_ms / 1000);
		}
		fputc('\n', out);
	}
	fflush(out);
}

/* By engine, as edges are shown: whether the mutator was seen at work; "-" where the engine was not. */
static const char *mutator_of(const struct pq_campaign_row *row, enum pq_campaign_engine engine)
{
	return row->mutated[engine] ? "yes" : row->coverage[engine] ? "no" : "-";
}

static void print_row(const struct show *show, size_t target, const struct pq_campaign_row *row)
{
	double seconds = (double)row->spent_ms / 1000;
	char coverage[PQ_ENGINE_COUNT][24];

	for (int e = 0; e < PQ_ENGINE_COUNT; e++)
		snprintf(coverage[e], sizeof(coverage[e]), row->coverage[e] ? "%" PRIu64 : "-", row->coverage[e]);
	fprintf(show->terminal.out, "%-12s %14" PRIu64 " %13" PRIu64 " %6.0f/s  %-13s %3s/%-4s ",
		pq_campaign_target_at(target)->name, row->done.executions, row->done.reached,
		seconds > 0 ? (double)row->done.executions / seconds : 0.0,
		strcat(strcat(coverage[0], "/"), coverage[1]), mutator_of(row, PQ_ENGINE_LIBFUZZER),
		mutator_of(row, PQ_ENGINE_AFLPP));
	pq_terminal_column(&show->terminal, row->findings ? PQ_COLOUR_BAD : PQ_COLOUR_PLAIN,
			   row->findings ? "FOUND" : "none", 5);
	if (row->findings)
		fprintf(show->terminal.out, " %zu, first after %.1f s by %s", row->findings,
			(double)row->first_ms / 1000, pq_engine_name(row->first_engine));
	fputs(row->running ? " *\n" : "\n", show->terminal.out);
}

static size_t print_rows(const struct show *show, const struct pq_campaign_row *rows, bool only_running)
{
	size_t printed = 0;

	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++) {
		if (!show->options->targets[i] || (only_running && rows[i].running == 0))
			continue;
		print_row(show, i, &rows[i]);
		printed++;
	}
	return printed;
}

static void on_progress(void *ctx, const struct pq_campaign_row *rows, uint64_t elapsed_ms)
{
	struct show *show = ctx;

	if (!show->live && (!show->plain || elapsed_ms - show->shown_ms < QUIET_MS))
		return;
	erase(show);
	show->shown_ms = elapsed_ms;
	fprintf(show->terminal.out, "%.0f s of %.0f s\n", (double)elapsed_ms / 1000,
		(double)show->options->total_ms / 1000);
	if (show->live)
		fputs(columns, show->terminal.out);
	show->drawn = print_rows(show, rows, !show->live) + 2;
	if (!show->live)
		show->drawn = 0;
	fflush(show->terminal.out);
}

static bool stands_in(const char *folder)
{
	char here[PQ_STORE_PATH], there[PQ_STORE_PATH];

	return realpath(".", here) && realpath(folder, there) && strcmp(here, there) == 0;
}

/* An octal escape takes four bytes of each. */
static void print_command(FILE *out, const struct pq_finding *finding, const char *source)
{
	static unsigned char storage[8 * PQ_STORE_PATH + 256];
	struct pq_buf command;

	pq_buf_init(&command, storage, sizeof(storage));
	pq_shell_explain(&command, finding, source, stands_in(source));
	fputs("  ", out);
	fwrite(command.data, 1, command.len, out);
	fputc('\n', out);
}

static void on_finding(void *ctx, const struct pq_finding *finding, uint64_t after_ms)
{
	struct show *show = ctx;
	FILE *out = show->terminal.out;

	erase(show);
	pq_terminal_put(&show->terminal, PQ_COLOUR_BAD, "FINDING ");
	fprintf(out, "%s: target %s, %s, ", finding->name, finding->target->name, pq_engine_name(finding->engine));
	if (finding->rescued)
		fputs("kept from an interrupted campaign", out);
	else
		fprintf(out, "%.1f s after fuzzing began", (double)after_ms / 1000);
	fprintf(out, "%s%s\n", finding->reproduced ? ", reproduced" : ", did NOT reproduce",
		finding->known ? ", known before" : "");
	print_command(out, finding, show->options->source);
	fflush(out);
}

static void print_json(const struct pq_campaign_options *given, const struct pq_campaign_result *result)
{
	json_t *targets = json_array();

	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++) {
		const struct pq_campaign_row *row = &result->rows[i];

		if (!given->targets[i])
			continue;
		json_array_append_new(targets,
				      json_pack("{s:s, s:I, s:I, s:I, s:I, s:b, s:b, s:I, s:I, s:I, s:I, s:o}",
						"target", pq_campaign_target_at(i)->name, "executions",
						(json_int_t)row->done.executions, "reached",
						(json_int_t)row->done.reached, "dials", (json_int_t)row->done.dials,
						"mutated", (json_int_t)row->done.mutated, "mutator_libfuzzer",
						row->mutated[PQ_ENGINE_LIBFUZZER], "mutator_aflpp",
						row->mutated[PQ_ENGINE_AFLPP], "spent_ms", (json_int_t)row->spent_ms,
						"coverage_libfuzzer", (json_int_t)row->coverage[PQ_ENGINE_LIBFUZZER],
						"coverage_aflpp", (json_int_t)row->coverage[PQ_ENGINE_AFLPP],
						"findings", (json_int_t)row->findings, "first_finding_ms",
						row->findings ? json_integer((json_int_t)row->first_ms) : json_null()));
	}
	pq_json_print(json_pack("{s:o, s:I, s:I, s:I, s:b, s:b, s:b, s:b, s:o}", "targets", targets, "findings",
				(json_int_t)result->findings, "rescued", (json_int_t)result->rescued, "elapsed_ms",
				(json_int_t)result->elapsed_ms, "canary_silent", result->canary_silent, "failed",
				result->failed, "interrupted", result->interrupted, "disk_full", result->full, "out",
				pq_json_text(pq_view_str(given->out))),
		      stdout);
}

static void print_where(struct show *show, const struct pq_campaign_result *result)
{
	FILE *out = show->terminal.out;

	fprintf(out, "%zu %s in %.1f s of fuzzing; ", result->findings, result->findings == 1 ? "finding" : "findings",
		(double)result->elapsed_ms / 1000);
	if (result->rescued > 0)
		fprintf(out, "%zu kept from an interrupted campaign; ", result->rescued);
	fputs("everything is kept in ", out);
	pq_terminal_text(out, pq_view_str(show->options->out));
	fputc('\n', out);
}

static void print_closing(struct show *show, const struct pq_campaign_result *result)
{
	FILE *out = show->terminal.out;
	const char *why = result->interrupted ? "interrupted; " : result->full ? "stopped, as the disk is full; " : "";

	erase(show);
	if (!result->opened)
		return;
	if (result->elapsed_ms > 0) {
		pq_terminal_put(&show->terminal, PQ_COLOUR_STRONG, columns);
		print_rows(show, result->rows, false);
	}
	fputs(why, out);
	if (result->elapsed_ms > 0 || result->rescued > 0)
		print_where(show, result);
	else
		fputs("nothing was fuzzed\n", out);
	if (pq_campaign_outcome(result) == PQ_CAMPAIGN_VOID)
		fputs("void: it did not run to its end with all engines, so that nothing was found states nothing\n",
		      out);
}

static int exit_code(const struct pq_campaign_result *result)
{
	static const int codes[] = {
		[PQ_CAMPAIGN_CLEAN] = PQ_EXIT_OK,
		[PQ_CAMPAIGN_FOUND] = PQ_EXIT_DIFFERS,
		[PQ_CAMPAIGN_VOID] = PQ_EXIT_SETUP,
	};

	return codes[pq_campaign_outcome(result)];
}

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

static int choose_target(struct pq_campaign_options *given, const char *name)
{
	const char *known[PQ_CAMPAIGN_TARGETS];
	size_t target = pq_campaign_target_find(name);

	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		known[i] = pq_campaign_target_at(i)->name;
	if (target >= PQ_CAMPAIGN_TARGETS)
		return pq_names_unknown("target", name, known, PQ_CAMPAIGN_TARGETS);
	given->targets[target] = true;
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

/* flags: by option, true if it was given */
static int choose(struct pq_campaign_options *given, bool *flags, size_t option, const char *value)
{
	switch (option) {
	case ENGINE:
		return choose_engine(given, value);
	case TARGET:
		return choose_target(given, value);
	case TIME:
		return choose_time(given, value);
	case JOBS:
		return choose_jobs(given, value);
	case OUT:
		given->out = value;
		return value[0] ? PQ_EXIT_OK : pq_options_wrong(&usage, "--out ''; expected a folder");
	default:
		flags[option] = true;
		return PQ_EXIT_OK;
	}
}

/* What was not chosen. */
static void fill_in(struct pq_campaign_options *given)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	bool targets = false, engines = false;

	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		targets |= given->targets[i];
	for (size_t i = 0; i < PQ_ENGINE_COUNT; i++)
		engines |= given->engines[i];
	if (!targets)
		memset(given->targets, true, sizeof(given->targets));
	if (!engines)
		memset(given->engines, true, sizeof(given->engines));
	if (given->jobs == 0)
		given->jobs = processors < 1 ? 1 : processors > PQ_PLAN_JOBS ? PQ_PLAN_JOBS : (unsigned int)processors;
}

static int run(const struct pq_campaign_options *given, bool json, bool progress)
{
	FILE *out = json ? stderr : stdout;
	struct show show = { pq_terminal_of(out), given, pq_terminal_live(out), progress, 0, 0 };
	const struct pq_campaign_listener listener = { &show, on_say, on_plan, on_progress, on_finding };
	struct pq_campaign_result result;

	pq_campaign_run(given, &listener, &result);
	print_closing(&show, &result);
	if (json)
		print_json(given, &result);
	return exit_code(&result);
}

int pq_cli_campaign(int argc, char **argv)
{
	struct pq_campaign_options given = { .total_ms = 60000, .out = "out/campaign", .source = pq_cli_source_dir() };
	enum pq_option_step step;
	const char *value;
	bool flags[OPTION_COUNT] = { false };
	size_t index;

	step = pq_options_next(&usage, argc, argv, true, &index, &value);
	for (; step == PQ_OPTION_FOUND; step = pq_options_next(&usage, argc, argv, false, &index, &value)) {
		int code = choose(&given, flags, index, value);

		if (code != PQ_EXIT_OK)
			return code;
	}
	if (step != PQ_OPTION_END)
		return step == PQ_OPTION_HELP ? PQ_EXIT_OK : PQ_EXIT_BAD_INPUT;
	if (index < (size_t)argc)
		return pq_options_wrong(&usage, "unexpected argument '%s'", argv[index]);
	fill_in(&given);
	given.no_mutator = flags[NO_MUTATOR];
	return run(&given, flags[JSON], flags[PROGRESS]);
}
