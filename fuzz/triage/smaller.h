/* SPDX-License-Identifier: MIT */
/* A finding made smaller: every candidate is run in the program that breaks a rule with it, and rule and place must stay. */
#ifndef PQ_TRIAGE_SMALLER_H
#define PQ_TRIAGE_SMALLER_H

#include "triage/label.h"
#include "triage/minimise.h"
#include "triage/program.h"
#include "triage/replay.h"

enum pq_smaller_result {
	PQ_SMALLER_DONE,    /* nothing more can be left out, as far as is known */
	PQ_SMALLER_STOPPED, /* stopped, or out of tries: what is there is the best so far */
	PQ_SMALLER_SILENT,  /* the program does not break the finding's rule with it; `run` tells what it did */
	PQ_SMALLER_FAILED   /* the program could not be run, or the input is too large: `why` */
};

/*
 * step:  called before each try, for progress; false stops
 * limit: tries at most
 * run:   what the finding does, which stays
 * m:     the best is in m.best, also after STOPPED and FAILED
 */
struct pq_smaller {
	bool (*step)(void *ctx, const struct pq_smaller *smaller);
	void *ctx;
	size_t limit;
	struct pq_run run;
	struct pq_minimise m;
	struct pq_program program;
	char ignored[PQ_REPLAY_RULES];
	bool failed;
	char why[PQ_PROGRAM_WHY];
	unsigned char best[PQ_MINIMISE_INPUT];
};

/* step, ctx and limit are set. Nothing of what is broken is judged more leniently than when it was found. */
enum pq_smaller_result pq_smaller_run(struct pq_smaller *smaller, const char *program, const struct pq_label *label,
				      struct pq_view bytes);

#endif
