/* SPDX-License-Identifier: MIT */
/* What a kind of subject can be asked: rows made of the table of vectors, or of what a command can do with a URL. */
#ifndef PQ_AUDIT_ROWS_H
#define PQ_AUDIT_ROWS_H

#include "audit/vectors.h"
#include "browser/recipe.h"
#include "browser/session.h"

/*
 * name, initiator, section, scheme, word: as of a vector; in the result they stand so
 * vector:   index in the table of vectors: what its tasks on the board ask for
 * launch:   how the subject is started for it
 * sweep:    it is the row that all ports are asked through; of which depth on is the plan's to say
 * derived:  made of another row by redirecting it
 * cause:    why this subject cannot be asked; NULL if it can
 */
struct pq_row {
	const char *name;
	const char *initiator;
	const char *section;
	const char *scheme;
	const char *word;
	size_t vector;
	enum pq_launch launch;
	bool sweep;
	bool derived;
	const char *cause;
};

struct pq_rows {
	struct pq_row *rows;
	size_t count;
};

/* False if memory is short; rows are static data's, or freed with pq_rows_fini. */
bool pq_rows_init(struct pq_rows *rows, const struct pq_recipe *recipe);
void pq_rows_fini(struct pq_rows *rows);

/* SIZE_MAX if there is none of that name. */
size_t pq_rows_find(const struct pq_rows *rows, const char *name);

/*
 * True if the row is named by the list: names parted by commas, each may end with '*'. UNKNOWN with *diag filled from
 * pq_rows_check if a part names no row.
 */
bool pq_rows_named(const struct pq_row *row, const char *list);
enum pq_err pq_rows_check(const struct pq_rows *rows, const char *list, struct pq_diag *diag);

#endif
