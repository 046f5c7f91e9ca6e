/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "browser/session.h"
#include "cli/cli.h"
#include "cli/folder.h"
#include "cli/interrupt.h"
#include "cli/lab.h"
#include "cli/lab_choose.h"
#include "cli/options.h"
#include "cli/put.h"
#include "cli/today.h"
#include "lab/crew.h"
#include "report/lab_services.h"
#include "report/message.h"
#include "report/terminal.h"

enum option { LIST, ADD, SET, INSTALL, OUT, HTML, JSON, FORMS, FAMILY, BROWSER, REPEAT, JOBS, SINK, OPTION_COUNT };

static const struct pq_option options[] = {
	[LIST] = { "list", NULL, "only list the services" },
	[ADD] = { "add", "FILE", "a description of a service (docs/lab.md); any number" },
	[SET] = { "set", "NAME", "quick, recommended or all of the known ones (default: all)" },
	[INSTALL] = { "install", NULL, "fetch packages that are missing; they are unpacked, never installed" },
	[OUT] = { "out", "DIR", "keep each service's result there as soon as it is done, and what it printed" },
	[HTML] = { "html", "FILE", "write a page with every case and its bytes" },
	[JSON] = { "json", "FILE", "write the result as JSON (-: standard output)" },
	[FORMS] = { "forms", "LETTERS", "only these of GUTMFW" },
	[FAMILY] = { "family", "NAME", "heads as of chromium, firefox or webkitgtk only (default: they take turns)" },
	[BROWSER] = { "browser", "NAME", "chromium or firefox writes the requests itself, with the ports allowed" },
	[REPEAT] = { "repeat", "N", "attempts of each case, 1 to 32 (default: 3)" },
	[JOBS] = { "jobs", "N", "services at once, 1 to 64 (default: 12)" },
	[SINK] = { "sink", NULL, "put a silent sink in each service's place: nothing may execute then" },
};

static const struct pq_usage usage = {
	"lab services",
	"[NAME...]",
	"Sends real servers what a page makes browsers write, and sees from outside which obey.\n"
	"Forms: G navigation, U form urlencoded, T form text/plain, M form multipart, F fetch\n"
	"with a binary body, W WebSocket handshake. A server EXECUTES, TOLERATES, SWALLOWS or\n"
	"REJECTS; without a positive control a case is VOID. Exit code 0: every class is as\n"
	"expected; 1: one differs (with --sink: something executes); 2: wrong usage or bad\n"
	"input; 3: nothing could run, or it was interrupted.\n",
	options,
	OPTION_COUNT,
};

/*
 * What was asked for, and what came of it. captures: what the browser wrote, by service; NULL: the model writes.
 * stop: how often it was interrupted
 * kept_code: how keeping results in the folder went
 */
struct call {
	const char *values[OPTION_COUNT];
	struct pq_lab_choice choice;
	struct pq_lab_serving serving;
	size_t jobs;
	struct pq_folder folder;
	struct pq_lab_capture *captures;
	struct pq_lab_services result;
	int kept_code;
	const volatile int *stop;
	bool live;
};

static int read_options(struct call *call, int argc, char **argv, int *first, bool *help)
{
	const char *value;
	size_t index;
	enum pq_option_step step = pq_options_next(&usage, argc, argv, true, &index, &value);

	for (; step == PQ_OPTION_FOUND; step = pq_options_next(&usage, argc, argv, false, &index, &value)) {
		int code = index == ADD ? pq_lab_choice_add(&call->choice, value) : PQ_EXIT_OK;

		if (code != PQ_EXIT_OK)
			return code;
		call->values[index] = value ? value : "";
	}
	*first = (int)index;
	*help = step == PQ_OPTION_HELP;
	return step == PQ_OPTION_WRONG ? PQ_EXIT_BAD_INPUT : PQ_EXIT_OK;
}

static int read_number(const struct call *call, enum option option, unsigned long max, unsigned long otherwise,
		       unsigned long *out)
{
	const char *text = call->values[option];
	char *end = NULL;

	*out = text ? strtoul(text, &end, 10) : otherwise;
	if (text && (text[0] < '0' || text[0] > '9' || *end || *out < 1 || *out > max))
		return pq_options_wrong(&usage, "--%s '%s'; expected a number from 1 to %lu", options[option].name,
					text, max);
	return PQ_EXIT_OK;
}

static int read_forms(const char *letters, unsigned int *forms)
{
	*forms = letters ? 0 : PQ_LAB_ALL_FORMS;
	for (const char *letter = letters; letter && *letter; letter++) {
		size_t form = 0;

		while (form < PQ_LAB_FORM_COUNT && pq_lab_form_letters[form].data[0] != (unsigned char)*letter)
			form++;
		if (form == PQ_LAB_FORM_COUNT)
			return pq_options_wrong(&usage, "--forms '%s'; expected letters of GUTMFW", letters);
		*forms |= 1u << form;
	}
	if (*forms == 0)
		return pq_options_wrong(&usage, "--forms; expected letters of GUTMFW");
	return PQ_EXIT_OK;
}

static int read_plan(struct call *call)
{
	struct pq_lab_plan *plan = &call->serving.plan;
	const char *family = call->values[FAMILY];
	unsigned long repeat = 0, jobs = 0;
	int code = read_number(call, REPEAT, PQ_MAX_LAB_REPEAT, 3, &repeat);

	if (code == PQ_EXIT_OK)
		code = read_number(call, JOBS, 64, 12, &jobs);
	if (code == PQ_EXIT_OK)
		code = read_forms(call->values[FORMS], &plan->forms);
	plan->repeat = (unsigned int)repeat;
	plan->family = family ? pq_lab_family_by_name(family) : NULL;
	call->jobs = jobs;
	call->serving.fetch = call->values[INSTALL] != NULL;
	call->serving.sink = call->values[SINK] != NULL;
	if (code == PQ_EXIT_OK && family && call->values[BROWSER])
		return pq_options_wrong(&usage, "--family or --browser, not both");
	if (code == PQ_EXIT_OK && call->values[BROWSER] && strcmp(call->values[BROWSER], "chromium") != 0 &&
	    strcmp(call->values[BROWSER], "firefox") != 0)
		return pq_options_wrong(&usage, "--browser '%s'; expected chromium or firefox", call->values[BROWSER]);
	if (code == PQ_EXIT_OK && family && !plan->family)
		return pq_options_wrong(&usage, "--family '%s'; expected chromium, firefox or webkitgtk", family);
	return code;
}

static bool write_json(const void *context, FILE *out)
{
	return pq_lab_services_write(context, out);
}

static bool write_html(const void *context, FILE *out)
{
	return pq_lab_services_html(context, out);
}

static void on_progress(void *context, size_t done, size_t total)
{
	const struct call *call = context;

	if (call->live)
		fprintf(stderr, "\r%zu of %zu cases", done, total);
}

static void on_captured(void *context, size_t done, size_t total)
{
	const struct call *call = context;

	if (call->live)
		fprintf(stderr, "\r%zu of %zu requests written by %s", done, total, call->values[BROWSER]);
}

/* One that is finished is kept, whatever becomes of the others. */
static void on_finished(void *context, const struct pq_lab_served *served)
{
	struct call *call = context;
	struct pq_lab_served *rows[1];
	struct pq_lab_services one = call->result;
	char path[PATH_MAX + 80];

	if (!call->live)
		fprintf(stderr, "%s: %s\n", served->name,
			(const char *)pq_lab_class_names[pq_lab_served_class(served)].data);
	if (!call->values[OUT])
		return;
	memcpy(rows, &served, sizeof(rows));
	one.rows = rows;
	one.count = 1;
	snprintf(path, sizeof(path), "%s/%.64s.json", call->folder.path, served->name);
	call->kept_code = pq_exit_worse(call->kept_code, pq_put(path, write_json, &one));
}

/* 1 if a class differs, or a sink executes; 3 if nothing ran. */
static int judge(const struct pq_lab_services *result)
{
	bool ran = false;
	bool differs = false;

	for (size_t i = 0; i < result->count; i++) {
		const struct pq_lab_served *served = result->rows[i];
		enum pq_lab_class class = pq_lab_served_class(served);

		ran = ran || class != PQ_LAB_VOID;
		differs = differs || (served->sink ? class == PQ_LAB_EXECUTES : pq_lab_differences(served) != 0);
	}
	if (!ran)
		return PQ_EXIT_SETUP;
	return differs ? PQ_EXIT_DIFFERS : PQ_EXIT_OK;
}

/* Has the browser write a request for each form of each service. */
static int capture(struct call *call, struct pq_recipe *recipe, const char *program)
{
	struct pq_lab_capture_options how = { .recipe = recipe,
					      .program = program,
					      .forms = call->serving.plan.forms,
					      .stop = call->stop,
					      .progress = on_captured,
					      .context = call };
	struct pq_folder folder;
	struct pq_diag diag = { 0, 0, "" };
	int code = pq_folder_open(&folder, NULL);
	enum pq_err err;

	if (code != PQ_EXIT_OK)
		return code;
	how.dir = folder.path;
	call->captures = pq_memory(call->choice.chosen_count, sizeof(*call->captures));
	memset(call->captures, 0, call->choice.chosen_count * sizeof(*call->captures));
	err = pq_lab_capture_all(&how, call->choice.chosen, call->choice.chosen_count, call->captures, &diag);
	pq_folder_close(&folder);
	for (size_t i = 0; i < call->choice.chosen_count; i++)
		call->captures[i].browser = call->values[BROWSER];
	if (err)
		pq_complain("lab services: %s: expected %s", call->values[BROWSER], diag.expected);
	return err ? PQ_EXIT_SETUP : PQ_EXIT_OK;
}

static int ask_browser(struct call *call)
{
	struct pq_recipe recipe;
	struct pq_diag diag = { 0, 0, "" };
	const char *name = call->values[BROWSER];
	char *program;
	char *version;
	int code;

	if (pq_recipe_builtin(&recipe, name, &diag))
		return pq_options_wrong(&usage, "--browser '%s'; expected chromium or firefox", name);
	program = pq_recipe_program(&recipe, NULL, &diag);
	if (!program) {
		pq_complain("%s is missing: %s", name, diag.expected);
		pq_recipe_fini(&recipe);
		return PQ_EXIT_SETUP;
	}
	version = pq_session_version(&recipe, program);
	call->result.browser = strdup(version && version[0] ? version : name);
	code = capture(call, &recipe, program);
	free(version);
	free(program);
	pq_recipe_fini(&recipe);
	return code;
}

static int write_all(const struct call *call)
{
	int code = pq_exit_worse(call->kept_code, pq_put(call->values[JSON], write_json, &call->result));

	code = pq_exit_worse(code, pq_put(call->values[HTML], write_html, &call->result));
	if (!call->values[JSON] || strcmp(call->values[JSON], "-") != 0)
		pq_lab_services_table(&call->result, stdout);
	return code;
}

static int run(struct call *call)
{
	struct pq_lab_crew crew = { .serving = &call->serving,
				    .jobs = call->jobs,
				    .progress = on_progress,
				    .finished = on_finished,
				    .context = call };
	char today[PQ_TODAY_SIZE];
	struct pq_diag diag = { 0, 0, "" };
	enum pq_err err;

	pq_today(today);
	call->result.date = strdup(today);
	call->result.version = strdup(PQ_VERSION);
	call->live = pq_terminal_live(stderr);
	crew.stop = call->stop = pq_interrupt_watch();
	if (call->values[BROWSER]) {
		int code = ask_browser(call);

		if (call->live)
			fputs("\r\033[K", stderr);
		if (code != PQ_EXIT_OK)
			return code;
	}
	crew.captures = call->captures;
	err = pq_lab_crew_run(&crew, call->choice.chosen, call->choice.chosen_count, &call->result, &diag);
	if (call->live)
		fputs("\r\033[K", stderr);
	if (err) {
		pq_complain("lab services: expected %s", diag.expected);
		return PQ_EXIT_SETUP;
	}
	if (*call->stop)
		pq_complain("lab services: interrupted; the result is of what was finished");
	return pq_exit_worse(pq_exit_worse(write_all(call), judge(&call->result)),
			     *call->stop ? PQ_EXIT_SETUP : PQ_EXIT_OK);
}

static int prepare(struct call *call, int argc, char **argv, bool *done)
{
	int first = 0;
	int code = read_options(call, argc, argv, &first, done);

	if (code != PQ_EXIT_OK || *done)
		return code;
	code = read_plan(call);
	if (code == PQ_EXIT_OK)
		code = pq_lab_choose(&call->choice, &usage, call->values[SET], argv + first, argc - first);
	if (code == PQ_EXIT_OK && call->values[LIST]) {
		pq_lab_choice_list(&call->choice, stdout);
		*done = true;
	}
	if (code == PQ_EXIT_OK && !*done)
		code = pq_exit_worse(pq_put_try(call->values[JSON]), pq_put_try(call->values[HTML]));
	if (code == PQ_EXIT_OK && !*done && call->values[OUT])
		code = pq_folder_open(&call->folder, call->values[OUT]);
	if (code == PQ_EXIT_OK && call->folder.kept)
		call->serving.logs = call->folder.path;
	return code;
}

int pq_cli_lab_services(int argc, char **argv)
{
	struct call *call = pq_memory(1, sizeof(*call));
	bool done = false;
	int code;

	memset(call, 0, sizeof(*call));
	if (getrandom(&call->serving.seed, sizeof(call->serving.seed), 0) < 0)
		call->serving.seed = 1;
	code = prepare(call, argc, argv, &done);
	if (code == PQ_EXIT_OK && !done)
		code = run(call);
	for (size_t i = 0; call->captures && i < call->choice.chosen_count; i++)
		pq_lab_capture_fini(&call->captures[i]);
	free(call->captures);
	pq_lab_services_fini(&call->result);
	pq_lab_choice_fini(&call->choice);
	free(call);
	return code;
}
