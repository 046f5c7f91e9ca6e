/* SPDX-License-Identifier: MIT */
/* Subjects that lead themselves from task to task: they are started, and watched until nothing is left to ask. */
#include <stdio.h>
#include <string.h>

#include "audit/run.h"
#include "system/clock.h"

#define LOOK_EVERY_MS 50
#define MAX_STARTS_LOST 6
#define REST_AFTER 3000 /* cells; a start takes two or three seconds */
#define IN_FLIGHT 100   /* probes that a page makes at a time, at least */

static uint32_t patience_ms(const struct pq_run *run)
{
	return run->options->patience_ms ? run->options->patience_ms : PQ_RUN_PATIENCE_MS;
}

/* The name of the row that a task asks. */
static const char *name_of(const struct pq_run *run, uint32_t task)
{
	return run->rows.rows[run->asks.row_of[task]].name;
}

uint64_t pq_watch_silence_ms(const struct pq_run *run, enum pq_launch launch)
{
	uint32_t count = atomic_load(&run->board->task_count);
	uint64_t longest = 0;

	for (uint32_t i = 0; i < count; i++) {
		const struct pq_task *task = &run->board->tasks[i];
		uint32_t state = atomic_load(&task->state);
		uint64_t lanes = pq_vector_at(task->vector)->needs & PQ_ONE_BY_ONE ? 1 : IN_FLIGHT;
		uint64_t silent = (task->count / lanes + 2) * task->patience_ms;

		if (task->launch == launch && (state == PQ_TASK_SERVED || state == PQ_TASK_BEGUN))
			longest = silent > longest ? silent : longest;
	}
	return longest + patience_ms(run);
}

/* Gives up what was under way when the start was lost, and says what it was. */
static void give_up(struct pq_run *run, enum pq_launch launch, const char *what)
{
	uint32_t count = atomic_load(&run->board->task_count);
	const char *name = NULL;

	for (uint32_t i = 0; i < count; i++) {
		struct pq_task *task = &run->board->tasks[i];
		uint32_t state = atomic_load(&task->state);

		if (task->launch != launch || (state != PQ_TASK_SERVED && state != PQ_TASK_BEGUN))
			continue;
		atomic_store(&task->state, PQ_TASK_GIVEN_UP);
		name = name ? name : name_of(run, i);
	}
	run->starts_lost++;
	pq_run_trouble(run, run->starts_lost >= MAX_STARTS_LOST, "%s %s, during %s, which is given up; its log is %s",
		       run->options->recipe->name, what, name ? name : "no task", pq_session_log(run->session));
}

/* Whether the page was opened at all since this start. */
static bool opened(const struct pq_run *run)
{
	return atomic_load(&run->board->alive_ms) >= run->session_ms;
}

static void ended(struct pq_run *run, enum pq_launch launch, int status)
{
	char how[40], what[80];

	pq_session_exited(run->session);
	pq_run_status(status, how, sizeof(how));
	snprintf(what, sizeof(what), "ended %s before it was told to", how);
	if (opened(run))
		give_up(run, launch, what);
	else
		pq_run_trouble(run, true, "%s ended %s and never opened the page; its log is %s",
			       run->options->recipe->name, how, pq_session_log(run->session));
	pq_session_close(run->session);
	run->session = NULL;
}

/* Signs of trouble that no event tells. */
static void check_signs(struct pq_run *run, enum pq_launch launch)
{
	uint64_t now = pq_clock_ms();
	uint64_t alive = atomic_load(&run->board->alive_ms);
	const char *name = run->options->recipe->name;
	const char *log = pq_session_log(run->session);
	char what[80];

	if (!opened(run)) {
		if (now - run->session_ms > patience_ms(run))
			pq_run_trouble(run, true, "%s did not open the page within %u s; its log is %s", name,
				       patience_ms(run) / 1000, log);
		return;
	}
	if (atomic_load(&run->board->visits) > 1) {
		pq_run_trouble(run, true,
			       "%s opened the start page %u times, so it is not known whose dials are whose; "
			       "its log is %s",
			       name, atomic_load(&run->board->visits), log);
		return;
	}
	if (now < alive || now - alive <= pq_watch_silence_ms(run, launch))
		return;
	snprintf(what, sizeof(what), "gave no sign of life for %llu s", (unsigned long long)(now - alive) / 1000);
	give_up(run, launch, what);
	pq_session_close(run->session);
	run->session = NULL;
}

static void start(struct pq_run *run, enum pq_launch launch)
{
	atomic_store(&run->board->launch, launch);
	atomic_store(&run->board->visits, 0);
	atomic_store(&run->board->worn, 0);
	atomic_store(&run->board->resting, false);
	run->session_ms = pq_clock_ms();
	pq_run_start(run,
		     run->options->recipe->kind == PQ_BROWSER_RUNTIME ? "http://" PQ_BOARD_HUB
								      : "http://" PQ_BOARD_HUB "/",
		     false, &run->session);
}

void pq_watch_tasks(struct pq_run *run, enum pq_launch launch)
{
	atomic_store(&run->board->rest_after, REST_AFTER);
	while (pq_run_goes_on(run) && pq_run_tasks_left(run, launch)) {
		struct pq_sandbox_event event;

		if (run->session && atomic_load(&run->board->resting)) {
			pq_session_close(run->session);
			run->session = NULL;
		}
		if (!run->session) {
			start(run, launch);
			continue;
		}
		event = pq_sandbox_next(run->sandbox, LOOK_EVERY_MS);
		if (pq_run_broken(run, &event))
			return;
		if (event.kind == PQ_SANDBOX_EXITED && event.id == pq_session_id(run->session))
			ended(run, launch, event.status);
		else
			check_signs(run, launch);
	}
}
