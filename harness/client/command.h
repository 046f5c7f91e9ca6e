/* SPDX-License-Identifier: MIT */
/*
 * A command-line client as a subject: a process of its own for each request, in a sandbox that stays open from one
 * scenario to the next. Its transcript is written where its dials arrive.
 */
#ifndef PQ_CLIENT_COMMAND_H
#define PQ_CLIENT_COMMAND_H

#include "subject/subject.h"

/* command:NAME, of a dialect, or command:TEMPLATE, with {url} in it */
extern const struct pq_subject_kind pq_subject_command;

#endif
