/* SPDX-License-Identifier: MIT */
/*
 * What was asked, on the board, and what that comes to.
 *
 * Each port of a row is asked at most three times, each time in a cell of its own. The first ask is planned.
 * What would be stated, or could not be tested, is asked a second time: a dial to a bad port, an allowed port that was not
 * dialled, an address that was dialled on another port, a task whose control was not seen. Where a bad port was dialled in
 * one of two asks, the third decides. An unsafe port is stated only if two asks show it, and a control of the row was seen
 * in some ask. What was seen is always read off the board: late dials count.
 */
#ifndef PQ_AUDIT_ASKS_H
#define PQ_AUDIT_ASKS_H

#include "audit/board.h"
#include "audit/plan.h"
#include "result/result.h"

#define PQ_MAX_ASKS 3

/* cells, tasks: numbers on the board, of the first `count` asks. */
struct pq_asked {
	uint16_t port;
	uint8_t count;
	uint16_t tasks[PQ_MAX_ASKS];
	uint32_t cells[PQ_MAX_ASKS];
};

/* ports: count of them, ascending; sweep: (nearly) all ports were planned */
struct pq_asked_row {
	struct pq_asked *ports;
	size_t count;
	size_t room;
	bool sweep;
};

/*
 * row_of: the row of each task on the board
 * rows:   one for each of the table's
 * most:   ports of one task, its control not counted; at most PQ_PLAN_MAX_PORTS
 */
struct pq_asks {
	struct pq_board *board;
	const struct pq_rows *table;
	const struct pq_judge_policy *policy;
	struct pq_asked_row *rows;
	uint32_t most;
	uint16_t row_of[PQ_BOARD_MAX_TASKS];
};

/* False if memory is short. */
bool pq_asks_init(struct pq_asks *asks, struct pq_board *board, const struct pq_rows *table,
		  const struct pq_judge_policy *policy);
void pq_asks_fini(struct pq_asks *asks);

/*
 * Pins tasks that ask the row for these ports, each with its control. LIMIT if the board is full, NO_SPACE; what was
 * pinned stays.
 */
enum pq_err pq_asks_pin(struct pq_asks *asks, size_t row, const struct pq_port_set *ports, bool sweep);

/* Pins what has to be asked once more of the rows of that launch; *tasks is how many were pinned. */
enum pq_err pq_asks_pin_again(struct pq_asks *asks, enum pq_launch launch, uint32_t *tasks);

/* What one ask of a port showed. */
enum pq_shown {
	PQ_SHOWN_NOTHING, /* no statement: no control was dialled, the task is not over, or the probe was lost */
	PQ_SHOWN_QUIET,   /* not dialled, and the control was */
	PQ_SHOWN_DIALLED
};

enum pq_shown pq_asks_shown(const struct pq_asks *asks, const struct pq_asked *asked, uint32_t ask);

/* What all asks of a port come to. */
enum pq_finding pq_asks_finding(const struct pq_asks *asks, size_t row, const struct pq_asked *asked);

/* How far the task's control came; PQ_CAME_NOTHING: it was not dialled. */
enum pq_came pq_asks_control(const struct pq_asks *asks, uint32_t task);

/* True if a control of the row was seen in some ask. */
bool pq_asks_tested(const struct pq_asks *asks, size_t row);

/* The cell that shows the finding best: of a violation, the first that was dialled; SIZE_MAX of a port not asked. */
size_t pq_asks_cell(const struct pq_asks *asks, const struct pq_asked *asked);

#endif
