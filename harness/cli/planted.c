/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/duration.h"
#include "cli/names.h"
#include "cli/options.h"
#include "cli/places.h"
#include "cli/put.h"
#include "planted/bench.h"
#include "planted/csv.h"
#include "report/message.h"
#include "report/nearest.h"
#include "report/terminal.h"

#define BUILD_JOBS_MAX 64

enum option { LIST, ENGINE, TIME, REPEAT, NO_MUTATOR, OUT, CSV, OPTION_COUNT };

static const struct pq_option options[] = {
	[LIST] = { "list", NULL, "tell which bugs there are, and run nothing" },
	[ENGINE] = { "engine", "NAME", "libfuzzer (the default) or aflpp" },
	[TIME] = { "time", "TIME", "of a repetition at most: CPU time, wall time for aflpp (default 60s)" },
	[REPEAT] = { "repeat", "N", "repetitions of each bug, 1 to 100 (default 1)" },
	[NO_MUTATOR] = { "no-mutator", NULL, "the engine changes inputs by its own means alone" },
	[OUT] = { "out", "DIR", "where results and findings are kept (default out/planted)" },
	[CSV] = { "csv", "FILE", "also write each repetition as FuzzBench writes its data" },
};

static const struct pq_usage usage = {
	"planted",
	"[NAME...]",
	"Plants bugs that products had into copies of the model, one at a time, and fuzzes\n"
	"each from seeds that know nothing of it: corpus/seeds without the past bugs, and\n"
	"without those that break a rule with that bug by themselves. Only the rule that\n"
	"must name the bug is judged. Without a NAME all bugs are taken.\n"
	"A row tells in how many repetitions the bug's place was reached, in how many it was\n"
	"triggered (the right code would have gone another way), in how many it was detected,\n"
	"and the CPU-seconds of the engine until then: the median and the worst of all\n"
	"repetitions, a hyphen where that one detected nothing. What was done is kept in\n"
	"DIR/results and not done again, as long as the programs stay the same: who was\n"
	"interrupted gives the same command once more.\n"
	"Exit code 0: each bug was detected in each repetition; 1: one was not; 2: bad usage;\n"
	"3: void: it was interrupted, or something is missing, failed or full.\n",
	options,
	OPTION_COUNT,
};

/* live: a line of progress can be rewritten; shown: one stands there; head: the columns' names stand above the rows. */
struct show {
	struct pq_terminal terminal;
	unsigned int repeat;
	bool live;
	bool shown;
	bool head;
};

static void erase(struct show *show)
{
	if (show->shown)
		fputs("\r\033[K", show->terminal.out);
	show->shown = false;
}

static void on_say(void *ctx, enum pq_campaign_tone tone, const char *line)
{
	struct show *show = ctx;

	(void)tone;
	erase(show);
	fflush(show->terminal.out);
	pq_complain("planted: %s", line);
}

static void on_progress(void *ctx, const struct pq_plant *plant, unsigned int repetition, uint64_t elapsed_ms,
			const struct pq_counters *done)
{
	struct show *show = ctx;

	if (!show->live)
		return;
	erase(show);
	fprintf(show->terminal.out, "%s, %u of %u: %.0f s, %" PRIu64 " executions", plant->name, repetition,
		show->repeat, (double)elapsed_ms / 1000, done->executions);
	show->shown = true;
	fflush(show->terminal.out);
}

static const char *seconds_of(uint64_t ms, char text[static 24])
{
	if (ms == UINT64_MAX)
		return "-";
	snprintf(text, 24, "%.1f", (double)ms / 1000);
	return text;
}

static void on_row(void *ctx, const struct pq_plant *plant, const struct pq_plant_row *row)
{
	struct show *show = ctx;
	char counts[3][24], times[2][24];
	bool all = row->detected == show->repeat;

	erase(show);
	if (!show->head)
		pq_terminal_put(&show->terminal, PQ_COLOUR_STRONG,
				"bug                          cost  reached  triggered  detected   median    worst  "
				"mutator  rule\n");
	show->head = true;
	snprintf(counts[0], sizeof(counts[0]), "%u/%u", row->reached, row->done);
	snprintf(counts[1], sizeof(counts[1]), "%u/%u", row->triggered, row->done);
	snprintf(counts[2], sizeof(counts[2]), "%u/%u", row->detected, row->done);
	fprintf(show->terminal.out, "%-28s %c     %-8s %-10s ", plant->name, plant->cost, counts[0], counts[1]);
	pq_terminal_column(&show->terminal, all ? PQ_COLOUR_GOOD : PQ_COLOUR_BAD, counts[2], 8);
	fprintf(show->terminal.out, "%9s%9s  %-7s  %s\n", seconds_of(row->median_ms, times[0]),
		seconds_of(row->worst_ms, times[1]), row->mutated ? "yes" : "no", plant->rule);
	fflush(show->terminal.out);
}

static int list(const struct pq_plants *plants)
{
	for (size_t i = 0; i < plants->count; i++)
		printf("%-28s %c  %-5s  %-20s %s\n", plants->items[i].name, plants->items[i].cost, plants->items[i].set,
		       plants->items[i].rule, plants->items[i].origin);
	return PQ_EXIT_OK;
}

/* Repetitions of the chosen bugs of one cost, or of any if cost is 0: how many were detected. */
static unsigned int count_detected(const struct pq_bench_options *given, const struct pq_bench_result *result,
				   char cost, unsigned int *wanted)
{
	unsigned int detected = 0;

	*wanted = 0;
	for (size_t i = 0; i < given->plants->count; i++) {
		if (!given->chosen[i] || (cost && given->plants->items[i].cost != cost))
			continue;
		detected += result->rows[i].detected;
		*wanted += given->repeat;
	}
	return detected;
}

static void print_closing(struct show *show, const struct pq_bench_options *given, const struct pq_bench_result *result)
{
	FILE *out = show->terminal.out;
	unsigned int wanted, detected;

	erase(show);
	if (!show->head)
		return;
	detected = count_detected(given, result, '\0', &wanted);
	fprintf(out, "%u of %u repetitions detected their bug;", detected, wanted);
	for (const char *cost = "EMH"; *cost; cost++) {
		detected = count_detected(given, result, *cost, &wanted);
		if (wanted)
			fprintf(out, " %c %u of %u", *cost, detected, wanted);
	}
	fputs("; everything is kept in ", out);
	pq_terminal_text(out, pq_view_str(given->out));
	fputc('\n', out);
	if (result->interrupted || result->full || result->failed)
		fprintf(out, "void: %s\n",
			result->full          ? "the disk is full"
			: result->interrupted ? "interrupted; the same command goes on"
					      : "not everything could be run");
}

/* What the CSV file is made of. */
struct data {
	const struct pq_bench_options *given;
	const struct pq_bench_result *result;
};

static bool write_csv(const void *context, FILE *out)
{
	const struct data *data = context;
	size_t id = 0;

	pq_csv_head(out);
	for (size_t i = 0; i < data->given->plants->count; i++)
		for (unsigned int r = 0; r < data->result->rows[i].done; r++)
			pq_csv_trial(out, &data->result->trials[i * data->given->repeat + r],
				     &data->given->plants->items[i], ++id);
	return !ferror(out);
}

static int exit_code(const struct pq_bench_options *given, const struct pq_bench_result *result)
{
	unsigned int wanted, done = 0;
	unsigned int detected = count_detected(given, result, '\0', &wanted);

	for (size_t i = 0; i < given->plants->count; i++)
		done += result->rows[i].done;
	if (detected < done)
		return PQ_EXIT_DIFFERS;
	return result->failed || result->interrupted || result->full ? PQ_EXIT_SETUP : PQ_EXIT_OK;
}

static int run(const struct pq_bench_options *given, const char *csv)
{
	struct show show = { pq_terminal_of(stdout), given->repeat, pq_terminal_live(stdout), false, false };
	const struct pq_bench_listener listener = { &show, on_say, on_progress, on_row };
	struct pq_bench_result *result = calloc(1, sizeof(*result));
	int code;

	if (!result) {
		pq_complain("planted: not enough memory");
		return PQ_EXIT_SETUP;
	}
	pq_bench_run(given, &listener, result);
	print_closing(&show, given, result);
	code = exit_code(given, result);
	if (result->trials)
		code = pq_exit_worse(code, pq_put(csv, write_csv, &(struct data){ given, result }));
	pq_bench_free(result);
	free(result);
	return code;
}

static int choose_engine(struct pq_bench_options *given, const char *name)
{
	static const char *const known[] = { "libfuzzer", "aflpp" };

	if (!name)
		return PQ_EXIT_OK;
	given->engine = pq_engine_find(name);
	return given->engine == PQ_ENGINE_COUNT ? pq_names_unknown("engine", name, known, 2) : PQ_EXIT_OK;
}

static int choose_time(struct pq_bench_options *given, const char *text)
{
	if (text)
		given->length_ms = pq_duration_ms(text);
	return given->length_ms ? PQ_EXIT_OK
				: pq_options_wrong(&usage, "--time '%s'; expected a time such as 60s, 10m or 8h", text);
}

static int choose_repeat(struct pq_bench_options *given, const char *text)
{
	size_t digits = text ? strspn(text, "0123456789") : 0;
	unsigned long repeat = digits > 0 && digits < 4 && !text[digits] ? strtoul(text, NULL, 10) : 0;

	if (!text)
		return PQ_EXIT_OK;
	given->repeat = (unsigned int)repeat;
	if (repeat < 1 || repeat > PQ_PLANT_REPETITIONS)
		return pq_options_wrong(&usage, "--repeat '%s'; expected a number from 1 to %d", text,
					PQ_PLANT_REPETITIONS);
	return PQ_EXIT_OK;
}

static int choose_plants(struct pq_bench_options *given, char **names, size_t count)
{
	const char *known[PQ_PLANTS_MAX];

	for (size_t i = 0; i < given->plants->count; i++) {
		known[i] = given->plants->items[i].name;
		given->chosen[i] = count == 0;
	}
	for (size_t i = 0; i < count; i++) {
		const struct pq_plant *plant = pq_plants_find(given->plants, names[i]);

		if (!plant && !pq_nearest(names[i], known, given->plants->count)) {
			pq_complain("unknown planted bug '%s'; planted --list names them all", names[i]);
			return PQ_EXIT_BAD_INPUT;
		}
		if (!plant)
			return pq_names_unknown("planted bug", names[i], known, given->plants->count);
		given->chosen[plant - given->plants->items] = true;
	}
	return PQ_EXIT_OK;
}

/* What the options say; an exit code, PQ_EXIT_OK if they can be followed. */
static int choose(struct pq_bench_options *given, const char **values, char **names, size_t count)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	int code = choose_engine(given, values[ENGINE]);

	if (code == PQ_EXIT_OK)
		code = choose_time(given, values[TIME]);
	if (code == PQ_EXIT_OK)
		code = choose_repeat(given, values[REPEAT]);
	if (code == PQ_EXIT_OK)
		code = choose_plants(given, names, count);
	if (code == PQ_EXIT_OK && values[OUT] && !values[OUT][0])
		code = pq_options_wrong(&usage, "--out ''; expected a folder");
	if (code == PQ_EXIT_OK && values[CSV])
		code = pq_put_try(values[CSV]);
	given->mutator = !values[NO_MUTATOR];
	given->out = values[OUT] ? values[OUT] : "out/planted";
	given->jobs = processors < 1 ? 1 : processors > BUILD_JOBS_MAX ? BUILD_JOBS_MAX : (unsigned int)processors;
	return code;
}

int pq_cli_planted(int argc, char **argv)
{
	static struct pq_plants plants;
	struct pq_bench_options given = {
		.plants = &plants, .length_ms = 60000, .repeat = 1, .source = pq_cli_source_dir()
	};
	const char *values[OPTION_COUNT] = { NULL };
	char why[PQ_STORE_PATH];
	int first, code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (!pq_cli_source_there("planted"))
		return PQ_EXIT_SETUP;
	if (!pq_plants_read(&plants, given.source, why)) {
		pq_complain("planted: %s", why);
		return PQ_EXIT_SETUP;
	}
	code = choose(&given, values, argv + first, (size_t)(argc - first));
	if (code != PQ_EXIT_OK)
		return code;
	return values[LIST] ? list(&plants) : run(&given, values[CSV]);
}
