/* SPDX-License-Identifier: MIT */
#include "campaign/harvest.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign/store.h"

/* wait: the rest is too young; skip no number because of it */
struct harvest {
	const char *corpus;
	bool live;
	bool wait;
	uint64_t next;
};

/* Seeds have ",orig:" in their names: they are in the corpus, or in the source tree, already. */
static int keep_one(void *ctx, const char *path, const char *name)
{
	struct harvest *harvest = ctx;
	char to[PQ_STORE_PATH];
	uint64_t number, hash;

	if (harvest->wait || strncmp(name, "id:", 3) != 0)
		return 0;
	number = strtoull(name + 3, NULL, 10);
	if (number < harvest->next)
		return 0;
	harvest->wait = harvest->live && !pq_store_settled(path);
	if (harvest->wait)
		return 0;
	harvest->next = number + 1;
	if (strstr(name, ",orig:") || !pq_store_hash(path, &hash))
		return 0;
	pq_store_path(to, "%s/%016" PRIx64, harvest->corpus, hash);
	return link(path, to) == 0 || errno == EEXIST ? 0 : -1;
}

int pq_harvest_queue(const char *queue, const char *corpus, bool live, uint64_t *next)
{
	struct harvest harvest = { corpus, live, false, *next };
	int result = pq_store_each_file(queue, keep_one, &harvest);

	*next = harvest.next;
	return result;
}
