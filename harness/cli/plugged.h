/* SPDX-License-Identifier: MIT */
/* Which plug-in the fuzz programs that a verb starts ask in the model's place. */
#ifndef PQ_CLI_PLUGGED_H
#define PQ_CLI_PLUGGED_H

#include "campaign/store.h"

/*
 * Takes a plug-in as --subject names it, finds out whether it can be loaded, and lets every fuzz program know of it that is
 * started from here on. path becomes the file's absolute path. Returns an exit code, and has complained if it is not
 * PQ_EXIT_OK: PQ_EXIT_BAD_INPUT if the name is none of a plug-in, PQ_EXIT_SETUP if it cannot be loaded.
 */
int pq_plugged_choose(const char *name, char path[static PQ_STORE_PATH]);

/* The same of an option's value; NULL: none is asked. */
int pq_plugged_wanted(const char *name);

/* None is asked: fuzz programs ask the model, whatever the environment says. */
void pq_plugged_none(void);

/* Absolute path of the one that was chosen; NULL if none was. */
const char *pq_plugged_path(void);

#endif
