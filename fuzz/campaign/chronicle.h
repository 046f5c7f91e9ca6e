/* SPDX-License-Identifier: MIT */
/* What a campaign writes down of itself while it runs: OUT/campaign once, OUT/history again and again. */
#ifndef PQ_CAMPAIGN_CHRONICLE_H
#define PQ_CAMPAIGN_CHRONICLE_H

#include "campaign/campaign.h"

/*
 * due_ms: when the next samples are, since fuzzing began
 * told:   executions of each part when it was sampled last: what did not move is not told again
 * error:  errno of the first line that could not be written; 0 for none
 */
struct pq_chronicle {
	struct pq_history history;
	const char *out;
	uint64_t interval_ms;
	uint64_t due_ms;
	uint64_t told[PQ_CAMPAIGN_TARGETS][PQ_ENGINE_COUNT];
	int error;
};

/* Begins a run, in a folder that nobody else uses now. `error` tells if that failed; the rest does nothing then. */
void pq_chronicle_open(struct pq_chronicle *chronicle, const struct pq_campaign_options *options);

/* Samples, if they are due or the last ones of the run. */
void pq_chronicle_rows(struct pq_chronicle *chronicle, const struct pq_campaign_row *rows, uint64_t elapsed_ms,
		       bool last);

void pq_chronicle_finding(struct pq_chronicle *chronicle, const struct pq_finding *finding, uint64_t at_ms);

/* Ends the run. */
void pq_chronicle_close(struct pq_chronicle *chronicle, const struct pq_campaign_result *result);

#endif
