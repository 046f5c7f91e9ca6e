/* SPDX-License-Identifier: MIT */
/*
 * Buffers on the heap that grow, and the account of what they take: each
 * connection has one, and all of a process add up to a total.
 */
#ifndef PQ_SINK_HOLD_H
#define PQ_SINK_HOLD_H

#include <stddef.h>

#include "base/buf.h"

/*
 * own:   bytes that are held on this account
 * total: the sum of all accounts, kept by whoever owns them
 */
struct pq_hold {
	size_t own;
	size_t *total;
};

/* Books bytes that something else than a buffer holds, and takes them off again. */
void pq_hold_book(struct pq_hold *hold, size_t bytes);
void pq_hold_unbook(struct pq_hold *hold, size_t bytes);

/* Appends v, making room first. buf is zeroed at first. False without memory; buf is as before then. */
bool pq_hold_add(struct pq_hold *hold, struct pq_buf *buf, struct pq_view v);

/* Frees the storage; buf is empty then. */
void pq_hold_free(struct pq_hold *hold, struct pq_buf *buf);

#endif
