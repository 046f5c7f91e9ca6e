/* SPDX-License-Identifier: MIT */
/*
 * What a subject with a fresh profile does by itself: it is started on an empty
 * page and asked nothing, and every look-up, dial and byte is noted.
 *
 * Silence shows something only if the subject would have been seen, so that afterwards it is started once more on a page that
 * it must fetch: the control. What it does then is not counted.
 */
#ifndef PQ_AUDIT_IDLE_H
#define PQ_AUDIT_IDLE_H

#include "browser/recipe.h"
#include "monitor/judge_policy.h"
#include "result/result.h"

/*
 * recipe, program, stock: the subject
 * dir:      an existing folder, by its absolute path: log/ is made in it, and browser-N.log
 * judge:    the policy that its dials are judged by
 * idle_ms:  how long it is watched
 * progress: called a few times a second with the dials so far; NULL: not
 * stop:     set by a signal handler: the audit ends, partial
 */
struct pq_idle_options {
	const struct pq_recipe *recipe;
	const char *program;
	bool stock;
	const char *dir;
	const struct pq_judge_policy *judge;
	uint64_t idle_ms;
	void (*progress)(void *context, uint64_t elapsed_ms, uint32_t dials);
	void *context;
	const volatile int *stop;
};

/*
 * Fills the result: command, times, trouble, the control, dials; one row for each name or address, port and transport.
 * IO with *diag if nothing could be watched at all; NO_SPACE.
 */
enum pq_err pq_idle_run(const struct pq_idle_options *options, struct pq_result *result, struct pq_diag *diag);

#endif
