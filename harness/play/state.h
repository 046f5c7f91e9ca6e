/* SPDX-License-Identifier: MIT */
/* How far a play has come: memory shared by the play and its sink. */
#ifndef PQ_PLAY_STATE_H
#define PQ_PLAY_STATE_H

#include <stdatomic.h>
#include <stdint.h>

#include "sink/sink.h"

enum pq_piece_state {
	PQ_PIECE_WAITING,
	PQ_PIECE_LED,      /* a page was told to go there */
	PQ_PIECE_OPEN,     /* its page runs */
	PQ_PIECE_DONE,     /* its page says that it is done */
	PQ_PIECE_GIVEN_UP, /* it never opened or never ended */
	PQ_PIECE_STATE_COUNT
};

/*
 * current:  number of the piece that was led to last, from 1; 0: none in this browser yet
 * alive_ms: when a page last spoke to the hub, on pq_play_now's clock
 * rest:     the browser has done its part: what comes next wants a new one, or nothing comes
 * states:   enum pq_piece_state by piece, count of them
 */
struct pq_play_state {
	struct pq_sink_counters sink;
	_Atomic uint32_t current;
	_Atomic uint64_t alive_ms;
	_Atomic bool rest;
	uint32_t count;
	_Atomic uint8_t states[];
};

/* Shared, zeroed memory for that many pieces; NULL if there is none. */
struct pq_play_state *pq_play_state_new(uint32_t count);
void pq_play_state_free(struct pq_play_state *state);

/* Milliseconds, monotonic, the same in all processes. */
uint64_t pq_play_now(void);

#endif
