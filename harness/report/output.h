/* SPDX-License-Identifier: MIT */
/*
 * A file that appears whole or not at all: written under a temporary name beside
 * it, then renamed. What is no regular file (a pipe, /dev/null, standard output as "-") is written directly.
 */
#ifndef PQ_REPORT_OUTPUT_H
#define PQ_REPORT_OUTPUT_H

#include <stdio.h>

/*
 * stream: where to write
 * path:   final name, symbolic links followed
 * temporary: name until then; NULL if written directly
 */
struct pq_output {
	FILE *stream;
	char *path;
	char *temporary;
};

/* A new file takes the mode of the one that it replaces. NULL, or why it cannot be written. */
const char *pq_output_open(struct pq_output *output, const char *path);

/* Flushes and renames; NULL, or why that failed (the old file is untouched then). Nothing is left open either way. */
const char *pq_output_commit(struct pq_output *output);

/* Gives up: removes the temporary file. */
void pq_output_discard(struct pq_output *output);

/*
 * Flushes; NULL, or why something that was written to the stream is lost. A stream keeps that a write failed but not
 * why: then one line feed more is written, which fails for the same reason.
 */
const char *pq_output_flush(FILE *stream);

#endif
