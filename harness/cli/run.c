/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/options.h"
#include "cli/paths.h"
#include "cli/put.h"
#include "cli/reports.h"
#include "cli/run_table.h"
#include "cli/trial.h"
#include "report/json.h"
#include "report/message.h"
#include "report/terminal.h"
#include "result/explained.h"

enum option { SUBJECT, POLICY, JUDGE, LENIENT, JUNIT, JSONL, JSON, QUIET, HTML, EXPLAINED, ALL, OPTION_COUNT };

static const struct pq_option options[] = {
	[SUBJECT] = { "subject", "NAME",
		      "what is tested: model (default), service, browser:chromium ... (docs/subjects.md); several make a "
		      "table of what each did" },
	[POLICY] = { "policy", "NAME[@DATE]|FILE",
		     "drives the subject (default: the scenario's policy line, or fetch)" },
	[JUDGE] = { "judge", "NAME[@DATE]|FILE", "drives the monitor (default: the scenario's judge line, or fetch)" },
	[LENIENT] = { "lenient", NULL, "skip lines that cannot be read, as fuzz targets do" },
	[JUNIT] = { "junit", "FILE", "write a JUnit report as well; - is standard output" },
	[JSONL] = { "jsonl", "FILE", "write JSON lines as well, one a scenario; - is standard output" },
	[JSON] = { "json", NULL, "print JSON lines: one a scenario, then the summary" },
	[QUIET] = { "quiet", NULL, "print only what is not as expected, and the summary" },
	[HTML] = { "html", "FILE", "of several subjects: write the table as one page as well" },
	[EXPLAINED] = { "explained", "FILE",
			"of several subjects: a baseline whose rows explain what differs; can be given several times" },
	[ALL] = { "all", NULL, "of several subjects: print rows in which they agree as well" },
};

static const struct pq_usage usage = {
	"run",
	"SCENARIO|DIRECTORY...",
	"Puts each scenario to the subject and judges what it dialled and wrote. Of a\n"
	"directory, every *.scenario below it is taken, in sorted order; - reads one\n"
	"scenario from standard input. What a subject cannot be asked is not applicable, which\n"
	"is neither a pass nor a failure. Exit code 0: all as expected; 1: a violation that\n"
	"no scenario expected, or an expectation that does not hold; 2: a scenario that\n"
	"could not be read; 3: void, a control did not succeed. Where a report goes to\n"
	"standard output, what is for people goes to standard error; only one can.\n"
	"With several --subject, each scenario is put to each of them, and a table shows the\n"
	"rows in which they differ, why, and the sums. Rows 'accept verdict SUBJECT SCENARIO\n"
	"WHAT until DATE \"REASON\"' of --explained explain what a subject does, where WHAT is\n"
	"its outcome, 'unmet' or a rule that it breaks. Exit code 0: they agree, or\n"
	"all is explained; 1: they differ, or break a rule; 3: void, not run, nothing compared.\n",
	options,
	OPTION_COUNT,
};

static const char *const suffixes[] = { ".scenario", NULL };

/* live: progress is shown on standard error */
struct run {
	const char *values[OPTION_COUNT];
	const char *subjects[PQ_MAX_TABLE_SUBJECTS];
	size_t subject_count;
	const char *explained[PQ_MAX_EXPLAINED_FILES];
	size_t explained_count;
	struct pq_trial trial;
	struct pq_reports reports;
	struct pq_terminal terminal;
	size_t counts[PQ_GRADE_COUNT];
	size_t unreadable;
	size_t unrun;
	size_t unfit;
	bool live;
};

#define PROGRESS_STEP 32 /* scenarios between two updates */

static void progress(const struct run *run, size_t done, size_t total)
{
	if (run->live && done % PROGRESS_STEP == 0)
		fprintf(stderr, "\r%zu of %zu", done, total);
}

static void clear_progress(const struct run *run)
{
	if (run->live)
		fputs("\r\033[K", stderr);
}

static void print_extra(const struct run *run, const struct pq_verdict *verdict, enum pq_grade grade)
{
	FILE *out = run->terminal.out;

	if (grade == PQ_GRADE_DIFFERS || (grade == PQ_GRADE_VIOLATION && verdict->unmet)) {
		fprintf(out, "  line %u: ", verdict->unmet);
		pq_terminal_text(out, pq_view_str(verdict->unmet_why));
		fputc('\n', out);
	}
	if (grade == PQ_GRADE_VOID) {
		fputs("  ", out);
		pq_terminal_text(out, pq_view_str(verdict->void_why));
		fputc('\n', out);
	}
	if (grade != PQ_GRADE_VIOLATION)
		return;
	for (size_t i = 0; i < verdict->violation_total && i < PQ_MAX_VIOLATIONS; i++) {
		fprintf(out, "  %s: ", pq_rule_name(verdict->violations[i].rule));
		pq_terminal_text(out, pq_view_str(verdict->violations[i].detail));
		fputc('\n', out);
	}
}

static void print_case(const struct run *run, const char *file, enum pq_grade grade)
{
	static const enum pq_colour colours[] = { PQ_COLOUR_GOOD, PQ_COLOUR_WARN, PQ_COLOUR_WARN, PQ_COLOUR_BAD };
	const struct pq_verdict *verdict = &run->trial.verdict;

	if (run->values[QUIET] && grade == PQ_GRADE_AS_EXPECTED)
		return;
	pq_terminal_column(&run->terminal, colours[grade], pq_grade_name(grade), 12);
	fprintf(run->terminal.out, "%-8s ", pq_case_name(verdict->outcome));
	pq_terminal_text(run->terminal.out, pq_view_str(file));
	fputc('\n', run->terminal.out);
	print_extra(run, verdict, grade);
}

static void report_case(struct run *run, const char *file)
{
	const struct pq_scenario *scenario = &run->trial.store.scenario;
	enum pq_grade grade = pq_grade_of(scenario, &run->trial.verdict);

	run->counts[grade]++;
	pq_reports_case(&run->reports, file, scenario, &run->trial.verdict);
	if (run->values[JSON])
		pq_json_print(pq_json_case(file, scenario, &run->trial.verdict), stdout);
	else
		print_case(run, file, grade);
}

static void report_failure(struct run *run, const char *file, const struct pq_diag *diag)
{
	pq_reports_failure(&run->reports, file, diag);
	if (run->values[JSON])
		pq_json_print(pq_json_failure(file, diag), stdout);
}

/* What the subject cannot be asked is neither a pass nor a failure, and stands in no report. */
static bool is_unfit(struct run *run, const char *file)
{
	const char *why = pq_trial_unfit(&run->trial);

	if (!why)
		return false;
	run->unfit++;
	if (!run->values[JSON] && !run->values[QUIET]) {
		pq_terminal_column(&run->terminal, PQ_COLOUR_FAINT, "not applicable", 21);
		pq_terminal_text(run->terminal.out, pq_view_str(file));
		fprintf(run->terminal.out, "\n  %s\n", why);
	}
	return true;
}

static void run_one(struct run *run, const char *file)
{
	struct pq_diag diag = { 0, 0, "" };
	enum pq_err unread =
		pq_trial_read(&run->trial, file, run->values[LENIENT] ? PQ_READING_LENIENT : PQ_READING_STRICT, &diag);
	enum pq_err unrun = PQ_ERR_OK;

	clear_progress(run);
	if (!unread && is_unfit(run, file))
		return;
	if (!unread)
		unrun = pq_trial_run(&run->trial, &diag);
	if (unread) {
		pq_complain_at(file, &diag);
		run->unreadable++;
	} else if (unrun) {
		pq_complain("%s: subject %s failed: %s", file, run->trial.subject_name, diag.expected);
		run->unrun++;
	} else {
		report_case(run, file);
		return;
	}
	report_failure(run, file, &diag);
}

static void print_summary(const struct run *run, size_t total)
{
	FILE *out = run->terminal.out;

	if (run->values[JSON]) {
		pq_json_print(pq_json_summary(run->counts, run->unreadable + run->unrun), stdout);
		return;
	}
	fprintf(out, "%zu scenarios: %zu as expected, %zu differ, %zu void, %zu violations", total,
		run->counts[PQ_GRADE_AS_EXPECTED], run->counts[PQ_GRADE_DIFFERS], run->counts[PQ_GRADE_VOID],
		run->counts[PQ_GRADE_VIOLATION]);
	if (run->unreadable)
		fprintf(out, ", %zu unreadable", run->unreadable);
	if (run->unrun)
		fprintf(out, ", %zu not run", run->unrun);
	if (run->unfit)
		fprintf(out, ", %zu not applicable", run->unfit);
	fputc('\n', out);
}

static int code_of(const struct run *run)
{
	if (run->unreadable)
		return PQ_EXIT_BAD_INPUT;
	if (run->counts[PQ_GRADE_VIOLATION] || run->counts[PQ_GRADE_DIFFERS])
		return PQ_EXIT_DIFFERS;
	return run->counts[PQ_GRADE_VOID] || run->unrun ? PQ_EXIT_SETUP : PQ_EXIT_OK;
}

static int run_all(struct run *run, const struct pq_paths *paths)
{
	int code = pq_trial_open(&run->trial, run->values[SUBJECT], run->values[POLICY], run->values[JUDGE]);

	if (code != PQ_EXIT_OK)
		return code;
	code = pq_put_beside(run->values[JUNIT], paths->items, (int)paths->count);
	if (code == PQ_EXIT_OK)
		code = pq_put_beside(run->values[JSONL], paths->items, (int)paths->count);
	if (code == PQ_EXIT_OK)
		code = pq_reports_open(&run->reports, run->values[JUNIT], run->values[JSONL]);
	if (code == PQ_EXIT_OK) {
		for (size_t i = 0; i < paths->count; i++) {
			progress(run, i, paths->count);
			run_one(run, paths->items[i]);
		}
		print_summary(run, paths->count);
		code = pq_exit_worse(code_of(run), pq_reports_close(&run->reports));
	}
	pq_trial_close(&run->trial);
	return code;
}

static bool is_standard(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

/* Standard output belongs to the one report that was sent there, or to people. Returns an exit code. */
static int choose_output(struct run *run)
{
	bool junit = is_standard(run->values[JUNIT]);
	bool jsonl = is_standard(run->values[JSONL]);
	bool html = is_standard(run->values[HTML]);

	run->terminal = pq_terminal_of(junit || jsonl || html ? stderr : stdout);
	run->live = !junit && !jsonl && !html && pq_terminal_live(stderr) && pq_terminal_live(stdout);
	if (junit + jsonl + html + (run->values[JSON] != NULL) > 1)
		return pq_options_wrong(
			&usage, "only one of --json, '--junit -', '--jsonl -' and '--html -' can have standard output");
	return PQ_EXIT_OK;
}

/* What only a table has, and what it has not. Returns an exit code. */
static int check_options(const struct run *run)
{
	static const enum option of_tables[] = { HTML, EXPLAINED, ALL };

	if (run->subject_count > 1 && run->values[JUNIT])
		return pq_options_wrong(&usage, "--junit goes with one subject");
	for (size_t i = 0; i < sizeof(of_tables) / sizeof(of_tables[0]) && run->subject_count <= 1; i++)
		if (run->values[of_tables[i]])
			return pq_options_wrong(&usage, "--%s goes with several subjects", options[of_tables[i]].name);
	return PQ_EXIT_OK;
}

/* A subject that is named twice would be compared with itself. Returns an exit code. */
static int add_subject(struct run *run, const char *name)
{
	for (size_t i = 0; i < run->subject_count; i++)
		if (strcmp(run->subjects[i], name) == 0)
			return pq_options_wrong(&usage, "subject '%s' is named twice", name);
	if (run->subject_count == PQ_MAX_TABLE_SUBJECTS)
		return pq_options_wrong(&usage, "at most %d subjects (PQ_MAX_TABLE_SUBJECTS)", PQ_MAX_TABLE_SUBJECTS);
	run->subjects[run->subject_count++] = name;
	return PQ_EXIT_OK;
}

/* Returns an exit code. */
static int add_explained(struct run *run, const char *path)
{
	if (run->explained_count == PQ_MAX_EXPLAINED_FILES)
		return pq_options_wrong(&usage, "at most %d times --explained (PQ_MAX_EXPLAINED_FILES)",
					PQ_MAX_EXPLAINED_FILES);
	run->explained[run->explained_count++] = path;
	return PQ_EXIT_OK;
}

/* As pq_options_read, but that each --subject and each --explained counts. */
static bool read_options(struct run *run, int argc, char **argv, int *first, int *code)
{
	enum pq_option_step step;
	const char *value;
	size_t index = 0;

	step = pq_options_next(&usage, argc, argv, true, &index, &value);
	*code = PQ_EXIT_OK;
	while (step == PQ_OPTION_FOUND && *code == PQ_EXIT_OK) {
		run->values[index] = value;
		if (index == SUBJECT)
			*code = add_subject(run, value);
		else if (index == EXPLAINED)
			*code = add_explained(run, value);
		if (*code == PQ_EXIT_OK)
			step = pq_options_next(&usage, argc, argv, false, &index, &value);
	}
	*first = (int)index;
	if (step == PQ_OPTION_WRONG)
		*code = PQ_EXIT_BAD_INPUT;
	return step == PQ_OPTION_END;
}

static int compare(const struct run *run, const struct pq_paths *paths)
{
	const struct pq_run_table how = { .subjects = run->subjects,
					  .subject_count = run->subject_count,
					  .policy = run->values[POLICY],
					  .judge = run->values[JUDGE],
					  .jsonl = run->values[JSONL],
					  .html = run->values[HTML],
					  .explained = run->explained,
					  .explained_count = run->explained_count,
					  .lenient = run->values[LENIENT] != NULL,
					  .json = run->values[JSON] != NULL,
					  .all = run->values[ALL] != NULL,
					  .quiet = run->values[QUIET] != NULL,
					  .live = pq_terminal_live(stderr),
					  .terminal = run->terminal };

	return pq_run_table(&how, paths);
}

/* What cannot be walked is complained of, and the rest is run. */
static int run_paths(struct run *run, int count, char **arguments)
{
	struct pq_paths paths = { NULL, 0 };
	int code = PQ_EXIT_OK;

	for (int i = 0; i < count; i++)
		code = pq_exit_worse(code, pq_paths_add(&paths, arguments[i], suffixes));
	if (paths.count > 0)
		code = pq_exit_worse(code, run->subject_count > 1 ? compare(run, &paths) : run_all(run, &paths));
	pq_paths_free(&paths);
	return code;
}

int pq_cli_run(int argc, char **argv)
{
	struct run *run = pq_memory(1, sizeof(*run));
	int code;
	int first;

	if (!read_options(run, argc, argv, &first, &code)) {
		free(run);
		return code;
	}
	code = check_options(run);
	if (code == PQ_EXIT_OK)
		code = choose_output(run);
	if (code == PQ_EXIT_OK && first == argc)
		code = pq_options_wrong(&usage, "expected a scenario or a directory");
	if (code == PQ_EXIT_OK)
		code = run_paths(run, argc - first, argv + first);
	free(run);
	return code;
}
