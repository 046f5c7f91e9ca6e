/* SPDX-License-Identifier: MIT */
#include "campaign/chronicle.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "campaign/record.h"

static uint64_t clock_ms(void)
{
	struct timespec now = { 0, 0 };

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void check(struct pq_chronicle *chronicle, int result)
{
	if (result != 0 && chronicle->error == 0)
		chronicle->error = errno;
}

void pq_chronicle_open(struct pq_chronicle *chronicle, const struct pq_campaign_options *options)
{
	struct pq_history_run run = { .begun_ms = clock_ms(),
				      .planned_ms = options->total_ms,
				      .jobs = options->jobs,
				      .mutator = !options->no_mutator,
				      .resumed = options->resume != NULL };

	memset(chronicle, 0, sizeof(*chronicle));
	chronicle->out = options->out;
	chronicle->interval_ms = pq_history_interval_ms(options->total_ms);
	if (options->resume)
		snprintf(run.id, sizeof(run.id), "%s", options->resume);
	else
		pq_record_id(run.id, run.begun_ms);
	check(chronicle, pq_history_open(&chronicle->history, options->out));
	if (chronicle->history.fd < 0)
		return;
	if (!options->resume)
		check(chronicle, pq_record_write(options, run.id));
	check(chronicle, pq_history_begin(&chronicle->history, &run));
}

static void put_part(struct pq_chronicle *chronicle, size_t target, enum pq_campaign_engine engine,
		     const struct pq_campaign_row *row, uint64_t elapsed_ms)
{
	const struct pq_campaign_part *part = &row->parts[engine];
	char corpus[PQ_STORE_PATH];
	struct pq_history_sample sample = { .target = target,
					    .engine = engine,
					    .spent_ms = part->spent_ms,
					    .cpu_ms = part->cpu_ms,
					    .executions = part->done.executions,
					    .reached = part->done.reached,
					    .dials = part->done.dials,
					    .mutated = part->done.mutated,
					    .structured = part->done.structured,
					    .edges = row->coverage[engine],
					    .stability = part->stability };

	if (part->done.executions == chronicle->told[target][engine])
		return;
	chronicle->told[target][engine] = part->done.executions;
	pq_store_path(corpus, "%s/corpus/%s", chronicle->out, pq_campaign_target_at(target)->name);
	sample.inputs = pq_store_count(corpus);
	check(chronicle, pq_history_sample(&chronicle->history, &sample, elapsed_ms));
}

void pq_chronicle_rows(struct pq_chronicle *chronicle, const struct pq_campaign_row *rows, uint64_t elapsed_ms,
		       bool last)
{
	if (chronicle->history.fd < 0 || (!last && elapsed_ms < chronicle->due_ms))
		return;
	chronicle->due_ms = elapsed_ms + chronicle->interval_ms;
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		for (int e = 0; e < PQ_ENGINE_COUNT; e++)
			put_part(chronicle, i, (enum pq_campaign_engine)e, &rows[i], elapsed_ms);
}

void pq_chronicle_finding(struct pq_chronicle *chronicle, const struct pq_finding *finding, uint64_t at_ms)
{
	if (chronicle->history.fd >= 0)
		check(chronicle, pq_history_finding(&chronicle->history, finding, at_ms));
}

void pq_chronicle_close(struct pq_chronicle *chronicle, const struct pq_campaign_result *result)
{
	if (chronicle->history.fd < 0)
		return;
	pq_chronicle_rows(chronicle, result->rows, result->elapsed_ms, true);
	check(chronicle, pq_history_end(&chronicle->history, pq_campaign_end(result), result->elapsed_ms));
	pq_history_close(&chronicle->history);
}
