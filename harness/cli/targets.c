/* SPDX-License-Identifier: MIT */
#include "cli/targets.h"

#include <unistd.h>

#include "cli/cli.h"
#include "campaign/engine.h"
#include "cli/names.h"
#include "report/message.h"

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
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		targets[i] = !pq_campaign_target_need(i);
}

int pq_targets_check(const bool targets[static PQ_CAMPAIGN_TARGETS])
{
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++) {
		const struct pq_campaign_need *need = pq_campaign_target_need(i);

		if (!targets[i] || pq_engine_has(need))
			continue;
		pq_complain("campaign: the target %s cannot be built: %s is missing (Debian package %s)", need->target,
			    need->module, need->package);
		return PQ_EXIT_SETUP;
	}
	return PQ_EXIT_OK;
}

bool pq_targets_are_all(const bool targets[static PQ_CAMPAIGN_TARGETS])
{
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		if (targets[i] != !pq_campaign_target_need(i))
			return false;
	return true;
}

unsigned int pq_targets_jobs(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return processors < 1 ? 1 : processors > PQ_PLAN_JOBS ? PQ_PLAN_JOBS : (unsigned int)processors;
}
