/* SPDX-License-Identifier: MIT */
/*
 * The board: memory shared by the audit, the sink's processes and nobody else.
 * The audit pins tasks to it, the site serves their pages and marks what
 * arrived. A task asks one vector for a list of ports; each of its probes is a
 * cell, and a cell's number is its destination address: 24.0.0.0 + cell.
 *
 * What a page reports about itself lies here too, and is only ever compared with
 * what the sink saw.
 */
#ifndef PQ_AUDIT_BOARD_H
#define PQ_AUDIT_BOARD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/address.h"
#include "base/err.h"
#include "sink/sink.h"

#define PQ_BOARD_MAX_TASKS 4096
#define PQ_BOARD_MAX_CELLS (1u << 20)
#define PQ_BOARD_SWEEP 2000 /* a task of more cells is a sweep */

#define PQ_BOARD_HUB "20.0.0.1"        /* pages and reports */
#define PQ_BOARD_REDIRECTOR "20.0.0.2" /* /STATUS/cell: redirects to that cell's URL */
#define PQ_BOARD_PROXY "20.0.0.3"      /* port 3128: HTTP proxy; 1080: SOCKS5; http://20.0.0.3/proxy.pac */
#define PQ_BOARD_NAME_SERVER "20.0.0.53"
#define PQ_BOARD_SECURE_HUB "127.0.0.1" /* the same pages, in a secure context */

/* Address spaces in which a cell may lie (Local Network Access); PUBLIC unless --spaces asks for others. */
enum pq_space {
	PQ_SPACE_PUBLIC,     /* 24.0.0.0 + cell */
	PQ_SPACE_PRIVATE_10, /* 10.0.0.0 + cell */
	PQ_SPACE_PRIVATE_172,
	PQ_SPACE_PRIVATE_192,
	PQ_SPACE_LOOPBACK,   /* 127.1.0.0 + cell */
	PQ_SPACE_LINK_LOCAL, /* 169.254.0.0 + cell */
	PQ_SPACE_CGNAT,      /* 100.64.0.0 + cell */
	PQ_SPACE_PUBLIC_6,   /* 2600:: + cell */
	PQ_SPACE_UNIQUE_6,   /* fd00:: + cell */
	PQ_SPACE_LINK_LOCAL_6,
	PQ_SPACE_MAPPED, /* ::ffff:127.1.0.0 + cell */
	PQ_SPACE_COUNT
};

const char *pq_space_name(enum pq_space space);

/*
 * came:   enum pq_came at the asked port, the furthest
 * port:   as asked
 * space:  enum pq_space in which it lies
 * stray:  another port of the address that was dialled; 0: none
 * conn:   of the first arrival
 * told:   what the page says: 0 nothing, 1 it went well, 2 it failed
 * lost:   the subject died or was ended before the probe was over, so its silence says nothing
 */
struct pq_cell {
	_Atomic uint8_t came;
	_Atomic uint8_t told;
	uint16_t port;
	uint8_t space;
	_Atomic bool lost;
	_Atomic uint16_t stray;
	_Atomic uint32_t conn;
};

enum pq_task_state { PQ_TASK_WAITING, PQ_TASK_SERVED, PQ_TASK_BEGUN, PQ_TASK_DONE, PQ_TASK_GIVEN_UP };

/*
 * vector:     index in the table of vectors
 * page_space: where its page lies
 * first, count: its cells; the last `controls` of them are ports that must be dialled
 * patience_ms: after which the page stops waiting for a probe
 * state:      enum pq_task_state, moved on by the site
 * begun_ms, ended_ms: on pq_clock_ms
 * settling_ms: when the page first asked whether the task is settled; 0: not yet
 * seen_ms:    when all of its controls had been seen, as far as anybody looked; 0: not yet
 * dialled:    how many of its cells had been dialled when it was last looked at
 * While one after the other is dialled, settling_ms and seen_ms begin anew.
 */
struct pq_task {
	uint16_t vector;
	uint8_t page_space;
	uint8_t launch; /* enum pq_launch */
	uint32_t first;
	uint32_t count;
	uint32_t controls;
	uint32_t patience_ms;
	_Atomic uint32_t state;
	_Atomic uint64_t begun_ms;
	_Atomic uint64_t ended_ms;
	_Atomic uint64_t settling_ms;
	_Atomic uint64_t seen_ms;
	_Atomic uint32_t dialled;
};

/*
 * task_count:  tasks pinned so far; they are served in order, those of the current launch only
 * launch:      enum pq_launch of the browser that runs now
 * closed:      no more tasks will come: the page is told to stop
 * proxied:     a subject that was told of no proxy asked for a cell through one
 * no_https:    the browser opens no page over https: tasks of such pages end without having been asked
 * rest_after:  of so many cells, sweeps not counted and peers for several, a start is worn out: its page is held instead
 *              of led on; 0: never
 * worn:        cells of this start so far; resting: the page is held, and nothing is under way
 * visits:      how often the start page was opened in this launch (twice is trouble); alive_ms: when a page last spoke
 */
struct pq_board {
	struct pq_sink_counters sink;
	_Atomic uint32_t task_count;
	_Atomic uint32_t cell_count;
	_Atomic uint32_t launch;
	_Atomic bool closed;
	_Atomic bool no_https;
	_Atomic bool proxied;
	_Atomic uint32_t rest_after;
	_Atomic uint32_t worn;
	_Atomic bool resting;
	_Atomic uint32_t visits;
	_Atomic uint64_t alive_ms;
	struct pq_task tasks[PQ_BOARD_MAX_TASKS];
	struct pq_cell cells[PQ_BOARD_MAX_CELLS];
};

/* Shared, zeroed memory; NULL if there is none. */
struct pq_board *pq_board_new(void);
void pq_board_free(struct pq_board *board);

/*
 * A cell's address in that space. The small spaces are shorter than the board: there, cells that lie their length apart
 * share an address, and only one of them may lie there.
 */
struct pq_address pq_board_address(enum pq_space space, uint32_t cell);
/*
 * The cell whose address that is; false if it is nobody's. A dial to a mapped address arrives as one to the IPv4
 * address in it; the space is then PQ_SPACE_MAPPED if the cell lies there.
 */
bool pq_board_cell(const struct pq_board *board, const struct pq_address *address, enum pq_space *space,
		   uint32_t *cell);
/* The task that the cell belongs to; NULL if there is none. */
const struct pq_task *pq_board_task_of(const struct pq_board *board, uint32_t cell);
/* "cell-N.probe.example": the cell's name, for TLS; and back. */
void pq_board_name(uint32_t cell, char out[static 40]);
bool pq_board_named(struct pq_view name, uint32_t *cell);

/* The address of that space's hub, and the space whose hub has that address; false if none has. */
struct pq_address pq_board_hub_address(enum pq_space space);
bool pq_board_hub_space(const struct pq_address *address, enum pq_space *space);

/*
 * The URL that leads to a cell, as its task's vector asks for it: "http://24.0.0.7:25/", "https://cell-7.probe.example:25/",
 * "stun:24.0.0.7:25", or, of a derived vector, "http://20.0.0.2/302/7/", which redirects to pq_board_target_url(). The
 * latter is the cell's own URL.
 */
void pq_board_url(const struct pq_board *board, const struct pq_task *task, uint32_t cell, struct pq_buf *out);
void pq_board_target_url(const struct pq_board *board, const struct pq_task *task, uint32_t cell, struct pq_buf *out);
/* The origin of the task's page, such as "http://20.0.0.1", "http://127.0.0.1", "https://hub.probe.example". */
void pq_board_hub_url(const struct pq_task *task, struct pq_buf *out);

/* The site that serves the board's pages and marks its cells (audit/site.c). */
struct pq_site pq_board_site(struct pq_board *board);

#endif
