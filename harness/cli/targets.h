/* SPDX-License-Identifier: MIT */
/* What verbs that run fuzz targets share: the choice of targets, and how many jobs. */
#ifndef PQ_CLI_TARGETS_H
#define PQ_CLI_TARGETS_H

#include <stdbool.h>

#include "campaign/plan.h"

/* Chooses a target by its name. Returns an exit code, and has complained if it is not PQ_EXIT_OK. */
int pq_targets_choose(bool targets[static PQ_CAMPAIGN_TARGETS], const char *name);

/* Chooses all, if none is chosen. */
void pq_targets_fill_in(bool targets[static PQ_CAMPAIGN_TARGETS]);

/*
 * Leaves out what the machine lacks a library for, and says so; if the targets were chosen by name, that is a complaint
 * and PQ_EXIT_SETUP.
 */
int pq_targets_leave_out(bool targets[static PQ_CAMPAIGN_TARGETS], bool by_name);

/* Whether these are all targets but those that the machine lacks a library for. */
bool pq_targets_are_all(const bool targets[static PQ_CAMPAIGN_TARGETS]);

/* Processors of this machine, 1 to PQ_PLAN_JOBS. */
unsigned int pq_targets_jobs(void);

#endif
