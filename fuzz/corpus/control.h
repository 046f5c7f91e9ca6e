/* SPDX-License-Identifier: MIT */
/*
 * The control file of libFuzzer's crash-resistant merge: its list of files, and what running each of them showed. It is
 * written beforehand, so that the order of the list is ours, and read afterwards.
 *
 *     N                  files in the list, and
 *     0                  how many of them are not to be judged
 *     PATH               N of these
 *     STARTED I SIZE     file I, from 0, is about to be run
 *     FT I FEATURE...    it ran, and had these features that no file before had in the same process
 *     COV I EDGE...      the edges that were first seen with it
 *
 * A file that ends the process has only its STARTED line; the merge goes on behind it.
 */
#ifndef PQ_CORPUS_CONTROL_H
#define PQ_CORPUS_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * One file of the list.
 * begun:    the merge came to it; done: it ran and lived
 * features: of it that no file before it in the list has; edges: the same
 */
struct pq_control_file {
	bool begun;
	bool done;
	uint32_t features;
	uint32_t edges;
};

/* Writes the beginning: of `count` files, which `print` writes, each on a line. */
bool pq_control_begin(const char *path, size_t count, void (*print)(void *ctx, FILE *out), void *ctx);

/*
 * Whether `path` is the control file of a merge of just that list, and how far it came: files it is done with. Of one
 * that was killed in the middle of a file, the rest is cut off, so that this file is run again and not taken for one
 * that ends the process.
 */
bool pq_control_resume(const char *path, size_t count, void (*print)(void *ctx, FILE *out), void *ctx, size_t *done);

/*
 * Reads what a merge of `count` files wrote. A merge that was interrupted has written features again that it had seen
 * before; here they count for the first file in the list, as if it had not been. False if it cannot be read.
 */
bool pq_control_read(const char *path, struct pq_control_file *files, size_t count);

#endif
