/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "cli/options.h"
#include "convert/curl.h"
#include "convert/shell.h"
#include "report/message.h"

enum option { FILES, OPTION_COUNT };

static const struct pq_option options[] = {
	[FILES] = { "files", NULL, "read the files that the command line names (@FILE, --upload-file)" },
};

static const struct pq_usage usage = {
	"from-curl",
	"'curl ...'|curl WORD...|-",
	"Prints the scenario of a page that asks for what a command line of curl asks for. The\n"
	"command line is one argument, quoted as for a POSIX shell and with browsers' $'...',\n"
	"or is read from standard input (-), or stands as separate words. Nothing of it is\n"
	"expanded or run. Cookies go into the jar, Referer and Origin become the page, and\n"
	"what a user agent writes by itself is left to it. What cannot be turned stands in a\n"
	"comment, \"# not turned: ...\", and is told on standard error. Exit code 0: done;\n"
	"2: no command line of curl.\n",
	options,
	OPTION_COUNT,
};

static bool read_file(void *context, const char *path, unsigned char **data, size_t *len)
{
	struct pq_diag diag = { 0, 0, "" };
	struct pq_file file;

	(void)context;
	if (pq_file_read(path, PQ_MAX_BODY, "PQ_MAX_BODY", &file, &diag))
		return false;
	*data = file.data;
	*len = file.len;
	return true;
}

/* source: how complaints name where the words come from. */
static int convert(const char *const *words, size_t count, const char *source, bool files)
{
	static const struct pq_curl_files reading = { read_file, NULL };
	struct pq_sketch *sketch = pq_sketch_new("What a command line of curl asks for.");
	struct pq_diag diag = { 0, 0, "" };
	char *text = NULL;
	size_t len = 0;
	enum pq_err err = sketch ? pq_curl_read(words, count, files ? &reading : NULL, sketch, &diag)
				 : pq_diag_set(&diag, PQ_ERR_NO_SPACE, 0, 0, "enough memory");

	if (!err)
		err = pq_sketch_text(sketch, &text, &len, &diag);
	if (err) {
		pq_complain_at(source, &diag);
	} else {
		for (size_t i = 0; i < sketch->note_count; i++)
			pq_complain("not turned: %s", sketch->notes[i]);
		fwrite(text, 1, len, stdout);
	}
	free(text);
	pq_sketch_free(sketch);
	if (err == PQ_ERR_NO_SPACE)
		return PQ_EXIT_SETUP;
	return err ? PQ_EXIT_BAD_INPUT : PQ_EXIT_OK;
}

static int convert_line(struct pq_view line, const char *source, bool files)
{
	struct pq_shell_words words;
	struct pq_diag diag = { 0, 0, "" };
	enum pq_err err = pq_shell_split(line, &words, &diag);
	int code;

	if (err) {
		pq_complain_at(source, &diag);
		return err == PQ_ERR_NO_SPACE ? PQ_EXIT_SETUP : PQ_EXIT_BAD_INPUT;
	}
	code = convert((const char *const *)words.items, words.count, source, files);
	pq_shell_free(&words);
	return code;
}

static int convert_input(bool files)
{
	struct pq_diag diag = { 0, 0, "" };
	struct pq_file file;
	int code;

	if (pq_file_read("-", PQ_MAX_COMMAND_TEXT, "PQ_MAX_COMMAND_TEXT", &file, &diag)) {
		pq_complain_at("-", &diag);
		return PQ_EXIT_BAD_INPUT;
	}
	code = convert_line(pq_file_view(&file), "-", files);
	pq_file_free(&file);
	return code;
}

/* Options of ours end where the command line begins, so that curl's own are not taken for them. */
static int own_words(int argc, char **argv)
{
	int at = 1;

	while (at < argc && argv[at][0] == '-' && strcmp(argv[at], "-") != 0 && strcmp(argv[at], "--") != 0)
		at++;
	return at;
}

int pq_cli_from_curl(int argc, char **argv)
{
	const char *values[OPTION_COUNT];
	int own = own_words(argc, argv);
	int first;
	int code;

	if (!pq_options_read(&usage, own, argv, values, &first, &code))
		return code;
	if (own < argc && strcmp(argv[own], "--") == 0)
		own++;
	if (own == argc)
		return pq_options_wrong(&usage, "expected a command line of curl");
	if (argc - own > 1)
		return convert((const char *const *)(argv + own), (size_t)(argc - own), "from-curl", values[FILES]);
	if (strcmp(argv[own], "-") == 0)
		return convert_input(values[FILES]);
	return convert_line(pq_view_str(argv[own]), "from-curl", values[FILES]);
}
