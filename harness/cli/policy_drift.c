/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/policy_check.h"
#include "policies/drift.h"
#include "report/message.h"
#include "report/terminal.h"

enum option { AGAINST, FORMAT, OPTION_COUNT };

static const struct pq_option options[] = {
	[AGAINST] = { "against", "NAME[@DATE]|FILE", "the policy that may be out of date (fetch)" },
	[FORMAT] = { "format", "NAME", "how the file is written (auto)" },
};

static const struct pq_usage usage = {
	"policy drift",
	"FETCH.BS",
	"Compares a newer text of the standard with a policy of ours: the lines that the\n"
	"policy's text lacks (+), and those that the standard no longer has (-), each with the\n"
	"line of the standard. Exit code 0: nothing has moved; 1: something has; 2: a file\n"
	"that cannot be read, or has no list.\n",
	options,
	OPTION_COUNT,
};

static const char *against_name(const char *const *values)
{
	return values[AGAINST] ? values[AGAINST] : "fetch";
}

static void put_step(const struct pq_terminal *terminal, const char *path, const struct pq_policies_step *step)
{
	pq_terminal_text(terminal->out, pq_view_str(path));
	fprintf(terminal->out, ":%zu: ", step->line);
	pq_terminal_put(terminal, step->add ? PQ_COLOUR_GOOD : PQ_COLOUR_BAD, step->add ? "+ " : "- ");
	pq_terminal_text(terminal->out, pq_view_str(step->text));
	fputc('\n', terminal->out);
}

/* What is about the text itself: entries that stand twice, or were not read. */
static size_t put_others(const struct pq_terminal *terminal, const struct pq_policies_check *check)
{
	size_t others = 0;

	for (size_t i = 0; i < check->finding_count; i++) {
		const struct pq_policies_finding *finding = &check->findings[i];

		if (finding->rule != PQ_ROW_UNREAD && finding->rule != PQ_ROW_DUPLICATE_PORT &&
		    finding->rule != PQ_ROW_DUPLICATE_NAME)
			continue;
		others++;
		pq_terminal_text(terminal->out, pq_view_str(finding->file));
		fprintf(terminal->out, ":%zu:%zu: %s: ", finding->line, finding->column, pq_row_word(finding->rule));
		pq_terminal_text(terminal->out, pq_view_str(finding->text));
		fputc('\n', terminal->out);
	}
	return others;
}

/* What the text had no list of: the notes from `first` on. What is said of code does not fit a standard. */
static void put_unseen(const struct pq_terminal *terminal, const struct pq_policies_check *check, size_t first)
{
	for (size_t i = first; i < check->note_count; i++) {
		pq_terminal_put(terminal, PQ_COLOUR_FAINT, "note: ");
		pq_terminal_text(terminal->out, pq_view_str(check->notes[i].text));
		fputc('\n', terminal->out);
	}
}

static int tell(struct pq_policies_check *check, const struct pq_import *standard, const char *path, size_t first_note)
{
	struct pq_terminal terminal = pq_terminal_of(stdout);
	struct pq_policies_step *steps = pq_memory(check->finding_count, sizeof(*steps));
	size_t count = pq_policies_drift(check, standard, steps, check->finding_count);
	size_t others = 0;

	if (check->full) {
		free(steps);
		pq_complain("out of memory");
		return PQ_EXIT_SETUP;
	}
	for (size_t i = 0; i < count; i++)
		put_step(&terminal, path, &steps[i]);
	free(steps);
	others = put_others(&terminal, check);
	put_unseen(&terminal, check, first_note);
	printf("policy %s", check->against_name);
	if (check->against_date)
		printf(" (%s)", check->against_date);
	if (count == 0)
		printf(" says what %s says\n", path);
	else
		printf(" differs from %s by %zu line%s\n", path, count, count == 1 ? "" : "s");
	return count + others > 0 ? PQ_EXIT_DIFFERS : PQ_EXIT_OK;
}

static int compare(const char *path, size_t format, const struct pq_policy *against, const char *name,
		   struct pq_view text)
{
	struct pq_policies_check *check = pq_policies_check_new(against, name);
	struct pq_diag diag = { 0, 0, "" };
	struct pq_import standard;
	int code = PQ_EXIT_BAD_INPUT;

	if (!check) {
		pq_complain("out of memory");
		return PQ_EXIT_SETUP;
	}
	if (pq_import_read(&standard, text, format, pq_view_str(""), &diag)) {
		pq_complain_at(path, &diag);
	} else {
		if (pq_policies_check_import(check, path, &standard, 0, &diag)) {
			pq_complain_at(path, &diag);
		} else {
			size_t notes = check->note_count;

			pq_policies_check_finish(check);
			code = tell(check, &standard, path, notes);
		}
		pq_import_free(&standard);
	}
	pq_policies_check_free(check);
	return code;
}

int pq_cli_policy_drift(int argc, char **argv)
{
	const char *values[OPTION_COUNT];
	struct pq_policy *against;
	struct pq_file policy_text;
	struct pq_file text;
	struct pq_diag diag = { 0, 0, "" };
	size_t format;
	int first;
	int code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (argc - first != 1)
		return pq_options_wrong(&usage, "expected one file, the standard's source");
	if (!pq_policy_format(values[FORMAT], &format))
		return PQ_EXIT_BAD_INPUT;
	if (pq_file_read(argv[first], PQ_MAX_IMPORT_TEXT, "PQ_MAX_IMPORT_TEXT", &text, &diag)) {
		pq_complain_at(argv[first], &diag);
		return PQ_EXIT_BAD_INPUT;
	}
	code = pq_load_policy(against_name(values), &against, &policy_text);
	if (code == PQ_EXIT_OK) {
		code = compare(argv[first], format, against, against_name(values), pq_file_view(&text));
		free(against);
		pq_file_free(&policy_text);
	}
	pq_file_free(&text);
	return code;
}
