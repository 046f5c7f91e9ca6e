/* SPDX-License-Identifier: MIT */
#include "planted/sieve.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "campaign/signals.h"
#include "campaign/status.h"
#include "common/environment.h"
#include "system/clock.h"

#define SURVEY_LIMIT_MS 600000
#define STEP_MS 20
#define PAST_BUGS "/past-bugs/"

/* One line of a survey: what a seed breaks, and where it is. */
struct line {
	char rules[512];
	char path[PQ_STORE_PATH];
};

static bool read_line(FILE *file, struct line *line)
{
	char text[PQ_STORE_PATH + 512];
	int at = 0;

	while (fgets(text, sizeof(text), file)) {
		text[strcspn(text, "\n")] = '\0';
		if (sscanf(text, "%*u %*u %511s %n", line->rules, &at) == 1 && text[at] == '/') {
			pq_store_path(line->path, "%s", text + at);
			return true;
		}
	}
	return false;
}

static bool names_rule(const char *rules, const char *rule)
{
	size_t len = strlen(rule);

	for (; rules[0]; rules += strcspn(rules, ","), rules += rules[0] == ',')
		if (strcspn(rules, ",") == len && strncmp(rules, rule, len) == 0)
			return true;
	return false;
}

static bool is_witness(const char *path, const struct pq_plant *plant)
{
	char end[PQ_PLANT_NAME + 32];
	size_t len = strlen(path);
	int end_len = snprintf(end, sizeof(end), PAST_BUGS "%s.scenario", plant->name);

	return len >= (size_t)end_len && strcmp(path + len - (size_t)end_len, end) == 0;
}

/* A second name for the seed costs nothing; another disk needs a copy. */
static int keep(const char *path, const char *folder, size_t number)
{
	char to[PQ_STORE_PATH];

	pq_store_path(to, "%s/%06zu", folder, number);
	return link(path, to) == 0 ? 0 : pq_store_copy(path, to);
}

static bool run_survey(const char *program, const char *seeds, const char *log, char why[static PQ_SIEVE_WHY])
{
	uint64_t begin_ms = pq_clock_ms();
	struct pq_command command;
	int status = 0;
	pid_t child;

	pq_command_init(&command);
	pq_command_env(&command, PQ_SURVEY_ENV "=%s", seeds);
	pq_command_arg(&command, "%s", program);
	child = pq_child_start(&command, log);
	while (child > 0 && !pq_child_ended(child, &status)) {
		if (pq_signals_caught() || pq_clock_ms() - begin_ms > SURVEY_LIMIT_MS) {
			pq_child_stop(child, 0);
			status = -1;
			break;
		}
		pq_child_pause_ms(STEP_MS);
	}
	if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	if (!pq_signals_caught())
		snprintf(why, PQ_SIEVE_WHY, "%s did not tell what the seeds do; its output is %s", program, log);
	return false;
}

bool pq_sieve(const struct pq_plant *plant, enum pq_campaign_engine engine, const char *source, const char *work,
	      size_t *kept, size_t *fired, char why[static PQ_SIEVE_WHY])
{
	char name[PQ_PLANT_NAME + 16], program[PQ_STORE_PATH], seeds[PQ_STORE_PATH], folder[PQ_STORE_PATH];
	char log[PQ_STORE_PATH];
	bool witnessed = false, failed;
	struct line line;
	FILE *file;

	why[0] = '\0';
	*kept = *fired = 0;
	snprintf(name, sizeof(name), "planted_%s", plant->name);
	pq_engine_program(program, engine, name, source);
	pq_store_path(seeds, "%s/corpus/seeds", source);
	pq_store_path(folder, "%s/seeds", work);
	pq_store_path(log, "%s/survey", work);
	if (!run_survey(program, seeds, log, why))
		return false;
	failed = pq_store_remove_folder(folder) != 0 || pq_store_make_folders(folder) != 0;
	file = fopen(log, "r");
	while (file && !failed && read_line(file, &line)) {
		witnessed |= is_witness(line.path, plant) && names_rule(line.rules, plant->rule);
		if (strstr(line.path, PAST_BUGS))
			continue;
		if (strcmp(line.rules, "-") != 0)
			++*fired;
		else
			failed = keep(line.path, folder, (*kept)++) != 0;
	}
	failed |= !file;
	if (failed)
		snprintf(why, PQ_SIEVE_WHY, "%s: %s", folder, strerror(errno));
	else if (!witnessed)
		snprintf(why, PQ_SIEVE_WHY, "the witness of %s does not break %s in %s", plant->name, plant->rule,
			 program);
	if (file)
		fclose(file);
	return !why[0];
}
