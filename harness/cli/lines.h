/* SPDX-License-Identifier: MIT */
/* Arguments of which each is one input, and of which "-" stands for the lines of standard input. */
#ifndef PQ_CLI_LINES_H
#define PQ_CLI_LINES_H

#include "base/view.h"

/* Gives each input to `ask`, lines without LF or CRLF, and returns the worst of its exit codes. */
int pq_lines_ask(int count, char **arguments, int (*ask)(void *ctx, struct pq_view input), void *ctx);

#endif
