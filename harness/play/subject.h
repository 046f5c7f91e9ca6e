/* SPDX-License-Identifier: MIT */
/* A real browser as a subject: browser:NAME. It is opened once, for all scenarios of a run. */
#ifndef PQ_PLAY_SUBJECT_H
#define PQ_PLAY_SUBJECT_H

#include "subject/subject.h"

extern const struct pq_subject_kind pq_subject_browser;

#endif
