/* SPDX-License-Identifier: MIT */
/* Which subject `audit` was given: a known browser, a fork of one, a recipe of the user's, or a command. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "browser/choose.h"
#include "cli/audit_call.h"
#include "cli/cli.h"
#include "cli/names.h"
#include "report/message.h"

#define MAX_RECIPE_TEXT (1u << 20)
#define MAX_KNOWN 32

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static int unknown(const char *what, const char *name, const char *otherwise)
{
	const char *known[MAX_KNOWN];
	size_t count = 0;

	while (count < pq_recipe_count() && count < MAX_KNOWN) {
		known[count] = pq_recipe_name_at(count);
		count++;
	}
	return pq_names_unknown_or(what, name, known, count, otherwise);
}

static int read_file(struct pq_audit_call *call, const char *path)
{
	struct pq_diag diag = { 0, 0, "" };
	struct pq_file text;
	enum pq_err err = pq_file_read(path, MAX_RECIPE_TEXT, "1 MiB", &text, &diag);

	if (!err) {
		err = pq_recipe_read(&call->recipe, pq_file_view(&text), &diag);
		pq_file_free(&text);
	}
	if (!err)
		return PQ_EXIT_OK;
	pq_complain_at(path, &diag);
	return PQ_EXIT_BAD_INPUT;
}

static bool builtin(struct pq_recipe *recipe, const char *name)
{
	return pq_recipe_builtin(recipe, name, NULL) == PQ_ERR_OK;
}

/* The recipe; *given is the program's path if the user named one. */
static int choose_recipe(struct pq_audit_call *call, const char **given)
{
	const char *browser = call->values[PQ_AUDIT_BROWSER];
	const char *family = call->values[PQ_AUDIT_FAMILY];

	if (ends_with(browser, ".browser"))
		return read_file(call, browser);
	if (!family && builtin(&call->recipe, browser))
		return PQ_EXIT_OK;
	*given = browser;
	if (family && !pq_recipe_of_family(&call->recipe, family))
		return unknown("family", family, "the name of a known browser's family");
	if (!family && strchr(browser, '/') && !pq_recipe_of_program(&call->recipe, browser))
		return pq_options_wrong(&pq_audit_usage,
					"--browser '%s'; expected --family too, such as chromium or firefox", browser);
	if (!family && !strchr(browser, '/'))
		return unknown("browser", browser, "a path with --family, or a file NAME.browser");
	pq_recipe_rename(&call->recipe, browser);
	return PQ_EXIT_OK;
}

/* Preferences that are lists of numbers, and so strings even where one number stands in them. */
static bool is_list(const char *name)
{
	return strncmp(name, "network.security.ports.banned", 29) == 0;
}

/* NAME=VALUE: numbers, true, false and what is quoted already stay, everything else becomes a string. */
static int add_pref(struct pq_recipe *recipe, const char *text)
{
	const char *equals = strchr(text, '=');
	char name[256], value[1024];
	const char *given;
	bool bare;

	if (!equals || equals == text || (size_t)(equals - text) >= sizeof(name) ||
	    strlen(equals) > sizeof(value) - 4 || strpbrk(text, "\n\\"))
		return pq_options_wrong(&pq_audit_usage, "--pref '%s'; expected NAME=VALUE", text);
	given = equals + 1;
	snprintf(name, sizeof(name), "%.*s", (int)(equals - text), text);
	bare = given[0] == '"' || strcmp(given, "true") == 0 || strcmp(given, "false") == 0 ||
	       (given[0] != '\0' && strspn(given, "-0123456789") == strlen(given) && !is_list(name));
	snprintf(value, sizeof(value), bare ? "%s" : "\"%s\"", given);
	return pq_recipe_add(recipe, "required-pref", name, value) == PQ_ERR_OK
		       ? PQ_EXIT_OK
		       : pq_options_wrong(&pq_audit_usage, "--pref '%s'; expected fewer preferences", text);
}

static int add_deltas(struct pq_audit_call *call)
{
	int code = PQ_EXIT_OK;

	for (size_t i = 0; i < call->delta_count && code == PQ_EXIT_OK; i++) {
		const char *value = call->deltas[i].value;

		if (call->deltas[i].option == PQ_AUDIT_PREF)
			code = add_pref(&call->recipe, value);
		else if (pq_recipe_add(&call->recipe, "required", value, NULL))
			code = pq_options_wrong(&pq_audit_usage, "--argument '%s'; expected fewer arguments", value);
	}
	return code;
}

static int choose_command(struct pq_audit_call *call)
{
	struct pq_diag diag = { 0, 0, "" };
	const char *template = call->values[PQ_AUDIT_COMMAND];

	if (pq_recipe_command(&call->recipe, template, &diag) == PQ_ERR_OK)
		return PQ_EXIT_OK;
	return pq_options_wrong(&pq_audit_usage, "--command '%s'; expected %s", template, diag.expected);
}

int pq_audit_subject(struct pq_audit_call *call)
{
	struct pq_diag diag = { 0, 0, "" };
	const char *given = NULL;
	int code = call->values[PQ_AUDIT_COMMAND] ? choose_command(call) : choose_recipe(call, &given);

	if (code == PQ_EXIT_OK)
		code = add_deltas(call);
	if (code != PQ_EXIT_OK)
		return code;
	call->program = pq_recipe_program(&call->recipe, given, &diag);
	if (call->program)
		return PQ_EXIT_OK;
	pq_complain("%s: expected %s", call->recipe.name, diag.expected);
	return PQ_EXIT_SETUP;
}
