/* SPDX-License-Identifier: MIT */
/* What OUT/history tells when it is read again: all runs of the folder as one, thinned out to what a chart shows. */
#ifndef PQ_CAMPAIGN_PAST_H
#define PQ_CAMPAIGN_PAST_H

#include "campaign/history.h"

#define PQ_PAST_POINTS 320    /* of a series; at least 2 * PQ_PAST_BREAKS */
#define PQ_PAST_BREAKS 100    /* runs whose beginning a series marks */
#define PQ_PAST_RUNS 1024     /* runs that are told apart; more still count in the sums */
#define PQ_PAST_FINDINGS 4096 /* further ones are not told */

/*
 * at_ms: engine time of all runs so far
 * executions: of all runs so far; edges: as sampled
 * first: of its run
 */
struct pq_past_point {
	uint64_t at_ms;
	uint64_t executions;
	uint64_t edges;
	bool first;
};

/*
 * One target under one engine.
 * sum: of all runs; its edges, stability and inputs are the last ones known
 * before: the last sample of the run under way; run: how many runs there were when it came
 * stride: samples that one point stands for; seen: samples since the last point that stays
 */
struct pq_past_series {
	struct pq_history_sample sum;
	struct pq_history_sample before;
	size_t run;
	struct pq_past_point points[PQ_PAST_POINTS];
	size_t count;
	size_t stride;
	size_t seen;
};

/* name, place: as in struct pq_finding; file: its name in OUT/findings; run: index of the run that kept it */
struct pq_past_finding {
	size_t target;
	enum pq_campaign_engine engine;
	char name[PQ_STATUS_NAME];
	char place[PQ_STATUS_PLACE];
	char file[256];
	uint64_t at_ms;
	size_t run;
	bool reproduced;
	bool known;
	bool rescued;
};

/* skip: the lines that follow are of a run that is there already */
struct pq_past {
	struct pq_past_series series[PQ_CAMPAIGN_TARGETS][PQ_ENGINE_COUNT];
	struct pq_history_run *runs;
	size_t run_count;
	struct pq_past_finding *findings;
	size_t finding_count;
	bool skip;
};

/* Reads OUT/history; one that is missing is an empty one. NULL with errno set if it cannot be read, or without memory. */
struct pq_past *pq_past_read(const char *out);

/* Takes in the text of one line, without its end; what is no line of a history is skipped. False without memory. */
bool pq_past_line(struct pq_past *past, const char *line);

/*
 * All runs of one campaign.
 * fuzzed_ms: of fuzzing that they did
 * findings: that they told of, each once; what an earlier campaign left and did not break anything again is none
 * finished: one of them ended by itself; failed: in one of them something was missing or broke
 * ran:      as of a run
 */
struct pq_past_campaign {
	uint64_t fuzzed_ms;
	size_t findings;
	bool finished;
	bool failed;
	uint32_t ran[PQ_ENGINE_COUNT];
};

void pq_past_campaign(const struct pq_past *past, const char *id, struct pq_past_campaign *sum);

/* Whether a run of that campaign told of a finding that counts, by the name of its file. */
bool pq_past_tells(const struct pq_past *past, const char *id, const char *file);

void pq_past_free(struct pq_past *past);

#endif
