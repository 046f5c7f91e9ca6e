/* SPDX-License-Identifier: MIT */
/* What the world on real sockets cannot play. Pure. */
#ifndef PQ_LOOPBACK_UNFIT_H
#define PQ_LOOPBACK_UNFIT_H

#include "scenario/scenario.h"

/* Why not, such as "a pause: real time is not turned forward"; a static text. NULL if it can. */
const char *pq_world_unfit(const struct pq_scenario *scenario);

#endif
