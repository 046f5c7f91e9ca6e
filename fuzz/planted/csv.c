/* SPDX-License-Identifier: MIT */
#include "planted/csv.h"

#include <inttypes.h>
#include <time.h>

void pq_csv_head(FILE *out)
{
	fputs("git_hash,experiment_filestore,experiment,fuzzer,benchmark,time_started,time_ended,trial_id,time,"
	      "edges_covered,fuzzer_stats,crash_key\n",
	      out);
}

static void print_time(FILE *out, uint64_t seconds)
{
	time_t time = (time_t)seconds;
	char text[32];
	struct tm utc;

	if (gmtime_r(&time, &utc) && strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &utc) > 0)
		fputs(text, out);
}

static void print_row(FILE *out, const struct pq_trial *trial, size_t id, uint64_t time, const char *crash_key)
{
	fprintf(out, ",,pratique-planted,%s%s,%s,", pq_engine_name(trial->key.engine),
		trial->key.mutator ? "_mutator" : "", trial->key.plant);
	print_time(out, trial->begun_s);
	fputc(',', out);
	print_time(out, trial->ended_s);
	fprintf(out, ",%zu,%" PRIu64 ",%" PRIu64 ",", id, time, time ? trial->edges : 0);
	if (time)
		fprintf(out,
			"\"{\"\"cpu_seconds\"\": %.3f, \"\"wall_seconds\"\": %.3f, \"\"execs_done\"\": %" PRIu64
			", \"\"reached\"\": %" PRIu64 ", \"\"triggered\"\": %" PRIu64 "}\"",
			(double)trial->cpu_ms / 1000, (double)trial->wall_ms / 1000, trial->executions, trial->reached,
			trial->triggered);
	fprintf(out, ",%s\n", crash_key);
}

void pq_csv_trial(FILE *out, const struct pq_trial *trial, const struct pq_plant *plant, size_t id)
{
	uint64_t end = (trial->key.length_ms + 999) / 1000;
	uint64_t seen = (trial->key.engine == PQ_ENGINE_LIBFUZZER ? trial->cpu_ms : trial->wall_ms) / 1000 + 1;

	print_row(out, trial, id, 0, "");
	if (pq_trial_detected(trial, plant))
		print_row(out, trial, id, seen < end ? seen : end, trial->name);
	if (!pq_trial_detected(trial, plant) || seen < end)
		print_row(out, trial, id, end, "");
}
