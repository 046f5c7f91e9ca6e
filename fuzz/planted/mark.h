/* SPDX-License-Identifier: MIT */
/*
 * What a patch may call that plants a bug. Compiled without coverage, so that an engine learns nothing from it, and
 * to be called without a branch: what a patch adds must not tell an engine what the bug itself does not tell.
 */
#ifndef PQ_PLANTED_MARK_H
#define PQ_PLANTED_MARK_H

#include "base/view.h"

/* The bug's place was passed; triggered: the right code would have gone another way here. */
void pq_plant_mark(bool triggered);

/* Whether name is text, without case. */
bool pq_plant_is(struct pq_view name, const char *text);

/* Whether bytes hold the one that is sought. */
bool pq_plant_has(struct pq_view bytes, unsigned char sought);

#endif
