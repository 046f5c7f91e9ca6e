/* SPDX-License-Identifier: MIT */
/* Small errands outside of any sandbox: programs that are run to their end, folders that are made and removed. */
#ifndef PQ_BROWSER_ERRAND_H
#define PQ_BROWSER_ERRAND_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Runs argv[0] (looked for in PATH) with that environment, no input, for limit_ms at most; what it prints on standard
 * output goes to out, cut to size and terminated (NULL: nowhere). Its exit status; -1 if it could not be run, was ended by
 * a signal or took too long.
 */
int pq_errand_run(char *const *argv, char *const *environment, char *out, size_t size, int limit_ms);

/* Makes all missing folders of a path; false with errno set. */
bool pq_errand_make_folders(const char *path);

/* Removes a folder with all that is in it, as far as that goes. */
void pq_errand_remove(const char *path);

/* Writes a whole file, and the folders that lead to it; false with errno set. */
bool pq_errand_write(const char *path, const char *text);

#endif
