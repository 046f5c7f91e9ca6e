/* SPDX-License-Identifier: MIT */
/*
 * Which bugs can be planted: bugs/NAME.patch in the source tree's fuzz/planted, each with what it is about in front
 * of the patch itself:
 *
 *     origin: CVE-2019-11728, Firefox before 68
 *     rule: unsafe_port
 *     cost: M
 *     set: A
 *
 *     What was wrong, in one or two sentences.
 *
 *     --- a/src/fetch/alternative.c
 *
 * Its witness is the scenario of the same name in corpus/seeds/past-bugs: it breaks that rule where the bug is planted,
 * and none where it is not.
 */
#ifndef PQ_PLANTED_LIST_H
#define PQ_PLANTED_LIST_H

#include "campaign/store.h"

#define PQ_PLANTS_MAX 64
#define PQ_PLANT_NAME 48

/*
 * name:   also that of the program "planted_NAME"
 * origin: where the bug was
 * rule:   that must name it
 * cost:   what finding it takes: 'E' one field of one request, 'M' two things at once or an edge, 'H' several
 *         requests or a relation of bytes
 * set:    "A", or "spare"
 */
struct pq_plant {
	char name[PQ_PLANT_NAME];
	char origin[128];
	char rule[32];
	char cost;
	char set[8];
};

struct pq_plants {
	struct pq_plant items[PQ_PLANTS_MAX];
	size_t count;
};

/* Reads them all, in the order of their names. False, with one line about what is wrong, if that cannot be done. */
bool pq_plants_read(struct pq_plants *plants, const char *source, char why[static PQ_STORE_PATH]);

/* The one of that name; NULL if there is none. */
const struct pq_plant *pq_plants_find(const struct pq_plants *plants, const char *name);

#endif
