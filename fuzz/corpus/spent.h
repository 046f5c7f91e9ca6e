/* SPDX-License-Identifier: MIT */
/* What was spent on a campaign, carried along with its inputs. */
#ifndef PQ_CORPUS_SPENT_H
#define PQ_CORPUS_SPENT_H

#include "campaign/totals.h"

#define PQ_SPENT_WHY (PQ_TOTALS_WHY + 64)

/*
 * Takes FROM/totals, if there are any, into INTO/totals, of the chosen targets, or for NULL all that is there. False with
 * one line about what is wrong, INTO as it was.
 */
bool pq_spent_take(const char *into, const char *from, const bool *targets, char why[static PQ_SPENT_WHY]);

#endif
