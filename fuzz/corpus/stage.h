/* SPDX-License-Identifier: MIT */
/*
 * One target's inputs, laid out in a folder for a merge, in the order in which they are preferred: small ones first, of
 * one size in the order of their hashes. The order depends on nothing but the bytes.
 *
 * Of scenarios those are preferred that people and strict reading understand: each input's canonical text stands before
 * all inputs that only lenient reading understands. An input that strict reading understands, but that is written
 * otherwise, is run to know what it covers, and not kept.
 */
#ifndef PQ_CORPUS_STAGE_H
#define PQ_CORPUS_STAGE_H

#include "corpus/control.h"
#include "corpus/gather.h"

enum pq_stage_rank {
	PQ_STAGE_SEED,     /* there anyway: what it covers needs nothing else */
	PQ_STAGE_READABLE, /* a canonical text; of other targets than scenarios, every input */
	PQ_STAGE_LENIENT,  /* a scenario that only lenient reading understands, as it was found */
	PQ_STAGE_OTHERWISE /* one that is kept, if at all, as a canonical text */
};

/*
 * file:  in the folder; owned
 * hash, size: of its bytes
 * given: it is an input as it was given, and not only one's canonical text
 * found: it ended the process, does so again, and is kept as a finding
 * shown: what running it showed
 */
struct pq_stage_item {
	char *file;
	enum pq_stage_rank rank;
	uint64_t hash;
	uint64_t size;
	bool given;
	bool found;
	struct pq_control_file shown;
};

/* items: no two with the same hash, in the order of preference */
struct pq_stage {
	size_t target;
	struct pq_stage_item *items;
	size_t count;
	size_t room;
};

/*
 * Makes `folder` anew with the inputs of that target, and before them the seeds, if that is not NULL. readable: scenarios
 * are also written canonically; else all inputs count alike, as they are. Returns 0, or -1 with errno set.
 */
int pq_stage_make(struct pq_stage *stage, const struct pq_corpus_inputs *inputs, const struct pq_corpus_inputs *seeds,
		  size_t target, bool readable, const char *folder);

/* Writes the files' paths from the folder above theirs, which is called input; for pq_control_begin. ctx: struct pq_stage. */
void pq_stage_print(void *ctx, FILE *out);

/* Whether an item is worth keeping: it ran, and has features that none has that is preferred to it. */
bool pq_stage_keeps(const struct pq_stage_item *item);

/* The name of an item's file in a corpus: its hash, and for a scenario in canonical form its suffix. */
void pq_stage_name(const struct pq_stage *stage, const struct pq_stage_item *item, char name[static PQ_STORE_PATH]);

void pq_stage_free(struct pq_stage *stage);

#endif
