/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/format.h"
#include "cli/options.h"
#include "cli/paths.h"
#include "cli/url_reader.h"
#include "fetch/result.h"
#include "report/json.h"
#include "report/message.h"
#include "report/terminal.h"

enum option { JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[JSON] = { "json", NULL, "print JSON lines, one a warning" },
};

static const struct pq_usage usage = {
	"lint",
	"FILE|DIRECTORY...",
	"Reads scenarios and policies strictly, and warns of what can be read but proves\n"
	"little or will puzzle others; - reads standard input. Exit code 0: nothing to say;\n"
	"1: warnings; 2: a file could not be read.\n",
	options,
	OPTION_COUNT,
};

/* warnings: so far, of all files */
struct linter {
	const char *file;
	bool json;
	struct pq_url_reader reader;
	size_t warnings;
};

static void warn(struct linter *linter, size_t line, const char *text)
{
	linter->warnings++;
	if (linter->json) {
		pq_json_print(json_pack("{s:o,s:I,s:s}", "file", pq_json_text(pq_view_str(linter->file)), "line",
					(json_int_t)line, "warning", text),
			      stdout);
		return;
	}
	pq_terminal_text(stdout, pq_view_str(linter->file));
	printf(":%zu: warning: %s\n", line, text);
}

/* A refusal proves nothing where the same request without the attack would fail too. */
static bool wants_control(const struct pq_line *line)
{
	uint32_t what = line->args[0].number;

	return what == PQ_EXPECT_BLOCKED || what == PQ_EXPECT_ERROR || what == PQ_EXPECT_DROPPED ||
	       what == PQ_EXPECT_UNSENT;
}

static bool is_network_error(struct pq_view name)
{
	for (int error = PQ_ERROR_NONE + 1; error < PQ_ERROR_COUNT; error++)
		if (pq_view_is(name, pq_network_error_name((enum pq_network_error)error)))
			return true;
	return false;
}

/* Names that the format takes as they are written, because it does not know what others call theirs. */
static void lint_names(struct linter *linter, const struct pq_scenario *scenario)
{
	for (size_t i = 0; i < scenario->line_count; i++) {
		const struct pq_line *line = &scenario->lines[i];
		struct pq_url url;
		size_t builtin;
		uint32_t day;

		if (line->word == PQ_WORD_EXPECT && line->args[0].number == PQ_EXPECT_ERROR &&
		    !is_network_error(line->args[1].bytes))
			warn(linter, line->text_line, "no network error of the model has this name");
		if ((line->word == PQ_WORD_POLICY || line->word == PQ_WORD_JUDGE) &&
		    pq_policy_builtin_resolve(line->args[0].bytes, &builtin, &day))
			warn(linter, line->text_line, "no built-in policy has this name");
		if (line->word == PQ_WORD_PAGE &&
		    !pq_url_reader_parse(&linter->reader, line->args[0].bytes, NULL, &url))
			warn(linter, line->text_line, "the page is no URL: nothing has an origin or a base");
	}
}

static void lint_expectations(struct linter *linter, const struct pq_scenario *scenario)
{
	size_t expect = pq_scenario_find(scenario, PQ_WORD_EXPECT, 0);
	bool has_control = pq_scenario_find(scenario, PQ_WORD_CONTROL, 0) < scenario->line_count;

	if (expect == scenario->line_count)
		warn(linter, 1, "no expect line: the scenario claims nothing");
	while (expect < scenario->line_count && !has_control) {
		if (wants_control(&scenario->lines[expect])) {
			warn(linter, scenario->lines[expect].text_line,
			     "a refusal is expected, but there is no control that must succeed");
			return;
		}
		expect = pq_scenario_find(scenario, PQ_WORD_EXPECT, expect + 1);
	}
}

static bool has_attack(const struct pq_scenario *scenario)
{
	for (size_t i = 0; i < scenario->line_count; i++)
		if (pq_word_is_request(scenario->lines[i].word) && scenario->lines[i].word != PQ_WORD_CONTROL)
			return true;
	return false;
}

static bool has_comment(const struct pq_scenario *scenario)
{
	for (size_t i = 0; i < scenario->line_count; i++)
		if (scenario->lines[i].word == PQ_WORD_COMMENT && scenario->lines[i].args[0].bytes.len > 1)
			return true;
	return false;
}

static void lint_scenario(struct linter *linter, const struct pq_scenario *scenario)
{
	if (!has_comment(scenario))
		warn(linter, 1, "no comment: nobody will know what the scenario shows, and its source");
	if (!has_attack(scenario))
		warn(linter, 1, "no request but controls: nothing is tested");
	lint_expectations(linter, scenario);
	lint_names(linter, scenario);
}

static bool has_entry(const struct pq_policy *policy, enum pq_entry_kind kind)
{
	for (size_t i = 0; i < policy->entry_count; i++)
		if (policy->entries[i].kind == kind)
			return true;
	return false;
}

static void lint_policy(struct linter *linter, const struct pq_policy *policy)
{
	if (!has_entry(policy, PQ_ENTRY_NAME))
		warn(linter, 1, "no name line");
	if (!has_entry(policy, PQ_ENTRY_DATE))
		warn(linter, 1, "no date line: nobody will know which state of its source it is");
	if (!has_entry(policy, PQ_ENTRY_SOURCE))
		warn(linter, 1, "no source line");
}

static int lint(struct linter *linter, const char *file)
{
	struct pq_diag diag = { 0, 0, "" };
	struct pq_document document;

	if (pq_document_read(&document, file, PQ_READING_STRICT, &diag)) {
		pq_complain_at(file, &diag);
		return PQ_EXIT_BAD_INPUT;
	}
	linter->file = file;
	if (document.format == PQ_FORMAT_SCENARIO)
		lint_scenario(linter, document.scenario);
	else
		lint_policy(linter, document.policy);
	if (!pq_document_is_canonical(&document))
		warn(linter, 1, "not in canonical form (pratique fmt writes it)");
	pq_document_free(&document);
	return PQ_EXIT_OK;
}

int pq_cli_lint(int argc, char **argv)
{
	const char *values[OPTION_COUNT];
	struct pq_paths paths = { NULL, 0 };
	struct linter linter = { .warnings = 0 };
	int first;
	int code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (first == argc)
		return pq_options_wrong(&usage, "expected a file or a directory");
	code = pq_url_reader_init(&linter.reader);
	if (code != PQ_EXIT_OK)
		return code;
	linter.json = values[JSON] != NULL;
	for (int i = first; i < argc; i++)
		code = pq_exit_worse(code, pq_paths_add(&paths, argv[i], pq_format_suffixes));
	for (size_t i = 0; i < paths.count; i++)
		code = pq_exit_worse(code, lint(&linter, paths.items[i]));
	pq_paths_free(&paths);
	pq_url_reader_fini(&linter.reader);
	return pq_exit_worse(code, linter.warnings ? PQ_EXIT_DIFFERS : PQ_EXIT_OK);
}
