/* SPDX-License-Identifier: MIT */
/* What a page says to its hub, the paths /pratique-play/... of its own origin; player.js writes them. Pure. */
#ifndef PQ_PLAY_HUB_H
#define PQ_PLAY_HUB_H

#include <stdint.h>

#include "base/view.h"

enum pq_hub_verb {
	PQ_HUB_NONE,  /* it is not for the hub */
	PQ_HUB_NEXT,  /* where to go from the start page */
	PQ_HUB_OPEN,  /* the piece's page runs */
	PQ_HUB_BEGIN, /* a request begins */
	PQ_HUB_SEEN,  /* how many things have reached the sink since, and how long ago the last one did */
	PQ_HUB_END,   /* a request has ended */
	PQ_HUB_DONE,  /* the piece is over; the answer is where to go */
	PQ_HUB_VERB_COUNT
};

/* How a request ended for the page. */
enum pq_told {
	PQ_TOLD_SILENT,     /* the page cannot see it */
	PQ_TOLD_DONE,       /* a response */
	PQ_TOLD_FAILED,     /* a network error, or nothing in time */
	PQ_TOLD_REFUSED,    /* the API threw an exception */
	PQ_TOLD_UNSUPPORTED /* the browser does not know that way of asking */
};

/*
 * piece, request: numbers, from 1; 0 where none is named
 * lacks: of NEXT: words of the scenario format for which this browser has no way of asking, joined by '.'
 * told, step, status, text: of END; dropped: names that the guard dropped, in hexadecimal, joined by '-'
 */
struct pq_hub_word {
	enum pq_hub_verb verb;
	uint32_t piece;
	uint32_t request;
	enum pq_told told;
	uint16_t status;
	struct pq_view step;
	struct pq_view dropped;
	struct pq_view text;
	struct pq_view lacks;
};

/* Reads a request target; what is no such path is PQ_HUB_NONE. */
struct pq_hub_word pq_hub_read(struct pq_view target);

/* The target of a message whose first bytes these are, if it is a POST; empty otherwise. */
struct pq_view pq_hub_target(struct pq_view message);

#endif
