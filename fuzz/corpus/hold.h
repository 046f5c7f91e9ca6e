/* SPDX-License-Identifier: MIT */
/* Who uses a folder: locks that end with the process that took them, however it ends. */
#ifndef PQ_CORPUS_HOLD_H
#define PQ_CORPUS_HOLD_H

#include "campaign/out.h"

/*
 * Makes a corpus folder and holds it for writing: no other minimising or merging does, and if it is the corpus of a
 * campaign's folder, no campaign works there. False with one line about why not.
 */
bool pq_hold_corpus(const char *folder, char why[static PQ_OUT_WHY]);

/* Holds a campaign's folder for reading, while no campaign works there; any other folder as it is. False as above. */
bool pq_hold_source(const char *folder, char why[static PQ_OUT_WHY]);

#endif
