/* SPDX-License-Identifier: MIT */
/*
 * A campaign: builds the targets for the engines, proves with the canary that
 * findings are found, shares the time, looks after the engines, keeps what
 * they find. It prints nothing: what happens goes to a listener.
 *
 * Theory of operation. OUT holds corpus/TARGET (grown inputs, used again by the
 * next campaign), findings/, and work/ (each turn's own folder, its logs).
 * Every finding is on the disk before anything else happens. An interruption,
 * a full disk or an engine that fails ends turns, never loses files.
 */
#ifndef PQ_CAMPAIGN_CAMPAIGN_H
#define PQ_CAMPAIGN_CAMPAIGN_H

#include "campaign/turn.h"

/*
 * targets, engines: which are chosen
 * total_ms: wall time of fuzzing; building and the canary come on top
 * jobs:     engines at work at the same time, 1 to PQ_PLAN_JOBS
 * out:      the campaign's folder; source: the source tree
 */
struct pq_campaign_options {
	bool targets[PQ_CAMPAIGN_TARGETS];
	bool engines[PQ_ENGINE_COUNT];
	uint64_t total_ms;
	unsigned int jobs;
	const char *out;
	const char *source;
};

/*
 * One target's part of the campaign, for a line of progress.
 * done:     what its ended turns did, and its running ones so far
 * spent_ms: engine time
 * coverage: highest edge count, by engine; 0 if not known
 * findings: kept; running: engines at work on it now
 */
struct pq_campaign_row {
	struct pq_counters done;
	uint64_t spent_ms;
	uint64_t coverage[PQ_ENGINE_COUNT];
	size_t findings;
	unsigned int running;
};

enum pq_campaign_tone { PQ_TONE_NOTE, PQ_TONE_WARNING, PQ_TONE_ERROR };

/*
 * say:      one line about what happens or went wrong
 * plan:     before the first turn
 * progress: about twice a second; rows has PQ_CAMPAIGN_TARGETS entries
 * finding:  after it was kept and run again; after_ms since fuzzing began
 */
struct pq_campaign_listener {
	void *ctx;
	void (*say)(void *ctx, enum pq_campaign_tone tone, const char *line);
	void (*plan)(void *ctx, const struct pq_campaign_options *options, const struct pq_campaign_plan *plan);
	void (*progress)(void *ctx, const struct pq_campaign_row *rows, uint64_t elapsed_ms);
	void (*finding)(void *ctx, const struct pq_finding *finding, uint64_t after_ms);
};

/*
 * canary_silent: an engine did not find the canary: nothing that it says can be trusted
 * failed: something of the machine was missing or broke; each was said
 * interrupted: by Ctrl-C or SIGTERM; full: the disk
 */
struct pq_campaign_result {
	struct pq_campaign_row rows[PQ_CAMPAIGN_TARGETS];
	size_t findings;
	uint64_t elapsed_ms;
	bool canary_silent;
	bool failed;
	bool interrupted;
	bool full;
};

/* Runs it to its end. SIGINT and SIGTERM end it early while it runs. */
void pq_campaign_run(const struct pq_campaign_options *options, const struct pq_campaign_listener *listener,
		     struct pq_campaign_result *result);

#endif
