/* SPDX-License-Identifier: MIT */
/*
 * Which campaign a folder's last one is: OUT/campaign, so that it can be resumed.
 *
 *     pratique-campaign 1
 *     id 19ac0e1f3a1-2f1c
 *     time_ms 60000
 *     jobs 2
 *     mutator yes
 *     engine libfuzzer
 *     target scenario
 *     subject /srv/fork/my-fork.so
 */
#ifndef PQ_CAMPAIGN_RECORD_H
#define PQ_CAMPAIGN_RECORD_H

#include "campaign/campaign.h"

/* A new campaign's id: when it began, since 1970, and its process. */
void pq_record_id(char id[static PQ_HISTORY_ID], uint64_t begun_ms);

/* Writes OUT/campaign whole or not at all. Returns 0, or -1 with errno set. */
int pq_record_write(const struct pq_campaign_options *options, const char *id);

/*
 * Reads OUT/campaign: id, targets, engines, total_ms, jobs and no_mutator of *options are set. False with one line
 * about what is wrong, or "" if there is no such file; *options is untouched then.
 */
bool pq_record_read(struct pq_campaign_options *options, const char *out, char id[static PQ_HISTORY_ID],
		    char why[static PQ_STORE_PATH]);

#endif
