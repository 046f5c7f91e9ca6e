/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/notes.h"
#include "cli/options.h"
#include "cli/trial.h"
#include "report/message.h"
#include "report/story.h"

enum option { SUBJECT, POLICY, JUDGE, LENIENT, TRANSCRIPT, WHOLE, OPTION_COUNT };

static const struct pq_option options[] = {
	[SUBJECT] = { "subject", "NAME",
		      "what is tested: model (default), service, browser:chromium ... (docs/subjects.md)" },
	[POLICY] = { "policy", "NAME[@DATE]|FILE",
		     "drives the subject (default: the scenario's policy line, or fetch)" },
	[JUDGE] = { "judge", "NAME[@DATE]|FILE", "drives the monitor (default: the scenario's judge line, or fetch)" },
	[LENIENT] = { "lenient", NULL, "skip lines that cannot be read, as fuzz targets do" },
	[TRANSCRIPT] = { "transcript", NULL, "print the transcript instead of the story" },
	[WHOLE] = { "whole", NULL, "show all bytes, also of long bodies" },
};

static const struct pq_usage usage = {
	"explain",
	"SCENARIO",
	"Runs one scenario (- reads standard input) and tells what happened: the attacker,\n"
	"each request, each look-up and dial, the bytes out (>) and in (<) with control\n"
	"bytes visible, what the policies note about the ports, what the judge says of each\n"
	"rule, and whether the expectations hold.\n"
	"Exit code as for run; with --transcript 0 whatever the verdict, and 3 where the\n"
	"subject cannot be asked and so has none.\n",
	options,
	OPTION_COUNT,
};

/* No byte takes more than four in the text ("\xNN"), no address and no number more than 64. */
static size_t text_room(const struct pq_transcript *transcript)
{
	size_t room = 256;

	for (size_t i = 0; i < transcript->count; i++)
		room += 256 + 4 * (transcript->events[i].bytes.len + transcript->events[i].text.len) +
			64 * transcript->events[i].address_count;
	return room;
}

static void print_transcript(const struct pq_transcript *transcript)
{
	size_t room = text_room(transcript);
	unsigned char *storage = pq_memory(room, 1);
	struct pq_buf text;

	pq_buf_init(&text, storage, room);
	pq_transcript_print(transcript, &text);
	fwrite(text.data, 1, text.len, stdout);
	free(storage);
}

/* Adds what the policy notes, if it has anything to say. */
static int add_notes(struct pq_notes *notes, const struct pq_policy *policy, const char *name)
{
	struct pq_url_reader reader;
	int code;

	if (!pq_policy_has_notes(policy))
		return PQ_EXIT_OK;
	code = pq_url_reader_init(&reader);
	if (code != PQ_EXIT_OK)
		return code;
	notes->reader = &reader;
	pq_notes_add(notes, policy, name);
	pq_url_reader_fini(&reader);
	return PQ_EXIT_OK;
}

/* The story, with the notes of the driving policy and, if that is another one, of the judging policy. */
static int tell(const struct pq_trial *trial, struct pq_story *story)
{
	struct pq_terminal terminal = pq_terminal_of(stdout);
	struct pq_notes notes = { .scenario = story->scenario, .transcript = story->transcript };
	bool two = strcmp(story->policy, story->judge) != 0 && strcmp(story->judge, "-") != 0;
	struct pq_policy *judging = NULL;
	struct pq_file text = { NULL, 0 };
	int code = add_notes(&notes, trial->driver->policy, story->policy);

	if (code == PQ_EXIT_OK && two)
		code = pq_load_policy(story->judge, &judging, &text);
	if (code == PQ_EXIT_OK && judging)
		code = add_notes(&notes, judging, story->judge);
	if (code == PQ_EXIT_OK) {
		story->notes = notes.notes;
		story->note_count = notes.count;
		pq_story_tell(story, &terminal);
		code = pq_trial_exit(pq_grade_of(story->scenario, story->verdict));
	}
	free(judging);
	pq_file_free(&text);
	return code;
}

/* What a subject cannot be asked has no story; a program that wants its transcript is told that there is none. */
static int tell_unfit(const struct pq_trial *trial, const char *file, const char *why, bool transcript)
{
	if (transcript) {
		pq_complain("%s: not applicable to subject %s: %s", file, trial->subject_name, why);
		return PQ_EXIT_SETUP;
	}
	pq_terminal_text(stdout, pq_view_str(file));
	fputs("\n  not applicable to subject ", stdout);
	pq_terminal_text(stdout, pq_view_str(trial->subject_name));
	fputs(": ", stdout);
	pq_terminal_text(stdout, pq_view_str(why));
	putchar('\n');
	return PQ_EXIT_OK;
}

static int explain(struct pq_trial *trial, const char *file, const char *const *values)
{
	struct pq_diag diag = { 0, 0, "" };
	struct pq_story story = { .file = file,
				  .subject = trial->subject_name,
				  .scenario = &trial->store.scenario,
				  .transcript = &trial->store.transcript,
				  .verdict = &trial->verdict,
				  .whole = values[WHOLE] != NULL };

	if (pq_trial_read(trial, file, values[LENIENT] ? PQ_READING_LENIENT : PQ_READING_STRICT, &diag)) {
		pq_complain_at(file, &diag);
		return PQ_EXIT_BAD_INPUT;
	}
	if (pq_trial_unfit(trial))
		return tell_unfit(trial, file, pq_trial_unfit(trial), values[TRANSCRIPT] != NULL);
	story.policy = trial->driver->name;
	story.judge = trial->court.name;
	if (pq_trial_run(trial, &diag)) {
		pq_complain("%s: subject %s failed: %s", file, trial->subject_name, diag.expected);
		return PQ_EXIT_SETUP;
	}
	if (values[TRANSCRIPT]) {
		print_transcript(&trial->store.transcript);
		return PQ_EXIT_OK;
	}
	return tell(trial, &story);
}

int pq_cli_explain(int argc, char **argv)
{
	const char *values[OPTION_COUNT];
	struct pq_trial trial;
	int first;
	int code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (argc - first != 1)
		return pq_options_wrong(&usage, "expected one scenario");
	code = pq_trial_open(&trial, values[SUBJECT], values[POLICY], values[JUDGE]);
	if (code != PQ_EXIT_OK)
		return code;
	code = explain(&trial, argv[first], values);
	pq_trial_close(&trial);
	return code;
}
