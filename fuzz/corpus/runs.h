/* SPDX-License-Identifier: MIT */
/* The runs of a campaign's folder, carried along with what they grew. */
#ifndef PQ_CORPUS_RUNS_H
#define PQ_CORPUS_RUNS_H

#include "campaign/store.h"

#define PQ_RUNS_WHY (PQ_STORE_PATH + 128)

/*
 * Appends to INTO/history the runs of FROM/history, if that is there, that INTO does not tell of yet. False with one line
 * about what is wrong, INTO as it was.
 */
bool pq_runs_take(const char *into, const char *from, char why[static PQ_RUNS_WHY]);

#endif
