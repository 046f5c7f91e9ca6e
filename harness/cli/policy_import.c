/* SPDX-License-Identifier: MIT */
#include "cli/policy_import.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/policy_check.h"
#include "import/print.h"
#include "report/json.h"
#include "report/message.h"
#include "report/policy_import.h"

enum option { FORMAT, LIST, JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[FORMAT] = { "format", "NAME", "how the files are written (auto)" },
	[LIST] = { "list", "IDENTIFIER", "the list of ports that is meant, where a file has several" },
	[JSON] = { "json", NULL, "print one JSON line a file, with everything that was read" },
};

static const struct pq_usage usage = {
	"policy import",
	"FILE...",
	"Reads lists of ports, header names and methods out of source code and prints them as\n"
	"policy text: each entry with the line that it came from. What stands in a list and\n"
	"could not be read is told on standard error, with its line. Ports under both sides of\n"
	"a conditional are printed. - reads standard input. Formats: auto, policy, gecko-prefs,\n"
	"fetch, plain, chromium, gecko, webkit, ladybird, servo, lightpanda, undici, wpt, deno,\n"
	"jsdom, wpt-python; for other files c, rust, zig, javascript and python.\n"
	"Exit code 0, or 2 where a file has no list, two, or a number that is no port.\n",
	options,
	OPTION_COUNT,
};

/* A file, its text, and what was read from it. */
struct source {
	const char *name;
	struct pq_file text;
	struct pq_import import;
	bool read;
};

static void tell_notes(const struct source *source)
{
	const struct pq_import *import = &source->import;

	for (size_t i = 0; i < import->note_count; i++) {
		const struct pq_import_note *note = &import->notes[i];
		int len = note->text.len > 60 ? 60 : (int)note->text.len;

		if (len)
			pq_complain("%s:%u:%u: note: %s: %.*s%s", source->name, note->line, note->column, note->what,
				    len, (const char *)note->text.data, note->text.len > 60 ? "..." : "");
		else
			pq_complain("%s:%u:%u: note: %s", source->name, note->line, note->column, note->what);
	}
	if (import->notes_left_out)
		pq_complain("%s: note: %zu further notes were left out", source->name, import->notes_left_out);
}

static int read_source(struct source *source, size_t format, const char *list)
{
	struct pq_diag diag = { 0, 0, "" };
	enum pq_err err = pq_file_read(source->name, PQ_MAX_IMPORT_TEXT, "PQ_MAX_IMPORT_TEXT", &source->text, &diag);

	if (!err)
		err = pq_import_read(&source->import, pq_file_view(&source->text), format,
				     pq_view_str(list ? list : ""), &diag);
	if (err) {
		pq_complain_at(source->name, &diag);
		return err == PQ_ERR_NO_SPACE ? PQ_EXIT_SETUP : PQ_EXIT_BAD_INPUT;
	}
	source->read = true;
	return PQ_EXIT_OK;
}

static int print_text(const struct source *sources, size_t count)
{
	struct pq_import_source *views = pq_memory(count, sizeof(*views));
	unsigned char *storage = pq_memory(PQ_IMPORT_PRINT_SIZE, 1);
	struct pq_diag diag = { 0, 0, "" };
	struct pq_buf out;
	enum pq_err err;

	pq_buf_init(&out, storage, PQ_IMPORT_PRINT_SIZE);
	for (size_t i = 0; i < count; i++)
		views[i] = (struct pq_import_source){ pq_view_str(sources[i].name), &sources[i].import };
	err = pq_import_print(views, count, &out, &diag);
	if (err)
		pq_complain("policy import: expected %s", diag.expected);
	else
		fwrite(out.data, 1, out.len, stdout);
	free(storage);
	free(views);
	return err ? PQ_EXIT_BAD_INPUT : PQ_EXIT_OK;
}

static int print_all(const struct source *sources, size_t count, bool json)
{
	for (size_t i = 0; i < count; i++) {
		tell_notes(&sources[i]);
		if (json)
			pq_json_print(pq_json_import(pq_view_str(sources[i].name), &sources[i].import), stdout);
	}
	return json ? PQ_EXIT_OK : print_text(sources, count);
}

int pq_cli_policy_import(int argc, char **argv)
{
	const char *values[OPTION_COUNT];
	struct source *sources;
	size_t count;
	size_t format;
	int first;
	int code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (!pq_policy_format(values[FORMAT], &format))
		return PQ_EXIT_BAD_INPUT;
	if (first == argc)
		return pq_options_wrong(&usage, "expected a file");
	count = (size_t)(argc - first);
	sources = pq_memory(count, sizeof(*sources));
	for (size_t i = 0; i < count; i++) {
		sources[i].name = argv[first + (int)i];
		code = pq_exit_worse(code, read_source(&sources[i], format, values[LIST]));
	}
	if (code == PQ_EXIT_OK)
		code = print_all(sources, count, values[JSON] != NULL);
	for (size_t i = 0; i < count; i++) {
		if (sources[i].read)
			pq_import_free(&sources[i].import);
		pq_file_free(&sources[i].text);
	}
	free(sources);
	return code;
}
