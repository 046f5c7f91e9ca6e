/* SPDX-License-Identifier: MIT */
#include "campaign/plan.h"

/* Appends a share as turns no longer than a lane; what has no room in the plan is left out. */
static void add_share(struct pq_campaign_plan *plan, size_t target, enum pq_campaign_engine engine, uint64_t share_ms,
		      uint64_t total_ms)
{
	uint64_t pieces = (share_ms + total_ms - 1) / total_ms;

	for (uint64_t i = 0; i < pieces && plan->count < PQ_PLAN_TURNS; i++) {
		struct pq_campaign_turn *turn = &plan->turns[plan->count++];

		turn->target = target;
		turn->engine = engine;
		turn->lane = 0;
		turn->length_ms = share_ms / pieces;
	}
}

static void add_target(struct pq_campaign_plan *plan, size_t target, const bool engines[static PQ_ENGINE_COUNT],
		       uint64_t share_ms, uint64_t total_ms)
{
	bool both = engines[PQ_ENGINE_LIBFUZZER] && engines[PQ_ENGINE_AFLPP];
	bool aflpp = engines[PQ_ENGINE_AFLPP] && (!both || share_ms / 2 >= PQ_PLAN_AFLPP_MIN_MS);
	uint64_t aflpp_ms = !aflpp ? 0 : both ? share_ms / 2 : share_ms;

	if (aflpp_ms < share_ms)
		add_share(plan, target, PQ_ENGINE_LIBFUZZER, share_ms - aflpp_ms, total_ms);
	if (aflpp_ms > 0)
		add_share(plan, target, PQ_ENGINE_AFLPP, aflpp_ms, total_ms);
}

/* Insertion sort: stable, so that equal turns keep the table's order. */
static void sort_longest_first(struct pq_campaign_plan *plan)
{
	for (size_t i = 1; i < plan->count; i++) {
		struct pq_campaign_turn turn = plan->turns[i];
		size_t at = i;

		for (; at > 0 && plan->turns[at - 1].length_ms < turn.length_ms; at--)
			plan->turns[at] = plan->turns[at - 1];
		plan->turns[at] = turn;
	}
}

static unsigned int least_loaded(const uint64_t *loads, unsigned int jobs)
{
	unsigned int best = 0;

	for (unsigned int lane = 1; lane < jobs; lane++)
		if (loads[lane] < loads[best])
			best = lane;
	return best;
}

static void deal_out(struct pq_campaign_plan *plan, uint64_t total_ms, unsigned int jobs)
{
	uint64_t loads[PQ_PLAN_JOBS] = { 0 };

	sort_longest_first(plan);
	for (size_t i = 0; i < plan->count; i++) {
		struct pq_campaign_turn *turn = &plan->turns[i];

		turn->lane = least_loaded(loads, jobs);
		loads[turn->lane] += turn->length_ms;
	}
	for (size_t i = 0; i < plan->count; i++) {
		struct pq_campaign_turn *turn = &plan->turns[i];

		if (loads[turn->lane] > 0)
			turn->length_ms = turn->length_ms * total_ms / loads[turn->lane];
	}
}

void pq_campaign_plan(struct pq_campaign_plan *plan, const bool targets[static PQ_CAMPAIGN_TARGETS],
		      const bool engines[static PQ_ENGINE_COUNT], uint64_t total_ms, unsigned int jobs)
{
	uint64_t weights = 0;

	plan->count = 0;
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		if (targets[i])
			weights += pq_campaign_target_at(i)->weight;
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		if (targets[i])
			add_target(plan, i, engines, total_ms * jobs * pq_campaign_target_at(i)->weight / weights,
				   total_ms);
	deal_out(plan, total_ms, jobs);
}

uint64_t pq_campaign_plan_share(const struct pq_campaign_plan *plan, size_t target, enum pq_campaign_engine engine)
{
	uint64_t share_ms = 0;

	for (size_t i = 0; i < plan->count; i++)
		if (plan->turns[i].target == target && plan->turns[i].engine == engine)
			share_ms += plan->turns[i].length_ms;
	return share_ms;
}
