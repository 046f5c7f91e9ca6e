/* SPDX-License-Identifier: MIT */
/* The words of `pratique corpus`: each gets itself as argv[0], and returns an exit code. */
#ifndef PQ_CLI_CORPUS_H
#define PQ_CLI_CORPUS_H

int pq_cli_corpus_merge(int argc, char **argv);
int pq_cli_corpus_minimise(int argc, char **argv);
int pq_cli_corpus_stats(int argc, char **argv);

#endif
