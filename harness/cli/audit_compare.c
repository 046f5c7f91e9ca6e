/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "cli/audit_call.h"
#include "cli/cli.h"
#include "report/message.h"
#include "report/terminal.h"
#include "result/compare.h"
#include "result/json_result.h"

#define MAX_RESULT_TEXT (512u << 20) /* of one result */

static struct pq_result *read_result(const char *path)
{
	struct pq_result *result = NULL;
	struct pq_diag diag = { 0, 0, "" };
	struct pq_file text;
	enum pq_err err = pq_file_read(path, MAX_RESULT_TEXT, "512 MiB", &text, &diag);

	if (!err) {
		err = pq_result_read(&result, pq_file_view(&text), &diag);
		pq_file_free(&text);
	}
	if (err)
		pq_complain_at(path, &diag);
	return err ? NULL : result;
}

static void print_name(const struct pq_result *result, const char *path)
{
	pq_terminal_text(stdout, pq_view_str(result->version ? result->version : path));
	printf(" (%s)\n", result->started ? result->started : "");
}

static void print_change(const struct pq_terminal *terminal, const struct pq_change *change)
{
	pq_terminal_column(terminal, change->worse ? PQ_COLOUR_BAD : PQ_COLOUR_PLAIN, change->worse ? "worse" : "", 7);
	pq_terminal_text(stdout, pq_view_str(change->where ? change->where : ""));
	putchar(' ');
	pq_terminal_text(stdout, pq_view_str(change->what));
	fputs(": ", stdout);
	pq_terminal_text(stdout, pq_view_str(change->before ? change->before : "-"));
	fputs(" -> ", stdout);
	pq_terminal_text(stdout, pq_view_str(change->after ? change->after : "-"));
	putchar('\n');
}

static int print_all(const struct pq_result *before, const struct pq_result *after)
{
	struct pq_terminal terminal = pq_terminal_of(stdout);
	struct pq_change *changes = NULL;
	size_t count = 0, worse = 0;

	if (pq_compare(before, after, &changes, &count)) {
		pq_complain("out of memory");
		return PQ_EXIT_SETUP;
	}
	for (size_t i = 0; i < count; i++) {
		print_change(&terminal, &changes[i]);
		worse += changes[i].worse;
	}
	printf("%zu changed, %zu of them for the worse\n", count, worse);
	free(changes);
	return count > 0 ? PQ_EXIT_DIFFERS : PQ_EXIT_OK;
}

int pq_audit_compare(const char *before, const char *after)
{
	struct pq_result *a = read_result(before);
	struct pq_result *b = a ? read_result(after) : NULL;
	int code = PQ_EXIT_BAD_INPUT;

	if (a && b) {
		fputs("from ", stdout);
		print_name(a, before);
		fputs("to   ", stdout);
		print_name(b, after);
		code = print_all(a, b);
	}
	pq_result_free(a);
	pq_result_free(b);
	return code;
}
