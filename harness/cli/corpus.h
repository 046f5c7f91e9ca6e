/* SPDX-License-Identifier: MIT */
/* The words of `pratique corpus`: each gets itself as argv[0], and returns an exit code. */
#ifndef PQ_CLI_CORPUS_H
#define PQ_CLI_CORPUS_H

#include <stdbool.h>
#include <stddef.h>

int pq_cli_corpus_merge(int argc, char **argv);
int pq_cli_corpus_minimise(int argc, char **argv);
int pq_cli_corpus_stats(int argc, char **argv);

#define PQ_CORPUS_SKIPS 10 /* files left out that are complained about; the others are only counted */

/* What was left out. Zeros are a good beginning. */
struct pq_corpus_skips {
	size_t count;
};

/* Complains about a file that is left out; ctx: struct pq_corpus_skips. */
void pq_corpus_skip(void *ctx, const char *path, const char *why);

/* Says how many more there were than were complained about. */
void pq_corpus_skipped(const struct pq_corpus_skips *skips);

#endif
