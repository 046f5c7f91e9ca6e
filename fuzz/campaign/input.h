/* SPDX-License-Identifier: MIT */
/* What a turn begins with: its work folder, and in it one flat folder of inputs. */
#ifndef PQ_CAMPAIGN_INPUT_H
#define PQ_CAMPAIGN_INPUT_H

#include "campaign/engine.h"

/*
 * Makes place->work anew, with the target's seeds in input/, and what was grown from them (corpus/grown); for AFL++,
 * which keeps what it grows apart, with the corpus too.
 * Returns 0, or -1 with errno set.
 */
int pq_input_gather(const struct pq_engine_place *place, const struct pq_campaign_target *target,
		    enum pq_campaign_engine engine);

/*
 * Takes the inputs with that hash out of input/ and of the corpus: an engine
 * that begins with a finding would only end with it again. Returns 0, or -1 with errno set.
 */
int pq_input_forget(const struct pq_engine_place *place, const struct pq_campaign_target *target, uint64_t hash);

#endif
