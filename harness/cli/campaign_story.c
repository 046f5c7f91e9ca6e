/* SPDX-License-Identifier: MIT */
/*
 * The story of a finding. An input that broke a target may break whoever tells of it too, or never end: so another
 * process does it, and has only so much time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/campaign_call.h"
#include "cli/cli.h"

#define STORY_LIMIT_MS 20000

/* The first bytes of a file, with a NUL behind them. */
char *pq_campaign_input(const char *path, size_t *len)
{
	FILE *file = fopen(path, "re");
	char *text = file ? malloc(PQ_CAMPAIGN_STORY_BYTES + 1) : NULL;

	if (text) {
		*len = fread(text, 1, PQ_CAMPAIGN_STORY_BYTES, file);
		text[*len] = '\0';
	}
	if (file)
		fclose(file);
	return text;
}

/* Runs the command and waits; its exit code, or -1. */
static int run(const struct pq_command *command, const char *log)
{
	pid_t child = pq_child_start(command, log);
	int status;

	if (child < 0 || !pq_child_wait(child, STORY_LIMIT_MS, &status) || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* The verb explain of this very program, also if another one lies in its place by now. */
static int explain(const struct pq_finding *finding, const char *subject, bool lenient, const char *log)
{
	struct pq_command command;

	pq_command_init(&command);
	pq_command_arg(&command, "/proc/self/exe");
	pq_command_arg(&command, "explain");
	pq_command_arg(&command, "--policy");
	pq_command_arg(&command, "fetch");
	if (subject[0]) {
		pq_command_arg(&command, "--subject");
		pq_command_arg(&command, "%s", subject);
	}
	if (lenient)
		pq_command_arg(&command, "--lenient");
	pq_command_arg(&command, "--");
	pq_command_arg(&command, "%s", finding->file);
	return run(&command, log);
}

/* What is no scenario has no story but what its target prints. */
static void run_target(const struct pq_finding *finding, const struct pq_campaign_options *given, const char *log)
{
	struct pq_command command;

	pq_command_init(&command);
	pq_engine_rerun(&command, finding->engine, finding->target, NULL, given->source, finding->file);
	run(&command, log);
}

/* From the line on that tells what it died of: what an engine says before concerns nobody. */
static void cut_preamble(char *story)
{
	static const char *const marks[] = { "\nASSERTION FAILED: ", "\n==", ": runtime error: " };
	char *from = NULL;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]) && !from; i++)
		from = strstr(story, marks[i]);
	while (from && from > story && from[-1] != '\n' && from[0] != '\n')
		from--;
	if (from)
		memmove(story, from + (from[0] == '\n'), strlen(from + (from[0] == '\n')) + 1);
}

char *pq_campaign_story(struct pq_finding *finding, const struct pq_campaign_options *given)
{
	char log[PQ_STORE_PATH];
	bool scenario = strcmp(finding->target->suffix, ".scenario") == 0;
	char *story;
	size_t len;

	pq_store_path(log, "%s/work/story-%d.log", given->out, (int)getpid());
	if (!scenario) {
		run_target(finding, given, log);
	} else if (explain(finding, given->subject, false, log) == PQ_EXIT_BAD_INPUT) {
		finding->lenient = true;
		explain(finding, given->subject, true, log);
	}
	story = pq_campaign_input(log, &len);
	unlink(log);
	if (story && !scenario)
		cut_preamble(story);
	return story;
}
