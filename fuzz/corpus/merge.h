/* SPDX-License-Identifier: MIT */
/*
 * The folders of campaigns, or corpora, put together in one of them. No input is overwritten and nothing is removed: one
 * that has the name of another one gets another name. Of a finding that is in both, the smallest input stays, as in one
 * campaign. To merge the same again changes nothing. It prints nothing: what happens goes to a listener.
 */
#ifndef PQ_CORPUS_MERGE_H
#define PQ_CORPUS_MERGE_H

#include "campaign/campaign.h"
#include "corpus/gather.h"

/* into: a campaign's folder, or a folder that holds one of inputs for each target; made if it is not there */
struct pq_merge_options {
	const char *into;
	char *const *froms;
	size_t from_count;
};

/* say: one line about what went wrong; skip: a file or folder that is left out, and why */
struct pq_merge_listener {
	void *ctx;
	void (*say)(void *ctx, enum pq_campaign_tone tone, const char *line);
	void (*skip)(void *ctx, const char *path, const char *why);
};

/*
 * inputs, findings: that are new in `into`; known: that were there; bytes: of new inputs
 * smaller:   known findings whose input was replaced by a smaller one
 * unusable:  something that the user named is no folder of that kind
 * begun:     the folders could be used
 * failed:    something broke, or a folder is in use; full: the disk
 */
struct pq_merge_result {
	size_t inputs[PQ_CAMPAIGN_TARGETS];
	size_t known[PQ_CAMPAIGN_TARGETS];
	uint64_t bytes[PQ_CAMPAIGN_TARGETS];
	size_t findings;
	size_t findings_known;
	size_t smaller;
	bool unusable;
	bool begun;
	bool failed;
	bool full;
};

void pq_corpus_merge(const struct pq_merge_options *options, const struct pq_merge_listener *listener,
		     struct pq_merge_result *result);

#endif
