/* SPDX-License-Identifier: MIT */
/* What the case came to as a whole: its outcome, whether it says anything, and whether that was expected. */
#ifndef PQ_MONITOR_EXPECT_H
#define PQ_MONITOR_EXPECT_H

#include "monitor/run.h"

/* Fills all of the verdict but the rules and the violations. */
void pq_expect_conclude(struct pq_judge_state *run);

#endif
