/* SPDX-License-Identifier: MIT */
#include "corpus/gather.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How one walk stands. */
struct walk {
	struct pq_corpus_inputs *inputs;
	const struct pq_corpus_gathering *gathering;
	size_t target;
	bool no_memory;
};

static void skip(const struct pq_corpus_gathering *gathering, const char *path, const char *why)
{
	if (gathering->skip)
		gathering->skip(gathering->ctx, path, why);
}

static bool keep(struct pq_corpus_inputs *inputs, const char *path, size_t target, uint64_t hash, uint64_t size)
{
	char *owned = strdup(path);

	if (owned && inputs->count == inputs->room) {
		size_t room = inputs->room ? 2 * inputs->room : 256;
		struct pq_corpus_input *items = realloc(inputs->items, room * sizeof(*items));

		if (items) {
			inputs->items = items;
			inputs->room = room;
		}
	}
	if (!owned || inputs->count == inputs->room) {
		free(owned);
		return false;
	}
	inputs->items[inputs->count++] = (struct pq_corpus_input){ owned, target, hash, size };
	return true;
}

/* A named pipe would be waited for; so what is no plain file is never opened. NULL if it can be an input. */
static const char *unfit(const char *path, size_t target, uint64_t *hash, uint64_t *size)
{
	static char why[96];
	unsigned int max_len = pq_campaign_target_at(target)->max_len;
	size_t len = strlen(path);
	struct stat info;

	if (len > 5 && strcmp(path + len - 5, ".part") == 0)
		return "a copy that was never finished";
	if (stat(path, &info) != 0)
		return strerror(errno);
	if (!S_ISREG(info.st_mode))
		return "no plain file";
	if (info.st_size == 0)
		return "empty, which every engine tries anyway";
	if ((uint64_t)info.st_size > max_len) {
		snprintf(why, sizeof(why), "over the %u bytes that target %s reads", max_len,
			 pq_campaign_target_at(target)->name);
		return why;
	}
	*size = (uint64_t)info.st_size;
	return pq_store_hash(path, hash) ? NULL : strerror(errno);
}

/* False if it is no input. */
static bool take_file(struct walk *walk, const char *path)
{
	uint64_t hash = 0, size = 0;
	const char *why = unfit(path, walk->target, &hash, &size);

	if (why)
		skip(walk->gathering, path, why);
	else if (!keep(walk->inputs, path, walk->target, hash, size))
		walk->no_memory = true;
	return !why;
}

static void take_folder(struct walk *walk, const char *folder);

/* Links to folders are not followed, so that no loop is walked. */
static void take_entry(struct walk *walk, const char *folder, const char *name)
{
	char path[PQ_STORE_PATH];
	struct stat info, behind;

	if (name[0] == '.')
		return;
	if (strlen(folder) + strlen(name) + 2 > sizeof(path)) {
		skip(walk->gathering, folder, "its files' paths are longer than the system allows");
		return;
	}
	pq_store_path(path, "%s/%s", folder, name);
	if (lstat(path, &info) != 0)
		skip(walk->gathering, path, strerror(errno));
	else if (S_ISDIR(info.st_mode))
		take_folder(walk, path);
	else if (S_ISLNK(info.st_mode) && stat(path, &behind) == 0 && S_ISDIR(behind.st_mode))
		skip(walk->gathering, path, "a link to a folder");
	else
		take_file(walk, path);
}

static void take_folder(struct walk *walk, const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, alphasort);

	if (count < 0) {
		skip(walk->gathering, folder, strerror(errno));
		return;
	}
	for (int i = 0; i < count; i++) {
		if (!walk->no_memory)
			take_entry(walk, folder, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
}

bool pq_corpus_is_folder(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

enum pq_corpus_found pq_corpus_gather_folder(struct pq_corpus_inputs *inputs,
					     const struct pq_corpus_gathering *gathering, const char *folder,
					     size_t target)
{
	struct walk walk = { inputs, gathering, target, false };
	struct stat info;

	if (lstat(folder, &info) != 0 && errno == ENOENT)
		return PQ_CORPUS_FOUND;
	if (pq_corpus_is_folder(folder))
		take_folder(&walk, folder);
	else
		skip(gathering, folder, "expected a folder of inputs");
	return walk.no_memory ? PQ_CORPUS_NO_MEMORY : PQ_CORPUS_FOUND;
}

enum pq_corpus_found pq_corpus_gather_targets(struct pq_corpus_inputs *inputs,
					      const struct pq_corpus_gathering *gathering, const char *path)
{
	enum pq_corpus_found found = PQ_CORPUS_FOUND;

	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS && found == PQ_CORPUS_FOUND; i++) {
		char folder[PQ_STORE_PATH];

		pq_store_path(folder, "%s/%s", path, pq_campaign_target_at(i)->name);
		if (gathering->targets[i])
			found = pq_corpus_gather_folder(inputs, gathering, folder, i);
	}
	return found;
}

/* The tree's own corpus: what a campaign begins with. */
static enum pq_corpus_found gather_tree(struct pq_corpus_inputs *inputs, const struct pq_corpus_gathering *gathering,
					const char *path)
{
	enum pq_corpus_found found = PQ_CORPUS_FOUND;
	size_t scenario = pq_campaign_target_find("scenario");
	char folder[PQ_STORE_PATH];

	pq_store_path(folder, "%s/seeds", path);
	if (gathering->targets[scenario])
		found = pq_corpus_gather_folder(inputs, gathering, folder, scenario);
	pq_store_path(folder, "%s/targets", path);
	if (found == PQ_CORPUS_FOUND)
		found = pq_corpus_gather_targets(inputs, gathering, folder);
	pq_store_path(folder, "%s/grown", path);
	return found == PQ_CORPUS_FOUND ? pq_corpus_gather_targets(inputs, gathering, folder) : found;
}

bool pq_corpus_has(const char *path, const char *name)
{
	char folder[PQ_STORE_PATH];

	pq_store_path(folder, "%s/%s", path, name);
	return pq_corpus_is_folder(folder);
}

static bool is_tree(const char *path)
{
	return pq_corpus_has(path, "seeds") && pq_corpus_has(path, "targets");
}

bool pq_corpus_is_by_target(const char *path)
{
	bool has = false;

	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		has |= pq_corpus_has(path, pq_campaign_target_at(i)->name);
	return has;
}

/* The one chosen target; PQ_CAMPAIGN_TARGETS if there are several. */
static size_t only_target(const struct pq_corpus_gathering *gathering)
{
	size_t only = PQ_CAMPAIGN_TARGETS, count = 0;

	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++) {
		if (!gathering->targets[i])
			continue;
		only = i;
		count++;
	}
	return count == 1 ? only : PQ_CAMPAIGN_TARGETS;
}

static enum pq_corpus_found gather_file(struct pq_corpus_inputs *inputs, const struct pq_corpus_gathering *gathering,
					const char *path)
{
	struct walk walk = { inputs, gathering, only_target(gathering), false };

	if (walk.target == PQ_CAMPAIGN_TARGETS) {
		skip(gathering, path, "expected a folder, or with one --target a file");
		return PQ_CORPUS_UNUSABLE;
	}
	if (!take_file(&walk, path))
		return PQ_CORPUS_UNUSABLE;
	return walk.no_memory ? PQ_CORPUS_NO_MEMORY : PQ_CORPUS_FOUND;
}

enum pq_corpus_found pq_corpus_gather(struct pq_corpus_inputs *inputs, const struct pq_corpus_gathering *gathering,
				      const char *path)
{
	size_t only = only_target(gathering);
	char folder[PQ_STORE_PATH];
	struct stat info;

	if (strlen(path) + 64 > PQ_STORE_PATH || stat(path, &info) != 0) {
		skip(gathering, path, strlen(path) + 64 > PQ_STORE_PATH ? strerror(ENAMETOOLONG) : strerror(errno));
		return PQ_CORPUS_UNUSABLE;
	}
	if (!S_ISDIR(info.st_mode))
		return gather_file(inputs, gathering, path);
	if (access(path, R_OK | X_OK) != 0) {
		skip(gathering, path, strerror(errno));
		return PQ_CORPUS_UNUSABLE;
	}
	pq_store_path(folder, "%s/corpus", path);
	if (is_tree(path) || is_tree(folder))
		return gather_tree(inputs, gathering, is_tree(path) ? path : folder);
	if (pq_corpus_is_folder(folder))
		return pq_corpus_gather_targets(inputs, gathering, folder);
	if (pq_corpus_is_by_target(path))
		return pq_corpus_gather_targets(inputs, gathering, path);
	if (only < PQ_CAMPAIGN_TARGETS)
		return pq_corpus_gather_folder(inputs, gathering, path, only);
	skip(gathering, path,
	     "neither a campaign's folder nor a corpus: no folder in it has a target's name; with one --target all of "
	     "it is that target's");
	return PQ_CORPUS_UNUSABLE;
}

void pq_corpus_inputs_free(struct pq_corpus_inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++)
		free(inputs->items[i].path);
	free(inputs->items);
	*inputs = (struct pq_corpus_inputs){ NULL, 0, 0 };
}
