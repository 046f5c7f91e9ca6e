/* SPDX-License-Identifier: MIT */
#include "corpus/stats.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/corpus_show.h"
#include "cli/folder.h"
#include "cli/options.h"
#include "cli/places.h"
#include "cli/targets.h"
#include "report/json.h"

enum option { TARGET, NO_RUN, JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[TARGET] = { "target", "NAME", "one fuzz target; may be given more than once (default all of pratique's)" },
	[NO_RUN] = { "no-run", NULL, "look at files only; nothing is built or run" },
	[JSON] = { "json", NULL, "print one JSON object" },
};

static const struct pq_usage usage = {
	"corpus stats",
	"[DIR...]",
	"Tells by target how many inputs there are, all different; their bytes and the largest of\n"
	"them; how many scenarios strict reading understands; how many files have the bytes of\n"
	"another one; which features and edges libFuzzer sees when they are run, how many of them\n"
	"dial something, how many end their target, and the CPU-hours that growing them took, as\n"
	"far as the folder tells. DIR is a campaign's folder, a folder that holds one for each\n"
	"target, or with one --target any folder; without it, all that a campaign begins with.\n"
	"Exit code 0; 1: an input ends its target; 2: bad usage, or a DIR that cannot be used;\n"
	"3: it was interrupted, or something is missing or failed.\n",
	options,
	OPTION_COUNT,
};

static void put_measured(FILE *out, bool measured, uint64_t number)
{
	if (measured)
		fprintf(out, " %9" PRIu64, number);
	else
		fputs("         -", out);
}

static void print_row(const struct pq_corpus_show *show, const char *name, const struct pq_stats_row *row)
{
	FILE *out = show->terminal.out;

	fprintf(out, "%-12s %8zu %10" PRIu64 " %8" PRIu64 " %8zu %8zu", name, row->inputs, row->bytes, row->largest,
		row->strict, row->doubles);
	put_measured(out, row->measured, row->features);
	put_measured(out, row->measured, row->edges);
	put_measured(out, row->measured, row->reached);
	put_measured(out, row->measured, row->broken);
	fprintf(out, " %9.2f\n", (double)row->spent_ms / 3600000);
}

static void print_rows(const struct pq_corpus_show *show, const struct pq_stats_result *result)
{
	struct pq_stats_row sum = { 0 };

	pq_terminal_put(&show->terminal, PQ_COLOUR_STRONG,
			"target         inputs      bytes  largest   strict  doubles  features     edges   reached    "
			"broken CPU-hours\n");
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++) {
		const struct pq_stats_row *row = &result->rows[i];

		sum.inputs += row->inputs;
		sum.bytes += row->bytes;
		sum.spent_ms += row->spent_ms;
		if (row->inputs > 0 || row->spent_ms > 0)
			print_row(show, pq_campaign_target_at(i)->name, row);
	}
	fprintf(show->terminal.out, "%-12s %8zu %10" PRIu64 "%68s %9.2f\n", "together", sum.inputs, sum.bytes, "",
		(double)sum.spent_ms / 3600000);
}

static json_t *measured_json(bool measured, uint64_t number)
{
	return measured ? json_integer((json_int_t)number) : json_null();
}

static void print_json(const struct pq_stats_result *result)
{
	json_t *targets = json_array();

	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++) {
		const struct pq_stats_row *row = &result->rows[i];

		if (row->inputs + row->spent_ms == 0)
			continue;
		json_array_append_new(
			targets,
			json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:I}", "target",
				  pq_campaign_target_at(i)->name, "inputs", (json_int_t)row->inputs, "bytes",
				  (json_int_t)row->bytes, "largest", (json_int_t)row->largest, "strict",
				  (json_int_t)row->strict, "canonical", (json_int_t)row->canonical, "doubles",
				  (json_int_t)row->doubles, "named_by_hash", (json_int_t)row->named, "features",
				  measured_json(row->measured, row->features), "edges",
				  measured_json(row->measured, row->edges), "reached",
				  measured_json(row->measured, row->reached), "broken",
				  measured_json(row->measured, row->broken), "cpu_ms", (json_int_t)row->spent_ms));
	}
	pq_json_print(json_pack("{s:o}", "targets", targets), stdout);
}

static int exit_code(const struct pq_stats_result *result)
{
	if (result->unusable)
		return PQ_EXIT_BAD_INPUT;
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		if (result->rows[i].broken > 0)
			return PQ_EXIT_DIFFERS;
	return result->failed || result->interrupted ? PQ_EXIT_SETUP : PQ_EXIT_OK;
}

static int run(struct pq_stats_options *given, const bool *flags)
{
	FILE *out = flags[JSON] ? stderr : stdout;
	struct pq_corpus_show show = pq_corpus_show_of(out);
	const struct pq_stats_listener listener = { &show, pq_corpus_show_say, pq_corpus_show_skip,
						    pq_corpus_show_progress };
	struct pq_stats_result result;
	struct pq_folder work;

	if (!flags[NO_RUN]) {
		int code = pq_folder_open(&work, NULL);

		if (code != PQ_EXIT_OK)
			return code;
		given->work = work.path;
	}
	pq_corpus_stats(given, &listener, &result);
	pq_corpus_show_erase(&show);
	pq_corpus_show_skipped(&show);
	if (flags[JSON] && !result.unusable)
		print_json(&result);
	else if (!result.unusable)
		print_rows(&show, &result);
	if (!flags[NO_RUN])
		pq_folder_close(&work);
	return exit_code(&result);
}

int pq_cli_corpus_stats(int argc, char **argv)
{
	static char tree[PQ_STORE_PATH];
	static char *all[] = { tree };
	struct pq_stats_options given = { .source = pq_cli_source_dir(), .jobs = pq_targets_jobs() };
	bool flags[OPTION_COUNT] = { false };
	enum pq_option_step step;
	const char *value;
	size_t index;

	step = pq_options_next(&usage, argc, argv, true, &index, &value);
	for (; step == PQ_OPTION_FOUND; step = pq_options_next(&usage, argc, argv, false, &index, &value)) {
		int code = index == TARGET ? pq_targets_choose(given.targets, value) : PQ_EXIT_OK;

		if (code != PQ_EXIT_OK)
			return code;
		flags[index] = true;
	}
	if (step != PQ_OPTION_END)
		return step == PQ_OPTION_HELP ? PQ_EXIT_OK : PQ_EXIT_BAD_INPUT;
	if (!pq_cli_source_there("corpus stats"))
		return PQ_EXIT_SETUP;
	pq_targets_fill_in(given.targets);
	pq_store_path(tree, "%s/corpus", given.source);
	given.dirs = index < (size_t)argc ? argv + index : all;
	given.dir_count = index < (size_t)argc ? (size_t)argc - index : 1;
	return run(&given, flags);
}
