/* SPDX-License-Identifier: MIT */
/* The positive control, and how an effect is seen from outside. */
#ifndef PQ_LAB_EFFECT_H
#define PQ_LAB_EFFECT_H

#include "lab/world.h"
#include "result/lab_step.h"

/*
 * Speaks the commands plainly with that marker, and steps say how. False if the server does not answer as it should. If its
 * answer was slow, the world has more patience from now on.
 */
bool pq_lab_speak_plainly(struct pq_lab_world *world, const struct pq_lab_service *service, const char *marker,
			  struct pq_lab_steps *steps);

/*
 * Whether the effect of what carried that marker is seen, waiting limit_ms at most for it (0: looks once). steps: NULL, or
 * where it is told what was looked at, if it is seen.
 */
bool pq_lab_effect_seen(const struct pq_lab_world *world, const struct pq_lab_service *service, const char *marker,
			int limit_ms, struct pq_lab_steps *steps);

#endif
