/* SPDX-License-Identifier: MIT */
/* A list of files, from files and directories that the user names. */
#ifndef PQ_CLI_PATHS_H
#define PQ_CLI_PATHS_H

#include <stddef.h>

/* items: count owned names */
struct pq_paths {
	char **items;
	size_t count;
};

/*
 * Adds path as it is if it is no directory; otherwise every file below it, hidden
 * ones left out, whose name ends in one of the suffixes (NULL-terminated), sorted
 * by bytes. Complains and returns PQ_EXIT_BAD_INPUT if a directory cannot be
 * read or holds no such file.
 */
int pq_paths_add(struct pq_paths *paths, const char *path, const char *const *suffixes);

void pq_paths_free(struct pq_paths *paths);

#endif
