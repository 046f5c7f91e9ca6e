/* SPDX-License-Identifier: MIT */
#include "fetch/pool.h"

void pq_pool_init(struct pq_pool *pool)
{
	pool->count = 0;
}

static uint32_t remove_at(struct pq_pool *pool, size_t at)
{
	uint32_t conn = pool->kept[at].conn;

	pool->count--;
	memmove(&pool->kept[at], &pool->kept[at + 1], (pool->count - at) * sizeof(pool->kept[0]));
	return conn;
}

uint32_t pq_pool_take(struct pq_pool *pool, struct pq_view key)
{
	for (size_t i = 0; i < pool->count; i++)
		if (pq_view_eq(pq_view(pool->kept[i].key, pool->kept[i].key_len), key))
			return remove_at(pool, i);
	return 0;
}

uint32_t pq_pool_put(struct pq_pool *pool, struct pq_view key, uint32_t conn)
{
	uint32_t oldest = 0;
	struct pq_kept *kept;

	if (key.len > PQ_MAX_POOL_KEY)
		return conn;
	if (pool->count == PQ_MAX_KEPT)
		oldest = remove_at(pool, 0);
	kept = &pool->kept[pool->count++];
	kept->conn = conn;
	kept->key_len = key.len;
	memcpy(kept->key, key.data, key.len);
	return oldest;
}

uint32_t pq_pool_drain(struct pq_pool *pool)
{
	return pool->count ? remove_at(pool, 0) : 0;
}
