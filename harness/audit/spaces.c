/* SPDX-License-Identifier: MIT */
#include "audit/spaces.h"

#define PORT 8080        /* good in every policy */
#define PATIENCE_MS 1500 /* a prompt that nobody answers lasts for ever */
#define ASKS 2

static const char *const initiators[] = { "fetch",        "fetch-no-cors", "xhr",       "img",    "script",
					  "stylesheet",   "iframe",        "font-face", "beacon", "event-source",
					  "worker-fetch", "websocket",     "form-post" };
static const enum pq_space pages[] = { PQ_SPACE_PUBLIC, PQ_SPACE_PRIVATE_10, PQ_SPACE_LOOPBACK };

/* A URL cannot name the zone that a link-local IPv6 address needs. */
static bool can_be_asked(enum pq_space space)
{
	return space != PQ_SPACE_LINK_LOCAL_6;
}

static void add_cell(struct pq_board *board, struct pq_task *task, enum pq_space space)
{
	struct pq_cell *cell = &board->cells[task->first + task->count++];

	cell->port = PORT;
	cell->space = (uint8_t)space;
}

/* One task; its last cell, the control, lies in the page's own space. */
static enum pq_err pin(struct pq_run *run, size_t row, enum pq_space page)
{
	struct pq_board *board = run->board;
	uint32_t number = atomic_load(&board->task_count);
	struct pq_task *task = &board->tasks[number];

	if (number >= PQ_BOARD_MAX_TASKS || atomic_load(&board->cell_count) + PQ_SPACE_COUNT > PQ_BOARD_MAX_CELLS)
		return PQ_ERR_LIMIT;
	task->vector = (uint16_t)run->rows.rows[row].vector;
	task->launch = (uint8_t)run->rows.rows[row].launch;
	task->page_space = (uint8_t)page;
	task->first = atomic_load(&board->cell_count);
	task->count = 0;
	for (size_t space = 0; space < PQ_SPACE_COUNT; space++)
		if (space != (size_t)page && can_be_asked((enum pq_space)space))
			add_cell(board, task, (enum pq_space)space);
	add_cell(board, task, page);
	task->controls = 1;
	task->patience_ms = PATIENCE_MS;
	run->asks.row_of[number] = (uint16_t)row;
	atomic_store(&board->cell_count, task->first + task->count);
	atomic_store(&board->task_count, number + 1);
	return PQ_ERR_OK;
}

/* Calls f for each initiator that this subject can be asked through, and each space that a page lies in. */
static enum pq_err for_each(struct pq_run *run, enum pq_err (*f)(struct pq_run *run, size_t row, enum pq_space page))
{
	enum pq_err err = PQ_ERR_OK;

	for (size_t i = 0; i < sizeof(initiators) / sizeof(initiators[0]); i++) {
		size_t row = pq_rows_find(&run->rows, initiators[i]);

		if (row == SIZE_MAX || run->rows.rows[row].cause)
			continue;
		for (size_t page = 0; page < sizeof(pages) / sizeof(pages[0]) && !err; page++)
			err = f(run, row, pages[page]);
	}
	return err;
}

enum pq_err pq_spaces_pin(struct pq_run *run)
{
	enum pq_err err = PQ_ERR_OK;

	if (run->options->recipe->kind != PQ_BROWSER_PAGE)
		return PQ_ERR_OK;
	run->spaces_first = atomic_load(&run->board->task_count);
	for (int ask = 0; ask < ASKS && !err; ask++)
		err = for_each(run, pin);
	run->spaces_count = atomic_load(&run->board->task_count) - run->spaces_first;
	return err;
}

/* How far the cell of that space came in a task. */
static enum pq_seen seen(const struct pq_board *board, const struct pq_task *task, enum pq_space space)
{
	for (uint32_t i = 0; i < task->count; i++) {
		const struct pq_cell *cell = &board->cells[task->first + i];

		if (cell->space == (uint8_t)space)
			return (enum pq_seen)atomic_load(&cell->came);
	}
	return PQ_SEEN_NOTHING;
}

static bool controlled(const struct pq_board *board, const struct pq_task *task)
{
	return seen(board, task, (enum pq_space)task->page_space) != PQ_SEEN_NOTHING;
}

/* What two tasks with the same question showed of one space. An ask without its control shows nothing. */
static enum pq_err add(const struct pq_run *run, uint32_t number, enum pq_space to, struct pq_result *result)
{
	const struct pq_task *first = &run->board->tasks[number], *second = first + run->spaces_count / ASKS;
	bool one = controlled(run->board, first), two = controlled(run->board, second);
	struct pq_result_space *space = pq_result_add_space(result);

	if (!space)
		return PQ_ERR_NO_SPACE;
	space->initiator = pq_result_print(result, "%s", run->rows.rows[run->asks.row_of[number]].name);
	space->from = pq_result_print(result, "%s", pq_space_name((enum pq_space)first->page_space));
	space->to = pq_result_print(result, "%s", pq_space_name(to));
	space->seen = seen(run->board, one || !two ? first : second, to);
	space->asked_again = one && two && atomic_load(&second->state) == PQ_TASK_DONE;
	space->again = one && two ? seen(run->board, second, to) : PQ_SEEN_NOTHING;
	space->tested = PQ_TESTED;
	if (!can_be_asked(to)) {
		space->tested = PQ_NOT_APPLICABLE_HERE;
		space->cause = pq_result_print(result, "a URL cannot name the zone of such an address");
	} else if (!one && !two) {
		space->tested = PQ_UNTESTED;
		space->cause = pq_result_print(result, "the target in the page's own space was not dialled");
	}
	return space->initiator && space->from && space->to ? PQ_ERR_OK : PQ_ERR_NO_SPACE;
}

enum pq_err pq_spaces_gather(const struct pq_run *run, struct pq_result *result)
{
	enum pq_err err = PQ_ERR_OK;

	for (uint32_t i = 0; i < run->spaces_count / ASKS; i++)
		for (size_t to = 0; to < PQ_SPACE_COUNT && !err; to++)
			err = add(run, run->spaces_first + i, (enum pq_space)to, result);
	return err;
}
