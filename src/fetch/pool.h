/* SPDX-License-Identifier: MIT */
/*
 * Connections that are kept open (Fetch 2.6 "connection pool"), each with the key of what it may serve again. The
 * pool knows numbers; opening and closing is its user's business.
 */
#ifndef PQ_FETCH_POOL_H
#define PQ_FETCH_POOL_H

#include <stdint.h>

#include "base/view.h"

#define PQ_MAX_KEPT 16       /* connections kept at a time; one more takes the oldest one's place */
#define PQ_MAX_POOL_KEY 1024 /* bytes of a key; a connection with a longer one is not kept */

/* Oldest first. */
struct pq_pool {
	struct pq_kept {
		uint32_t conn;
		size_t key_len;
		unsigned char key[PQ_MAX_POOL_KEY];
	} kept[PQ_MAX_KEPT];
	size_t count;
};

void pq_pool_init(struct pq_pool *pool);

/* Takes a connection with exactly that key out of the pool; 0 if there is none. */
uint32_t pq_pool_take(struct pq_pool *pool, struct pq_view key);

/* Puts a connection in. Returns one that is not kept, and that the caller closes; 0 if there is none. */
uint32_t pq_pool_put(struct pq_pool *pool, struct pq_view key, uint32_t conn);

/* Takes any connection out; 0 if there is none. */
uint32_t pq_pool_drain(struct pq_pool *pool);

#endif
