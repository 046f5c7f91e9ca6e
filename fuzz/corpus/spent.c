/* SPDX-License-Identifier: MIT */
#include "corpus/spent.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void drop_others(struct pq_totals *totals, const bool *targets)
{
	size_t kept = 0;

	for (size_t i = 0; i < totals->count; i++) {
		size_t target = pq_campaign_target_find(totals->rows[i].target);

		if (target < PQ_CAMPAIGN_TARGETS && targets[target])
			totals->rows[kept++] = totals->rows[i];
	}
	totals->count = kept;
}

bool pq_spent_take(const char *into, const char *from, const bool *targets, char why[static PQ_SPENT_WHY])
{
	struct pq_totals sum = { 0 }, more = { 0 };
	bool taken = pq_totals_read(&more, from, why) && pq_totals_read(&sum, into, why);

	if (taken && targets)
		drop_others(&more, targets);
	if (taken && more.count > 0) {
		taken = pq_totals_merge(&sum, &more) && pq_totals_write(&sum, into) == 0;
		if (!taken)
			snprintf(why, PQ_SPENT_WHY, "%s/totals: %s", into, strerror(errno));
	}
	pq_totals_free(&sum);
	pq_totals_free(&more);
	return taken;
}
