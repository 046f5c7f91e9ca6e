/* SPDX-License-Identifier: MIT */
/*
 * Subjects that show pages without script: a start for each task, whose page holds
 * a probe for each port; or for each probe, where it needs a page of its own. A start is over
 * when nothing has come any more for a while.
 */
#include <stdio.h>

#include "audit/run.h"
#include "system/clock.h"

#define LOOK_EVERY_MS 20
#define OPEN_MS 10000   /* until a page is asked for */
#define GRACE_MS 500    /* of silence, once what was waited for has come */
#define SILENCE_MS 2500 /* of silence, if it has not */

/* A start: what is waited for, and how it went. */
struct opening {
	struct pq_session *session;
	bool (*seen)(struct pq_run *, uint32_t);
	uint32_t what;
	bool exited;
};

static bool control_seen(struct pq_run *run, uint32_t task)
{
	return pq_asks_control(&run->asks, task) != PQ_CAME_NOTHING;
}

static bool cell_seen(struct pq_run *run, uint32_t cell)
{
	return atomic_load(&run->board->cells[cell].came) != PQ_CAME_NOTHING;
}

static bool opened(const struct pq_run *run)
{
	return atomic_load(&run->board->alive_ms) >= run->session_ms;
}

/* The probes of a page that the subject died with: what they did not dial says nothing. */
static void lose(struct pq_run *run, const struct opening *opening)
{
	const struct pq_task *task = &run->board->tasks[opening->what];

	if (opening->seen == cell_seen) {
		atomic_store(&run->board->cells[opening->what].lost, true);
		return;
	}
	for (uint32_t i = 0; i < task->count; i++)
		atomic_store(&run->board->cells[task->first + i].lost, true);
}

/* True when nothing more is to be expected of the page. */
static bool page_over(struct pq_run *run, const struct opening *opening)
{
	uint64_t now = pq_clock_ms(), alive = atomic_load(&run->board->alive_ms);

	if (!opened(run))
		return now - run->session_ms > (run->options->patience_ms ? run->options->patience_ms : OPEN_MS);
	return now > alive && now - alive > (opening->seen(run, opening->what) ? GRACE_MS : SILENCE_MS);
}

static void wait_for(struct pq_run *run, struct opening *opening)
{
	char how[40];

	while (pq_run_goes_on(run) && !page_over(run, opening)) {
		struct pq_sandbox_event event = pq_sandbox_next(run->sandbox, LOOK_EVERY_MS);

		if (pq_run_broken(run, &event))
			return;
		if (event.kind != PQ_SANDBOX_EXITED || event.id != pq_session_id(opening->session))
			continue;
		pq_session_exited(opening->session);
		pq_run_status(event.status, how, sizeof(how));
		pq_run_trouble(run, false, "%s ended %s while a page was open", run->options->recipe->name, how);
		opening->exited = true;
		lose(run, opening);
		return;
	}
}

/* Opens one page and waits; returns false if nothing more is to be asked. */
static bool open_page(struct pq_run *run, const char *url, bool (*seen)(struct pq_run *, uint32_t), uint32_t what)
{
	struct opening opening = { NULL, seen, what, false };

	run->session_ms = pq_clock_ms();
	if (pq_run_start(run, url, false, &opening.session))
		return false;
	wait_for(run, &opening);
	if (!opened(run) && !run->over)
		pq_run_trouble(run, true, "%s %s and never opened the page %s; its log is %s",
			       run->options->recipe->name, opening.exited ? "ended" : "was started", url,
			       pq_session_log(opening.session));
	pq_session_close(opening.session);
	return !run->over;
}

static bool open_own_page(struct pq_run *run, uint32_t number, uint32_t cell)
{
	char url[96];

	snprintf(url, sizeof(url), "http://" PQ_BOARD_HUB "/probe/%u/%u/", number, cell);
	return open_page(run, url, cell_seen, cell);
}

/* The control first: where that does not dial, the others show nothing. */
static bool own_pages(struct pq_run *run, uint32_t number)
{
	const struct pq_task *task = &run->board->tasks[number];
	bool goes_on = open_own_page(run, number, task->first + task->count - 1);

	for (uint32_t i = 0; i + 1 < task->count && goes_on && control_seen(run, number); i++)
		goes_on = open_own_page(run, number, task->first + i);
	return goes_on;
}

void pq_plain_tasks(struct pq_run *run, enum pq_launch launch)
{
	uint32_t number;
	char url[96];

	atomic_store(&run->board->launch, launch);
	while (pq_run_goes_on(run) && (number = pq_run_waiting(run, launch)) != UINT32_MAX) {
		struct pq_task *task = &run->board->tasks[number];
		const struct pq_vector *vector = pq_vector_at(task->vector);
		bool finished;

		atomic_store(&task->state, PQ_TASK_BEGUN);
		atomic_store(&task->begun_ms, pq_clock_ms());
		snprintf(url, sizeof(url), "http://" PQ_BOARD_HUB "/plain/%u?alone", number);
		finished = vector->needs & PQ_OWN_PAGE || vector->header ? own_pages(run, number)
									 : open_page(run, url, control_seen, number);
		atomic_store(&task->ended_ms, pq_clock_ms());
		atomic_store(&task->state, finished ? PQ_TASK_DONE : PQ_TASK_GIVEN_UP);
	}
}
