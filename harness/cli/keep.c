/* SPDX-License-Identifier: MIT */
#include "triage/keep.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign/signals.h"
#include "cli/cli.h"
#include "cli/finding.h"
#include "cli/options.h"
#include "cli/places.h"
#include "cli/smaller.h"
#include "cli/trial.h"
#include "report/message.h"
#include "report/terminal.h"

#define TEXT (1u << 20)

enum option { NAME, WHY, PROGRAM, FAILING, EXPECT, OPTION_COUNT };

static const struct pq_option options[] = {
	[NAME] = { "name", "NAME", "what it is called: lower-case words with hyphens" },
	[WHY] = { "why", "TEXT", "what it shows, for the comment behind rule and place" },
	[PROGRAM] = { "program", "NAME|PATH", "the fuzz program that breaks a rule with it" },
	[FAILING] = { "failing", NULL, "keep it although this tree still breaks the rule: CI fails until it is fixed" },
	[EXPECT] = { "expect", "TEXT", "with --failing: what must come of it, such as 'blocked unsafe_port'" },
};

static const struct pq_usage usage = {
	"keep",
	"FINDING",
	"Keeps a finding for good, as small as it gets: a scenario as\n"
	"corpus/regressions/NAME.scenario, with a comment, what this tree's model makes of it\n"
	"as what is expected, and a control; another target's input as\n"
	"corpus/targets/TARGET/NAME. Both are run in CI. A finding that this tree still\n"
	"breaks a rule with is refused, unless --failing says that the fix is to come; then\n"
	"what is expected is what must be. No file is ever replaced.\n"
	"Exit code 0: kept; 1: this tree still fails; 2: bad usage or input, or the name is\n"
	"taken; 3: nothing can be said of it, or something is missing.\n",
	options,
	OPTION_COUNT,
};

/* Requests that a server of empty 200s serves, unless something in the scenario stands in their way. */
static const char *const controls[] = { "GET http://a.example/", "GET https://a.example/" };

/*
 * bytes:   what is kept; name, place: what it broke, empty if nobody can say it any more
 * text:    of the regression
 */
struct kept {
	const struct pq_cli_finding *finding;
	const char *const *values;
	struct pq_view bytes;
	const char *place;
	char path[PQ_STORE_PATH];
	struct pq_buf text;
};

/* Whether this tree breaks nothing with it any more, as far as --failing does not want the opposite. */
static int check_tree(const struct kept *kept)
{
	static struct pq_program program;
	static struct pq_replay replay;
	char path[PQ_STORE_PATH];

	pq_cli_finding_tree_program(kept->finding, path);
	pq_replay_run(&program, path, &kept->finding->label, kept->bytes, &replay);
	if (replay.answer == PQ_REPLAY_BAD || replay.answer == PQ_REPLAY_VOID) {
		pq_complain("%s: %s", kept->finding->path, replay.why);
		return replay.answer == PQ_REPLAY_BAD ? PQ_EXIT_BAD_INPUT : PQ_EXIT_SETUP;
	}
	if (replay.answer == PQ_REPLAY_FIXED && kept->values[FAILING]) {
		pq_complain("%s: this tree breaks nothing with it, so --failing is out of place", kept->finding->path);
		return PQ_EXIT_BAD_INPUT;
	}
	if (replay.answer == PQ_REPLAY_FIXED || (replay.answer == PQ_REPLAY_FAILS && kept->values[FAILING]))
		return PQ_EXIT_OK;
	if (replay.answer == PQ_REPLAY_OTHER) {
		pq_complain("%s: this tree breaks %s with it, and not the rule of its name", kept->finding->path,
			    replay.run.name);
		return PQ_EXIT_DIFFERS;
	}
	pq_complain("%s: this tree still breaks %s with it (%s); --failing keeps it all the same", kept->finding->path,
		    replay.run.name, replay.run.place);
	return PQ_EXIT_DIFFERS;
}

/* Writes to a name beside the wanted one, so that nothing unfinished ever stands there. */
static int write_aside(const struct kept *kept, struct pq_view bytes, char aside[static PQ_STORE_PATH])
{
	const char *slash = strrchr(kept->path, '/');

	pq_store_path(aside, "%.*s", (int)(slash - kept->path), kept->path);
	if (pq_store_make_folders(aside) == 0) {
		pq_store_path(aside, "%.*s/.%s.%d", (int)(slash - kept->path), kept->path, slash + 1, (int)getpid());
		if (pq_store_write(aside, bytes) == 0)
			return PQ_EXIT_OK;
	}
	pq_complain("%s: %s", aside, strerror(errno));
	unlink(aside);
	return PQ_EXIT_SETUP;
}

/* A second name for the finished file fails where there is a file already. */
static int put(const struct kept *kept, struct pq_view bytes)
{
	char aside[PQ_STORE_PATH];
	int code = write_aside(kept, bytes, aside);

	if (code != PQ_EXIT_OK)
		return code;
	if (link(aside, kept->path) != 0) {
		pq_complain("%s: %s", kept->path, errno == EEXIST ? "is there already" : strerror(errno));
		code = errno == EEXIST ? PQ_EXIT_BAD_INPUT : PQ_EXIT_SETUP;
	}
	unlink(aside);
	return code;
}

static int print_text(struct kept *kept, struct pq_view expect, const char *control)
{
	char comment[1024];
	struct pq_keep keep = { kept->bytes, { NULL, 0 }, expect, control };

	snprintf(comment, sizeof(comment), "Broke %s%s%s.%s%.600s", kept->finding->label.name,
		 kept->place[0] ? " at " : "", kept->place, kept->values[WHY] ? " " : "",
		 kept->values[WHY] ? kept->values[WHY] : "");
	keep.comment = pq_view_str(comment);
	pq_buf_reset(&kept->text);
	if (pq_keep_print(&keep, &kept->text))
		return PQ_EXIT_OK;
	pq_complain("%s: expected a scenario with a request, small enough for a fuzz target", kept->finding->path);
	return PQ_EXIT_BAD_INPUT;
}

/* Puts the regression's text to this tree's model, from a file as CI does. */
static int try_text(const struct kept *kept, struct pq_trial *trial)
{
	struct pq_diag diag = { 0, 0, "" };
	char aside[PQ_STORE_PATH];
	int code = write_aside(kept, pq_buf_view(&kept->text), aside);

	if (code != PQ_EXIT_OK)
		return code;
	if (pq_trial_read(trial, aside, PQ_READING_STRICT, &diag)) {
		pq_complain("%s: as a regression, line %zu, column %zu: expected %s", kept->finding->path, diag.line,
			    diag.column, diag.expected);
		code = PQ_EXIT_BAD_INPUT;
	} else if (pq_trial_run(trial, &diag)) {
		pq_complain("%s: the model could not be run: %s", kept->finding->path, diag.expected);
		code = PQ_EXIT_SETUP;
	}
	unlink(aside);
	return code;
}

/* Finds a control that succeeds behind the attack; NULL if none does. */
static int find_control(struct kept *kept, struct pq_trial *trial, const char **control)
{
	*control = NULL;
	for (size_t i = 0; i < sizeof(controls) / sizeof(controls[0]) && !*control; i++) {
		int code = print_text(kept, pq_view(NULL, 0), controls[i]);

		if (code == PQ_EXIT_OK)
			code = try_text(kept, trial);
		if (code != PQ_EXIT_OK)
			return code;
		if (trial->verdict.controls_done == 1)
			*control = controls[i];
	}
	if (*control)
		return PQ_EXIT_OK;
	pq_complain("%s: no control succeeds behind it; write the regression by hand (corpus/README.md)",
		    kept->finding->path);
	return PQ_EXIT_SETUP;
}

/* What must come of a scenario that comes out wrong still. */
static int expect_fixed(const struct kept *kept, struct pq_buf *expect)
{
	const char *rule = kept->finding->label.name;

	pq_buf_add_str(expect, "expect ");
	if (kept->values[EXPECT]) {
		pq_buf_add_str(expect, kept->values[EXPECT]);
	} else if (strcmp(rule, "unsafe_port") == 0 || strcmp(rule, "forbidden_method") == 0) {
		pq_buf_add_str(expect, "blocked ");
		pq_buf_add_str(expect, rule);
	} else {
		return pq_options_wrong(&usage, "what must come of a finding of %s nobody can know; --expect says it",
					rule);
	}
	pq_buf_add_byte(expect, '\n');
	return PQ_EXIT_OK;
}

/* A regression that is green before the fix would show nothing, and one that is not green after it neither. */
static int check_grade(const struct kept *kept, const struct pq_trial *trial)
{
	enum pq_grade grade = pq_grade_of(&trial->store.scenario, &trial->verdict);
	bool green = grade == PQ_GRADE_AS_EXPECTED;

	if (green == !kept->values[FAILING] && grade != PQ_GRADE_VOID)
		return PQ_EXIT_OK;
	pq_complain("%s: as a regression it comes out \"%s\"%s%s", kept->finding->path, pq_grade_name(grade),
		    trial->verdict.unmet ? ": " : "", trial->verdict.unmet ? trial->verdict.unmet_why : "");
	return PQ_EXIT_DIFFERS;
}

static int make_regression(struct kept *kept, struct pq_trial *trial)
{
	static unsigned char storage[8192];
	struct pq_buf expect = { storage, 0, sizeof(storage), false };
	const char *control;
	int code = find_control(kept, trial, &control);

	if (code == PQ_EXIT_OK && kept->values[FAILING])
		code = expect_fixed(kept, &expect);
	else if (code == PQ_EXIT_OK)
		pq_keep_expect(&trial->store.scenario, &trial->store.transcript, &expect);
	if (code == PQ_EXIT_OK)
		code = print_text(kept, pq_buf_view(&expect), control);
	if (code == PQ_EXIT_OK)
		code = try_text(kept, trial);
	if (code == PQ_EXIT_OK)
		code = check_grade(kept, trial);
	return code == PQ_EXIT_OK ? put(kept, pq_buf_view(&kept->text)) : code;
}

static int keep_scenario(struct kept *kept)
{
	struct pq_trial *trial = pq_memory(1, sizeof(*trial));
	unsigned char *storage = pq_memory(TEXT, 1);
	int code = pq_trial_open(trial, NULL, NULL, NULL);

	pq_buf_init(&kept->text, storage, TEXT);
	if (code == PQ_EXIT_OK) {
		code = make_regression(kept, trial);
		pq_trial_close(trial);
	}
	free(storage);
	free(trial);
	return code;
}

/* As small as it gets, if its program still breaks the rule; what is fixed already is kept as it is. */
static int make_smaller(struct kept *kept, struct pq_smaller *smaller)
{
	static struct pq_program program;
	static struct pq_replay replay;
	int code;

	kept->bytes = pq_file_view(&kept->finding->bytes);
	kept->place = "";
	pq_replay_run(&program, kept->finding->program, &kept->finding->label, kept->bytes, &replay);
	if (replay.answer != PQ_REPLAY_FAILS)
		return PQ_EXIT_OK;
	code = pq_cli_smaller(smaller, kept->finding, PQ_MINIMISE_TRIES);
	if (code != PQ_EXIT_OK)
		return code;
	kept->bytes = pq_buf_view(&smaller->m.best);
	kept->place = smaller->run.place;
	return PQ_EXIT_OK;
}

static int keep(const struct pq_cli_finding *finding, const char *const *values)
{
	struct pq_smaller *smaller = pq_memory(1, sizeof(*smaller));
	struct kept kept = { .finding = finding, .values = values };
	bool scenario = strcmp(finding->label.target->suffix, ".scenario") == 0;
	int code;

	if (scenario)
		pq_store_path(kept.path, "%s/corpus/regressions/%s.scenario", pq_cli_source_dir(), values[NAME]);
	else
		pq_store_path(kept.path, "%s/corpus/targets/%s/%s", pq_cli_source_dir(), finding->label.target_name,
			      values[NAME]);
	if (access(kept.path, F_OK) == 0) {
		pq_complain("%s: is there already", kept.path);
		free(smaller);
		return PQ_EXIT_BAD_INPUT;
	}
	pq_signals_catch();
	code = make_smaller(&kept, smaller);
	pq_signals_release();
	if (code == PQ_EXIT_OK)
		code = check_tree(&kept);
	if (code == PQ_EXIT_OK)
		code = scenario ? keep_scenario(&kept) : put(&kept, kept.bytes);
	if (code == PQ_EXIT_OK) {
		fputs("kept as ", stdout);
		pq_terminal_text(stdout, pq_view_str(kept.path));
		fputc('\n', stdout);
	}
	free(smaller);
	return code;
}

int pq_cli_keep(int argc, char **argv)
{
	const char *values[OPTION_COUNT];
	struct pq_cli_finding finding;
	int first, code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (argc - first != 1)
		return pq_options_wrong(&usage, "expected one finding");
	if (!values[NAME])
		return pq_options_wrong(&usage, "expected --name");
	if (!pq_keep_name_is_good(values[NAME]))
		return pq_options_wrong(&usage, "--name '%s'; expected lower-case words with hyphens", values[NAME]);
	if (values[EXPECT] && !values[FAILING])
		return pq_options_wrong(&usage, "--expect goes with --failing; else what is expected is what happens");
	if (!pq_cli_source_there("keep"))
		return PQ_EXIT_SETUP;
	code = pq_cli_finding_open(&finding, argv[first], PQ_FINDING_FOUND, values[PROGRAM]);
	if (code == PQ_EXIT_OK)
		code = keep(&finding, values);
	else
		pq_complain("%s: %s", argv[first], finding.why);
	pq_cli_finding_close(&finding);
	return code;
}
