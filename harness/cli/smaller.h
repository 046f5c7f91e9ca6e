/* SPDX-License-Identifier: MIT */
/* A finding made smaller, with progress on a terminal, until it is done or a signal comes. */
#ifndef PQ_CLI_SMALLER_H
#define PQ_CLI_SMALLER_H

#include "cli/finding.h"
#include "triage/smaller.h"

/*
 * Signals are to be caught (campaign/signals.h). An exit code; if it is not PQ_EXIT_OK it has complained: BAD_INPUT if
 * the program does not break the finding's rule with it, SETUP if it was stopped or could not go on. The best so far is
 * in smaller->m.best, and is worth something if smaller->m.kept is not 0.
 */
int pq_cli_smaller(struct pq_smaller *smaller, const struct pq_cli_finding *finding, size_t limit);

#endif
