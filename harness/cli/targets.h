/* SPDX-License-Identifier: MIT */
/* What verbs that run fuzz targets share: the choice of targets, and how many jobs. */
#ifndef PQ_CLI_TARGETS_H
#define PQ_CLI_TARGETS_H

#include <stdbool.h>

#include "campaign/plan.h"

/* Chooses a target by its name. Returns an exit code, and has complained if it is not PQ_EXIT_OK. */
int pq_targets_choose(bool targets[static PQ_CAMPAIGN_TARGETS], const char *name);

/* If none is chosen: all but those of other people's libraries, which are fuzzed when they are asked for. */
void pq_targets_fill_in(bool targets[static PQ_CAMPAIGN_TARGETS]);

/* PQ_EXIT_SETUP with a complaint if the machine lacks what one of them needs. */
int pq_targets_check(const bool targets[static PQ_CAMPAIGN_TARGETS]);

/* Whether these are the ones that pq_targets_fill_in chooses. */
bool pq_targets_are_all(const bool targets[static PQ_CAMPAIGN_TARGETS]);

/* Processors of this machine, 1 to PQ_PLAN_JOBS. */
unsigned int pq_targets_jobs(void);

#endif
