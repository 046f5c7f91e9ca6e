/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "report/campaign_report.h"
#include "report/junit.h"

#define MOST_FAILURES 50 /* of one case: a reader of reports shall not drown */

static const char *or_unknown(const char *text)
{
	return text && text[0] ? text : "?";
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static void begin(struct pq_junit *junit, const char *group, const char *name)
{
	char class[128];

	snprintf(class, sizeof(class), "pratique.campaign.%s", or_unknown(group));
	pq_junit_begin(junit, class, or_unknown(name));
}

static void tell_found(struct pq_junit *junit, const struct pq_campaign_found *found)
{
	bool placed = found->place && found->place[0];
	char message[1024];

	snprintf(message, sizeof(message), "%s%.300s%s%s",
		 found->reproduced ? "" : "did not reproduce: ", placed ? found->place : "",
		 placed ? "; to see it again: " : "", or_unknown(found->command));
	pq_junit_tell(junit, PQ_JUNIT_FAILURE, or_unknown(found->rule), message);
}

/* One target under one engine. What it was not given time for is skipped, and never passed. */
static void add_series(struct pq_junit *junit, const struct pq_campaign_report *report,
		       const struct pq_campaign_series *series)
{
	size_t told = 0;

	begin(junit, series->engine, series->target);
	for (size_t i = 0; i < report->found_count && told < MOST_FAILURES; i++) {
		const struct pq_campaign_found *found = &report->found[i];

		if (!found->ours || !same(found->target, series->target) || !same(found->engine, series->engine))
			continue;
		tell_found(junit, found);
		told++;
	}
	if (told == 0 && (series->executions == 0 || series->elsewhere))
		pq_junit_tell(junit, PQ_JUNIT_SKIPPED, "", "it was given no time, or did not run");
	pq_junit_end(junit);
}

static void add_canary(struct pq_junit *junit, const struct pq_campaign_engine_state *state)
{
	begin(junit, "canary", state->engine);
	if (state->canary == PQ_CANARY_SILENT)
		pq_junit_tell(junit, PQ_JUNIT_ERROR, "void", "the engine did not find what it must find");
	else if (state->canary == PQ_CANARY_NOT_RUN)
		pq_junit_tell(junit, PQ_JUNIT_SKIPPED, "", "it was not looked for: the engine did not run");
	pq_junit_end(junit);
}

/* The campaign as a whole: one that did not run to its end is an error and never a pass. */
static void add_whole(struct pq_junit *junit, const struct pq_campaign_report *report)
{
	pq_junit_begin(junit, "pratique.campaign", or_unknown(report->out));
	if (report->why_void)
		pq_junit_tell(junit, PQ_JUNIT_ERROR, "void", report->why_void);
	pq_junit_end(junit);
}

bool pq_campaign_junit(const struct pq_campaign_report *report, FILE *out)
{
	struct pq_junit *junit = pq_junit_new();
	bool written;

	if (!junit)
		return false;
	add_whole(junit, report);
	for (size_t i = 0; i < report->engine_count; i++)
		add_canary(junit, &report->engines[i]);
	for (size_t i = 0; i < report->series_count; i++)
		add_series(junit, report, &report->series[i]);
	written = pq_junit_write(junit, out);
	pq_junit_free(junit);
	return written && fflush(out) == 0 && !ferror(out);
}
