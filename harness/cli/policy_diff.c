/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/policy_tell.h"
#include "report/policy_report.h"

enum option { JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[JSON] = { "json", NULL, "print one JSON object" },
};

static const struct pq_usage usage = {
	"policy diff",
	"A B",
	"Compares two policies, each the name of a built-in one or a file: the ports that only one\n"
	"of them blocks, by scheme and with their services, and the names of headers, prefixes,\n"
	"methods and override headers. Exit code 0: both refuse the same; 1: they differ; 2: no such policy.\n",
	options,
	OPTION_COUNT,
};

static int compare(const struct pq_report_side sides[static 2], bool json)
{
	struct pq_terminal terminal = pq_terminal_of(stdout);
	struct pq_policy_diff *diff = pq_memory(1, sizeof(*diff));
	struct pq_states *states = pq_cli_states();
	bool equal;

	pq_policy_diff(diff, sides[0].policy, sides[1].policy);
	equal = diff->equal;
	if (json)
		pq_report_policy_diff_json(diff, sides, states, stdout);
	else
		pq_report_policy_diff(diff, sides, states, &terminal);
	pq_states_free(states);
	free(diff);
	return equal ? PQ_EXIT_OK : PQ_EXIT_DIFFERS;
}

int pq_cli_policy_diff(int argc, char **argv)
{
	struct pq_file texts[2] = { { NULL, 0 }, { NULL, 0 } };
	struct pq_policy *policies[2] = { NULL, NULL };
	const char *values[OPTION_COUNT];
	int first;
	int code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (argc - first != 2)
		return pq_options_wrong(&usage, "expected two policies");
	for (int i = 0; code == PQ_EXIT_OK && i < 2; i++)
		code = pq_load_policy(argv[first + i], &policies[i], &texts[i]);
	if (code == PQ_EXIT_OK) {
		struct pq_report_side sides[2] = { { argv[first], policies[0] }, { argv[first + 1], policies[1] } };

		code = compare(sides, values[JSON] != NULL);
	}
	for (int i = 0; i < 2; i++) {
		free(policies[i]);
		pq_file_free(&texts[i]);
	}
	return code;
}
