/* SPDX-License-Identifier: MIT */
/* What a merge keeps, into the folder of a corpus. */
#ifndef PQ_CORPUS_PUBLISH_H
#define PQ_CORPUS_PUBLISH_H

#include "corpus/stage.h"

#define PQ_PUBLISH_WHY (PQ_STORE_PATH + 128)

/*
 * Writes each item that is worth keeping to `folder`, named by its hash, and then removes from it the inputs `own` that
 * were found there, as far as they are redundant: they ran, or are kept as findings, and are none of those. Files that
 * were not measured stay. Returns 0, or -1 with errno set and one line in why; nothing was removed then.
 */
int pq_publish(const struct pq_stage *stage, const struct pq_corpus_inputs *own, const char *folder,
	       char why[static PQ_PUBLISH_WHY]);

#endif
