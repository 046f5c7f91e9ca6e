/* SPDX-License-Identifier: MIT */
/*
 * The other side of handed.h: what a program of ours that is run for one request reads and says. What it is handed stays until
 * it ends, and what cannot be read ends it with status 2.
 */
#ifndef PQ_CLIENT_HANDED_SIDE_H
#define PQ_CLIENT_HANDED_SIDE_H

#include <stdio.h>

#include "policy/policy.h"
#include "scenario/scenario.h"
#include "transcript/transcript.h"

/* One of each in a process. */
const struct pq_policy *pq_handed_policy(const char *path);
const struct pq_scenario *pq_handed_scenario(const char *path);

/* Writes the transcript as text; false if not all of it could be written. */
bool pq_handed_say(const struct pq_transcript *transcript, FILE *out);

#endif
