/* SPDX-License-Identifier: MIT */
/* The folder in which a run's files lie: one that the user wants to keep, or a temporary one. */
#ifndef PQ_CLI_FOLDER_H
#define PQ_CLI_FOLDER_H

#include <limits.h>
#include <stdbool.h>

/* path: absolute; kept: it is the user's, and stays */
struct pq_folder {
	char path[PATH_MAX];
	bool kept;
};

/*
 * keep: made if it is not there; NULL for a temporary folder in TMPDIR, or /tmp. Returns an exit code, and has complained if it
 * is not PQ_EXIT_OK.
 */
int pq_folder_open(struct pq_folder *folder, const char *keep);

/* Removes a temporary one with all that is in it. */
void pq_folder_close(struct pq_folder *folder);

#endif
