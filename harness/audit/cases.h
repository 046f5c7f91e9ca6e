/* SPDX-License-Identifier: MIT */
/*
 * The parts of an audit that put scenarios to a browser: headers and bodies. What
 * is asked is written as scenarios first, so that `pratique explain` can show what the model
 * makes of it; then all are played (play/play.h), judged, and compared with the model.
 */
#ifndef PQ_AUDIT_CASES_H
#define PQ_AUDIT_CASES_H

#include "browser/recipe.h"
#include "monitor/monitor.h"
#include "policy/policy.h"
#include "result/result.h"

enum pq_cases_suite { PQ_CASES_HEADERS, PQ_CASES_BODIES, PQ_CASES_SUITE_COUNT };

/* "headers" "bodies". */
const char *pq_cases_suite_name(enum pq_cases_suite suite);

/*
 * recipe, program, stock: the browser
 * dir:      a folder of the run: scenarios/ and the plays' logs go there
 * corpus:   the folder of the seeds, such as corpus/seeds
 * policy:   drives the model that bodies are compared with; its forbidden names, prefixes and methods are asked for
 * judge:    an open judge under the judging policy
 * progress: called after each scenario; NULL: not
 * stop:     set by a signal handler: what was not asked by then is untested; deadline_ms: as of a play
 */
struct pq_cases_options {
	const struct pq_recipe *recipe;
	const char *program;
	bool stock;
	const char *dir;
	const char *corpus;
	const struct pq_policy *policy;
	struct pq_judge *judge;
	void (*progress)(void *context, const char *suite, size_t done, size_t total);
	void *context;
	const volatile int *stop;
	uint64_t deadline_ms;
};

/*
 * Asks all scenarios of a suite, those that break a rule or differ from the model twice, and adds cases (and for
 * bodies the note "boundaries") to the result. IO with *diag if the browser could not be started at all.
 */
enum pq_err pq_cases_run(enum pq_cases_suite suite, const struct pq_cases_options *options, struct pq_result *result,
			 struct pq_diag *diag);

#endif
