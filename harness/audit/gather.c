/* SPDX-License-Identifier: MIT */
#include "audit/gather.h"

/* What the tasks of a row showed of their controls, all together. */
struct controls {
	uint32_t tasks;
	uint32_t waiting;
	uint32_t given_up;
	uint32_t told_failed;
	uint32_t told_good;
	uint16_t stray;
};

static void look(const struct pq_run *run, uint32_t number, struct controls *out)
{
	const struct pq_task *task = &run->board->tasks[number];
	const struct pq_cell *control = &run->board->cells[task->first + task->count - 1];
	uint32_t state = atomic_load(&task->state);
	uint16_t stray = atomic_load(&control->stray);

	out->tasks++;
	out->waiting += state < PQ_TASK_DONE;
	out->given_up += state == PQ_TASK_GIVEN_UP;
	out->told_failed += atomic_load(&control->told) == 2;
	out->told_good += atomic_load(&control->told) == 1;
	out->stray = stray != 0 ? stray : out->stray;
}

char *pq_gather_cause(const struct pq_run *run, size_t row, struct pq_result *result)
{
	uint32_t count = atomic_load(&run->board->task_count);
	const char *scheme = run->rows.rows[row].scheme;
	struct controls seen = { 0 };

	for (uint32_t i = 0; i < count; i++)
		if (run->asks.row_of[i] == row)
			look(run, i, &seen);
	if (seen.stray != 0)
		return pq_result_print(result, "upgraded: the control on port %u was dialled on port %u",
				       pq_port_default(scheme), seen.stray);
	if (seen.tasks == 0 || seen.waiting == seen.tasks)
		return pq_result_print(result, "not reached before the audit ended");
	if (seen.given_up + seen.waiting == seen.tasks)
		return pq_result_print(result, "given up: the subject crashed or hung");
	if (atomic_load(&run->board->proxied) && pq_vector_passes_proxies(pq_vector_at(run->rows.rows[row].vector)))
		return pq_result_print(result, "proxied: the subject has a proxy of its own, which does not carry this");
	if (seen.told_failed > 0)
		return pq_result_print(result, "feature off: the page's call failed, and its control dialled nothing");
	if (seen.told_good > 0)
		return pq_result_print(result, "not done: the call went well, and its control dialled nothing");
	return pq_result_print(result, "not done: its control dialled nothing");
}

/* What the last ask of an entry showed at its own port. */
static enum pq_seen seen_in(const struct pq_run *run, const struct pq_asked *asked, uint32_t ask)
{
	return (enum pq_seen)atomic_load(&run->board->cells[asked->cells[ask]].came);
}

static bool add_port(const struct pq_run *run, size_t row, const struct pq_asked *asked, struct pq_result *result,
		     struct pq_result_vector *vector)
{
	struct pq_result_port *port = pq_result_add_port(result, vector);

	if (!port)
		return false;
	port->port = asked->port;
	port->seen = seen_in(run, asked, 0);
	port->asked_again = asked->count > 1;
	port->again = asked->count > 1 ? seen_in(run, asked, asked->count - 1) : PQ_SEEN_NOTHING;
	port->finding = pq_asks_finding(&run->asks, row, asked);
	if (asked->count > 0)
		port->stray_port = atomic_load(&run->board->cells[pq_asks_cell(&run->asks, asked)].stray);
	for (uint32_t i = 0; i < asked->count && port->stray_port == 0; i++)
		port->stray_port = atomic_load(&run->board->cells[asked->cells[i]].stray);
	return true;
}

static uint32_t took(const struct pq_run *run, size_t row)
{
	uint32_t count = atomic_load(&run->board->task_count);
	uint64_t total = 0;

	for (uint32_t i = 0; i < count; i++) {
		uint64_t begun = atomic_load(&run->board->tasks[i].begun_ms);
		uint64_t ended = atomic_load(&run->board->tasks[i].ended_ms);

		if (run->asks.row_of[i] == row && begun != 0 && ended > begun)
			total += ended - begun;
	}
	return (uint32_t)total;
}

static bool add_row(const struct pq_run *run, size_t index, struct pq_result *result)
{
	const struct pq_row *row = &run->rows.rows[index];
	const struct pq_asked_row *asked = &run->asks.rows[index];
	struct pq_result_vector *vector = pq_result_add_vector(result);

	if (!vector)
		return false;
	vector->name = pq_result_print(result, "%s", row->name);
	vector->initiator = pq_result_print(result, "%s", row->initiator);
	vector->section = pq_result_print(result, "%s", row->section);
	vector->scheme = pq_result_print(result, "%s", row->scheme);
	vector->sweep = asked->sweep;
	vector->took_ms = took(run, index);
	if (row->cause) {
		vector->tested = PQ_NOT_APPLICABLE_HERE;
		vector->cause = pq_result_print(result, "%s", row->cause);
		return vector->cause != NULL;
	}
	vector->tested = pq_asks_tested(&run->asks, index) ? PQ_TESTED : PQ_UNTESTED;
	if (vector->tested == PQ_UNTESTED)
		vector->cause = pq_gather_cause(run, index, result);
	for (size_t i = 0; i < asked->count; i++)
		if (!add_port(run, index, &asked->ports[i], result, vector))
			return false;
	return vector->name && vector->initiator && vector->section && vector->scheme;
}

enum pq_err pq_gather(const struct pq_run *run, struct pq_result *result)
{
	uint32_t count = atomic_load(&run->board->task_count);

	for (uint32_t i = 0; i < count; i++) {
		result->controls += run->board->tasks[i].controls;
		if (pq_asks_control(&run->asks, i) != PQ_CAME_NOTHING)
			result->controls_seen += run->board->tasks[i].controls;
	}
	for (size_t i = 0; i < run->rows.count; i++)
		if (pq_plan_has(&run->plan, &run->rows.rows[i]) && !add_row(run, i, result))
			return PQ_ERR_NO_SPACE;
	return PQ_ERR_OK;
}
