/* SPDX-License-Identifier: MIT */
#include "import/memory.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_COUNT 16

void *pq_import_memory_new(struct pq_import_memory **memory, size_t size)
{
	struct pq_import_memory *block = calloc(1, sizeof(*block) + size);

	if (!block)
		return NULL;
	block->before = *memory;
	*memory = block;
	return block->bytes;
}

void pq_import_memory_free(struct pq_import_memory **memory)
{
	while (*memory) {
		struct pq_import_memory *block = *memory;

		*memory = block->before;
		free(block);
	}
}

bool pq_import_array_add(struct pq_import_array *array, const void *item)
{
	if (array->count == array->cap) {
		size_t cap = array->cap ? array->cap * 2 : FIRST_COUNT;
		unsigned char *grown = realloc(array->items, cap * array->size);

		if (!grown)
			return false;
		array->items = grown;
		array->cap = cap;
	}
	memcpy(array->items + array->count * array->size, item, array->size);
	array->count++;
	return true;
}

void pq_import_array_free(struct pq_import_array *array)
{
	free(array->items);
	array->items = NULL;
	array->count = 0;
	array->cap = 0;
}
