/* SPDX-License-Identifier: MIT */
#include "campaign/turn.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "campaign/harvest.h"
#include "campaign/input.h"
#include "system/clock.h"

#define STOP_PATIENCE_MS 3000

__attribute__((format(printf, 3, 4))) static void fail(struct pq_turn *turn, enum pq_turn_state state,
						       const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(turn->failure, sizeof(turn->failure), format, args);
	va_end(args);
	turn->state = state;
}

static struct pq_engine_place place_of(const struct pq_turn *turn)
{
	uint64_t spent_ms = pq_clock_ms() - turn->begun_ms;

	return (struct pq_engine_place){ turn->source,
					 turn->out,
					 turn->work,
					 turn->seen.ignored,
					 spent_ms < turn->length_ms ? turn->length_ms - spent_ms : 1,
					 turn->mutator,
					 turn->program,
					 turn->seed,
					 turn->first_only };
}

static bool has_dictionary(const struct pq_turn *turn)
{
	char path[PQ_STORE_PATH];

	pq_store_path(path, "%s/fuzz/%s.dict", turn->source, turn->target->name);
	return access(path, R_OK) == 0;
}

static void start_engine(struct pq_turn *turn)
{
	struct pq_engine_place place = place_of(turn);
	struct pq_command command;
	char path[PQ_STORE_PATH];

	pq_store_path(path, "%s/afl", turn->work);
	pq_store_remove_folder(path);
	pq_command_init(&command);
	pq_engine_fuzz(&command, turn->engine, turn->target, &place, has_dictionary(turn));
	pq_store_path(path, "%s/log", turn->work);
	turn->restart = false;
	turn->harvested = 0;
	turn->harvested_ms = pq_clock_ms();
	turn->child = pq_child_start(&command, path);
	if (turn->child < 0)
		fail(turn, PQ_TURN_FAILED, "%s: %s", command.argv[0], strerror(errno));
}

/* What every turn begins with, those of an earlier campaign too. */
static void begin(struct pq_turn *turn, uint64_t length_ms)
{
	turn->state = PQ_TURN_RUNNING;
	turn->taken = 0;
	turn->restart = false;
	turn->enough = false;
	memset(&turn->seen, 0, sizeof(turn->seen));
	snprintf(turn->seen.ignored, sizeof(turn->seen.ignored), "%s", turn->ignored ? turn->ignored : "");
	turn->begun_ms = pq_clock_ms();
	turn->length_ms = length_ms;
	turn->child = 0;
	turn->harvested = 0;
	turn->cpu_ms = 0;
	turn->coverage = 0;
	turn->stability = 0;
	memset(&turn->counted, 0, sizeof(turn->counted));
}

void pq_turn_start(struct pq_turn *turn, unsigned int lane, uint64_t length_ms)
{
	struct pq_engine_place place;
	char corpus[PQ_STORE_PATH];

	begin(turn, length_ms);
	pq_store_path(turn->work, "%s/work/%s-%s-%u", turn->out, pq_engine_name(turn->engine), turn->target->name,
		      lane);
	pq_store_path(corpus, "%s/corpus/%s", turn->out, turn->target->name);
	place = place_of(turn);
	if (pq_store_make_folders(corpus) != 0 || pq_input_gather(&place, turn->target, turn->engine) != 0) {
		fail(turn, pq_store_no_room(errno) ? PQ_TURN_FULL : PQ_TURN_FAILED, "%s: %s", turn->work,
		     strerror(errno));
		return;
	}
	start_engine(turn);
}

/* What is put aside for a full disk is given up for a finding. */
static int keep_finding(const struct pq_turn *turn, struct pq_finding *finding, const char *artifact)
{
	char log[PQ_STORE_PATH];

	pq_store_path(log, "%s/rerun.log", turn->work);
	if (pq_finding_take(finding, turn->source, artifact, turn->findings_folder, log) == 0)
		return 0;
	if (!pq_store_no_room(errno) || !pq_store_release(turn->out))
		return -1;
	return pq_finding_take(finding, turn->source, artifact, turn->findings_folder, log);
}

/* pq_store_each_file's visitor: a finding is reported, and its artifact put aside. */
static int take_one(void *ctx, const char *path, const char *name)
{
	struct pq_turn *turn = ctx;
	struct pq_finding finding = {
		.target = turn->target, .engine = turn->engine, .program = turn->program, .ignored = turn->ignored
	};
	struct pq_engine_place place = place_of(turn);
	char aside[PQ_STORE_PATH];
	enum pq_seen_advice advice;
	bool fresh;

	if (!pq_finding_is_artifact(name) || (turn->child > 0 && !pq_store_settled(path)) ||
	    turn->taken >= PQ_TURN_TAKEN)
		return 0;
	pq_store_path(aside, "%s/taken/%s", turn->work, name);
	if (keep_finding(turn, &finding, path) != 0)
		return -1;
	turn->taken++;
	advice = pq_seen_add(&turn->seen, finding.name, finding.place[0] ? finding.key : 0, &fresh);
	turn->restart |= advice == PQ_SEEN_IGNORE;
	turn->enough |= advice == PQ_SEEN_ENOUGH || (turn->first_only && finding.reproduced);
	if (fresh && advice != PQ_SEEN_DROP)
		turn->found(turn->ctx, &finding);
	else if (!finding.place[0] && !finding.known)
		unlink(finding.file);
	return rename(path, aside) == 0 ? pq_input_forget(&place, turn->target, finding.hash) : -1;
}

static void take_findings(struct pq_turn *turn)
{
	static const char *const folders[] = { "artifacts", "afl/default/crashes", "afl/default/hangs" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		char path[PQ_STORE_PATH];

		pq_store_path(path, "%s/%s", turn->work, folders[i]);
		if (pq_store_each_file(path, take_one, turn) != 0) {
			fail(turn, PQ_TURN_FULL,
			     "a finding could not be kept: %s; it stays in %s for the next campaign", strerror(errno),
			     path);
			return;
		}
	}
}

static void read_coverage(struct pq_turn *turn)
{
	static unsigned char storage[1u << 14];
	bool aflpp = turn->engine == PQ_ENGINE_AFLPP;
	char path[PQ_STORE_PATH];
	struct pq_buf text;
	uint64_t edges;

	pq_store_path(path, "%s/%s", turn->work, aflpp ? "afl/default/plot_data" : "log");
	pq_buf_init(&text, storage, sizeof(storage));
	if (!pq_store_read_tail(path, &text))
		return;
	if ((aflpp ? pq_status_aflpp_coverage : pq_status_libfuzzer_coverage)(pq_buf_view(&text), &edges))
		turn->coverage = edges;
}

/* AFL++ writes it about once a minute, and when it ends. */
static void read_stability(struct pq_turn *turn)
{
	static unsigned char storage[1u << 14];
	char path[PQ_STORE_PATH];
	struct pq_buf text;

	pq_store_path(path, "%s/afl/default/fuzzer_stats", turn->work);
	pq_buf_init(&text, storage, sizeof(storage));
	if (turn->engine == PQ_ENGINE_AFLPP && pq_store_read_tail(path, &text))
		pq_status_aflpp_stability(pq_buf_view(&text), &turn->stability);
}

static void harvest(struct pq_turn *turn)
{
	char queue[PQ_STORE_PATH], corpus[PQ_STORE_PATH];

	turn->harvested_ms = pq_clock_ms();
	pq_store_path(queue, "%s/afl/default/queue", turn->work);
	pq_store_path(corpus, "%s/corpus/%s", turn->out, turn->target->name);
	if (pq_harvest_queue(queue, corpus, turn->child > 0, &turn->harvested) != 0)
		fail(turn, PQ_TURN_FULL, "%s: %s", corpus, strerror(errno));
}

/* After the engine has ended: nothing that it leaves may be lost. */
static void collect(struct pq_turn *turn)
{
	char path[PQ_STORE_PATH];
	struct pq_counters run;

	turn->child = 0;
	pq_store_path(path, "%s/counters", turn->work);
	if (pq_counters_read(path, &run))
		pq_counters_add(&turn->counted, &run);
	unlink(path);
	read_coverage(turn);
	read_stability(turn);
	harvest(turn);
	take_findings(turn);
}

/* Why an engine ended before its time without a finding: its own last words. */
static void explain_end(struct pq_turn *turn, int status)
{
	static unsigned char storage[4096];
	char path[PQ_STORE_PATH];
	struct pq_view reason;
	struct pq_buf text;

	pq_store_path(path, "%s/log", turn->work);
	pq_buf_init(&text, storage, sizeof(storage));
	pq_store_read_tail(path, &text);
	reason = pq_status_aflpp_abort(pq_buf_view(&text));
	if (reason.len == 0)
		reason = pq_status_last_line(pq_buf_view(&text));
	fail(turn, PQ_TURN_FAILED, "%s ended early (%s %d): %.*s; its output is %s", pq_engine_name(turn->engine),
	     WIFEXITED(status) ? "status" : "signal", WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status),
	     (int)(reason.len < 200 ? reason.len : 200), (const char *)reason.data, path);
}

static void engine_ended(struct pq_turn *turn, int status)
{
	size_t before = turn->taken;

	collect(turn);
	if (turn->state != PQ_TURN_RUNNING)
		return;
	if (turn->taken == before)
		explain_end(turn, status);
	else if (!turn->enough)
		start_engine(turn);
}

/*
 * Stops the engine; like every way to wait for it, this books its CPU time. AFL++ kills the process that runs its
 * target without waiting for it, so that one is asked about before.
 */
static void stop_engine(struct pq_turn *turn)
{
	uint64_t used_ms = pq_child_family_ms(turn->child);
	uint64_t before = pq_child_cpu_ms();
	uint64_t waited_ms;

	pq_child_stop(turn->child, STOP_PATIENCE_MS);
	waited_ms = pq_child_cpu_ms() - before;
	turn->cpu_ms += waited_ms > used_ms ? waited_ms : used_ms;
	collect(turn);
}

static bool has_ended(struct pq_turn *turn, int *status)
{
	uint64_t before = pq_child_cpu_ms();

	if (!pq_child_ended(turn->child, status))
		return false;
	turn->cpu_ms += pq_child_cpu_ms() - before;
	return true;
}

/* What an engine that goes on after findings, as AFL++ does, shall ignore takes another start. */
static void restart_engine(struct pq_turn *turn)
{
	stop_engine(turn);
	if (turn->state == PQ_TURN_RUNNING && !turn->enough)
		start_engine(turn);
}

void pq_turn_step(struct pq_turn *turn)
{
	int status;

	if (turn->state != PQ_TURN_RUNNING)
		return;
	if (has_ended(turn, &status)) {
		engine_ended(turn, status);
	} else {
		read_coverage(turn);
		if (turn->engine == PQ_ENGINE_AFLPP)
			take_findings(turn);
		if (turn->engine == PQ_ENGINE_AFLPP && pq_clock_ms() - turn->harvested_ms >= PQ_TURN_HARVEST_MS)
			harvest(turn);
	}
	if (turn->state != PQ_TURN_RUNNING) {
		pq_turn_stop(turn);
		return;
	}
	if (turn->enough || pq_clock_ms() - turn->begun_ms >= turn->length_ms)
		pq_turn_stop(turn);
	else if (turn->restart && turn->child > 0)
		restart_engine(turn);
}

/* All that was worth keeping is elsewhere by now; only logs stay. */
static void end(struct pq_turn *turn)
{
	static const char *const folders[] = { "input", "afl" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		char path[PQ_STORE_PATH];

		pq_store_path(path, "%s/%s", turn->work, folders[i]);
		pq_store_remove_folder(path);
	}
	turn->state = PQ_TURN_OVER;
}

void pq_turn_stop(struct pq_turn *turn)
{
	if (turn->child > 0)
		stop_engine(turn);
	if (turn->state == PQ_TURN_RUNNING)
		end(turn);
}

void pq_turn_rescue(struct pq_turn *turn, const char *work)
{
	char corpus[PQ_STORE_PATH], taken[PQ_STORE_PATH];

	begin(turn, 0);
	pq_store_path(turn->work, "%s", work);
	pq_store_path(corpus, "%s/corpus/%s", turn->out, turn->target->name);
	pq_store_path(taken, "%s/taken", work);
	if (pq_store_make_folders(corpus) != 0 || pq_store_make_folders(taken) != 0)
		fail(turn, PQ_TURN_FULL, "%s: %s", work, strerror(errno));
	harvest(turn);
	take_findings(turn);
	if (turn->state == PQ_TURN_RUNNING && pq_store_remove_folder(work) != 0)
		fail(turn, PQ_TURN_FAILED, "%s: %s", work, strerror(errno));
	if (turn->state == PQ_TURN_RUNNING)
		turn->state = PQ_TURN_OVER;
}

uint64_t pq_turn_cpu_ms(const struct pq_turn *turn)
{
	return turn->cpu_ms + (turn->child > 0 ? pq_child_family_ms(turn->child) : 0);
}

void pq_turn_count(const struct pq_turn *turn, struct pq_counters *sum)
{
	char path[PQ_STORE_PATH];
	struct pq_counters run;

	if (turn->state == PQ_TURN_IDLE)
		return;
	pq_counters_add(sum, &turn->counted);
	pq_store_path(path, "%s/counters", turn->work);
	if (turn->child > 0 && pq_counters_read(path, &run))
		pq_counters_add(sum, &run);
}
