/* SPDX-License-Identifier: MIT */
#include "campaign/past.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static_assert(PQ_CAMPAIGN_TARGETS <= 32, "a bit for each in `ran`");

/* Twice as many samples a point; first ones stay, for they are the breaks, unless they are too many. */
static void thin(struct pq_past_series *series)
{
	size_t kept = 0, firsts = 0;

	for (size_t i = 0; i < series->count; i++) {
		bool first = series->points[i].first && ++firsts <= PQ_PAST_BREAKS;

		if (first || (i % 2 == 0 && !series->points[i].first))
			series->points[kept++] = series->points[i];
	}
	series->count = kept;
	series->stride *= 2;
}

/* A point that is not due yet is the last one until the next comes. */
static void add_point(struct pq_past_series *series, struct pq_past_point point)
{
	bool replace = !point.first && series->count > 0 && series->seen < series->stride &&
		       !series->points[series->count - 1].first;

	series->stride += series->stride == 0;
	if (!replace && series->count == PQ_PAST_POINTS)
		thin(series);
	if (!replace && series->count == PQ_PAST_POINTS)
		return;
	series->seen = replace && series->seen < series->stride ? series->seen + 1 : 1;
	series->points[replace ? series->count - 1 : series->count++] = point;
}

static uint64_t grown(uint64_t now, uint64_t before)
{
	return now > before ? now - before : 0;
}

static void take_sample(struct pq_past *past, const struct pq_history_sample *sample)
{
	struct pq_past_series *series = &past->series[sample->target][sample->engine];
	struct pq_history_sample *sum = &series->sum, *before = &series->before;
	bool first = series->run != past->run_count;

	if (first)
		memset(before, 0, sizeof(*before));
	series->run = past->run_count;
	if (first)
		add_point(series, (struct pq_past_point){ sum->spent_ms, sum->executions, 0, true });
	sum->target = sample->target;
	sum->engine = sample->engine;
	sum->spent_ms += grown(sample->spent_ms, before->spent_ms);
	sum->cpu_ms += grown(sample->cpu_ms, before->cpu_ms);
	sum->executions += grown(sample->executions, before->executions);
	sum->reached += grown(sample->reached, before->reached);
	sum->dials += grown(sample->dials, before->dials);
	sum->mutated += grown(sample->mutated, before->mutated);
	sum->structured += grown(sample->structured, before->structured);
	sum->edges = sample->edges ? sample->edges : sum->edges;
	sum->stability = sample->stability ? sample->stability : sum->stability;
	sum->inputs = sample->inputs;
	*before = *sample;
	add_point(series, (struct pq_past_point){ sum->spent_ms, sum->executions, sample->edges, false });
}

static struct pq_history_run *last_run(const struct pq_past *past)
{
	return past->run_count > 0 && past->run_count <= PQ_PAST_RUNS ? &past->runs[past->run_count - 1] : NULL;
}

/* What is longer than any campaign is a damaged line's. */
static void reach(const struct pq_past *past, uint64_t at_ms)
{
	struct pq_history_run *run = last_run(past);

	if (run && at_ms > run->fuzzed_ms && at_ms <= PQ_HISTORY_MOST_MS)
		run->fuzzed_ms = at_ms;
}

static bool is_there(const struct pq_past *past, const struct pq_history_run *run)
{
	for (size_t i = 0; i < past->run_count && i < PQ_PAST_RUNS; i++)
		if (strcmp(past->runs[i].id, run->id) == 0 && past->runs[i].begun_ms == run->begun_ms)
			return true;
	return false;
}

/* Widths are one below those of the arrays that they fill, here and below. */
static bool parse_begin(const char *line, struct pq_history_run *run)
{
	char mutator[16], how[16];

	*run = (struct pq_history_run){ .end = PQ_HISTORY_KILLED };
	if (sscanf(line, "begin %39s %" SCNu64 " %" SCNu64 " %u %15s %15s", run->id, &run->begun_ms, &run->planned_ms,
		   &run->jobs, mutator, how) != 6)
		return false;
	run->mutator = strcmp(mutator, "mutator") == 0;
	run->resumed = strcmp(how, "resumed") == 0;
	return true;
}

static bool take_begin(struct pq_past *past, const char *line)
{
	struct pq_history_run run;

	if (!parse_begin(line, &run))
		return true;
	past->skip = is_there(past, &run);
	if (past->skip)
		return true;
	if (past->run_count < PQ_PAST_RUNS) {
		struct pq_history_run *runs = realloc(past->runs, (past->run_count + 1) * sizeof(*runs));

		if (!runs)
			return false;
		past->runs = runs;
		past->runs[past->run_count] = run;
	}
	past->run_count++;
	return true;
}

static bool find_names(const char *target, const char *engine, size_t *target_found,
		       enum pq_campaign_engine *engine_found)
{
	*target_found = pq_campaign_target_find(target);
	*engine_found = pq_engine_find(engine);
	return *target_found < PQ_CAMPAIGN_TARGETS && *engine_found != PQ_ENGINE_COUNT;
}

static void take_sample_line(struct pq_past *past, const char *line)
{
	struct pq_history_sample sample;
	char target[32], engine[16];
	uint64_t at_ms;
	int end = 0;

	if (strchr(line, '-') || /* a number with a sign */
	    sscanf(line,
		   "sample %" SCNu64 " %31s %15s %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
		   " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 "%n",
		   &at_ms, target, engine, &sample.spent_ms, &sample.cpu_ms, &sample.executions, &sample.reached,
		   &sample.dials, &sample.mutated, &sample.structured, &sample.edges, &sample.stability, &sample.inputs,
		   &end) != 13 ||
	    line[end] != '\0' || !find_names(target, engine, &sample.target, &sample.engine))
		return;
	reach(past, at_ms);
	if (last_run(past) && sample.executions > 0)
		last_run(past)->ran[sample.engine] |= (uint32_t)1 << sample.target;
	take_sample(past, &sample);
}

static bool take_finding(struct pq_past *past, const char *line)
{
	struct pq_past_finding finding = { .run = past->run_count - 1 };
	char target[32], engine[16], proof[16], news[16];
	struct pq_past_finding *findings;
	int end = 0;

	if (sscanf(line, "finding %" SCNu64 " %31s %15s %63s %15s %15s %255s%n", &finding.at_ms, target, engine,
		   finding.name, proof, news, finding.file, &end) != 7 ||
	    (line[end] != '\0' && line[end] != ' ') || !find_names(target, engine, &finding.target, &finding.engine) ||
	    past->finding_count == PQ_PAST_FINDINGS)
		return true;
	findings = realloc(past->findings, (past->finding_count + 1) * sizeof(*findings));
	if (!findings)
		return false;
	snprintf(finding.place, sizeof(finding.place), "%s", line[end] ? line + end + 1 : "");
	finding.reproduced = strcmp(proof, "reproduced") == 0;
	finding.known = strcmp(news, "known") == 0;
	finding.rescued = strcmp(news, "rescued") == 0;
	past->findings = findings;
	findings[past->finding_count++] = finding;
	reach(past, finding.at_ms);
	if (last_run(past))
		last_run(past)->findings++;
	return true;
}

static void take_end(struct pq_past *past, const char *line)
{
	struct pq_history_run *run = last_run(past);
	uint64_t at_ms;
	char how[16];

	if (!run || sscanf(line, "end %" SCNu64 " %15s", &at_ms, how) != 2)
		return;
	reach(past, at_ms);
	for (int end = PQ_HISTORY_FINISHED; end < PQ_HISTORY_END_COUNT; end++)
		if (strcmp(how, pq_history_end_name((enum pq_history_end)end)) == 0)
			run->end = (enum pq_history_end)end;
}

static bool begins(const char *line, const char *word)
{
	return strncmp(line, word, strlen(word)) == 0;
}

bool pq_past_line(struct pq_past *past, const char *line)
{
	if (begins(line, "begin "))
		return take_begin(past, line);
	if (past->run_count == 0 || past->skip)
		return true;
	if (begins(line, "sample "))
		take_sample_line(past, line);
	else if (begins(line, "finding "))
		return take_finding(past, line);
	else if (begins(line, "end "))
		take_end(past, line);
	return true;
}

/* A line without its end is a torn one, and so is one that is longer than any. */
static bool read_lines(struct pq_past *past, FILE *file)
{
	char line[PQ_HISTORY_LINE + 2];
	bool torn = false, read = true;

	while (read && fgets(line, sizeof(line), file)) {
		size_t len = strlen(line);
		bool whole = len > 0 && line[len - 1] == '\n';

		if (whole && !torn) {
			line[len - 1] = '\0';
			read = pq_past_line(past, line);
		}
		torn = !whole;
	}
	return read && !ferror(file);
}

struct pq_past *pq_past_read(const char *out)
{
	struct pq_past *past = calloc(1, sizeof(*past));
	char path[PQ_STORE_PATH];
	bool read;
	FILE *file;

	if (!past)
		return NULL;
	pq_store_path(path, "%s/history", out);
	file = pq_store_open(path);
	if (file) {
		read = read_lines(past, file);
		fclose(file);
	} else {
		read = errno == ENOENT || errno == ENOTDIR;
	}
	if (read)
		return past;
	pq_past_free(past);
	return NULL;
}

static bool is_of(const struct pq_past *past, const struct pq_past_finding *finding, const char *id)
{
	return (finding->reproduced || !finding->rescued) && finding->run < PQ_PAST_RUNS &&
	       strcmp(past->runs[finding->run].id, id) == 0;
}

/* Whether one of the first `count` findings is that campaign's and in that file. */
static bool tells_before(const struct pq_past *past, const char *id, const char *file, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(past->findings[i].file, file) == 0 && is_of(past, &past->findings[i], id))
			return true;
	return false;
}

bool pq_past_tells(const struct pq_past *past, const char *id, const char *file)
{
	return tells_before(past, id, file, past->finding_count);
}

void pq_past_campaign(const struct pq_past *past, const char *id, struct pq_past_campaign *sum)
{
	memset(sum, 0, sizeof(*sum));
	for (size_t i = 0; i < past->run_count && i < PQ_PAST_RUNS; i++) {
		const struct pq_history_run *run = &past->runs[i];

		if (strcmp(run->id, id) != 0)
			continue;
		sum->fuzzed_ms += run->fuzzed_ms;
		sum->finished |= run->end == PQ_HISTORY_FINISHED;
		sum->failed |= run->end == PQ_HISTORY_FAILED;
		for (size_t e = 0; e < PQ_ENGINE_COUNT; e++)
			sum->ran[e] |= run->ran[e];
	}
	for (size_t i = 0; i < past->finding_count; i++)
		sum->findings +=
			is_of(past, &past->findings[i], id) && !tells_before(past, id, past->findings[i].file, i);
}

void pq_past_free(struct pq_past *past)
{
	if (!past)
		return;
	free(past->runs);
	free(past->findings);
	free(past);
}
