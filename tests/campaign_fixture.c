/* SPDX-License-Identifier: MIT */
#include "campaign_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct pq_campaign_point points[] = {
	{ 0, 0, 0, true },        { 1000, 5000, 4100, false },  { 2000, 12000, 4250, false },
	{ 2000, 12000, 0, true }, { 3500, 15000, 4200, false }, { 5000, 30000, 4436, false },
};

static const struct pq_campaign_point one_point[] = { { 1500, 900, 77, false } };

static const struct pq_campaign_series series[] = {
	{ .target = "scenario",
	  .engine = "libfuzzer",
	  .planned_ms = 30000,
	  .spent_ms = 5000,
	  .cpu_ms = 4800,
	  .executions = 30000,
	  .reached = 21000,
	  .dials = 25000,
	  .mutated = 9000,
	  .structured = 8000,
	  .edges = 4436,
	  .inputs = 512,
	  .mutator = true,
	  .points = points,
	  .point_count = COUNT(points) },
	{ .target = "scenario",
	  .engine = "aflpp",
	  .planned_ms = 30000,
	  .spent_ms = 1500,
	  .cpu_ms = 1400,
	  .executions = 900,
	  .reached = 800,
	  .dials = 850,
	  .edges = 77,
	  .stability = 9987,
	  .inputs = 512,
	  .mutator = true,
	  .points = one_point,
	  .point_count = COUNT(one_point) },
	{ .target = "url", .engine = "libfuzzer", .planned_ms = 1000 },
};

static const struct pq_campaign_found found[] = {
	{ .rule = "unsafe_port",
	  .place = "fetch hop: port # was dialled",
	  .target = "scenario",
	  .engine = "libfuzzer",
	  .file = "out/campaign/findings/unsafe_port-scenario-00f1e2d3c4b5a697.scenario",
	  .command = "./harness/pratique explain --policy fetch out/campaign/findings/x.scenario",
	  .input = "pratique-scenario 1\nattacker page\n",
	  .input_len = 34,
	  .story = "request 1\n  !! unsafe_port: port 25 was dialled\n",
	  .at_ms = 1234,
	  .run = 0,
	  .ours = true,
	  .reproduced = true },
	{ .rule = "asan-heap-buffer-overflow",
	  .target = "scenario",
	  .engine = "aflpp",
	  .file = "/tmp/a b/findings/asan.scenario",
	  .command = "./harness/pratique explain --policy fetch '/tmp/a b/findings/asan.scenario'",
	  .run = 1,
	  .at_ms = 70000,
	  .ours = true },
	{ .rule = "unsafe_port",
	  .target = "scenario",
	  .file = "out/campaign/findings/unsafe_port-scenario-ffffffffffffffff.scenario",
	  .command = "./harness/pratique explain",
	  .run = SIZE_MAX,
	  .reproduced = true },
};

static const struct pq_campaign_run runs[] = {
	{ "2026-11-26 04:00:00", "killed", 60000, 21000, 2, 1, true, false },
	{ "2026-11-26 04:10:00", "finished", 39000, 39050, 2, 1, true, true },
};

static const struct pq_campaign_engine_state engines[] = { { "libfuzzer", PQ_CANARY_FOUND },
							   { "aflpp", PQ_CANARY_SILENT } };

static const struct pq_campaign_message messages[] = { { "note", "built for libfuzzer in 1.0 s" },
						       { "warning", "aflpp cannot run" } };

static const struct pq_campaign_folder folders[] = { { "base", 95, 100 }, { "fetch", 1800, 2000 } };

struct pq_campaign_report fixture_campaign(void)
{
	return (struct pq_campaign_report){ .program = "0.1.0",
					    .out = "out/campaign",
					    .begun = "2026-11-26 04:10:00",
					    .options = "--out out/campaign --time 60s --jobs 2",
					    .verdict = PQ_VERDICT_FOUND,
					    .elapsed_ms = 39050,
					    .planned_ms = 39000,
					    .jobs = 2,
					    .mutator = true,
					    .resumed = true,
					    .findings = 2,
					    .series = series,
					    .series_count = COUNT(series),
					    .found = found,
					    .found_count = COUNT(found),
					    .runs = runs,
					    .run_count = COUNT(runs),
					    .engines = engines,
					    .engine_count = COUNT(engines),
					    .messages = messages,
					    .message_count = COUNT(messages),
					    .folders = folders,
					    .folder_count = COUNT(folders) };
}

static const char hostile[] = FIXTURE_HOSTILE;

static const struct pq_campaign_series hostile_series[] = {
	{ .target = hostile,
	  .engine = hostile,
	  .spent_ms = 1,
	  .executions = UINT64_MAX,
	  .reached = UINT64_MAX,
	  .edges = UINT64_MAX,
	  .stability = 10000,
	  .points = points,
	  .point_count = COUNT(points) },
	{ .target = NULL, .engine = NULL, .executions = 1 },
};

static const struct pq_campaign_found hostile_found[] = {
	{ .rule = hostile,
	  .place = hostile,
	  .target = hostile,
	  .engine = hostile,
	  .file = hostile,
	  .command = hostile,
	  .input = hostile,
	  .input_len = sizeof(hostile),
	  .story = hostile,
	  .ours = true },
	{ .ours = true },
};

static const struct pq_campaign_run hostile_runs[] = { { .begun = hostile, .end = hostile }, { .begun = NULL } };
static const struct pq_campaign_engine_state hostile_engines[] = { { hostile, PQ_CANARY_NOT_RUN } };
static const struct pq_campaign_message hostile_messages[] = { { hostile, hostile }, { NULL, NULL } };

struct pq_campaign_report fixture_hostile_campaign(void)
{
	return (struct pq_campaign_report){ .program = hostile,
					    .out = hostile,
					    .begun = hostile,
					    .options = hostile,
					    .verdict = PQ_VERDICT_FOUND,
					    .why_void = hostile,
					    .findings = 2,
					    .series = hostile_series,
					    .series_count = COUNT(hostile_series),
					    .found = hostile_found,
					    .found_count = COUNT(hostile_found),
					    .runs = hostile_runs,
					    .run_count = COUNT(hostile_runs),
					    .engines = hostile_engines,
					    .engine_count = COUNT(hostile_engines),
					    .messages = hostile_messages,
					    .message_count = COUNT(hostile_messages),
					    .lines_why = hostile };
}

struct pq_campaign_report fixture_void_campaign(void)
{
	return (struct pq_campaign_report){ .program = "0.1.0",
					    .out = "out/campaign",
					    .begun = "2026-11-26 04:10:00",
					    .options = "--out out/campaign",
					    .verdict = PQ_VERDICT_VOID,
					    .why_void = "it was interrupted",
					    .planned_ms = 60000,
					    .jobs = 2,
					    .lines_why = "nothing was fuzzed" };
}
