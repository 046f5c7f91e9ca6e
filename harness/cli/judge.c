/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/names.h"
#include "cli/options.h"
#include "cli/trial.h"
#include "report/json.h"
#include "report/message.h"
#include "report/story.h"

enum option { JUDGE, SHOWS, LENIENT, JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[JUDGE] = { "judge", "NAME[@DATE]|FILE", "drives the monitor (default: the scenario's judge line, or fetch)" },
	[SHOWS] = { "shows", "LIST",
		    "what the transcript shows: all, or some of dials,bytes,outcomes,sides,random,lookups,processes" },
	[LENIENT] = { "lenient", NULL, "skip lines of the scenario that cannot be read, as fuzz targets do" },
	[JSON] = { "json", NULL, "print one JSON object" },
};

static const struct pq_usage usage = {
	"judge",
	"SCENARIO TRANSCRIPT",
	"Judges a transcript of a scenario that any harness may have written; one of the\n"
	"two may be - for standard input. A rule that needs what the transcript does not\n"
	"show is not judged. Exit code 0: as expected; 1: a violation that the scenario\n"
	"did not expect, or an expectation that does not hold; 2: bad input; 3: void.\n",
	options,
	OPTION_COUNT,
};

static const char *const shown_names[] = { "dials",  "bytes",   "outcomes",  "sides",
					   "random", "lookups", "processes", "all" };
static const unsigned int shown_bits[] = { PQ_SHOWS_DIALS,     PQ_SHOWS_BYTES,
					   PQ_SHOWS_OUTCOMES,  PQ_SHOWS_SIDES,
					   PQ_SHOWS_RANDOM,    PQ_SHOWS_LOOKUPS,
					   PQ_SHOWS_PROCESSES, PQ_SHOWS_ALL | PQ_SHOWS_PROCESSES };

/* Reads a comma-separated list; returns an exit code. */
static int read_shows(const char *list, unsigned int *shows)
{
	size_t count = sizeof(shown_names) / sizeof(shown_names[0]);
	unsigned int bits = 0;

	while (true) {
		char word[32];
		size_t len = strcspn(list, ",");
		size_t at = 0;

		snprintf(word, sizeof(word), "%.*s", (int)len, list);
		while (at < count && strcmp(word, shown_names[at]) != 0)
			at++;
		if (at == count)
			return pq_names_unknown("capability", word, shown_names, count);
		bits |= shown_bits[at];
		if (list[len] == '\0')
			break;
		list += len + 1;
	}
	*shows = bits;
	return PQ_EXIT_OK;
}

static void print(const char *file, const char *const *values, const struct pq_store *store,
		  const struct pq_verdict *verdict)
{
	struct pq_terminal terminal = pq_terminal_of(stdout);
	struct pq_story story = {
		.file = file, .scenario = &store->scenario, .transcript = &store->transcript, .verdict = verdict
	};

	if (values[JSON]) {
		pq_json_print(pq_json_case(file, &store->scenario, verdict), stdout);
		return;
	}
	pq_terminal_text(stdout, pq_view_str(file));
	putchar('\n');
	pq_story_verdict(&story, &terminal);
}

static int judge_files(const char *const *values, struct pq_store *store, const char *scenario, const char *transcript)
{
	struct pq_diag diag = { 0, 0, "" };
	struct pq_verdict verdict;
	struct pq_court court;
	int code;

	if (pq_store_scenario(store, scenario, values[LENIENT] ? PQ_READING_LENIENT : PQ_READING_STRICT, &diag)) {
		pq_complain_at(scenario, &diag);
		return PQ_EXIT_BAD_INPUT;
	}
	if (pq_store_transcript(store, transcript, &diag)) {
		pq_complain_at(transcript, &diag);
		return PQ_EXIT_BAD_INPUT;
	}
	code = pq_court_init(&court, values[JUDGE]);
	if (code != PQ_EXIT_OK)
		return code;
	if (values[SHOWS])
		code = read_shows(values[SHOWS], &court.judge.capabilities);
	if (code == PQ_EXIT_OK && pq_court_follow(&court, store, &diag)) {
		pq_complain_at(scenario, &diag);
		code = PQ_EXIT_BAD_INPUT;
	}
	if (code == PQ_EXIT_OK) {
		pq_judge_run(&court.judge, &store->scenario, &store->transcript, &verdict);
		print(scenario, values, store, &verdict);
		code = pq_trial_exit(pq_grade_of(&store->scenario, &verdict));
	}
	pq_court_fini(&court);
	return code;
}

int pq_cli_judge(int argc, char **argv)
{
	const char *values[OPTION_COUNT];
	struct pq_store store;
	int first;
	int code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (argc - first != 2)
		return pq_options_wrong(&usage, "expected a scenario and a transcript");
	if (strcmp(argv[first], "-") == 0 && strcmp(argv[first + 1], "-") == 0)
		return pq_options_wrong(&usage, "only one of the two can be standard input");
	pq_store_init(&store);
	code = judge_files(values, &store, argv[first], argv[first + 1]);
	pq_store_fini(&store);
	return code;
}
