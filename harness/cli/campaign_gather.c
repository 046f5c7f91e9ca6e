/* SPDX-License-Identifier: MIT */
/* What a campaign's folder tells: all runs of its history as one, and each finding with what is known of it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "campaign/record.h"
#include "cli/campaign_call.h"
#include "system/clock.h"

const char *pq_campaign_keep(struct pq_campaign_texts *texts, char *text)
{
	char **items = text ? realloc(texts->items, (texts->count + 1) * sizeof(*items)) : NULL;

	if (!items) {
		free(text);
		return NULL;
	}
	texts->items = items;
	items[texts->count++] = text;
	return text;
}

void pq_campaign_texts_free(struct pq_campaign_texts *texts)
{
	for (size_t i = 0; i < texts->count; i++)
		free(texts->items[i]);
	free(texts->items);
	*texts = (struct pq_campaign_texts){ NULL, 0 };
}

/* id, whole: of the campaign that is reported; until_ms: no story is begun after that, on the clock of pq_clock_ms */
struct gathering {
	struct pq_campaign_gathered *out;
	const struct pq_campaign_call *call;
	struct pq_campaign_report *report;
	char id[PQ_HISTORY_ID];
	struct pq_past_campaign whole;
	bool stories;
	uint64_t until_ms;
};

/* What was planned for this run, of the session's series. */
static uint64_t planned_of(const struct pq_campaign_report *report, const char *target, const char *engine, bool *there)
{
	*there = false;
	for (size_t i = 0; i < report->series_count; i++) {
		if (strcmp(report->series[i].target, target) != 0 || strcmp(report->series[i].engine, engine) != 0)
			continue;
		*there = true;
		return report->series[i].planned_ms;
	}
	return 0;
}

static void add_points(const struct pq_past_series *past, struct pq_campaign_point **room,
		       struct pq_campaign_series *series)
{
	series->points = *room;
	series->point_count = past->count;
	for (size_t i = 0; i < past->count; i++)
		*(*room)++ = (struct pq_campaign_point){ past->points[i].at_ms, past->points[i].executions,
							 past->points[i].edges, past->points[i].first };
}

static struct pq_campaign_series series_of(const struct gathering *gathering, const struct pq_past_series *past,
					   size_t target, enum pq_campaign_engine engine)
{
	const struct pq_campaign_target *row = pq_campaign_target_at(target);
	const struct pq_history_sample *sum = &past->sum;
	bool ran = gathering->whole.ran[engine] & (uint32_t)1 << target;

	return (struct pq_campaign_series){ .target = row->name,
					    .engine = pq_engine_name(engine),
					    .spent_ms = sum->spent_ms,
					    .cpu_ms = sum->cpu_ms,
					    .executions = sum->executions,
					    .reached = sum->reached,
					    .dials = sum->dials,
					    .mutated = sum->mutated,
					    .structured = sum->structured,
					    .edges = sum->edges,
					    .stability = sum->stability,
					    .inputs = sum->inputs,
					    .mutator = row->mutator && !gathering->call->given.no_mutator,
					    .elsewhere = !ran };
}

static size_t points_of(const struct pq_past *past)
{
	size_t points = 1;

	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		for (int e = 0; e < PQ_ENGINE_COUNT; e++)
			points += past->series[i][e].count;
	return points;
}

/* Rows for all that was planned, and for all that ever ran in the folder. */
static bool gather_series(struct gathering *gathering)
{
	struct pq_campaign_gathered *out = gathering->out;
	struct pq_campaign_point *room = malloc(points_of(out->past) * sizeof(*room));
	size_t count = 0;

	out->points = room;
	if (!room)
		return false;
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++) {
		for (int e = 0; e < PQ_ENGINE_COUNT; e++) {
			const struct pq_past_series *past = &out->past->series[i][e];
			struct pq_campaign_series *series = &out->series[count];
			bool there;

			*series = series_of(gathering, past, i, (enum pq_campaign_engine)e);
			series->planned_ms = planned_of(gathering->report, series->target, series->engine, &there);
			if (!there && past->count == 0)
				continue;
			add_points(past, &room, series);
			count++;
		}
	}
	gathering->report->series = out->series;
	gathering->report->series_count = count;
	return true;
}

static char *date_of(uint64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	char text[32];
	struct tm parts;

	if (!gmtime_r(&seconds, &parts) || strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &parts) == 0)
		return NULL;
	return strdup(text);
}

static bool gather_runs(struct gathering *gathering)
{
	struct pq_campaign_gathered *out = gathering->out;
	size_t count = out->past->run_count < PQ_PAST_RUNS ? out->past->run_count : PQ_PAST_RUNS;

	out->runs = calloc(count + 1, sizeof(*out->runs));
	for (size_t i = 0; out->runs && i < count; i++) {
		const struct pq_history_run *run = &out->past->runs[i];

		out->runs[i] = (struct pq_campaign_run){ .begun = pq_campaign_keep(&out->texts, date_of(run->begun_ms)),
							 .end = pq_history_end_name(run->end),
							 .planned_ms = run->planned_ms,
							 .fuzzed_ms = run->fuzzed_ms,
							 .jobs = run->jobs,
							 .findings = run->findings,
							 .mutator = run->mutator,
							 .resumed = run->resumed };
	}
	gathering->report->runs = out->runs;
	gathering->report->run_count = out->runs ? count : 0;
	return out->runs != NULL;
}

/* The first line of the history that tells of that file, of this campaign if there is one; NULL if none does. */
static const struct pq_past_finding *told_of(const struct gathering *gathering, const char *name, bool *ours)
{
	const struct pq_past *past = gathering->out->past;
	const struct pq_past_finding *told = NULL;

	*ours = false;
	for (size_t i = 0; i < past->finding_count && !*ours; i++) {
		const struct pq_past_finding *finding = &past->findings[i];

		if (strcmp(finding->file, name) != 0)
			continue;
		*ours = finding->run < PQ_PAST_RUNS && strcmp(past->runs[finding->run].id, gathering->id) == 0;
		told = *ours || !told ? finding : told;
	}
	return told;
}

/* RULE-TARGET-HASH.SUFFIX, of which the rule may hold hyphens. False if that is no such name. */
static bool split(const char *name, char rule[static PQ_STATUS_NAME], size_t *target)
{
	const char *hash = strrchr(name, '-');
	const char *begin = hash;

	while (begin && begin > name && begin[-1] != '-')
		begin--;
	if (!begin || begin <= name + 1 || begin - name - 1 >= PQ_STATUS_NAME)
		return false;
	for (*target = 0; *target < PQ_CAMPAIGN_TARGETS; ++*target) {
		const char *known = pq_campaign_target_at(*target)->name;

		if (strlen(known) != (size_t)(hash - begin) || strncmp(known, begin, (size_t)(hash - begin)) != 0)
			continue;
		snprintf(rule, PQ_STATUS_NAME, "%.*s", (int)(begin - name - 1), name);
		return true;
	}
	return false;
}

static void tell_story(struct gathering *gathering, struct pq_finding *finding, struct pq_campaign_found *found)
{
	struct pq_campaign_texts *texts = &gathering->out->texts;

	if (!gathering->stories)
		return;
	found->input = pq_campaign_keep(texts, pq_campaign_input(finding->file, &found->input_len));
	if (pq_clock_ms() < gathering->until_ms)
		found->story = pq_campaign_keep(texts, pq_campaign_story(finding, &gathering->call->given));
	else
		found->story = "left out: telling the others took its time; the command shows it";
}

/* pq_store_each_file's visitor. A file of another name is none of ours. */
static int gather_one(void *ctx, const char *path, const char *name)
{
	struct gathering *gathering = ctx;
	struct pq_campaign_gathered *out = gathering->out;
	struct pq_campaign_found *all = realloc(out->found, (out->found_count + 1) * sizeof(*all));
	const struct pq_past_finding *told;
	struct pq_campaign_found found = { .run = SIZE_MAX };
	struct pq_finding finding = { .engine = PQ_ENGINE_LIBFUZZER };
	size_t target;

	if (!all)
		return -1;
	out->found = all;
	if (!split(name, finding.name, &target))
		return 0;
	told = told_of(gathering, name, &found.ours);
	finding.target = pq_campaign_target_at(target);
	finding.engine = told ? told->engine : PQ_ENGINE_LIBFUZZER;
	snprintf(finding.file, sizeof(finding.file), "%s", path);
	found.rule = pq_campaign_keep(&out->texts, strdup(finding.name));
	found.place = told ? told->place : NULL;
	found.target = finding.target->name;
	found.engine = told ? pq_engine_name(told->engine) : NULL;
	found.file = pq_campaign_keep(&out->texts, strdup(path));
	found.reproduced = told ? told->reproduced : strcmp(finding.name, "unproven") != 0;
	found.known = told && told->known;
	found.rescued = told && told->rescued;
	found.at_ms = told ? told->at_ms : 0;
	found.run = told ? told->run : SIZE_MAX;
	tell_story(gathering, &finding, &found);
	found.command =
		pq_campaign_keep(&out->texts, strdup(pq_campaign_command(&finding, gathering->call->given.source)));
	out->found[out->found_count++] = found;
	return 0;
}

/* The campaign that is reported is that of OUT/campaign. */
static void find_id(struct gathering *gathering)
{
	struct pq_campaign_options ignored = gathering->call->given;
	char why[PQ_STORE_PATH];

	if (!pq_record_read(&ignored, gathering->call->given.out, gathering->id, why))
		gathering->id[0] = '\0';
	pq_past_campaign(gathering->out->past, gathering->id, &gathering->whole);
}

bool pq_campaign_gather(struct pq_campaign_gathered *gathered, const struct pq_campaign_call *call, bool stories,
			struct pq_campaign_report *report)
{
	struct gathering gathering = { .out = gathered,
				       .call = call,
				       .report = report,
				       .stories = stories,
				       .until_ms = pq_clock_ms() + PQ_CAMPAIGN_STORIES_MS };
	char folder[PQ_STORE_PATH];
	int result;

	memset(gathered, 0, sizeof(*gathered));
	gathered->past = pq_past_read(call->given.out);
	if (!gathered->past)
		return false;
	find_id(&gathering);
	if (!gather_series(&gathering) || !gather_runs(&gathering))
		return false;
	pq_store_path(folder, "%s/findings", call->given.out);
	result = pq_store_each_file(folder, gather_one, &gathering);
	report->found = gathered->found;
	report->found_count = gathered->found_count;
	return result == 0;
}

void pq_campaign_gathered_free(struct pq_campaign_gathered *gathered)
{
	pq_past_free(gathered->past);
	free(gathered->points);
	free(gathered->runs);
	free(gathered->found);
	free(gathered->folders);
	pq_campaign_texts_free(&gathered->texts);
}
