/* SPDX-License-Identifier: MIT */
/*
 * Subjects that show pages without script: a start for each task, whose page holds
 * a probe for each port; or for each probe, where it needs a page of its own. A start is over
 * once the control was dialled and late dials had their time, or when patience is.
 */
#include <stdio.h>

#include "audit/run.h"

#define LOOK_EVERY_MS 20
#define GRACE_MS 400 /* for late dials */
#define PAGE_MS 8000 /* of one page, and for each SLOW probes more */
#define SLOW 500
#define OWN_PAGE_MS 2500 /* of a probe's own page */

/* Waits until `seen` holds and grace is over, or for limit_ms. False if the audit is over, or the subject ended before. */
static bool wait_for(struct pq_run *run, struct pq_session *session, bool (*seen)(struct pq_run *, uint32_t),
		     uint32_t what, uint64_t limit_ms, bool *exited)
{
	uint64_t until = pq_board_now() + limit_ms;
	bool done = false;

	while (pq_run_goes_on(run) && pq_board_now() < until) {
		struct pq_sandbox_event event = pq_sandbox_next(run->sandbox, LOOK_EVERY_MS);

		if (pq_run_broken(run, &event))
			return false;
		if (event.kind == PQ_SANDBOX_EXITED && event.id == pq_session_id(session)) {
			char how[40];

			pq_session_exited(session);
			pq_run_status(event.status, how, sizeof(how));
			*exited = true;
			pq_run_trouble(run, false, "%s ended %s while a page was open", run->options->recipe->name,
				       how);
			return true;
		}
		if (!done && seen(run, what)) {
			done = true;
			until = pq_board_now() + GRACE_MS;
		}
	}
	return !run->over;
}

static bool control_seen(struct pq_run *run, uint32_t task)
{
	return pq_asks_control(&run->asks, task) != PQ_CAME_NOTHING;
}

static bool cell_seen(struct pq_run *run, uint32_t cell)
{
	return atomic_load(&run->board->cells[cell].came) != PQ_CAME_NOTHING;
}

/* Opens one page and waits; returns false if nothing more is to be asked. */
static bool open_page(struct pq_run *run, const char *url, bool (*seen)(struct pq_run *, uint32_t), uint32_t what,
		      uint64_t limit_ms)
{
	struct pq_session *session;
	bool exited = false;

	run->session_ms = pq_board_now();
	if (pq_run_start(run, url, true, &session))
		return false;
	wait_for(run, session, seen, what, limit_ms, &exited);
	pq_session_close(session);
	if (atomic_load(&run->board->alive_ms) < run->session_ms && !run->over)
		pq_run_trouble(run, true, "%s %s and never opened the page %s", run->options->recipe->name,
			       exited ? "ended" : "was started", url);
	return !run->over;
}

static bool own_pages(struct pq_run *run, uint32_t number)
{
	const struct pq_task *task = &run->board->tasks[number];
	char url[96];

	for (uint32_t i = 0; i < task->count; i++) {
		snprintf(url, sizeof(url), "http://" PQ_BOARD_HUB "/probe/%u/%u/", number, task->first + i);
		if (!open_page(run, url, cell_seen, task->first + i, OWN_PAGE_MS))
			return false;
	}
	return true;
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
		atomic_store(&task->begun_ms, pq_board_now());
		snprintf(url, sizeof(url), "http://" PQ_BOARD_HUB "/plain/%u?alone", number);
		finished = vector->needs & PQ_OWN_PAGE || vector->header
				   ? own_pages(run, number)
				   : open_page(run, url, control_seen, number, PAGE_MS * (1 + task->count / SLOW));
		atomic_store(&task->ended_ms, pq_board_now());
		atomic_store(&task->state, finished ? PQ_TASK_DONE : PQ_TASK_GIVEN_UP);
	}
}
