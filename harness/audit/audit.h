/* SPDX-License-Identifier: MIT */
/*
 * One audit of a subject in a sandbox: the plan is pinned to a board, the subject
 * is started and watched, what is doubtful is asked again, and board and log become a result.
 */
#ifndef PQ_AUDIT_AUDIT_H
#define PQ_AUDIT_AUDIT_H

#include "audit/plan.h"
#include "browser/recipe.h"
#include "monitor/monitor.h"
#include "result/result.h"

/*
 * tasks_done, tasks: on the board, those that are asked again included
 * probes:  cells of the tasks that are over; all_probes: of all tasks
 * open:    connections that the sink holds
 * elapsed_ms: since the audit began
 */
struct pq_audit_progress {
	uint32_t tasks_done;
	uint32_t tasks;
	uint32_t probes;
	uint32_t all_probes;
	uint64_t elapsed_ms;
};

/*
 * recipe, program, stock: the subject
 * dir:       an existing folder, by its absolute path: log/ and findings/ are made in it, and browser-N.log
 * judge:     an open judge under the judging policy; its capabilities and rules are set by the audit
 * depth, vectors, ports: as of struct pq_plan_options; lists that pq_audit_check found good
 * spaces:    address spaces are asked for, too
 * limit_ms:  after so long the audit ends, partial; 0: never
 * patience_ms: so long the subject may give no sign of life, beyond what its task may take; 0: 30 s
 * progress:  called a few times a second; NULL: not
 * announce:  not NULL: there is no sandbox, and the subject runs elsewhere (audit/remote.h). Called when it may come, with
 *            the port of the listener
 * stop:      set by a signal handler: the audit ends, partial
 */
struct pq_audit_options {
	const struct pq_recipe *recipe;
	const char *program;
	bool stock;
	const char *dir;
	struct pq_judge *judge;
	enum pq_depth depth;
	const char *vectors;
	const char *ports;
	bool spaces;
	uint64_t limit_ms;
	uint32_t patience_ms;
	void (*progress)(void *context, const struct pq_audit_progress *progress);
	void *context;
	void (*announce)(void *context, uint16_t port);
	const volatile int *stop;
};

/* Whether the lists of vectors and ports can be read: errors of pq_rows_check and pq_ports_read. */
enum pq_err pq_audit_check(const struct pq_audit_options *options, struct pq_diag *diag);

/*
 * Fills the result: command, times, trouble, controls, vectors. OK also for a partial audit. IO with *diag if nothing
 * could be asked at all (no sandbox, no start); NO_SPACE.
 */
enum pq_err pq_audit_run(const struct pq_audit_options *options, struct pq_result *result, struct pq_diag *diag);

#endif
