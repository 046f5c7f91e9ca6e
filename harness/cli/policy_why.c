/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "base/ascii.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/policy_tell.h"
#include "report/message.h"
#include "report/policy_report.h"

enum option { JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[JSON] = { "json", NULL, "print one JSON object" },
};

static const struct pq_usage usage = {
	"policy why",
	"PORT",
	"Why a port is blocked: what runs there, since when the Fetch standard's list has it and why,\n"
	"the attacks that it is about, packet filters that look into what is sent to it, who let\n"
	"it through for a time, and which built-in policies block it, for which schemes. Of a\n"
	"port that nobody blocks it says so. Exit code 0, or 2 if that is no port.\n",
	options,
	OPTION_COUNT,
};

struct pq_states *pq_cli_states(void)
{
	struct pq_states *states = pq_states_new();

	if (!states) {
		pq_complain("out of memory");
		exit(PQ_EXIT_SETUP);
	}
	return states;
}

bool pq_cli_port(const char *text, uint16_t *port)
{
	uint64_t number;

	if (!pq_ascii_decimal(pq_view_str(text), UINT16_MAX, &number))
		return false;
	*port = (uint16_t)number;
	return true;
}

int pq_cli_policy_why(int argc, char **argv)
{
	struct pq_terminal terminal = pq_terminal_of(stdout);
	const char *values[OPTION_COUNT];
	struct pq_states *states;
	struct pq_why why;
	uint16_t port;
	int first;
	int code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (argc - first != 1)
		return pq_options_wrong(&usage, "expected one port");
	if (!pq_cli_port(argv[first], &port))
		return pq_options_wrong(&usage, "expected a port from 0 to 65535, not '%s'", argv[first]);
	states = pq_cli_states();
	if (!pq_why_init(&why, states, port)) {
		pq_states_free(states);
		pq_complain("out of memory");
		return PQ_EXIT_SETUP;
	}
	if (values[JSON])
		pq_report_why_json(&why, stdout);
	else
		pq_report_why(&why, &terminal);
	pq_why_fini(&why);
	pq_states_free(states);
	return PQ_EXIT_OK;
}
