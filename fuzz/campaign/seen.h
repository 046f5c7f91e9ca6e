/* SPDX-License-Identifier: MIT */
/*
 * Which findings a turn has seen, and what to do about the same again. Pure.
 *
 * Findings of one name at several places have different causes, and are all
 * kept. Once a few have brought no new place, or nobody knows the place, a rule
 * is no longer judged in this turn, so that others get their chance; what is no
 * rule cannot be switched off, and ends the turn.
 */
#ifndef PQ_CAMPAIGN_SEEN_H
#define PQ_CAMPAIGN_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "campaign/status.h"

#define PQ_SEEN_NAMES 32
#define PQ_SEEN_KEPT 3
#define PQ_SEEN_PLACES 128 /* of all names together; beyond, each place counts as one that is not known */

/*
 * counts:  by name, findings that brought no new place
 * places:  as pq_seen_add was given them
 * ignored: names of rules separated by commas, as the targets want them
 * Zeros are a good beginning.
 */
struct pq_seen {
	char names[PQ_SEEN_NAMES][PQ_STATUS_NAME];
	unsigned int counts[PQ_SEEN_NAMES];
	size_t count;
	uint64_t places[PQ_SEEN_PLACES];
	size_t place_count;
	char ignored[PQ_SEEN_NAMES * PQ_STATUS_NAME];
};

enum pq_seen_advice {
	PQ_SEEN_KEEP,   /* keep it and go on */
	PQ_SEEN_IGNORE, /* keep it; start the engine again, without the rules that are now ignored */
	PQ_SEEN_ENOUGH, /* keep it, and end the turn */
	PQ_SEEN_DROP    /* it has been seen often enough */
};

/*
 * place: a number that stands for name and place; 0 if the place is not known
 * fresh: whether nothing was seen at that place before; true where it is not known
 */
enum pq_seen_advice pq_seen_add(struct pq_seen *seen, const char *name, uint64_t place, bool *fresh);

#endif
