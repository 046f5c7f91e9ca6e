/* SPDX-License-Identifier: MIT */
/* The parts of the verb campaign: what was asked for, what is shown, what is written. */
#ifndef PQ_CLI_CAMPAIGN_CALL_H
#define PQ_CLI_CAMPAIGN_CALL_H

#include "campaign/campaign.h"
#include "campaign/past.h"
#include "report/campaign_report.h"
#include "report/terminal.h"

/*
 * given:   what the campaign shall do
 * html, jsonl, junit, sarif: places of the reports; NULL for none
 * json, progress: as the options of that name say
 * resume:  an interrupted campaign shall go on; id: which one
 * past:    what the folder's history told before; NULL if nothing is resumed
 * earlier: findings of its runs so far; whole_ms: its time; fuzzed_ms: of it done before
 * flawed:  in one of its runs something was missing or failed
 * over:    nothing is left to do
 */
struct pq_campaign_call {
	struct pq_campaign_options given;
	const char *html;
	const char *jsonl;
	const char *junit;
	const char *sarif;
	bool json;
	bool progress;
	bool resume;
	char id[PQ_HISTORY_ID];
	struct pq_past *past;
	size_t earlier;
	uint64_t whole_ms;
	uint64_t fuzzed_ms;
	bool flawed;
	bool over;
};

/* Reads the command line. False with *code to exit with; what is wrong was said. */
bool pq_campaign_options_read(struct pq_campaign_call *call, int argc, char **argv, int *code);

/*
 * Finds the campaign that --resume means, if it was given: options, what is left of its time. Returns an exit code.
 * call->past is to be freed.
 */
int pq_campaign_resume(struct pq_campaign_call *call);

/* What the campaign states, its earlier runs included. result: of its last run; NULL if it was over before. */
enum pq_campaign_outcome pq_campaign_whole_outcome(const struct pq_campaign_call *call,
						   const struct pq_campaign_result *result);

/* The options in words, as they would be typed; to be freed, NULL without memory. */
char *pq_campaign_words(const struct pq_campaign_call *call);

/* The command that shows a finding again. The text is valid until the next call. */
const char *pq_campaign_command(const struct pq_finding *finding, const char *source);

/*
 * terminal: where progress goes; live: it can be rewritten; drawn: lines of it that stand there now
 * plain:    progress is wanted where it cannot be rewritten
 * shown_ms: when the last line of progress was printed, where it cannot be rewritten
 */
struct pq_campaign_show {
	struct pq_terminal terminal;
	const struct pq_campaign_options *options;
	bool live;
	bool plain;
	size_t drawn;
	uint64_t shown_ms;
};

void pq_campaign_show_say(struct pq_campaign_show *show, enum pq_campaign_tone tone, const char *line);
void pq_campaign_show_plan(struct pq_campaign_show *show, const struct pq_campaign_plan *plan);
void pq_campaign_show_progress(struct pq_campaign_show *show, const struct pq_campaign_row *rows, uint64_t elapsed_ms);
void pq_campaign_show_finding(struct pq_campaign_show *show, const struct pq_finding *finding, uint64_t after_ms);
/* again: findings that runs before this one had told of already */
void pq_campaign_show_closing(struct pq_campaign_show *show, const struct pq_campaign_call *call,
			      const struct pq_campaign_result *result, size_t again);

/* A campaign that was over before. */
void pq_campaign_show_over(const struct pq_campaign_show *show, const struct pq_campaign_call *call);

/* The one object of --json. */
void pq_campaign_print_json(const struct pq_campaign_options *given, const struct pq_campaign_result *result);

/* Strings that are released together. */
struct pq_campaign_texts {
	char **items;
	size_t count;
};

/* Takes over an allocated string, or NULL, and returns it; without memory for one more it is released, and NULL returned. */
const char *pq_campaign_keep(struct pq_campaign_texts *texts, char *text);
void pq_campaign_texts_free(struct pq_campaign_texts *texts);

/*
 * What the reports are made of while it runs.
 * series: of this run, a row for each chosen target and engine, with room for all
 * again:  findings that earlier runs of the campaign had told of already
 * due_ms: when the next line of progress is, since fuzzing began
 */
struct pq_campaign_session {
	const struct pq_campaign_call *call;
	FILE *people;
	char begun[24];
	char *words;
	struct pq_campaign_series series[PQ_CAMPAIGN_TARGETS * PQ_ENGINE_COUNT];
	size_t series_count;
	struct pq_campaign_message *messages;
	size_t message_count;
	struct pq_campaign_texts texts;
	FILE *stream;
	bool stream_failed;
	size_t again;
	uint64_t due_ms;
};

/* Opens the stream of JSON lines; people: where they read. Returns an exit code. */
int pq_campaign_session_open(struct pq_campaign_session *session, const struct pq_campaign_call *call, FILE *people);
void pq_campaign_session_say(struct pq_campaign_session *session, enum pq_campaign_tone tone, const char *line);
void pq_campaign_session_plan(struct pq_campaign_session *session, const struct pq_campaign_plan *plan);
void pq_campaign_session_progress(struct pq_campaign_session *session, const struct pq_campaign_row *rows,
				  uint64_t elapsed_ms);
void pq_campaign_session_finding(struct pq_campaign_session *session, const struct pq_finding *finding,
				 uint64_t after_ms);

/* Ends the stream, and writes the reports that were asked for. Returns an exit code. */
int pq_campaign_session_close(struct pq_campaign_session *session, const struct pq_campaign_result *result);

/* Owns what the report's series, runs and findings point to. */
struct pq_campaign_gathered {
	struct pq_past *past;
	struct pq_campaign_series series[PQ_CAMPAIGN_TARGETS * PQ_ENGINE_COUNT];
	struct pq_campaign_point *points;
	struct pq_campaign_run *runs;
	struct pq_campaign_found *found;
	size_t found_count;
	struct pq_campaign_folder *folders;
	struct pq_campaign_engine_state engines[PQ_ENGINE_COUNT];
	struct pq_campaign_texts texts;
};

/*
 * Gathers all that OUT holds: history and findings, with their stories if those are wanted. False without memory,
 * or if the history cannot be read; what is there is to be released all the same.
 */
bool pq_campaign_gather(struct pq_campaign_gathered *gathered, const struct pq_campaign_call *call, bool stories,
			struct pq_campaign_report *report);
void pq_campaign_gathered_free(struct pq_campaign_gathered *gathered);

/* Measures which lines the corpus runs; where that cannot be done, the report says why. It takes a minute or more. */
void pq_campaign_lines(struct pq_campaign_session *session, struct pq_campaign_gathered *gathered,
		       struct pq_campaign_report *report);

/* Time that may be spent on stories, and of bytes one may have. */
#define PQ_CAMPAIGN_STORIES_MS 60000
#define PQ_CAMPAIGN_STORY_BYTES 65536

/*
 * Reads a finding's input, and has its story told by another process, which may die of it. To be freed; NULL where it
 * is not at hand. lenient of *finding is set to how its scenario can be read.
 */
char *pq_campaign_input(const char *path, size_t *len);
char *pq_campaign_story(struct pq_finding *finding, const struct pq_campaign_options *given);

#endif
