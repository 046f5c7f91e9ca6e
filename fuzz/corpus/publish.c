/* SPDX-License-Identifier: MIT */
#include "corpus/publish.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Items by hash. */
struct index {
	const struct pq_stage_item **items;
	size_t count;
};

static int compare(const void *left, const void *right)
{
	const struct pq_stage_item *const *a = left, *const *b = right;

	return (*a)->hash < (*b)->hash ? -1 : (*a)->hash > (*b)->hash;
}

static bool make_index(struct index *index, const struct pq_stage *stage)
{
	index->count = stage->count;
	index->items = malloc((stage->count + 1) * sizeof(*index->items));
	if (!index->items)
		return false;
	for (size_t i = 0; i < stage->count; i++)
		index->items[i] = &stage->items[i];
	if (stage->count > 0)
		qsort(index->items, stage->count, sizeof(*index->items), compare);
	return true;
}

static const struct pq_stage_item *find(const struct index *index, uint64_t hash)
{
	const struct pq_stage_item key = { .hash = hash };
	const struct pq_stage_item *wanted = &key;
	const struct pq_stage_item **found =
		index->count > 0 ? bsearch(&wanted, index->items, index->count, sizeof(*index->items), compare) : NULL;

	return found ? *found : NULL;
}

static bool is_known(const struct pq_stage_item *item)
{
	return item && (item->shown.done || item->found);
}

/* A file that holds other bytes than its name says is replaced only if these were measured. */
static int put(const struct index *index, const struct pq_stage *stage, const struct pq_stage_item *item,
	       const char *folder, char why[static PQ_PUBLISH_WHY])
{
	char name[PQ_STORE_PATH], path[PQ_STORE_PATH];
	uint64_t hash;

	pq_stage_name(stage, item, name);
	pq_store_path(path, "%s/%s", folder, name);
	if (pq_store_hash(path, &hash)) {
		if (hash == item->hash)
			return 0;
		if (!is_known(find(index, hash))) {
			snprintf(why, PQ_PUBLISH_WHY, "%s: it holds other bytes than its name says", path);
			errno = EEXIST;
			return -1;
		}
	}
	if (pq_store_copy(item->file, path) == 0)
		return 0;
	snprintf(why, PQ_PUBLISH_WHY, "%s: %s", path, strerror(errno));
	return -1;
}

static bool is_kept(const struct pq_stage *stage, const struct pq_stage_item *item, const char *path)
{
	const char *slash = strrchr(path, '/');
	char name[PQ_STORE_PATH];

	pq_stage_name(stage, item, name);
	return pq_stage_keeps(item) && strcmp(slash ? slash + 1 : path, name) == 0;
}

static void remove_redundant(const struct index *index, const struct pq_stage *stage,
			     const struct pq_corpus_inputs *own)
{
	for (size_t i = 0; i < own->count; i++) {
		const struct pq_corpus_input *input = &own->items[i];
		const struct pq_stage_item *item = find(index, input->hash);
		uint64_t hash;

		if (input->target == stage->target && is_known(item) && !is_kept(stage, item, input->path) &&
		    pq_store_hash(input->path, &hash) && hash == input->hash)
			unlink(input->path);
	}
}

int pq_publish(const struct pq_stage *stage, const struct pq_corpus_inputs *own, const char *folder,
	       char why[static PQ_PUBLISH_WHY])
{
	struct index index;
	int result, error;

	snprintf(why, PQ_PUBLISH_WHY, "%s: %s", folder, strerror(ENOMEM));
	if (!make_index(&index, stage))
		return -1;
	result = pq_store_make_folders(folder);
	if (result != 0)
		snprintf(why, PQ_PUBLISH_WHY, "%s: %s", folder, strerror(errno));
	for (size_t i = 0; i < stage->count && result == 0; i++)
		if (pq_stage_keeps(&stage->items[i]))
			result = put(&index, stage, &stage->items[i], folder, why);
	error = errno;
	if (result == 0)
		remove_redundant(&index, stage, own);
	free(index.items);
	errno = error;
	return result;
}
