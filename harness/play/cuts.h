/* SPDX-License-Identifier: MIT */
/*
 * The sink's log of a whole play, cut into pieces. What pages say to their hub
 * stands in the log too, as everything that arrives: where a piece's page opens and where it is done is
 * read off it. Pure.
 */
#ifndef PQ_PLAY_CUTS_H
#define PQ_PLAY_CUTS_H

#include <stdint.h>

#include "base/buf.h"

struct pq_cuts;

/* log: transcript text, which outlives it; nothing follows. NULL if memory is short. */
struct pq_cuts *pq_cuts_open(struct pq_view log);
void pq_cuts_close(struct pq_cuts *cuts);

/*
 * The log has grown: it begins at the same place, and ends behind a whole line. all: nothing follows for now, and a
 * piece without an end ends there; otherwise it waits for more.
 */
void pq_cuts_more(struct pq_cuts *cuts, struct pq_view log, bool all);

/*
 * The next piece that a page opened: its number, from 1, and transcript text with its first line, until the next call.
 * Before the piece's own lines stand the look-ups of all earlier ones, and the dials of those of its connections that
 * were made before. False at the end, where more has to come, or if memory is short.
 */
bool pq_cuts_next(struct pq_cuts *cuts, uint32_t *piece, struct pq_view *text);

#endif
