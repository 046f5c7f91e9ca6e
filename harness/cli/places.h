/* SPDX-License-Identifier: MIT */
/*
 * Where the program finds what it does not hold itself. A build leaves a note beside it, pratique.source, that names
 * the source tree; an installed program has none, and takes what is installed with it.
 */
#ifndef PQ_CLI_PLACES_H
#define PQ_CLI_PLACES_H

#include <stdbool.h>

#include "campaign/store.h"

/* The path of a file that lies beside this program. */
void pq_cli_beside(char path[static PQ_STORE_PATH], const char *name);

/* The source tree: PRATIQUE_SOURCE, which the start script sets, or the one that the note names; "" if there is none. */
const char *pq_cli_source_dir(void);

/* True if there is a source tree; otherwise a complaint that the verb takes one, to exit with PQ_EXIT_SETUP. */
bool pq_cli_source_there(const char *verb);

/* The folder that holds corpus/: the source tree, or share/pratique of where the program is installed. */
const char *pq_cli_data_dir(void);

#endif
