/* SPDX-License-Identifier: MIT */
#include "planted/bench.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/rule.h"
#include "campaign/build.h"
#include "campaign/out.h"
#include "campaign/signals.h"
#include "planted/sieve.h"
#include "system/clock.h"

#define STEP_MS 20
#define PROGRESS_MS 500
#define PATIENCE 10 /* of a busy machine: how much longer than its CPU time a repetition may last */

/*
 * plant:   that is under way; sieved: its seeds are there
 * target:  the scenario target, with those seeds
 * ignored: the rules that are not judged
 * root:    OUT from the root of the file system on
 */
struct bench {
	const struct pq_bench_options *options;
	const struct pq_bench_listener *listener;
	struct pq_bench_result *result;
	const struct pq_plant *plant;
	bool sieved;
	struct pq_campaign_target target;
	char program[PQ_PLANT_NAME + 16];
	char root[PQ_STORE_PATH];
	char ledger[PQ_STORE_PATH];
	char work[PQ_STORE_PATH];
	char seeds[PQ_STORE_PATH];
	char findings[PQ_STORE_PATH];
	char ignored[PQ_SEEN_NAMES * PQ_STATUS_NAME];
	struct pq_turn turn;
};

__attribute__((format(printf, 3, 4))) static void say(const struct bench *bench, enum pq_campaign_tone tone,
						      const char *format, ...)
{
	char line[PQ_STORE_PATH + 1024];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	bench->listener->say(bench->listener->ctx, tone, line);
}

/* All rules but the plant's. */
static void ignore_others(struct bench *bench)
{
	bench->ignored[0] = '\0';
	for (enum pq_rule rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++) {
		size_t len = strlen(bench->ignored);

		if (strcmp(pq_rule_name(rule), bench->plant->rule) != 0)
			snprintf(bench->ignored + len, sizeof(bench->ignored) - len, "%s%s", len ? "," : "",
				 pq_rule_name(rule));
	}
}

static void begin_plant(struct bench *bench, const struct pq_plant *plant)
{
	bench->plant = plant;
	bench->sieved = false;
	snprintf(bench->program, sizeof(bench->program), "planted_%s", plant->name);
	pq_store_path(bench->work, "%s/work/%s", bench->options->out, plant->name);
	pq_store_path(bench->seeds, "%s/work/%s/seeds", bench->root, plant->name);
	pq_store_path(bench->findings, "%s/findings/%s", bench->options->out, plant->name);
	bench->target = *pq_campaign_target_at(pq_campaign_target_find("scenario"));
	bench->target.seeds = bench->seeds;
	ignore_others(bench);
}

static bool build(const struct bench *bench)
{
	char log[PQ_STORE_PATH];
	struct pq_view line;

	pq_store_path(log, "%s/work/build-%s.log", bench->options->out, pq_engine_name(bench->options->engine));
	if (pq_build_target(bench->options->engine, bench->options->source, bench->program, bench->options->jobs, log))
		return true;
	if (pq_signals_caught())
		return false;
	say(bench, PQ_TONE_ERROR, "the build of %s for %s failed; its output is %s", bench->program,
	    pq_engine_name(bench->options->engine), log);
	line = pq_build_error(log);
	say(bench, PQ_TONE_ERROR, "  %.*s", (int)line.len, (const char *)line.data);
	return false;
}

/* Builds the plant's program; the key is then that of its first repetition. */
static bool prepare(const struct bench *bench, struct pq_trial_key *key)
{
	const struct pq_bench_options *options = bench->options;
	char path[PQ_STORE_PATH];

	if (!build(bench))
		return false;
	*key = (struct pq_trial_key){ .engine = options->engine,
				      .mutator = options->mutator,
				      .length_ms = options->length_ms };
	snprintf(key->plant, sizeof(key->plant), "%s", bench->plant->name);
	pq_engine_program(path, options->engine, bench->program, options->source);
	if (pq_store_hash(path, &key->program))
		return true;
	say(bench, PQ_TONE_ERROR, "%s: %s", path, strerror(errno));
	return false;
}

/* The seeds are looked at once for all repetitions, and only if there is one left. */
static bool sieve(struct bench *bench)
{
	char why[PQ_SIEVE_WHY];
	size_t kept, fired;

	if (bench->sieved)
		return true;
	if (pq_store_make_folders(bench->work) != 0 || pq_store_make_folders(bench->findings) != 0) {
		say(bench, PQ_TONE_ERROR, "%s: %s", bench->work, strerror(errno));
		return false;
	}
	bench->sieved =
		pq_sieve(bench->plant, bench->options->engine, bench->options->source, bench->work, &kept, &fired, why);
	if (why[0])
		say(bench, PQ_TONE_ERROR, "%s", why);
	return bench->sieved;
}

/* A finding that does not reproduce ends nothing, but is better than none. */
static void found(void *ctx, const struct pq_finding *finding)
{
	struct pq_trial *trial = ctx;

	if (!finding->reproduced && strcmp(trial->name, "-") != 0)
		return;
	snprintf(trial->name, sizeof(trial->name), "%s", finding->name);
	trial->wall_ms = finding->seen_ms;
}

/* On a busy machine the clock says little about what an engine could do. */
static bool has_used_its_time(const struct bench *bench)
{
	const struct pq_turn *turn = &bench->turn;

	return turn->engine == PQ_ENGINE_LIBFUZZER && turn->child > 0 &&
	       pq_turn_cpu_ms(turn) >= bench->options->length_ms;
}

static void watch(struct bench *bench, unsigned int repetition)
{
	struct pq_turn *turn = &bench->turn;
	uint64_t shown_ms = 0;

	while (turn->state == PQ_TURN_RUNNING && !pq_signals_caught() && !has_used_its_time(bench)) {
		uint64_t now_ms = pq_clock_ms();
		struct pq_counters done = { .magic = 0 };

		if (now_ms - shown_ms >= PROGRESS_MS) {
			pq_turn_count(turn, &done);
			bench->listener->progress(bench->listener->ctx, bench->plant, repetition,
						  now_ms - turn->begun_ms, &done);
			shown_ms = now_ms;
		}
		pq_child_pause_ms(STEP_MS);
		pq_turn_step(turn);
	}
	pq_turn_stop(turn);
}

/* Fuzzes once. False if nothing can be said of it. */
static bool fuzz(struct bench *bench, struct pq_trial *trial)
{
	const struct pq_bench_options *options = bench->options;
	struct pq_turn *turn = &bench->turn;
	struct pq_counters done = { .magic = 0 };
	char corpus[PQ_STORE_PATH];

	pq_store_path(corpus, "%s/corpus", options->out);
	pq_store_remove_folder(corpus);
	snprintf(trial->name, sizeof(trial->name), "-");
	trial->begun_s = (uint64_t)time(NULL);
	*turn = (struct pq_turn){ .target = &bench->target,
				  .engine = options->engine,
				  .source = options->source,
				  .out = options->out,
				  .findings_folder = bench->findings,
				  .program = bench->program,
				  .seed = trial->key.repetition,
				  .mutator = options->mutator,
				  .ignored = bench->ignored,
				  .first_only = true,
				  .found = found,
				  .ctx = trial };
	pq_turn_start(turn, 0, options->length_ms * (options->engine == PQ_ENGINE_LIBFUZZER ? PATIENCE : 1));
	watch(bench, trial->key.repetition);
	pq_turn_count(turn, &done);
	trial->ended_s = (uint64_t)time(NULL);
	trial->wall_ms = (trial->wall_ms ? trial->wall_ms : pq_clock_ms()) - turn->begun_ms;
	trial->reached = done.plant_reached;
	trial->triggered = done.plant_triggered;
	trial->executions = done.executions;
	trial->mutated = done.mutated;
	trial->edges = turn->coverage;
	trial->cpu_ms = turn->cpu_ms;
	bench->result->full |= turn->state == PQ_TURN_FULL;
	if (turn->state == PQ_TURN_FAILED || turn->state == PQ_TURN_FULL)
		say(bench, PQ_TONE_ERROR, "%s: %s", bench->plant->name, turn->failure);
	return turn->state == PQ_TURN_OVER && (!pq_signals_caught() || strcmp(trial->name, "-") != 0);
}

/* One repetition, from the ledger or by fuzzing. */
static bool run_trial(struct bench *bench, struct pq_trial *trial)
{
	const struct pq_plant *plant = bench->plant;

	if (pq_ledger_find(bench->ledger, &trial->key, trial))
		return true;
	if (pq_signals_caught() || !sieve(bench) || !fuzz(bench, trial))
		return false;
	if (strcmp(trial->name, "-") != 0 && !pq_trial_detected(trial, plant))
		say(bench, PQ_TONE_WARNING, "%s, repetition %u: died of %s, and %s was to name it", plant->name,
		    trial->key.repetition, trial->name, plant->rule);
	if (pq_ledger_add(bench->ledger, trial) == 0)
		return true;
	bench->result->full |= pq_store_no_room(errno);
	say(bench, PQ_TONE_ERROR, "%s: %s", bench->ledger, strerror(errno));
	return false;
}

/* All repetitions of one plant; false if the next one need not be tried. */
static bool run_plant(struct bench *bench, size_t index)
{
	const struct pq_bench_options *options = bench->options;
	struct pq_trial *trials = bench->result->trials + index * options->repeat;
	struct pq_plant_row *row = &bench->result->rows[index];
	struct pq_trial_key key;
	unsigned int done = 0;

	begin_plant(bench, &options->plants->items[index]);
	if (prepare(bench, &key)) {
		for (; done < options->repeat; done++) {
			trials[done] = (struct pq_trial){ .key = key };
			trials[done].key.repetition = done + 1;
			if (!run_trial(bench, &trials[done]))
				break;
		}
	}
	*row = pq_plant_row_of(bench->plant, trials, done);
	bench->listener->row(bench->listener->ctx, bench->plant, row);
	bench->result->failed |= done < options->repeat && !pq_signals_caught();
	pq_store_remove_folder(bench->work);
	return !pq_signals_caught() && !bench->result->full;
}

static bool open_out(struct bench *bench)
{
	static const char *const folders[] = { "findings", "work" };
	char why[PQ_OUT_WHY];

	pq_store_path(bench->ledger, "%s/results", bench->options->out);
	bench->result->opened = pq_out_open(bench->options->out, folders, sizeof(folders) / sizeof(folders[0]), why);
	if (why[0])
		say(bench, bench->result->opened ? PQ_TONE_WARNING : PQ_TONE_ERROR, "%s", why);
	if (bench->result->opened && !realpath(bench->options->out, bench->root)) {
		say(bench, PQ_TONE_ERROR, "%s: %s", bench->options->out, strerror(errno));
		return false;
	}
	return bench->result->opened;
}

/* Whether there is something to run them with. */
static bool is_possible(struct bench *bench)
{
	const char *missing = pq_engine_missing(bench->options->engine);

	if (!missing && !pq_engine_finds("patch"))
		missing = "patch (Debian package patch)";
	bench->result->trials =
		calloc(bench->options->plants->count * bench->options->repeat, sizeof(*bench->result->trials));
	if (missing)
		say(bench, PQ_TONE_ERROR, "%s cannot run: %s is missing", pq_engine_name(bench->options->engine),
		    missing);
	else if (!bench->result->trials)
		say(bench, PQ_TONE_ERROR, "not enough memory");
	return !missing && bench->result->trials && open_out(bench);
}

void pq_bench_run(const struct pq_bench_options *options, const struct pq_bench_listener *listener,
		  struct pq_bench_result *result)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	memset(result, 0, sizeof(*result));
	if (!bench) {
		listener->say(listener->ctx, PQ_TONE_ERROR, "not enough memory");
		result->failed = true;
		return;
	}
	bench->options = options;
	bench->listener = listener;
	bench->result = result;
	pq_signals_catch();
	if (is_possible(bench)) {
		for (size_t i = 0; i < options->plants->count; i++)
			if (options->chosen[i] && !run_plant(bench, i))
				break;
		pq_store_release(options->out);
	} else {
		result->failed = true;
	}
	pq_signals_release();
	result->interrupted = pq_signals_caught();
	free(bench);
}

void pq_bench_free(struct pq_bench_result *result)
{
	free(result->trials);
	result->trials = NULL;
}
