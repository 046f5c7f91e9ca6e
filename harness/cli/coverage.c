/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign/signals.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "coverage/measure.h"
#include "report/json.h"
#include "report/message.h"
#include "report/terminal.h"

/* What is measured beside the seeds, where it is there. */
static const char *const own_corpora[] = { "corpus/grown", "corpus/regressions" };
#define OWN (sizeof(own_corpora) / sizeof(own_corpora[0]))

enum option { UNCOVERED, BUILD, JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[UNCOVERED] = { "uncovered", NULL, "also list the lines that are never run, as FILE:LINE" },
	[BUILD] = { "build", "DIR", "where the measuring programs are built (default build/fuzz-coverage)" },
	[JSON] = { "json", NULL, "print JSON lines, one a source file and one of the whole" },
};

static const struct pq_usage usage = {
	"coverage",
	"[DIR...]",
	"Measures which lines of the model and the judge (src/) are run by what the fuzz\n"
	"targets start from: corpus/seeds, corpus/targets, corpus/grown and\n"
	"corpus/regressions. A DIR is measured with them: scenarios, or a folder for each\n"
	"target, such as out/campaign/corpus. The targets are built for it as replay\n"
	"programs, by clang. Exit code 0: measured; 2: bad usage; 3: something is missing,\n"
	"could not be built, or a target did not survive an input.\n",
	options,
	OPTION_COUNT,
};

static void print_row(const struct pq_terminal *terminal, enum pq_colour colour, const char *name, size_t covered,
		      size_t line_count)
{
	unsigned int share = pq_coverage_share(covered, line_count);

	pq_terminal_column(terminal, colour, name, 20);
	fprintf(terminal->out, "%8zu%9zu%8u.%02u %%\n", line_count, covered, share / 100, share % 100);
}

static void print_table(const struct pq_coverage *coverage)
{
	struct pq_terminal terminal = pq_terminal_of(stdout);

	pq_terminal_put(&terminal, PQ_COLOUR_STRONG, "folder                 lines  covered\n");
	for (size_t i = 0; i < coverage->folder_count; i++) {
		const struct pq_counted_folder *folder = &coverage->folders[i];

		print_row(&terminal, PQ_COLOUR_PLAIN, folder->name, folder->covered, folder->line_count);
	}
	print_row(&terminal, PQ_COLOUR_STRONG, "all", coverage->covered, coverage->line_count);
}

static void print_uncovered(const struct pq_coverage *coverage)
{
	for (size_t i = 0; i < coverage->file_count; i++) {
		const struct pq_counted_file *file = &coverage->files[i];

		for (size_t at = 0; at < file->line_count; at++)
			if (!file->lines[at].covered)
				printf("%s:%u\n", file->name, file->lines[at].number);
	}
}

static void print_json(const struct pq_coverage *coverage)
{
	for (size_t i = 0; i < coverage->file_count; i++) {
		const struct pq_counted_file *file = &coverage->files[i];
		json_t *uncovered = json_array();

		for (size_t at = 0; at < file->line_count; at++)
			if (!file->lines[at].covered)
				json_array_append_new(uncovered, json_integer(file->lines[at].number));
		pq_json_print(json_pack("{s:s,s:I,s:I,s:o}", "file", file->name, "lines", (json_int_t)file->line_count,
					"covered", (json_int_t)file->covered, "uncovered", uncovered),
			      stdout);
	}
	pq_json_print(json_pack("{s:I,s:I}", "lines", (json_int_t)coverage->line_count, "covered",
				(json_int_t)coverage->covered),
		      stdout);
}

/* The corpora to measure: what lies in the source tree, then the given ones. The first OWN may be owned. */
static size_t choose(const char *source, char storage[OWN][4096], char **given, size_t given_count,
		     const char **corpora)
{
	size_t count = 0;

	for (size_t i = 0; i < OWN; i++) {
		snprintf(storage[i], sizeof(storage[i]), "%s/%s", source, own_corpora[i]);
		if (access(storage[i], F_OK) == 0)
			corpora[count++] = storage[i];
	}
	for (size_t i = 0; i < given_count; i++)
		corpora[count++] = given[i];
	return count;
}

static int check_folders(char **given, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (access(given[i], R_OK) == 0)
			continue;
		pq_complain("%s: expected a folder of inputs", given[i]);
		return PQ_EXIT_BAD_INPUT;
	}
	return count <= PQ_COVERAGE_CORPORA - OWN
		       ? PQ_EXIT_OK
		       : pq_options_wrong(&usage, "at most %zu folders", (size_t)PQ_COVERAGE_CORPORA - OWN);
}

static int measure(const struct pq_coverage_options *chosen, const char **values)
{
	struct pq_coverage coverage;
	char why[PQ_COVERAGE_WHY];
	bool measured;

	pq_signals_catch();
	measured = pq_coverage_measure(chosen, &coverage, why);
	pq_signals_release();
	if (!measured) {
		pq_complain("coverage: %s", why);
		return PQ_EXIT_SETUP;
	}
	if (values[JSON]) {
		print_json(&coverage);
	} else {
		print_table(&coverage);
		if (values[UNCOVERED])
			print_uncovered(&coverage);
	}
	pq_coverage_free(&coverage);
	return PQ_EXIT_OK;
}

int pq_cli_coverage(int argc, char **argv)
{
	const char *corpora[PQ_COVERAGE_CORPORA], *values[OPTION_COUNT];
	struct pq_coverage_options chosen = { .source = pq_cli_source_dir(), .corpora = corpora };
	char storage[OWN][4096];
	int first, code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (values[BUILD] && !values[BUILD][0])
		return pq_options_wrong(&usage, "--build ''; expected a folder");
	code = check_folders(argv + first, (size_t)(argc - first));
	if (code != PQ_EXIT_OK)
		return code;
	chosen.build = values[BUILD];
	chosen.corpus_count = choose(chosen.source, storage, argv + first, (size_t)(argc - first), corpora);
	return measure(&chosen, values);
}
