/* SPDX-License-Identifier: MIT */
/*
 * What was ever spent on a campaign's folder, by target and engine: OUT/totals, a small text that outlives the
 * campaigns that write it.
 *
 *     pratique-totals 1
 *     folder 5bd1e9955bd1e995
 *     # folder target engine turns cpu_ms wall_ms executions reached dials mutated edges
 *     5bd1e9955bd1e995 scenario libfuzzer 2 118034 120000 1502495 1388093 1500000 40 4436
 *
 * A row belongs to the folder in which that was spent. So a folder that took in another one still tells both apart,
 * and to take it in once more counts nothing twice.
 */
#ifndef PQ_CAMPAIGN_TOTALS_H
#define PQ_CAMPAIGN_TOTALS_H

#include "campaign/plan.h"
#include "campaign/store.h"

#define PQ_TOTALS_TARGET 32 /* bytes of a target's name, with its NUL */
#define PQ_TOTALS_ROWS 4096
#define PQ_TOTALS_WHY (PQ_STORE_PATH + 128)

/*
 * What turns did; sums, but for edges.
 * turns:    that have ended
 * cpu_ms:   CPU time of the engine and of the targets that it ran; wall_ms: engine time
 * executions, reached, dials, mutated: as in struct pq_counters
 * edges:    the highest count, as the engine counts them; 0 if not known
 */
struct pq_total {
	uint64_t turns;
	uint64_t cpu_ms;
	uint64_t wall_ms;
	uint64_t executions;
	uint64_t reached;
	uint64_t dials;
	uint64_t mutated;
	uint64_t edges;
};

/* target: its name, also of one that is no target any more */
struct pq_totals_row {
	uint64_t folder;
	char target[PQ_TOTALS_TARGET];
	enum pq_campaign_engine engine;
	struct pq_total total;
};

/* folder: the id of the folder that this file is in; 0 before it has one. rows: owned, sorted by folder, target, engine. */
struct pq_totals {
	uint64_t folder;
	struct pq_totals_row *rows;
	size_t count;
};

/* Adds what turns of this folder did. False if there is no memory, or no row left. */
bool pq_totals_add(struct pq_totals *totals, const char *target, enum pq_campaign_engine engine,
		   const struct pq_total *more);

/* Takes in the rows of another folder; of rows that are in both, the larger numbers. False as above. */
bool pq_totals_merge(struct pq_totals *totals, const struct pq_totals *other);

/* The sum over all folders of a target's rows, of one engine or, for PQ_ENGINE_COUNT, of all; target NULL: of all targets. */
struct pq_total pq_totals_sum(const struct pq_totals *totals, const char *target, enum pq_campaign_engine engine);

/* Reads a text into *totals, which it makes anew. Returns 0, or the number of the first line that cannot be read. */
size_t pq_totals_parse(struct pq_totals *totals, struct pq_view text);

/* Reads OUT/totals, or none if there is no such file. False with one line about what is wrong with it. */
bool pq_totals_read(struct pq_totals *totals, const char *out, char why[static PQ_TOTALS_WHY]);

/* Writes OUT/totals whole or not at all, and gives the folder its id if it has none. Returns 0, or -1 with errno set. */
int pq_totals_write(struct pq_totals *totals, const char *out);

/* Makes *to what *from is; false if there is no memory. */
bool pq_totals_copy(struct pq_totals *to, const struct pq_totals *from);

void pq_totals_free(struct pq_totals *totals);

#endif
