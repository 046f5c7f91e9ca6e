/* SPDX-License-Identifier: MIT */
#include "corpus/minimise.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "campaign/build.h"
#include "campaign/out.h"
#include "campaign/signals.h"
#include "corpus/hold.h"
#include "corpus/measure.h"
#include "corpus/publish.h"
#include "corpus/spent.h"

/* inputs: all of them, those in OUT too; own: those in OUT; seeds: of the tree, if they count */
struct minimising {
	const struct pq_minimise_options *options;
	const struct pq_minimise_listener *listener;
	struct pq_minimise_result *result;
	struct pq_corpus_inputs inputs;
	struct pq_corpus_inputs own;
	struct pq_corpus_inputs seeds;
};

__attribute__((format(printf, 3, 4))) static void say(const struct minimising *minimising, enum pq_campaign_tone tone,
						      const char *format, ...)
{
	char line[2 * PQ_STORE_PATH + 1024];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	minimising->listener->say(minimising->listener->ctx, tone, line);
}

static bool open_folders(struct minimising *minimising)
{
	static const char *const folders[] = { "work", "merge", "findings" };
	const struct pq_minimise_options *options = minimising->options;
	char why[PQ_OUT_WHY];
	bool opened = pq_out_open(options->work, folders, sizeof(folders) / sizeof(folders[0]), why);

	if (why[0])
		say(minimising, opened ? PQ_TONE_WARNING : PQ_TONE_ERROR, "%s", why);
	if (!opened)
		return false;
	if (pq_hold_corpus(options->out, why))
		return true;
	say(minimising, PQ_TONE_ERROR, "%s", why);
	return false;
}

/* False, and said, without memory. */
static bool has_room(struct minimising *minimising, bool room)
{
	if (!room)
		say(minimising, PQ_TONE_ERROR, "not enough memory for the list of inputs");
	minimising->result->failed |= !room;
	return room;
}

static struct pq_corpus_gathering gathering_of(const struct minimising *minimising)
{
	struct pq_corpus_gathering gathering = { .skip = minimising->listener->skip, .ctx = minimising->listener->ctx };

	memcpy(gathering.targets, minimising->options->targets, sizeof(gathering.targets));
	return gathering;
}

static bool gather(struct minimising *minimising)
{
	const struct pq_corpus_gathering gathering = gathering_of(minimising);
	bool room = true;

	for (size_t i = 0; i < minimising->options->in_count && room; i++) {
		enum pq_corpus_found found =
			pq_corpus_gather(&minimising->inputs, &gathering, minimising->options->ins[i]);

		minimising->result->unusable |= found == PQ_CORPUS_UNUSABLE;
		room = found != PQ_CORPUS_NO_MEMORY;
	}
	if (room && minimising->inputs.count == 0 && !minimising->result->unusable) {
		say(minimising, PQ_TONE_ERROR, "there is no input");
		minimising->result->unusable = true;
	}
	return has_room(minimising, room) && minimising->inputs.count > 0;
}

/* What is wrong with a seed is no business of who minimises something else. */
static bool gather_seeds(struct minimising *minimising)
{
	struct pq_corpus_gathering gathering = gathering_of(minimising);
	enum pq_corpus_found found = PQ_CORPUS_FOUND;

	gathering.skip = NULL;
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS && found == PQ_CORPUS_FOUND; i++) {
		char folder[PQ_STORE_PATH];

		pq_store_path(folder, "%s/%s", minimising->options->source, pq_campaign_target_at(i)->seeds);
		if (gathering.targets[i] && minimising->options->beyond_seeds)
			found = pq_corpus_gather_folder(&minimising->seeds, &gathering, folder, i);
	}
	return has_room(minimising, found == PQ_CORPUS_FOUND);
}

/* What is in OUT stands in both lists, and is complained about once. */
static bool gather_own(struct minimising *minimising)
{
	struct pq_corpus_gathering gathering = gathering_of(minimising);
	enum pq_corpus_found found;

	found = pq_corpus_gather_targets(&minimising->inputs, &gathering, minimising->options->out);
	gathering.skip = NULL;
	if (found == PQ_CORPUS_FOUND)
		found = pq_corpus_gather_targets(&minimising->own, &gathering, minimising->options->out);
	return has_room(minimising, found == PQ_CORPUS_FOUND);
}

static bool build(const struct minimising *minimising, size_t target)
{
	const struct pq_minimise_options *options = minimising->options;
	char log[PQ_STORE_PATH], name[64];
	struct pq_view line;

	pq_store_path(log, "%s/work/build.log", options->work);
	snprintf(name, sizeof(name), "fuzz_%s", pq_campaign_target_at(target)->name);
	if (pq_build_target(PQ_ENGINE_LIBFUZZER, options->source, name, options->jobs, log))
		return true;
	if (pq_signals_caught())
		return false;
	line = pq_build_error(log);
	say(minimising, PQ_TONE_ERROR, "%s could not be built for libfuzzer: %.*s; the output is %s", name,
	    (int)line.len, (const char *)line.data, log);
	return false;
}

static void count_found(void *ctx, const struct pq_finding *finding)
{
	struct minimising *minimising = ctx;

	minimising->result->findings += finding->reproduced;
	minimising->listener->found(minimising->listener->ctx, finding);
}

static void pass_progress(void *ctx, size_t target, size_t done, size_t count)
{
	struct minimising *minimising = ctx;

	minimising->listener->progress(minimising->listener->ctx, target, done, count);
}

static void add_to(struct pq_minimise_sum *sum, const struct pq_stage_item *item)
{
	sum->inputs++;
	sum->bytes += item->size;
}

static void sum_up(struct pq_minimise_row *row, const struct pq_stage *stage)
{
	for (size_t i = 0; i < stage->count; i++) {
		const struct pq_stage_item *item = &stage->items[i];

		if (item->given)
			add_to(&row->before, item);
		if (item->rank == PQ_STAGE_SEED)
			continue;
		row->before.features += item->shown.features;
		row->before.edges += item->shown.edges;
		row->broken += !item->shown.done;
		if (!pq_stage_keeps(item))
			continue;
		add_to(&row->after, item);
		row->after.features += item->shown.features;
		row->after.edges += item->shown.edges;
	}
}

/* A disk that is full has room put aside for findings, which are wanted again by the next try. */
static void end_early(struct minimising *minimising, size_t target, enum pq_measured how, const char *why)
{
	minimising->result->interrupted |= how == PQ_MEASURE_INTERRUPTED;
	minimising->result->full |= how == PQ_MEASURE_FULL;
	minimising->result->failed |= how == PQ_MEASURE_FAILED;
	if (how != PQ_MEASURE_INTERRUPTED)
		say(minimising, PQ_TONE_ERROR, "%s: %s", pq_campaign_target_at(target)->name, why);
}

static void finish(struct minimising *minimising, const struct pq_stage *stage, const char *work)
{
	const char *name = pq_campaign_target_at(stage->target)->name;
	struct pq_minimise_row *row = &minimising->result->rows[stage->target];
	char folder[PQ_STORE_PATH], why[PQ_PUBLISH_WHY];

	pq_store_path(folder, "%s/%s", minimising->options->out, name);
	if (pq_publish(stage, &minimising->own, folder, why) != 0) {
		end_early(minimising, stage->target, pq_store_no_room(errno) ? PQ_MEASURE_FULL : PQ_MEASURE_FAILED,
			  why);
		return;
	}
	sum_up(row, stage);
	minimising->result->done[stage->target] = true;
	minimising->listener->row(minimising->listener->ctx, stage->target, row);
	pq_store_remove_folder(work);
}

static void minimise_target(struct minimising *minimising, size_t target)
{
	const struct pq_minimise_options *options = minimising->options;
	char work[PQ_STORE_PATH], input[PQ_STORE_PATH], findings[PQ_STORE_PATH];
	struct pq_measure measure = { .source = options->source,
				      .work = work,
				      .edges = options->edges,
				      .findings = findings,
				      .reserve = options->work,
				      .found = count_found,
				      .progress = pass_progress,
				      .ctx = minimising };
	struct pq_stage stage;
	enum pq_measured measured;

	/* A merge that counts otherwise is no rest of this one. */
	pq_store_path(work, "%s/merge%s/%s", options->work, options->edges ? "-edges" : "",
		      pq_campaign_target_at(target)->name);
	pq_store_path(input, "%s/input", work);
	pq_store_path(findings, "%s/findings", options->work);
	if (pq_stage_make(&stage, &minimising->inputs, &minimising->seeds, target, true, input) != 0) {
		end_early(minimising, target, pq_store_no_room(errno) ? PQ_MEASURE_FULL : PQ_MEASURE_FAILED,
			  strerror(errno));
		return;
	}
	measured = pq_measure(&measure, &stage);
	if (measured == PQ_MEASURED)
		finish(minimising, &stage, work);
	else
		end_early(minimising, target, measured, measure.failure);
	pq_stage_free(&stage);
}

static bool has_inputs(const struct minimising *minimising, size_t target)
{
	for (size_t i = 0; i < minimising->inputs.count; i++)
		if (minimising->inputs.items[i].target == target)
			return true;
	return false;
}

/* What was spent on the campaigns whose inputs are here now. */
static void keep_totals(struct minimising *minimising)
{
	const struct pq_minimise_options *options = minimising->options;
	char why[PQ_SPENT_WHY];

	for (size_t i = 0; i < options->in_count; i++) {
		if (pq_spent_take(options->out, options->ins[i], minimising->result->done, why))
			continue;
		say(minimising, PQ_TONE_ERROR, "%s", why);
		minimising->result->failed = true;
	}
}

static void minimise_all(struct minimising *minimising)
{
	struct pq_minimise_result *result = minimising->result;

	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++) {
		if (!has_inputs(minimising, i) || result->full || pq_signals_caught())
			continue;
		if (build(minimising, i))
			minimise_target(minimising, i);
		else
			result->failed |= !pq_signals_caught();
	}
	if (!result->full && !pq_signals_caught())
		keep_totals(minimising);
}

static void run(struct minimising *minimising)
{
	const char *missing = pq_engine_missing(PQ_ENGINE_LIBFUZZER);

	if (!gather(minimising))
		return;
	if (!open_folders(minimising)) {
		minimising->result->failed = true;
		return;
	}
	if (missing) {
		say(minimising, PQ_TONE_ERROR, "libfuzzer cannot run: %s is missing", missing);
		minimising->result->failed = true;
	} else if (gather_own(minimising) && gather_seeds(minimising)) {
		minimise_all(minimising);
	}
	pq_store_release(minimising->options->work);
}

void pq_minimise(const struct pq_minimise_options *options, const struct pq_minimise_listener *listener,
		 struct pq_minimise_result *result)
{
	struct minimising minimising = { .options = options, .listener = listener, .result = result };

	memset(result, 0, sizeof(*result));
	pq_signals_catch();
	run(&minimising);
	pq_signals_release();
	result->interrupted |= pq_signals_caught();
	pq_corpus_inputs_free(&minimising.inputs);
	pq_corpus_inputs_free(&minimising.own);
	pq_corpus_inputs_free(&minimising.seeds);
}
