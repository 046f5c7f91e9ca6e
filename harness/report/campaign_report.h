/* SPDX-License-Identifier: MIT */
/*
 * What a fuzz campaign was, as data, and the reports of it. Nothing here runs or reads anything; all text may hold any
 * byte, and NULL is shown as "?".
 */
#ifndef PQ_REPORT_CAMPAIGN_REPORT_H
#define PQ_REPORT_CAMPAIGN_REPORT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * One moment of a series.
 * at_ms: engine time so far; executions: so far; edges: 0 if not known
 * first: of a run; the line before it ends there
 */
struct pq_campaign_point {
	uint64_t at_ms;
	uint64_t executions;
	uint64_t edges;
	bool first;
};

/*
 * One target under one engine; sums.
 * planned_ms: engine time that this run gives it
 * spent_ms:   engine time; cpu_ms: CPU time
 * reached:    executions that dialled something
 * structured: inputs that the mutator made by what it knows of them, of the `mutated` ones
 * edges:      0 if not known; stability: in hundredths of a percent, 0 if not known
 * inputs:     in the target's corpus
 * mutator:    the target has one, and it was not switched off
 * elsewhere:  all of it was done by other campaigns in the same folder, and nothing by this one
 */
struct pq_campaign_series {
	const char *target;
	const char *engine;
	uint64_t planned_ms;
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
	bool mutator;
	bool elsewhere;
	const struct pq_campaign_point *points;
	size_t point_count;
};

/*
 * rule:    id of the rule that was broken, or how else the target died
 * place:   where it was broken, in words; NULL or empty if that is not known
 * file:    path of the input; command: that shows it again
 * input:   the input itself; story: what happened, as text; either may be NULL for not at hand
 * engine:  NULL if the history does not tell of it
 * at_ms:   since fuzzing began; run: index into runs; run_count or more: not known, and so is at_ms
 * ours:    of this campaign, and not of an earlier one in the same folder
 * known:   the file was there before; rescued: kept from a run that was killed
 */
struct pq_campaign_found {
	const char *rule;
	const char *place;
	const char *target;
	const char *engine;
	const char *file;
	const char *command;
	const char *input;
	size_t input_len;
	const char *story;
	uint64_t at_ms;
	size_t run;
	bool ours;
	bool reproduced;
	bool known;
	bool rescued;
};

/* begun: date and time, UTC; end: one word */
struct pq_campaign_run {
	const char *begun;
	const char *end;
	uint64_t planned_ms;
	uint64_t fuzzed_ms;
	unsigned int jobs;
	size_t findings;
	bool mutator;
	bool resumed;
};

/* Whether an engine found what it must find. */
enum pq_campaign_canary { PQ_CANARY_NOT_RUN, PQ_CANARY_FOUND, PQ_CANARY_SILENT };

struct pq_campaign_engine_state {
	const char *engine;
	enum pq_campaign_canary canary;
};

/* tone: "note", "warning" or "error" */
struct pq_campaign_message {
	const char *tone;
	const char *text;
};

/* Lines of a folder that the corpus runs, of those that there are. */
struct pq_campaign_folder {
	const char *name;
	uint64_t covered;
	uint64_t lines;
};

enum pq_campaign_verdict { PQ_VERDICT_CLEAN, PQ_VERDICT_FOUND, PQ_VERDICT_VOID };

/*
 * program:    version of pratique; out: the campaign's folder; begun: date and time, UTC
 * options:    the options in words, such as "--time 60s --jobs 2"
 * why_void:   one clause; NULL if it is not void, and of a campaign that found something before it ended early
 * elapsed_ms, planned_ms: fuzzing of this run, or of the whole campaign if that is `over`; findings: of this campaign
 * over:       it had finished before, and is only told again
 * lines_why:  why lines were not measured; NULL if they were
 */
struct pq_campaign_report {
	const char *program;
	const char *out;
	const char *begun;
	const char *options;
	enum pq_campaign_verdict verdict;
	const char *why_void;
	uint64_t elapsed_ms;
	uint64_t planned_ms;
	unsigned int jobs;
	bool mutator;
	bool resumed;
	bool over;
	size_t findings;
	const struct pq_campaign_series *series;
	size_t series_count;
	const struct pq_campaign_found *found;
	size_t found_count;
	const struct pq_campaign_run *runs;
	size_t run_count;
	const struct pq_campaign_engine_state *engines;
	size_t engine_count;
	const struct pq_campaign_message *messages;
	size_t message_count;
	const struct pq_campaign_folder *folders;
	size_t folder_count;
	const char *lines_why;
};

/* Each writes a whole report; false if memory was short or the stream failed. */
bool pq_campaign_html(const struct pq_campaign_report *report, FILE *out);
bool pq_campaign_junit(const struct pq_campaign_report *report, FILE *out);
bool pq_campaign_sarif(const struct pq_campaign_report *report, FILE *out);

/*
 * The lines of --jsonl, each an object with "event"; docs/campaign.schema.json tells what they hold. series are those
 * of this run, and at_ms is since fuzzing began.
 */
json_t *pq_campaign_json_start(const struct pq_campaign_report *report);
json_t *pq_campaign_json_message(const char *tone, const char *text);
json_t *pq_campaign_json_progress(const struct pq_campaign_series *series, size_t count, uint64_t at_ms);
json_t *pq_campaign_json_finding(const struct pq_campaign_found *found);
json_t *pq_campaign_json_end(const struct pq_campaign_report *report);

#endif
