/* SPDX-License-Identifier: MIT */
/* Scenarios that are judged clean under the policy "fetch", and together have a place for every breach of breach.h. */
#ifndef PQ_FUZZ_INNOCENTS_H
#define PQ_FUZZ_INNOCENTS_H

#include "base/view.h"

size_t pq_innocent_count(void);

/* Text of one, index from 0 to count - 1; static. */
struct pq_view pq_innocent_at(size_t index);

#endif
