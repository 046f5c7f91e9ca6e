/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes models with planted bugs, one after the other, and measures what it takes to detect each of them. It prints
 * nothing: what happens goes to a listener.
 *
 * Theory of operation. A repetition begins with the same generic seeds (sieve.h) and an empty corpus, and with a seed
 * of the engine's random choices that is its number. Of all rules only the one that must name the bug is judged, and
 * the repetition ends with the first finding that reproduces. OUT/results holds a line for each repetition
 * (ledger.h), so that one that was interrupted goes on where it ended; findings stay in OUT/findings/PLANT.
 */
#ifndef PQ_PLANTED_BENCH_H
#define PQ_PLANTED_BENCH_H

#include "campaign/campaign.h"
#include "planted/table.h"

/*
 * plants:    that there are; chosen: which of them are wanted
 * length_ms: time of a repetition at most: of libFuzzer CPU time, and ten times that on the clock; of AFL++, whose
 *            processes tell theirs only when they end, time on the clock
 * repeat:    1 to PQ_PLANT_REPETITIONS
 * jobs:      of the build
 */
struct pq_bench_options {
	const struct pq_plants *plants;
	bool chosen[PQ_PLANTS_MAX];
	enum pq_campaign_engine engine;
	uint64_t length_ms;
	unsigned int repeat;
	bool mutator;
	unsigned int jobs;
	const char *out;
	const char *source;
};

/*
 * say:      one line about what happens or went wrong
 * progress: about twice a second while something is fuzzed; repetition: from 1
 * row:      when all repetitions of a plant are done, or no more will be
 */
struct pq_bench_listener {
	void *ctx;
	void (*say)(void *ctx, enum pq_campaign_tone tone, const char *line);
	void (*progress)(void *ctx, const struct pq_plant *plant, unsigned int repetition, uint64_t elapsed_ms,
			 const struct pq_counters *done);
	void (*row)(void *ctx, const struct pq_plant *plant, const struct pq_plant_row *row);
};

/*
 * trials: those of plant p and repetition r, from 0, at p * repeat + r, of which rows[p].done are there
 * opened: OUT could be used
 * failed: something of the machine was missing or broke; each was said
 * interrupted: by a signal; full: the disk
 */
struct pq_bench_result {
	struct pq_plant_row rows[PQ_PLANTS_MAX];
	struct pq_trial *trials;
	bool opened;
	bool failed;
	bool interrupted;
	bool full;
};

/* Runs it to its end, or until a signal comes. Give the result to pq_bench_free. */
void pq_bench_run(const struct pq_bench_options *options, const struct pq_bench_listener *listener,
		  struct pq_bench_result *result);
void pq_bench_free(struct pq_bench_result *result);

#endif
