/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "campaign/signals.h"
#include "cli/cli.h"
#include "cli/finding.h"
#include "cli/options.h"
#include "cli/plugged.h"
#include "cli/put.h"
#include "cli/smaller.h"
#include "report/message.h"
#include "report/terminal.h"

enum option { OUT, PROGRAM, SUBJECT, TRIES, OPTION_COUNT };

static const struct pq_option options[] = {
	[OUT] = { "out", "FILE", "write it there and leave the finding as it is; - is standard output" },
	[PROGRAM] = { "program", "NAME|PATH", "the fuzz program that breaks a rule with it" },
	[SUBJECT] = { "subject", "FILE.so", "the plug-in that it was found in (campaign --subject)" },
	[TRIES] = { "tries", "N", "how many inputs are tried at most, 1 to 1000000 (default 20000)" },
};

static const struct pq_usage usage = {
	"minimise",
	"FINDING...",
	"Makes findings of campaigns smaller: leaves out of a scenario requests, answers,\n"
	"settings, headers and fields, then bytes of what is left, and makes that plain; of\n"
	"other inputs bytes. Every try is run in the program that the finding is of: the\n"
	"target as this tree builds it or, in a folder named after a planted bug, that with\n"
	"the bug. Nothing is taken that breaks another rule, or breaks it at another place.\n"
	"The finding's file is replaced. Ctrl-C ends it, and the best so far is kept.\n"
	"Exit code 0: done; 2: bad usage, or the program does not break that rule with it; 3:\n"
	"interrupted, out of tries, or something is missing.\n",
	options,
	OPTION_COUNT,
};

static bool write_bytes(const void *context, FILE *out)
{
	const struct pq_buf *best = context;

	return fwrite(best->data, 1, best->len, out) == best->len;
}

static size_t lines_of(struct pq_view text)
{
	size_t lines = 0;

	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] == '\n';
	return lines;
}

static void print_done(const struct pq_terminal *terminal, const struct pq_cli_finding *finding,
		       const struct pq_smaller *smaller)
{
	struct pq_view before = pq_file_view(&finding->bytes), after = pq_buf_view(&smaller->m.best);

	pq_terminal_text(terminal->out, pq_view_str(finding->path));
	fprintf(terminal->out, "\n  %zu bytes of %zu, ", after.len, before.len);
	if (strcmp(finding->label.target->suffix, ".scenario") == 0)
		fprintf(terminal->out, "%zu lines of %zu, ", lines_of(after), lines_of(before));
	fprintf(terminal->out, "after %zu tries%s\n  %s at ", smaller->m.tries,
		smaller->m.stopped ? ", the best so far" : "", smaller->run.name);
	pq_terminal_text(terminal->out, pq_view_str(smaller->run.place[0] ? smaller->run.place : "a place unknown"));
	fputc('\n', terminal->out);
	fflush(terminal->out);
}

/* Where the smaller one goes: --out, or in the finding's place if it is another one now. */
static int put(const struct pq_cli_finding *finding, const struct pq_smaller *smaller, const char *out)
{
	if (!out && pq_view_eq(pq_file_view(&finding->bytes), pq_buf_view(&smaller->m.best)))
		return PQ_EXIT_OK;
	return pq_put(out ? out : finding->path, write_bytes, &smaller->m.best);
}

static int minimise_one(const char *path, const char *const *values, size_t limit)
{
	bool to_standard = values[OUT] && strcmp(values[OUT], "-") == 0;
	struct pq_terminal terminal = pq_terminal_of(to_standard ? stderr : stdout);
	struct pq_smaller *smaller = pq_memory(1, sizeof(*smaller));
	struct pq_cli_finding finding;
	int code = pq_cli_finding_open(&finding, path, PQ_FINDING_FOUND, values[PROGRAM]);

	if (code == PQ_EXIT_OK)
		code = pq_cli_smaller(smaller, &finding, limit);
	else
		pq_complain("%s: %s", path, finding.why);
	if (code == PQ_EXIT_OK || (code == PQ_EXIT_SETUP && smaller->m.kept > 0)) {
		print_done(&terminal, &finding, smaller);
		code = pq_exit_worse(code, put(&finding, smaller, values[OUT]));
	}
	pq_cli_finding_close(&finding);
	free(smaller);
	return code;
}

static int read_tries(const char *text, size_t *limit)
{
	size_t digits = text ? strspn(text, "0123456789") : 0;

	*limit = PQ_MINIMISE_TRIES;
	if (!text)
		return PQ_EXIT_OK;
	*limit = digits > 0 && digits < 8 && !text[digits] ? strtoul(text, NULL, 10) : 0;
	if (*limit < 1 || *limit > 1000000)
		return pq_options_wrong(&usage, "--tries '%s'; expected a number from 1 to 1000000", text);
	return PQ_EXIT_OK;
}

int pq_cli_minimise(int argc, char **argv)
{
	const char *values[OPTION_COUNT];
	size_t limit;
	int first, code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	code = read_tries(values[TRIES], &limit);
	if (code == PQ_EXIT_OK && first == argc)
		code = pq_options_wrong(&usage, "expected a finding");
	if (code == PQ_EXIT_OK && values[OUT] && argc - first > 1)
		code = pq_options_wrong(&usage, "--out takes one finding");
	if (code == PQ_EXIT_OK)
		code = pq_plugged_choose(values[SUBJECT]);
	if (code == PQ_EXIT_OK && values[OUT])
		code = pq_put_try(values[OUT]);
	if (code == PQ_EXIT_OK)
		code = pq_put_beside(values[OUT], argv + first, argc - first);
	if (code != PQ_EXIT_OK)
		return code;
	pq_signals_catch();
	for (int i = first; i < argc && !pq_signals_caught(); i++)
		code = pq_exit_worse(code, minimise_one(argv[i], values, limit));
	pq_signals_release();
	return code;
}
