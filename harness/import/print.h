/* SPDX-License-Identifier: MIT */
/* Policy text (pratique-policy) made of what was read. */
#ifndef PQ_IMPORT_PRINT_H
#define PQ_IMPORT_PRINT_H

#include "base/buf.h"
#include "import/import.h"

/* One file that was read, and what it is called. */
struct pq_import_source {
	struct pq_view file;
	const struct pq_import *import;
};

#define PQ_IMPORT_PRINT_SIZE (1u << 18) /* room for any policy text that is made here */

/*
 * Appends one policy text made of all sources: each port and name with its line and what its comment says, in the
 * order of the sources, exceptions behind what they are exceptions from. What does not count (it stands behind the
 * end of its list, or under a condition that is never met) is a comment. Many ports are written as ranges, without
 * their comments. Fails, with *diag filled and *out of no use:
 *     LIMIT   more ranges or names than a policy holds
 *     SYNTAX  two sources that start from different built-in policies
 */
enum pq_err pq_import_print(const struct pq_import_source *sources, size_t count, struct pq_buf *out,
			    struct pq_diag *diag);

#endif
