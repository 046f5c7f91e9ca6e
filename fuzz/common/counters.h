/* SPDX-License-Identifier: MIT */
/*
 * What one fuzzing process has done, in a mapped file that outlives it. The
 * engines cannot show how many executions reached the socket layer; this can.
 * One file belongs to one target at a time; readers only look. Under AFL++ the mutator is another process than the
 * target, and counts in the same file what the target does not.
 */
#ifndef PQ_FUZZ_COUNTERS_H
#define PQ_FUZZ_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

#define PQ_COUNTERS_MAGIC 0x736f636f7571ULL
#define PQ_COUNTERS_VERSION 3
#define PQ_COUNTERS_RULES 32

/*
 * magic, version: tell a counters file from others
 * executions: inputs tried
 * reached:    inputs that made at least one dial
 * dials:      dials of all inputs
 * mutated:    inputs that the mutator made; structured: those of them that it made by what it knows of them
 * findings:   by enum pq_rule; index 0 counts what no rule names
 * plant_reached, plant_triggered: in a build with a planted bug, how often its place was passed, and how often the
 *             right code would have gone another way there
 */
struct pq_counters {
	uint64_t magic;
	uint64_t version;
	uint64_t executions;
	uint64_t reached;
	uint64_t dials;
	uint64_t mutated;
	uint64_t structured;
	uint64_t findings[PQ_COUNTERS_RULES];
	uint64_t plant_reached;
	uint64_t plant_triggered;
};

/* Maps the file for counting, with zeros if it is new; NULL if that cannot be done. */
struct pq_counters *pq_counters_map(const char *path);

/* Reads a file into *out; false, and out untouched, if there is none or it is not a counters file. */
bool pq_counters_read(const char *path, struct pq_counters *out);

/* Adds all counts of *more to *sum. */
void pq_counters_add(struct pq_counters *sum, const struct pq_counters *more);

#endif
