/* SPDX-License-Identifier: MIT */
/* What a campaign shows on a terminal, and its one object of JSON. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "campaign/shell.h"
#include "cli/campaign_call.h"
#include "cli/plugged.h"
#include "report/json.h"
#include "report/message.h"

#define QUIET_MS 10000 /* between two looks at the progress where lines cannot be rewritten */

static const char *const columns =
	"target           executions       reached     rate  edges lf/afl  mutator  findings\n";

static void erase(struct pq_campaign_show *show)
{
	if (show->drawn > 0)
		fprintf(show->terminal.out, "\033[%zuA\033[J", show->drawn);
	show->drawn = 0;
}

void pq_campaign_show_say(struct pq_campaign_show *show, enum pq_campaign_tone tone, const char *line)
{
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

void pq_campaign_show_plan(struct pq_campaign_show *show, const struct pq_campaign_plan *plan)
{
	const struct pq_campaign_options *given = show->options;
	FILE *out = show->terminal.out;

	fprintf(out, "plan: %.0f s of %u %s; inputs, logs and findings in ", (double)given->total_ms / 1000,
		given->jobs, given->jobs == 1 ? "job" : "jobs");
	pq_terminal_text(out, pq_view_str(given->out));
	fputc('\n', out);
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++) {
		if (!given->targets[i])
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

static void print_row(const struct pq_campaign_show *show, size_t target, const struct pq_campaign_row *row)
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

static size_t print_rows(const struct pq_campaign_show *show, const struct pq_campaign_row *rows, bool only_running)
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

void pq_campaign_show_progress(struct pq_campaign_show *show, const struct pq_campaign_row *rows, uint64_t elapsed_ms)
{
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

static void add_subject(struct pq_buf *command)
{
	if (!pq_plugged_path())
		return;
	pq_buf_add_str(command, " --subject ");
	pq_shell_word(command, pq_plugged_path());
}

/* An octal escape takes four bytes of each. */
const char *pq_campaign_command(const struct pq_finding *finding, const char *source)
{
	static unsigned char storage[12 * PQ_STORE_PATH + 256];
	struct pq_buf command;

	pq_buf_init(&command, storage, sizeof(storage));
	pq_shell_explain(&command, finding, source, stands_in(source));
	add_subject(&command);
	pq_buf_add_byte(&command, '\0');
	return (const char *)storage;
}

static const char *minimise_command(const struct pq_finding *finding, const char *source)
{
	static unsigned char storage[12 * PQ_STORE_PATH + 256];
	struct pq_buf command;

	pq_buf_init(&command, storage, sizeof(storage));
	pq_shell_triage(&command, "minimise", finding, source, stands_in(source));
	add_subject(&command);
	pq_buf_add_byte(&command, '\0');
	return (const char *)storage;
}

void pq_campaign_show_finding(struct pq_campaign_show *show, const struct pq_finding *finding, uint64_t after_ms)
{
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
	if (finding->place[0]) {
		fputs("  at ", out);
		pq_terminal_text(out, pq_view_str(finding->place));
		fputc('\n', out);
	}
	fprintf(out, "  %s\n", pq_campaign_command(finding, show->options->source));
	if (finding->reproduced)
		fprintf(out, "  %s\n", minimise_command(finding, show->options->source));
	fflush(out);
}

void pq_campaign_print_json(const struct pq_campaign_options *given, const struct pq_campaign_result *result)
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

static const char void_line[] =
	"void: it did not run to its end with all engines, so that nothing was found states nothing\n";

static void print_where(struct pq_campaign_show *show, const struct pq_campaign_call *call,
			const struct pq_campaign_result *result, size_t again)
{
	FILE *out = show->terminal.out;

	fprintf(out, "%zu %s in %.1f s of fuzzing; ", result->findings, result->findings == 1 ? "finding" : "findings",
		(double)result->elapsed_ms / 1000);
	if (call->earlier > 0)
		fprintf(out, "%zu before it was interrupted, %zu of them found again; ", call->earlier, again);
	if (result->rescued > 0)
		fprintf(out, "%zu kept from an interrupted campaign; ", result->rescued);
	fputs("everything is kept in ", out);
	pq_terminal_text(out, pq_view_str(show->options->out));
	fputc('\n', out);
}

void pq_campaign_show_closing(struct pq_campaign_show *show, const struct pq_campaign_call *call,
			      const struct pq_campaign_result *result, size_t again)
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
		print_where(show, call, result, again);
	else
		fputs("nothing was fuzzed\n", out);
	if (pq_campaign_whole_outcome(call, result) == PQ_CAMPAIGN_VOID)
		fputs(void_line, out);
}

void pq_campaign_show_over(const struct pq_campaign_show *show, const struct pq_campaign_call *call)
{
	FILE *out = show->terminal.out;

	fputs("the campaign in ", out);
	pq_terminal_text(out, pq_view_str(call->given.out));
	fprintf(out, " has finished: %.1f s of fuzzing, %zu %s; nothing is left to resume\n",
		(double)call->fuzzed_ms / 1000, call->earlier, call->earlier == 1 ? "finding" : "findings");
	if (pq_campaign_whole_outcome(call, NULL) == PQ_CAMPAIGN_VOID)
		fputs(void_line, out);
}
