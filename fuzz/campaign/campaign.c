/* SPDX-License-Identifier: MIT */
#include "campaign/campaign.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "campaign/account.h"
#include "campaign/build.h"
#include "campaign/chronicle.h"
#include "campaign/out.h"
#include "campaign/rescue.h"
#include "campaign/signals.h"
#include "system/clock.h"

#define STEP_MS 50
#define PROGRESS_MS 500
#define TOLD 512
#define CANARY_MS 30000 /* a second or two are enough, unless the machine is busy */

/*
 * usable:  engines that are chosen, present and built
 * lanes:   the turn of each lane; next: the plan's next turn to look at, by lane
 * current: the row that a lane's turn belongs to; due_ms: when it shall be over, since fuzzing began
 * account: what was ever spent on the folder
 * told:    keys of the findings so far whose places are known
 */
struct campaign {
	const struct pq_campaign_options *options;
	const struct pq_campaign_listener *listener;
	struct pq_campaign_result *result;
	struct pq_campaign_plan plan;
	bool usable[PQ_ENGINE_COUNT];
	char findings_folder[PQ_STORE_PATH];
	struct pq_chronicle chronicle;
	uint64_t begun_ms;
	struct pq_turn lanes[PQ_PLAN_JOBS];
	size_t next[PQ_PLAN_JOBS];
	size_t current[PQ_PLAN_JOBS];
	uint64_t due_ms[PQ_PLAN_JOBS];
	struct pq_account account;
	uint64_t told[TOLD];
	size_t told_count;
};

__attribute__((format(printf, 3, 4))) static void say(const struct campaign *campaign, enum pq_campaign_tone tone,
						      const char *format, ...)
{
	char line[PQ_STORE_PATH + 1024];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	campaign->listener->say(campaign->listener->ctx, tone, line);
}

static bool build(const struct campaign *campaign, enum pq_campaign_engine engine)
{
	uint64_t begin = pq_clock_ms();
	char log[PQ_STORE_PATH];
	struct pq_view line;

	pq_store_path(log, "%s/work/build-%s.log", campaign->options->out, pq_engine_name(engine));
	say(campaign, PQ_TONE_NOTE, "building the targets for %s", pq_engine_name(engine));
	if (pq_build_target(engine, campaign->options->source, "fuzz_targets", campaign->options->jobs, log)) {
		say(campaign, PQ_TONE_NOTE, "built for %s in %.1f s", pq_engine_name(engine),
		    (double)(pq_clock_ms() - begin) / 1000);
		return true;
	}
	if (pq_signals_caught())
		return false;
	say(campaign, PQ_TONE_ERROR, "the build for %s failed; its output is %s", pq_engine_name(engine), log);
	line = pq_build_error(log);
	say(campaign, PQ_TONE_ERROR, "  %.*s", (int)line.len, (const char *)line.data);
	return false;
}

/* A chosen engine that is missing is a failure only where it was asked for alone. */
static void prepare_engines(struct campaign *campaign)
{
	bool any = false;

	for (int i = 0; i < PQ_ENGINE_COUNT && !pq_signals_caught(); i++) {
		const char *missing =
			campaign->options->engines[i] ? pq_engine_missing((enum pq_campaign_engine)i) : NULL;

		if (missing)
			say(campaign, PQ_TONE_WARNING, "%s cannot run: %s is missing",
			    pq_engine_name((enum pq_campaign_engine)i), missing);
		else if (campaign->options->engines[i]) {
			campaign->usable[i] = build(campaign, (enum pq_campaign_engine)i);
			campaign->result->failed |= !campaign->usable[i] && !pq_signals_caught();
		}
		any |= campaign->usable[i];
	}
	campaign->result->failed |= !any && !pq_signals_caught();
}

static void found_canary(void *ctx, const struct pq_finding *finding)
{
	bool *found = ctx;

	*found |= finding->reproduced && strcmp(finding->name, "canary") == 0;
}

/* One engine looks for the canary; a canary that stays silent disqualifies that engine, and only that one. */
static void run_canary(struct campaign *campaign, enum pq_campaign_engine engine)
{
	struct pq_turn *turn = &campaign->lanes[0];
	const char *name = pq_engine_name(engine);
	char folder[PQ_STORE_PATH];
	bool found = false;

	pq_store_path(folder, "%s/corpus/canary", campaign->options->out);
	pq_store_remove_folder(folder);
	pq_store_path(folder, "%s/work/canary", campaign->options->out);
	*turn = (struct pq_turn){ .target = pq_campaign_target_at(PQ_CAMPAIGN_TARGETS),
				  .engine = engine,
				  .source = campaign->options->source,
				  .out = campaign->options->out,
				  .findings_folder = folder,
				  .first_only = true,
				  .found = found_canary,
				  .ctx = &found };
	if (pq_store_make_folders(folder) == 0)
		pq_turn_start(turn, 0, CANARY_MS);
	while (turn->state == PQ_TURN_RUNNING && !found && !pq_signals_caught()) {
		pq_child_pause_ms(STEP_MS);
		pq_turn_step(turn);
	}
	pq_turn_stop(turn);
	if (found)
		say(campaign, PQ_TONE_NOTE, "canary found by %s in %.1f s", name,
		    (double)(pq_clock_ms() - turn->begun_ms) / 1000);
	else if (!pq_signals_caught())
		say(campaign, PQ_TONE_ERROR, "the canary stayed silent: %s did not find it in %.1f s: %s", name,
		    (double)(pq_clock_ms() - turn->begun_ms) / 1000,
		    turn->failure[0] ? turn->failure : "the engine ran");
	campaign->usable[engine] = found;
	campaign->result->canary_sought[engine] = found || !pq_signals_caught();
	campaign->result->canary_found[engine] = found;
	campaign->result->canary_silent |= !found && !pq_signals_caught();
	turn->state = PQ_TURN_IDLE;
}

/* Whether another turn has come to the same place before. */
static bool was_told(struct campaign *campaign, const struct pq_finding *finding)
{
	for (size_t i = 0; i < campaign->told_count; i++)
		if (campaign->told[i] == finding->key)
			return true;
	if (finding->place[0] && campaign->told_count < TOLD)
		campaign->told[campaign->told_count++] = finding->key;
	return false;
}

static void found(void *ctx, const struct pq_finding *finding)
{
	struct campaign *campaign = ctx;
	size_t target = pq_campaign_target_find(finding->target->name);
	struct pq_campaign_row *row = &campaign->result->rows[target];
	uint64_t after_ms = finding->seen_ms - campaign->begun_ms;

	if (was_told(campaign, finding))
		return;
	if (row->findings++ == 0) {
		row->first_ms = after_ms;
		row->first_engine = finding->engine;
	}
	campaign->result->findings++;
	pq_chronicle_finding(&campaign->chronicle, finding, after_ms);
	campaign->listener->finding(campaign->listener->ctx, finding, after_ms);
}

/* What an earlier campaign found counts if it is still true of this tree; once, by whomever it is found again. */
static void found_rescued(void *ctx, const struct pq_finding *finding)
{
	struct campaign *campaign = ctx;
	struct pq_finding rescued = *finding;

	rescued.rescued = true;
	campaign->result->rescued++;
	if (was_told(campaign, finding))
		return;
	campaign->result->findings += finding->reproduced;
	pq_chronicle_finding(&campaign->chronicle, &rescued, 0);
	campaign->listener->finding(campaign->listener->ctx, &rescued, 0);
}

/* One folder that fails is no reason to leave the others: their turns begin with an empty one. */
static bool rescue_over(void *ctx, const struct pq_turn *turn)
{
	struct campaign *campaign = ctx;

	if (turn->state != PQ_TURN_OVER)
		say(campaign, PQ_TONE_ERROR, "%s of an interrupted campaign: %s", turn->target->name, turn->failure);
	campaign->result->failed |= turn->state == PQ_TURN_FAILED;
	campaign->result->full |= turn->state == PQ_TURN_FULL;
	return turn->state != PQ_TURN_FULL && !pq_signals_caught();
}

static void rescue(struct campaign *campaign)
{
	struct pq_turn *turn = &campaign->lanes[0];

	*turn = (struct pq_turn){ .source = campaign->options->source,
				  .out = campaign->options->out,
				  .findings_folder = campaign->findings_folder,
				  .found = found_rescued,
				  .ctx = campaign };
	pq_rescue_all(turn, rescue_over);
	turn->state = PQ_TURN_IDLE;
}

/* The lane keeps to its times: what an earlier turn left is added, what it took too long is missing, but half is safe. */
static uint64_t length_of_next(struct campaign *campaign, unsigned int lane, uint64_t planned_ms)
{
	uint64_t now_ms = pq_clock_ms() - campaign->begun_ms;

	campaign->due_ms[lane] += planned_ms;
	return campaign->due_ms[lane] > now_ms + planned_ms / 2 ? campaign->due_ms[lane] - now_ms : planned_ms / 2 + 1;
}

/* Gives a lane its next turn of the plan, if there is one. */
static void begin_next(struct campaign *campaign, unsigned int lane)
{
	struct pq_turn *turn = &campaign->lanes[lane];
	size_t *next = &campaign->next[lane];

	while (*next < campaign->plan.count && campaign->plan.turns[*next].lane != lane)
		++*next;
	if (*next == campaign->plan.count)
		return;
	campaign->current[lane] = campaign->plan.turns[*next].target;
	*turn = (struct pq_turn){ .target = pq_campaign_target_at(campaign->current[lane]),
				  .engine = campaign->plan.turns[*next].engine,
				  .source = campaign->options->source,
				  .out = campaign->options->out,
				  .findings_folder = campaign->findings_folder,
				  .mutator = !campaign->options->no_mutator,
				  .found = found,
				  .ctx = campaign };
	pq_turn_start(turn, lane, length_of_next(campaign, lane, campaign->plan.turns[*next].length_ms));
	++*next;
}

static void book_part(const struct pq_turn *turn, const struct pq_counters *did, struct pq_campaign_part *part)
{
	pq_counters_add(&part->done, did);
	part->spent_ms += pq_clock_ms() - turn->begun_ms;
	part->cpu_ms += pq_turn_cpu_ms(turn);
	if (turn->stability > 0 && (part->stability == 0 || turn->stability < part->stability))
		part->stability = turn->stability;
}

/* Adds to a row what a turn has done so far. */
static void book(const struct pq_turn *turn, struct pq_campaign_row *row)
{
	struct pq_counters did = { 0 };

	pq_turn_count(turn, &did);
	pq_counters_add(&row->done, &did);
	row->mutated[turn->engine] |= did.mutated > 0;
	row->spent_ms += pq_clock_ms() - turn->begun_ms;
	if (turn->coverage > row->coverage[turn->engine])
		row->coverage[turn->engine] = turn->coverage;
	book_part(turn, &did, &row->parts[turn->engine]);
}

/* Totals are no reason to stop: on a full disk they are written once more when room was given up. */
static void keep_totals(struct campaign *campaign)
{
	if (pq_account_write(&campaign->account, campaign->lanes, campaign->options->jobs) != 0 &&
	    !campaign->result->full)
		say(campaign, PQ_TONE_WARNING, "%s/totals: %s", campaign->options->out, strerror(errno));
}

/* Books a turn that is over in its row and in the totals, and makes the lane idle. */
static void finish(struct campaign *campaign, unsigned int lane)
{
	struct pq_turn *turn = &campaign->lanes[lane];
	struct pq_campaign_row *row = &campaign->result->rows[campaign->current[lane]];

	if (turn->state == PQ_TURN_FAILED || turn->state == PQ_TURN_FULL) {
		say(campaign, PQ_TONE_ERROR, "%s: %s", turn->target->name, turn->failure);
		campaign->result->failed |= turn->state == PQ_TURN_FAILED;
		campaign->result->full |= turn->state == PQ_TURN_FULL;
	}
	book(turn, row);
	pq_account_book(&campaign->account, turn);
	turn->state = PQ_TURN_IDLE;
	keep_totals(campaign);
}

static bool step_lanes(struct campaign *campaign)
{
	bool busy = false;

	for (unsigned int lane = 0; lane < campaign->options->jobs; lane++) {
		struct pq_turn *turn = &campaign->lanes[lane];

		if (turn->state == PQ_TURN_IDLE)
			begin_next(campaign, lane);
		pq_turn_step(turn);
		if (turn->state != PQ_TURN_IDLE && turn->state != PQ_TURN_RUNNING)
			finish(campaign, lane);
		busy |= turn->state != PQ_TURN_IDLE || campaign->next[lane] < campaign->plan.count;
	}
	return busy;
}

static void show_progress(struct campaign *campaign)
{
	struct pq_campaign_row rows[PQ_CAMPAIGN_TARGETS];

	memcpy(rows, campaign->result->rows, sizeof(rows));
	for (unsigned int lane = 0; lane < campaign->options->jobs; lane++) {
		const struct pq_turn *turn = &campaign->lanes[lane];
		struct pq_campaign_row *row = &rows[campaign->current[lane]];

		if (turn->state != PQ_TURN_RUNNING)
			continue;
		book(turn, row);
		row->running++;
	}
	pq_chronicle_rows(&campaign->chronicle, rows, pq_clock_ms() - campaign->begun_ms, false);
	campaign->listener->progress(campaign->listener->ctx, rows, pq_clock_ms() - campaign->begun_ms);
}

static bool must_stop(struct campaign *campaign)
{
	if (!campaign->result->full && pq_store_full(campaign->options->out)) {
		say(campaign, PQ_TONE_ERROR, "the disk that holds %s is full", campaign->options->out);
		campaign->result->full = true;
	}
	if (campaign->result->full)
		pq_store_release(campaign->options->out);
	return pq_signals_caught() || campaign->result->full;
}

static void fuzz(struct campaign *campaign)
{
	uint64_t shown_ms = 0;

	pq_campaign_plan(&campaign->plan, campaign->options->targets, campaign->usable, campaign->options->total_ms,
			 campaign->options->jobs);
	campaign->listener->plan(campaign->listener->ctx, campaign->options, &campaign->plan);
	campaign->begun_ms = pq_clock_ms();
	while (!must_stop(campaign) && step_lanes(campaign)) {
		if (pq_clock_ms() - shown_ms >= PROGRESS_MS) {
			show_progress(campaign);
			shown_ms = pq_clock_ms();
		}
		if (pq_clock_ms() - campaign->account.written_ms >= PQ_ACCOUNT_MS)
			keep_totals(campaign);
		pq_child_pause_ms(STEP_MS);
	}
	for (unsigned int lane = 0; lane < campaign->options->jobs; lane++) {
		if (campaign->lanes[lane].state == PQ_TURN_IDLE)
			continue;
		pq_turn_stop(&campaign->lanes[lane]);
		finish(campaign, lane);
	}
	campaign->result->elapsed_ms = pq_clock_ms() - campaign->begun_ms;
}

static bool open_out(struct campaign *campaign)
{
	static const char *const folders[] = { "findings", "corpus", "work" };
	const char *out = campaign->options->out;
	char why[PQ_OUT_WHY];
	char totals_why[2 * PQ_TOTALS_WHY];

	pq_store_path(campaign->findings_folder, "%s/findings", out);
	campaign->result->opened = pq_out_open(out, folders, sizeof(folders) / sizeof(folders[0]), why);
	if (why[0])
		say(campaign, campaign->result->opened ? PQ_TONE_WARNING : PQ_TONE_ERROR, "%s", why);
	if (!campaign->result->opened)
		return false;
	pq_account_open(&campaign->account, out, totals_why);
	if (totals_why[0])
		say(campaign, PQ_TONE_WARNING, "%s", totals_why);
	return true;
}

/* That time is not told of is no failure of what was found; but it is said. */
static void end_chronicle(struct campaign *campaign)
{
	campaign->result->interrupted = pq_signals_caught();
	pq_chronicle_close(&campaign->chronicle, campaign->result);
	if (campaign->chronicle.error)
		say(campaign, PQ_TONE_WARNING, "%s/history does not tell of all that was done: %s",
		    campaign->options->out, strerror(campaign->chronicle.error));
}

static void run_phases(struct campaign *campaign)
{
	bool any = false;

	if (!open_out(campaign)) {
		campaign->result->failed = true;
		return;
	}
	pq_chronicle_open(&campaign->chronicle, campaign->options);
	prepare_engines(campaign);
	if (!pq_signals_caught())
		rescue(campaign);
	for (int i = 0; i < PQ_ENGINE_COUNT; i++) {
		if (campaign->usable[i] && !pq_signals_caught())
			run_canary(campaign, (enum pq_campaign_engine)i);
		any |= campaign->usable[i];
	}
	if (any && !pq_signals_caught())
		fuzz(campaign);
	pq_store_release(campaign->options->out);
	end_chronicle(campaign);
}

void pq_campaign_run(const struct pq_campaign_options *options, const struct pq_campaign_listener *listener,
		     struct pq_campaign_result *result)
{
	struct campaign *campaign = calloc(1, sizeof(*campaign));

	memset(result, 0, sizeof(*result));
	if (!campaign) {
		listener->say(listener->ctx, PQ_TONE_ERROR, "not enough memory");
		result->failed = true;
		return;
	}
	campaign->options = options;
	campaign->listener = listener;
	campaign->result = result;
	pq_signals_catch();
	run_phases(campaign);
	pq_signals_release();
	result->interrupted = pq_signals_caught();
	pq_totals_free(&campaign->account.totals);
	free(campaign);
}
