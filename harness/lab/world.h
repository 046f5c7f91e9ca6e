/* SPDX-License-Identifier: MIT */
/*
 * What a trial needs of the place where a service runs. A room has all of it (served.c); so have the servers that tests
 * play.
 */
#ifndef PQ_LAB_WORLD_H
#define PQ_LAB_WORLD_H

#include "lab/service.h"

/*
 * connect: a connected socket, the caller's; -1: nobody takes connections
 * shows:   whether an effect that is not spoken is seen: a file at `path` (that holds the text, unless it is empty), the text
 *          in the log, or in what the command `path` prints
 * restart: ends the service and starts it anew; false with why not. What it had in memory is gone then
 */
struct pq_lab_world_ops {
	int (*connect)(void *ctx);
	bool (*shows)(void *ctx, enum pq_lab_effect effect, const char *path, struct pq_view text);
	bool (*restart)(void *ctx, char *why, size_t size);
};

/*
 * dir:         what {dir} stands for inside; ctx outlives every use
 * patience_ms: so long an answer is waited for that may not come: many times what the slowest one to a plain command took
 */
struct pq_lab_world {
	const struct pq_lab_world_ops *ops;
	void *ctx;
	const char *dir;
	int patience_ms;
};

#define PQ_LAB_LEAST_PATIENCE_MS 600
#define PQ_LAB_MOST_PATIENCE_MS 3000

#endif
