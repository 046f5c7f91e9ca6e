/* SPDX-License-Identifier: MIT */
/* Many scenarios at once, each with its own text and no more storage than it needs. */
#ifndef PQ_PLAY_PACK_H
#define PQ_PLAY_PACK_H

#include "base/err.h"
#include "scenario/scenario.h"

/* name: as given; text: as read; memory: of text, lines, arguments and bytes */
struct pq_packed {
	char *name;
	struct pq_view text;
	struct pq_scenario scenario;
	void *memory[4];
};

/* items: count of them, each where it was when it was added; scratch: to read the next one */
struct pq_pack {
	struct pq_packed **items;
	size_t count;
	struct pq_scenario scratch;
	void *memory[3];
};

/* An empty pack; false if memory is short. */
bool pq_pack_init(struct pq_pack *pack);
void pq_pack_fini(struct pq_pack *pack);

/* Reads a copy of the text strictly and adds it. As pq_scenario_parse; NO_SPACE if memory is short. */
enum pq_err pq_pack_add(struct pq_pack *pack, const char *name, struct pq_view text, struct pq_diag *diag);

/* Takes the last one out again. */
void pq_pack_drop(struct pq_pack *pack);

#endif
