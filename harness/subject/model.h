/* SPDX-License-Identifier: MIT */
/* The reference model over the socket layer in memory. */
#ifndef PQ_SUBJECT_MODEL_H
#define PQ_SUBJECT_MODEL_H

#include "subject/subject.h"

extern const struct pq_subject_kind pq_subject_model;

/* What it writes by itself, for others that write heads with the same code. */
extern const char *const pq_model_own_headers[];

#endif
