/* SPDX-License-Identifier: MIT */
/*
 * What a file lists of one kind, sorted: one row for each port or name of each
 * entry, ranges counted out. Left out is what can have no effect: entries under a condition that never holds, and
 * behind a 0 that ends the search.
 */
#ifndef PQ_POLICIES_LISTED_H
#define PQ_POLICIES_LISTED_H

#include "import/import.h"

#define PQ_MAX_LISTED (1u << 20) /* rows of one file, of one kind */

/* port: 0 for names */
struct pq_listed_row {
	uint32_t port;
	const struct pq_import_list *list;
	const struct pq_import_item *item;
};

struct pq_listed {
	struct pq_listed_row *rows;
	size_t count;
};

/* The entries that are exceptions (allow), or those that are none. LIMIT or NO_SPACE; released with pq_listed_free. */
enum pq_err pq_listed_collect(struct pq_listed *listed, const struct pq_import *import, enum pq_import_kind kind,
			      bool allow);
void pq_listed_free(struct pq_listed *listed);

/* The end of the run of rows from `from` on that are of the same port or name. */
size_t pq_listed_run(const struct pq_listed *listed, size_t from);

/* Index of the first row of that port, or of that name compared without case; SIZE_MAX if there is none. */
size_t pq_listed_port(const struct pq_listed *listed, uint32_t port);
size_t pq_listed_name(const struct pq_listed *listed, struct pq_view name);

/*
 * The line and column where a port or name belongs that the list lacks: of the entry that it follows if the list is
 * in order, else of the list. *after: that entry, or NULL.
 */
void pq_listed_place(const struct pq_import_list *list, uint32_t port, struct pq_view name, uint32_t *line,
		     uint32_t *column, const struct pq_import_item **after);

/* Before, equal or behind in the order of lists: by port, or by name without case. */
int pq_listed_compare_names(struct pq_view a, struct pq_view b);

#endif
