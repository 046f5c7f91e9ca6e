/* SPDX-License-Identifier: MIT */
/*
 * What AFL++ grew, from its queue into the corpus. libFuzzer writes into the
 * corpus itself; AFL++ keeps a queue of its own, which would be lost with its
 * folder if the campaign were killed.
 */
#ifndef PQ_CAMPAIGN_HARVEST_H
#define PQ_CAMPAIGN_HARVEST_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Gives inputs of a queue a second name in the corpus, their hash. AFL++ numbers
 * them as it finds them: those below *next were harvested before, and *next
 * moves on. A missing queue is an empty one. live: it is still being written, so the
 * youngest wait until the next time. Returns 0, or -1 with errno set.
 */
int pq_harvest_queue(const char *queue, const char *corpus, bool live, uint64_t *next);

#endif
