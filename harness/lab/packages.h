/* SPDX-License-Identifier: MIT */
/*
 * The packages that a real service is made of. What the machine has installed is taken as it is; what it lacks is unpacked into
 * a cache and never installed: no script of a package runs, no daemon starts, packages that conflict may lie side by side.
 */
#ifndef PQ_LAB_PACKAGES_H
#define PQ_LAB_PACKAGES_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define PQ_MAX_PACKAGES 8 /* of one service */
#define PQ_VERSION_SIZE 128

/*
 * names, count: at least one; the service's own package first
 * cache:        folder; NULL: `pratique/packages` in XDG_CACHE_HOME, or in ~/.cache
 * fetch:        whether what is neither installed nor in the cache may be fetched
 */
struct pq_packages_options {
	const char *names[PQ_MAX_PACKAGES];
	size_t count;
	const char *cache;
	bool fetch;
};

/*
 * version: of the first one, such as "1.12-2+b1"
 * layers:  NULL-terminated folders, as struct pq_sandbox_root takes them; they point into `folders`
 */
struct pq_packages {
	char version[PQ_VERSION_SIZE];
	const char *layers[PQ_MAX_PACKAGES + 1];
	char folders[PQ_MAX_PACKAGES][PATH_MAX];
};

/* IO with one sentence in why that says which one is missing, and what to do. */
enum pq_err pq_packages_find(struct pq_packages *packages, const struct pq_packages_options *options,
			     struct pq_diag *why);

#endif
