/* SPDX-License-Identifier: MIT */
/*
 * How the total time of a campaign is shared. Pure.
 *
 * The time is `total` of each of `jobs` lanes, laid end to end. A target gets
 * its weight's part of it, half for each engine. AFL++ needs a moment to
 * measure its seeds, so a share too short for that goes to libFuzzer instead;
 * from a minute on, every target has a turn of every engine.
 * What is longer than a lane is cut in equal turns. The turns are dealt out,
 * longest first, to the lane with the least work, and then each lane is
 * stretched or shortened to last exactly `total`.
 */
#ifndef PQ_CAMPAIGN_PLAN_H
#define PQ_CAMPAIGN_PLAN_H

#include <stdbool.h>

#include "campaign/target.h"

enum pq_campaign_engine { PQ_ENGINE_LIBFUZZER, PQ_ENGINE_AFLPP, PQ_ENGINE_COUNT };

#define PQ_PLAN_AFLPP_MIN_MS 650
#define PQ_PLAN_TURNS 256
#define PQ_PLAN_JOBS 64

/* One run of one target by one engine on one lane; a lane's turns follow one another in the plan's order. */
struct pq_campaign_turn {
	size_t target;
	enum pq_campaign_engine engine;
	unsigned int lane;
	uint64_t length_ms;
};

struct pq_campaign_plan {
	struct pq_campaign_turn turns[PQ_PLAN_TURNS];
	size_t count;
};

/*
 * targets, engines: which are chosen; at least one each
 * total_ms: wall time, at least 1
 * jobs:     1 to PQ_PLAN_JOBS
 */
void pq_campaign_plan(struct pq_campaign_plan *plan, const bool targets[static PQ_CAMPAIGN_TARGETS],
		      const bool engines[static PQ_ENGINE_COUNT], uint64_t total_ms, unsigned int jobs);

/* Time that the plan gives to a target by an engine, all lanes together. */
uint64_t pq_campaign_plan_share(const struct pq_campaign_plan *plan, size_t target, enum pq_campaign_engine engine);

#endif
