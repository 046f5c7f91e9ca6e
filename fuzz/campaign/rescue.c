/* SPDX-License-Identifier: MIT */
#include "campaign/rescue.h"

#include <dirent.h>
#include <stdlib.h>

bool pq_rescue_name(const char *folder, size_t *target, enum pq_campaign_engine *engine)
{
	for (int e = 0; e < PQ_ENGINE_COUNT; e++) {
		for (size_t t = 0; t < PQ_CAMPAIGN_TARGETS; t++) {
			char prefix[PQ_STORE_PATH];
			size_t len;

			pq_store_path(prefix, "%s-%s-", pq_engine_name((enum pq_campaign_engine)e),
				      pq_campaign_target_at(t)->name);
			len = strlen(prefix);
			if (strncmp(folder, prefix, len) != 0 || !folder[len] ||
			    folder[len + strspn(folder + len, "0123456789")])
				continue;
			*target = t;
			*engine = (enum pq_campaign_engine)e;
			return true;
		}
	}
	return false;
}

static int is_turn(const struct dirent *entry)
{
	enum pq_campaign_engine engine;
	size_t target;

	return pq_rescue_name(entry->d_name, &target, &engine);
}

void pq_rescue_all(struct pq_turn *turn, bool (*over)(void *ctx, const struct pq_turn *turn))
{
	struct dirent **entries;
	char work[PQ_STORE_PATH];
	bool go_on = true;
	int count;

	pq_store_path(work, "%s/work", turn->out);
	count = scandir(work, &entries, is_turn, alphasort);
	for (int i = 0; i < count; i++) {
		size_t target;

		if (go_on && pq_rescue_name(entries[i]->d_name, &target, &turn->engine)) {
			turn->target = pq_campaign_target_at(target);
			pq_store_path(work, "%s/work/%s", turn->out, entries[i]->d_name);
			pq_turn_rescue(turn, work);
			go_on = over(turn->ctx, turn);
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}
