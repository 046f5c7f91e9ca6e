/* SPDX-License-Identifier: MIT */
/* Subjects that are a command: one process for each URL, some at a time, the task's control last. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "audit/run.h"
#include "system/clock.h"

#define LOOK_EVERY_MS 20
#define MAX_SLOTS 32
#define URL_MS 10000 /* that one URL may take */
#define MAX_HUNG 64  /* processes that were ended for taking longer */

/* session: NULL: free */
struct slot {
	struct pq_session *session;
	uint32_t cell;
	uint64_t began_ms;
};

/* used: how many are taken; hung: how many were ended so far */
struct slots {
	struct slot slots[MAX_SLOTS];
	uint32_t count;
	uint32_t used;
	uint32_t hung;
};

static void release(struct slots *slots, struct slot *slot)
{
	pq_session_close(slot->session);
	slot->session = NULL;
	slots->used--;
}

static void ended(struct pq_run *run, struct slots *slots, const struct pq_sandbox_event *event)
{
	for (uint32_t i = 0; i < slots->count; i++) {
		struct slot *slot = &slots->slots[i];
		struct pq_cell *cell = &run->board->cells[slot->cell];

		if (!slot->session || pq_session_id(slot->session) != event->id)
			continue;
		atomic_store(&cell->told, WIFEXITED(event->status) && WEXITSTATUS(event->status) == 0 ? 1 : 2);
		if (WIFSIGNALED(event->status)) {
			atomic_store(&cell->lost, true);
			pq_run_trouble(run, false, "%s was ended by signal %d at port %u: %s",
				       run->options->recipe->name, WTERMSIG(event->status), cell->port,
				       pq_session_command(slot->session));
		}
		pq_session_exited(slot->session);
		release(slots, slot);
		return;
	}
}

/* Ends what takes too long. The end's own event is taken by the close. */
static void end_hung(struct pq_run *run, struct slots *slots)
{
	uint32_t limit = run->options->patience_ms ? run->options->patience_ms : URL_MS;
	uint64_t now = pq_clock_ms();

	for (uint32_t i = 0; i < slots->count; i++) {
		struct slot *slot = &slots->slots[i];

		if (!slot->session || now - slot->began_ms < limit)
			continue;
		atomic_store(&run->board->cells[slot->cell].lost, true);
		pq_sandbox_end(run->sandbox, pq_session_id(slot->session));
		slot->began_ms = now;
		if (++slots->hung >= MAX_HUNG)
			pq_run_trouble(run, true, "%s took longer than %u s for %u URLs, such as: %s",
				       run->options->recipe->name, limit / 1000, slots->hung,
				       pq_session_command(slot->session));
	}
}

/* Waits until a slot is free, or all are. False if the audit is over. */
static bool await(struct pq_run *run, struct slots *slots, uint32_t most)
{
	while (slots->used > most) {
		struct pq_sandbox_event event = pq_sandbox_next(run->sandbox, LOOK_EVERY_MS);

		if (pq_run_broken(run, &event))
			return false;
		if (event.kind == PQ_SANDBOX_EXITED)
			ended(run, slots, &event);
		end_hung(run, slots);
		if (!pq_run_goes_on(run))
			return false;
	}
	return true;
}

static bool begin(struct pq_run *run, struct slots *slots, const struct pq_task *task, uint32_t cell)
{
	unsigned char storage[256];
	struct slot *slot = slots->slots;
	struct pq_buf url;

	while (slot->session)
		slot++;
	pq_buf_init(&url, storage, sizeof(storage) - 1);
	pq_board_url(run->board, task, cell, &url);
	storage[url.len] = '\0';
	if (pq_run_start(run, (const char *)storage, true, &slot->session))
		return false;
	slot->cell = cell;
	slot->began_ms = pq_clock_ms();
	slots->used++;
	return true;
}

static bool run_task(struct pq_run *run, struct slots *slots, const struct pq_task *task)
{
	for (uint32_t i = 0; i < task->count; i++) {
		if (!await(run, slots, slots->count - 1) || !begin(run, slots, task, task->first + i))
			return false;
	}
	return await(run, slots, 0);
}

void pq_command_tasks(struct pq_run *run, enum pq_launch launch)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	struct slots slots = { .count = processors > MAX_SLOTS / 2 ? MAX_SLOTS
					: processors > 0           ? (uint32_t)processors * 2
								   : 4 };
	uint32_t number;

	atomic_store(&run->board->launch, launch);
	while (pq_run_goes_on(run) && (number = pq_run_waiting(run, launch)) != UINT32_MAX) {
		struct pq_task *task = &run->board->tasks[number];
		bool finished;

		atomic_store(&task->state, PQ_TASK_BEGUN);
		atomic_store(&task->begun_ms, pq_clock_ms());
		finished = run_task(run, &slots, task);
		atomic_store(&task->ended_ms, pq_clock_ms());
		atomic_store(&task->state, finished ? PQ_TASK_DONE : PQ_TASK_GIVEN_UP);
	}
	for (uint32_t i = 0; i < slots.count; i++)
		if (slots.slots[i].session)
			release(&slots, &slots.slots[i]);
}
