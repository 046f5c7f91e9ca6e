/* SPDX-License-Identifier: MIT */
/* A second ask: what one play showed alone is no statement about a browser. */
#ifndef PQ_PLAY_TWICE_H
#define PQ_PLAY_TWICE_H

#include "play/play.h"

/* It was played and broke a rule. */
bool pq_play_is_broken(const struct pq_play_piece *piece);

/* Nothing can be stated without asking once more: it broke a rule, was void, or was not played though it can be. */
bool pq_play_is_doubtful(const struct pq_play_piece *piece);

/*
 * pq_play_run, and then once more for what is doubtful. The second play counts. Where only the first broke a rule, the
 * piece counts as not played, and its cause names that rule; its transcript is the first one's. The folder of the second
 * play is "again" in options->dir.
 */
enum pq_err pq_play_twice(const struct pq_play_options *options, struct pq_play_piece *pieces, size_t count,
			  struct pq_diag *diag);

#endif
