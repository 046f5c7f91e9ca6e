/* SPDX-License-Identifier: MIT */
#include "audit/run.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "system/clock.h"

#define PROGRESS_EVERY_MS 200
#define FLOOD_FACTOR 32 /* connections for each cell: retries, redirects, proxies and the hub's own are far below */
#define FLOOD_BASE 5000

void pq_run_trouble(struct pq_run *run, bool over, const char *format, ...)
{
	va_list rest;

	va_start(rest, format);
	if (run->trouble[0] == '\0')
		vsnprintf(run->trouble, sizeof(run->trouble), format, rest);
	va_end(rest);
	run->over = run->over || over;
}

static void tell_progress(struct pq_run *run, uint64_t now)
{
	struct pq_audit_progress progress = { .elapsed_ms = now - run->began_ms };

	if (!run->options->progress || now < run->progress_ms + PROGRESS_EVERY_MS)
		return;
	run->progress_ms = now;
	progress.tasks = atomic_load(&run->board->task_count);
	for (uint32_t i = 0; i < progress.tasks; i++) {
		const struct pq_task *task = &run->board->tasks[i];
		bool over = atomic_load(&task->state) >= PQ_TASK_DONE;

		progress.tasks_done += over;
		progress.probes += over ? task->count : 0;
		progress.all_probes += task->count;
	}
	run->options->progress(run->options->context, &progress);
}

/* A subject that dials far more than it was asked for. */
static void check_flood(struct pq_run *run)
{
	uint64_t connections = atomic_load(&run->board->sink.connections);
	uint64_t most = FLOOD_BASE + FLOOD_FACTOR * (uint64_t)atomic_load(&run->board->cell_count);

	if (connections > most)
		pq_run_trouble(run, true,
			       "%s flooded the sink: %llu connections, far more than the %u probes can need; "
			       "its log is %s",
			       run->options->recipe->name, (unsigned long long)connections,
			       atomic_load(&run->board->cell_count), run->session ? pq_session_log(run->session) : "-");
}

bool pq_run_goes_on(struct pq_run *run)
{
	uint64_t now = pq_clock_ms();

	if (run->over)
		return false;
	tell_progress(run, now);
	check_flood(run);
	if (run->options->stop && *run->options->stop)
		pq_run_trouble(run, true, "interrupted; what was seen until then is kept");
	else if (run->options->limit_ms != 0 && now - run->began_ms > run->options->limit_ms)
		pq_run_trouble(run, true, "the time limit of %llu s was over; what was seen until then is kept",
			       (unsigned long long)(run->options->limit_ms / 1000));
	return !run->over;
}

enum pq_err pq_run_start(struct pq_run *run, const char *url, bool quiet, struct pq_session **session)
{
	struct pq_diag diag = { 0, 0, "" };
	const struct pq_session_options options = {
		.recipe = run->options->recipe,
		.program = run->options->program,
		.dir = run->options->dir,
		.authority = run->authority,
		.url = url,
		.script = run->script,
		.proxy = "http://" PQ_BOARD_PROXY ":3128",
		.socks = "socks5://" PQ_BOARD_PROXY ":1080",
		.pac = "http://" PQ_BOARD_PROXY "/proxy.pac",
		.name_server = PQ_BOARD_NAME_SERVER,
		.launch = (enum pq_launch)atomic_load(&run->board->launch),
		.stock = run->options->stock,
		.quiet = quiet,
	};
	enum pq_err err = pq_session_open(session, run->sandbox, &options, &diag);

	if (err)
		pq_run_trouble(run, true, "%s could not be started: it needs %s", run->options->recipe->name,
			       diag.expected);
	else if (!run->command)
		run->command = strdup(pq_session_command(*session));
	return err;
}

uint32_t pq_run_waiting(const struct pq_run *run, enum pq_launch launch)
{
	uint32_t count = atomic_load(&run->board->task_count);

	for (uint32_t i = 0; i < count; i++)
		if (run->board->tasks[i].launch == launch &&
		    atomic_load(&run->board->tasks[i].state) == PQ_TASK_WAITING)
			return i;
	return UINT32_MAX;
}

bool pq_run_tasks_left(const struct pq_run *run, enum pq_launch launch)
{
	uint32_t count = atomic_load(&run->board->task_count);

	for (uint32_t i = 0; i < count; i++)
		if (run->board->tasks[i].launch == launch && atomic_load(&run->board->tasks[i].state) < PQ_TASK_DONE)
			return true;
	return false;
}

bool pq_run_broken(struct pq_run *run, const struct pq_sandbox_event *event)
{
	if (event->kind == PQ_SANDBOX_RESIDENT)
		pq_run_trouble(run, true, "the sink's process %u ended, status %d; its logs are in %s", event->id,
			       event->status, run->log_dir);
	else if (event->kind == PQ_SANDBOX_GONE)
		pq_run_trouble(run, true, "the sandbox's first process died");
	else
		return false;
	return true;
}

void pq_run_status(int status, char *out, size_t size)
{
	if (WIFSIGNALED(status))
		snprintf(out, size, "by signal %d", WTERMSIG(status));
	else
		snprintf(out, size, "with status %d", WEXITSTATUS(status));
}
