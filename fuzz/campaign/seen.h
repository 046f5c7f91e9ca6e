/* SPDX-License-Identifier: MIT */
/*
 * Which findings a turn has seen, and what to do about the same again. Pure.
 *
 * A few findings of one name are kept, for they may have different causes. Then
 * a rule is no longer judged in this turn, so that others get their chance;
 * what is no rule cannot be switched off, and ends the turn.
 */
#ifndef PQ_CAMPAIGN_SEEN_H
#define PQ_CAMPAIGN_SEEN_H

#include <stddef.h>

#include "campaign/status.h"

#define PQ_SEEN_NAMES 32
#define PQ_SEEN_KEPT 3

/* ignored: names of rules separated by commas, as the targets want them. Zeros are a good beginning. */
struct pq_seen {
	char names[PQ_SEEN_NAMES][PQ_STATUS_NAME];
	unsigned int counts[PQ_SEEN_NAMES];
	size_t count;
	char ignored[PQ_SEEN_NAMES * PQ_STATUS_NAME];
};

enum pq_seen_advice {
	PQ_SEEN_KEEP,   /* keep it and go on */
	PQ_SEEN_IGNORE, /* keep it; start the engine again, without the rules that are now ignored */
	PQ_SEEN_ENOUGH, /* keep it, and end the turn */
	PQ_SEEN_DROP    /* it has been seen often enough */
};

enum pq_seen_advice pq_seen_add(struct pq_seen *seen, const char *name);

#endif
