/* SPDX-License-Identifier: MIT */
/* Ways of asking that not every browser knows. Pure. */
#ifndef PQ_PLAY_LACKS_H
#define PQ_PLAY_LACKS_H

#include <stdint.h>

#include "scenario/scenario.h"

/* From what a start page says: words of the scenario format, joined by '.'. A bit for each; others are passed over. */
uint32_t pq_lacks_read(struct pq_view text);

/* Whether the scenario asks in a way that some browser lacks. */
bool pq_lacks_matter(const struct pq_scenario *scenario);

/* Why such a browser cannot be asked: "prefetch, which this browser does not know"; NULL if it can. */
const char *pq_lacks_unfit(uint32_t lacks, const struct pq_scenario *scenario);

#endif
