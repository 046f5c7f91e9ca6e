/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/folder.h"
#include "cli/interrupt.h"
#include "cli/lab.h"
#include "cli/load.h"
#include "cli/names.h"
#include "cli/options.h"
#include "cli/put.h"
#include "cli/today.h"
#include "lab/nat.h"
#include "report/lab_nat.h"
#include "report/message.h"

enum option { LIST, UNHELPED, BROWSER, OUT, JSON, HTML, OPTION_COUNT };

static const struct pq_option options[] = {
	[LIST] = { "list", NULL, "list the helpers, and run nothing" },
	[UNHELPED] = { "without-helper", NULL, "remove each helper's rule behind its control: no hole may be left" },
	[BROWSER] = { "browser", "NAME",
		      "ask that browser instead of the model: chromium, firefox or a fork of theirs" },
	[OUT] = { "out", "DIR", "keep the result there, as nat.json and nat.html" },
	[JSON] = { "json", "FILE", "write the result, with all steps (-: standard output)" },
	[HTML] = { "html", "FILE", "write one self-contained page" },
};

static const struct pq_usage usage = {
	"lab nat",
	"[HELPER...]",
	"Has a page's bytes pass a router that translates addresses, in namespaces of its own,\n"
	"while the kernel's helpers read along: which ways open a hole from outside, and is it\n"
	"used; and what keeps it shut. Exit code 0: all rows are as is stated of them; 1: one is\n"
	"not; 2: wrong usage or bad input; 3: nothing could run, or it was interrupted.\n",
	options,
	OPTION_COUNT,
};

static int list(void)
{
	for (size_t i = 0; i < pq_nat_helper_count; i++) {
		const struct pq_nat_helper *helper = &pq_nat_helpers[i];

		printf("%-13s %s %5u  %s%s\n", helper->name, helper->udp ? "udp" : "tcp", helper->port,
		       helper->unreachable ? "out of reach: " : "",
		       helper->unreachable ? helper->unreachable : helper->help);
	}
	return PQ_EXIT_OK;
}

static bool is_among(const struct pq_nat_helper *helper, const struct pq_nat_helper *const *all, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (all[i] == helper)
			return true;
	return false;
}

/* Those that were named, in their order and each once, or all. */
static int choose(char *const *names, size_t count, const struct pq_nat_helper **out, size_t *out_count)
{
	const char *known[64];
	size_t wanted = count ? count : pq_nat_helper_count;

	for (size_t i = 0; i < pq_nat_helper_count; i++)
		known[i] = pq_nat_helpers[i].name;
	*out_count = 0;
	for (size_t i = 0; i < wanted; i++) {
		const struct pq_nat_helper *helper = count ? pq_nat_helper_by_name(names[i]) : &pq_nat_helpers[i];

		if (!helper)
			return pq_names_unknown("helper", names[i], known, pq_nat_helper_count);
		if (!is_among(helper, out, *out_count))
			out[(*out_count)++] = helper;
	}
	return PQ_EXIT_OK;
}

static bool write_json(const void *context, FILE *out)
{
	return pq_lab_nat_write(context, out);
}

static bool write_html(const void *context, FILE *out)
{
	return pq_lab_nat_html(context, out);
}

static int keep(const struct pq_lab_nat *result, const char *dir)
{
	char path[PATH_MAX];
	int code;

	snprintf(path, sizeof(path), "%s/nat.json", dir);
	code = pq_put(path, write_json, result);
	snprintf(path, sizeof(path), "%s/nat.html", dir);
	return pq_exit_worse(code, pq_put(path, write_html, result));
}

static int report(const struct pq_lab_nat *result, const char *const *values)
{
	struct pq_terminal terminal = pq_terminal_of(values[JSON] && strcmp(values[JSON], "-") == 0 ? stderr : stdout);
	struct pq_lab_nat_sum sum = pq_lab_nat_sum_of(result);
	size_t silent = sum.outcomes[PQ_LAB_NAT_VOID] + sum.outcomes[PQ_LAB_NAT_UNREACHABLE];
	int code = PQ_EXIT_OK;

	pq_lab_nat_terminal(result, &terminal);
	if (sum.deviations)
		code = PQ_EXIT_DIFFERS;
	else if (silent == result->row_count)
		code = PQ_EXIT_SETUP;
	code = pq_exit_worse(code, pq_put(values[JSON], write_json, result));
	code = pq_exit_worse(code, pq_put(values[HTML], write_html, result));
	return values[OUT] ? pq_exit_worse(code, keep(result, values[OUT])) : code;
}

/*
 * The browser that is asked, if one is.
 * recipe:  read already; program: its path
 * version: owned
 */
struct asked {
	struct pq_recipe recipe;
	char *program;
	char *version;
	struct pq_folder folder;
	struct pq_nat_browser_options options;
};

static int find_browser(struct asked *asked, const char *name, const char *out)
{
	struct pq_diag diag = { 0, 0, "" };
	int code;

	if (pq_recipe_builtin(&asked->recipe, name, &diag)) {
		const char *known[64];
		size_t count = 0;

		for (; count < pq_recipe_count() && count < sizeof(known) / sizeof(known[0]); count++)
			known[count] = pq_recipe_name_at(count);
		return pq_names_unknown("browser", name, known, count);
	}
	asked->program = pq_recipe_program(&asked->recipe, NULL, &diag);
	if (!asked->program) {
		pq_complain("%s is missing: %s", name, diag.expected);
		return PQ_EXIT_SETUP;
	}
	code = pq_folder_open(&asked->folder, out);
	asked->version = pq_session_version(&asked->recipe, asked->program);
	asked->options = (struct pq_nat_browser_options){ .recipe = &asked->recipe,
							  .program = asked->program,
							  .dir = asked->folder.path };
	return code;
}

static void forget_browser(struct asked *asked)
{
	pq_folder_close(&asked->folder);
	pq_recipe_fini(&asked->recipe);
	free(asked->program);
	free(asked->version);
}

static int run(const struct pq_nat_options *wanted, const char *subject, const char *const *values)
{
	struct pq_lab_nat result = { 0 };
	struct pq_diag diag = { 0, 0, "" };
	char today[PQ_TODAY_SIZE];
	int code = PQ_EXIT_SETUP;

	pq_today(today);
	if (!pq_lab_nat_set(&result.subject, subject) || !pq_lab_nat_set(&result.date, today) ||
	    pq_nat_run(&result, wanted, &diag))
		pq_complain("lab nat: void: %s", diag.expected);
	else
		code = report(&result, values);
	if (*wanted->stop && code != PQ_EXIT_SETUP)
		pq_complain("lab nat: interrupted; the result is of what was run until then");
	code = *wanted->stop ? pq_exit_worse(code, PQ_EXIT_SETUP) : code;
	pq_lab_nat_fini(&result);
	return code;
}

static int ask_browser(struct pq_nat_options *wanted, const char *const *values)
{
	struct asked *asked = pq_memory(1, sizeof(*asked));
	int code = find_browser(asked, values[BROWSER], values[OUT]);

	if (code == PQ_EXIT_OK) {
		wanted->browser = &asked->options;
		code = run(wanted, asked->version[0] ? asked->version : values[BROWSER], values);
		forget_browser(asked);
	}
	free(asked);
	return code;
}

int pq_cli_lab_nat(int argc, char **argv)
{
	const char *values[OPTION_COUNT];
	const struct pq_nat_helper **helpers;
	struct pq_nat_options wanted;
	struct pq_folder folder;
	size_t count;
	int first, code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (values[LIST])
		return first == argc ? list() : pq_options_wrong(&usage, "expected no helper with --list");
	helpers = pq_memory((size_t)(argc - first) + pq_nat_helper_count, sizeof(struct pq_nat_helper *));
	code = choose(argv + first, (size_t)(argc - first), helpers, &count);
	code = pq_exit_worse(code, pq_put_try(values[JSON]));
	code = pq_exit_worse(code, pq_put_try(values[HTML]));
	if (code == PQ_EXIT_OK && values[OUT])
		code = pq_folder_open(&folder, values[OUT]);
	wanted = (struct pq_nat_options){ .helpers = helpers,
					  .helper_count = count,
					  .unhelped = values[UNHELPED] != NULL,
					  .stop = pq_interrupt_watch() };
	if (code == PQ_EXIT_OK)
		code = values[BROWSER] ? ask_browser(&wanted, values) : run(&wanted, "model", values);
	free(helpers);
	return code;
}
