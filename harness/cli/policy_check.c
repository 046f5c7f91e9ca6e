/* SPDX-License-Identifier: MIT */
#include "cli/policy_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "cli/names.h"
#include "cli/options.h"
#include "cli/put.h"
#include "cli/today.h"
#include "policies/check.h"
#include "report/message.h"
#include "report/policy_check.h"
#include "result/json_result.h"

enum option { AGAINST, FORMAT, LIST, SCHEMES, BASELINE, JSON, SARIF, JUNIT, OPTION_COUNT };

static const struct pq_option options[] = {
	[AGAINST] = { "against", "NAME[@DATE]|FILE", "the policy to compare with (fetch)" },
	[FORMAT] = { "format", "NAME", "how the file is written (auto); policy import --help lists the names" },
	[LIST] = { "list", "IDENTIFIER", "the list that is meant, where a file has several" },
	[SCHEMES] = { "schemes", "A,B", "the schemes that its ports are for, instead of the format's" },
	[BASELINE] = { "baseline", "FILE", "differences that are accepted" },
	[JSON] = { "json", "FILE", "write a JSON document (-: standard output)" },
	[SARIF] = { "sarif", "FILE", "write SARIF 2.1.0" },
	[JUNIT] = { "junit", "FILE", "write a JUnit report" },
};

static const struct pq_usage usage = {
	"policy check",
	"FILE...",
	"Reads the lists of blocked ports, forbidden headers and methods out of source code,\n"
	"or a policy text, and compares them with a policy: what is missing, extra, double,\n"
	"out of order where the code bisects, cut short by a 0 that ends the list, spoiled by\n"
	"elements that are too narrow, there on one side of an #if only. It looks at tables\n"
	"and not at the code that uses them. Exit code 0: no finding, or all accepted; 1:\n"
	"findings; 2: a file that cannot be read, or is no list.\n",
	options,
	OPTION_COUNT,
};

bool pq_policy_format(const char *name, size_t *format)
{
	const char *names[64];
	size_t count = pq_import_format_count();

	*format = PQ_IMPORT_AUTO;
	if (!name || strcmp(name, "auto") == 0)
		return true;
	*format = pq_import_format_find(pq_view_str(name));
	if (*format != SIZE_MAX)
		return true;
	for (size_t i = 0; i < count && i < 64; i++)
		names[i] = pq_import_format_name(i);
	pq_names_unknown("format", name, names, count < 64 ? count : 64);
	return false;
}

static int wrong(const char *path, const struct pq_diag *diag)
{
	pq_complain_at(path, diag);
	return PQ_EXIT_BAD_INPUT;
}

static bool is_policy(struct pq_view text)
{
	static const struct pq_view word = PQ_VIEW("pratique-policy");

	return pq_view_starts(text, word);
}

static int add_policy(struct pq_policies_check *check, const char *path, struct pq_view text)
{
	struct pq_policy *policy = pq_memory(1, sizeof(*policy));
	struct pq_diag diag = { 0, 0, "" };
	enum pq_err err = pq_policy_parse(policy, text, &diag);

	if (!err)
		err = pq_policies_check_policy(check, path, policy, &diag);
	free(policy);
	return err ? wrong(path, &diag) : PQ_EXIT_OK;
}

/* values: of the options; format, schemes: read from them */
struct call {
	const char *values[OPTION_COUNT];
	size_t format;
	uint32_t schemes;
};

static int add_source(struct pq_policies_check *check, const struct call *call, const char *path, struct pq_view text)
{
	struct pq_view identifier = pq_view_str(call->values[LIST] ? call->values[LIST] : "");
	struct pq_diag diag = { 0, 0, "" };
	struct pq_import import;
	enum pq_err err = pq_import_read(&import, text, call->format, identifier, &diag);

	if (err)
		return wrong(path, &diag);
	err = pq_policies_check_import(check, path, &import, call->schemes, &diag);
	pq_import_free(&import);
	return err ? wrong(path, &diag) : PQ_EXIT_OK;
}

static int add_file(struct pq_policies_check *check, const struct call *call, const char *path)
{
	struct pq_diag diag = { 0, 0, "" };
	struct pq_file text;
	int code;

	if (pq_file_read(path, PQ_MAX_IMPORT_TEXT, "PQ_MAX_IMPORT_TEXT", &text, &diag))
		return wrong(path, &diag);
	if (call->format == PQ_IMPORT_AUTO && is_policy(pq_file_view(&text)))
		code = add_policy(check, path, pq_file_view(&text));
	else
		code = add_source(check, call, path, pq_file_view(&text));
	pq_file_free(&text);
	return code;
}

static int apply_baseline(struct pq_policies_check *check, const char *path)
{
	struct pq_diag diag = { 0, 0, "" };
	char today[PQ_TODAY_SIZE];
	struct pq_file text;
	enum pq_err err;

	if (!path)
		return PQ_EXIT_OK;
	pq_today(today);
	if (pq_file_read(path, PQ_MAX_RESULT_TEXT, "PQ_MAX_RESULT_TEXT", &text, &diag))
		return wrong(path, &diag);
	err = pq_policies_check_accept(check, pq_file_view(&text), today, &diag);
	pq_file_free(&text);
	return err ? wrong(path, &diag) : PQ_EXIT_OK;
}

static bool write_json(const void *check, FILE *out)
{
	return pq_policy_check_json(check, out);
}

static bool write_junit(const void *check, FILE *out)
{
	return pq_policy_check_junit(check, out);
}

static bool write_sarif(const void *check, FILE *out)
{
	return pq_policy_check_sarif(check, PQ_VERSION, out);
}

static bool takes_standard_output(const struct call *call)
{
	for (size_t option = JSON; option <= JUNIT; option++)
		if (call->values[option] && strcmp(call->values[option], "-") == 0)
			return true;
	return false;
}

static int report(const struct pq_policies_check *check, const struct call *call)
{
	struct pq_terminal terminal = pq_terminal_of(stdout);
	int code = pq_put(call->values[JSON], write_json, check);

	code = pq_exit_worse(code, pq_put(call->values[SARIF], write_sarif, check));
	code = pq_exit_worse(code, pq_put(call->values[JUNIT], write_junit, check));
	if (check->full) {
		pq_complain("out of memory");
		return PQ_EXIT_SETUP;
	}
	if (!takes_standard_output(call))
		pq_policy_check_terminal(check, call->values[BASELINE], &terminal);
	return pq_exit_worse(code, pq_policies_check_open(check) ? PQ_EXIT_DIFFERS : PQ_EXIT_OK);
}

/* A file that cannot be read leaves nothing to say of the others: half a check would look like a whole one. */
static int check_files(const struct call *call, const struct pq_policy *against, char **files, int count)
{
	struct pq_policies_check *check =
		pq_policies_check_new(against, call->values[AGAINST] ? call->values[AGAINST] : "fetch");
	int code = PQ_EXIT_OK;

	if (!check) {
		pq_complain("out of memory");
		return PQ_EXIT_SETUP;
	}
	for (int i = 0; i < count; i++)
		code = pq_exit_worse(code, add_file(check, call, files[i]));
	if (code == PQ_EXIT_OK) {
		pq_policies_check_finish(check);
		code = apply_baseline(check, call->values[BASELINE]);
	}
	if (code == PQ_EXIT_OK)
		code = report(check, call);
	pq_policies_check_free(check);
	return code;
}

static int read_values(struct call *call, char *const *files, int count)
{
	size_t dashes = 0;

	for (size_t option = JSON; option <= JUNIT; option++) {
		if (pq_put_beside(call->values[option], files, count) != PQ_EXIT_OK ||
		    pq_put_try(call->values[option]) != PQ_EXIT_OK)
			return PQ_EXIT_BAD_INPUT;
		dashes += call->values[option] && strcmp(call->values[option], "-") == 0;
	}
	if (dashes > 1)
		return pq_options_wrong(&usage, "only one report fits on standard output");
	call->schemes = call->values[SCHEMES] ? pq_policies_scheme_bits(pq_view_str(call->values[SCHEMES])) : 0;
	if (call->values[SCHEMES] && !call->schemes)
		return pq_options_wrong(&usage, "expected schemes such as http,https,ws,wss, not '%s'",
					call->values[SCHEMES]);
	return pq_policy_format(call->values[FORMAT], &call->format) ? PQ_EXIT_OK : PQ_EXIT_BAD_INPUT;
}

int pq_cli_policy_check(int argc, char **argv)
{
	struct pq_policy *against;
	struct pq_file text;
	struct call call;
	int first;
	int code;

	if (!pq_options_read(&usage, argc, argv, call.values, &first, &code))
		return code;
	if (first == argc)
		return pq_options_wrong(&usage, "expected a file");
	code = read_values(&call, argv + first, argc - first);
	if (code != PQ_EXIT_OK)
		return code;
	code = pq_load_policy(call.values[AGAINST] ? call.values[AGAINST] : "fetch", &against, &text);
	if (code != PQ_EXIT_OK)
		return code;
	code = check_files(&call, against, argv + first, argc - first);
	free(against);
	pq_file_free(&text);
	return code;
}
