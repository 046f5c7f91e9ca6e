/* SPDX-License-Identifier: MIT */
/* The fuzz targets that a campaign knows, as a table. */
#ifndef PQ_CAMPAIGN_TARGET_H
#define PQ_CAMPAIGN_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PQ_CAMPAIGN_TARGETS 19

/*
 * name:     fuzz/fuzz_<name>.c, fuzz/<name>.dict
 * what:     one line for help
 * seeds:    folder below the source tree, or an absolute path
 * suffix:   of a finding's file
 * weight:   its share of the time, relative to the others'; the whole road gets as much as all the rest
 * mutator:  the mutator knows its inputs
 * max_len:  longest input that is tried, in bytes
 */
struct pq_campaign_target {
	const char *name;
	const char *what;
	const char *seeds;
	const char *suffix;
	unsigned int weight;
	unsigned int max_len;
	bool mutator;
};

/* index: 0 to PQ_CAMPAIGN_TARGETS - 1; PQ_CAMPAIGN_TARGETS itself is the canary, which is in no plan. */
const struct pq_campaign_target *pq_campaign_target_at(size_t index);

/*
 * What a target needs that a machine may lack, and that no cluster has: without it there is no such program.
 * module: as pkg-config is asked; package: Debian's
 */
struct pq_campaign_need {
	const char *target;
	const char *module;
	const char *package;
};

/* NULL if it needs nothing but the tree. */
const struct pq_campaign_need *pq_campaign_target_need(size_t index);

/* PQ_CAMPAIGN_TARGETS + 1 if there is none of that name. */
size_t pq_campaign_target_find(const char *name);

#endif
