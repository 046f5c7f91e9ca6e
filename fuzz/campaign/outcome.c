/* SPDX-License-Identifier: MIT */
#include "campaign/campaign.h"

enum pq_campaign_outcome pq_campaign_outcome(const struct pq_campaign_result *result)
{
	if (result->findings > 0)
		return PQ_CAMPAIGN_FOUND;
	if (result->canary_silent || result->failed || result->full || result->interrupted || result->elapsed_ms == 0)
		return PQ_CAMPAIGN_VOID;
	return PQ_CAMPAIGN_CLEAN;
}

enum pq_history_end pq_campaign_end(const struct pq_campaign_result *result)
{
	if (result->full)
		return PQ_HISTORY_FULL;
	if (result->interrupted)
		return PQ_HISTORY_INTERRUPTED;
	return result->canary_silent || result->failed ? PQ_HISTORY_FAILED : PQ_HISTORY_FINISHED;
}
