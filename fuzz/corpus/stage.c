/* SPDX-License-Identifier: MIT */
#include "corpus/stage.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign/canonical.h"

#define SUFFIX ".scenario"
#define TEXT_MAX (64u << 10)

static bool is_scenario(size_t target)
{
	return strcmp(pq_campaign_target_at(target)->suffix, SUFFIX) == 0;
}

static struct pq_stage_item *add_item(struct pq_stage *stage, const char *file)
{
	if (stage->count == stage->room) {
		size_t room = stage->room ? 2 * stage->room : 256;
		struct pq_stage_item *items = realloc(stage->items, room * sizeof(*items));

		if (!items)
			return NULL;
		stage->items = items;
		stage->room = room;
	}
	stage->items[stage->count] = (struct pq_stage_item){ .file = strdup(file) };
	return stage->items[stage->count].file ? &stage->items[stage->count++] : NULL;
}

/* A second name for the file costs nothing; another disk needs a copy. */
static int lay(const char *from, const char *to)
{
	if (link(from, to) == 0 || errno == EEXIST)
		return 0;
	return pq_store_copy(from, to);
}

static int stage_given(struct pq_stage *stage, const struct pq_corpus_input *input, enum pq_stage_rank rank,
		       const char *folder)
{
	struct pq_stage_item *item;
	char file[PQ_STORE_PATH];

	pq_store_path(file, "%s/%016" PRIx64, folder, input->hash);
	item = add_item(stage, file);
	if (!item || lay(input->path, file) != 0)
		return -1;
	item->rank = rank;
	item->hash = input->hash;
	item->size = input->size;
	item->given = true;
	return 0;
}

/* What is laid out can be laid out again: it need not be on the disk before anything else happens. */
static bool write_text(const char *path, struct pq_view text)
{
	FILE *file = fopen(path, "w");
	bool written;

	if (!file)
		return false;
	written = fwrite(text.data, 1, text.len, file) == text.len;
	return fclose(file) == 0 && written;
}

static int stage_canonical(struct pq_stage *stage, struct pq_view text, const char *folder)
{
	struct pq_stage_item *item;
	char file[PQ_STORE_PATH];
	uint64_t hash = 0;

	pq_store_path(file, "%s/canonical", folder);
	if (!write_text(file, text) || !pq_store_hash(file, &hash))
		return -1;
	item = add_item(stage, file);
	if (!item)
		return -1;
	item->rank = PQ_STAGE_READABLE;
	item->hash = hash;
	item->size = text.len;
	free(item->file);
	pq_store_path(file, "%s/%016" PRIx64, folder, hash);
	item->file = strdup(file);
	pq_store_path(file, "%s/canonical", folder);
	return item->file ? rename(file, item->file) : -1;
}

static int stage_scenario(struct pq_stage *stage, const struct pq_corpus_input *input, const char *folder)
{
	static unsigned char given[TEXT_MAX], canonical[8 * TEXT_MAX];
	enum pq_stage_rank rank = PQ_STAGE_LENIENT;
	struct pq_buf text, out;
	bool same;

	pq_buf_init(&text, given, sizeof(given));
	pq_buf_init(&out, canonical, sizeof(canonical));
	if (!pq_store_read_tail(input->path, &text))
		return -1;
	if (!pq_canonical_text(pq_buf_view(&text), &out) || out.len > pq_campaign_target_at(stage->target)->max_len)
		return stage_given(stage, input, rank, folder);
	same = pq_view_eq(pq_buf_view(&text), pq_buf_view(&out));
	if (same)
		rank = PQ_STAGE_READABLE;
	else if (pq_canonical_strict(pq_buf_view(&text)))
		rank = PQ_STAGE_OTHERWISE;
	if (stage_given(stage, input, rank, folder) != 0)
		return -1;
	return same ? 0 : stage_canonical(stage, pq_buf_view(&out), folder);
}

static int compare(const void *left, const void *right)
{
	const struct pq_stage_item *a = left, *b = right;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	return a->hash < b->hash ? -1 : a->hash > b->hash;
}

static int compare_bytes(const void *left, const void *right)
{
	const struct pq_stage_item *a = left, *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return (int)a->rank - (int)b->rank;
}

static void sort(struct pq_stage *stage, int (*order)(const void *, const void *))
{
	if (stage->count > 0)
		qsort(stage->items, stage->count, sizeof(*stage->items), order);
}

/* Of the same bytes the one that is preferred stays. */
static void drop_doubles(struct pq_stage *stage)
{
	size_t kept = 0;

	sort(stage, compare_bytes);
	for (size_t i = 0; i < stage->count; i++) {
		struct pq_stage_item *item = &stage->items[i];

		if (kept > 0 && stage->items[kept - 1].hash == item->hash) {
			stage->items[kept - 1].given |= item->given;
			free(item->file);
		} else {
			stage->items[kept++] = *item;
		}
	}
	stage->count = kept;
}

static int stage_seeds(struct pq_stage *stage, const struct pq_corpus_inputs *seeds, const char *folder)
{
	for (size_t i = 0; i < seeds->count; i++) {
		if (seeds->items[i].target != stage->target)
			continue;
		if (stage_given(stage, &seeds->items[i], PQ_STAGE_SEED, folder) != 0)
			return -1;
		stage->items[stage->count - 1].given = false;
	}
	return 0;
}

static int stage_inputs(struct pq_stage *stage, const struct pq_corpus_inputs *inputs, bool readable,
			const char *folder)
{
	int result = 0;

	for (size_t i = 0; i < inputs->count && result == 0; i++) {
		if (inputs->items[i].target != stage->target)
			continue;
		if (readable && is_scenario(stage->target))
			result = stage_scenario(stage, &inputs->items[i], folder);
		else
			result = stage_given(stage, &inputs->items[i], PQ_STAGE_READABLE, folder);
	}
	return result;
}

int pq_stage_make(struct pq_stage *stage, const struct pq_corpus_inputs *inputs, const struct pq_corpus_inputs *seeds,
		  size_t target, bool readable, const char *folder)
{
	*stage = (struct pq_stage){ .target = target };
	if (pq_store_remove_folder(folder) != 0 || pq_store_make_folders(folder) != 0)
		return -1;
	if ((seeds && stage_seeds(stage, seeds, folder) != 0) || stage_inputs(stage, inputs, readable, folder) != 0) {
		pq_stage_free(stage);
		return -1;
	}
	drop_doubles(stage);
	sort(stage, compare);
	return 0;
}

void pq_stage_print(void *ctx, FILE *out)
{
	const struct pq_stage *stage = ctx;

	for (size_t i = 0; i < stage->count; i++)
		fprintf(out, "input/%016" PRIx64 "\n", stage->items[i].hash);
}

bool pq_stage_keeps(const struct pq_stage_item *item)
{
	return item->rank != PQ_STAGE_SEED && item->rank != PQ_STAGE_OTHERWISE && item->shown.done &&
	       item->shown.features > 0;
}

void pq_stage_name(const struct pq_stage *stage, const struct pq_stage_item *item, char name[static PQ_STORE_PATH])
{
	pq_store_path(name, "%016" PRIx64 "%s", item->hash,
		      is_scenario(stage->target) && item->rank == PQ_STAGE_READABLE ? SUFFIX : "");
}

void pq_stage_free(struct pq_stage *stage)
{
	int why = errno;

	for (size_t i = 0; i < stage->count; i++)
		free(stage->items[i].file);
	free(stage->items);
	*stage = (struct pq_stage){ .target = stage->target };
	errno = why;
}
