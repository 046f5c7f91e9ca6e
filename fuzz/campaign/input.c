/* SPDX-License-Identifier: MIT */
#include "campaign/input.h"

#include <stdio.h>
#include <unistd.h>

#include "campaign/store.h"

static const char *const parts[] = { "artifacts", "input", "taken" };

static int make_work_folder(const char *work)
{
	if (pq_store_remove_folder(work) != 0)
		return -1;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		char path[PQ_STORE_PATH];

		pq_store_path(path, "%s/%s", work, parts[i]);
		if (pq_store_make_folders(path) != 0)
			return -1;
	}
	return 0;
}

/* Counts names of the input folder. */
struct gathering {
	const char *work;
	unsigned int next;
};

/* One flat folder, from which a seed that breaks a property can be taken out. A second name for the same file costs nothing; another disk needs a copy. */
static int gather_one(void *ctx, const char *path, const char *name)
{
	struct gathering *gathering = ctx;
	char to[PQ_STORE_PATH];

	(void)name;
	pq_store_path(to, "%s/input/%06u", gathering->work, gathering->next++);
	return link(path, to) == 0 ? 0 : pq_store_copy(path, to);
}

/* AFL++ refuses an empty folder. */
static int write_first_input(const char *work)
{
	char path[PQ_STORE_PATH];
	FILE *file;

	pq_store_path(path, "%s/input/first", work);
	file = fopen(path, "w");
	if (!file)
		return -1;
	fputs("pratique\n", file);
	return fclose(file);
}

/* Whoever chose other seeds than the target's own wants nothing that was grown from these either. */
static int gather_seeds(struct gathering *gathering, const char *source, const struct pq_campaign_target *target)
{
	char folder[PQ_STORE_PATH];

	if (target->seeds[0] == '/')
		return pq_store_each_file(target->seeds, gather_one, gathering);
	pq_store_path(folder, "%s/%s", source, target->seeds);
	if (pq_store_each_file(folder, gather_one, gathering) != 0)
		return -1;
	pq_store_path(folder, "%s/corpus/grown/%s", source, target->name);
	return pq_store_each_file(folder, gather_one, gathering);
}

int pq_input_gather(const struct pq_engine_place *place, const struct pq_campaign_target *target,
		    enum pq_campaign_engine engine)
{
	struct gathering gathering = { place->work, 0 };
	char folder[PQ_STORE_PATH];

	if (make_work_folder(place->work) != 0)
		return -1;
	if (gather_seeds(&gathering, place->source, target) != 0)
		return -1;
	if (engine == PQ_ENGINE_LIBFUZZER)
		return 0;
	pq_store_path(folder, "%s/corpus/%s", place->out, target->name);
	if (pq_store_each_file(folder, gather_one, &gathering) != 0)
		return -1;
	return gathering.next > 0 ? 0 : write_first_input(place->work);
}

/* Takes one input away if its bytes have the hash of a finding. */
static int forget_one(void *ctx, const char *path, const char *name)
{
	const uint64_t *wanted = ctx;
	uint64_t hash;

	(void)name;
	if (pq_store_hash(path, &hash) && hash == *wanted)
		return unlink(path);
	return 0;
}

int pq_input_forget(const struct pq_engine_place *place, const struct pq_campaign_target *target, uint64_t hash)
{
	char folder[PQ_STORE_PATH];

	pq_store_path(folder, "%s/input", place->work);
	if (pq_store_each_file(folder, forget_one, &hash) != 0)
		return -1;
	pq_store_path(folder, "%s/corpus/%s", place->out, target->name);
	return pq_store_each_file(folder, forget_one, &hash);
}
