/* SPDX-License-Identifier: MIT */
#include "triage/smaller.h"

#include <stdio.h>
#include <string.h>

/* A program that has ended by itself is started once more; then the input under way was to blame, and is left alone. */
static enum pq_minimise_answer ask(void *ctx, struct pq_view candidate)
{
	struct pq_smaller *smaller = ctx;
	struct pq_run run;

	if (!smaller->step(smaller->ctx, smaller))
		return PQ_MINIMISE_STOP;
	if (!pq_program_run(&smaller->program, candidate, &run, smaller->why)) {
		const char *ignored = smaller->program.ignored;

		smaller->failed =
			!pq_program_open(&smaller->program, smaller->program.path, ignored, false, smaller->why);
		return smaller->failed ? PQ_MINIMISE_STOP : PQ_MINIMISE_LOSES;
	}
	return run.died && strcmp(run.name, smaller->run.name) == 0 && strcmp(run.place, smaller->run.place) == 0
		       ? PQ_MINIMISE_KEEPS
		       : PQ_MINIMISE_LOSES;
}

/* Leaves the program open if it breaks that rule with the input. */
static bool breaks(struct pq_smaller *smaller, const char *program, const char *ignored, const struct pq_label *label,
		   struct pq_view bytes)
{
	if (pq_program_open(&smaller->program, program, ignored, false, smaller->why) &&
	    pq_program_run(&smaller->program, bytes, &smaller->run, smaller->why) && smaller->run.died &&
	    strcmp(smaller->run.name, label->name) == 0)
		return true;
	pq_program_close(&smaller->program);
	return false;
}

/* With all rules judged, if the finding breaks its own first; else with that one alone, as a planted bug's is found. */
static bool begin(struct pq_smaller *smaller, const char *program, const struct pq_label *label, struct pq_view bytes)
{
	if (breaks(smaller, program, NULL, label, bytes))
		return true;
	if (smaller->why[0] || pq_label_kind(label->name) != PQ_LABEL_RULE)
		return false;
	pq_replay_other_rules(label->name, smaller->ignored);
	return breaks(smaller, program, smaller->ignored, label, bytes);
}

/* While it was made smaller, a sanitizer's stack had no names: those take a second each time. */
static void name_place(struct pq_smaller *smaller)
{
	char why[PQ_PROGRAM_WHY];
	struct pq_run run;

	if (smaller->run.place[0] == '+' &&
	    pq_program_open(&smaller->program, smaller->program.path, smaller->program.ignored, true, why) &&
	    pq_program_run(&smaller->program, pq_buf_view(&smaller->m.best), &run, why) && run.died)
		memcpy(smaller->run.place, run.place, sizeof(run.place));
	pq_program_close(&smaller->program);
}

enum pq_smaller_result pq_smaller_run(struct pq_smaller *smaller, const char *program, const struct pq_label *label,
				      struct pq_view bytes)
{
	bool fits;

	smaller->why[0] = '\0';
	smaller->failed = false;
	pq_minimise_init(&smaller->m, smaller->best);
	smaller->m.ask = ask;
	smaller->m.ctx = smaller;
	smaller->m.limit = smaller->limit;
	if (!begin(smaller, program, label, bytes))
		return smaller->why[0] ? PQ_SMALLER_FAILED : PQ_SMALLER_SILENT;
	fits = strcmp(label->target->suffix, ".scenario") == 0 ? pq_minimise_scenario(&smaller->m, bytes)
							       : pq_minimise_bytes(&smaller->m, bytes);
	pq_program_close(&smaller->program);
	name_place(smaller);
	if (!fits)
		snprintf(smaller->why, sizeof(smaller->why), "it has more than %u bytes", PQ_MINIMISE_INPUT);
	if (!fits || smaller->failed)
		return PQ_SMALLER_FAILED;
	return smaller->m.stopped ? PQ_SMALLER_STOPPED : PQ_SMALLER_DONE;
}
