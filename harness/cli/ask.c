/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "cli/folder.h"
#include "cli/names.h"
#include "cli/options.h"
#include "cli/paths.h"
#include "cli/trial.h"
#include "play/pack.h"
#include "play/twice.h"
#include "report/ask_table.h"
#include "report/message.h"
#include "report/output.h"

enum option { BROWSERS, JUDGE, STOCK, OUT, HTML, JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[BROWSERS] = { "browsers", "LIST", "which, as in chromium,firefox,webkitgtk (default chromium)" },
	[JUDGE] = { "judge", "NAME[@DATE]|FILE", "drives the monitor (default fetch)" },
	[STOCK] = { "stock", NULL, "start them with no other flags than they need to start at all" },
	[OUT] = { "out", "DIR", "keep logs and transcripts there" },
	[HTML] = { "html", "FILE", "write the table as one page as well, with the transcripts" },
	[JSON] = { "json", NULL, "print JSON lines: one for each scenario and subject" },
};

static const struct pq_usage usage = {
	"ask",
	"SCENARIO|DIRECTORY...",
	"Puts scenarios to real browsers, in a sandbox that nothing leaves, and to the\n"
	"model, and prints one table: what each of them did with each scenario. What broke\n"
	"a rule is asked once more, and counts if it does so again. What a page cannot ask\n"
	"is n.a., with the reason. Exit code 0: no rule is broken; 1: a\n"
	"browser broke one; 2: bad input; 3: of a browser nothing could be played, or it\n"
	"is missing or did not start.\n",
	options,
	OPTION_COUNT,
};

static const char *const suffixes[] = { ".scenario", NULL };

#define MAX_SUBJECTS 16

/*
 * subjects: the model, then the browsers; recipes and programs of the latter, by the same index
 * pieces:   of the browser that plays
 * folder:   of this run
 */
struct ask {
	const char *values[OPTION_COUNT];
	struct pq_paths paths;
	struct pq_pack pack;
	struct pq_court court;
	const char *subjects[MAX_SUBJECTS];
	struct pq_recipe recipes[MAX_SUBJECTS];
	char *programs[MAX_SUBJECTS];
	size_t subject_count;
	char *list;
	struct pq_ask_cell *cells;
	struct pq_play_piece *pieces;
	struct pq_folder folder;
	bool live;
};

static volatile sig_atomic_t interrupted;
static volatile int stop;

static void on_interrupt(int number)
{
	interrupted = number;
	stop = 1;
}

static int find_browser(struct ask *ask, const char *name)
{
	struct pq_diag diag = { 0, 0, "" };
	size_t at = ask->subject_count;

	if (at == MAX_SUBJECTS)
		return pq_options_wrong(&usage, "at most %d browsers", MAX_SUBJECTS - 1);
	if (pq_recipe_builtin(&ask->recipes[at], name, &diag)) {
		const char *known[MAX_SUBJECTS * 2];
		size_t count = 0;

		while (count < pq_recipe_count() && count < sizeof(known) / sizeof(known[0])) {
			known[count] = pq_recipe_name_at(count);
			count++;
		}
		return pq_names_unknown("browser", name, known, count);
	}
	ask->subjects[ask->subject_count++] = name;
	if (ask->recipes[at].kind != PQ_BROWSER_PAGE) {
		pq_complain("%s runs no script in pages, so no scenario can be put to it", name);
		return PQ_EXIT_BAD_INPUT;
	}
	ask->programs[at] = pq_recipe_program(&ask->recipes[at], NULL, &diag);
	if (ask->programs[at])
		return PQ_EXIT_OK;
	pq_complain("%s is missing: %s", name, diag.expected);
	return PQ_EXIT_SETUP;
}

static int find_browsers(struct ask *ask)
{
	int code = PQ_EXIT_OK;

	ask->subjects[ask->subject_count++] = "model";
	ask->list = strdup(ask->values[BROWSERS] ? ask->values[BROWSERS] : "chromium");
	for (char *rest = ask->list, *name; code == PQ_EXIT_OK && (name = strsep(&rest, ",")) != NULL;)
		if (name[0])
			code = find_browser(ask, name);
	return code;
}

/* Reads all scenarios and runs the model on each. */
static int run_model(struct ask *ask)
{
	struct pq_trial *trial = pq_memory(1, sizeof(*trial));
	int code = pq_trial_open(trial, NULL, NULL, ask->values[JUDGE]);

	ask->cells = pq_memory(ask->paths.count * ask->subject_count, sizeof(*ask->cells));
	for (size_t i = 0; code == PQ_EXIT_OK && i < ask->paths.count; i++) {
		struct pq_ask_cell *cell = &ask->cells[i * ask->subject_count];
		struct pq_diag diag = { 0, 0, "" };

		*cell = (struct pq_ask_cell){ .played = true };
		if (pq_trial_read(trial, ask->paths.items[i], PQ_READING_STRICT, &diag) ||
		    pq_pack_add(&ask->pack, ask->paths.items[i], pq_file_view(&trial->store.text), &diag)) {
			pq_complain_at(ask->paths.items[i], &diag);
			code = PQ_EXIT_BAD_INPUT;
		} else if (pq_trial_run(trial, &diag)) {
			*cell = (struct pq_ask_cell){ .cause = "the model could not be run" };
		} else {
			cell->verdict = trial->verdict;
		}
	}
	if (trial->drivers[0].policy)
		pq_trial_close(trial);
	free(trial);
	return code;
}

static void progress(void *context, size_t done, size_t total)
{
	struct ask *ask = context;

	if (ask->live)
		fprintf(stderr, "\r\033[K%zu of %zu", done, total);
}

static int make_folder(const char *path)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return PQ_EXIT_OK;
	pq_complain("%s: %s", path, strerror(errno));
	return PQ_EXIT_SETUP;
}

static int play(struct ask *ask, size_t column)
{
	char dir[PATH_MAX + 64];
	struct pq_diag diag = { 0, 0, "" };
	struct pq_play_options how = {
		.how = { .recipe = &ask->recipes[column],
			 .program = ask->programs[column],
			 .stock = ask->values[STOCK] != NULL,
			 .dir = dir,
			 .stop = &stop },
		.judge = &ask->court.judge,
		.progress = progress,
		.context = ask,
	};
	int code;
	enum pq_err err;

	snprintf(dir, sizeof(dir), "%s/%s", ask->folder.path, ask->subjects[column]);
	code = make_folder(dir);
	if (code != PQ_EXIT_OK)
		return code;
	for (size_t i = 0; i < ask->pack.count; i++)
		ask->pieces[i] = (struct pq_play_piece){ .name = ask->pack.items[i]->name,
							 .scenario = &ask->pack.items[i]->scenario };
	err = pq_play_twice(&how, ask->pieces, ask->pack.count, &diag);
	if (ask->live)
		fputs("\r\033[K", stderr);
	if (err) {
		pq_complain("%s could not be asked: expected %s; its log is in %s", ask->subjects[column],
			    diag.expected, dir);
		code = PQ_EXIT_SETUP;
	}
	for (size_t i = 0; i < ask->pack.count; i++) {
		struct pq_ask_cell *cell = &ask->cells[i * ask->subject_count + column];

		*cell = (struct pq_ask_cell){ .played = ask->pieces[i].played,
					      .cause = strdup(ask->pieces[i].cause),
					      .transcript = ask->pieces[i].transcript,
					      .verdict = ask->pieces[i].verdict };
	}
	return code;
}

/* Each transcript in a file of its own, named by number as the table's rows are. */
static void keep_transcripts(const struct ask *ask)
{
	char path[PATH_MAX + 96];

	for (size_t i = 0; i < ask->pack.count; i++) {
		for (size_t column = 1; column < ask->subject_count; column++) {
			const char *text = ask->cells[i * ask->subject_count + column].transcript;
			struct pq_output output;

			snprintf(path, sizeof(path), "%s/%s/%zu.transcript", ask->folder.path, ask->subjects[column],
				 i + 1);
			if (!text || pq_output_open(&output, path))
				continue;
			fputs(text, output.stream);
			pq_output_commit(&output);
		}
	}
}

static int write_html(const struct ask *ask, const struct pq_ask_table *table)
{
	struct pq_output output;
	const char *why = pq_output_open(&output, ask->values[HTML]);

	if (!why) {
		pq_ask_html(table, output.stream);
		why = pq_output_commit(&output);
	}
	if (!why)
		return PQ_EXIT_OK;
	pq_complain("%s: %s", ask->values[HTML], why);
	return PQ_EXIT_SETUP;
}

static int report(struct ask *ask)
{
	struct pq_view *texts = pq_memory(ask->pack.count, sizeof(*texts));
	struct pq_terminal terminal = pq_terminal_of(stdout);
	struct pq_ask_table table = {
		.subjects = ask->subjects,
		.subject_count = ask->subject_count,
		.names = (const char *const *)ask->paths.items,
		.texts = texts,
		.row_count = ask->pack.count,
		.cells = ask->cells,
		.judge = ask->court.name,
	};
	int code = PQ_EXIT_OK;

	for (size_t i = 0; i < ask->pack.count; i++)
		texts[i] = ask->pack.items[i]->text;
	if (ask->values[JSON])
		pq_ask_json(&table, stdout);
	else
		pq_ask_terminal(&table, &terminal);
	if (ask->values[HTML])
		code = write_html(ask, &table);
	if (ask->values[OUT])
		keep_transcripts(ask);
	free(texts);
	return code;
}

/* Of one browser: it must have said something. */
static int code_of_column(const struct ask *ask, size_t column)
{
	size_t said = 0;

	for (size_t i = 0; i < ask->pack.count; i++) {
		const struct pq_ask_cell *cell = &ask->cells[i * ask->subject_count + column];

		if (!cell->played)
			continue;
		if (cell->verdict.violation_total)
			return PQ_EXIT_DIFFERS;
		said += cell->verdict.outcome != PQ_CASE_VOID;
	}
	return said ? PQ_EXIT_OK : PQ_EXIT_SETUP;
}

static int code_of(const struct ask *ask)
{
	int code = ask->subject_count > 1 ? PQ_EXIT_OK : PQ_EXIT_SETUP;

	for (size_t column = 1; column < ask->subject_count; column++)
		code = pq_exit_worse(code, code_of_column(ask, column));
	return code;
}

static int ask_all(struct ask *ask)
{
	int code = pq_court_init(&ask->court, ask->values[JUDGE]);

	if (code != PQ_EXIT_OK)
		return code;
	ask->pieces = pq_memory(ask->paths.count, sizeof(*ask->pieces));
	code = run_model(ask);
	if (code == PQ_EXIT_OK)
		code = pq_folder_open(&ask->folder, ask->values[OUT]);
	if (code == PQ_EXIT_OK) {
		signal(SIGINT, on_interrupt);
		signal(SIGTERM, on_interrupt);
		signal(SIGHUP, on_interrupt);
		for (size_t column = 1; column < ask->subject_count; column++)
			code = pq_exit_worse(code, play(ask, column));
		code = pq_exit_worse(code, report(ask));
		code = pq_exit_worse(code, code_of(ask));
		pq_folder_close(&ask->folder);
	}
	pq_court_fini(&ask->court);
	return interrupted ? pq_exit_worse(code, PQ_EXIT_SETUP) : code;
}

static void release(struct ask *ask)
{
	for (size_t i = 0; ask->cells && i < ask->paths.count * ask->subject_count; i++) {
		if (i % ask->subject_count == 0)
			continue;
		free((void *)(uintptr_t)ask->cells[i].cause);
		free((void *)(uintptr_t)ask->cells[i].transcript);
	}
	for (size_t i = 1; i < ask->subject_count; i++) {
		pq_recipe_fini(&ask->recipes[i]);
		free(ask->programs[i]);
	}
	free(ask->cells);
	free(ask->pieces);
	pq_paths_free(&ask->paths);
	pq_pack_fini(&ask->pack);
	free(ask->list);
	free(ask);
}

int pq_cli_ask(int argc, char **argv)
{
	struct ask *ask = pq_memory(1, sizeof(*ask));
	int code;
	int first;

	memset(ask, 0, sizeof(*ask));
	if (!pq_options_read(&usage, argc, argv, ask->values, &first, &code)) {
		free(ask);
		return code;
	}
	code = first == argc ? pq_options_wrong(&usage, "expected a scenario or a directory") : find_browsers(ask);
	for (int i = first; code == PQ_EXIT_OK && i < argc; i++)
		code = pq_paths_add(&ask->paths, argv[i], suffixes);
	if (code == PQ_EXIT_OK && !pq_pack_init(&ask->pack))
		code = PQ_EXIT_SETUP;
	if (code == PQ_EXIT_OK)
		code = ask_all(ask);
	release(ask);
	return code;
}
