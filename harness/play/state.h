/* SPDX-License-Identifier: MIT */
/*
 * How far a play has come: memory shared by the play and its sink. The play puts one scenario after the other here, as
 * text; a page of the browser asks where to go, and the sink takes what was put and leads it there.
 */
#ifndef PQ_PLAY_STATE_H
#define PQ_PLAY_STATE_H

#include <stdatomic.h>
#include <stdint.h>

#include "scenario/limits.h"
#include "sink/sink.h"

enum pq_piece_state {
	PQ_PIECE_NONE,
	PQ_PIECE_LED,      /* a page was told to go there */
	PQ_PIECE_OPEN,     /* its page runs */
	PQ_PIECE_DONE,     /* its page says that it is done */
	PQ_PIECE_GIVEN_UP, /* it cannot be read */
	PQ_PIECE_STATE_COUNT
};

/*
 * met:      the browser's start page has asked where to go, and has said what it lacks (lacks.h)
 * put:      number, from 1, of the scenario whose text lies here and that no page was led to yet; 0: none. Who changes it
 *           from a number to 0 has taken the text; it stays until `current` is that number
 * current:  number of the piece that was led to last; 0: none in this browser yet
 * at:       enum pq_piece_state of the current piece
 * alive_ms: when a page last spoke to the hub, on pq_clock_ms
 * text:     of a scenario, len bytes of it
 */
struct pq_play_state {
	struct pq_sink_counters sink;
	_Atomic bool met;
	_Atomic uint32_t lacks;
	_Atomic uint32_t put;
	_Atomic uint32_t current;
	_Atomic uint32_t at;
	_Atomic uint64_t alive_ms;
	size_t len;
	unsigned char text[PQ_MAX_SCENARIO_TEXT];
};

/* Shared, zeroed memory; NULL if there is none. */
struct pq_play_state *pq_play_state_new(void);
void pq_play_state_free(struct pq_play_state *state);

#endif
