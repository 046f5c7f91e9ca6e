/* SPDX-License-Identifier: MIT */
/* Which plug-in the fuzz programs that a verb starts ask in the model's place. */
#ifndef PQ_CLI_PLUGGED_H
#define PQ_CLI_PLUGGED_H

/*
 * Takes a plug-in as --subject names it, finds out whether it can be loaded, and lets every fuzz program know of it that is
 * started from here on. NULL: they ask the model, whatever the environment says. Returns an exit code, and has complained if
 * it is not PQ_EXIT_OK: PQ_EXIT_BAD_INPUT if the name is none of a plug-in, PQ_EXIT_SETUP if it cannot be loaded.
 */
int pq_plugged_choose(const char *name);

/* Absolute path of the one that was chosen; NULL if none was. */
const char *pq_plugged_path(void);

#endif
