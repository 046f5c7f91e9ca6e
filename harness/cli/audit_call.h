/* SPDX-License-Identifier: MIT */
/* What the verb `audit` was asked for, and the parts that do it. */
#ifndef PQ_CLI_AUDIT_CALL_H
#define PQ_CLI_AUDIT_CALL_H

#include <limits.h>
#include <stdio.h>

#include "audit/plan.h"
#include "browser/recipe.h"
#include "cli/options.h"
#include "cli/trial.h"
#include "result/result.h"

/* The options, in the order in which help lists them. */
enum pq_audit_option {
	PQ_AUDIT_BROWSER,
	PQ_AUDIT_FAMILY,
	PQ_AUDIT_COMMAND,
	PQ_AUDIT_REMOTE,
	PQ_AUDIT_STOCK,
	PQ_AUDIT_PREF,
	PQ_AUDIT_ARGUMENT,
	PQ_AUDIT_JUDGE,
	PQ_AUDIT_DEPTH,
	PQ_AUDIT_PORTS,
	PQ_AUDIT_VECTORS,
	PQ_AUDIT_HEADERS,
	PQ_AUDIT_BODIES,
	PQ_AUDIT_SPACES,
	PQ_AUDIT_IDLE,
	PQ_AUDIT_TIME,
	PQ_AUDIT_PATIENCE,
	PQ_AUDIT_OUT,
	PQ_AUDIT_HTML,
	PQ_AUDIT_JSON,
	PQ_AUDIT_JUNIT,
	PQ_AUDIT_SARIF,
	PQ_AUDIT_BUNDLE,
	PQ_AUDIT_FINDING,
	PQ_AUDIT_BASELINE,
	PQ_AUDIT_COMPARE,
	PQ_AUDIT_OPTION_COUNT
};

extern const struct pq_usage pq_audit_usage;

#define PQ_AUDIT_MAX_DELTAS 64 /* --pref and --argument together */

/*
 * values:   by option; of --pref and --argument only whether they were given
 * deltas:   these, in their order: option and value
 * recipe, program: the subject; program is owned
 * court:    the judge under the judging policy
 * depth, limit_ms, patience_ms, idle_ms: as read; 0: not given
 * dir:      the run's folder, absolute
 * stop:     set by Ctrl-C and SIGTERM
 */
struct pq_audit_call {
	const char *values[PQ_AUDIT_OPTION_COUNT];
	struct {
		enum pq_audit_option option;
		const char *value;
	} deltas[PQ_AUDIT_MAX_DELTAS];
	size_t delta_count;
	struct pq_recipe recipe;
	char *program;
	struct pq_court court;
	enum pq_depth depth;
	uint64_t limit_ms;
	uint64_t patience_ms;
	uint64_t idle_ms;
	char dir[PATH_MAX];
	const volatile int *stop;
};

/*
 * Refuses options that would be ignored beside others: those that are given, and, once the subject is known, those that
 * its kind cannot be asked. Return an exit code and have complained.
 */
int pq_audit_options_fit(const struct pq_audit_call *call);
int pq_audit_options_fit_subject(const struct pq_audit_call *call);

/* The subject that was named, with its deltas; returns an exit code and has complained if it is not PQ_EXIT_OK. */
int pq_audit_subject(struct pq_audit_call *call);

/*
 * How far it is, on standard error: done of total `what`, and the time since start. A bar on a terminal, which ends with
 * clear; elsewhere a line a minute.
 */
void pq_audit_bar(const char *what, size_t done, size_t total, uint64_t elapsed_ms, const char *note);
void pq_audit_bar_clear(void);

/* --remote: the recipe of a subject that runs elsewhere; and what the user is told when it may come. */
int pq_audit_remote_subject(struct pq_audit_call *call);
void pq_audit_remote_announce(void *context, uint16_t port);

/* --idle: fills the result with what it dialled by itself. IO with *diag if it could not be watched. */
enum pq_err pq_audit_idle(struct pq_audit_call *call, struct pq_result *result, struct pq_diag *diag);

/* --headers and --bodies, where they are wanted: adds cases and notes. Returns an exit code and has complained. */
int pq_audit_cases(const struct pq_audit_call *call, struct pq_result *result);

/* Marks in the result what the baseline accepts, if one was given; returns an exit code and has complained. */
int pq_audit_baseline(const struct pq_audit_call *call, struct pq_result *result);

/*
 * Tries each place that a report was asked for, before there is anything to write: BAD_INPUT, with a complaint, if
 * nothing can be written there.
 */
int pq_audit_try_places(const struct pq_audit_call *call);

/* Takes the baseline into account, writes all reports and prints the screenful; returns the exit code of the result. */
int pq_audit_write(const struct pq_audit_call *call, struct pq_result *result);

/* Writes the bundle of the finding that was asked for; false if it has complained. */
bool pq_audit_bundle_write(const struct pq_audit_call *call, const struct pq_result *result, FILE *out);

/* What changed from one result to another, as a table and, where json is not NULL, as a file. Exit code 1: for the worse. */
int pq_audit_compare(const char *before, const char *after, const char *json);

#endif
