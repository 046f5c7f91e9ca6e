/* SPDX-License-Identifier: MIT */
/* What has become of a finding: whether a program still breaks the rule that the finding's name tells. */
#ifndef PQ_TRIAGE_REPLAY_H
#define PQ_TRIAGE_REPLAY_H

#include "triage/label.h"
#include "triage/program.h"

enum pq_replay_answer {
	PQ_REPLAY_FIXED, /* it was read, run and judged, and breaks nothing */
	PQ_REPLAY_FAILS, /* it breaks the rule of its name */
	PQ_REPLAY_OTHER, /* it does not, but it breaks another one */
	PQ_REPLAY_BAD,   /* the finding says nothing: it cannot be read, or its name cannot */
	PQ_REPLAY_VOID,  /* nothing can be said of it, for a reason of the machine or of the program */
	PQ_REPLAY_COUNT
};

/* "FIXED", "STILL FAILS", "OTHER RULE", "ERROR", "ERROR". */
const char *pq_replay_name(enum pq_replay_answer answer);

/*
 * run: what it broke, where, and the judge's sentence, if it broke something
 * why: one sentence about BAD and VOID
 */
struct pq_replay {
	enum pq_replay_answer answer;
	struct pq_run run;
	char why[1024];
};

/* Names of all rules but this one, separated by commas, for PQ_FUZZ_IGNORE; out has room for PQ_REPLAY_RULES bytes. */
#define PQ_REPLAY_RULES 512
void pq_replay_other_rules(const char *rule, char out[static PQ_REPLAY_RULES]);

/*
 * What a file's bytes say before anything is run. False with one sentence if they can be no input of that target in
 * this version: a scenario of another version, one without a request, nothing at all. strict: whether strict reading
 * understands a scenario, and if not, why and where; with lenient reading lines are passed over, so that breaking
 * nothing states nothing.
 */
bool pq_replay_readable(const struct pq_label *label, struct pq_view bytes, bool *strict, char why[static 1024]);

/*
 * Runs the finding's bytes in the program at that path and compares. program is storage. What decides: with only the
 * finding's own rule judged, does it break it? If not, with all of them? If not that either, was it really tried?
 */
void pq_replay_run(struct pq_program *program, const char *path, const struct pq_label *label, struct pq_view bytes,
		   struct pq_replay *replay);

#endif
