/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/duration.h"
#include "cli/fetch_text.h"
#include "cli/options.h"
#include "cli/trial.h"
#include "cli/url_reader.h"
#include "report/message.h"
#include "report/story.h"
#include "service/drive.h"
#include "subject/model.h"

enum option {
	POLICY,
	JUDGE,
	METHOD,
	HEADER,
	FORM,
	DATA,
	MESSAGE,
	CACERT,
	TIMEOUT,
	SANDBOX,
	EXPLAIN,
	INCLUDE,
	OPTION_COUNT
};

static const struct pq_option options[] = {
	[POLICY] = { "policy", "NAME[@DATE]|FILE", "what page side and service enforce (default fetch)" },
	[JUDGE] = { "judge", "NAME[@DATE]|FILE", "what the request is judged by (default fetch)" },
	[METHOD] = { "method", "METHOD", "default GET, or POST where there is a body" },
	[HEADER] = { "header", "'NAME: VALUE'", "a request header; may be given several times" },
	[FORM] = { "form", "NAME=VALUE|NAME=@FILE", "a field or file of a multipart body; several times" },
	[DATA] = { "data", "TEXT|@FILE", "the body: a string, or the bytes of a file without a type" },
	[MESSAGE] = { "message", "TEXT", "sent once a WebSocket is open; may be given several times" },
	[CACERT] = { "cacert", "FILE",
		     "PEM of the authorities that certificates must lead to (default: the system's)" },
	[TIMEOUT] = { "timeout", "TIME", "give up where nothing comes and goes for so long, up to 120s (default 30s)" },
	[SANDBOX] = { "sandbox", "strict|best-effort",
		      "best-effort goes on without what the machine lacks, and says so" },
	[EXPLAIN] = { "explain", NULL, "tell what happened, with the bytes on the wire, instead of the body" },
	[INCLUDE] = { "include", NULL, "print the head of the response before its body" },
};

static const struct pq_usage usage = {
	"fetch",
	"URL",
	"Fetches a URL (http, https, ws, wss, ftp, stun) from the real network, as a page of\n"
	"its origin would: a renderer without system calls asks, a network service that can\n"
	"only dial applies the policy again on every hop, and what was dialled and written is\n"
	"judged. The body goes to standard output. Exit code 0: there is a response, whatever\n"
	"its status; 1: blocked, or a violation; 2: wrong usage, or no URL; 3: a network error,\n"
	"or something of the sandbox is missing.\n",
	options,
	OPTION_COUNT,
};

#define PATIENCE_MS 150000 /* longer than any request may take */
#define MAX_SILENCE_MS 120000

/* values: of options that stand once */
struct errand {
	const char *values[OPTION_COUNT];
	struct pq_fetch_asked asked;
	struct pq_url_reader reader;
	struct pq_policy *policy;
	struct pq_file policy_text;
	struct pq_court court;
	struct pq_store store;
	struct pq_verdict verdict;
	struct pq_house *house;
	struct pq_drive *drive;
	struct pq_driven driven;
	unsigned char text[PQ_MAX_SCENARIO_TEXT];
};

static int add_part(struct errand *errand, enum pq_fetch_part_kind kind, const char *value)
{
	if (errand->asked.part_count == PQ_FETCH_PARTS)
		return pq_options_wrong(&usage, "more than %d headers, fields and messages", PQ_FETCH_PARTS);
	errand->asked.parts[errand->asked.part_count++] = (struct pq_fetch_part){ kind, value };
	return PQ_EXIT_OK;
}

static int set_option(struct errand *errand, size_t index, const char *value)
{
	switch ((enum option)index) {
	case HEADER:
		return add_part(errand, PQ_FETCH_HEADER, value);
	case FORM:
		return add_part(errand, PQ_FETCH_FORM, value);
	case DATA:
		return add_part(errand, PQ_FETCH_DATA, value);
	case MESSAGE:
		return add_part(errand, PQ_FETCH_MESSAGE, value);
	default:
		errand->values[index] = value ? value : "";
		return PQ_EXIT_OK;
	}
}

static int read_scenario(struct errand *errand)
{
	struct pq_diag diag = { 0, 0, "" };
	struct pq_buf text;
	int code;

	if (!pq_url_reader_parse(&errand->reader, pq_view_str(errand->asked.text), NULL, &errand->asked.url)) {
		pq_complain("fetch: '%s': expected an absolute URL", errand->asked.text);
		return PQ_EXIT_BAD_INPUT;
	}
	pq_buf_init(&text, errand->text, sizeof(errand->text));
	code = pq_fetch_text(&errand->asked, &text);
	if (code != PQ_EXIT_OK)
		return code;
	if (!pq_buf_ok(&text))
		pq_diag_set(&diag, PQ_ERR_LIMIT, 0, 0, "at most 4194304 bytes of request (PQ_MAX_SCENARIO_TEXT)");
	else if (!pq_scenario_parse(&errand->store.scenario, pq_buf_view(&text), PQ_READING_STRICT, &diag))
		return PQ_EXIT_OK;
	pq_complain("fetch: the request: expected %s", diag.expected);
	return PQ_EXIT_BAD_INPUT;
}

static int open_house(struct errand *errand)
{
	const char *sandbox = errand->values[SANDBOX];
	const char *timeout = errand->values[TIMEOUT];
	uint64_t silence_ms = timeout ? pq_duration_ms(timeout) : 0;
	struct pq_house_options wanted = {
		.serve = {
			.policy = errand->policy,
			.idna = errand->reader.idna,
			.posix = { .authority_file = errand->values[CACERT], .silence_ms = (uint32_t)silence_ms },
			.best_effort = sandbox && strcmp(sandbox, "best-effort") == 0,
			.shows = true,
		},
	};
	struct pq_diag diag = { 0, 0, "" };

	if (timeout && (silence_ms == 0 || silence_ms > MAX_SILENCE_MS))
		return pq_options_wrong(&usage, "--timeout '%s': expected a time up to 120s, such as 5s", timeout);
	if (sandbox && !wanted.serve.best_effort && strcmp(sandbox, "strict") != 0)
		return pq_options_wrong(&usage, "--sandbox '%s': expected strict or best-effort", sandbox);
	if (pq_house_open(&errand->house, &wanted, &diag)) {
		pq_complain("fetch cannot start: %s", diag.expected);
		return PQ_EXIT_SETUP;
	}
	if (pq_house_missing(errand->house)[0])
		pq_complain("fetch: the sandbox is weaker than it should be, without: %s",
			    pq_house_missing(errand->house));
	if (pq_house_sees_calls(errand->house))
		errand->court.judge.capabilities |= PQ_SHOWS_PROCESSES;
	errand->drive = pq_drive_new(errand->house);
	if (errand->drive && !pq_house_session(errand->house, &errand->store.scenario, &diag))
		return PQ_EXIT_OK;
	pq_complain("fetch cannot start: %s", errand->drive ? diag.expected : "memory");
	return PQ_EXIT_SETUP;
}

static void tell_dropped(const struct pq_transcript *transcript)
{
	for (size_t i = 0; i < transcript->count; i++) {
		const struct pq_event *event = &transcript->events[i];

		if (event->kind == PQ_EVENT_DROPPED)
			pq_complain("fetch: header %.*s was dropped: a page may not set it", (int)event->text.len,
				    (const char *)event->text.data);
	}
}

static int tell_outcome(const struct errand *errand, const struct pq_event *end)
{
	const char *why = errand->driven.why;

	if (end->outcome == PQ_OUTCOME_DONE)
		return PQ_EXIT_OK;
	if (end->outcome == PQ_OUTCOME_BLOCKED) {
		pq_complain("fetch: blocked by the %s: %s", end->side == PQ_SIDE_PAGE ? "page side" : "network service",
			    pq_rule_name(end->rule));
		return PQ_EXIT_DIFFERS;
	}
	pq_complain("fetch: network error %.*s%s%s", (int)end->text.len, (const char *)end->text.data,
		    why[0] ? ": " : "", why);
	return PQ_EXIT_SETUP;
}

static int tell_violations(const struct errand *errand)
{
	const struct pq_verdict *verdict = &errand->verdict;
	int code = PQ_EXIT_OK;

	for (size_t i = 0; i < verdict->violation_total && i < PQ_MAX_VIOLATIONS; i++) {
		pq_complain("fetch: violation of %s: %s", pq_rule_name(verdict->violations[i].rule),
			    verdict->violations[i].detail);
		code = PQ_EXIT_DIFFERS;
	}
	return code;
}

/* Standard output belongs to the body, or to the story. */
static void print(const struct errand *errand)
{
	struct pq_terminal terminal = pq_terminal_of(stdout);
	struct pq_story story = { .file = errand->asked.text,
				  .subject = "fetch",
				  .scenario = &errand->store.scenario,
				  .transcript = &errand->store.transcript,
				  .verdict = &errand->verdict };

	if (errand->values[EXPLAIN]) {
		pq_story_events(&story, &terminal);
		return;
	}
	if (errand->values[INCLUDE])
		fwrite(errand->driven.head.data, 1, errand->driven.head.len, stdout);
	if (errand->driven.body.len)
		fwrite(errand->driven.body.data, 1, errand->driven.body.len, stdout);
}

/* Behind the outcome of the only request stands at most what processes called after it; the request, if it is lost. */
static const struct pq_event *find_outcome(const struct pq_transcript *transcript)
{
	size_t at = transcript->count - 1;

	while (at > 0 && transcript->events[at].kind != PQ_EVENT_OUTCOME)
		at--;
	return &transcript->events[at];
}

static int run(struct errand *errand)
{
	struct pq_transcript *transcript = &errand->store.transcript;
	const struct pq_scenario *scenario = &errand->store.scenario;
	struct pq_diag diag = { 0, 0, "" };
	enum pq_err err;
	int code;

	pq_transcript_reset(transcript);
	err = pq_drive_request(errand->drive, scenario, pq_scenario_find_request(scenario, 0), 1, PATIENCE_MS,
			       transcript, &errand->driven, &diag);
	pq_drive_rest(errand->drive, transcript);
	pq_judge_run(&errand->court.judge, scenario, transcript, &errand->verdict);
	tell_dropped(transcript);
	print(errand);
	code = tell_outcome(errand, find_outcome(transcript));
	code = pq_exit_worse(code, tell_violations(errand));
	if (err)
		pq_complain("fetch: expected %s", diag.expected);
	return err ? pq_exit_worse(code, PQ_EXIT_SETUP) : code;
}

static int open_all(struct errand *errand)
{
	const char *policy = errand->values[POLICY] ? errand->values[POLICY] : "fetch";
	int code = pq_load_policy(policy, &errand->policy, &errand->policy_text);

	if (code != PQ_EXIT_OK)
		return code;
	code = pq_court_init(&errand->court, errand->values[JUDGE]);
	if (code != PQ_EXIT_OK)
		return code;
	errand->court.judge.capabilities = PQ_SHOWS_ALL;
	errand->court.judge.own_headers = pq_subject_model.own_headers;
	code = read_scenario(errand);
	if (code == PQ_EXIT_OK)
		code = open_house(errand);
	if (code == PQ_EXIT_OK)
		code = run(errand);
	pq_drive_free(errand->drive);
	pq_house_close(errand->house);
	pq_court_fini(&errand->court);
	return code;
}

static int fetch(struct errand *errand)
{
	int code = pq_url_reader_init(&errand->reader);

	if (code != PQ_EXIT_OK)
		return code;
	pq_store_init(&errand->store);
	code = open_all(errand);
	pq_store_fini(&errand->store);
	free(errand->policy);
	pq_file_free(&errand->policy_text);
	pq_url_reader_fini(&errand->reader);
	return code;
}

static int read_options(struct errand *errand, int argc, char **argv, int *first)
{
	enum pq_option_step step;
	const char *value;
	size_t index;

	step = pq_options_next(&usage, argc, argv, true, &index, &value);
	while (step == PQ_OPTION_FOUND) {
		int code = set_option(errand, index, value);

		if (code != PQ_EXIT_OK)
			return code;
		step = pq_options_next(&usage, argc, argv, false, &index, &value);
	}
	*first = step == PQ_OPTION_HELP ? 0 : (int)index;
	return step == PQ_OPTION_WRONG ? PQ_EXIT_BAD_INPUT : PQ_EXIT_OK;
}

int pq_cli_fetch(int argc, char **argv)
{
	struct errand *errand = pq_memory(1, sizeof(*errand));
	int first = 0;
	int code = read_options(errand, argc, argv, &first);

	errand->asked.method = errand->values[METHOD];
	if (code == PQ_EXIT_OK && first) {
		errand->asked.text = argv[first];
		code = first + 1 == argc ? fetch(errand) : pq_options_wrong(&usage, "expected one URL");
	}
	free(errand);
	return code;
}
