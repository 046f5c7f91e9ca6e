/* SPDX-License-Identifier: MIT */
/*
 * A campaign: builds the targets for the engines, proves with the canary that
 * findings are found, shares the time, looks after the engines, keeps what
 * they find. It prints nothing: what happens goes to a listener.
 *
 * Theory of operation. OUT holds corpus/TARGET (grown inputs, used again by the
 * next campaign), findings/, totals (what was ever spent on it, totals.h), campaign
 * and history (what was asked for, and what came of it over time, record.h and
 * history.h), and work/ (each turn's own folder, its logs).
 * Every finding is on the disk before anything else happens. An interruption,
 * a full disk or an engine that fails ends turns, never loses files; what a
 * campaign that was killed left in work/ is kept by the next one, before it begins.
 */
#ifndef PQ_CAMPAIGN_CAMPAIGN_H
#define PQ_CAMPAIGN_CAMPAIGN_H

#include "campaign/history.h"
#include "campaign/turn.h"

/*
 * targets, engines: which are chosen
 * total_ms: wall time of fuzzing; building and the canary come on top
 * jobs:     engines at work at the same time, 1 to PQ_PLAN_JOBS
 * no_mutator: engines use their own mutations alone
 * out:      the campaign's folder; source: the source tree
 * resume:   id of the campaign that goes on; NULL for a new one
 * subject:  absolute path of the plug-in that stands in the model's place; empty for none
 */
struct pq_campaign_options {
	bool targets[PQ_CAMPAIGN_TARGETS];
	bool engines[PQ_ENGINE_COUNT];
	uint64_t total_ms;
	unsigned int jobs;
	bool no_mutator;
	const char *out;
	const char *source;
	const char *resume;
	char subject[PQ_STORE_PATH];
};

/*
 * What one engine did of a row.
 * done, spent_ms, cpu_ms: sums over its turns, what runs now included
 * stability: of AFL++, the lowest of its turns, in hundredths of a percent; 0 if not known
 */
struct pq_campaign_part {
	struct pq_counters done;
	uint64_t spent_ms;
	uint64_t cpu_ms;
	uint64_t stability;
};

/*
 * One target's part of the campaign, for a line of progress.
 * done:     what its ended turns did, and its running ones so far
 * spent_ms: engine time
 * coverage: highest edge count, by engine; 0 if not known
 * mutated:  whether the mutator was seen to make inputs, by engine
 * findings: kept; first_ms, first_engine: when since fuzzing began the first one was seen, and by whom
 * running: engines at work on it now
 * parts:   the same by engine
 */
struct pq_campaign_row {
	struct pq_counters done;
	uint64_t spent_ms;
	uint64_t coverage[PQ_ENGINE_COUNT];
	bool mutated[PQ_ENGINE_COUNT];
	size_t findings;
	uint64_t first_ms;
	enum pq_campaign_engine first_engine;
	unsigned int running;
	struct pq_campaign_part parts[PQ_ENGINE_COUNT];
};

enum pq_campaign_tone { PQ_TONE_NOTE, PQ_TONE_WARNING, PQ_TONE_ERROR };

/*
 * say:      one line about what happens or went wrong
 * plan:     before the first turn
 * progress: about twice a second; rows has PQ_CAMPAIGN_TARGETS entries
 * finding:  after it was kept and run again; after_ms: when it was seen since fuzzing began, 0 for a rescued one
 */
struct pq_campaign_listener {
	void *ctx;
	void (*say)(void *ctx, enum pq_campaign_tone tone, const char *line);
	void (*plan)(void *ctx, const struct pq_campaign_options *options, const struct pq_campaign_plan *plan);
	void (*progress)(void *ctx, const struct pq_campaign_row *rows, uint64_t elapsed_ms);
	void (*finding)(void *ctx, const struct pq_finding *finding, uint64_t after_ms);
};

/*
 * findings: of this campaign, and rescued ones that reproduce
 * rescued: findings that a killed campaign left, reproduced or not
 * elapsed_ms: of fuzzing; 0 if it never began
 * opened: OUT could be used
 * canary_sought, canary_found: by engine; one whose search was interrupted was not sought
 * canary_silent: an engine did not find the canary, and did not fuzz
 * failed: something of the machine was missing or broke; each was said
 * interrupted: by a signal; full: the disk
 */
struct pq_campaign_result {
	struct pq_campaign_row rows[PQ_CAMPAIGN_TARGETS];
	size_t findings;
	size_t rescued;
	uint64_t elapsed_ms;
	bool opened;
	bool canary_sought[PQ_ENGINE_COUNT];
	bool canary_found[PQ_ENGINE_COUNT];
	bool canary_silent;
	bool failed;
	bool interrupted;
	bool full;
};

/* Runs it to its end. SIGINT, SIGTERM, SIGHUP (unless ignored) and SIGPIPE end it early while it runs. */
void pq_campaign_run(const struct pq_campaign_options *options, const struct pq_campaign_listener *listener,
		     struct pq_campaign_result *result);

/* What a campaign states. VOID: neither, since it did not finish, or not with all that was asked for. */
enum pq_campaign_outcome { PQ_CAMPAIGN_CLEAN, PQ_CAMPAIGN_FOUND, PQ_CAMPAIGN_VOID };

enum pq_campaign_outcome pq_campaign_outcome(const struct pq_campaign_result *result);

/* How a result is told in OUT/history. */
enum pq_history_end pq_campaign_end(const struct pq_campaign_result *result);

#endif
