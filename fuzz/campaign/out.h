/* SPDX-License-Identifier: MIT */
/* The folder that a campaign, or whatever else runs engines, works in: one at a time does. */
#ifndef PQ_CAMPAIGN_OUT_H
#define PQ_CAMPAIGN_OUT_H

#include "campaign/store.h"

#define PQ_OUT_WHY (PQ_STORE_PATH + 256)

/*
 * Makes out and its folders, of which one is "work", locks it until the process ends and puts room aside in it for a
 * full disk. False if it cannot be used. why: one line about what went wrong, or empty; of a folder that is used all
 * the same, that there is no room.
 */
bool pq_out_open(const char *out, const char *const *folders, size_t count, char why[static PQ_OUT_WHY]);

#endif
