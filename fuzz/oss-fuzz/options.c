/* SPDX-License-Identifier: MIT */
/*
 * What a cluster must know of the targets, from the table that campaigns go by, without those that need a library which it
 * has not. Without an argument: a line for each target, with its name and the folder of its seeds. With a target's name: its .options file (ClusterFuzz reads it as
 * sections of "key = value").
 */
#include <stdio.h>
#include <string.h>

#include "campaign/target.h"

static void list(void)
{
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		if (!pq_campaign_target_need(i))
			printf("%s %s\n", pq_campaign_target_at(i)->name, pq_campaign_target_at(i)->seeds);
}

/* An execution takes microseconds; ten seconds, the limit of campaigns, are a finding. */
static void print_options(const struct pq_campaign_target *target)
{
	printf("[libfuzzer]\n"
	       "max_len = %u\n"
	       "timeout = 10\n"
	       "dict = fuzz_%s.dict\n",
	       target->max_len, target->name);
}

int main(int argc, char **argv)
{
	size_t index;

	if (argc == 1) {
		list();
		return 0;
	}
	index = pq_campaign_target_find(argv[1]);
	if (argc > 2 || index >= PQ_CAMPAIGN_TARGETS || pq_campaign_target_need(index)) {
		fprintf(stderr, "oss_fuzz_options: there is no target %s\n", argv[1]);
		return 2;
	}
	print_options(pq_campaign_target_at(index));
	return 0;
}
