/* SPDX-License-Identifier: MIT */
/*
 * What happened in a campaign's folder over time: OUT/history, lines of text that are only ever added.
 *
 *     pratique-history 1
 *     begin 19ac0e1f3a1-2f1c 1764132000123 60000 2 mutator new
 *     sample 1004 scenario libfuzzer 1000 980 12510 9700 10203 4100 3000 2210 0 512
 *     finding 5120 scenario libfuzzer unsafe_port reproduced new unsafe_port-scenario-00f1.scenario fetch hop: port #
 *     end 60012 finished
 *
 * A run is what stands from one `begin` to the next. A run without `end` was killed. Sums of a sample count from its
 * run's beginning. Lines that cannot be read are skipped: the last one may be torn, or be of a later version.
 *
 * The place of a finding ends its line, and may be missing. Two histories are merged by appending one to the other: a
 * run is known by its id and when it began, and one that stands there twice counts once.
 */
#ifndef PQ_CAMPAIGN_HISTORY_H
#define PQ_CAMPAIGN_HISTORY_H

#include "campaign/finding.h"

#define PQ_HISTORY_HEAD "pratique-history 1\n"
#define PQ_HISTORY_ID 40                              /* bytes of a campaign's id, with its NUL */
#define PQ_HISTORY_MOST_MS (366 * UINT64_C(86400000)) /* a year: no campaign is longer */
#define PQ_HISTORY_LINE 768                           /* bytes of a line; a longer one is not read */

/* How a run ended. KILLED: it did not say. */
enum pq_history_end {
	PQ_HISTORY_KILLED,
	PQ_HISTORY_FINISHED,
	PQ_HISTORY_INTERRUPTED,
	PQ_HISTORY_FULL,
	PQ_HISTORY_FAILED, /* something was missing or broke */
	PQ_HISTORY_END_COUNT
};

/* "finished"; "killed" is written by nobody. */
const char *pq_history_end_name(enum pq_history_end end);

/*
 * id:       of the campaign; a run that resumes has that of the run that it resumes
 * begun_ms: since 1970; planned_ms: of fuzzing; fuzzed_ms: of it done, when the last line of the run was written
 * findings: kept in this run
 * ran:      of one that is read back, a bit for each target that an execution was sampled of, by engine
 */
struct pq_history_run {
	char id[PQ_HISTORY_ID];
	uint64_t begun_ms;
	uint64_t planned_ms;
	unsigned int jobs;
	bool mutator;
	bool resumed;
	uint64_t fuzzed_ms;
	size_t findings;
	uint32_t ran[PQ_ENGINE_COUNT];
	enum pq_history_end end;
};

/*
 * What one target did under one engine, sums since its run began.
 * spent_ms:  engine time; cpu_ms: CPU time
 * edges:     highest count; stability: in hundredths of a percent; 0 for both if not known
 * inputs:    in the target's corpus
 */
struct pq_history_sample {
	size_t target;
	enum pq_campaign_engine engine;
	uint64_t spent_ms;
	uint64_t cpu_ms;
	uint64_t executions;
	uint64_t reached;
	uint64_t dials;
	uint64_t mutated;
	uint64_t structured;
	uint64_t edges;
	uint64_t stability;
	uint64_t inputs;
};

/* A file that is being written. torn: the last line could not be written whole. */
struct pq_history {
	int fd;
	bool torn;
};

/* Opens OUT/history, and makes it if there is none. Returns 0, or -1 with errno set. */
int pq_history_open(struct pq_history *history, const char *out);

/* Each adds one line. Returns 0, or -1 with errno set. at_ms: since fuzzing began */
int pq_history_begin(struct pq_history *history, const struct pq_history_run *run);
int pq_history_sample(struct pq_history *history, const struct pq_history_sample *sample, uint64_t at_ms);
int pq_history_finding(struct pq_history *history, const struct pq_finding *finding, uint64_t at_ms);
int pq_history_end(struct pq_history *history, enum pq_history_end end, uint64_t at_ms);

void pq_history_close(struct pq_history *history);

/* How long to wait between two samples of a run: some hundred of them, from one second to half a minute. */
uint64_t pq_history_interval_ms(uint64_t planned_ms);

#endif
