/* SPDX-License-Identifier: MIT */
#include "corpus/minimise.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/campaign_call.h"
#include "cli/cli.h"
#include "cli/corpus_show.h"
#include "cli/options.h"
#include "cli/places.h"
#include "cli/targets.h"

enum option { TARGET, OUT, WORK, BEYOND_SEEDS, EDGES, OPTION_COUNT };

static const struct pq_option options[] = {
	[TARGET] = { "target", "NAME", "one fuzz target; may be given more than once (default all of pratique's)" },
	[OUT] = { "out", "DIR", "where the result is kept (default out/corpus/minimised)" },
	[WORK] = { "work", "DIR", "where merges are made and resumed, and findings kept (default out/corpus)" },
	[BEYOND_SEEDS] = { "beyond-seeds", NULL, "what the seeds of the source tree cover needs no other input" },
	[EDGES] = { "edges", NULL, "only which edges are taken counts, not how often: a much smaller result" },
};

static const struct pq_usage usage = {
	"corpus minimise",
	"IN...",
	"Keeps of the inputs in IN and OUT/TARGET those that cover something, small ones first,\n"
	"and puts them into OUT/TARGET; what is redundant there is removed. IN is the folder of\n"
	"a campaign, a folder that holds one of inputs for each target, or with one --target\n"
	"any folder or file. Inputs that end their target are kept in WORK/findings. libFuzzer's\n"
	"crash-resistant merge decides what covers something; if it is interrupted, the same\n"
	"command goes on. Scenarios are kept in their canonical form, and otherwise only where\n"
	"that covers more. The same inputs give the same result.\n"
	"A row tells of a target before and after: inputs, bytes, features, edges.\n"
	"Exit code 0; 1: an input breaks a rule, or ends its target otherwise; 2: bad usage, or\n"
	"an IN that cannot be used; 3: it was interrupted, or something is missing, failed, full\n"
	"or in use.\n",
	options,
	OPTION_COUNT,
};

/* head: the columns' names stand above the rows. */
struct show {
	struct pq_corpus_show base;
	const struct pq_minimise_options *options;
	bool head;
};

static void on_found(void *ctx, const struct pq_finding *finding)
{
	struct show *show = ctx;

	pq_corpus_show_erase(&show->base);
	pq_terminal_put(&show->base.terminal, PQ_COLOUR_BAD, "FINDING ");
	fprintf(show->base.terminal.out, "%s: target %s%s%s\n", finding->name, finding->target->name,
		finding->reproduced ? ", reproduced" : ", did NOT reproduce", finding->known ? ", known before" : "");
	fprintf(show->base.terminal.out, "  %s\n", pq_campaign_command(finding, show->options->source));
}

static void put_change(FILE *out, uint64_t before, uint64_t after)
{
	char text[64];

	snprintf(text, sizeof(text), "%" PRIu64 " -> %" PRIu64, before, after);
	fprintf(out, "  %-20s", text);
}

static void on_row(void *ctx, size_t target, const struct pq_minimise_row *row)
{
	struct show *show = ctx;
	FILE *out = show->base.terminal.out;

	pq_corpus_show_erase(&show->base);
	if (!show->head)
		pq_terminal_put(
			&show->base.terminal, PQ_COLOUR_STRONG,
			"target        inputs                bytes                 features              edges\n");
	show->head = true;
	fprintf(out, "%-12s", pq_campaign_target_at(target)->name);
	put_change(out, row->before.inputs, row->after.inputs);
	put_change(out, row->before.bytes, row->after.bytes);
	put_change(out, row->before.features, row->after.features);
	fprintf(out, "  %" PRIu64 " -> %" PRIu64 "\n", row->before.edges, row->after.edges);
	fflush(out);
}

static void print_closing(struct show *show, const struct pq_minimise_result *result)
{
	FILE *out = show->base.terminal.out;
	uint64_t bytes = 0;
	size_t inputs = 0;

	pq_corpus_show_erase(&show->base);
	pq_corpus_show_skipped(&show->base);
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++) {
		inputs += result->rows[i].after.inputs;
		bytes += result->rows[i].after.bytes;
	}
	if (show->head) {
		fprintf(out, "%zu inputs, %" PRIu64 " bytes, are kept in ", inputs, bytes);
		pq_terminal_text(out, pq_view_str(show->options->out));
		fputc('\n', out);
	}
	if (result->interrupted)
		fputs("void: interrupted; the same command goes on\n", out);
	else if (result->full)
		fputs("void: the disk is full\n", out);
	else if (result->failed && show->head)
		fputs("void: not everything could be done\n", out);
}

static int exit_code(const struct pq_minimise_result *result)
{
	if (result->unusable)
		return PQ_EXIT_BAD_INPUT;
	if (result->findings > 0)
		return PQ_EXIT_DIFFERS;
	return result->failed || result->interrupted || result->full ? PQ_EXIT_SETUP : PQ_EXIT_OK;
}

static int run(const struct pq_minimise_options *given)
{
	struct show show = { .base = pq_corpus_show_of(stdout), .options = given };
	const struct pq_minimise_listener listener = {
		&show, pq_corpus_show_say, pq_corpus_show_skip, pq_corpus_show_progress, on_found, on_row
	};
	struct pq_minimise_result result;

	pq_minimise(given, &listener, &result);
	print_closing(&show, &result);
	return exit_code(&result);
}

static int choose(struct pq_minimise_options *given, size_t option, const char *value)
{
	if (option == TARGET)
		return pq_targets_choose(given->targets, value);
	if (option == BEYOND_SEEDS || option == EDGES) {
		given->beyond_seeds |= option == BEYOND_SEEDS;
		given->edges |= option == EDGES;
		return PQ_EXIT_OK;
	}
	if (!value[0])
		return pq_options_wrong(&usage, "--%s ''; expected a folder", options[option].name);
	if (option == OUT)
		given->out = value;
	else
		given->work = value;
	return PQ_EXIT_OK;
}

int pq_cli_corpus_minimise(int argc, char **argv)
{
	struct pq_minimise_options given = { .out = "out/corpus/minimised",
					     .work = "out/corpus",
					     .source = pq_cli_source_dir(),
					     .jobs = pq_targets_jobs() };
	enum pq_option_step step;
	const char *value;
	size_t index;

	step = pq_options_next(&usage, argc, argv, true, &index, &value);
	for (; step == PQ_OPTION_FOUND; step = pq_options_next(&usage, argc, argv, false, &index, &value)) {
		int code = choose(&given, index, value);

		if (code != PQ_EXIT_OK)
			return code;
	}
	if (step != PQ_OPTION_END)
		return step == PQ_OPTION_HELP ? PQ_EXIT_OK : PQ_EXIT_BAD_INPUT;
	if (index == (size_t)argc)
		return pq_options_wrong(&usage, "expected a folder with inputs");
	if (!pq_cli_source_there("corpus minimise"))
		return PQ_EXIT_SETUP;
	pq_targets_fill_in(given.targets);
	given.ins = argv + index;
	given.in_count = (size_t)argc - index;
	return run(&given);
}
