/* SPDX-License-Identifier: MIT */
/*
 * Repetitions as FuzzBench writes the data of an experiment, so that its reports and others' scripts read them: a row
 * for each moment of each trial at which something was measured. Here those are its beginning, the detection and its
 * end. `time` is in whole seconds, of CPU for libFuzzer; `crash_key` is the rule, in the row of the detection;
 * `fuzzer_stats` is JSON with what FuzzBench has no column for.
 */
#ifndef PQ_PLANTED_CSV_H
#define PQ_PLANTED_CSV_H

#include <stdio.h>

#include "planted/table.h"

void pq_csv_head(FILE *out);

/* id: of the trial, from 1, not used before in the file. */
void pq_csv_trial(FILE *out, const struct pq_trial *trial, const struct pq_plant *plant, size_t id);

#endif
