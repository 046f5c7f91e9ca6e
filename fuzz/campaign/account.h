/* SPDX-License-Identifier: MIT */
/* A campaign's entries in the totals of its folder. */
#ifndef PQ_CAMPAIGN_ACCOUNT_H
#define PQ_CAMPAIGN_ACCOUNT_H

#include "campaign/totals.h"
#include "campaign/turn.h"

/* totals: of the folder `out`, with the turns that have ended; written_ms: when they were last written */
struct pq_account {
	struct pq_totals totals;
	const char *out;
	uint64_t written_ms;
};

#define PQ_ACCOUNT_MS 10000 /* between two writings while turns run: what a killed campaign's totals lack at most */

/*
 * Reads what earlier campaigns spent on the folder. One that cannot be read is put aside, and counting begins anew: then
 * why is one line about it, else empty. Released with pq_totals_free.
 */
void pq_account_open(struct pq_account *account, const char *out, char why[static 2 * PQ_TOTALS_WHY]);

/* Books a turn that is over. */
void pq_account_book(struct pq_account *account, const struct pq_turn *turn);

/* Writes the totals with what those of the turns that run have done so far. Returns 0, or -1 with errno set. */
int pq_account_write(struct pq_account *account, const struct pq_turn *turns, size_t count);

#endif
