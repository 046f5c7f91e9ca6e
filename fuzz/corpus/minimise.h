/* SPDX-License-Identifier: MIT */
/*
 * A corpus made small: of all inputs those that cover something, small ones preferred, and as findings those that end
 * their target. It prints nothing: what happens goes to a listener.
 *
 * Theory of operation. OUT/TARGET is an input as well, so that nothing is lost that is there. Each target is staged and
 * measured in WORK/merge/TARGET, where an interrupted measurement is resumed by the next one with the same inputs. Then
 * what is kept is written to OUT/TARGET, each file whole or not at all, and only when all of it is there, what it makes
 * redundant is removed from OUT/TARGET. Nothing is ever removed anywhere else. The same inputs give the same files.
 */
#ifndef PQ_CORPUS_MINIMISE_H
#define PQ_CORPUS_MINIMISE_H

#include "campaign/campaign.h"
#include "corpus/gather.h"

/*
 * targets:  which are chosen
 * ins:      what the user names; in_count of them
 * out:      where the result is: OUT/TARGET, and OUT/totals with what was spent on the campaigns among the ins
 * work:     merge/, and findings/ for inputs that end their target
 * beyond_seeds: what the tree's seeds cover needs nothing else
 * edges:    only what is reached counts, and not how often
 * source:   the source tree; jobs: of a build
 */
struct pq_minimise_options {
	bool targets[PQ_CAMPAIGN_TARGETS];
	char *const *ins;
	size_t in_count;
	const char *out;
	const char *work;
	bool beyond_seeds;
	bool edges;
	const char *source;
	unsigned int jobs;
};

/* Inputs, all different, and what they cover, beyond the seeds if that was asked for. */
struct pq_minimise_sum {
	size_t inputs;
	uint64_t bytes;
	uint64_t features;
	uint64_t edges;
};

/* One target: before, what was there; broken: those of it that end the target; after, what was kept. */
struct pq_minimise_row {
	struct pq_minimise_sum before;
	struct pq_minimise_sum after;
	size_t broken;
};

/*
 * say:      one line about what happens or went wrong
 * skip:     a file or folder that is no input, and why
 * progress: of the target under way, now and then
 * found:    an input that ends its target, after it was kept
 * row:      when a target is done
 */
struct pq_minimise_listener {
	void *ctx;
	void (*say)(void *ctx, enum pq_campaign_tone tone, const char *line);
	void (*skip)(void *ctx, const char *path, const char *why);
	void (*progress)(void *ctx, size_t target, size_t done, size_t count);
	void (*found)(void *ctx, const struct pq_finding *finding);
	void (*row)(void *ctx, size_t target, const struct pq_minimise_row *row);
};

/*
 * rows:    of the targets that are done
 * findings: inputs that end their target, and do so again
 * unusable: something that the user named is no input, or there is no input at all
 * failed:  something of the machine was missing or broke, or a folder is in use; each was said
 * interrupted: by a signal; full: the disk
 */
struct pq_minimise_result {
	struct pq_minimise_row rows[PQ_CAMPAIGN_TARGETS];
	bool done[PQ_CAMPAIGN_TARGETS];
	size_t findings;
	bool unusable;
	bool failed;
	bool interrupted;
	bool full;
};

void pq_minimise(const struct pq_minimise_options *options, const struct pq_minimise_listener *listener,
		 struct pq_minimise_result *result);

#endif
