/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/format.h"
#include "cli/options.h"
#include "cli/paths.h"
#include "report/message.h"
#include "report/output.h"
#include "report/terminal.h"

enum option { CHECK, LENIENT, OPTION_COUNT };

static const struct pq_option options[] = {
	[CHECK] = { "check", NULL, "change nothing; print the names of files that are not canonical" },
	[LENIENT] = { "lenient", NULL, "leave out lines of scenarios that cannot be read, as fuzz targets do" },
};

static const struct pq_usage usage = {
	"fmt",
	"FILE|DIRECTORY...",
	"Writes scenarios and policies in their canonical form, in place; of a directory,\n"
	"every *.scenario and *.policy below it. - reads standard input and writes standard\n"
	"output. Exit code 0: done; 1: --check found a file that is not canonical; 2: a file\n"
	"could not be read, and is untouched.\n",
	options,
	OPTION_COUNT,
};

static int rewrite(const char *file, struct pq_view text)
{
	struct pq_output output;
	const char *why = pq_output_open(&output, file);

	if (!why) {
		fwrite(text.data, 1, text.len, output.stream);
		why = pq_output_commit(&output);
	}
	if (!why)
		return PQ_EXIT_OK;
	pq_complain("%s: could not be written: %s", file, why);
	return PQ_EXIT_SETUP;
}

static int put(const char *file, const struct pq_document *document, bool check)
{
	bool standard = strcmp(file, "-") == 0;

	if (standard && !check) {
		fwrite(document->canonical.data, 1, document->canonical.len, stdout);
		return PQ_EXIT_OK;
	}
	if (pq_document_is_canonical(document))
		return PQ_EXIT_OK;
	if (!check)
		return rewrite(file, document->canonical);
	pq_terminal_text(stdout, pq_view_str(file));
	putchar('\n');
	return PQ_EXIT_DIFFERS;
}

static int format(const char *file, bool check, enum pq_reading reading)
{
	struct pq_diag diag = { 0, 0, "" };
	struct pq_document document;
	int code;

	if (pq_document_read(&document, file, reading, &diag)) {
		pq_complain_at(file, &diag);
		return PQ_EXIT_BAD_INPUT;
	}
	code = put(file, &document, check);
	pq_document_free(&document);
	return code;
}

int pq_cli_fmt(int argc, char **argv)
{
	const char *values[OPTION_COUNT];
	struct pq_paths paths = { NULL, 0 };
	int first;
	int code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (first == argc)
		return pq_options_wrong(&usage, "expected a file or a directory");
	for (int i = first; i < argc; i++)
		code = pq_exit_worse(code, pq_paths_add(&paths, argv[i], pq_format_suffixes));
	for (size_t i = 0; i < paths.count; i++)
		code = pq_exit_worse(code, format(paths.items[i], values[CHECK] != NULL,
						  values[LENIENT] ? PQ_READING_LENIENT : PQ_READING_STRICT));
	pq_paths_free(&paths);
	return code;
}
