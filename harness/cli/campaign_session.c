/* SPDX-License-Identifier: MIT */
/* The reports of a campaign: the stream of JSON lines while it runs, the others at its end. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/campaign_call.h"
#include "cli/cli.h"
#include "cli/put.h"
#include "report/json.h"
#include "report/message.h"

#define MESSAGES_MOST 1000

static const char *tone_name(enum pq_campaign_tone tone)
{
	static const char *const names[] = {
		[PQ_TONE_NOTE] = "note",
		[PQ_TONE_WARNING] = "warning",
		[PQ_TONE_ERROR] = "error",
	};

	return names[tone];
}

/* A line that is lost is said once; the campaign goes on. */
static void put(struct pq_campaign_session *session, json_t *line)
{
	if (!session->stream) {
		json_decref(line);
		return;
	}
	pq_json_print(line, session->stream);
	if (fflush(session->stream) == 0 && !ferror(session->stream))
		return;
	if (!session->stream_failed)
		pq_complain("%s: %s", session->call->jsonl, strerror(errno));
	session->stream_failed = true;
	clearerr(session->stream);
}

/* The same command given twice must not empty the file that the first one is writing. */
static bool take_file(FILE *stream, bool goes_on)
{
	struct stat info;

	if (fstat(fileno(stream), &info) != 0 || !S_ISREG(info.st_mode))
		return true;
	if (flock(fileno(stream), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return false;
	return goes_on || ftruncate(fileno(stream), 0) == 0;
}

/* The stream is read while it grows, so it is written where it shall be; one that is resumed goes on. */
static int open_stream(struct pq_campaign_session *session)
{
	const char *path = session->call->jsonl;

	if (!path)
		return PQ_EXIT_OK;
	session->stream = strcmp(path, "-") == 0 ? stdout : fopen(path, "ae");
	if (session->stream == stdout || (session->stream && take_file(session->stream, session->call->resume)))
		return PQ_EXIT_OK;
	pq_complain("%s: expected a place to write to (%s)", path,
		    errno == EWOULDBLOCK ? "another campaign is writing there" : strerror(errno));
	if (session->stream)
		fclose(session->stream);
	return PQ_EXIT_BAD_INPUT;
}

int pq_campaign_session_open(struct pq_campaign_session *session, const struct pq_campaign_call *call, FILE *people)
{
	time_t now = time(NULL);
	struct tm parts;
	int code;

	memset(session, 0, sizeof(*session));
	session->call = call;
	session->people = people;
	strftime(session->begun, sizeof(session->begun), "%Y-%m-%d %H:%M:%S", gmtime_r(&now, &parts));
	code = open_stream(session);
	if (code == PQ_EXIT_OK)
		session->words = pq_campaign_words(call);
	return code;
}

void pq_campaign_session_say(struct pq_campaign_session *session, enum pq_campaign_tone tone, const char *line)
{
	struct pq_campaign_message *messages;

	put(session, pq_campaign_json_message(tone_name(tone), line));
	if (session->message_count == MESSAGES_MOST)
		return;
	messages = realloc(session->messages, (session->message_count + 1) * sizeof(*messages));
	if (!messages)
		return;
	session->messages = messages;
	messages[session->message_count++] =
		(struct pq_campaign_message){ tone_name(tone), pq_campaign_keep(&session->texts, strdup(line)) };
}

static const char *why_void(const struct pq_campaign_result *result)
{
	if (result->full)
		return "the disk was full";
	if (result->interrupted)
		return "it was interrupted";
	if (!result->opened)
		return "its folder could not be used";
	if (result->canary_silent)
		return "an engine did not find its canary";
	if (result->failed)
		return "an engine is missing or failed";
	return result->elapsed_ms == 0 ? "nothing was fuzzed" : NULL;
}

/* What a report says of the campaign as a whole; one that has finished is told by what it found. Series are this run's. */
static void report_of(const struct pq_campaign_session *session, const struct pq_campaign_result *result,
		      struct pq_campaign_report *report)
{
	const struct pq_campaign_call *call = session->call;
	size_t findings = call->earlier + (result ? result->findings - session->again : 0);

	*report = (struct pq_campaign_report){
		.program = PQ_VERSION,
		.out = call->given.out,
		.begun = session->begun,
		.options = session->words,
		.why_void = result ? why_void(result) : NULL,
		.elapsed_ms = result       ? result->elapsed_ms
			      : call->over ? call->fuzzed_ms
					   : 0,
		.planned_ms = call->over ? call->whole_ms : call->given.total_ms,
		.jobs = call->given.jobs,
		.mutator = !call->given.no_mutator,
		.resumed = call->resume,
		.over = call->over,
		.findings = findings,
		.series = session->series,
		.series_count = session->series_count,
		.messages = session->messages,
		.message_count = session->message_count,
		.lines_why = "the campaign did not come to its end",
	};
	if (!report->why_void && call->flawed)
		report->why_void = "an engine was missing or failed in an earlier run of it";
	report->verdict = findings > 0 ? PQ_VERDICT_FOUND : report->why_void ? PQ_VERDICT_VOID : PQ_VERDICT_CLEAN;
}

static void add_series(struct pq_campaign_session *session, size_t target, enum pq_campaign_engine engine,
		       uint64_t planned_ms)
{
	const struct pq_campaign_target *row = pq_campaign_target_at(target);

	session->series[session->series_count++] =
		(struct pq_campaign_series){ .target = row->name,
					     .engine = pq_engine_name(engine),
					     .planned_ms = planned_ms,
					     .mutator = row->mutator && !session->call->given.no_mutator };
}

void pq_campaign_session_plan(struct pq_campaign_session *session, const struct pq_campaign_plan *plan)
{
	const struct pq_campaign_options *given = &session->call->given;
	struct pq_campaign_report report;

	session->series_count = 0;
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		for (int e = 0; e < PQ_ENGINE_COUNT; e++)
			if (given->targets[i] && given->engines[e])
				add_series(session, i, (enum pq_campaign_engine)e,
					   pq_campaign_plan_share(plan, i, (enum pq_campaign_engine)e));
	report_of(session, NULL, &report);
	put(session, pq_campaign_json_start(&report));
}

static void take_rows(struct pq_campaign_session *session, const struct pq_campaign_row *rows)
{
	for (size_t i = 0; i < session->series_count; i++) {
		struct pq_campaign_series *series = &session->series[i];
		size_t target = pq_campaign_target_find(series->target);
		enum pq_campaign_engine engine = pq_engine_find(series->engine);
		const struct pq_campaign_part *part = &rows[target].parts[engine];
		char corpus[PQ_STORE_PATH];

		pq_store_path(corpus, "%s/corpus/%s", session->call->given.out, series->target);
		series->executions = part->done.executions;
		series->reached = part->done.reached;
		series->dials = part->done.dials;
		series->mutated = part->done.mutated;
		series->structured = part->done.structured;
		series->spent_ms = part->spent_ms;
		series->cpu_ms = part->cpu_ms;
		series->stability = part->stability;
		series->edges = rows[target].coverage[engine];
		series->inputs = pq_store_count(corpus);
	}
}

void pq_campaign_session_progress(struct pq_campaign_session *session, const struct pq_campaign_row *rows,
				  uint64_t elapsed_ms)
{
	if (!session->stream || elapsed_ms < session->due_ms)
		return;
	session->due_ms = elapsed_ms + pq_history_interval_ms(session->call->given.total_ms);
	take_rows(session, rows);
	put(session, pq_campaign_json_progress(session->series, session->series_count, elapsed_ms));
}

void pq_campaign_session_finding(struct pq_campaign_session *session, const struct pq_finding *finding,
				 uint64_t after_ms)
{
	const struct pq_campaign_found found = { .rule = finding->name,
						 .place = finding->place,
						 .target = finding->target->name,
						 .engine = pq_engine_name(finding->engine),
						 .file = finding->file,
						 .command = pq_campaign_command(finding, session->call->given.source),
						 .at_ms = after_ms,
						 .reproduced = finding->reproduced,
						 .known = finding->known,
						 .rescued = finding->rescued };
	const char *slash = strrchr(finding->file, '/');

	if (session->call->past && (finding->reproduced || !finding->rescued))
		session->again +=
			pq_past_tells(session->call->past, session->call->id, slash ? slash + 1 : finding->file);
	put(session, pq_campaign_json_finding(&found));
}

enum pq_campaign_outcome pq_campaign_whole_outcome(const struct pq_campaign_call *call,
						   const struct pq_campaign_result *result)
{
	enum pq_campaign_outcome last = result ? pq_campaign_outcome(result) : PQ_CAMPAIGN_CLEAN;

	if (call->earlier > 0)
		return PQ_CAMPAIGN_FOUND;
	return last == PQ_CAMPAIGN_CLEAN && call->flawed ? PQ_CAMPAIGN_VOID : last;
}

static bool write_html(const void *context, FILE *out)
{
	return pq_campaign_html(context, out);
}

static bool write_junit(const void *context, FILE *out)
{
	return pq_campaign_junit(context, out);
}

static bool write_sarif(const void *context, FILE *out)
{
	return pq_campaign_sarif(context, out);
}

static int end_stream(struct pq_campaign_session *session, const struct pq_campaign_result *result)
{
	struct pq_campaign_report report;

	if (!session->stream)
		return PQ_EXIT_OK;
	if (result)
		take_rows(session, result->rows);
	report_of(session, result, &report);
	put(session, pq_campaign_json_end(&report));
	if (session->stream != stdout && fclose(session->stream) != 0)
		session->stream_failed = true;
	return session->stream_failed ? PQ_EXIT_SETUP : PQ_EXIT_OK;
}

static void tell_canaries(const struct pq_campaign_result *result, struct pq_campaign_gathered *gathered,
			  struct pq_campaign_report *report, const struct pq_campaign_options *given)
{
	for (int e = 0; e < PQ_ENGINE_COUNT; e++) {
		struct pq_campaign_engine_state *state = &gathered->engines[report->engine_count];

		if (!given->engines[e])
			continue;
		state->engine = pq_engine_name((enum pq_campaign_engine)e);
		state->canary = result->canary_found[e]    ? PQ_CANARY_FOUND
				: result->canary_sought[e] ? PQ_CANARY_SILENT
							   : PQ_CANARY_NOT_RUN;
		report->engine_count++;
	}
	report->engines = gathered->engines;
}

/* Who interrupted a campaign does not wait for another build, and a full disk has no room for it. */
static void add_lines(struct pq_campaign_session *session, const struct pq_campaign_result *result,
		      struct pq_campaign_gathered *gathered, struct pq_campaign_report *report)
{
	if (!session->call->html || (result && (result->interrupted || result->full || result->elapsed_ms == 0)))
		return;
	fputs("measuring the lines of src/ that the corpus runs, for the report\n", session->people);
	fflush(session->people);
	pq_campaign_lines(session, gathered, report);
}

static int write_reports(struct pq_campaign_session *session, const struct pq_campaign_result *result)
{
	const struct pq_campaign_call *call = session->call;
	struct pq_campaign_gathered gathered;
	struct pq_campaign_report report;
	int code = PQ_EXIT_OK;

	report_of(session, result, &report);
	if (!pq_campaign_gather(&gathered, call, call->html != NULL, &report)) {
		pq_complain("campaign: what %s holds cannot be read", call->given.out);
		code = PQ_EXIT_SETUP;
	}
	if (result)
		tell_canaries(result, &gathered, &report, &call->given);
	add_lines(session, result, &gathered, &report);
	code = pq_exit_worse(code, pq_put(call->html, write_html, &report));
	code = pq_exit_worse(code, pq_put(call->junit, write_junit, &report));
	code = pq_exit_worse(code, pq_put(call->sarif, write_sarif, &report));
	pq_campaign_gathered_free(&gathered);
	return code;
}

int pq_campaign_session_close(struct pq_campaign_session *session, const struct pq_campaign_result *result)
{
	const struct pq_campaign_call *call = session->call;
	int code = end_stream(session, result);

	if (call->html || call->junit || call->sarif)
		code = pq_exit_worse(code, write_reports(session, result));
	pq_campaign_texts_free(&session->texts);
	free(session->messages);
	free(session->words);
	return code;
}
