/* SPDX-License-Identifier: MIT */
/* One report, written whole or not at all to the place that the user named. */
#ifndef PQ_CLI_PUT_H
#define PQ_CLI_PUT_H

#include <stdbool.h>
#include <stdio.h>

/* Before the work: an exit code, PQ_EXIT_BAD_INPUT after a complaint that this is no place to write to. */
int pq_put_try(const char *path);

/* PQ_EXIT_BAD_INPUT, complained about, if that place is one of the files that are read: a report would replace it. */
int pq_put_beside(const char *path, char *const *files, int count);

/* Nothing for a NULL path. Returns an exit code; if it is not PQ_EXIT_OK it has complained. */
int pq_put(const char *path, bool (*write)(const void *context, FILE *out), const void *context);

#endif
