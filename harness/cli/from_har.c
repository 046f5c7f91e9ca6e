/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/ascii.h"
#include "cli/cli.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/put.h"
#include "convert/har.h"
#include "convert/link.h"
#include "report/message.h"

enum option { OUT, ENTRY, ANSWERS, SECRETS, OPTION_COUNT };

static const struct pq_option options[] = {
	[OUT] = { "out", "DIR", "write one scenario a request there, as NUMBER-METHOD-HOST-PATH.scenario" },
	[ENTRY] = { "entry", "N", "only the N-th entry, from 1 on; it goes to standard output without --out" },
	[ANSWERS] = { "answers", NULL, "what servers answered becomes answer lines, without bodies" },
	[SECRETS] = { "keep-secrets", NULL, "keep cookies, Authorization and the like as they are" },
};

static const struct pq_usage usage = {
	"from-har",
	"FILE",
	"Turns the requests of an HTTP archive (HAR, from a browser's developer tools; - reads\n"
	"standard input) into scenarios: method, URL, headers, body, and with --answers what\n"
	"servers answered, redirects followed. An archive of one request is printed, others\n"
	"need --out or --entry. Secrets in headers are replaced; those in URLs and bodies are\n"
	"not. What cannot be turned stands in a comment, \"# not turned: ...\", and is told on\n"
	"standard error. Exit code 0: done; 2: no archive, or nothing in it can be turned.\n",
	options,
	OPTION_COUNT,
};

#define NAME_SIZE 96

/*
 * One scenario that was made.
 * name: of its file
 */
struct made {
	char name[NAME_SIZE];
	char *text;
	size_t len;
};

/* har: open, of that file; made: count of them */
struct run {
	const char *values[OPTION_COUNT];
	const char *file;
	struct pq_har *har;
	struct made *made;
	size_t count;
	size_t entry;
};

static void put_name(struct run *run, size_t index, char out[static NAME_SIZE])
{
	struct pq_buf name;

	memset(out, 0, NAME_SIZE);
	pq_buf_init(&name, out, NAME_SIZE - sizeof(".scenario"));
	pq_buf_add_u64(&name, 10000 + index + 1);
	/* Numbers of four digits are written as such, so that names sort. */
	if (index < 9999)
		memmove(out, out + 1, --name.len);
	pq_buf_add_byte(&name, '-');
	pq_link_name(pq_view_str(pq_har_method(run->har, index)), pq_view_str(pq_har_url(run->har, index)),
		     NAME_SIZE - 24, &name);
	out[name.len] = '\0';
	strcat(out, ".scenario");
}

/* An entry of which no scenario can be made is told, and the others are turned all the same. */
static void turn(struct run *run, size_t index)
{
	const struct pq_har_options how = { run->values[ANSWERS] != NULL, run->values[SECRETS] != NULL };
	struct pq_sketch *sketch = pq_sketch_new("From an HTTP archive.");
	struct made *made = &run->made[run->count];
	struct pq_diag diag = { 0, 0, "" };
	const char *why = sketch ? pq_har_sketch(run->har, index, &how, sketch) : "memory is short";
	enum pq_err err = PQ_ERR_OK;

	if (!why)
		err = pq_sketch_text(sketch, &made->text, &made->len, &diag);
	if (why)
		pq_complain("%s: entry %zu: not turned: %s", run->file, index + 1, why);
	else if (err)
		pq_complain("%s: entry %zu: not turned: expected %s", run->file, index + 1, diag.expected);
	if (!why && !err) {
		put_name(run, index, made->name);
		run->count++;
		for (size_t i = 0; i < sketch->note_count; i++)
			pq_complain("%s: entry %zu: not turned: %s", run->file, index + 1, sketch->notes[i]);
	}
	pq_sketch_free(sketch);
}

static bool write_made(const void *context, FILE *out)
{
	const struct made *made = context;

	return fwrite(made->text, 1, made->len, out) == made->len;
}

static int write_folder(const struct run *run)
{
	char path[PATH_MAX];
	int code = PQ_EXIT_OK;

	if (mkdir(run->values[OUT], 0777) != 0 && errno != EEXIST) {
		pq_complain("%s: expected a place to write to (%s)", run->values[OUT], strerror(errno));
		return PQ_EXIT_BAD_INPUT;
	}
	for (size_t i = 0; i < run->count && code == PQ_EXIT_OK; i++) {
		if (snprintf(path, sizeof(path), "%s/%s", run->values[OUT], run->made[i].name) >= (int)sizeof(path)) {
			pq_complain("%s: expected a shorter name of a folder", run->values[OUT]);
			return PQ_EXIT_BAD_INPUT;
		}
		code = pq_put(path, write_made, &run->made[i]);
	}
	if (code == PQ_EXIT_OK)
		printf("%zu scenario%s of %zu entr%s in %s\n", run->count, run->count == 1 ? "" : "s",
		       pq_har_count(run->har), pq_har_count(run->har) == 1 ? "y" : "ies", run->values[OUT]);
	return code;
}

/* Which entries: all, or the one that was asked for. Returns an exit code. */
static int turn_all(struct run *run)
{
	size_t total = pq_har_count(run->har);

	if (run->entry > total || total == 0) {
		pq_complain("%s: expected an entry; there %s %zu", run->file, total == 1 ? "is" : "are", total);
		return PQ_EXIT_BAD_INPUT;
	}
	if (!run->values[OUT] && !run->entry && total > 1)
		return pq_options_wrong(&usage, "%s has %zu entries: expected --out or --entry", run->file, total);
	run->made = pq_memory(total, sizeof(*run->made));
	for (size_t i = 0; i < total; i++)
		if (!run->entry || run->entry == i + 1)
			turn(run, i);
	if (run->count == 0)
		return PQ_EXIT_BAD_INPUT;
	if (run->values[OUT])
		return write_folder(run);
	return write_made(&run->made[0], stdout) ? PQ_EXIT_OK : PQ_EXIT_SETUP;
}

static int open_and_turn(struct run *run)
{
	struct pq_diag diag = { 0, 0, "" };
	struct pq_file text;
	enum pq_err err = pq_file_read(run->file, PQ_MAX_HAR_TEXT, "PQ_MAX_HAR_TEXT", &text, &diag);
	int code;

	if (err) {
		pq_complain_at(run->file, &diag);
		return PQ_EXIT_BAD_INPUT;
	}
	err = pq_har_open(&run->har, pq_file_view(&text), &diag);
	pq_file_free(&text);
	if (err) {
		pq_complain_at(run->file, &diag);
		return err == PQ_ERR_NO_SPACE ? PQ_EXIT_SETUP : PQ_EXIT_BAD_INPUT;
	}
	code = turn_all(run);
	for (size_t i = 0; i < run->count; i++)
		free(run->made[i].text);
	free(run->made);
	pq_har_close(run->har);
	return code;
}

int pq_cli_from_har(int argc, char **argv)
{
	struct run run = { .made = NULL };
	uint64_t entry = 0;
	int first;
	int code;

	if (!pq_options_read(&usage, argc, argv, run.values, &first, &code))
		return code;
	if (argc - first != 1)
		return pq_options_wrong(&usage, "expected one archive");
	if (run.values[ENTRY] && (!pq_ascii_decimal(pq_view_str(run.values[ENTRY]), SIZE_MAX, &entry) || entry == 0))
		return pq_options_wrong(&usage, "--entry '%s'; expected a number from 1 on", run.values[ENTRY]);
	run.entry = (size_t)entry;
	run.file = argv[first];
	return open_and_turn(&run);
}
