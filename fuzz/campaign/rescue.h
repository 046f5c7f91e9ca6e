/* SPDX-License-Identifier: MIT */
/*
 * What a campaign that was killed left behind. Its turns' folders in OUT/work
 * still hold what their engines found and grew since it looked last.
 */
#ifndef PQ_CAMPAIGN_RESCUE_H
#define PQ_CAMPAIGN_RESCUE_H

#include "campaign/turn.h"

/* Target and engine that a turn's folder is named after; false if that is no turn's name, or the canary's. */
bool pq_rescue_name(const char *folder, size_t *target, enum pq_campaign_engine *engine);

/*
 * Rescues each turn's folder in OUT/work (pq_turn_rescue). `turn` is used for one
 * after the other: source, out, findings_folder, found and ctx are set. over is
 * called after each, and stops the rescue by returning false.
 */
void pq_rescue_all(struct pq_turn *turn, bool (*over)(void *ctx, const struct pq_turn *turn));

#endif
