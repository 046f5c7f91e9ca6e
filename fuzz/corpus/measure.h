/* SPDX-License-Identifier: MIT */
/*
 * What inputs cover, by libFuzzer's crash-resistant merge: it runs each of them once, goes on behind those that end the
 * process, and can be interrupted and resumed (control.h). Nothing of this is our own but the order of the list.
 */
#ifndef PQ_CORPUS_MEASURE_H
#define PQ_CORPUS_MEASURE_H

#include "campaign/finding.h"
#include "common/counters.h"
#include "corpus/stage.h"

enum pq_measured {
	PQ_MEASURED,
	PQ_MEASURE_INTERRUPTED, /* by a signal; to be resumed in the same folder */
	PQ_MEASURE_FULL,        /* the disk, or a finding could not be kept */
	PQ_MEASURE_FAILED
};

/*
 * source:  the source tree, with the target built for libFuzzer
 * work:    this target's own folder: input/ with what is staged, control, log, artifacts/, program
 * edges:   edges are features, however often they were taken
 * findings: the folder where inputs that end the process are kept; NULL for nowhere
 * reserve: the folder with work/reserve, which is given up for a finding on a full disk; NULL for none
 * found:   called for each of them after it was kept and run again; progress: now and then, with files done of all
 * counted: what was run in this and interrupted measurements of the same; failure: why it ended otherwise
 */
struct pq_measure {
	const char *source;
	const char *work;
	bool edges;
	const char *findings;
	const char *reserve;
	void (*found)(void *ctx, const struct pq_finding *finding);
	void (*progress)(void *ctx, size_t target, size_t done, size_t count);
	void *ctx;
	struct pq_counters counted;
	char failure[PQ_STORE_PATH + 256];
};

/* Runs what is staged in work/input, or the rest of it, and sets `shown` and `found` of each item. */
enum pq_measured pq_measure(struct pq_measure *measure, struct pq_stage *stage);

#endif
