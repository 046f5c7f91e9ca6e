/* SPDX-License-Identifier: MIT */
/* An audit under way: what its parts share. */
#ifndef PQ_AUDIT_RUN_H
#define PQ_AUDIT_RUN_H

#include "audit/asks.h"
#include "audit/audit.h"
#include "browser/session.h"
#include "sandbox/sandbox.h"

#define PQ_RUN_TCP_PORT 61000 /* where the sink listens: above the ports that dials come from */
#define PQ_RUN_PATIENCE_MS 30000

/*
 * remote:  of an audit without sandbox (audit/remote.h); else NULL
 * session: the subject's, of page and runtime kinds; NULL between starts
 * session_ms: when it was started, on the board's clock
 * script:  a runtime's script file
 * command: the command line of the first start, for the report
 * spaces_first, spaces_count: tasks of audit/spaces.h
 * over:    nothing more is to be asked
 * trouble: the first thing that went wrong; empty if nothing did
 * starts_lost: starts that ended by crash or hang
 */
struct pq_run {
	const struct pq_audit_options *options;
	struct pq_board *board;
	struct pq_sandbox *sandbox;
	struct pq_rows rows;
	struct pq_plan_options plan;
	struct pq_asks asks;
	char log_dir[4096];
	char authority[4352];
	char script[4352];
	struct pq_remote *remote;
	struct pq_session *session;
	uint64_t session_ms;
	uint64_t began_ms;
	uint64_t progress_ms;
	char *command;
	uint32_t spaces_first;
	uint32_t spaces_count;
	bool over;
	char trouble[1024];
	uint32_t starts_lost;
};

/* Notes what went wrong, if it is the first; `over` ends the audit. */
void pq_run_trouble(struct pq_run *run, bool over, const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * What has to be looked at every now and then: the user's Ctrl-C, the time limit, floods; tells the progress.
 * False if the audit is over.
 */
bool pq_run_goes_on(struct pq_run *run);

/* A start for the launch that runs now; url as of struct pq_session_options. */
enum pq_err pq_run_start(struct pq_run *run, const char *url, bool quiet, struct pq_session **session);

/* The number of the first task of that launch that waits; UINT32_MAX if there is none. */
uint32_t pq_run_waiting(const struct pq_run *run, enum pq_launch launch);

/* True if a task of that launch is neither done nor given up. */
bool pq_run_tasks_left(const struct pq_run *run, enum pq_launch launch);

/* An event that ends everything: the sink or the sandbox died. True if it was one. */
bool pq_run_broken(struct pq_run *run, const struct pq_sandbox_event *event);

/* How a program ended, for a message: "with status 3", "by signal 11". */
void pq_run_status(int status, char *out, size_t size);

/* Run all waiting tasks of the launch, each for its kind of subject. The page's session stays open behind it. */
void pq_watch_tasks(struct pq_run *run, enum pq_launch launch);
void pq_plain_tasks(struct pq_run *run, enum pq_launch launch);
void pq_command_tasks(struct pq_run *run, enum pq_launch launch);

/* How long the task that is under way may keep the page silent: every probe may use its patience up. */
uint64_t pq_watch_silence_ms(const struct pq_run *run, enum pq_launch launch);

#endif
