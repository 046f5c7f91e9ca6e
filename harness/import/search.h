/* SPDX-License-Identifier: MIT */
/* How the code looks for a port in a list, as far as the file shows it. */
#ifndef PQ_IMPORT_SEARCH_H
#define PQ_IMPORT_SEARCH_H

#include "import/reading.h"

/* Looks for what is done with the list that was begun last, and fills its search and the line. */
void pq_import_search_for(struct pq_reading *reading);

#endif
