/* SPDX-License-Identifier: MIT */
/*
 * Measuring which lines of src/ a corpus runs: the fuzz targets are built as replay programs under the preset
 * "coverage", run their inputs, and llvm-profdata and llvm-cov tell what was run. Only the first build is slow.
 */
#ifndef PQ_COVERAGE_MEASURE_H
#define PQ_COVERAGE_MEASURE_H

#include "coverage/lines.h"

#define PQ_COVERAGE_CORPORA 32

/*
 * source: the source tree
 * build:  where the programs are built, which no other measurement may use at the same time, nor a second one of this
 *         process; NULL for SOURCE/build/fuzz-coverage
 * corpora, corpus_count: at most PQ_COVERAGE_CORPORA folders with a folder for each target in them, as corpus/grown, or OUT/corpus of a
 *         campaign; one that has no such folder is scenarios. Every target's seeds are run whatever is named
 */
struct pq_coverage_options {
	const char *source;
	const char *build;
	const char *const *corpora;
	size_t corpus_count;
};

/* NULL if the machine has all that it takes, else what to install: "llvm-cov (Debian package llvm)". */
const char *pq_coverage_missing(void);

/*
 * Measures. False, with one line about it, if something is missing, could not be built, read or written, an input
 * broke a property, or a signal came that was caught (campaign/signals.h). *coverage is to be freed if it is true.
 */
bool pq_coverage_measure(const struct pq_coverage_options *options, struct pq_coverage *coverage,
			 char why[static PQ_COVERAGE_WHY]);

#endif
