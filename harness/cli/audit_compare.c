/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "cli/audit_call.h"
#include "cli/cli.h"
#include "report/audit_changes.h"
#include "report/message.h"
#include "report/output.h"
#include "result/json_result.h"

static struct pq_result *read_result(const char *path)
{
	struct pq_result *result = NULL;
	struct pq_diag diag = { 0, 0, "" };
	struct pq_file text;
	enum pq_err err = pq_file_read(path, PQ_MAX_RESULT_TEXT, "PQ_MAX_RESULT_TEXT", &text, &diag);

	if (!err) {
		err = pq_result_read(&result, pq_file_view(&text), &diag);
		pq_file_free(&text);
	}
	if (err)
		pq_complain_at(path, &diag);
	return err ? NULL : result;
}

/* The table is for a person; with --json - only the document goes to standard output. */
static void print_table(const struct pq_result *before, const struct pq_result *after, const struct pq_change *changes,
			size_t count)
{
	const struct pq_result *results[] = { before, after };
	struct pq_terminal terminal = pq_terminal_of(stdout);

	for (size_t i = 0; i < 2; i++) {
		pq_terminal_column(&terminal, PQ_COLOUR_FAINT, i == 0 ? "from" : "to", 5);
		pq_terminal_text(stdout, pq_view_str(results[i]->version ? results[i]->version
						     : results[i]->name  ? results[i]->name
									 : "?"));
		fputs(", ", stdout);
		pq_terminal_text(stdout, pq_view_str(results[i]->started ? results[i]->started : "?"));
		fputs(results[i]->partial ? ", partial\n" : "\n", stdout);
	}
	pq_report_changes(changes, count, &terminal);
}

static int write_json(const char *path, const struct pq_result *before, const struct pq_result *after,
		      const struct pq_change *changes, size_t count)
{
	struct pq_output output;
	const char *why = pq_output_open(&output, path);

	if (!why && !pq_report_changes_json(before, after, changes, count, output.stream)) {
		pq_output_discard(&output);
		why = "out of memory or of room";
	} else if (!why) {
		why = pq_output_commit(&output);
	}
	if (why)
		pq_complain("%s: could not be written: %s", path, why);
	return why ? PQ_EXIT_SETUP : PQ_EXIT_OK;
}

static int compare(const struct pq_result *before, const struct pq_result *after, const char *json)
{
	struct pq_change *changes = NULL;
	size_t count = 0;
	int code = PQ_EXIT_OK;

	if (pq_compare(before, after, &changes, &count)) {
		pq_complain("out of memory");
		return PQ_EXIT_SETUP;
	}
	if (json)
		code = write_json(json, before, after, changes, count);
	if (!json || strcmp(json, "-") != 0)
		print_table(before, after, changes, count);
	for (size_t i = 0; i < count; i++)
		if (changes[i].worse)
			code = pq_exit_worse(code, PQ_EXIT_DIFFERS);
	free(changes);
	return code;
}

int pq_audit_compare(const char *before, const char *after, const char *json)
{
	struct pq_result *a = read_result(before);
	struct pq_result *b = a ? read_result(after) : NULL;
	int code = a && b ? compare(a, b, json) : PQ_EXIT_BAD_INPUT;

	pq_result_free(a);
	pq_result_free(b);
	return code;
}
