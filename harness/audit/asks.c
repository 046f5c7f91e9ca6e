/* SPDX-License-Identifier: MIT */
#include "audit/asks.h"

#include <stdlib.h>
#include <string.h>

bool pq_asks_init(struct pq_asks *asks, struct pq_board *board, const struct pq_rows *table,
		  const struct pq_judge_policy *policy)
{
	memset(asks, 0, sizeof(*asks));
	asks->board = board;
	asks->table = table;
	asks->policy = policy;
	asks->most = PQ_PLAN_MAX_PORTS;
	asks->rows = calloc(table->count ? table->count : 1, sizeof(*asks->rows));
	return asks->rows != NULL;
}

void pq_asks_fini(struct pq_asks *asks)
{
	for (size_t i = 0; asks->rows && i < asks->table->count; i++)
		free(asks->rows[i].ports);
	free(asks->rows);
	asks->rows = NULL;
}

/* The entry of a port, made where there is none; NULL if memory is short. */
static struct pq_asked *entry(struct pq_asked_row *row, uint16_t port)
{
	size_t low = 0, high = row->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (row->ports[middle].port < port)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < row->count && row->ports[low].port == port)
		return &row->ports[low];
	if (row->count == row->room) {
		size_t room = row->room ? row->room * 2 : 64;
		struct pq_asked *grown = realloc(row->ports, room * sizeof(*grown));

		if (!grown)
			return NULL;
		row->ports = grown;
		row->room = room;
	}
	memmove(row->ports + low + 1, row->ports + low, (row->count - low) * sizeof(*row->ports));
	row->count++;
	row->ports[low] = (struct pq_asked){ .port = port };
	return &row->ports[low];
}

/* Makes a cell at the end of the task that is being pinned. */
static uint32_t add_cell(struct pq_board *board, struct pq_task *task, uint16_t port)
{
	uint32_t cell = task->first + task->count++;

	board->cells[cell].port = port;
	return cell;
}

/* How many ports of a row fit into one task. */
static uint32_t most_of(const struct pq_asks *asks, const struct pq_row *row)
{
	uint32_t needs = pq_vector_at(row->vector)->needs;
	uint32_t most = needs & PQ_NEEDS_WEBRTC ? PQ_PLAN_MAX_PEERS
			: needs & PQ_UDP        ? PQ_PLAN_MAX_SESSIONS
						: asks->most;

	return most < asks->most ? most : asks->most;
}

/* One task: ports from *at on, as many as fit; *at moves behind them. */
static enum pq_err pin_one(struct pq_asks *asks, size_t index, const struct pq_port_set *ports, bool sweep,
			   uint32_t *at)
{
	const struct pq_row *about = &asks->table->rows[index];
	struct pq_board *board = asks->board;
	uint32_t number = atomic_load(&board->task_count);
	struct pq_task *task = &board->tasks[number];
	uint32_t most = most_of(asks, about);
	uint32_t ask = 0;

	if (number >= PQ_BOARD_MAX_TASKS ||
	    atomic_load(&board->cell_count) + PQ_PLAN_MAX_PORTS + 1 > PQ_BOARD_MAX_CELLS)
		return PQ_ERR_LIMIT;
	task->count = 0;
	task->vector = (uint16_t)about->vector;
	task->launch = (uint8_t)about->launch;
	task->first = atomic_load(&board->cell_count);
	for (; *at < PQ_PORT_COUNT && task->count < most; (*at)++) {
		struct pq_asked *asked;

		if (!pq_port_set_has(ports, (uint16_t)*at))
			continue;
		asked = entry(&asks->rows[index], (uint16_t)*at);
		if (!asked)
			return PQ_ERR_NO_SPACE;
		if (asked->count == PQ_MAX_ASKS)
			continue;
		ask = asked->count > ask ? asked->count : ask;
		asked->tasks[asked->count] = (uint16_t)number;
		asked->cells[asked->count++] = add_cell(board, task, (uint16_t)*at);
	}
	if (task->count == 0)
		return PQ_ERR_OK;
	add_cell(board, task, pq_port_default(about->scheme));
	task->controls = 1;
	task->patience_ms = pq_plan_patience(about, sweep, ask);
	asks->row_of[number] = (uint16_t)index;
	atomic_store(&board->cell_count, task->first + task->count);
	atomic_store(&board->task_count, number + 1);
	return PQ_ERR_OK;
}

enum pq_err pq_asks_pin(struct pq_asks *asks, size_t row, const struct pq_port_set *ports, bool sweep)
{
	enum pq_err err = PQ_ERR_OK;

	asks->rows[row].sweep = asks->rows[row].sweep || sweep;
	for (uint32_t at = 0; at < PQ_PORT_COUNT && !err;)
		err = pin_one(asks, row, ports, sweep, &at);
	return err;
}

enum pq_came pq_asks_control(const struct pq_asks *asks, uint32_t task)
{
	const struct pq_task *about = &asks->board->tasks[task];
	uint8_t least = PQ_CAME_COUNT;

	for (uint32_t i = about->count - about->controls; i < about->count; i++) {
		uint8_t came = atomic_load(&asks->board->cells[about->first + i].came);

		least = came < least ? came : least;
	}
	return least == PQ_CAME_COUNT ? PQ_CAME_NOTHING : (enum pq_came)least;
}

enum pq_shown pq_asks_shown(const struct pq_asks *asks, const struct pq_asked *asked, uint32_t ask)
{
	const struct pq_task *task = &asks->board->tasks[asked->tasks[ask]];

	if (atomic_load(&asks->board->cells[asked->cells[ask]].came) != PQ_CAME_NOTHING)
		return PQ_SHOWN_DIALLED;
	if (atomic_load(&asks->board->cells[asked->cells[ask]].lost))
		return PQ_SHOWN_NOTHING;
	if (atomic_load(&task->state) != PQ_TASK_DONE || pq_asks_control(asks, asked->tasks[ask]) == PQ_CAME_NOTHING)
		return PQ_SHOWN_NOTHING;
	return PQ_SHOWN_QUIET;
}

static bool is_bad(const struct pq_asks *asks, size_t row, uint16_t port)
{
	return pq_judge_policy_blocks(asks->policy, pq_view_str(asks->table->rows[row].scheme), port);
}

/* How many asks of the port showed that. */
static uint32_t times(const struct pq_asks *asks, const struct pq_asked *asked, enum pq_shown shown)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < asked->count; i++)
		count += pq_asks_shown(asks, asked, i) == shown;
	return count;
}

/* True if the cell's address was dialled on another port than the cell's, and a bad one. */
static bool strayed(const struct pq_asks *asks, size_t row, uint32_t cell)
{
	uint16_t stray = atomic_load(&asks->board->cells[cell].stray);

	return stray != 0 && is_bad(asks, row, stray);
}

/* In how many asks it was. */
static uint32_t strays(const struct pq_asks *asks, size_t row, const struct pq_asked *asked)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < asked->count; i++)
		count += strayed(asks, row, asked->cells[i]);
	return count;
}

/* A violation that one ask showed needs another one, and a row that can be tested at all. */
static enum pq_finding unsafe_if(const struct pq_asks *asks, size_t row, bool confirmed)
{
	return confirmed && pq_asks_tested(asks, row) ? PQ_FINDING_UNSAFE_PORT : PQ_FINDING_UNTESTED;
}

enum pq_finding pq_asks_finding(const struct pq_asks *asks, size_t row, const struct pq_asked *asked)
{
	uint32_t dialled = times(asks, asked, PQ_SHOWN_DIALLED);
	uint32_t quiet = times(asks, asked, PQ_SHOWN_QUIET);
	uint32_t bad_strays = strays(asks, row, asked);

	if (bad_strays * 2 >= asked->count && bad_strays > 0)
		return unsafe_if(asks, row, bad_strays >= 2);
	if (!is_bad(asks, row, asked->port)) {
		if (dialled > 0)
			return PQ_FINDING_ALLOWED;
		return quiet >= 2 ? PQ_FINDING_OVER_BLOCK : PQ_FINDING_UNTESTED;
	}
	if (dialled == 0)
		return quiet > 0 ? PQ_FINDING_BLOCKED : PQ_FINDING_UNTESTED;
	return unsafe_if(asks, row, dialled >= 2 && dialled > quiet);
}

/* Whether the port has to be asked once more. */
static bool doubtful(const struct pq_asks *asks, size_t row, const struct pq_asked *asked)
{
	uint32_t dialled = times(asks, asked, PQ_SHOWN_DIALLED);
	uint32_t quiet = times(asks, asked, PQ_SHOWN_QUIET);
	uint32_t bad_strays = strays(asks, row, asked);
	bool bad = is_bad(asks, row, asked->port);

	if (asked->count == 0 || asked->count == PQ_MAX_ASKS)
		return false;
	if (asked->count == 1)
		return dialled + quiet == 0 || bad == (dialled > 0) || bad_strays > 0 ||
		       (dialled == 0 && atomic_load(&asks->board->cells[asked->cells[0]].stray) != 0);
	if (bad_strays > 0)
		return bad_strays == 1;
	return bad ? dialled == 1 : dialled == 0 && quiet == 1;
}

enum pq_err pq_asks_pin_again(struct pq_asks *asks, enum pq_launch launch, uint32_t *tasks)
{
	uint32_t before = atomic_load(&asks->board->task_count);
	enum pq_err err = PQ_ERR_OK;

	for (size_t row = 0; row < asks->table->count && !err; row++) {
		struct pq_port_set ports = { { 0 } };

		if (asks->table->rows[row].launch != launch)
			continue;
		for (size_t i = 0; i < asks->rows[row].count; i++)
			if (doubtful(asks, row, &asks->rows[row].ports[i]))
				pq_port_set_add(&ports, asks->rows[row].ports[i].port);
		if (asks->rows[row].count > 0)
			err = pq_asks_pin(asks, row, &ports, false);
	}
	*tasks = atomic_load(&asks->board->task_count) - before;
	return err;
}

bool pq_asks_tested(const struct pq_asks *asks, size_t row)
{
	uint32_t count = atomic_load(&asks->board->task_count);

	for (uint32_t i = 0; i < count; i++)
		if (asks->row_of[i] == row && pq_asks_control(asks, i) != PQ_CAME_NOTHING)
			return true;
	return false;
}

size_t pq_asks_cell(const struct pq_asks *asks, const struct pq_asked *asked)
{
	size_t row = asked->count > 0 ? asks->row_of[asked->tasks[0]] : 0;

	for (uint32_t i = 0; i < asked->count; i++)
		if (!is_bad(asks, row, asked->port) && strayed(asks, row, asked->cells[i]))
			return asked->cells[i];
	for (uint32_t i = 0; i < asked->count; i++) {
		const struct pq_cell *cell = &asks->board->cells[asked->cells[i]];

		if (atomic_load(&cell->came) != PQ_CAME_NOTHING || atomic_load(&cell->stray) != 0)
			return asked->cells[i];
	}
	return asked->count > 0 ? asked->cells[0] : SIZE_MAX;
}
