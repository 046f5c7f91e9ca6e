/* SPDX-License-Identifier: MIT */
/* The sink's log, read piece by piece while the sink still writes it. */
#ifndef PQ_PLAY_RECORD_H
#define PQ_PLAY_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/view.h"

struct pq_record;

/* dir: the sink's log_dir, whose sink has begun its log; there is one process of it. IO or NO_SPACE with *diag filled. */
enum pq_err pq_record_open(struct pq_record **out, const char *dir, struct pq_diag *diag);
void pq_record_close(struct pq_record *record);

/*
 * Transcript text of a piece, until the next call (play/cuts.h); pieces are asked for in their order. False if it is not there
 * as a whole. all: what is there of it is the whole.
 */
bool pq_record_piece(struct pq_record *record, uint32_t piece, bool all, struct pq_view *text);

#endif
