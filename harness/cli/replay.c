/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/finding.h"
#include "cli/options.h"
#include "cli/paths.h"
#include "cli/plugged.h"
#include "cli/put.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/message.h"
#include "report/terminal.h"

enum option { PROGRAM, SUBJECT, AS_FOUND, JUNIT, JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[PROGRAM] = { "program", "NAME|PATH", "put them to this fuzz program instead of this tree's" },
	[SUBJECT] = { "subject", "FILE.so", "the plug-in that they were found in (campaign --subject)" },
	[AS_FOUND] = { "as-found", NULL, "of a folder named after a planted bug, to the program with that bug" },
	[JUNIT] = { "junit", "FILE", "write a JUnit report as well" },
	[JSON] = { "json", NULL, "print JSON lines: one a finding, then the summary" },
};

static const struct pq_usage usage = {
	"replay",
	"FINDING|DIRECTORY...",
	"Runs findings of campaigns again, in the fuzz targets as this tree builds them, and\n"
	"answers for each: FIXED, it was read, run and judged, and breaks nothing; STILL\n"
	"FAILS, it breaks the rule that its name tells; OTHER RULE, it breaks another one;\n"
	"ERROR, nothing can be said, and why. Of a directory every file below it is taken.\n"
	"Exit code 0: all are fixed; 1: one still fails or breaks another rule; 2: one is no\n"
	"finding that can be read; 3: void, one could not be tried.\n",
	options,
	OPTION_COUNT,
};

/* counts: by answer */
struct show {
	struct pq_terminal terminal;
	bool json;
	struct pq_junit *junit;
	size_t counts[PQ_REPLAY_COUNT];
};

static void print_plain(const struct show *show, const struct pq_cli_finding *finding, const struct pq_replay *replay)
{
	static const enum pq_colour colours[] = { PQ_COLOUR_GOOD, PQ_COLOUR_BAD, PQ_COLOUR_BAD, PQ_COLOUR_WARN,
						  PQ_COLOUR_WARN };
	FILE *out = show->terminal.out;

	pq_terminal_column(&show->terminal, colours[replay->answer], pq_replay_name(replay->answer), 13);
	pq_terminal_text(out, pq_view_str(finding->path));
	fputc('\n', out);
	if (replay->answer >= PQ_REPLAY_BAD) {
		fputs("  ", out);
		pq_terminal_text(out, pq_view_str(replay->why));
		fputc('\n', out);
	} else if (replay->run.died) {
		fprintf(out, "  %s at ", replay->run.name);
		pq_terminal_text(out, pq_view_str(replay->run.place[0] ? replay->run.place : "a place unknown"));
		fputs(replay->run.detail[0] ? "\n  " : "", out);
		pq_terminal_text(out, pq_view_str(replay->run.detail));
		fputc('\n', out);
	}
}

static void print_json(const struct pq_cli_finding *finding, const struct pq_replay *replay)
{
	static const char *const answers[] = { "fixed", "still-fails", "other-rule", "bad-input", "void" };

	pq_json_print(json_pack("{s:o, s:o, s:o, s:o, s:s, s:s, s:o, s:o}", "finding",
				pq_json_text(pq_view_str(finding->path)), "rule",
				pq_json_text(pq_view_str(finding->label.name)), "target",
				pq_json_text(pq_view_str(finding->label.target_name)), "program",
				pq_json_text(pq_view_str(finding->program)), "answer", answers[replay->answer],
				"broken", replay->run.name, "place", pq_json_text(pq_view_str(replay->run.place)),
				"why", pq_json_text(pq_view_str(replay->why))),
		      stdout);
}

static void tell_junit(struct pq_junit *junit, const struct pq_cli_finding *finding, const struct pq_replay *replay)
{
	char message[sizeof(replay->run.name) + sizeof(replay->run.place) + sizeof(replay->run.detail) + 16];

	pq_junit_begin(junit, finding->label.name[0] ? finding->label.name : "finding", finding->path);
	snprintf(message, sizeof(message), "%s at %s: %s", replay->run.name, replay->run.place, replay->run.detail);
	if (replay->answer >= PQ_REPLAY_BAD)
		pq_junit_tell(junit, PQ_JUNIT_ERROR, "error", replay->why);
	else if (replay->answer != PQ_REPLAY_FIXED)
		pq_junit_tell(junit, PQ_JUNIT_FAILURE, replay->run.name, message);
	pq_junit_end(junit);
}

static void replay_one(struct show *show, const char *path, const char *const *values)
{
	static struct pq_program program;
	static struct pq_replay replay;
	struct pq_cli_finding finding;
	int code = pq_cli_finding_open(&finding, path, values[AS_FOUND] ? PQ_FINDING_FOUND : PQ_FINDING_TREE,
				       values[PROGRAM]);

	if (code == PQ_EXIT_OK) {
		pq_replay_run(&program, finding.program, &finding.label, pq_file_view(&finding.bytes), &replay);
	} else {
		replay = (struct pq_replay){ .answer = code == PQ_EXIT_SETUP ? PQ_REPLAY_VOID : PQ_REPLAY_BAD };
		snprintf(replay.why, sizeof(replay.why), "%s", finding.why);
	}
	show->counts[replay.answer]++;
	if (show->json)
		print_json(&finding, &replay);
	else
		print_plain(show, &finding, &replay);
	if (show->junit)
		tell_junit(show->junit, &finding, &replay);
	fflush(show->terminal.out);
	pq_cli_finding_close(&finding);
}

static void print_summary(const struct show *show, size_t total)
{
	const size_t *counts = show->counts;
	size_t errors = counts[PQ_REPLAY_BAD] + counts[PQ_REPLAY_VOID];

	if (show->json)
		pq_json_print(json_pack("{s:I, s:I, s:I, s:I, s:I}", "findings", (json_int_t)total, "fixed",
					(json_int_t)counts[PQ_REPLAY_FIXED], "still_fail",
					(json_int_t)counts[PQ_REPLAY_FAILS], "other_rule",
					(json_int_t)counts[PQ_REPLAY_OTHER], "errors", (json_int_t)errors),
			      stdout);
	else
		fprintf(show->terminal.out, "%zu %s: %zu fixed, %zu still failing, %zu of another rule, %zu in error\n",
			total, total == 1 ? "finding" : "findings", counts[PQ_REPLAY_FIXED], counts[PQ_REPLAY_FAILS],
			counts[PQ_REPLAY_OTHER], errors);
}

static int code_of(const struct show *show)
{
	if (show->counts[PQ_REPLAY_BAD])
		return PQ_EXIT_BAD_INPUT;
	if (show->counts[PQ_REPLAY_FAILS] || show->counts[PQ_REPLAY_OTHER])
		return PQ_EXIT_DIFFERS;
	return show->counts[PQ_REPLAY_VOID] ? PQ_EXIT_SETUP : PQ_EXIT_OK;
}

static bool write_junit(const void *context, FILE *out)
{
	return pq_junit_write(context, out);
}

static int replay_all(const struct pq_paths *paths, const char *const *values)
{
	struct show show = { .terminal = pq_terminal_of(stdout), .json = values[JSON] != NULL };
	int code = pq_put_beside(values[JUNIT], paths->items, (int)paths->count);

	if (code == PQ_EXIT_OK)
		code = pq_put_try(values[JUNIT]);
	if (code != PQ_EXIT_OK)
		return code;
	show.junit = values[JUNIT] ? pq_junit_new() : NULL;
	for (size_t i = 0; i < paths->count; i++)
		replay_one(&show, paths->items[i], values);
	print_summary(&show, paths->count);
	code = code_of(&show);
	if (show.junit)
		code = pq_exit_worse(code, pq_put(values[JUNIT], write_junit, show.junit));
	pq_junit_free(show.junit);
	return code;
}

int pq_cli_replay(int argc, char **argv)
{
	const char *values[OPTION_COUNT];
	struct pq_paths paths = { NULL, 0 };
	int first, code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (first == argc)
		return pq_options_wrong(&usage, "expected a finding or a directory of findings");
	if (values[PROGRAM] && values[AS_FOUND])
		return pq_options_wrong(&usage, "--program and --as-found both choose the program");
	if (values[JUNIT] && values[JSON] && strcmp(values[JUNIT], "-") == 0)
		return pq_options_wrong(&usage, "only one of --json and '--junit -' can have standard output");
	code = pq_plugged_choose(values[SUBJECT]);
	if (code != PQ_EXIT_OK)
		return code;
	for (int i = first; i < argc; i++)
		code = pq_exit_worse(code, pq_paths_add(&paths, argv[i], pq_finding_suffixes));
	if (paths.count > 0)
		code = pq_exit_worse(code, replay_all(&paths, values));
	pq_paths_free(&paths);
	return code;
}
