/* SPDX-License-Identifier: MIT */
/*
 * Surface:  the whole road, from scenario text to verdicts, with all three attackers.
 * Property: the judge finds no breach in what the model dialled and wrote under the policy "fetch".
 * Targets:  pq_scenario_parse, the model (src/fetch and all below it), pq_judge_run.
 * Input:    scenario text, read leniently; "expect" lines are ignored.
 * A plug-in (pratique/subject.h) that is linked in, or that PQ_FUZZ_PLUGIN names, is asked in the model's place.
 */
#include "common/plugged_in.h"
#include "common/road.h"
#include "common/target.h"

static struct pq_fuzz_road road;

static void open_road(void)
{
	pq_fuzz_road_open_with(&road, true, pq_fuzz_plugged_in());
}

static void one(struct pq_view input)
{
	pq_fuzz_road_drive(&road, input);
	pq_fuzz_count_dials(pq_fuzz_road_dials(&road));
	pq_fuzz_road_judge(&road);
}

const struct pq_fuzz_target pq_fuzz_target = { "scenario", open_road, one };
