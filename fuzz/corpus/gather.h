/* SPDX-License-Identifier: MIT */
/*
 * Inputs of fuzz targets, from what a user names: the folder of a campaign (its corpus/TARGET), the tree's own corpus
 * (seeds, targets/TARGET, grown/TARGET), a folder that holds one for each target, or, where one target is chosen, any
 * folder or file. What cannot be an input is told of and left out.
 */
#ifndef PQ_CORPUS_GATHER_H
#define PQ_CORPUS_GATHER_H

#include "campaign/store.h"
#include "campaign/target.h"

/*
 * path: owned
 * hash: of its bytes (pq_store_hash); size: 1 byte to the target's max_len
 */
struct pq_corpus_input {
	char *path;
	size_t target;
	uint64_t hash;
	uint64_t size;
};

/* In the order in which they were found: folder by folder, names sorted by their bytes. */
struct pq_corpus_inputs {
	struct pq_corpus_input *items;
	size_t count;
	size_t room;
};

/*
 * targets: which are chosen
 * skip:    called for each file or folder that is no input, with why; NULL: nobody is told
 */
struct pq_corpus_gathering {
	bool targets[PQ_CAMPAIGN_TARGETS];
	void (*skip)(void *ctx, const char *path, const char *why);
	void *ctx;
};

enum pq_corpus_found {
	PQ_CORPUS_FOUND,     /* it was looked through, though it may hold no input */
	PQ_CORPUS_UNUSABLE,  /* what the user named is no input and no folder; skip told why */
	PQ_CORPUS_NO_MEMORY, /* not all of it is in the list */
};

/* Adds the inputs at path. */
enum pq_corpus_found pq_corpus_gather(struct pq_corpus_inputs *inputs, const struct pq_corpus_gathering *gathering,
				      const char *path);

/* Adds one target's inputs below a folder, if that is there. */
enum pq_corpus_found pq_corpus_gather_folder(struct pq_corpus_inputs *inputs,
					     const struct pq_corpus_gathering *gathering, const char *folder,
					     size_t target);

/* Adds those of each chosen target, below the folder of its name in path, if that is there. */
enum pq_corpus_found pq_corpus_gather_targets(struct pq_corpus_inputs *inputs,
					      const struct pq_corpus_gathering *gathering, const char *path);

void pq_corpus_inputs_free(struct pq_corpus_inputs *inputs);

/* Whether a folder is there, links followed. */
bool pq_corpus_is_folder(const char *path);

/* Whether path holds a folder of that name, or one of some target's name. */
bool pq_corpus_has(const char *path, const char *name);
bool pq_corpus_is_by_target(const char *path);

#endif
