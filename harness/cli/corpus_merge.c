/* SPDX-License-Identifier: MIT */
#include "corpus/merge.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/corpus_show.h"
#include "cli/options.h"

static const struct pq_usage usage = {
	"corpus merge",
	"INTO FROM...",
	"Puts what the campaigns in the folders FROM found and grew into the folder INTO:\n"
	"findings, inputs that are not there yet, and what was spent. A finding of the same name\n"
	"is the same finding, and its smallest input stays; no other file is overwritten, and none\n"
	"removed. FROM stays as it is, and the same command given again changes nothing. Corpora\n"
	"without campaigns, with a folder of inputs for each target, are merged in the same way.\n"
	"Folders that a campaign is using are refused.\n"
	"Exit code 0; 2: bad usage, or no such folder; 3: a folder is in use, or could not be\n"
	"written to, or the disk is full.\n",
	NULL,
	0,
};

static void print_rows(const struct pq_merge_result *result)
{
	bool head = false;

	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++) {
		if (result->inputs[i] + result->known[i] == 0)
			continue;
		if (!head)
			printf("target              new        bytes  there already\n");
		head = true;
		printf("%-12s %10zu %12" PRIu64 " %14zu\n", pq_campaign_target_at(i)->name, result->inputs[i],
		       result->bytes[i], result->known[i]);
	}
	printf("findings: %zu new, %zu there already", result->findings, result->findings_known);
	if (result->smaller > 0)
		printf(" (%zu smaller now)", result->smaller);
	putchar('\n');
}

int pq_cli_corpus_merge(int argc, char **argv)
{
	struct pq_corpus_show show = pq_corpus_show_of(stdout);
	const struct pq_merge_listener listener = { &show, pq_corpus_show_say, pq_corpus_show_skip };
	struct pq_merge_options given;
	struct pq_merge_result result;
	int first, code;

	if (!pq_options_read(&usage, argc, argv, NULL, &first, &code))
		return code;
	if (argc - first < 2)
		return pq_options_wrong(&usage, "expected a folder to merge into, and one to take from");
	given = (struct pq_merge_options){ argv[first], argv + first + 1, (size_t)(argc - first - 1) };
	if (!given.into[0])
		return pq_options_wrong(&usage, "''; expected a folder to merge into");
	pq_corpus_merge(&given, &listener, &result);
	pq_corpus_show_skipped(&show);
	if (result.unusable)
		return PQ_EXIT_BAD_INPUT;
	if (result.begun)
		print_rows(&result);
	if (result.full)
		puts("void: the disk is full; the same command goes on");
	return result.failed || result.full ? PQ_EXIT_SETUP : PQ_EXIT_OK;
}
