/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "campaign/chronicle.h"
#include "campaign/past.h"
#include "campaign/record.h"
#include "campaign_folder.h"

static struct pq_past *read_past(void)
{
	struct pq_past *past = pq_past_read(base);

	assert_non_null(past);
	return past;
}

static void write_run(const char *id, uint64_t begun_ms, uint64_t executions, bool end)
{
	struct pq_history_run run = { .begun_ms = begun_ms, .planned_ms = 60000, .jobs = 2, .mutator = true };
	struct pq_history_sample sample = { .target = 0, .engine = PQ_ENGINE_AFLPP, .edges = 40, .stability = 9990 };
	struct pq_finding finding = { .target = pq_campaign_target_at(0),
				      .engine = PQ_ENGINE_AFLPP,
				      .reproduced = true };
	struct pq_history history;

	snprintf(run.id, sizeof(run.id), "%s", id);
	snprintf(finding.name, sizeof(finding.name), "unsafe_port");
	snprintf(finding.place, sizeof(finding.place), "fetch hop: port # was\ndialled");
	snprintf(finding.file, sizeof(finding.file), "%s/findings/unsafe_port-scenario-0.scenario", base);
	assert_int_equal(pq_history_open(&history, base), 0);
	assert_int_equal(pq_history_begin(&history, &run), 0);
	for (sample.spent_ms = 1000; sample.spent_ms <= 3000; sample.spent_ms += 1000) {
		sample.executions += executions;
		sample.reached = sample.executions / 2;
		sample.inputs++;
		assert_int_equal(pq_history_sample(&history, &sample, sample.spent_ms + 5), 0);
	}
	assert_int_equal(pq_history_finding(&history, &finding, 2500), 0);
	if (end)
		assert_int_equal(pq_history_end(&history, PQ_HISTORY_FINISHED, 4000), 0);
	pq_history_close(&history);
}

static void a_folder_without_a_history_has_an_empty_one(void **state)
{
	struct pq_past *past = read_past();

	(void)state;
	assert_int_equal(past->run_count, 0);
	assert_int_equal(past->finding_count, 0);
	pq_past_free(past);
}

static void sums_are_of_all_runs_and_a_killed_one_is_told(void **state)
{
	struct pq_past *past;
	const struct pq_past_series *series;

	(void)state;
	write_run("a-1", 1000, 100, false);
	write_run("b-1", 2000, 1000, true);
	past = read_past();
	series = &past->series[0][PQ_ENGINE_AFLPP];
	assert_int_equal(past->run_count, 2);
	assert_int_equal(past->runs[0].end, PQ_HISTORY_KILLED);
	assert_int_equal(past->runs[0].fuzzed_ms, 3005);
	assert_int_equal(past->runs[1].end, PQ_HISTORY_FINISHED);
	assert_int_equal(past->runs[1].fuzzed_ms, 4000);
	assert_int_equal(past->runs[1].findings, 1);
	assert_int_equal(series->sum.executions, 3300);
	assert_int_equal(series->sum.reached, 1650);
	assert_int_equal(series->sum.spent_ms, 6000);
	assert_int_equal(series->sum.inputs, 3);
	assert_int_equal(series->sum.stability, 9990);
	assert_int_equal(past->finding_count, 2);
	assert_string_equal(past->findings[0].file, "unsafe_port-scenario-0.scenario");
	assert_string_equal(past->findings[0].place, "fetch hop: port # was dialled");
	assert_int_equal(past->findings[1].run, 1);
	assert_int_equal(past->series[0][PQ_ENGINE_LIBFUZZER].count, 0);
	pq_past_free(past);
}

static void runs_are_marked_where_they_begin(void **state)
{
	struct pq_past *past;
	const struct pq_past_series *series;

	(void)state;
	write_run("a-1", 1000, 100, true);
	write_run("b-1", 2000, 100, true);
	past = read_past();
	series = &past->series[0][PQ_ENGINE_AFLPP];
	assert_int_equal(series->count, 8);
	assert_true(series->points[0].first && series->points[0].at_ms == 0);
	assert_true(series->points[4].first && series->points[4].at_ms == 3000);
	assert_false(series->points[5].first);
	assert_int_equal(series->points[7].at_ms, 6000);
	pq_past_free(past);
}

static void a_torn_line_costs_itself_and_nothing_else(void **state)
{
	struct pq_past *past;

	(void)state;
	put("history", "pratique-history 1\nbegin a-1 1000 60000 2 mutator new\n"
		       "sample 1004 scenario aflpp 1000 980 12510 9700 10203 4100 3000 2210 0 512\n"
		       "sample 2004 scenario aflpp 2000 1980 99");
	write_run("b-1", 2000, 10, true);
	past = read_past();
	assert_int_equal(past->run_count, 2);
	assert_int_equal(past->series[0][PQ_ENGINE_AFLPP].sum.executions, 12510 + 30);
	pq_past_free(past);
}

/* As a killed writer leaves it: the line is short, and yet reads as numbers. */
static void a_line_without_its_end_does_not_count(void **state)
{
	struct pq_past *past;

	(void)state;
	put("history", "pratique-history 1\nbegin a-1 1000 60000 2 mutator new\n"
		       "sample 2004 scenario aflpp 2000 1980 99 9 9 9 9 9 9 5");
	past = read_past();
	assert_int_equal(past->series[0][PQ_ENGINE_AFLPP].sum.executions, 0);
	pq_past_free(past);
}

static void strange_lines_are_skipped(void **state)
{
	struct pq_past *past;

	(void)state;
	put("history", "pratique-history 1\nsample 5 scenario aflpp 1 1 1 1 1 1 1 1 1 1\n"
		       "begin a-1 1000 60000 2 mutator new\n"
		       "begin\nend\nfinding 1\n\nlater 1 2 3\n"
		       "sample 5 no_such_target aflpp 1 1 1 1 1 1 1 1 1 1\n"
		       "sample 5 scenario aflpp -1 1 1 1 1 1 1 1 1 1\n"
		       "sample 5 scenario aflpp 1 1 1 1 1 1 1 1 1 1 1\n"
		       "sample 5 scenario libfuzzer 1000 900 70 1 1 1 1 1 1 1\n");
	past = read_past();
	assert_int_equal(past->run_count, 1);
	assert_int_equal(past->series[0][PQ_ENGINE_AFLPP].count, 0);
	assert_int_equal(past->series[0][PQ_ENGINE_LIBFUZZER].sum.executions, 70);
	pq_past_free(past);
}

/* So a history may be appended to another one twice. */
static void a_run_that_stands_there_twice_counts_once(void **state)
{
	struct pq_past *past;

	(void)state;
	write_run("a-1", 1000, 100, true);
	write_run("b-1", 1000, 100, true);
	write_run("a-1", 1000, 100, true);
	past = read_past();
	assert_int_equal(past->run_count, 2);
	assert_int_equal(past->series[0][PQ_ENGINE_AFLPP].sum.executions, 600);
	assert_int_equal(past->finding_count, 2);
	pq_past_free(past);
}

static void long_histories_are_thinned_out_and_keep_their_end(void **state)
{
	struct pq_past *past = calloc(1, sizeof(*past));
	const struct pq_past_series *series;
	char line[256];

	(void)state;
	assert_non_null(past);
	for (unsigned int run = 0; run < 300; run++) {
		snprintf(line, sizeof(line), "begin a-%u 1000 60000 2 mutator new", run);
		assert_true(pq_past_line(past, line));
		for (unsigned int i = 1; i <= 100; i++) {
			snprintf(line, sizeof(line), "sample %u scenario libfuzzer %u 1 %u 1 1 1 1 %u 0 1", i, i, i,
				 run * 100 + i);
			assert_true(pq_past_line(past, line));
		}
	}
	series = &past->series[0][PQ_ENGINE_LIBFUZZER];
	assert_true(series->count > 50 && series->count <= PQ_PAST_POINTS);
	assert_int_equal(series->sum.executions, 30000);
	assert_int_equal(series->points[series->count - 1].edges, 30000);
	for (size_t i = 1; i < series->count; i++)
		assert_true(series->points[i].at_ms >= series->points[i - 1].at_ms);
	pq_past_free(past);
}

static void time_that_is_left_is_that_of_the_same_campaign(void **state)
{
	struct pq_past_campaign sum;
	struct pq_past *past;

	(void)state;
	put("history", "pratique-history 1\n"
		       "begin a-1 1 60000 2 mutator new\nend 9000 finished\n"
		       "begin b-1 2 60000 2 mutator new\nend 10000 interrupted\n"
		       "begin b-1 3 50000 2 mutator resumed\n"
		       "sample 5000 scenario libfuzzer 1000 900 70 1 1 1 1 1 1 1\n");
	past = read_past();
	pq_past_campaign(past, "b-1", &sum);
	assert_int_equal(sum.fuzzed_ms, 15000);
	assert_false(sum.finished);
	assert_int_equal(sum.ran[PQ_ENGINE_LIBFUZZER], 1u << pq_campaign_target_find("scenario"));
	assert_int_equal(sum.ran[PQ_ENGINE_AFLPP], 0);
	pq_past_campaign(past, "a-1", &sum);
	assert_int_equal(sum.fuzzed_ms, 9000);
	assert_true(sum.finished);
	assert_false(sum.failed);
	assert_int_equal(sum.ran[PQ_ENGINE_LIBFUZZER], 0);
	pq_past_campaign(past, "c-1", &sum);
	assert_int_equal(sum.fuzzed_ms, 0);
	assert_false(sum.finished);
	pq_past_free(past);
}

/* Whoever resumes finds the same again, and an earlier campaign's leftovers are its own unless they break something. */
static void a_finding_of_several_runs_counts_once(void **state)
{
	struct pq_past_campaign sum;
	struct pq_past *past;

	(void)state;
	put("history", "begin a-1 1 60000 2 mutator new\n"
		       "finding 1 url libfuzzer x reproduced new one place\n"
		       "finding 2 url libfuzzer unproven unproven rescued left\n"
		       "begin a-1 2 60000 2 mutator resumed\n"
		       "finding 3 url aflpp x reproduced known one place\n"
		       "finding 4 url aflpp x reproduced rescued two place\n"
		       "finding 5 url aflpp unproven unproven new three\n"
		       "end 6 failed\n"
		       "begin b-1 3 60000 2 mutator new\n"
		       "finding 7 url aflpp x reproduced known four place\n");
	past = read_past();
	pq_past_campaign(past, "a-1", &sum);
	assert_int_equal(sum.findings, 3);
	assert_true(sum.failed);
	assert_true(pq_past_tells(past, "a-1", "two"));
	assert_false(pq_past_tells(past, "a-1", "left"));
	assert_false(pq_past_tells(past, "a-1", "four"));
	pq_past_free(past);
}

static void samples_are_some_hundred_at_most_as_long_as_they_may(void **state)
{
	(void)state;
	assert_int_equal(pq_history_interval_ms(1000), 1000);
	assert_int_equal(pq_history_interval_ms(30 * 60000), 4500);
	assert_int_equal(pq_history_interval_ms(7 * 86400000u), 30000);
}

static void what_was_asked_for_can_be_read_again(void **state)
{
	struct pq_campaign_options options = { .total_ms = 1234, .jobs = 3, .no_mutator = true, .out = base };
	struct pq_campaign_options read = { .out = base, .source = "/x" };
	char id[PQ_HISTORY_ID], why[PQ_STORE_PATH];

	(void)state;
	options.targets[1] = options.targets[4] = options.engines[PQ_ENGINE_AFLPP] = true;
	assert_int_equal(pq_record_write(&options, "abc-1"), 0);
	assert_true(pq_record_read(&read, base, id, why));
	assert_string_equal(id, "abc-1");
	assert_int_equal(read.total_ms, 1234);
	assert_int_equal(read.jobs, 3);
	assert_true(read.no_mutator);
	assert_string_equal(read.source, "/x");
	assert_memory_equal(read.targets, options.targets, sizeof(options.targets));
	assert_memory_equal(read.engines, options.engines, sizeof(options.engines));
}

static void a_record_that_is_none_is_told_with_its_line(void **state)
{
#define WHOLE "pratique-campaign 1\nid a-1\ntime_ms 5\njobs 1\nmutator yes\nengine libfuzzer\ntarget url\n"
	static const struct {
		const char *text;
		const char *why;
	} rows[] = {
		{ "", "does not tell of a whole campaign" },
		{ "pratique-campaign 2\n", ":1: this is no line" },
		{ "pratique-campaign 1\nid a-1\n", "does not tell of a whole campaign" },
		{ WHOLE "target nothing\n", ":8: this is no line" },
		{ WHOLE "engine nothing\n", ":8: this is no line" },
		{ WHOLE "mutator perhaps\n", ":8: this is no line" },
		{ WHOLE "jobs 99\n", "does not tell of a whole campaign" },
		{ WHOLE "time_ms -5\n", "does not tell of a whole campaign" },
		{ WHOLE "time_ms 99999999999999999999\n", "does not tell of a whole campaign" },
		{ WHOLE "jobs 2 3\n", ":8: this is no line" },
		{ WHOLE "target ur", ":8: this is no line" },
		{ WHOLE "pratique-campaign 1\n", ":8: this is no line" },
	};
	struct pq_campaign_options options = { .jobs = 77 };
	char id[PQ_HISTORY_ID], why[PQ_STORE_PATH] = "x";

	(void)state;
	assert_false(pq_record_read(&options, base, id, why));
	assert_string_equal(why, "");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		put("campaign", rows[i].text);
		assert_false(pq_record_read(&options, base, id, why));
		if (!strstr(why, rows[i].why))
			fail_msg("row %zu: %s", i, why);
		assert_int_equal(options.jobs, 77);
	}
	put("campaign", WHOLE);
	assert_true(pq_record_read(&options, base, id, why));
}

static void a_campaign_writes_down_what_moved_when_it_is_due(void **state)
{
	static struct pq_campaign_row rows[PQ_CAMPAIGN_TARGETS];
	static struct pq_campaign_result result;
	struct pq_campaign_options options = { .total_ms = 5000, .jobs = 1, .out = base };
	struct pq_chronicle chronicle;
	struct pq_past *past;

	(void)state;
	options.targets[2] = options.engines[PQ_ENGINE_LIBFUZZER] = true;
	pq_chronicle_open(&chronicle, &options);
	rows[2].parts[PQ_ENGINE_LIBFUZZER] = (struct pq_campaign_part){ .done = { .executions = 10 }, .spent_ms = 100 };
	pq_chronicle_rows(&chronicle, rows, 100, false);
	rows[2].parts[PQ_ENGINE_LIBFUZZER].done.executions = 20;
	pq_chronicle_rows(&chronicle, rows, 200, false); /* too soon */
	past = read_past();
	assert_int_equal(past->series[2][PQ_ENGINE_LIBFUZZER].sum.executions, 10);
	pq_past_free(past);
	memcpy(result.rows, rows, sizeof(rows));
	result.elapsed_ms = 5000;
	pq_chronicle_close(&chronicle, &result);
	assert_int_equal(chronicle.error, 0);
	past = read_past();
	assert_int_equal(past->series[2][PQ_ENGINE_LIBFUZZER].sum.executions, 20);
	assert_int_equal(past->series[1][PQ_ENGINE_LIBFUZZER].count, 0);
	assert_int_equal(past->run_count, 1);
	assert_int_equal(past->runs[0].end, PQ_HISTORY_FINISHED);
	assert_int_equal(past->runs[0].fuzzed_ms, 5000);
	pq_past_free(past);
}

static void a_run_that_resumes_has_the_id_of_what_it_resumes(void **state)
{
	static const struct pq_campaign_result result = { .elapsed_ms = 1, .interrupted = true };
	struct pq_campaign_options options = { .total_ms = 5000, .jobs = 1, .out = base }, read = { .out = base };
	char id[PQ_HISTORY_ID], why[PQ_STORE_PATH];
	struct pq_chronicle chronicle;
	struct pq_past *past;

	(void)state;
	options.targets[0] = options.engines[0] = true;
	pq_chronicle_open(&chronicle, &options);
	pq_chronicle_close(&chronicle, &result);
	assert_true(pq_record_read(&read, base, id, why));
	options.total_ms = 4999;
	options.resume = id;
	pq_chronicle_open(&chronicle, &options);
	pq_chronicle_close(&chronicle, &result);
	assert_true(pq_record_read(&read, base, id, why));
	assert_int_equal(read.total_ms, 5000);
	past = read_past();
	assert_int_equal(past->run_count, 2);
	assert_string_equal(past->runs[0].id, id);
	assert_string_equal(past->runs[1].id, id);
	assert_true(!past->runs[0].resumed && past->runs[1].resumed);
	pq_past_free(past);
}

static void a_history_that_cannot_be_written_is_told_and_stops_nothing(void **state)
{
	static const struct pq_campaign_result result = { .elapsed_ms = 1 };
	struct pq_campaign_options options = { .total_ms = 5000, .jobs = 1, .out = base };
	struct pq_chronicle chronicle;

	(void)state;
	put("history/in-its-place", "");
	pq_chronicle_open(&chronicle, &options);
	assert_int_not_equal(chronicle.error, 0);
	pq_chronicle_rows(&chronicle, result.rows, 1, true);
	pq_chronicle_close(&chronicle, &result);
}

static void files_of_a_folder_are_counted_without_those_below_it(void **state)
{
	char path[PQ_STORE_PATH];

	(void)state;
	put("counted/a", "");
	put("counted/b", "x");
	put("counted/.hidden", "x");
	put("counted/below/c", "x");
	pq_store_path(path, "%s/counted", base);
	assert_int_equal(pq_store_count(path), 2);
	pq_store_path(path, "%s/not-there", base);
	assert_int_equal(pq_store_count(path), 0);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_base, remove_base)
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_folder_without_a_history_has_an_empty_one),
		IN_FOLDER(sums_are_of_all_runs_and_a_killed_one_is_told),
		IN_FOLDER(runs_are_marked_where_they_begin),
		IN_FOLDER(a_torn_line_costs_itself_and_nothing_else),
		IN_FOLDER(a_line_without_its_end_does_not_count),
		IN_FOLDER(strange_lines_are_skipped),
		IN_FOLDER(a_run_that_stands_there_twice_counts_once),
		IN_FOLDER(long_histories_are_thinned_out_and_keep_their_end),
		IN_FOLDER(time_that_is_left_is_that_of_the_same_campaign),
		IN_FOLDER(a_finding_of_several_runs_counts_once),
		IN_FOLDER(samples_are_some_hundred_at_most_as_long_as_they_may),
		IN_FOLDER(a_campaign_writes_down_what_moved_when_it_is_due),
		IN_FOLDER(a_run_that_resumes_has_the_id_of_what_it_resumes),
		IN_FOLDER(a_history_that_cannot_be_written_is_told_and_stops_nothing),
		IN_FOLDER(files_of_a_folder_are_counted_without_those_below_it),
		IN_FOLDER(what_was_asked_for_can_be_read_again),
		IN_FOLDER(a_record_that_is_none_is_told_with_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
