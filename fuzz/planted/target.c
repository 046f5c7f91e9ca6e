/* SPDX-License-Identifier: MIT */
/*
 * Surface:  as fuzz_scenario.c, of a model in which one bug is planted; each program has another one.
 * Property: the judge, in which nothing is planted, finds no breach; it is to find one.
 * Targets:  as fuzz_scenario.c.
 * Input:    scenario text, read leniently.
 */
#include <stdlib.h>

#include "common/environment.h"
#include "common/target.h"
#include "planted/survey.h"

static struct pq_fuzz_road road;

static void open_road(void)
{
	const char *folder = getenv(PQ_SURVEY_ENV);

	pq_fuzz_road_open(&road, !folder);
	if (folder)
		exit(pq_survey(&road, folder));
}

static void one(struct pq_view input)
{
	pq_fuzz_road_drive(&road, input);
	pq_fuzz_count_dials(pq_fuzz_road_dials(&road));
	pq_fuzz_road_judge(&road);
}

const struct pq_fuzz_target pq_fuzz_target = { "planted", open_road, one };
