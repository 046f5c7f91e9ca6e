/* SPDX-License-Identifier: MIT */
/*
 * What each scenario of a folder does to a model with a planted bug: one line to standard output for each, in the
 * order of their paths:
 *
 *     TIMES-REACHED TIMES-TRIGGERED RULE,RULE... PATH
 *
 * with a hyphen where no rule is broken.
 */
#ifndef PQ_PLANTED_SURVEY_H
#define PQ_PLANTED_SURVEY_H

#include "common/road.h"

/* Has the target run all below path, which may be one file; road is its. Returns 0, or 2 if it cannot be read. */
int pq_survey(const struct pq_fuzz_road *road, const char *path);

#endif
