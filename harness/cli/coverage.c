/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign/signals.h"
#include "cli/cli.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/places.h"
#include "coverage/measure.h"
#include "coverage/reasons.h"
#include "report/json.h"
#include "report/message.h"
#include "report/terminal.h"

#define GROWN 0

/* What is measured beside the seeds, where it is there. */
static const char *const own_corpora[] = { [GROWN] = "corpus/grown", "corpus/regressions" };
#define OWN (sizeof(own_corpora) / sizeof(own_corpora[0]))

/* Why lines are never run; how many of them must be, in hundredths of a percent. */
#define EXPLANATIONS "tests/coverage/uncovered"
#define LEAST 9500

enum option { UNCOVERED, CHECK, BUILD, JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[UNCOVERED] = { "uncovered", NULL, "also list the lines that are never run, as FILE:LINE" },
	[CHECK] = { "check", NULL, "hold the lines that are never run against tests/coverage/uncovered" },
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
	"programs, by clang. --check leaves corpus/grown out, which nobody wrote, and names\n"
	"each line that is never run and not explained in tests/coverage/uncovered, and each\n"
	"explanation of nothing. Exit code 0: measured; 1: the check names something, or less\n"
	"than 95 % of the lines are run; 2: bad usage; 3: something is missing, could not be\n"
	"built, or a target did not survive an input.\n",
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

static void print_unexplained(void *ctx, const struct pq_counted_file *file, unsigned int line, struct pq_view code)
{
	size_t *count = ctx;

	(*count)++;
	printf("%s:%u: never run, and nothing explains it: ", file->name, line);
	pq_terminal_text(stdout, code);
	putchar('\n');
}

static size_t print_idle(const struct pq_reasons *reasons)
{
	size_t count = 0;

	for (size_t i = 0; i < reasons->count; i++) {
		const struct pq_reason *row = &reasons->items[i];
		bool star = row->code.len == 0;

		if (row->explains > 0)
			continue;
		count++;
		if (row->matches)
			printf(EXPLANATIONS ":%zu: explains a %s that is run\n", row->line, star ? "function" : "line");
		else
			printf(EXPLANATIONS ":%zu: there is no such %s\n", row->line, star ? "function" : "line");
	}
	return count;
}

/* Reads a file of the source tree whole; it is to be released. An exit code, PQ_EXIT_OK if it could be read. */
static int read_source(const char *source, const char *name, struct pq_file *file)
{
	struct pq_diag diag = { 0, 0, "" };
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", source, name);
	if (pq_file_read(path, PQ_MAX_INPUT_TEXT, "16 MiB (PQ_MAX_INPUT_TEXT)", file, &diag) == PQ_ERR_OK)
		return PQ_EXIT_OK;
	pq_complain_at(path, &diag);
	return PQ_EXIT_SETUP;
}

static int apply_all(struct pq_reasons *reasons, const struct pq_coverage *coverage, const char *source, size_t *wrong)
{
	for (size_t i = 0; i < coverage->file_count; i++) {
		struct pq_file text;
		int code = read_source(source, coverage->files[i].name, &text);

		if (code != PQ_EXIT_OK)
			return code;
		pq_reasons_apply(reasons, &coverage->files[i], pq_file_view(&text), print_unexplained, wrong);
		pq_file_free(&text);
	}
	return PQ_EXIT_OK;
}

static int check(const struct pq_coverage *coverage, const char *source)
{
	char why[PQ_COVERAGE_WHY];
	struct pq_reasons reasons;
	struct pq_file text;
	size_t wrong = 0;
	int code = read_source(source, EXPLANATIONS, &text);

	if (code != PQ_EXIT_OK)
		return code;
	if (!pq_reasons_read(&reasons, pq_file_view(&text), why)) {
		pq_complain(EXPLANATIONS ":%s", why);
		pq_file_free(&text);
		return PQ_EXIT_BAD_INPUT;
	}
	code = apply_all(&reasons, coverage, source, &wrong);
	wrong += print_idle(&reasons);
	if (pq_coverage_share(coverage->covered, coverage->line_count) < LEAST) {
		printf("less than %d %% of the lines are run\n", LEAST / 100);
		wrong++;
	}
	pq_reasons_free(&reasons);
	pq_file_free(&text);
	return wrong > 0 ? pq_exit_worse(code, PQ_EXIT_DIFFERS) : code;
}

/* The corpora to measure: what lies in the source tree, then the given ones. storage: the names of the former. */
static size_t choose(const char *source, char storage[OWN][4096], bool grown, char **given, size_t given_count,
		     const char **corpora)
{
	size_t count = 0;

	for (size_t i = 0; i < OWN; i++) {
		if (i == GROWN && !grown)
			continue;
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
	int code;

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
	code = values[CHECK] ? check(&coverage, chosen->source) : PQ_EXIT_OK;
	pq_coverage_free(&coverage);
	return code;
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
	if (values[CHECK] && values[JSON])
		return pq_options_wrong(&usage, "--check and --json do not go together");
	code = check_folders(argv + first, (size_t)(argc - first));
	if (code != PQ_EXIT_OK)
		return code;
	if (!pq_cli_source_there("coverage"))
		return PQ_EXIT_SETUP;
	chosen.build = values[BUILD];
	chosen.corpus_count =
		choose(chosen.source, storage, !values[CHECK], argv + first, (size_t)(argc - first), corpora);
	return measure(&chosen, values);
}
