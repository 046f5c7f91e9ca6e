/* SPDX-License-Identifier: MIT */
#include "corpus/stats.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "campaign/build.h"
#include "campaign/canonical.h"
#include "campaign/signals.h"
#include "campaign/totals.h"
#include "corpus/measure.h"

#define TEXT_MAX (64u << 10)

struct counting {
	const struct pq_stats_options *options;
	const struct pq_stats_listener *listener;
	struct pq_stats_result *result;
	struct pq_corpus_inputs inputs;
};

__attribute__((format(printf, 2, 3))) static void fail(const struct counting *counting, const char *format, ...)
{
	char line[2 * PQ_STORE_PATH + 1024];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	counting->listener->say(counting->listener->ctx, PQ_TONE_ERROR, line);
	counting->result->failed = true;
}

static int compare(const void *left, const void *right)
{
	const struct pq_corpus_input *a = left, *b = right;

	if (a->target != b->target)
		return a->target < b->target ? -1 : 1;
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return strcmp(a->path, b->path);
}

static bool named_by_hash(const struct pq_corpus_input *input)
{
	const char *slash = strrchr(input->path, '/');
	char name[32];

	snprintf(name, sizeof(name), "%016" PRIx64, input->hash);
	return strncmp(slash ? slash + 1 : input->path, name, strlen(name)) == 0;
}

static void read_scenario(struct pq_stats_row *row, const struct pq_corpus_input *input)
{
	static unsigned char given[TEXT_MAX], canonical[8 * TEXT_MAX];
	struct pq_buf text, out;

	pq_buf_init(&text, given, sizeof(given));
	pq_buf_init(&out, canonical, sizeof(canonical));
	if (!pq_store_read_tail(input->path, &text) || !pq_canonical_strict(pq_buf_view(&text)))
		return;
	row->strict++;
	row->canonical +=
		pq_canonical_text(pq_buf_view(&text), &out) && pq_view_eq(pq_buf_view(&text), pq_buf_view(&out));
}

/* The list is sorted, so that files with the same bytes stand side by side. */
static void count_files(struct counting *counting)
{
	for (size_t i = 0; i < counting->inputs.count; i++) {
		const struct pq_corpus_input *input = &counting->inputs.items[i];
		struct pq_stats_row *row = &counting->result->rows[input->target];

		row->named += named_by_hash(input);
		if (i > 0 && input[-1].target == input->target && input[-1].hash == input->hash) {
			row->doubles++;
			continue;
		}
		row->inputs++;
		row->bytes += input->size;
		if (input->size > row->largest)
			row->largest = input->size;
		if (strcmp(pq_campaign_target_at(input->target)->suffix, ".scenario") == 0)
			read_scenario(row, input);
	}
}

static bool build(const struct counting *counting, size_t target)
{
	const struct pq_stats_options *options = counting->options;
	char log[PQ_STORE_PATH], name[64];
	struct pq_view line;

	pq_store_path(log, "%s/build.log", options->work);
	snprintf(name, sizeof(name), "fuzz_%s", pq_campaign_target_at(target)->name);
	if (pq_build_target(PQ_ENGINE_LIBFUZZER, options->source, name, options->jobs, log))
		return true;
	line = pq_build_error(log);
	if (!pq_signals_caught())
		fail(counting, "%s could not be built for libfuzzer: %.*s", name, (int)line.len,
		     (const char *)line.data);
	return false;
}

static void measure_target(struct counting *counting, size_t target)
{
	char work[PQ_STORE_PATH], input[PQ_STORE_PATH];
	struct pq_measure measure = { .source = counting->options->source,
				      .work = work,
				      .progress = counting->listener->progress,
				      .ctx = counting->listener->ctx };
	struct pq_stats_row *row = &counting->result->rows[target];
	enum pq_measured measured;
	struct pq_stage stage;

	pq_store_path(work, "%s/%s", counting->options->work, pq_campaign_target_at(target)->name);
	pq_store_path(input, "%s/input", work);
	if (pq_stage_make(&stage, &counting->inputs, NULL, target, false, input) != 0) {
		fail(counting, "%s: %s", input, strerror(errno));
		return;
	}
	measured = pq_measure(&measure, &stage);
	row->measured = measured == PQ_MEASURED;
	row->reached = measure.counted.reached;
	for (size_t i = 0; i < stage.count && row->measured; i++) {
		row->features += stage.items[i].shown.features;
		row->edges += stage.items[i].shown.edges;
		row->broken += !stage.items[i].shown.done;
	}
	if (!row->measured && measured != PQ_MEASURE_INTERRUPTED)
		fail(counting, "%s: %s", pq_campaign_target_at(target)->name, measure.failure);
	pq_stage_free(&stage);
	pq_store_remove_folder(work);
}

static void measure_all(struct counting *counting)
{
	const char *missing = pq_engine_missing(PQ_ENGINE_LIBFUZZER);

	if (missing) {
		fail(counting, "nothing is measured, for libfuzzer cannot run: %s is missing", missing);
		return;
	}
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS && !pq_signals_caught(); i++)
		if (counting->result->rows[i].inputs > 0 && build(counting, i))
			measure_target(counting, i);
}

static void read_spent(struct counting *counting, const char *dir)
{
	struct pq_totals totals;
	char why[PQ_TOTALS_WHY];

	if (!pq_totals_read(&totals, dir, why)) {
		fail(counting, "%s", why);
		return;
	}
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		if (counting->options->targets[i])
			counting->result->rows[i].spent_ms +=
				pq_totals_sum(&totals, pq_campaign_target_at(i)->name, PQ_ENGINE_COUNT).cpu_ms;
	pq_totals_free(&totals);
}

static bool gather(struct counting *counting)
{
	const struct pq_stats_options *options = counting->options;
	struct pq_corpus_gathering gathering = { .skip = counting->listener->skip, .ctx = counting->listener->ctx };

	memcpy(gathering.targets, options->targets, sizeof(gathering.targets));
	for (size_t i = 0; i < options->dir_count; i++) {
		enum pq_corpus_found found = pq_corpus_gather(&counting->inputs, &gathering, options->dirs[i]);

		counting->result->unusable |= found == PQ_CORPUS_UNUSABLE;
		if (found == PQ_CORPUS_NO_MEMORY) {
			fail(counting, "not enough memory for the list of inputs");
			return false;
		}
		if (found == PQ_CORPUS_FOUND)
			read_spent(counting, options->dirs[i]);
	}
	if (counting->inputs.count > 0)
		qsort(counting->inputs.items, counting->inputs.count, sizeof(*counting->inputs.items), compare);
	return true;
}

void pq_corpus_stats(const struct pq_stats_options *options, const struct pq_stats_listener *listener,
		     struct pq_stats_result *result)
{
	struct counting counting = { .options = options, .listener = listener, .result = result };

	memset(result, 0, sizeof(*result));
	pq_signals_catch();
	if (gather(&counting)) {
		count_files(&counting);
		if (options->work)
			measure_all(&counting);
	}
	pq_signals_release();
	result->interrupted = pq_signals_caught();
	pq_corpus_inputs_free(&counting.inputs);
}
