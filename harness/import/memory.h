/* SPDX-License-Identifier: MIT */
/* Memory that lives as long as an import, and arrays that grow. */
#ifndef PQ_IMPORT_MEMORY_H
#define PQ_IMPORT_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* One block of an import's memory; the import holds the last one. */
struct pq_import_memory {
	struct pq_import_memory *before;
	max_align_t bytes[];
};

/* Zeroed memory of the import that `memory` belongs to, or NULL. */
void *pq_import_memory_new(struct pq_import_memory **memory, size_t size);

/* Releases all of it. */
void pq_import_memory_free(struct pq_import_memory **memory);

/*
 * A growing array of things of one size.
 * items: count of them are in use, cap fit
 */
struct pq_import_array {
	unsigned char *items;
	size_t count;
	size_t cap;
	size_t size;
};

static inline struct pq_import_array pq_import_array_of(size_t size)
{
	struct pq_import_array array = { NULL, 0, 0, size };

	return array;
}

/* Appends a copy of *item; false when there is no memory for it. */
bool pq_import_array_add(struct pq_import_array *array, const void *item);

/* The thing at that index, or the place behind the last one; NULL of an array that never held anything. */
static inline void *pq_import_array_at(const struct pq_import_array *array, size_t index)
{
	return array->items ? array->items + index * array->size : NULL;
}

void pq_import_array_free(struct pq_import_array *array);

#endif
