/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/cli.h"
#include "cli/folder.h"
#include "cli/lab.h"
#include "cli/load.h"
#include "cli/names.h"
#include "cli/options.h"
#include "cli/put.h"
#include "lab/proxy.h"
#include "report/lab_proxy.h"
#include "report/message.h"
#include "system/clock.h"

enum option { LIST, ADD, INSTALL, OUT, JSON, HTML, OPTION_COUNT };

static const struct pq_option options[] = {
	[LIST] = { "list", NULL, "print the settings and what is said of each, and run nothing" },
	[ADD] = { "add", "FILE", "a setting of your own, alone or before those that are named; may be given again" },
	[INSTALL] = { "install", NULL, "fetch the packages that are missing; they are unpacked, never installed" },
	[OUT] = { "out", "DIR", "keep the result there: proxy.json and proxy.html" },
	[JSON] = { "json", "FILE", "write the result, with all that was sent" },
	[HTML] = { "html", "FILE", "write one page of it" },
};

static const struct pq_usage usage = {
	"lab proxy",
	"[NAME...]",
	"A page behind a router that redirects port 80 to a real proxy tries to get what an inside\n"
	"server keeps: by a raw socket that forges Host, through the request builder, under\n"
	"Silverlight's port range, in masked WebSocket frames. All settings, or those that are\n"
	"named. Exit code 0: all as stated; 1: the secret was had although something should have\n"
	"stood in the way, or a row differs from what is stated; 2: wrong usage or bad input; 3:\n"
	"nothing could run.\n",
	options,
	OPTION_COUNT,
};

/* settings: in the order in which they are run */
struct call {
	const char *values[OPTION_COUNT];
	struct pq_proxy_setting *settings;
	size_t setting_count;
	struct pq_lab_proxy_result result;
};

static struct pq_proxy_setting *another(struct call *call)
{
	struct pq_proxy_setting *settings =
		realloc(call->settings, (call->setting_count + 1) * sizeof(*call->settings));

	if (!settings) {
		pq_complain("lab proxy: out of memory");
		exit(PQ_EXIT_SETUP);
	}
	call->settings = settings;
	return &settings[call->setting_count];
}

static int add_file(struct call *call, const char *path)
{
	struct pq_file file = { 0 };
	struct pq_diag diag;
	enum pq_err err = pq_file_read(path, PQ_MAX_PROXY_TEXT, "PQ_MAX_PROXY_TEXT", &file, &diag);

	if (!err && call->setting_count == PQ_MAX_LAB_PROXY_SETTINGS)
		err = pq_diag_set(&diag, PQ_ERR_LIMIT, 0, 0, "at most 64 settings (PQ_MAX_LAB_PROXY_SETTINGS)");
	if (!err)
		err = pq_proxy_setting_read(another(call), pq_file_view(&file), &diag);
	pq_file_free(&file);
	if (err) {
		pq_complain_at(path, &diag);
		return PQ_EXIT_BAD_INPUT;
	}
	call->setting_count++;
	return PQ_EXIT_OK;
}

static void add_builtin(struct call *call, size_t index)
{
	struct pq_diag diag;

	if (pq_proxy_builtin_read(another(call), index, &diag) != PQ_ERR_OK) {
		pq_complain("lab proxy: %s, line %zu: expected %s", pq_proxy_builtin_name(index), diag.line,
			    diag.expected);
		exit(PQ_EXIT_SETUP);
	}
	call->setting_count++;
}

static int add_named(struct call *call, const char *name)
{
	const char *names[PQ_MAX_LAB_PROXY_SETTINGS];
	size_t count = pq_proxy_builtin_count();

	for (size_t i = 0; i < count; i++) {
		names[i] = pq_proxy_builtin_name(i);
		if (strcmp(names[i], name) == 0) {
			add_builtin(call, i);
			return PQ_EXIT_OK;
		}
	}
	return pq_names_unknown("setting", name, names, count);
}

/* Two settings of one name could not be told apart. */
static int check_names(const struct call *call)
{
	for (size_t i = 0; i < call->setting_count; i++) {
		for (size_t k = 0; k < i; k++) {
			if (strcmp(call->settings[i].name, call->settings[k].name) != 0)
				continue;
			pq_complain("lab proxy: there are two settings named %s", call->settings[i].name);
			return PQ_EXIT_BAD_INPUT;
		}
	}
	return PQ_EXIT_OK;
}

/* Options and names: what is to be run. *done: exit with the code. */
static int read_call(struct call *call, int argc, char **argv, bool *done)
{
	enum pq_option_step step;
	const char *value;
	bool fresh = true;
	size_t index;
	int code = PQ_EXIT_OK;

	*done = true;
	while ((step = pq_options_next(&usage, argc, argv, fresh, &index, &value)) == PQ_OPTION_FOUND) {
		fresh = false;
		call->values[index] = value ? value : "";
		if (index == ADD && (code = add_file(call, value)) != PQ_EXIT_OK)
			return code;
	}
	if (step != PQ_OPTION_END)
		return step == PQ_OPTION_HELP ? PQ_EXIT_OK : PQ_EXIT_BAD_INPUT;
	if (call->values[LIST] && (index != (size_t)argc || call->values[ADD]))
		return pq_options_wrong(&usage, "--list is of all, without names and --add");
	if (index == (size_t)argc && !call->values[ADD])
		for (size_t i = 0; i < pq_proxy_builtin_count(); i++)
			add_builtin(call, i);
	for (size_t i = index; code == PQ_EXIT_OK && i < (size_t)argc; i++)
		code = add_named(call, argv[i]);
	if (code == PQ_EXIT_OK)
		code = check_names(call);
	*done = code != PQ_EXIT_OK;
	return code;
}

static void list(const struct call *call)
{
	int width = 0;

	for (size_t i = 0; i < call->setting_count; i++) {
		int len = (int)strlen(call->settings[i].name);

		width = len > width ? len : width;
	}
	for (size_t i = 0; i < call->setting_count; i++) {
		const struct pq_proxy_setting *setting = &call->settings[i];

		printf("%-*s  %s\n", width, setting->name, setting->about);
	}
}

/* Who watches sees what is being run. */
static void tell(void *context, const struct pq_lab_proxy_setting *setting, const struct pq_lab_proxy_row *row)
{
	(void)context;
	if (!row && pq_terminal_live(stderr))
		fprintf(stderr, "%s ...\n", setting->name);
}

static bool write_json(const void *context, FILE *out)
{
	return pq_lab_proxy_write(context, out);
}

static bool write_html(const void *context, FILE *out)
{
	return pq_lab_proxy_html(context, out);
}

static void set_started(struct pq_lab_proxy_result *result)
{
	char text[32];
	time_t now = time(NULL);
	struct tm utc;

	gmtime_r(&now, &utc);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
	result->started = strdup(text);
}

static bool run(struct call *call)
{
	const struct pq_proxy_lab lab = { .fetch = call->values[INSTALL] != NULL, .told = tell };
	uint64_t begun_ms = pq_clock_ms();

	set_started(&call->result);
	for (size_t i = 0; i < call->setting_count; i++)
		if (!pq_proxy_lab_run(&lab, &call->settings[i], &call->result))
			return false;
	call->result.took_ms = pq_clock_ms() - begun_ms;
	return true;
}

/* folder: of --out; NULL: none */
static int report(const struct call *call, const struct pq_folder *folder)
{
	char json[PATH_MAX + 16], html[PATH_MAX + 16];
	bool apart = call->values[JSON] && strcmp(call->values[JSON], "-") == 0;
	struct pq_terminal terminal = pq_terminal_of(apart ? stderr : stdout);
	struct pq_lab_proxy_sum sum = pq_lab_proxy_sum(&call->result);
	int code = PQ_EXIT_OK;

	pq_lab_proxy_terminal(&call->result, &terminal);
	code = pq_exit_worse(code, pq_put(call->values[JSON], write_json, &call->result));
	code = pq_exit_worse(code, pq_put(call->values[HTML], write_html, &call->result));
	if (folder) {
		snprintf(json, sizeof(json), "%s/proxy.json", folder->path);
		snprintf(html, sizeof(html), "%s/proxy.html", folder->path);
		code = pq_exit_worse(code, pq_put(json, write_json, &call->result));
		code = pq_exit_worse(code, pq_put(html, write_html, &call->result));
	}
	if (sum.breaches || sum.differing)
		code = pq_exit_worse(code, PQ_EXIT_DIFFERS);
	if (sum.ran == 0)
		code = pq_exit_worse(code, PQ_EXIT_SETUP);
	return code;
}

static int run_and_report(struct call *call)
{
	struct pq_folder folder;
	int code = PQ_EXIT_OK;

	if (call->values[JSON])
		code = pq_put_try(call->values[JSON]);
	if (code == PQ_EXIT_OK && call->values[HTML])
		code = pq_put_try(call->values[HTML]);
	if (code == PQ_EXIT_OK && call->values[OUT])
		code = pq_folder_open(&folder, call->values[OUT]);
	if (code != PQ_EXIT_OK)
		return code;
	if (!run(call)) {
		pq_complain("lab proxy: out of memory");
		return PQ_EXIT_SETUP;
	}
	return report(call, call->values[OUT] ? &folder : NULL);
}

int pq_cli_lab_proxy(int argc, char **argv)
{
	struct call call = { 0 };
	bool done;
	int code = read_call(&call, argc, argv, &done);

	if (!done && call.values[LIST])
		list(&call);
	else if (!done)
		code = run_and_report(&call);
	for (size_t i = 0; i < call.setting_count; i++)
		pq_proxy_setting_fini(&call.settings[i]);
	free(call.settings);
	pq_lab_proxy_fini(&call.result);
	return code;
}
