/* SPDX-License-Identifier: MIT */
/* Which lines of src/ the corpus of a campaign runs, for its page. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign/signals.h"
#include "cli/campaign_call.h"
#include "coverage/measure.h"

static const char *keep(struct pq_campaign_gathered *gathered, const char *text)
{
	return pq_campaign_keep(&gathered->texts, strdup(text));
}

/* Under a handler of signals: an interruption ends the measurement, and the report is written. */
static bool measure(const struct pq_campaign_call *call, struct pq_coverage *coverage, char why[static PQ_COVERAGE_WHY])
{
	char storage[3][PQ_STORE_PATH];
	const char *corpora[3];
	struct pq_coverage_options options = { .source = call->given.source, .corpora = corpora };
	bool measured;

	pq_store_path(storage[0], "%s/corpus", call->given.out);
	pq_store_path(storage[1], "%s/corpus/grown", call->given.source);
	pq_store_path(storage[2], "%s/corpus/regressions", call->given.source);
	for (size_t i = 0; i < 3; i++)
		if (access(storage[i], F_OK) == 0)
			corpora[options.corpus_count++] = storage[i];
	pq_signals_catch();
	measured = pq_coverage_measure(&options, coverage, why);
	pq_signals_release();
	return measured;
}

void pq_campaign_lines(struct pq_campaign_session *session, struct pq_campaign_gathered *gathered,
		       struct pq_campaign_report *report)
{
	char why[PQ_COVERAGE_WHY] = "";
	const char *missing = pq_coverage_missing();
	struct pq_coverage coverage;

	if (missing)
		snprintf(why, sizeof(why), "%s is missing", missing);
	if (missing || !measure(session->call, &coverage, why)) {
		report->lines_why =
			!missing && pq_signals_caught() ? "the measurement was interrupted" : keep(gathered, why);
		return;
	}
	gathered->folders = calloc(coverage.folder_count + 1, sizeof(*gathered->folders));
	for (size_t i = 0; gathered->folders && i < coverage.folder_count; i++) {
		const struct pq_counted_folder *folder = &coverage.folders[i];

		gathered->folders[i] = (struct pq_campaign_folder){ keep(gathered, folder->name), folder->covered,
								    folder->line_count };
	}
	report->folders = gathered->folders;
	report->folder_count = gathered->folders ? coverage.folder_count : 0;
	report->lines_why = gathered->folders ? NULL : "not enough memory";
	pq_coverage_free(&coverage);
}
