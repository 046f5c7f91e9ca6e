/* SPDX-License-Identifier: MIT */
/* What a corpus holds, and what it covers. It prints nothing: what happens goes to a listener. */
#ifndef PQ_CORPUS_STATS_H
#define PQ_CORPUS_STATS_H

#include "campaign/campaign.h"
#include "corpus/gather.h"

/*
 * work: a folder for measuring, of which nothing is needed afterwards; NULL: only files are looked at, nothing is run
 * source: the source tree; jobs: of a build
 */
struct pq_stats_options {
	bool targets[PQ_CAMPAIGN_TARGETS];
	char *const *dirs;
	size_t dir_count;
	const char *work;
	const char *source;
	unsigned int jobs;
};

/*
 * Of one target.
 * inputs:    all different; bytes: of these; largest: bytes of the largest
 * doubles:   files with the bytes of another one
 * strict:    scenarios that strict reading understands; canonical: those of them that are written canonically
 * named:     files whose names begin with their hash
 * measured:  the rest is known
 * reached:   inputs that dial something; broken: that end the target
 * spent:     on growing them, as far as the folders tell
 */
struct pq_stats_row {
	size_t inputs;
	uint64_t bytes;
	uint64_t largest;
	size_t doubles;
	size_t strict;
	size_t canonical;
	size_t named;
	bool measured;
	uint64_t features;
	uint64_t edges;
	uint64_t reached;
	size_t broken;
	uint64_t spent_ms;
};

/* say: one line about what went wrong; skip: a file or folder that is no input; progress: of a target, now and then */
struct pq_stats_listener {
	void *ctx;
	void (*say)(void *ctx, enum pq_campaign_tone tone, const char *line);
	void (*skip)(void *ctx, const char *path, const char *why);
	void (*progress)(void *ctx, size_t target, size_t done, size_t count);
};

/* unusable: something that the user named is no input; failed: not all could be measured; interrupted: by a signal */
struct pq_stats_result {
	struct pq_stats_row rows[PQ_CAMPAIGN_TARGETS];
	bool unusable;
	bool failed;
	bool interrupted;
};

void pq_corpus_stats(const struct pq_stats_options *options, const struct pq_stats_listener *listener,
		     struct pq_stats_result *result);

#endif
