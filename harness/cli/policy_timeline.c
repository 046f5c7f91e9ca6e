/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/policy_tell.h"
#include "report/policy_report.h"

enum option { JSON, REASONS, OPTION_COUNT };

static const struct pq_option options[] = {
	[JSON] = { "json", NULL, "print JSON lines: changes, exceptions, and each policy's state" },
	[REASONS] = { "reasons", NULL, "tell why each change was made, and where that can be read" },
};

static const struct pq_usage usage = {
	"policy timeline",
	"[PORT|NAME]",
	"The history of the Fetch standard's list of blocked ports as a picture with years as columns,\n"
	"and beside it how much of the list the built-in policies have, each at the date of its\n"
	"source. PORT: of one port. NAME: of one product, the name of a built-in policy or a file.\n"
	"Colours only on a terminal and without NO_COLOR; ASCII where the locale is not UTF-8.\n"
	"Exit code 0, or 2 for an unknown name or a bad file.\n",
	options,
	OPTION_COUNT,
};

/* True if a product's newest source has that name: its older ones belong to the picture. */
static bool is_product(const struct pq_states *states, const char *name, size_t *index, size_t *count)
{
	for (*index = 0; *index < states->count; (*index)++) {
		*count = 1;
		if (!pq_view_is(states->states[*index].product, name))
			continue;
		while (*index + *count < states->count && pq_view_is(states->states[*index + *count].product, name))
			(*count)++;
		return true;
	}
	return false;
}

static void show_product(const struct pq_states *states, const struct pq_state *product, size_t count, bool json)
{
	struct pq_terminal terminal = pq_terminal_of(stdout);

	if (json)
		pq_report_timeline_product_json(states, product, count, stdout);
	else
		pq_report_timeline_product(states, product, count, &terminal);
}

/* A product, or any other policy alone. */
static int of_name(const struct pq_states *states, const char *name, bool json)
{
	struct pq_policy *policy;
	struct pq_state *state;
	struct pq_file text;
	size_t index;
	size_t count;
	int code;

	if (is_product(states, name, &index, &count)) {
		show_product(states, &states->states[index], count, json);
		return PQ_EXIT_OK;
	}
	code = pq_load_policy(name, &policy, &text);
	if (code != PQ_EXIT_OK)
		return code;
	state = pq_memory(1, sizeof(*state));
	pq_state_of(state, &states->facts, policy);
	if (!state->product.len)
		state->product = pq_view_str(name);
	show_product(states, state, 1, json);
	free(state);
	free(policy);
	pq_file_free(&text);
	return PQ_EXIT_OK;
}

static int of_all(const struct pq_states *states, bool reasons, bool json)
{
	struct pq_terminal terminal = pq_terminal_of(stdout);

	if (json)
		pq_report_timeline_json(states, stdout);
	else
		pq_report_timeline(states, reasons, &terminal);
	return PQ_EXIT_OK;
}

static int of_port(const struct pq_states *states, uint16_t port, bool json)
{
	struct pq_terminal terminal = pq_terminal_of(stdout);

	if (json)
		pq_report_timeline_port_json(states, port, stdout);
	else
		pq_report_timeline_port(states, port, &terminal);
	return PQ_EXIT_OK;
}

int pq_cli_policy_timeline(int argc, char **argv)
{
	const char *values[OPTION_COUNT];
	struct pq_states *states;
	uint16_t port;
	bool json;
	int first;
	int code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (argc - first > 1)
		return pq_options_wrong(&usage, "unexpected argument '%s'", argv[first + 1]);
	states = pq_cli_states();
	json = values[JSON] != NULL;
	if (argc == first)
		code = of_all(states, values[REASONS] != NULL, json);
	else if (pq_cli_port(argv[first], &port))
		code = of_port(states, port, json);
	else
		code = of_name(states, argv[first], json);
	pq_states_free(states);
	return code;
}
