/* SPDX-License-Identifier: MIT */
#include "triage/replay.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/rule.h"
#include "common/road.h"

const char *pq_replay_name(enum pq_replay_answer answer)
{
	static const char *const names[] = { "FIXED", "STILL FAILS", "OTHER RULE", "ERROR", "ERROR" };

	static_assert(sizeof(names) / sizeof(names[0]) == PQ_REPLAY_COUNT, "a name for each answer");
	return names[answer];
}

void pq_replay_other_rules(const char *rule, char out[static PQ_REPLAY_RULES])
{
	size_t len = 0;

	out[0] = '\0';
	for (enum pq_rule other = PQ_RULE_NONE + 1; other < PQ_RULE_COUNT; other++)
		if (strcmp(pq_rule_name(other), rule) != 0)
			len += (size_t)snprintf(out + len, PQ_REPLAY_RULES - len, "%s%s", len ? "," : "",
						pq_rule_name(other));
}

static bool has_request(const struct pq_scenario *scenario)
{
	for (size_t i = 0; i < scenario->line_count; i++)
		if (pq_word_is_request(scenario->lines[i].word) && scenario->lines[i].word != PQ_WORD_CONTROL)
			return true;
	return false;
}

/* With the targets' own limits, as they read it. */
bool pq_replay_readable(const struct pq_label *label, struct pq_view bytes, bool *strict, char why[static 1024])
{
	static struct pq_line lines[PQ_ROAD_LINES];
	static struct pq_arg args[PQ_ROAD_ARGS];
	static unsigned char storage[PQ_ROAD_BYTES];
	struct pq_diag diag = { 0, 0, "" };
	struct pq_scenario scenario;
	enum pq_err err;

	*strict = true;
	why[0] = '\0';
	if (bytes.len == 0) {
		snprintf(why, 1024, "it is empty");
		return false;
	}
	if (strcmp(label->target->suffix, ".scenario") != 0)
		return true;
	pq_scenario_init(&scenario, lines, PQ_ROAD_LINES, args, PQ_ROAD_ARGS, storage, sizeof(storage));
	err = pq_scenario_parse(&scenario, bytes, PQ_READING_STRICT, &diag);
	if (err)
		snprintf(why, 1024, "line %zu, column %zu: expected %s", diag.line, diag.column, diag.expected);
	*strict = err == PQ_ERR_OK;
	if (err == PQ_ERR_VERSION)
		return false;
	pq_scenario_parse(&scenario, bytes, PQ_READING_LENIENT, NULL);
	if (has_request(&scenario))
		return true;
	snprintf(why, 1024, "there is no request in it");
	return false;
}

__attribute__((format(printf, 3, 4))) static void conclude(struct pq_replay *replay, enum pq_replay_answer answer,
							   const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(replay->why, sizeof(replay->why), format, args);
	va_end(args);
	replay->answer = answer;
}

/* Starts the program and runs the input once; false, with VOID, if that cannot be done. */
static bool run_once(struct pq_program *program, const char *path, const char *ignored, struct pq_view bytes,
		     struct pq_replay *replay)
{
	char why[PQ_PROGRAM_WHY];
	bool ran =
		pq_program_open(program, path, ignored, true, why) && pq_program_run(program, bytes, &replay->run, why);

	pq_program_close(program);
	if (!ran)
		conclude(replay, PQ_REPLAY_VOID, "%s", why);
	return ran;
}

/* It broke nothing. Whether that means that it is fixed. */
static void conclude_silent(const struct pq_program *program, const struct pq_label *label, const char *misread,
			    struct pq_replay *replay)
{
	const struct pq_run *run = &replay->run;

	if (pq_label_kind(label->name) == PQ_LABEL_UNPROVEN)
		conclude(replay, PQ_REPLAY_VOID, "it breaks nothing, as when it was found: nobody knows what it did");
	else if (pq_label_kind(label->name) == PQ_LABEL_SANITIZER && !program->sanitized)
		conclude(replay, PQ_REPLAY_VOID, "%s has no sanitizers, and only they see this", program->path);
	else if (run->noted && run->requests == 0)
		conclude(replay, PQ_REPLAY_VOID, "no request of it was put to the model");
	else if (!run->whole)
		conclude(replay, PQ_REPLAY_VOID, "more happened than the program has room for");
	else if (misread[0])
		conclude(replay, PQ_REPLAY_BAD, "it breaks nothing, but not all of it is understood: %s", misread);
	else
		conclude(replay, PQ_REPLAY_FIXED, "%s", "");
}

/* Whether the program can break what the finding is named after. */
static bool is_known(const char *path, const char *name)
{
	char words[PQ_STATUS_NAME + 32];

	snprintf(words, sizeof(words), "ASSERTION FAILED: %s\n", name);
	if (pq_program_says(path, words))
		return true;
	snprintf(words, sizeof(words), "ASSERTION FAILED: pq_rule_%s\n", name);
	return pq_program_says(path, words);
}

void pq_replay_run(struct pq_program *program, const char *path, const struct pq_label *label, struct pq_view bytes,
		   struct pq_replay *replay)
{
	enum pq_label_kind kind = pq_label_kind(label->name);
	char others[PQ_REPLAY_RULES], misread[1024];
	bool strict;

	*replay = (struct pq_replay){ .answer = PQ_REPLAY_BAD };
	if (!pq_replay_readable(label, bytes, &strict, misread)) {
		conclude(replay, PQ_REPLAY_BAD, "%s", misread);
		return;
	}
	if (kind == PQ_LABEL_ENGINE) {
		conclude(replay, PQ_REPLAY_VOID, "only the engine that found it sees a %s", label->name);
		return;
	}
	pq_replay_other_rules(label->name, others);
	if (!run_once(program, path, kind == PQ_LABEL_RULE ? others : NULL, bytes, replay))
		return;
	if (kind == PQ_LABEL_PROPERTY && !is_known(path, label->name)) {
		conclude(replay, PQ_REPLAY_BAD, "there is no rule and no property %s", label->name);
		return;
	}
	if (replay->run.died && strcmp(replay->run.name, label->name) == 0) {
		conclude(replay, PQ_REPLAY_FAILS, "%s", "");
		return;
	}
	if (kind == PQ_LABEL_RULE && !replay->run.died && !run_once(program, path, NULL, bytes, replay))
		return;
	if (replay->run.died)
		conclude(replay, PQ_REPLAY_OTHER, "%s", "");
	else
		conclude_silent(program, label, strict ? "" : misread, replay);
}
