/* SPDX-License-Identifier: MIT */
#include "cli/targets.h"

#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/names.h"

int pq_targets_choose(bool targets[static PQ_CAMPAIGN_TARGETS], const char *name)
{
	const char *known[PQ_CAMPAIGN_TARGETS];
	size_t target = pq_campaign_target_find(name);

	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		known[i] = pq_campaign_target_at(i)->name;
	if (target >= PQ_CAMPAIGN_TARGETS)
		return pq_names_unknown("target", name, known, PQ_CAMPAIGN_TARGETS);
	targets[target] = true;
	return PQ_EXIT_OK;
}

void pq_targets_fill_in(bool targets[static PQ_CAMPAIGN_TARGETS])
{
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		if (targets[i])
			return;
	memset(targets, true, PQ_CAMPAIGN_TARGETS * sizeof(*targets));
}

unsigned int pq_targets_jobs(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return processors < 1 ? 1 : processors > PQ_PLAN_JOBS ? PQ_PLAN_JOBS : (unsigned int)processors;
}
